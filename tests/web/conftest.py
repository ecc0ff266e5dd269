"""A deterministic engine over the real corpus, the app around it, and a real browser where there is one.

The engine ranks by shared words, so that a test can say which passage comes first.
"""

import re
import socket
import threading
import time
from collections.abc import Iterator, Sequence
from dataclasses import replace
from functools import cached_property
from typing import Any, Self

import numpy as np
import pytest
from fastapi import FastAPI
from fastapi.testclient import TestClient

from corpus.errors import InputError
from corpus.store import load_corpus
from corpus.types import Corpus, Kind, Passage, Span
from index.entries import entries_of
from index.passage_index import Manifest, PassageIndex
from index.types import Floats, View
from index.vectors import VectorStore
from qa.duties.extract import extract_duties
from qa.evaluation.measured import Measured
from qa.explanation import Considered, Explanation, PassageMap, ViewScore
from qa.retrieval import FEATURES
from qa.settings import Settings
from qa.types import Answer, Citation, Duty, MadeWith, Modality, QuotedTranslation, Request, Signpost, Status
from qa.web import chat
from qa.web.factory import create_app
from qa.web.server import make_server
from tests.web.browsing import axe, browser  # noqa: F401 fixtures of every test that opens a page
from tests.web.evaluated import some_measured

SAID = {
    "sv": "Så här står det i policyn.",
    "en": "This is what the policy says.",
    "ar": "هذا ما تقوله السياسة.",
    "so": "Sidaas ayay siyaasaddu leedahay.",
    "fa": "سیاست این را می‌گوید.",
    "uk": "Ось що каже політика.",
}
WHY = {
    "sv": "Policyn säger inget om det.",
    "en": "The policy does not say.",
    "ar": "السياسة لا تقول شيئًا عن ذلك.",
    "so": "Siyaasaddu waxba kama sheegto.",
    "fa": "سیاست چیزی در این باره نمی‌گوید.",
    "uk": "Політика про це не каже.",
}


