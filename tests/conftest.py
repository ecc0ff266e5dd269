"""What all tests share: the real corpus, two small policies, and an encoder that needs no model.

The encoder is deterministic and means something: texts are near each other when they share words or parts of words,
so that a test can say which passage comes first.
"""

import hashlib
from collections.abc import Sequence
from functools import cache
from pathlib import Path

import numpy as np
import pytest

from corpus.store import load_corpus
from corpus.types import Corpus
from index.text import fold, words
from index.types import Encoded, Floats
from tests.policies import write_both

DIM = 512


@cache
def _word_vector(word: str) -> Floats:
    """(DIM,) unit vector: the word itself counts as much as all its letter triples together."""
    vector = np.zeros(DIM, np.float32)
    padded = f"_{word}_"
    triples = [padded[i : i + 3] for i in range(len(padded) - 2)]
    for feature, weight in [(word, 1.0), *((t, 1.0 / len(triples)) for t in triples)]:
        digest = hashlib.sha256(feature.encode()).digest()
        vector[int.from_bytes(digest[:4]) % DIM] += weight if digest[4] % 2 else -weight
    unit: Floats = vector / np.linalg.norm(vector)
    return unit


class WordEncoder:
    """A hashed bag of words and letter triples. Words of fewer than four letters count for nothing beside longer ones."""

    name = "bag of words"
    dim = DIM

    def __init__(self, hash: str = "0123456789abcdef") -> None:
        self.hash = hash
        self.seen: list[str] = []  # every text in the order in which it came

    def encode_passages(self, texts: Sequence[str]) -> Encoded:
        """Like questions."""
        return self._encode(texts)

    def encode_questions(self, texts: Sequence[str]) -> Encoded:
        """Like passages."""
        return self._encode(texts)

    def encode_paraphrases(self, texts: Sequence[str]) -> Floats:
        """Like questions."""
        return self._encode(texts).paraphrases

    def _encode(self, texts: Sequence[str]) -> Encoded:
        self.seen += texts
        tokens = tuple(self._tokens(text) for text in texts)
        vectors = np.asarray([m.sum(axis=0) / np.linalg.norm(m.sum(axis=0)) for m in tokens], np.float32).reshape(-1, DIM)
        return Encoded(vectors, tokens, np.roll(vectors, 1, axis=1))  # a space of its own: what mixes the two finds nothing

    def _tokens(self, text: str) -> Floats:
        found = [fold(w) for w in words(text.encode("utf-8", "replace").decode())]
        found = [w for w in found if len(w) > 3] or found or ["\0"]
        return np.stack([_word_vector(w) for w in found])


@pytest.fixture
def encoder() -> WordEncoder:
    """The encoder that needs no model."""
    return WordEncoder()


@pytest.fixture
def policies(tmp_path: Path) -> Path:
    """A folder with two small policies, to be changed at will."""
    return write_both(tmp_path / "policies")


@pytest.fixture
def small_corpus(policies: Path) -> Corpus:
    """The two small policies, read."""
    return load_corpus(policies)


@pytest.fixture(scope="session")
def corpus() -> Corpus:
    """The real policies."""
    return load_corpus()
