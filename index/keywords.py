"""Keyword scores with BM25. The only module that imports bm25s. Knows nothing about vectors or answers.

Two kinds of terms: Swedish stems with compound parts, for questions in the language of the text; character n-grams,
for texts in any language beside questions in that same language, forgiving of endings and misspellings.
"""

from collections.abc import Callable, Sequence

import bm25s
import numpy as np

from index.types import Floats

Terms = Callable[[str], list[str]]


class KeywordIndex:
    """BM25 over a list of texts."""

    def __init__(self, texts: Sequence[str], terms: Terms) -> None:
        self._terms = terms
        self._size = len(texts)
        tokens = [terms(text) or ["\0"] for text in texts]
        self._known = {token for text in tokens for token in text}
        self._bm25 = bm25s.BM25(method="lucene")
        self._bm25.index(tokens, show_progress=False)

    def __len__(self) -> int:
        return self._size

    def knows(self, term: str) -> bool:
        """Whether a term stands in any text."""
        return term in self._known

    def scores(self, question: str, terms: Terms | None = None) -> Floats:
        """(n_texts,) float32: BM25 of each text, divided by the question's number of distinct terms.

        `terms` takes the question apart where it is not to be taken apart like the texts.
        """
        asked = sorted(set((terms or self._terms)(question)))
        known = [term for term in asked if term in self._known]
        if not known:
            return np.zeros(self._size, np.float32)
        scores: Floats = np.asarray(self._bm25.get_scores(known), np.float32)
        return scores / np.float32(len(asked))
