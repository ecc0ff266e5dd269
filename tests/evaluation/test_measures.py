"""Measures of a few made-up outcomes, counted by hand."""

import math
from dataclasses import replace
from typing import Any

import pytest

from qa.evaluation.measured import Measure
from qa.evaluation.measures import (
    abstention_measures,
    by_kind,
    by_language,
    by_municipality,
    confidences,
    groups,
    retrieval_measures,
)
from qa.evaluation.run import Outcome
from tests.evaluation.outcomes import MUNICIPALITIES, outcome, some_outcomes


@pytest.fixture
def outcomes() -> list[Outcome]:
    return some_outcomes()


def _values(measures: list[Measure]) -> dict[str, Any]:
    return {m.name: (m.value, m.n) for m in measures}


def test_a_refusal_is_a_miss_for_the_first_citation(outcomes: list[Outcome]) -> None:
    values = _values(retrieval_measures(outcomes))
    assert values["right passage is the first citation (hit@1)"] == (0.5, 4)
    assert values["... among the first three (hit@3)"] == (0.75, 4)
    assert values["hit@1, nearest passages of refusals counted"] == (0.75, 4)
    assert values["MRR"] == (pytest.approx((1 + 1 / 2 + 1 + 1) / 4), 4)


def test_the_weakest_language_is_named_and_who_questions_stand_alone(outcomes: list[Outcome]) -> None:
    values = _values(retrieval_measures(outcomes))
    assert values["weakest of sv, en, ar, so, fa, uk at hit@1: ar"] == (0.0, 1)
    assert [m.language for m in retrieval_measures(outcomes) if m.key == "weakest"] == ["ar"]
    assert values['"who": the first quote holds the body responsible'] == (0.5, 2)


def test_abstention(outcomes: list[Outcome]) -> None:
    values = _values(abstention_measures(outcomes))
    assert values["unanswerable questions not claimed as answered"] == (0.75, 4)
    assert values["answerable questions wrongly refused"] == (0.25, 4)
    assert values["follow-ups understood"] == (pytest.approx(2 / 3), 3)  # 4 and 7, not 2
    assert values["outside the policies: the right authority named"] == (0.5, 2)
    assert values["abstention precision"] == (0.75, 4)  # refused: 3, 5, 6, 7
    assert values["abstention recall"] == (0.75, 4)
    assert values["status right"] == (0.625, 8)  # all but 3, 6, 8


def test_language_counts_from_three_words_in_served_languages(outcomes: list[Outcome]) -> None:
    outcomes.append(outcome("9", language="pl", found_language="sv"))
    values = _values(abstention_measures(outcomes))
    assert values["question's language right (served, three words and more)"] == (pytest.approx(6 / 7), 7)  # wrong: 4


def test_calibration_is_measured_where_a_passage_was_shown(outcomes: list[Outcome]) -> None:
    assert confidences(outcomes) == [(0.9, True), (0.9, False), (0.9, True), (0.9, True), (0.1, False), (0.9, False)]
    # Six bins of one: 0.1 + 4 bins of 0.9 in the order given (right, wrong, right, right, wrong).
    values = _values(abstention_measures(outcomes))
    assert values["expected calibration error of the score"] == (pytest.approx((0.1 + 3 * 0.1 + 2 * 0.9) / 6), 6)


def test_plain_aims_are_lower_and_an_aim_without_questions_is_neither_met_nor_missed(outcomes: list[Outcome]) -> None:
    curated, plain = retrieval_measures(outcomes)[0], retrieval_measures(outcomes, curated=False)[0]
    assert (curated.aim, plain.aim) == (0.95, 0.80)
    assert curated.met is False
    nothing = abstention_measures([])[0]
    assert nothing.n == 0 and math.isnan(nothing.value) and nothing.met is None


def test_an_upper_bound_is_met_from_below() -> None:
    assert Measure("refused", "refused", (0.03, 0.0, 0.1), 9, 0.03, at_most=True).met is True
    assert Measure("refused", "refused", (0.04, 0.0, 0.1), 9, 0.03, at_most=True).met is False


def test_the_gap_is_positive_where_an_aim_is_missed() -> None:
    assert Measure("first", "first", (0.9, 0.8, 1.0), 9, 0.95).gap == pytest.approx(0.05)
    assert Measure("refused", "refused", (0.04, 0.0, 0.1), 9, 0.03, at_most=True).gap == pytest.approx(0.01)
    assert Measure("ndcg", "nDCG", (0.04, 0.0, 0.1), 9).gap == 0


def test_keys_tell_measures_apart(outcomes: list[Outcome]) -> None:
    keys = [m.key for m in (*retrieval_measures(outcomes), *abstention_measures(outcomes))]
    assert len(set(keys)) == len(keys)


def test_another_municipality_s_passage_makes_no_answer_probable() -> None:
    silent = outcome("10", related=["b/1"], score=0.9)
    asked = replace(silent, answer=replace(silent.answer, municipalities=("Åby",)))
    both = replace(silent, answer=replace(silent.answer, municipalities=("Åby", "Berga")))
    assert (silent.probability, asked.probability, both.probability) == (0.9, 0.0, 0.9)


def test_groups(outcomes: list[Outcome]) -> None:
    languages = {g.name: g for g in groups(outcomes, by_language)}
    assert list(languages) == ["sv", "en", "so", "ar"]  # largest first, then by name
    assert (languages["en"].answerable, languages["en"].hit1[0], languages["en"].refused) == (2, 0.5, 0.5)
    assert (languages["so"].unanswerable, languages["so"].not_claimed) == (2, 0.5)
    assert math.isnan(languages["so"].hit3[0])
    assert {g.name: g.answerable + g.unanswerable for g in groups(outcomes, by_kind)} == {"what": 4, "who": 2, "authority": 2}
    towns = {g.name: g.answerable + g.unanswerable for g in groups(outcomes, by_municipality(MUNICIPALITIES))}
    assert towns == {"Åby": 3, "any": 3, "Berga": 1, "several": 1}