class WordEngine:
    """Ranks passages by how many words of four letters or more they share with the question.

    "uppehållstillstånd" is out of scope, "telefonnummer" partial, "xyzzy" not found, "fel!" an InputError and
    "krasch!" a bug. A question in another script gets Vansbro's strategy, with a translation.
    """

    def __init__(self, corpus: Corpus) -> None:
        self.corpus = corpus
        self.batches: list[int] = []
        self.duties: tuple[Duty, ...] = (
            Duty(
                "Vansbro",
                corpus.by_slug["vansbro"].title,
                "vansbro/handlingsplaner/4",
                "Integrationssamordnaren",
                "integrationssamordnare",
                Modality.RESPONSIBILITY,
                "handlingsplanerna kontinuerligt utvärderas",
                None,
                "kontinuerligt",
                corpus.by_id["vansbro/handlingsplaner/4"].text,
                0,
                len(corpus.by_id["vansbro/handlingsplaner/4"].text),
            ),
        )

    @property
    def made_with(self) -> MadeWith:
        """Made-up numbers."""
        return MadeWith("letters", "0" * 16, self.corpus.hash, len(self.corpus.passages), 1000, 292, 0.95, 0.4, 0.38, 0.36)

    @cached_property
    def map(self) -> PassageMap:
        """A map over vectors made up from the letters of the texts."""
        entries = [e for e in entries_of(self.corpus) if e.view is View.PASSAGE]
        vectors = np.stack([_letters(e.text) for e in entries])
        manifest = Manifest(1, "letters", "0" * 16, self.corpus.hash, 32, len(entries), len(self.corpus.passages))
        offsets = np.zeros(len(entries) + 1, np.int64)
        tokens = np.zeros((0, 32), np.float16)
        means = np.zeros((2, 32), np.float32)
        return PassageMap(PassageIndex(manifest, entries, VectorStore(vectors), tokens, offsets, means, means))

    model = "letters"

    def embed(self, questions: Sequence[str]) -> Floats:
        """Vectors made up from the letters."""
        return np.stack([_letters(q) for q in questions])

    def search_subject(self, subject: str, municipality: str) -> list[tuple[str, float]]:
        """Passages that share a word with the subject, the more the better."""
        wanted = _words(subject)
        found = [
            (p.id, min(0.9, 0.3 * len(wanted & _words(p.text))))
            for p in self.corpus.passages
            if self.corpus.document_of(p).municipality == municipality and p.kind is not Kind.LIST
        ]
        return sorted((f for f in found if f[1] > 0), key=lambda f: -f[1])

    def explain(self, request: Request) -> Explanation | None:
        """The answer's citations with made-up views."""
        if "uppehållstillstånd" in request.question:
            return None
        answer = self._answer(request)
        passages = tuple(
            Considered(
                c.passage_id,
                c.municipality,
                c.score,
                (ViewScore(View.PASSAGE, 0.6 / c.number, c.quote), ViewScore(View.QUESTION, 0.8 / c.number, request.question)),
                dict.fromkeys(FEATURES, 0.5 / c.number),
            )
            for c in (*answer.citations, *answer.related)
        )
        place, neighbours = self.map.place_of(_letters(request.question))
        municipalities = (request.municipality,) if request.municipality else ()
        return Explanation(
            request.question,
            request.question,
            answer.language,
            municipalities,
            0.4,
            bool(answer.citations),
            passages,
            place,
            neighbours,
        )

    def ask(
        self, question: str, *, municipality: str | None = None, language: str | None = None, history: Sequence[str] = ()
    ) -> Answer:
        """One question."""
        return self.ask_many([Request(question, municipality, language, tuple(history))])[0]

    def ask_many(self, requests: Sequence[Request]) -> list[Answer]:
        """One answer per request."""
        self.batches.append(len(requests))
        return [self._answer(r) for r in requests]

    def _answer(self, request: Request) -> Answer:
        question = request.question
        if "fel!" in question:
            raise InputError("Fråga på ett annat sätt.")
        if request.municipality and request.municipality not in self.corpus.municipalities:
            raise InputError("Den kommunen finns inte här.")
        if "krasch!" in question:
            raise ZeroDivisionError("a bug in the engine: secret")
        language = request.language if request.language in SAID else "sv"
        chosen = (request.municipality,) if request.municipality else ()
        nearest = self._citations(
            ["vansbro/handlingsplaner/4", "hedemora/verksamhetsplaner/3", "herrljunga/dokumentuppgifter/1"], "", language
        )
        if "uppehållstillstånd" in question:
            signpost = Signpost(
                "migrationsverket", "Migrationsverket", "https://www.migrationsverket.se", WHY[language], "0771-235 235"
            )
            return Answer(
                question,
                language,
                Status.OUT_OF_SCOPE,
                chosen,
                WHY[language],
                related=nearest,
                reason=WHY[language],
                signpost=signpost,
            )
        if "telefonnummer" in question:
            return Answer(question, language, Status.PARTIAL, chosen, WHY[language], related=nearest, reason=WHY[language])
        if "xyzzy" in question:
            return Answer(question, language, Status.NOT_FOUND, chosen, WHY[language], related=(), reason=WHY[language])
        found = self._ranked(question, request.municipality) or ["vansbro/strategi/8"]
        cited, other = found[:1] if chosen else found[:2], found[2:4]
        answer = Answer(
            question,
            language,
            Status.ANSWERED,
            chosen,
            SAID[language],
            self._citations(cited, question, language),
            self._citations(other, question, language),
        )
        if request.history and len(question.split()) < 4:
            answer = replace(answer, follow_up_of=request.history[-1], understood_as=f"{request.history[-1]} {question}")
        return answer

    def _ranked(self, question: str, municipality: str | None) -> list[str]:
        wanted = _words(question)
        scored: list[tuple[int, str]] = []
        for passage in self.corpus.passages:
            place = self.corpus.document_of(passage).municipality
            if passage.kind is Kind.LIST or (municipality and place != municipality):
                continue
            shared = len(wanted & _words(passage.text)) + 2 * (place.casefold() in question.casefold())
            if shared:
                scored.append((-shared, passage.id))
        best: dict[str, str] = {}
        for _, id_ in sorted(scored):
            best.setdefault(id_.split("/")[0], id_)
        return list(best.values())

    def _citations(self, ids: Sequence[str], question: str, language: str) -> tuple[Citation, ...]:
        return tuple(self._citation(n, self.corpus.by_id[id_], question, language) for n, id_ in enumerate(ids, 1))

    def _citation(self, number: int, passage: Passage, question: str, language: str) -> Citation:
        document = self.corpus.document_of(passage)
        wanted = _words(question)
        best = max(passage.sentences, key=lambda s: len(wanted & _words(passage.quote(s))))
        marked = (Span(*best),) if wanted & _words(passage.quote(best)) else ()
        translation = QuotedTranslation(language, SAID[language]) if language != "sv" else None
        return Citation(
            number,
            passage.id,
            document.municipality,
            document.title,
            passage.headings,
            passage.text,
            marked,
            0.9 / number,
            translation,
            Modality.OBLIGATION,
            text_hash=passage.text_hash,
        )


