"""How near what the passages say lies to a question, in the space by which questions are compared with each other.

The head that makes that space was trained on the curated questions of the policies that come with the program, so it brings
questions nearer to their passages than it will to those of a policy that is added later. What is fitted and measured for
such a policy looks at each of these policies through a head that has not seen its questions (`BlindStatements`).

Knows nothing about what is near enough.
"""

from collections.abc import Callable, Collection, Mapping, Sequence
from typing import Protocol

import numpy as np
import numpy.typing as npt

from corpus.types import Corpus
from index.passage_index import PassageIndex
from index.types import Encoder, Floats, View

_SAMPLE = 512  # known questions that tell what all questions have in common


class Statements(Protocol):
    """The statements of all passages."""

    def cosines(self, text: str, paraphrase: Floats) -> Floats:
        """(n_statements,) centred cosines to a question in the order of the index's entries.

        `text` is the question without its place names, `paraphrase` (dim,) its centred paraphrase vector.
        """
        ...


class OwnStatements:
    """Those of an index, by its own vectors."""

    def __init__(self, index: PassageIndex) -> None:
        self._vectors = index.vectors.rows(rows_of(index))  # (n_statements, dim)

    def cosines(self, text: str, paraphrase: Floats) -> Floats:
        """See `Statements`."""
        found: Floats = self._vectors @ paraphrase
        return found


class BlindStatements:
    """Those of some documents by the vectors of encoders that were not trained on them, all others by the index's own."""

    def __init__(
        self,
        corpus: Corpus,
        index: PassageIndex,
        encoders: Sequence[tuple[Encoder, Collection[str]]],
        typical: Sequence[str],
        bare: Callable[[str], str],
    ) -> None:
        """`encoders`: each with the slugs of the documents that it has not seen. `typical`: questions about anything.

        `bare` takes the place names out of a text.
        """
        self._own = OwnStatements(index)
        rows = rows_of(index)
        document = np.asarray([corpus.by_id[index.entries[row].passage_id].document for row in rows])
        examples = [bare(text) for text in typical[:: len(typical) // _SAMPLE + 1]]
        self._blind: list[tuple[Encoder, Floats, npt.NDArray[np.int64], Floats]] = []
        for encoder, unseen in encoders:
            at = np.flatnonzero(np.isin(document, sorted(unseen)))
            if len(at):
                mean: Floats = encoder.encode_paraphrases(examples).mean(axis=0)
                said = encoder.encode_paraphrases([bare(index.entries[rows[i]].text) for i in at])
                self._blind.append((encoder, mean, at, _unit(said - mean)))
        self._asked: dict[str, Mapping[int, Floats]] = {}  # the same is asked in more than one mode

    def cosines(self, text: str, paraphrase: Floats) -> Floats:
        """See `Statements`."""
        found = self._own.cosines(text, paraphrase).copy()
        for n, (encoder, mean, at, said) in enumerate(self._blind):
            found[at] = said @ self._vector(text, n, encoder, mean)
        return found

    def _vector(self, text: str, n: int, encoder: Encoder, mean: Floats) -> Floats:
        known = self._asked.get(text, {})
        if n not in known:
            vector = _unit(encoder.encode_questions([text]).paraphrases[0] - mean)
            known = self._asked[text] = {**known, n: vector}
        return known[n]


def rows_of(index: PassageIndex) -> npt.NDArray[np.int64]:
    """The entries of an index that are statements."""
    return np.asarray([row for row, entry in enumerate(index.entries) if entry.view is View.STATEMENT], np.int64)


def _unit(rows: Floats) -> Floats:
    unit: Floats = rows / np.maximum(np.linalg.norm(rows, axis=-1, keepdims=True), 1e-12)
    return unit
