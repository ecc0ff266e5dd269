"""Nearest vectors with FAISS. The only module that imports faiss. Knows nothing about entries or passages."""

from collections.abc import Sequence
from pathlib import Path

import faiss
import numpy as np
import numpy.typing as npt

from corpus.errors import SavedIndexError
from index.types import Floats, Match

faiss.omp_set_num_threads(1)  # one question is no work to share; threads that wait for each other cost more than they save


class VectorStore:
    """Exact search by inner product over unit rows, that is by cosine."""

    def __init__(self, vectors: Floats) -> None:
        """`vectors`: (n, dim) float32, unit rows."""
        if vectors.ndim != 2:
            raise ValueError(f"vectors must be (n, dim), not {vectors.shape}")
        self._index: faiss.Index = faiss.IndexFlatIP(vectors.shape[1])
        self._index.add(np.ascontiguousarray(vectors, np.float32))

    def __len__(self) -> int:
        return int(self._index.ntotal)

    @property
    def dim(self) -> int:
        """Length of a vector."""
        return int(self._index.d)

    def search(self, vector: Floats, k: int, among: Sequence[int] | npt.NDArray[np.int64] | None = None) -> list[Match]:
        """The k nearest rows, best first; fewer where fewer exist.

        `vector` is (dim,), `among` limits the search to these row numbers.
        """
        k = min(k, len(self) if among is None else len(among))  # beyond that FAISS pads with id -1
        if k <= 0:
            return []
        parameters = None
        if among is not None:
            # The stubs do not know the keyword that the Python layer adds.
            parameters = faiss.SearchParameters(sel=faiss.IDSelectorBatch(np.asarray(among, np.int64)))  # type: ignore[call-arg]
        scores, rows = self._index.search(np.ascontiguousarray(vector[None], np.float32), k, params=parameters)
        return [Match(int(row), float(score)) for row, score in zip(rows[0], scores[0], strict=True) if row >= 0]

    def rows(self, rows: Sequence[int] | npt.NDArray[np.int64]) -> Floats:
        """(len(rows), dim) the vectors of some rows."""
        vectors: Floats = self._index.reconstruct_batch(np.asarray(rows, np.int64))
        return vectors

    def subset(self, rows: Sequence[int]) -> "VectorStore":
        """A store of some of the rows, numbered anew."""
        return VectorStore(self.rows(rows))

    def extended(self, vectors: Floats) -> "VectorStore":
        """A store with (n, dim) more unit rows at its end."""
        return VectorStore(np.concatenate([self.rows(range(len(self))), vectors]))

    def save(self, path: Path) -> None:
        """Writes the vectors to a file."""
        faiss.write_index(self._index, str(path))

    @classmethod
    def load(cls, path: Path) -> "VectorStore":
        """Reads what `save` wrote; SavedIndexError where the file is something else."""
        try:
            index = faiss.read_index(str(path))
        except RuntimeError as error:
            raise SavedIndexError(
                f"{path} cannot be read as a FAISS index ({str(error).splitlines()[0]}); run: python -m qa build"
            ) from None
        store = cls.__new__(cls)
        store._index = index
        return store
