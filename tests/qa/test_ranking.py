"""Features to an order."""

import numpy as np
import pytest

from corpus.types import Kind, Passage
from qa.ranking import RANKED_FEATURES, Ranker
from qa.retrieval import FEATURES, Candidate, Curation


def candidate(id_: str, curation: Curation = Curation.PLAIN, **features: float) -> Candidate:
    passage = Passage(id_, id_.split("/")[0], (), "Text.", (), Kind.PARAGRAPH)
    return Candidate(
        passage, np.asarray([features.get(name, 0.0) for name in FEATURES], np.float32), None, 0.0, curation=curation
    )


def test_the_weighted_sum_decides() -> None:
    ranker = Ranker({Curation.CURATED: {"sentence": 2.0, "question": 1.0}, Curation.PLAIN: {"sentence": 1.0}})
    ranked = ranker.rank([candidate("x/a/1", sentence=0.5), candidate("x/a/2", Curation.CURATED, sentence=0.2, question=0.4)])
    assert [(r.candidate.passage.id, round(r.score, 3)) for r in ranked] == [("x/a/2", 0.8), ("x/a/1", 0.5)]


def test_ties_fall_by_id() -> None:
    ranked = Ranker.of({}).rank([candidate("x/b/1"), candidate("x/a/1")])
    assert [r.candidate.passage.id for r in ranked] == ["x/a/1", "x/b/1"]


def test_what_a_passage_does_not_have_is_not_weighed() -> None:
    assert "kindred" not in RANKED_FEATURES[Curation.CURATED]  # who has questions does not borrow
    assert set(RANKED_FEATURES[Curation.LENT]) - set(RANKED_FEATURES[Curation.PLAIN]) == {"kindred"}
    assert not set(RANKED_FEATURES[Curation.LENT]) & {"translation", "question", "questions", "known", "question_ngrams"}


def test_unknown_features_are_refused() -> None:
    with pytest.raises(ValueError, match="unknown features: smell"):
        Ranker.of({"smell": 1.0})
