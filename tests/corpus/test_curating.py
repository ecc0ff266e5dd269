"""One question more in questions.toml, or one less, and no other line touched."""

import difflib
import tomllib
from pathlib import Path

import pytest

from corpus.curating import HEADER, with_question, without_question
from corpus.errors import CorpusError
from corpus.store import POLICIES
from corpus.types import CuratedQuestion

FILE = (
    HEADER
    + """
["a/b/1"]
hash = "0123456789ab"
sv = [
  "Vem är välkommen?",
  "Är [alla] välkomna?",
]
en = ["Who is welcome?"]

["a/b/2"]
hash = "ba9876543210"
sv = [
  "Var är biblioteket?",
]
"""
)


def question(text: str, language: str = "sv", passage: str = "a/b/1", hash: str = "0123456789ab") -> CuratedQuestion:
    return CuratedQuestion(passage, hash, language, text)


def added(before: str, after: str) -> list[str]:
    return [line for line in difflib.ndiff(before.splitlines(), after.splitlines()) if line[:1] in "+-"]


@pytest.mark.parametrize(
    ("new", "lines"),
    [
        (question("Får jag komma?"), ['+   "Får jag komma?",']),
        (question('Vad är "SFI"? \\ و'), ['+   "Vad är \\"SFI\\"? \\\\ و",']),
        (question("من المرحب به؟", "ar"), ["+ ar = [", '+   "من المرحب به؟",', "+ ]"]),
        (question("Öppet när?", passage="a/b/2", hash="ba9876543210"), ['+   "Öppet när?",']),
        (question("Ny?", passage="a/c/1", hash="aaaaaaaaaaaa"),
         ["+ ", '+ ["a/c/1"]', '+ hash = "aaaaaaaaaaaa"', "+ sv = [", '+   "Ny?",', "+ ]"]),
    ],
)  # fmt: skip
def test_only_the_question_is_added_and_taken_back(new: CuratedQuestion, lines: list[str]) -> None:
    after = with_question(FILE, new)
    assert added(FILE, after) == lines
    assert new.text in tomllib.loads(after)[new.passage_id][new.language]
    assert without_question(after, new) == FILE


def test_a_list_on_one_line(newline: str = "\n") -> None:
    after = with_question(FILE, question("Am I welcome?", "en"))
    assert tomllib.loads(after)["a/b/1"]["en"] == ["Who is welcome?", "Am I welcome?"]
    assert tomllib.loads(without_question(after, question("Am I welcome?", "en"))) == tomllib.loads(FILE)


def test_the_first_question_of_a_policy() -> None:
    after = with_question("", question("Ny?"))
    assert after == HEADER + '\n["a/b/1"]\nhash = "0123456789ab"\nsv = [\n  "Ny?",\n]\n'
    assert without_question(after, question("Ny?")) == HEADER


def test_what_cannot_be_added_or_taken_out() -> None:
    with pytest.raises(CorpusError, match="already"):
        with_question(FILE, question("vem är VÄLKOMMEN?"))
    with pytest.raises(CorpusError, match="another wording"):
        with_question(FILE, question("Ny?", hash="ffffffffffff"))
    with pytest.raises(CorpusError, match="not stand"):
        without_question(FILE, question("Ny?"))
    with pytest.raises(CorpusError, match="not valid TOML"):
        with_question("[", question("Ny?"))
    with pytest.raises(CorpusError, match="by hand"):
        with_question(FILE.replace('["a/b/1"]', "[ 'a/b/1' ]"), question("Ny?"))


@pytest.mark.parametrize("path", sorted(POLICIES.glob("*/questions.toml")), ids=lambda p: p.parent.name)
def test_the_real_files(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    id_, table = next(iter(tomllib.loads(text).items()))
    new = question("Finns det en simhall?", "sv", id_, table["hash"])
    after = with_question(text, new)
    assert added(text, after) == ['+   "Finns det en simhall?",']
    assert without_question(after, new) == text
