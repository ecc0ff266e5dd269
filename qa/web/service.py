"""The engine as the web sees it: loading in the background, ready, or failed; asked in batches.

Checks what every way in has in common (empty, too long, characters that cannot be shown). Knows nothing about HTTP.
"""

import logging
import re
import threading
import time
from collections.abc import Callable, Sequence
from enum import StrEnum
from typing import Protocol

from corpus.errors import InputError, OrdagrantError
from corpus.types import Corpus
from index.types import Floats
from qa.explanation import Explanation, PassageMap
from qa.types import REMEMBERED, Answer, Duty, MadeWith, Request
from qa.web.batching import Batcher
from qa.web.texts import texts

_UNSHOWABLE = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ud800-\udfff]")

log = logging.getLogger("ordagrant.service")


class AskEngine(Protocol):
    """What the web needs of `qa.engine.Engine`."""

    @property
    def corpus(self) -> Corpus:
        """What is searched."""
        ...

    @property
    def duties(self) -> tuple[Duty, ...]:
        """The register, in reading order."""
        ...

    @property
    def made_with(self) -> MadeWith:
        """Model, corpus and thresholds that its answers hold for."""
        ...

    @property
    def map(self) -> PassageMap:
        """All passages in two dimensions."""
        ...

    def search_subject(self, subject: str, municipality: str) -> Sequence[tuple[str, float]]:
        """Passage ids of one municipality with the probability that they speak about a subject, best first."""
        ...

    def explain(self, request: Request) -> Explanation | None:
        """How a question was judged; None where nothing was searched."""
        ...

    @property
    def model(self) -> str:
        """Changes when the vectors of the same texts do."""
        ...

    def embed(self, questions: Sequence[str]) -> Floats:
        """(n, dim) float32 unit rows: questions as they are compared with each other."""
        ...

    def ask_many(self, requests: Sequence[Request]) -> Sequence[Answer | InputError]:
        """One answer per request, in order; an InputError stands where one cannot be asked."""
        ...


class State(StrEnum):
    """How far the engine has come."""

    LOADING = "loading"
    READY = "ready"
    FAILED = "failed"


class NotReady(OrdagrantError):
    """The engine is still loading, or could not be loaded; the message is for the visitor."""


class Service:
    """Answers questions once the engine is there. `load` runs in a thread of its own."""

    def __init__(self, corpus: Corpus, load: Callable[[], AskEngine], *, max_question: int) -> None:
        self.corpus = corpus
        self.max_question = max_question
        self.note: Callable[[Answer], None] = lambda answer: None  # told of every answer to a visitor's question
        self.state = State.LOADING
        self.reason: str | None = None  # why the engine could not be loaded, for the operator
        self._load = load
        self._engine: AskEngine | None = None
        self._batcher: Batcher | None = None

    def start(self) -> None:
        """Begins loading; returns at once."""
        threading.Thread(target=self._load_engine, name="load-engine", daemon=True).start()

    def stop(self) -> None:
        """Lets the batch at hand finish and takes no more."""
        if self._batcher:
            self._batcher.close()

    @property
    def duties(self) -> tuple[Duty, ...]:
        """The register of duties; empty until the engine is ready."""
        return self._engine.duties if self._engine else ()

    @property
    def engine(self) -> AskEngine:
        """The engine, for what is not a question in the chat. Raises NotReady while there is none."""
        if self._engine is None:
            raise NotReady("the engine is not loaded")
        return self._engine

    def replace_engine(self, engine: AskEngine) -> None:
        """Answers with this engine from the next batch on."""
        self._engine = engine
        self.corpus = engine.corpus

    async def ask(self, request: Request, *, interface: str, example: bool = False) -> Answer:
        """The engine's answer. `example`: the question is one of ours, not a visitor's.

        Raises NotReady while there is no engine and InputError for a question that cannot be searched; both messages
        are in the language of the interface.
        """
        request = self.checked(request, interface=interface)
        if self._batcher is None:
            raise NotReady(self.unavailable(interface))
        answer = await self._batcher.ask(request)
        if not example:
            self.note(answer)
        return answer

    def unavailable(self, interface: str) -> str:
        """Why nothing can be asked while there is no engine, in the language of the interface."""
        text = texts(interface)
        return text("error.failed") if self.state is State.FAILED else text("error.loading")

    def checked(self, request: Request, *, interface: str) -> Request:
        """The request without characters that cannot be shown, or an InputError in the language of the interface."""
        text = texts(interface)
        question = clean(request.question)
        if not question:
            raise InputError(text("error.empty"))
        if len(question) > self.max_question:
            raise InputError(text("error.too_long", limit=self.max_question))
        municipality = clean(request.municipality or "") or None
        history = tuple(clean(earlier)[: self.max_question] for earlier in request.history[-REMEMBERED:])
        return Request(question, municipality, request.language, tuple(filter(None, history)))

    def _load_engine(self) -> None:
        started = time.perf_counter()
        try:
            engine = self._load()
        except Exception as error:
            # Our own messages say what to do; others may hold anything, and their trace goes to the log.
            ours = isinstance(error, OrdagrantError)
            self.reason = str(error) if ours else type(error).__name__
            self.state = State.FAILED
            log.error("engine_failed", extra={"fields": {"reason": self.reason}}, exc_info=not ours)
        else:
            self._engine = engine
            self._batcher = Batcher(lambda requests: self.engine.ask_many(requests))
            self.state = State.READY
            log.info("engine_ready", extra={"fields": {"seconds": round(time.perf_counter() - started, 1)}})


def clean(text: str) -> str:
    """A visitor's text without control characters and lone surrogates, which no encoder can write."""
    return _UNSHOWABLE.sub(" ", text).strip()
