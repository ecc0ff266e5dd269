"""The SQLite file: thirty days, nothing about who, and what happens when it cannot be written."""

import sqlite3
import stat
from datetime import date, timedelta
from pathlib import Path

import numpy as np
import pytest

from corpus.errors import StoreError
from qa.types import Status
from qa.unanswered import store as store_module
from qa.unanswered.store import DAYS, Action, Store

TODAY = date(2031, 3, 31)
VECTOR = np.asarray([1.0, 0.0, 0.0, 0.0], np.float32)


@pytest.fixture
def store(tmp_path: Path) -> Store:
    return Store(tmp_path / "kept" / "unanswered.sqlite")


def add(store: Store, text: str, *, days_ago: int = 0, language: str = "sv", places: tuple[str, ...] = ("Vansbro",)) -> None:
    store.add(language, places, Status.NOT_FOUND, text, "model", VECTOR, TODAY - timedelta(days_ago))


def texts(store: Store, today: date = TODAY) -> list[str]:
    return [q.text for q in store.questions(today)]


def test_what_is_kept(store: Store) -> None:
    add(store, "Finns det en simhall?", places=("Hedemora", "Malung-Sälen"))
    (kept,) = store.questions(TODAY)
    assert (kept.day, kept.language, kept.municipalities) == (TODAY, "sv", ("Hedemora", "Malung-Sälen"))
    assert (kept.status, kept.text, kept.model) == (Status.NOT_FOUND, "Finns det en simhall?", "model")
    assert np.array_equal(kept.vector, VECTOR)
    columns = {row[1] for row in sqlite3.connect(store.path).execute("pragma table_info(question)")}
    assert columns == {"id", "day", "language", "municipalities", "status", "text", "model", "vector"}


def test_only_the_owner_may_read_it(store: Store) -> None:
    add(store, "Finns det en simhall?")
    assert stat.S_IMODE(store.path.stat().st_mode) == 0o600


def test_thirty_days(store: Store) -> None:
    add(store, "äldst", days_ago=DAYS - 1)
    add(store, "ny")
    assert texts(store) == ["äldst", "ny"]
    assert texts(store, TODAY + timedelta(1)) == ["ny"]
    assert texts(store, TODAY) == ["ny"], "deleted by reading, not hidden"


def test_what_is_too_old_goes_without_reading_or_writing(store: Store) -> None:
    add(store, "hemlighetsfullt")
    store.forget(TODAY + timedelta(DAYS - 1))
    assert texts(store) == ["hemlighetsfullt"]
    store.forget(TODAY + timedelta(DAYS))
    assert texts(store) == []
    assert b"hemlighetsfullt" not in b"".join(p.read_bytes() for p in store.path.parent.iterdir())


def test_writing_deletes_too_and_leaves_no_trace(store: Store) -> None:
    add(store, "hemlighetsfullt", days_ago=DAYS)
    add(store, "ny")
    raw = b"".join(p.read_bytes() for p in store.path.parent.iterdir())
    assert b"hemlighetsfullt" not in raw and b"ny" in raw


def test_the_same_text_on_the_same_day_is_kept_once(store: Store) -> None:
    for _ in range(3):
        add(store, "Finns det en simhall?")
    add(store, "Finns det en simhall?", days_ago=1)
    assert len(store.questions(TODAY)) == 2


def test_the_oldest_go_when_there_are_too_many(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(store_module, "MOST", 3)
    for n in range(5):
        add(store, f"fråga {n}")
    assert texts(store) == ["fråga 2", "fråga 3", "fråga 4"]


def test_deleting(store: Store) -> None:
    for n in range(4):
        add(store, f"fråga {n}")
    store.record(Action.PUBLISHED, "a/b/1", "sv", "Ny?")
    assert store.delete([store.questions(TODAY)[0].id]) == 1 and len(store.questions(TODAY)) == 3
    assert store.delete() == 3 and store.questions(TODAY) == []
    assert len(store.history()) == 1, "the history stays"


def test_vectors_are_made_anew(store: Store) -> None:
    add(store, "fråga")
    (kept,) = store.questions(TODAY)
    store.set_vectors([(kept.id, np.asarray([0.0, 1.0], np.float32))], "other")
    (kept,) = store.questions(TODAY)
    assert kept.model == "other" and kept.vector.tolist() == [0.0, 1.0]


def test_the_history_tells_what_is_undone(store: Store) -> None:
    store.record(Action.PUBLISHED, "a/b/1", "sv", "Ny?")
    first = store.history()[0]
    store.record(Action.UNDONE, "a/b/1", "sv", "Ny?", first.id)
    undone, published = store.history()
    assert (undone.action, undone.undoes, undone.undone) == (Action.UNDONE, first.id, False)
    assert published.undone and published.time.second == 0


def test_a_change_is_undone_once(store: Store) -> None:
    store.record(Action.PUBLISHED, "a/b/1", "sv", "Ny?")
    store.record(Action.UNDONE, "a/b/1", "sv", "Ny?", 1)
    with pytest.raises(StoreError):
        store.record(Action.UNDONE, "a/b/1", "sv", "Ny?", 1)
    assert len(store.history()) == 2


def test_a_locked_file(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(store_module, "_WAIT", 0.05)
    add(store, "första")
    other = sqlite3.connect(store.path)
    other.execute("begin immediate")
    with pytest.raises(StoreError, match="locked") as error:
        add(store, "andra")
    assert "andra" not in str(error.value)
    other.rollback()
    add(store, "tredje")
    assert texts(store) == ["första", "tredje"]


@pytest.mark.parametrize("path", ["", "file/unanswered.sqlite"])
def test_a_path_that_is_none(tmp_path: Path, path: str) -> None:
    (tmp_path / "file").write_text("x", encoding="utf-8")
    with pytest.raises(StoreError, match="cannot be opened"):
        Store(tmp_path / path).questions()


def test_another_kind_of_file(tmp_path: Path) -> None:
    (tmp_path / "x.sqlite").write_text("this is no database, " * 100, encoding="utf-8")
    with pytest.raises(StoreError, match="cannot be used"):
        Store(tmp_path / "x.sqlite").questions()
