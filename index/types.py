"""What the index package hands on: entries, encodings, matches. Knows nothing about languages or answers."""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Protocol

import numpy as np
import numpy.typing as npt

from corpus.types import Span

Floats = npt.NDArray[np.float32]


class View(StrEnum):
    """From which side an entry shows its passage."""

    PASSAGE = "passage"  # the text with its headings; a long text in several windows
    SENTENCE = "sentence"  # one sentence, with the lead-in where the passage has one
    TRANSLATION = "translation"  # an unofficial translation
    QUESTION = "question"  # a curated question that the passage answers
    STATEMENT = "statement"  # a window or a sentence once more, encoded as if it were asked


PARAPHRASED = frozenset({View.QUESTION, View.STATEMENT})  # views whose vectors are paraphrase vectors


@dataclass(frozen=True, slots=True)
class Entry:
    """One thing that is embedded. Several entries may point to one passage."""

    passage_id: str
    view: View
    language: str
    text: str  # what is embedded; of a question or a statement, its place names are left out then
    span: Span | None = None  # where in the passage's text; None where the entry is not a stretch of it


@dataclass(frozen=True, slots=True)
class Encoded:
    """Texts as the encoder sees them."""

    vectors: Floats  # (n_texts, dim) float32, unit rows
    # Per text (n_tokens, dim) float32, without special tokens and prefix. The length of a row is how much the token says,
    # 1 on average over the text; its direction is the token's embedding.
    tokens: tuple[Floats, ...]
    # (n_texts, dim) float32, unit rows: of questions, to be compared with those of other questions; near where they ask
    # the same. Of passages, and with a model that has none, the same as `vectors`.
    paraphrases: Floats

    def __post_init__(self) -> None:
        if not len(self.vectors) == len(self.tokens) == len(self.paraphrases):
            raise ValueError(f"{len(self.vectors)}, {len(self.tokens)} and {len(self.paraphrases)} encodings of the same texts")

    def part(self, start: int, end: int) -> "Encoded":
        """The encodings of some neighbouring texts."""
        return Encoded(self.vectors[start:end], self.tokens[start:end], self.paraphrases[start:end])


class Encoder(Protocol):
    """Texts to vectors. Questions and passages may be encoded differently; both live in one space."""

    @property
    def name(self) -> str:
        """The model's name, for people."""
        ...

    @property
    def hash(self) -> str:
        """16 hexadecimal digits that change when the same text would get another vector."""
        ...

    @property
    def dim(self) -> int:
        """Length of a vector."""
        ...

    def encode_passages(self, texts: Sequence[str]) -> Encoded:
        """Encodes what is searched."""
        ...

    def encode_questions(self, texts: Sequence[str]) -> Encoded:
        """Encodes what is asked."""
        ...

    def encode_paraphrases(self, texts: Sequence[str]) -> Floats:
        """(n_texts, dim) unit rows: the paraphrase vectors alone of known questions, many at once."""
        ...


@dataclass(frozen=True, slots=True)
class Match:
    """An entry that a vector search found."""

    entry: int  # position in the index's entries
    score: float  # cosine after the mean embeddings are subtracted, -1..1
