"""Orders candidates with a small linear model over the features of `qa.retrieval`.

The weights are learned on the development questions (`qa.fitting`) and kept in the readable calibration file. One set
serves corpora with translations and curated questions, one serves corpora without: a policy that was just added has
neither, and must not lose against those that have.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from index.types import Floats
from qa.retrieval import FEATURES, Candidate

# A sentence's vector says no more than its tokens do (docs/log.md).
RANKED_FEATURES = tuple(name for name in FEATURES if name != "sentence")
CURATED_FEATURES = frozenset({"translation", "question", "questions", "known", "question_ngrams"})


@dataclass(frozen=True, slots=True)
class Ranked:
    """A candidate with its ranking score."""

    candidate: Candidate
    score: float  # unbounded, comparable between questions


class Ranker:
    """Weights for the features, with and without curation."""

    def __init__(self, curated: Mapping[str, float], plain: Mapping[str, float]) -> None:
        """Feature -> weight; a feature that is missing weighs nothing."""
        self._curated = _vector(curated)
        self._plain = _vector({name: weight for name, weight in plain.items() if name not in CURATED_FEATURES})

    def rank(self, candidates: Sequence[Candidate]) -> list[Ranked]:
        """Candidates by falling score; ties by passage id, so that the order is always the same."""
        ranked = [Ranked(c, self.score(c)) for c in candidates]
        return sorted(ranked, key=lambda r: (-r.score, r.candidate.passage.id))

    def score(self, candidate: Candidate) -> float:
        """Score of one candidate, by the weights that fit the views that it has."""
        has_curation = candidate.feature("question") != 0 or candidate.feature("translation") != 0
        return float(candidate.features @ (self._curated if has_curation else self._plain))


def _vector(weights: Mapping[str, float]) -> Floats:
    unknown = set(weights) - set(FEATURES)
    if unknown:
        raise ValueError(f"unknown features: {', '.join(sorted(unknown))}")
    return np.asarray([weights.get(name, 0.0) for name in FEATURES], np.float32)
