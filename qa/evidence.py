"""What speaks for and against a passage being the answer, as numbers that `qa.calibration` weighs.

One row per (question, candidate). Knows nothing about weights or thresholds.
"""

from collections.abc import Mapping, Sequence

import numpy as np

from corpus.types import Corpus
from index.text import fold, words
from index.types import Floats
from qa.actors import passages_of_bodies
from qa.details import Asked
from qa.ranking import Ranked
from qa.retrieval import FEATURES, Query
from qa.scope.nearness import Outside
from qa.types import Duty

EVIDENCE = (
    "score",  # of the ranker
    "behind",  # how far behind the best candidate
    "ahead",  # how far ahead of the next passage that says something else
    "agreement",  # share of the views in which no other candidate is nearer
    "passage",
    "sentence",
    "late_sentence",
    "question",
    "questions",
    "statement",
    "ngrams",
    "question_ngrams",
    "known",
    "kindred",
    "kinship",  # how like the passages of other policies are that speak for this one
    "left_open",  # how much denser questions that no passage answers lie around than those that this passage answers
    "beyond",  # ... questions about subjects outside
    "best_view",  # the highest of its cosines in any view
    "elsewhere",  # by how much a passage of another municipality is nearer, where one was asked about
    "covered",  # share of the question's words that stand in the passage, its translation or its curated questions
    "outside",  # nearness of the nearest subject outside the policies
    "outside_mean",  # ... of its three nearest examples
    "outside_lead",  # ... beyond the nearest curated question or sentence
    "outside_ngrams",  # ... in letters, beyond the curated questions
    "detail_missing",  # probability that a detail is asked for that does not stand in the passage
    "detail_present",  # ... that does
    "who",  # probability that a body or role is asked for
    "bearer",  # whether the passage says what one must do
    "brevity",  # 1 / number of words
)
_VIEWS = (
    "passage",
    "sentence",
    "late_passage",
    "late_sentence",
    "ngrams",
    "question",
    "questions",
    "statement",
    "known",
    "kindred",
    "question_ngrams",
)
_PREFIX = 5  # letters by which two inflected forms of a word are taken for one
_UNKNOWN = 0.5  # coverage where there is no text in the question's language
_SAME = 0.9  # share of words in common from which two passages say the same


class Evidence:
    """Computes rows of evidence; holds what it needs to know about the corpus."""

    def __init__(self, corpus: Corpus, duties: Sequence[Duty] = ()) -> None:
        self._bearers = passages_of_bodies(duties)
        self._vocabulary: dict[tuple[str, str], frozenset[str]] = {}
        self._content: dict[str, frozenset[str]] = {p.id: _prefixes(p.text) for p in corpus.passages}
        self._languages = {d.language for d in corpus.documents} | {t.language for t in corpus.translations}
        self._part_of = {p.id: p.part_of or p.id for p in corpus.passages}
        pieces: dict[tuple[str, str], list[str]] = {}
        for p in corpus.passages:
            pieces.setdefault((p.id, corpus.document_of(p).language), []).append(p.text + " " + " ".join(p.headings))
        for t in corpus.translations:
            pieces.setdefault((t.passage_id, t.language), []).append(t.text)
        for q in corpus.questions:
            pieces.setdefault((q.passage_id, q.language), []).append(q.text)
        for key, texts in pieces.items():
            self._vocabulary[key] = _prefixes(" ".join(texts))

    def row(
        self,
        query: Query,
        ranked: Sequence[Ranked],
        i: int,
        outside: Outside,
        asked: Asked,
        anywhere: float | None = None,
    ) -> Floats:
        """(len(EVIDENCE),) float32 for the i-th candidate of a ranking.

        `anywhere` is the best score in all municipalities, where the ranking holds those of some.
        """
        found = ranked[i]
        passage = found.candidate.passage
        feature = found.candidate.feature
        rest = next(
            (r.score for r in ranked if r is not found and not self.same(passage.id, r.candidate.passage.id)), found.score - 3.0
        )
        # Of the same space.
        nearest = feature("question") or feature("statement")
        values: Mapping[str, float] = {
            "score": found.score,
            "behind": ranked[0].score - found.score,
            "ahead": found.score - rest,
            "agreement": self._agreement(ranked, i),
            "best_view": max(feature(name) for name in ("passage", "sentence", "translation", "question")),
            "kinship": found.candidate.kinship,
            "left_open": found.candidate.left_open,
            "beyond": found.candidate.beyond,
            "elsewhere": max(0.0, anywhere - found.score) if anywhere is not None else 0.0,
            "covered": self._covered(query, passage.id),
            "outside": outside.similarity,
            "outside_mean": outside.mean,
            "outside_lead": outside.similarity - nearest,
            "outside_ngrams": outside.ngrams - feature("question_ngrams"),
            "detail_missing": asked.missing(passage.text),
            "detail_present": asked.present(passage.text),
            "who": asked.who,
            "bearer": float(passage.id in self._bearers),
            "brevity": 1.0 / max(len(words(query.text)), 1),
        } | {name: feature(name) for name in EVIDENCE if name in FEATURES}
        return np.asarray([values[name] for name in EVIDENCE], np.float32)

    def same(self, a: str, b: str) -> bool:
        """Whether two passages say the same: a list and its item, or nearly the same words in two policies."""
        if self._part_of[a] == self._part_of[b]:
            return True
        first, second = self._content[a], self._content[b]
        return len(first & second) >= _SAME * min(len(first), len(second))

    def _agreement(self, ranked: Sequence[Ranked], i: int) -> float:
        table = np.stack([r.candidate.features for r in ranked])
        columns = [FEATURES.index(name) for name in _VIEWS]
        used = [c for c in columns if table[:, c].any()]
        return float(np.mean([table[i, c] >= table[:, c].max() - 1e-6 for c in used])) if used else 0.0

    def _covered(self, query: Query, passage_id: str) -> float:
        if query.language not in self._languages:
            return _UNKNOWN  # a few curated questions are too few words to miss one in
        vocabulary = self._vocabulary.get((passage_id, query.language))
        if not vocabulary:
            return _UNKNOWN  # nobody has translated the passage
        asked = _prefixes(query.text)
        return len(asked & vocabulary) / len(asked) if asked else 0.0


def _prefixes(text: str) -> frozenset[str]:
    return frozenset(fold(w)[:_PREFIX] for w in words(text) if len(w) > 2)
