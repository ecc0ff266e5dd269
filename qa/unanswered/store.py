"""The SQLite file: unanswered questions for 30 days, and the history of curated questions for good.

Of a question it holds the day (no time of day), its language, the municipalities and status of its answer, the text without
personal data and a vector to group it by. Nothing says who asked; the same text on the same day is kept once. What is older
than 30 days is deleted by `forget` and whenever something is written or read, and overwritten in the file. Knows nothing
about questions' meaning, pages or engines.
"""

import os
import sqlite3
from collections.abc import Collection, Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from enum import StrEnum
from pathlib import Path

import numpy as np

from corpus.errors import StoreError
from index.types import Floats
from qa.types import Status

DAYS = 30
MOST = 4000  # questions kept; the oldest go first
_WAIT = 2.0  # seconds for another process that writes
_SCHEMA = """
create table if not exists question (
    id integer primary key autoincrement, day text not null, language text not null, municipalities text not null,
    status text not null, text text not null, model text not null, vector blob not null,
    unique (day, language, municipalities, status, text)
) strict;
create table if not exists history (
    id integer primary key autoincrement, time text not null, action text not null, passage_id text not null,
    language text not null, text text not null, undoes integer references history(id) unique
) strict;
"""


class Action(StrEnum):
    """What staff did to a curated question."""

    PUBLISHED = "published"
    UNDONE = "undone"


@dataclass(frozen=True, slots=True)
class Kept:
    """An unanswered question as it is kept."""

    id: int
    day: date
    language: str
    municipalities: tuple[str, ...]  # that it was understood to be about; empty: all
    status: Status
    text: str  # without personal data
    model: str  # hash of the encoder that made the vector
    vector: Floats  # (dim,)


@dataclass(frozen=True, slots=True)
class Change:
    """One line of the history. Who did it is not kept."""

    id: int
    time: datetime  # UTC, whole minutes
    action: Action
    passage_id: str
    language: str
    text: str
    undoes: int | None  # id of the change that this one took back
    undone: bool  # whether a later change took this one back


class Store:
    """One SQLite file; every call opens and closes it, so any process may look in at any time."""

    def __init__(self, path: Path) -> None:
        self.path = path

    def add(
        self, language: str, municipalities: Sequence[str], status: Status, text: str, model: str, vector: Floats,
        today: date | None = None,
    ) -> None:  # fmt: skip
        """Keeps one question. `vector` is (dim,), kept as float16. Raises StoreError."""
        today = today or datetime.now(UTC).date()
        row = (today.isoformat(), language, "\n".join(municipalities), status.value, text, model)
        with self._open() as database:
            _forget(database, today)
            database.execute(
                "insert or ignore into question (day, language, municipalities, status, text, model, vector)"
                " values (?, ?, ?, ?, ?, ?, ?)",
                (*row, vector.astype(np.float16).tobytes()),
            )
            database.execute("delete from question where id not in (select id from question order by id desc limit ?)", (MOST,))

    def questions(self, today: date | None = None) -> list[Kept]:
        """What is kept, oldest first; what is too old is deleted before. Raises StoreError."""
        today = today or datetime.now(UTC).date()
        with self._open() as database:
            _forget(database, today)
            rows = database.execute(
                "select id, day, language, municipalities, status, text, model, vector from question order by id"
            ).fetchall()
        return [
            Kept(
                id_,
                date.fromisoformat(day),
                language,
                tuple(filter(None, places.split("\n"))),
                Status(status),
                text,
                model,
                np.frombuffer(vector, np.float16).astype(np.float32),
            )
            for id_, day, language, places, status, text, model, vector in rows
        ]

    def holds(self, ids: Collection[int], today: date | None = None) -> bool:
        """Whether all of these questions are kept still. Only reads. Raises StoreError."""
        oldest = (today or datetime.now(UTC).date()) - timedelta(days=DAYS)
        with self._open() as database:
            rows = database.execute("select id from question where day > ?", (oldest.isoformat(),)).fetchall()
        return set(ids) <= {id_ for (id_,) in rows}

    def forget(self, today: date | None = None) -> None:
        """Deletes what is too old. Raises StoreError."""
        with self._open() as database:
            _forget(database, today or datetime.now(UTC).date())

    def set_vectors(self, vectors: Sequence[tuple[int, Floats]], model: str) -> None:
        """Vectors made anew, by (id of the question, vector), after the model has changed."""
        with self._open() as database:
            database.executemany(
                "update question set vector = ?, model = ? where id = ?",
                [(vector.astype(np.float16).tobytes(), model, id_) for id_, vector in vectors],
            )

    def delete(self, ids: Sequence[int] | None = None) -> int:
        """Deletes these questions, or all of them; returns how many. The history stays."""
        with self._open() as database:
            if ids is None:
                return database.execute("delete from question").rowcount
            return database.executemany("delete from question where id = ?", [(id_,) for id_ in ids]).rowcount

    def history(self) -> list[Change]:
        """All changes to curated questions, newest first."""
        with self._open() as database:
            rows = database.execute(
                "select h.id, h.time, h.action, h.passage_id, h.language, h.text, h.undoes, u.id is not null"
                " from history h left join history u on u.undoes = h.id order by h.id desc"
            ).fetchall()
        return [
            Change(id_, datetime.fromisoformat(time), Action(action), passage, language, text, undoes, bool(undone))
            for id_, time, action, passage, language, text, undoes, undone in rows
        ]

    def record(self, action: Action, passage_id: str, language: str, text: str, undoes: int | None = None) -> None:
        """Writes a change to the history. Raises StoreError, also where `undoes` is undone already."""
        time = datetime.now(UTC).replace(second=0, microsecond=0).isoformat()
        with self._open() as database:
            database.execute(
                "insert into history (time, action, passage_id, language, text, undoes) values (?, ?, ?, ?, ?, ?)",
                (time, action.value, passage_id, language, text, undoes),
            )

    @contextmanager
    def _open(self) -> Iterator[sqlite3.Connection]:
        """A connection that commits at the end, or takes everything back."""
        try:
            self.path.parent.mkdir(parents=True, exist_ok=True)
            os.close(os.open(self.path, os.O_CREAT | os.O_RDWR, 0o600))  # for nobody else on this machine
            database = sqlite3.connect(self.path, timeout=_WAIT)
        except (OSError, sqlite3.Error) as error:
            raise StoreError(f"{self.path} cannot be opened: {_reason(error)}") from None
        try:
            database.execute("pragma journal_mode = wal")
            database.execute("pragma secure_delete = on")  # what is deleted is overwritten
            database.executescript(_SCHEMA)
            yield database
            database.commit()
            with suppress(sqlite3.Error):  # another process reads: the next one tidies up
                database.execute("pragma wal_checkpoint(truncate)")
        except sqlite3.Error as error:
            database.rollback()
            raise StoreError(f"{self.path} cannot be used: {_reason(error)}") from None
        except BaseException:
            database.rollback()
            raise
        finally:
            database.close()


def _forget(database: sqlite3.Connection, today: date) -> None:
    database.execute("delete from question where day <= ?", ((today - timedelta(days=DAYS)).isoformat(),))


def _reason(error: Exception) -> str:
    """What went wrong, without what was to be written."""
    return error.strerror or type(error).__name__ if isinstance(error, OSError) else str(error)
