"""Metrics against values computed by hand."""

import math

import pytest

from qa.evaluation.metrics import (
    bootstrap,
    expected_calibration_error,
    first_rank,
    hit,
    ndcg,
    reciprocal_rank,
    risk_coverage,
)


def test_rank_metrics_of_a_gold_passage_in_third_place() -> None:
    ranking, gold = ["x", "y", "g", "z"], {"g"}
    assert first_rank(ranking, gold) == 2
    assert [hit(ranking, gold, k) for k in (1, 3, 5)] == [0.0, 1.0, 1.0]
    assert reciprocal_rank(ranking, gold) == pytest.approx(1 / 3)
    assert ndcg(ranking, gold) == pytest.approx(1 / math.log2(4))


def test_ndcg_of_two_gold_passages_one_of_which_is_found() -> None:
    assert ndcg(["g", "x"], {"g", "h"}) == pytest.approx(1 / (1 + 1 / math.log2(3)))


def test_a_ranking_without_gold_is_worth_nothing() -> None:
    assert (first_rank([], {"g"}), hit([], {"g"}, 3), reciprocal_rank(["x"], {"g"}), ndcg(["x"], set())) == (None, 0, 0, 0)


def test_bootstrap_interval_holds_the_mean_and_repeats() -> None:
    values = [1.0] * 30 + [0.0] * 10
    estimate, low, high = bootstrap(values)
    assert estimate == 0.75
    # The normal approximation gives 0.75 +- 1.96 * sqrt(0.75 * 0.25 / 40).
    assert low == pytest.approx(0.616, abs=0.05) and high == pytest.approx(0.884, abs=0.05)
    assert bootstrap(values) == (estimate, low, high)
    assert all(math.isnan(x) for x in bootstrap([]))


def test_calibration_error_is_the_distance_of_confidence_and_accuracy() -> None:
    # Two bins of two: mean 0.2 with none right, mean 0.9 with one right: (2 * 0.2 + 2 * 0.4) / 4.
    assert expected_calibration_error([0.9, 0.1, 0.9, 0.3], [True, False, False, False], bins=2) == pytest.approx(0.3)


def test_risk_grows_as_less_certain_answers_are_given() -> None:
    assert risk_coverage([0.9, 0.2, 0.5, 0.4], [True, False, True, False]) == [
        (0.25, 0.0, 0.9),
        (0.5, 0.0, 0.5),
        (0.75, pytest.approx(1 / 3), 0.4),
        (1.0, 0.5, 0.2),
    ]


def test_no_threshold_tells_equal_probabilities_apart() -> None:
    assert risk_coverage([0.5, 0.9, 0.5, 0.5], [False, True, True, True]) == [(0.25, 0.0, 0.9), (1.0, 0.25, 0.5)]
    assert risk_coverage([], []) == []
