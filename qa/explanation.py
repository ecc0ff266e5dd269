"""Why a passage was chosen: what each view said, how sure that made the engine, and where the question stands on a map.

Computed by `qa.engine`; shown to people who want to understand the search. Knows nothing about pages.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np
from threadpoolctl import threadpool_limits

from index.passage_index import PassageIndex
from index.types import Floats, View

NEIGHBOURS = 3


@dataclass(frozen=True, slots=True)
class ViewScore:
    """The entry of one view that lies nearest to the question."""

    view: View
    score: float  # cosine after the mean embeddings are subtracted, -1..1
    text: str  # of the entry


@dataclass(frozen=True, slots=True)
class Considered:
    """A passage that was looked at, with what spoke for it."""

    passage_id: str
    municipality: str
    probability: float  # that it answers the question, 0..1
    views: tuple[ViewScore, ...]  # in the order of View; those that brought the passage up
    features: Mapping[str, float]  # every number the ranker saw, by name


@dataclass(frozen=True, slots=True)
class Explanation:
    """How one question was judged."""

    question: str
    searched: str  # the question as it was searched: in context, without place names and pleasantries
    language: str
    municipalities: tuple[str, ...]  # that were searched; empty: all
    threshold: float  # probability from which an answer is claimed, 0..1
    answered: bool  # whether one is: the best passage reaches it, and the question does not lie outside the policies
    passages: tuple[Considered, ...]  # best first
    place: tuple[float, float]  # of the question on the map
    neighbours: tuple[str, ...]  # ids of the passages it lies nearest to, nearest first

    def to_dict(self) -> dict[str, Any]:
        """JSON-ready."""
        return {
            "question": self.question,
            "searched": self.searched,
            "language": self.language,
            "municipalities": list(self.municipalities),
            "threshold": self.threshold,
            "answered": self.answered,
            "passages": [
                {
                    "passage_id": p.passage_id,
                    "municipality": p.municipality,
                    "probability": p.probability,
                    "views": [{"view": v.view.value, "score": v.score, "text": v.text} for v in p.views],
                    "features": dict(p.features),
                }
                for p in self.passages
            ],
            "place": list(self.place),
            "neighbours": list(self.neighbours),
        }


class PassageMap:
    """All passages in two dimensions, so that likeness is nearness: t-SNE of van der Maaten and Hinton (2008).

    A picture for people; nothing is searched in it.
    """

    def __init__(self, index: PassageIndex) -> None:
        """Takes about a second for a hundred passages."""
        by_passage: dict[str, list[int]] = {}
        for row, entry in enumerate(index.entries):
            if entry.view is View.PASSAGE:
                by_passage.setdefault(entry.passage_id, []).append(row)
        self.ids = tuple(by_passage)
        mean = np.stack([index.vectors.rows(rows).mean(axis=0) for rows in by_passage.values()])
        self._vectors: Floats = mean / np.maximum(np.linalg.norm(mean, axis=1, keepdims=True), 1e-12)
        self.places = self._project(self._vectors)  # (n_passages, 2) float32, each axis within 0..1

    def place_of(self, question: Floats) -> tuple[tuple[float, float], tuple[str, ...]]:
        """Where a centred question vector (dim,) stands, among its nearest passages, and their ids, nearest first."""
        cosines = self._vectors @ question
        nearest = np.argsort(-cosines, kind="stable")[:NEIGHBOURS]
        weights = np.exp((cosines[nearest] - cosines[nearest].max()) / 0.1)
        x, y = (self.places[nearest] * weights[:, None]).sum(axis=0) / weights.sum()
        return (float(x), float(y)), tuple(self.ids[i] for i in nearest)

    @cached_property
    def neighbours(self) -> Mapping[str, tuple[str, ...]]:
        """Passage id -> ids of the passages most like it, nearest first, by meaning and not by place."""
        cosines = self._vectors @ self._vectors.T
        np.fill_diagonal(cosines, -np.inf)
        nearest = np.argsort(-cosines, axis=1, kind="stable")[:, : min(NEIGHBOURS, len(self.ids) - 1)]
        return {id_: tuple(self.ids[i] for i in row) for id_, row in zip(self.ids, nearest, strict=True)}

    @staticmethod
    def _project(vectors: Floats) -> Floats:
        from sklearn.manifold import TSNE  # half a second that only those who look at the map pay

        if len(vectors) < 4:
            return np.linspace(0.25, 0.75, 2 * len(vectors), dtype=np.float32).reshape(-1, 2)
        perplexity = min(15.0, (len(vectors) - 1) / 3)
        # On a busy machine, threads that wait for each other turn a second into half a minute.
        with threadpool_limits(1):
            found = TSNE(2, metric="cosine", init="pca", perplexity=perplexity, random_state=0).fit_transform(vectors)
        low, high = found.min(axis=0), found.max(axis=0)
        scaled: Floats = ((found - low) / np.maximum(high - low, 1e-9)).astype(np.float32)
        return scaled


def views_of(matched: Mapping[View, tuple[float, str]]) -> tuple[ViewScore, ...]:
    """A candidate's matches in the order of View."""
    return tuple(ViewScore(view, *matched[view]) for view in View if view in matched)
