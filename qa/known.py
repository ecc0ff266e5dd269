"""How closely questions whose answer is known lie around a question: those that passages answer, leave open, or do not touch.

A kernel density estimate over three banks of questions: the curated ones of each passage, those that touch a passage
without being answered by any, and those about subjects outside the policies. Many that lie fairly near speak louder
than one that happens to lie very near. Vectors are those by which questions are compared with each other
(`index.adapter`).

Knows nothing about texts of passages, nor about what is near enough.
"""

import hashlib
from collections import defaultdict
from collections.abc import Collection, Hashable
from dataclasses import dataclass
from functools import cached_property

import numpy as np
import numpy.typing as npt

from index.text import fold, words
from index.types import Floats

_WIDTH = 0.035  # of the kernel, in cosines
LEFT_OUT = -np.inf  # in place of a cosine
_WIDE = 0.05  # ... of messages that hardly say anything, and lie further apart
_ONLY = -2.0  # log ratio of densities from which a message says nothing but a place
_FLOOR = 1e-6  # share from which a density counts
_HELD_OUT = 16  # one known question of so many is for calibration


def is_held_out(text: str) -> bool:
    """Whether calibration may ask a known question, which the vectors are then not trained on.

    By its words alone, so that another spelling of it is held out as well. `text`: without place names.
    """
    asked = " ".join(fold(word) for word in words(text))
    return int(hashlib.sha256(f"held out {asked}".encode()).hexdigest(), 16) % _HELD_OUT == 0


@dataclass(frozen=True, slots=True)
class Bank:
    """Questions of one kind, each with what it is about."""

    texts: tuple[str, ...]
    about: tuple[Hashable, ...]  # questions about the same are wordings of one thing
    vectors: Floats  # (n, dim) centred paraphrase vectors, unit rows

    def __post_init__(self) -> None:
        if not len(self.texts) == len(self.about) == len(self.vectors):
            raise ValueError(f"{len(self.texts)} texts, {len(self.about)} subjects, {len(self.vectors)} vectors")

    def __len__(self) -> int:
        return len(self.texts)


@dataclass(frozen=True, slots=True)
class Around:
    """Densities of known questions around one question."""

    cosines: Floats  # (n_answered,) to each question that a passage answers; LEFT_OUT to those that do not count
    answered: Floats  # (n_passages,) density of the questions that each passage answers
    unsaid: Floats  # (n_passages,) of those that touch each passage and that none answers
    outside: float  # of those about subjects outside
    counts: Floats  # (n_passages,) how many known questions each passage answers

    def share(self, of: npt.NDArray[np.int64]) -> float:
        """Share of some passages among all that is answered, as 0 (next to nothing) to 1 (all), by its logarithm.

        A passage is no likelier because more was written about it: densities are divided by the root of the counts, half
        way between their sum and their mean, which a single question could lead.
        """
        part = float(self.answered[of].sum()) / max(float(self.counts[of].sum()), 1.0) ** 0.5
        whole = float((self.answered / np.sqrt(np.maximum(self.counts, 1.0))).sum())
        return log_share(part, whole)

    def open(self, of: npt.NDArray[np.int64]) -> float:
        """Log ratio of what is left open to what these passages answer."""
        return log_ratio(float(self.unsaid.sum()), float(self.answered[of].sum()))

    def beyond(self, of: npt.NDArray[np.int64]) -> float:
        """Log ratio of what lies outside to what these passages answer."""
        return log_ratio(self.outside, float(self.answered[of].sum()))


class KnownQuestions:
    """The three banks, ready to be compared with."""

    def __init__(self, answered: Bank, unsaid: Bank, outside: Bank, passages: int) -> None:
        """`answered.about` and `unsaid.about` hold positions of passages, below `passages`."""
        banks = (answered, unsaid, outside)
        self._owner, self._touched = (np.asarray(bank.about, np.int64) for bank in (answered, unsaid))
        self.counts: Floats = np.bincount(self._owner, minlength=passages).astype(np.float32)
        self._ends = np.cumsum([len(bank) for bank in banks])
        self._vectors = np.concatenate([bank.vectors for bank in banks]).T.copy()  # (dim, n)
        self.vectors: Floats = self._vectors.T  # (n, dim)
        self.texts = tuple(text for bank in banks for text in bank.texts)

    @cached_property
    def _rows(self) -> dict[str, list[int]]:
        rows: dict[str, list[int]] = defaultdict(list)
        for row, text in enumerate(self.texts):
            rows[text].append(row)
        return rows

    def around(self, vector: Floats, leave_out: Collection[str] = ()) -> Around:
        """Densities around a centred paraphrase vector (dim,).

        `leave_out`: texts of known questions that are not to count. Fitting asks the known questions themselves.
        """
        cosines = vector @ self._vectors
        weights = np.exp((cosines - 1.0) / np.float32(_WIDTH))
        if leave_out:
            itself = [row for text in leave_out for row in self._rows.get(text, ())]
            cosines[itself], weights[itself] = LEFT_OUT, 0.0
        answered, unsaid, outside = np.split(weights, self._ends[:2])
        per_passage, left_open = (
            np.bincount(owner, densities, len(self.counts)).astype(np.float32)
            for owner, densities in ((self._owner, answered), (self._touched, unsaid))
        )
        return Around(cosines[: len(answered)], per_passage, left_open, float(outside.sum()), self.counts)


class PlacesOnly:
    """Messages that say nothing but which place is meant: "and there?", "no, I meant the other one", in any language."""

    def __init__(self, examples: Floats, known: KnownQuestions | Bank) -> None:
        """`examples`: (n, dim) centred paraphrase vectors of such messages without the place; `known`: those that say more."""
        self._examples = examples
        self._known = known.vectors

    def hold(self, vector: Floats) -> bool:
        """Whether a message without its place, a centred paraphrase vector (dim,), is one of them."""
        return log_ratio(_density(vector, self._examples), _density(vector, self._known)) >= _ONLY


def _density(vector: Floats, vectors: Floats) -> float:
    return float(np.exp((vectors @ vector - 1.0) / np.float32(_WIDE)).sum())


def log_share(part: float, whole: float) -> float:
    """A share as 0 (next to nothing) to 1 (all), by its logarithm."""
    share = min(part / max(whole, 1e-30), 1.0)
    return max(0.0, 1.0 - float(np.log(max(share, _FLOOR))) / float(np.log(_FLOOR)))


def log_ratio(one: float, other: float) -> float:
    """Logarithm of the ratio of two densities, either of which may be 0; -8..8."""
    return float(np.clip(np.log(max(one, 1e-30)) - np.log(max(other, 1e-30)), -8.0, 8.0))