def _letters(text: str) -> Floats:
    counts = np.bincount([ord(c) % 32 for c in text.casefold()] or [0], minlength=32).astype(np.float32)
    unit: Floats = counts / np.linalg.norm(counts)
    return unit


def _words(text: str) -> set[str]:
    return {w for w in re.findall(r"\w+", text.casefold()) if len(w) >= 4}


@pytest.fixture(scope="session")
def corpus() -> Corpus:
    """The real policies."""
    return load_corpus()


@pytest.fixture(scope="session")
def engine(corpus: Corpus) -> WordEngine:
    """One engine for all tests; it holds nothing but a count."""
    return WordEngine(corpus)


@pytest.fixture(autouse=True)
def one_chat(monkeypatch: pytest.MonkeyPatch) -> None:
    """An app that a test builds for itself has the chat in Swedish only: each costs a fifth of a second.

    Those that many tests share are built before this, and have all six.
    """
    monkeypatch.setattr(chat, "LANGUAGES", ("sv",))


def build(corpus: Corpus, engine: WordEngine, **settings: Any) -> FastAPI:
    """An app with settings of its own."""
    return create_app(
        replace(Settings(rate_per_minute=10_000, rate_total_per_minute=100_000), **settings), corpus, lambda: engine
    )


def wait_until_ready(client: TestClient) -> None:
    """Until the engine's thread has returned."""
    for _ in range(200):
        if client.get("/healthz").status_code == 200:
            return
        time.sleep(0.01)
    raise TimeoutError("the engine did not become ready")


def join(client: TestClient, data: list[Any], *, session: str = "session", fetch: bool = True) -> int:
    """Sends a question as the chat's page does and waits for what comes; the status of the sending."""
    queue = "/chat/sv/gradio_api/queue"
    body = {"data": data, "fn_index": 0, "session_hash": session, "trigger_id": None, "event_data": None}
    status = client.post(f"{queue}/join", json=body).status_code
    if status == 200 and fetch:
        client.get(f"{queue}/data", params={"session_hash": session})
    return status


@pytest.fixture(scope="session")
def client(corpus: Corpus, engine: WordEngine) -> Iterator[TestClient]:
    """HTTP without a network."""
    with TestClient(build(corpus, engine)) as client:
        wait_until_ready(client)
        yield client


class Server:
    """A real server on a port of its own."""

    def __init__(self, app: FastAPI) -> None:
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            self.port = probe.getsockname()[1]
        self.url = f"http://127.0.0.1:{self.port}"
        self._server = make_server(Settings(port=self.port), app)
        self._thread = threading.Thread(target=self._server.run, daemon=True)

    def __enter__(self) -> Self:
        self._thread.start()
        while not self._server.started:
            time.sleep(0.02)
        return self

    def __exit__(self, *_: object) -> None:
        self._server.should_exit = True
        self._thread.join(timeout=10)


@pytest.fixture(scope="session")
def site(corpus: Corpus, engine: WordEngine) -> Iterator[str]:
    """The address of a real server."""
    with Server(build(corpus, engine)) as server:
        yield server.url


@pytest.fixture(scope="session")
def full_engine(corpus: Corpus) -> WordEngine:
    """The engine with the whole register of the real policies, for the pages that show it."""
    engine = WordEngine(corpus)
    engine.duties = extract_duties(corpus)
    return engine


@pytest.fixture(scope="session")
def full_client(corpus: Corpus, full_engine: WordEngine) -> Iterator[TestClient]:
    """HTTP without a network, over the whole register."""
    with TestClient(build(corpus, full_engine)) as client:
        wait_until_ready(client)
        yield client


@pytest.fixture(scope="session")
def full_site(corpus: Corpus, full_engine: WordEngine) -> Iterator[str]:
    """The address of a real server over the whole register."""
    with Server(build(corpus, full_engine)) as server:
        yield server.url


@pytest.fixture(scope="session")
def evaluation(corpus: Corpus, full_engine: WordEngine) -> Measured:
    """A made-up evaluation; its confidence intervals take seconds."""
    return some_measured(corpus, full_engine.made_with)
