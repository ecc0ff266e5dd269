"""Orders candidates with a small linear model over the features of `qa.retrieval`.

The weights are learned on the development questions (`qa.fitting`) and kept in the readable calibration file. There is one
set for each kind of curation: other views speak for a policy that was just added. Scores of one kind are comparable between
questions, those of two kinds are not.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from index.types import Floats
from qa.retrieval import FEATURES, Candidate, Curation

_OWN = frozenset({"translation", "question", "questions", "known", "question_ngrams"})
_LENT = frozenset({"kindred"})
# What can speak for a passage. A sentence's vector says no more than its tokens do (docs/log.md).
_MISSING = {Curation.CURATED: _LENT, Curation.LENT: _OWN, Curation.PLAIN: _OWN | _LENT}
RANKED_FEATURES = {
    curation: tuple(name for name in FEATURES if name != "sentence" and name not in missing)
    for curation, missing in _MISSING.items()
}


@dataclass(frozen=True, slots=True)
class Ranked:
    """A candidate with its ranking score."""

    candidate: Candidate
    score: float  # unbounded, comparable between questions


class Ranker:
    """Weights for the features."""

    def __init__(self, weights: Mapping[Curation, Mapping[str, float]]) -> None:
        """Curation -> feature -> weight; a feature that is missing weighs nothing."""
        self._weights = {curation: _vector(of) for curation, of in weights.items()}

    @classmethod
    def of(cls, weights: Mapping[str, float]) -> "Ranker":
        """The same weights for all candidates."""
        return cls(dict.fromkeys(Curation, weights))

    def rank(self, candidates: Sequence[Candidate]) -> list[Ranked]:
        """Candidates by falling score; ties by passage id, so that the order is always the same."""
        ranked = [Ranked(c, self.score(c)) for c in candidates]
        return sorted(ranked, key=lambda r: (-r.score, r.candidate.passage.id))

    def score(self, candidate: Candidate) -> float:
        """Score of one candidate, by the weights that fit the views that it has."""
        return float(candidate.features @ self._weights[candidate.curation])


def _vector(weights: Mapping[str, float]) -> Floats:
    unknown = set(weights) - set(FEATURES)
    if unknown:
        raise ValueError(f"unknown features: {', '.join(sorted(unknown))}")
    return np.asarray([weights.get(name, 0.0) for name in FEATURES], np.float32)
