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

RANKING = ["a", "b", "c", "d"]


@pytest.mark.parametrize(("gold", "rank"), [({"a"}, 0), ({"c", "d"}, 2), ({"x"}, None), (set(), None)])
def test_first_rank(gold: set[str], rank: int | None) -> None:
    assert first_rank(RANKING, gold) == rank


def test_hit_and_reciprocal_rank() -> None:
    assert [hit(RANKING, {"c"}, k) for k in (1, 2, 3, 10)] == [0, 0, 1, 1]
    assert reciprocal_rank(RANKING, {"c"}) == pytest.approx(1 / 3)
    assert reciprocal_rank(RANKING, {"x"}) == 0
    assert reciprocal_rank([], {"x"}) == 0


def test_ndcg() -> None:
    # Gains at ranks 2 and 4: 1/log2(3) + 1/log2(5); ideal: 1/log2(2) + 1/log2(3).
    assert ndcg(RANKING, {"b", "d"}) == pytest.approx((1 / math.log2(3) + 1 / math.log2(5)) / (1 + 1 / math.log2(3)))
    assert ndcg(RANKING, {"a"}) == 1
    assert ndcg(RANKING, {"b"}, k=1) == 0
    assert ndcg(RANKING, set()) == 0


def test_calibration_error() -> None:
    # Two bins of two: confidence 0.15 with accuracy 0, confidence 0.85 with accuracy 0.5.
    assert expected_calibration_error([0.1, 0.9, 0.2, 0.8], [False, True, False, False], bins=2) == pytest.approx(0.25)
    assert expected_calibration_error([1, 0], [True, False]) == 0
    assert math.isnan(expected_calibration_error([], []))


def test_risk_and_coverage() -> None:
    assert risk_coverage([0.9, 0.3, 0.6], [True, False, False]) == [
        (pytest.approx(1 / 3), 0.0),
        (pytest.approx(2 / 3), 0.5),
        (1.0, pytest.approx(2 / 3)),
    ]
    assert risk_coverage([], []) == []


def test_bootstrap() -> None:
    estimate, low, high = bootstrap([0, 1] * 50)
    assert estimate == 0.5
    assert 0.38 < low < 0.45 < 0.55 < high < 0.62  # 0.5 ± 1.96 * 0.05
    assert bootstrap([0, 1] * 50) == (estimate, low, high)
    assert bootstrap([1, 1, 1]) == (1, 1, 1)
    assert all(math.isnan(v) for v in bootstrap([]))
