"""Translations and curated questions belong to a wording; made for another one they are left out, with a warning."""

from pathlib import Path

import pytest

from corpus.checking import check_corpus
from corpus.errors import CorpusError
from corpus.store import load_corpus
from corpus.types import Corpus

ID = "lillbyn/ingress/2"


@pytest.fixture
def fresh(policies: Path) -> Path:
    """The folder of a policy whose second passage has a translation and two questions."""
    passage = load_corpus(policies).by_id[ID]
    folder = policies / "lillbyn"
    (folder / "translations").mkdir()
    (folder / "translations" / "en.toml").write_text(
        f'["{ID}"]\nhash = "{passage.text_hash}"\ntext = "Open at night."\n', "utf-8"
    )
    (folder / "questions.toml").write_text(
        f'["{ID}"]\nhash = "{passage.text_hash}"\nsv = ["När är det öppet?"]\nen = [" When? "]\n', "utf-8"
    )
    return folder


def test_fresh_ones_are_read(fresh: Path) -> None:
    corpus = load_corpus(fresh.parent)
    assert corpus.translation[ID, "en"].text == "Open at night."
    assert [(q.passage_id, q.language, q.text) for q in corpus.questions] == [
        (ID, "sv", "När är det öppet?"),
        (ID, "en", "When?"),
    ]
    assert corpus.warnings == ()


def test_what_a_passage_leaves_open_is_read_and_changes_the_hash(fresh: Path) -> None:
    before = load_corpus(fresh.parent)
    hash_ = before.by_id[ID].text_hash
    (fresh / "unsaid.toml").write_text(f'["{ID}"]\nhash = "{hash_}"\nsv = ["Vad kostar inträdet?"]\n', "utf-8")
    corpus = load_corpus(fresh.parent)
    assert [(q.passage_id, q.text) for q in corpus.unsaid] == [(ID, "Vad kostar inträdet?")]
    assert corpus.questions == before.questions
    assert corpus.hash != before.hash


def test_a_question_cannot_be_answered_and_left_open(fresh: Path) -> None:
    hash_ = load_corpus(fresh.parent).by_id[ID].text_hash
    (fresh / "unsaid.toml").write_text(f'["{ID}"]\nhash = "{hash_}"\nsv = ["när är det öppet?"]\n', "utf-8")
    problems = check_corpus(load_corpus(fresh.parent))
    assert f"unsaid.toml: {ID} has 'när är det öppet?', which stands in a questions.toml as answered" in problems


def test_stale_ones_are_left_out_with_a_warning(fresh: Path) -> None:
    old = load_corpus(fresh.parent).by_id[ID].text_hash
    text = fresh / "text.md"
    text.write_text(text.read_text(encoding="utf-8").replace("kvällarna", "dagarna"), encoding="utf-8")
    corpus = load_corpus(fresh.parent)
    assert corpus.translations == ()
    assert corpus.questions == ()
    new = corpus.by_id[ID].text_hash
    assert corpus.warnings == (
        f"lillbyn/en.toml: {ID} was made for another wording (hash {old}, now {new}); left out",
        f"lillbyn/questions.toml: {ID} was made for another wording (hash {old}, now {new}); left out",
    )


def test_unknown_passages_are_left_out_with_a_warning(fresh: Path) -> None:
    path = fresh / "questions.toml"
    path.write_text(path.read_text(encoding="utf-8").replace(ID, "lillbyn/ingress/9"), encoding="utf-8")
    assert load_corpus(fresh.parent).warnings == ("lillbyn/questions.toml: no passage is called 'lillbyn/ingress/9'; left out",)


@pytest.mark.parametrize(
    ("file", "content", "message"),
    [
        ("questions.toml", "x = 1", "must be a table"),
        ("questions.toml", f'["{ID}"]\nhash = "HASH"\nsv = "en"', "sv must be a list of questions"),
        ("questions.toml", f'["{ID}"]\nhash = "HASH"\nsv = [" "]', "sv must be a list of questions"),
        ("questions.toml", f'["{ID}"]\nhash = "HASH"\nSvenska = ["a"]', "Svenska must be a list of questions"),
        ("questions.toml", "[", "is not valid TOML"),
        ("translations/english.toml", "", "must be a language code"),
        ("translations/en.toml", f'["{ID}"]\nhash = "HASH"', "needs hash"),
        ("translations/en.toml", f'["{ID}"]\nhash = "HASH"\ntext = " "', "needs hash"),
    ],
)
def test_a_broken_file_is_named(fresh: Path, file: str, content: str, message: str) -> None:
    digest = load_corpus(fresh.parent).by_id[ID].text_hash
    (fresh / file).write_text(content.replace("HASH", digest), encoding="utf-8")
    with pytest.raises(CorpusError, match=message) as error:
        load_corpus(fresh.parent)
    assert str(fresh / file) in str(error.value)


def test_every_passage_has_its_five_translations(corpus: Corpus) -> None:
    languages = ("ar", "en", "fa", "so", "uk")
    assert sorted(corpus.translation) == sorted((p.id, language) for p in corpus.passages for language in languages)
