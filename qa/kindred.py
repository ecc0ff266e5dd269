"""What is asked about other policies speaks for the passages of a policy that was just added.

Policies of one kind say much the same. A passage that nobody has written questions for is likely to answer what passages
like it, in other policies, are known to answer; so it borrows their known questions, by how like it they are.

Knows nothing about questions, nor about what is near enough.
"""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from corpus.types import Corpus
from index.text import ngrams
from index.types import Floats
from qa.known import Around, log_ratio, log_share

_WIDTH = 0.05  # of the kernel, in likeness


@dataclass(frozen=True, slots=True)
class Borrowed:
    """What the known questions around one question say about passages that have none of their own."""

    densities: Floats  # (n_passages,) of the questions that passages like each answer, and of its own few
    likeness: Floats  # (n_passages,) 0..1, how like the passages are that these are borrowed from
    unsaid: Floats  # (n_passages,) density of what the other policies leave open
    outside: float  # of what lies outside

    def share(self, passage: int) -> float:
        """How dense they lie beside where they lie densest, as 0 (next to nothing) to 1 (there), by its logarithm."""
        return log_share(float(self.densities[passage]), float(self.densities.max()))

    def open(self, passage: int) -> float:
        """Log ratio of what is left open to what passages like this one answer."""
        return log_ratio(float(self.unsaid[passage]), float(self.densities[passage]))

    def beyond(self, passage: int) -> float:
        """Log ratio of what lies outside to what passages like this one answer."""
        return log_ratio(self.outside, float(self.densities[passage]))


class Kindred:
    """Which passages of other policies are like a passage, among those that have known questions."""

    def __init__(self, corpus: Corpus, vectors: Floats, counts: Floats) -> None:
        """`vectors` (n_passages, dim): unit rows. `counts` (n_passages,): how many known questions each answers."""
        self._lenders = np.flatnonzero(counts)
        self._policy = _numbers([p.document for p in corpus.passages])
        others = self._policy[:, None] != self._policy[self._lenders]
        cosines = vectors @ vectors[self._lenders].T
        language = _numbers([corpus.document_of(p).language for p in corpus.passages])
        alike = language[:, None] == language[self._lenders]  # letters say nothing across languages
        self._likeness = np.where(alike, (cosines + _same_letters(corpus, self._lenders)) / 2, cosines)
        weights = np.exp((self._likeness - 1) / _WIDTH) * others
        # What is asked about a passage is asked once, however many are like it.
        self._weights = (weights / np.maximum(weights.sum(axis=0), 1e-30)).astype(np.float32)  # (n_passages, n_lenders)
        self.lent_to: npt.NDArray[np.bool_] = others.any(axis=1)  # (n_passages,) whether anybody can lend to it

    def borrowed(self, around: Around, with_own: bool = False) -> Borrowed:
        """What each passage borrows from those of other policies; `with_own`: beside the questions of its own."""
        asked = around.answered / np.sqrt(np.maximum(around.counts, 1.0))
        lent = asked[self._lenders]
        densities = self._weights @ lent
        likeness = (self._weights * self._likeness) @ lent / np.maximum(densities, 1e-30)
        unsaid = np.full(len(asked), around.unsaid.sum(), np.float32)
        if with_own:
            return Borrowed(densities + asked, likeness, unsaid, around.outside)
        own = np.bincount(self._policy, around.unsaid, self._policy.max() + 1)
        return Borrowed(densities, likeness, unsaid - own[self._policy].astype(np.float32), around.outside)


def _same_letters(corpus: Corpus, lenders: npt.NDArray[np.int64]) -> Floats:
    """(n_passages, n_lenders) cosines of character n-grams, by tf-idf, place names left out."""
    from sklearn.feature_extraction.text import TfidfVectorizer

    texts = []
    for p in corpus.passages:
        place = corpus.document_of(p).municipality
        text = " ".join([*p.headings[-1:], p.text])
        texts.append(text.replace(place, "") if place else text)
    table = TfidfVectorizer(analyzer=ngrams, sublinear_tf=True).fit_transform(texts)
    found: Floats = (table @ table[lenders].T).toarray().astype(np.float32)
    return found


def _numbers(names: list[str]) -> npt.NDArray[np.int64]:
    """Each name by a number of its own."""
    return np.unique(names, return_inverse=True)[1].astype(np.int64)
