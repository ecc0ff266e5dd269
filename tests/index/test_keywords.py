"""BM25 over a few texts."""

import numpy as np
import pytest

from index.keywords import KeywordIndex
from index.text import ngrams, swedish_terms, words

TEXTS = ["Kommunen ska bygga bostäder", "Skolan ska ge modersmålsundervisning", "Biblioteket har öppet på torsdagar", ""]


@pytest.mark.parametrize(
    ("question", "best"),
    [("bostad", 0), ("undervisning i modersmål", 1), ("bibliotekets öppettider", 2), ("när öppnar biblioteken", 2)],
)
def test_stems_and_parts_of_compounds_find_the_text(question: str, best: int) -> None:
    assert int(KeywordIndex(TEXTS, swedish_terms).scores(question).argmax()) == best


@pytest.mark.parametrize(("question", "best"), [("biblotek", 2), ("skolnn", 1), ("bostdäer", 0)])
def test_letters_forgive_misspellings(question: str, best: int) -> None:
    assert int(KeywordIndex(TEXTS, ngrams).scores(question).argmax()) == best


@pytest.mark.parametrize("question", ["", "😀", "xyzzy", "\ud800"])
def test_what_no_text_holds_scores_nothing(question: str) -> None:
    scores = KeywordIndex(TEXTS, words).scores(question)
    assert scores.dtype == np.float32
    assert scores.tolist() == [0.0] * 4


def test_scores_are_shares_of_the_question() -> None:
    index = KeywordIndex(TEXTS, words)
    one, half = index.scores("bostäder"), index.scores("bostäder xyzzy")
    assert len(index) == 4
    assert half[0] == pytest.approx(one[0] / 2)
    assert one[0] > 0 and one[1:].tolist() == [0.0] * 3


def test_a_question_may_be_taken_apart_differently() -> None:
    index = KeywordIndex(TEXTS, words)
    assert index.scores("ska bygga", lambda text: ["modersmålsundervisning"]).argmax() == 1
