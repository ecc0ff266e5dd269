"""The nearest vectors."""

from pathlib import Path

import numpy as np
import pytest

from corpus.errors import SavedIndexError
from index.types import Match
from index.vectors import VectorStore

ROWS = np.asarray([[1, 0, 0], [0, 1, 0], [0.6, 0.8, 0], [0, 0, 1]], np.float32)


def found(matches: list[Match]) -> list[tuple[int, float]]:
    return [(m.entry, round(m.score, 4)) for m in matches]


@pytest.mark.parametrize(
    ("k", "among", "expected"),
    [
        (2, None, [(0, 1.0), (2, 0.6)]),
        (2, [1, 2, 3], [(2, 0.6), (1, 0.0)]),
        (10, [2, 1], [(2, 0.6), (1, 0.0)]),
        (5, [], []),
        (0, None, []),
        (-1, None, []),
    ],
)
def test_search(k: int, among: list[int] | None, expected: list[tuple[int, float]]) -> None:
    assert found(VectorStore(ROWS).search(np.asarray([1, 0, 0], np.float32), k, among)) == expected


def test_more_than_there_is() -> None:
    matches = VectorStore(ROWS).search(np.asarray([0, 1, 0], np.float32), 1000)
    assert [m.entry for m in matches[:2]] == [1, 2]
    assert {m.entry for m in matches} == {0, 1, 2, 3}
    assert all(-1 <= m.score <= 1 for m in matches)


def test_saved_and_loaded(tmp_path: Path) -> None:
    store = VectorStore(ROWS)
    store.save(tmp_path / "v")
    loaded = VectorStore.load(tmp_path / "v")
    assert (len(loaded), loaded.dim) == (4, 3)
    question = np.asarray([0.3, 0.4, 0.5], np.float32)
    assert loaded.search(question, 4) == store.search(question, 4)


def test_a_subset_is_numbered_anew() -> None:
    assert found(VectorStore(ROWS).subset([3, 2]).search(np.asarray([1, 0, 0], np.float32), 2)) == [(1, 0.6), (0, 0.0)]


@pytest.mark.parametrize("content", [b"", b"nonsense", b"\0" * 1000])
def test_what_is_no_index_is_refused(tmp_path: Path, content: bytes) -> None:
    (tmp_path / "v").write_bytes(content)
    with pytest.raises(SavedIndexError, match="run: python -m qa build"):
        VectorStore.load(tmp_path / "v")
    with pytest.raises(SavedIndexError):
        VectorStore.load(tmp_path / "missing")


def test_one_vector_is_not_a_table() -> None:
    with pytest.raises(ValueError, match=r"must be \(n, dim\), not \(3,\)"):
        VectorStore(ROWS[0])
