"""What is found for the turns of a reading, pooled into one."""

from collections.abc import Mapping
from dataclasses import replace

import numpy as np
import pytest

from corpus.types import Corpus
from qa.details import Asked
from qa.followup import Reading, Turn
from qa.judging import Judged, pooled
from qa.retrieval import Query, bare_candidate
from qa.scope.nearness import Outside
from qa.selection import Scored

NOTHING = np.zeros((1, 4), np.float32)


@pytest.fixture
def passages(small_corpus: Corpus) -> list[str]:
    """Ids of three passages."""
    return [p.id for p in small_corpus.passages[:3]]


def judged(corpus: Corpus, text: str, found: Mapping[str, float], authority: str = "", p_outside: float = 0.0) -> Judged:
    """What was found for one turn: passage id -> probability."""
    scored = [Scored(bare_candidate(corpus.by_id[id_]), p) for id_, p in sorted(found.items(), key=lambda x: -x[1])]
    query = Query(text, "sv", NOTHING[0], NOTHING, NOTHING[0])
    outside = Outside("", authority, "", 0.0, 0.0, 0.0)
    return Judged(Turn(text, ()), query, tuple(scored), outside, scored[0].probability, p_outside, Asked({}, 0.0), 0.5, False)


def reading(*weights: float) -> Reading:
    return Reading(tuple(Turn(f"turn {n}", ()) for n in range(len(weights))), weights)


def test_one_turn_is_left_as_it_is(small_corpus: Corpus, passages: list[str]) -> None:
    one = judged(small_corpus, "vem?", {passages[0]: 0.7})
    assert pooled(reading(1.0), [one]) is one


def test_the_log_odds_are_averaged_by_weight(small_corpus: Corpus, passages: list[str]) -> None:
    a, b, _ = passages
    found = [judged(small_corpus, "x", {a: 0.9, b: 0.5}), judged(small_corpus, "y", {a: 0.5, b: 0.9})]
    together = pooled(reading(3.0, 1.0), found)
    assert [s.candidate.passage.id for s in together.scored] == [a, b]
    # 3/4 of log(9) and 1/4 of log(9)
    assert [s.probability for s in together.scored] == pytest.approx([0.8386, 0.634], abs=1e-3)


def test_a_passage_that_one_turn_did_not_find_is_unlikely(small_corpus: Corpus, passages: list[str]) -> None:
    a, b, _ = passages
    found = [judged(small_corpus, "x", {a: 0.9, b: 0.6}), judged(small_corpus, "y", {b: 0.6})]
    assert pooled(reading(1.0, 1.0), found).scored[0].candidate.passage.id == b


def test_whose_matter_it_is_says_the_turn_that_is_surest(small_corpus: Corpus, passages: list[str]) -> None:
    found = [
        judged(small_corpus, "När får jag uppehållstillstånd? Hur lång tid?", {passages[0]: 0.1}, "migrationsverket", 0.9),
        judged(small_corpus, "Hur lång tid?", {passages[0]: 0.1}, "kommunen", 0.3),
    ]
    together = pooled(reading(1.0, 1.0), found)
    assert together.outside.authority == "migrationsverket"
    assert together.p_outside == pytest.approx(0.6)
    assert pooled(reading(1.0, 1.0), found[::-1]).outside.authority == "migrationsverket"


@pytest.mark.parametrize(("weights", "heard"), [((1.0, 1.0), True), ((1.5, 1.0), True), ((3.0, 1.0), False)])
def test_a_cry_for_help_in_either_turn_is_heard(
    small_corpus: Corpus, passages: list[str], weights: tuple[float, float], heard: bool
) -> None:
    calm, cry = judged(small_corpus, "x", {passages[0]: 0.1}), judged(small_corpus, "y", {passages[0]: 0.1})
    assert pooled(reading(*weights), [calm, replace(cry, danger=True)]).danger is heard
    assert pooled(reading(*weights), [replace(cry, danger=True), calm]).danger


def test_what_one_turn_touches_is_touched(small_corpus: Corpus, passages: list[str]) -> None:
    found = [judged(small_corpus, "x", {passages[0]: 0.4}), judged(small_corpus, "y", {passages[1]: 0.01})]
    assert pooled(reading(1.0, 1.0), found).touches
