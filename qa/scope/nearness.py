"""How near a question is to what is known to lie outside the policies. Vectors come from the caller's encoder.

Vectors are those by which questions are compared with each other. Knows nothing about passages.
"""

import math
from collections import defaultdict
from collections.abc import Collection, Sequence
from dataclasses import dataclass

import numpy as np

from index.keywords import KeywordIndex
from index.text import ngrams
from index.types import Floats
from index.vectors import VectorStore
from qa.known import Bank
from qa.scope.knowledge import Subject

_NEAREST = 24  # examples that vote for an authority
_VOTE = 0.05  # cosine by which an example's vote grows e-fold


@dataclass(frozen=True, slots=True)
class Outside:
    """The subject outside the policies that the nearest examples speak for."""

    subject: str
    authority: str
    otherwise: str  # the authority that comes next
    similarity: float  # centred cosine of the nearest example of any subject
    mean: float  # ... mean of the three nearest of that subject
    ngrams: float  # BM25 of character n-grams against the examples in the question's language


class OutsideSubjects:
    """The examples, ready to be compared with."""

    def __init__(self, subjects: Sequence[Subject], vectors: Floats) -> None:
        """`vectors`: (n_subjects, dim) centred unit rows, in the order of `subjects`."""
        if len(subjects) != len(vectors):
            raise ValueError(f"{len(subjects)} examples but {len(vectors)} vectors")
        self._subjects = tuple(subjects)
        self.bank = Bank(tuple(s.text for s in subjects), tuple(s.id for s in subjects), vectors)
        self._store = VectorStore(vectors)
        by_language: dict[str, list[int]] = defaultdict(list)
        for i, subject in enumerate(self._subjects):
            by_language[subject.language].append(i)
        self._ngrams = {
            language: (rows, KeywordIndex([self._subjects[i].text for i in rows], ngrams))
            for language, rows in by_language.items()
        }

    def nearest(self, vector: Floats, text: str, language: str, leave_out: Collection[str] = ()) -> Outside:
        """The subject nearest to a centred paraphrase vector (dim,).

        `leave_out` holds texts of examples that are not to count: fitting asks the examples themselves.
        """
        among = [i for i, s in enumerate(self._subjects) if s.text not in leave_out] if leave_out else None
        found = [(self._subjects[m.entry], m.score) for m in self._store.search(vector, _NEAREST, among)]
        if not found:
            return Outside("", "", "", 0.0, 0.0, 0.0)
        votes: dict[str, float] = defaultdict(float)
        for subject, score in found:
            votes[subject.authority] += math.exp(score / _VOTE)
        authority, otherwise = (*sorted(votes, key=lambda a: -votes[a]), "")[:2]
        by_subject: dict[str, list[float]] = defaultdict(list)
        for subject, score in found:
            if subject.authority == authority:
                by_subject[subject.id].append(score)
        best = max(by_subject, key=lambda id_: sum(by_subject[id_][:3]) / 3 + by_subject[id_][0])
        return Outside(
            best, authority, otherwise, found[0][1], sum(by_subject[best][:3]) / 3, self._keyword(text, language, leave_out)
        )

    def _keyword(self, text: str, language: str, leave_out: Collection[str]) -> float:
        if language not in self._ngrams:
            return 0.0
        rows, index = self._ngrams[language]
        scores = index.scores(text)
        if leave_out:
            scores = np.asarray([0.0 if self._subjects[i].text in leave_out else s for i, s in zip(rows, scores, strict=True)])
        return float(scores.max())
