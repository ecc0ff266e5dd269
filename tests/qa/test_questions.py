"""The evaluation questions are well formed, split by intent, and no copies of what was curated."""

from pathlib import Path

import pytest

from corpus.errors import CorpusError
from corpus.types import Corpus
from qa.evaluation.questions import check_questions, is_development, load_questions


def test_the_questions_hold_together(corpus: Corpus) -> None:
    questions = load_questions()
    assert check_questions(questions, corpus) == []
    assert {"sv", "en", "ar", "so", "fa", "uk"} <= {q.language for q in questions}


def test_an_intent_stays_on_one_side() -> None:
    sides: dict[str, set[bool]] = {}
    for q in load_questions():
        sides.setdefault(q.intent, set()).add(q.development)
    assert {intent for intent, found in sides.items() if len(found) > 1} == set()
    share = sum(True in found for found in sides.values()) / len(sides)
    assert 0.4 < share < 0.6


def test_the_split_is_fixed() -> None:
    # sha256("a") ends in ...48bb and sha256("b") in ...009d, odd; sha256("d") in ...f8e4, even.
    assert [is_development(intent) for intent in ("a", "b", "d")] == [False, False, True]


@pytest.mark.parametrize(
    ("content", "message"),
    [
        ("[", "cannot be read as evaluation questions"),
        ("x = 1", "cannot be read as evaluation questions"),
        ('[[question]]\nid = "a"', "question a: 'text'"),
        ('[[question]]\nid = "a"\ntext = "b"\nintent = "c"\nexpected = "maybe"', "'maybe' is not a valid Status"),
        ('[[question]]\nid = "a"\ntext = "b"\nintent = "c"\nexpected = "partial"\n' * 2, "ids stand twice"),
    ],
)
def test_broken_files_are_named(tmp_path: Path, content: str, message: str) -> None:
    (tmp_path / "sv.toml").write_text(content, encoding="utf-8")
    with pytest.raises(CorpusError, match=message) as error:
        load_questions(tmp_path)
    assert str(tmp_path) in str(error.value)
