"""Storing after the answer: only what is unanswered, without personal data, and never at the visitor's cost."""

import logging
import sqlite3
import threading
from collections.abc import Sequence
from pathlib import Path

import pytest

from corpus.types import Corpus
from index.types import Floats
from qa.messages import message
from qa.privacy import Privacy
from qa.types import Answer, Signpost, Status
from qa.unanswered import collector as collector_module
from qa.unanswered import store as store_module
from qa.unanswered.collector import Collector, is_unanswered
from qa.unanswered.store import Store
from tests.conftest import WordEncoder


class Words:
    """An embedder that needs no model."""

    model = "words"

    def embed(self, questions: Sequence[str]) -> Floats:
        return WordEncoder().encode_questions(questions).vectors


@pytest.fixture(scope="module")
def privacy(corpus: Corpus) -> Privacy:
    return Privacy.of(corpus)


@pytest.fixture
def store(tmp_path: Path) -> Store:
    return Store(tmp_path / "unanswered.sqlite")


def answer(question: str, status: Status = Status.NOT_FOUND, **more: object) -> Answer:
    return Answer(question, "sv", status, ("Vansbro",), "…", **more)  # type: ignore[arg-type]


ELSEWHERE = {"reason": message("sv", "reason.elsewhere")}
SIGNPOST = {"signpost": Signpost("migrationsverket", "Migrationsverket", "https://example.se", "…")}


@pytest.mark.parametrize(
    ("given", "expected"),
    [
        (answer("?"), True),
        (answer("?", Status.PARTIAL), True),
        (answer("?", Status.ANSWERED), False),
        (answer("?", Status.OUT_OF_SCOPE, **ELSEWHERE), True),
        (answer("?", Status.OUT_OF_SCOPE, **ELSEWHERE, **SIGNPOST), False),
        (answer("?", Status.OUT_OF_SCOPE, reason=message("sv", "reason.chatter")), False),
        (answer("?", Status.OUT_OF_SCOPE, reason=message("sv", "reason.instruction")), False),
    ],
)
def test_what_is_unanswered(given: Answer, expected: bool) -> None:
    assert is_unanswered(given) is expected


def collect(store: Store, privacy: Privacy, *answers: Answer) -> None:
    collector = Collector(store, privacy, Words)
    for given in answers:
        collector.note(given)
    collector.close()


def test_what_is_stored_names_nobody(store: Store, privacy: Privacy) -> None:
    asked = "Jag heter Anna Svensson, 850312-4567. Finns det en simhall i Vansbro?"
    collect(store, privacy, answer(asked), answer("Finns det en simhall?", Status.ANSWERED))
    (kept,) = store.questions()
    assert kept.text == "Jag heter [namn], [nummer]. Finns det en simhall i Vansbro?"
    assert (kept.municipalities, kept.model) == (("Vansbro",), "words")
    raw = b"".join(p.read_bytes() for p in store.path.parent.iterdir())
    assert b"Svensson" not in raw and b"4567" not in raw


def test_too_little_text_is_not_stored(store: Store, privacy: Privacy) -> None:
    collect(store, privacy, answer("Anna Svensson"), answer("070-123 45 67"))
    assert store.questions() == []


def test_a_follow_up_is_kept_as_it_was_understood(store: Store, privacy: Privacy) -> None:
    collect(store, privacy, answer("Och där?", understood_as="Finns det en simhall? (Hedemora)"))
    assert [q.text for q in store.questions()] == ["Finns det en simhall? (Hedemora)"]


def test_a_locked_file_harms_nobody_and_is_told_once(
    store: Store, privacy: Privacy, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setattr(store_module, "_WAIT", 0.05)
    store.questions()
    other = sqlite3.connect(store.path)
    other.execute("begin immediate")
    with caplog.at_level(logging.WARNING, "ordagrant"):
        collect(store, privacy, answer("Finns det en simhall?"), answer("När går bussen?"))
    other.rollback()
    assert [r.message for r in caplog.records] == ["unanswered_not_kept"]
    assert "simhall" not in str(caplog.records[0].__dict__) and "buss" not in str(caplog.records[0].__dict__)


def test_a_full_disk_harms_nobody(
    store: Store, privacy: Privacy, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    def full(*args: object, **kwargs: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(Store, "add", full)
    with caplog.at_level(logging.WARNING, "ordagrant"):
        collect(store, privacy, answer("Finns det en simhall?"))
    assert len(caplog.records) == 1


def test_a_bug_does_not_end_the_thread(store: Store, privacy: Privacy) -> None:
    class Broken(Words):
        tries = 0

        def embed(self, questions: Sequence[str]) -> Floats:
            Broken.tries += 1
            if Broken.tries == 1:
                raise ZeroDivisionError("Finns det en simhall?")
            return super().embed(questions)

    collector = Collector(store, privacy, Broken)
    collector.note(answer("Finns det en simhall?"))
    collector.note(answer("När går bussen till stationen?"))
    collector.close()
    assert [q.text for q in store.questions()] == ["När går bussen till stationen?"]


def test_what_is_too_old_is_deleted_without_any_traffic(
    store: Store, privacy: Privacy, monkeypatch: pytest.MonkeyPatch
) -> None:
    forgotten, often = [0], threading.Event()

    def forget(self: Store) -> None:
        forgotten[0] += 1
        if forgotten[0] == 3:
            often.set()

    monkeypatch.setattr(collector_module, "_FORGET", 0.01)
    monkeypatch.setattr(Store, "forget", forget)
    collector = Collector(store, privacy, Words)
    assert often.wait(5), "when it starts, and again and again"
    collector.close()
