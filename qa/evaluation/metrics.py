"""Numbers about ranked passages and probabilities. Pure functions; sources stand with the formulas."""

from collections.abc import Callable, Collection, Sequence

import numpy as np

Interval = tuple[float, float, float]  # estimate, lower, upper bound of the 95 % interval


def first_rank(ranking: Sequence[str], gold: Collection[str]) -> int | None:
    """Position of the first right passage, from 0; None where none is ranked."""
    return next((i for i, id_ in enumerate(ranking) if id_ in gold), None)


def hit(ranking: Sequence[str], gold: Collection[str], k: int) -> float:
    """1 where a right passage stands among the first k."""
    return float(any(id_ in gold for id_ in ranking[:k]))


def reciprocal_rank(ranking: Sequence[str], gold: Collection[str]) -> float:
    """1 / rank of the first right passage, 0 without one. Its mean is the MRR."""
    rank = first_rank(ranking, gold)
    return 0.0 if rank is None else 1.0 / (rank + 1)


def ndcg(ranking: Sequence[str], gold: Collection[str], k: int = 10) -> float:
    """Normalised discounted cumulative gain at k with binary relevance (Järvelin and Kekäläinen, 2002)."""
    gain = sum(1.0 / np.log2(i + 2) for i, id_ in enumerate(ranking[:k]) if id_ in gold)
    ideal = sum(1.0 / np.log2(i + 2) for i in range(min(k, len(gold))))
    return float(gain / ideal) if ideal else 0.0


def bootstrap(values: Sequence[float], statistic: Callable[[np.ndarray], float] = np.mean, rounds: int = 1000) -> Interval:
    """Estimate with the 95 % percentile bootstrap interval (Efron, 1979); (nan, nan, nan) for no values."""
    if not len(values):
        return (float("nan"),) * 3
    sample = np.asarray(values, float)
    generator = np.random.default_rng(0)
    drawn = [statistic(sample[generator.integers(0, len(sample), len(sample))]) for _ in range(rounds)]
    return float(statistic(sample)), float(np.quantile(drawn, 0.025)), float(np.quantile(drawn, 0.975))


def expected_calibration_error(probabilities: Sequence[float], outcomes: Sequence[bool], bins: int = 10) -> float:
    """Mean distance of confidence and accuracy over equally filled bins (Naeini et al., 2015)."""
    if not len(probabilities):
        return float("nan")
    order = np.argsort(probabilities, kind="stable")
    p, y = np.asarray(probabilities, float)[order], np.asarray(outcomes, float)[order]
    parts = [b for b in np.array_split(np.arange(len(p)), bins) if len(b)]
    return float(sum(len(b) * abs(p[b].mean() - y[b].mean()) for b in parts) / len(p))


def risk_coverage(probabilities: Sequence[float], right: Sequence[bool]) -> list[tuple[float, float, float]]:
    """(coverage, risk, threshold) as the threshold falls: share of questions answered, share of those that are wrong
    (El-Yaniv and Wiener, 2010). One point for each probability that occurs: no threshold tells equal ones apart."""
    p = np.asarray(probabilities, float)
    order = np.argsort(-p, kind="stable")
    p, wrong = p[order], np.cumsum(1.0 - np.asarray(right, float)[order])
    last = np.flatnonzero(np.append(p[1:] != p[:-1], True)) if len(p) else np.zeros(0, np.int64)  # of equal probabilities
    n = last + 1
    return list(zip((n / max(len(p), 1)).tolist(), (wrong[last] / n).tolist(), p[last].tolist(), strict=True))
