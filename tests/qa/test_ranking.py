"""Features to an order."""

import numpy as np
import pytest

from corpus.types import Kind, Passage
from qa.ranking import CURATED_FEATURES, Ranker
from qa.retrieval import FEATURES, Candidate


def candidate(id_: str, **features: float) -> Candidate:
    passage = Passage(id_, id_.split("/")[0], (), "Text.", (), Kind.PARAGRAPH)
    return Candidate(passage, np.asarray([features.get(name, 0.0) for name in FEATURES], np.float32), None, 0.0)


def test_the_weighted_sum_decides() -> None:
    ranker = Ranker({"sentence": 2.0, "question": 1.0}, {"sentence": 1.0})
    ranked = ranker.rank([candidate("x/a/1", sentence=0.5), candidate("x/a/2", sentence=0.2, question=0.4)])
    assert [(r.candidate.passage.id, round(r.score, 3)) for r in ranked] == [("x/a/2", 0.8), ("x/a/1", 0.5)]


def test_ties_fall_by_id() -> None:
    ranked = Ranker({}, {}).rank([candidate("x/b/1"), candidate("x/a/1")])
    assert [r.candidate.passage.id for r in ranked] == ["x/a/1", "x/b/1"]


def test_curation_weighs_nothing_where_there_is_none() -> None:
    ranker = Ranker({}, dict.fromkeys(FEATURES, 1.0))
    everything = candidate("x/a/1", **dict.fromkeys(set(FEATURES) - {"question", "translation"}, 1.0))
    assert ranker.score(everything) == len(FEATURES) - len(CURATED_FEATURES)


def test_unknown_features_are_refused() -> None:
    with pytest.raises(ValueError, match="unknown features: smell"):
        Ranker({"smell": 1.0}, {})
