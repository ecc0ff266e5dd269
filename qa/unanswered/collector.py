"""Puts unanswered questions aside after the visitor has the answer: in a thread of its own, and never in the visitor's way.
The same thread deletes them when their days are over.

A full disk, a locked file or a bug here costs a stored question, not an answer. Of a question that cannot be stored nothing is
logged but that there was one. Knows nothing about HTTP or pages.
"""

import logging
import queue
import threading
from collections.abc import Callable, Sequence
from functools import partial
from typing import Protocol

from index.types import Floats
from qa.messages import message
from qa.privacy import Privacy
from qa.types import Answer, Status
from qa.unanswered.store import Store

_WAITING = 500  # answers that may wait; more are let go
_FORGET = 3600.0  # seconds between looks for what is too old, where nothing is asked

log = logging.getLogger("ordagrant.unanswered")


class Embedder(Protocol):
    """What turns questions into vectors that can be compared."""

    @property
    def model(self) -> str:
        """Changes when the vectors of the same texts do."""
        ...

    def embed(self, questions: Sequence[str]) -> Floats:
        """(n, dim) float32 unit rows."""
        ...


def is_unanswered(answer: Answer) -> bool:
    """Whether an answer shows a gap in the policies: not a greeting, an emergency or what another authority answers for."""
    if answer.status is Status.OUT_OF_SCOPE:
        return answer.signpost is None and answer.reason == message(answer.language, "reason.elsewhere")
    return answer.status in (Status.NOT_FOUND, Status.PARTIAL)


class Collector:
    """One thread that stores what `note` is given."""

    def __init__(self, store: Store, privacy: Privacy, embedder: Callable[[], Embedder]) -> None:
        """`embedder` is called when there is something to store, that is after the engine is loaded."""
        self._store, self._privacy, self._embedder = store, privacy, embedder
        self._waiting: queue.Queue[Answer | None] = queue.Queue(_WAITING)
        self._warned = False
        self._thread = threading.Thread(target=self._run, name="unanswered", daemon=True)
        self._thread.start()

    def note(self, answer: Answer) -> None:
        """Takes an answer into account; returns at once and raises nothing."""
        if is_unanswered(answer):
            try:
                self._waiting.put_nowait(answer)
            except queue.Full:
                self._warn("too many at once")

    def close(self, seconds: float = 5.0) -> None:
        """Stores what waits, for at most so long."""
        try:
            self._waiting.put_nowait(None)
        except queue.Full:
            return
        self._thread.join(seconds)

    def _run(self) -> None:
        while True:
            # When the program starts, after every question, and every hour without one: no question outlives its days
            # because nobody asks or looks.
            self._safely(self._store.forget)
            try:
                answer = self._waiting.get(timeout=_FORGET)
            except queue.Empty:
                continue
            if answer is None:
                return
            self._safely(partial(self._keep, answer))

    def _safely(self, do: Callable[[], None]) -> None:
        try:
            do()
        except Exception as error:  # its message may hold the question
            self._warn(type(error).__name__)

    def _keep(self, answer: Answer) -> None:
        # A follow-up means nothing alone: what it was understood as is kept.
        text = self._privacy.masked(answer.understood_as or answer.question, answer.language)
        if text is None:
            return
        embedder = self._embedder()
        self._store.add(answer.language, answer.municipalities, answer.status, text, embedder.model, embedder.embed([text])[0])
        self._warned = False

    def _warn(self, reason: str) -> None:
        """One line until something can be stored again."""
        if not self._warned:
            self._warned = True
            log.warning("unanswered_not_kept", extra={"fields": {"reason": reason}})
