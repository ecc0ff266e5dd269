"""Evaluation questions as files: the fixed split, and what cannot be read."""

from pathlib import Path

import pytest

from corpus.errors import CorpusError
from qa.evaluation.questions import is_development, load_questions


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
