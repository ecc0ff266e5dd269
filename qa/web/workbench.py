"""What the staff's pages work with: groups of unanswered questions, suggested passages, trials in the background, changes.

Knows nothing about HTTP, cookies or templates.
"""

import logging
import secrets
import threading
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Protocol

from corpus.errors import CurationError, OrdagrantError
from corpus.types import Corpus, CuratedQuestion, Document, Kind, Passage
from qa.unanswered.curation import CuratedEngine, Curation, Draft, Refusal
from qa.unanswered.groups import Group, Grouped, clusters_of, shown_of
from qa.unanswered.store import Kept, Store
from qa.unanswered.trial import Evaluator, Trial, plain
from qa.web.service import AskEngine, NotReady, Service

SUGGESTED = 5
FOUND = 8
_ASKED = 3  # of a group's questions, for suggestions
_JOBS = 12  # remembered
_LONGEST_JOB = 24 * 3600.0  # seconds that a trial is remembered

log = logging.getLogger("ordagrant.curation")


class _Engine(CuratedEngine, AskEngine, Protocol):
    """An engine that answers and can be changed."""


@dataclass(slots=True)
class Job:
    """A trial that runs, or has run, in the background."""

    id: str
    question: CuratedQuestion
    group: int  # id of the group that it was written for
    asked: frozenset[int]  # ids of the group's questions that it asks; without them it may not be read
    corpus: str  # hash of the corpus that it was tried on
    done: int = 0
    total: int = 0
    trial: Trial | None = None
    failed: bool = False


class Workbench:
    """One per app."""

    def __init__(self, service: Service, store: Store, curation: Curation, evaluator: Evaluator | None = None) -> None:
        self._service, self._store, self._curation = service, store, curation
        self._evaluator = evaluator or Evaluator()
        self._jobs: dict[str, Job] = {}
        self._lock = threading.Lock()
        # (id, model) of the questions, and the clusters as their ids: a question's text lives in the file alone.
        self._known: tuple[list[tuple[int, str]], list[list[int]]] = ([], [])

    # Groups

    def groups(self, municipality: str = "", language: str = "") -> Grouped:
        """The groups that may be shown; of a municipality those that name it or none. Raises StoreError."""

        def chosen(kept: Kept) -> bool:
            here = not municipality or not kept.municipalities or municipality in kept.municipalities
            return here and (not language or kept.language == language)

        return shown_of(self._clusters(), chosen)

    def group(self, question: int) -> Group | None:
        """The group that holds a question."""
        return self.groups().of(question)

    def languages(self) -> list[str]:
        """Languages of the groups that are shown."""
        return sorted({q.language for g in self.groups().groups for q in g.questions})

    def remove(self, group: Group) -> None:
        """Deletes a group's questions, and the trials that show them: they are dealt with."""
        ids = {q.id for q in group.questions}
        self._store.delete(sorted(ids))
        for job in list(self._jobs.values()):
            if job.asked & ids:
                self._drop(job.id)

    def _clusters(self) -> list[list[Kept]]:
        """The clusters, found anew when something was stored or deleted."""
        questions = self._questions()
        key = [(q.id, q.model) for q in questions]
        with self._lock:
            if key != self._known[0]:
                self._known = (key, [[q.id for q in cluster] for cluster in clusters_of(questions)])
            clusters = self._known[1]
        by_id = {q.id: q for q in questions}
        return [[by_id[id_] for id_ in cluster] for cluster in clusters]

    def _questions(self) -> list[Kept]:
        """What is kept, with vectors of the present model."""
        kept = self._store.questions()
        try:
            engine = self._service.engine
        except NotReady:
            return kept
        old = [q for q in kept if q.model != engine.model]
        if not old:
            return kept
        vectors = engine.embed([q.text for q in old])
        self._store.set_vectors([(q.id, v) for q, v in zip(old, vectors, strict=True)], engine.model)
        return self._store.questions()

    # Passages

    def suggestions(self, group: Group) -> list[Passage]:
        """Passages that the engine finds nearest to a group's questions, best first. Raises NotReady."""
        best: dict[str, float] = {}
        for kept in group.examples()[:_ASKED]:
            for id_, probability in self._near(plain(kept.text), kept.municipalities):
                best[id_] = max(best.get(id_, 0.0), probability)
        return self._passages(sorted(best, key=lambda id_: -best[id_])[:SUGGESTED])

    def search(self, words: str) -> list[Passage]:
        """Passages that hold all the words, then those that the engine finds. Raises NotReady."""
        wanted = words.casefold().split()
        if not wanted:
            return []
        corpus = self._service.engine.corpus
        literal = [p.id for p in corpus.passages if all(w in f"{p.id} {p.text}".casefold() for w in wanted)]
        near = [id_ for id_, _ in self._near(words)]
        return self._passages(list(dict.fromkeys([*literal[:FOUND], *near]))[:FOUND])

    def _near(self, question: str, municipalities: Sequence[str] = ()) -> list[tuple[str, float]]:
        """Passages of these municipalities, or of all, with the probability that they answer, best first."""
        engine = self._service.engine
        places = [m for m in municipalities if m in engine.corpus.municipalities] or engine.corpus.municipalities
        found = [row for place in places for row in engine.search_subject(question, place)]
        return sorted(found, key=lambda row: -row[1])

    def _passages(self, ids: Sequence[str]) -> list[Passage]:
        by_id = self._service.engine.corpus.by_id
        return [by_id[id_] for id_ in ids if by_id[id_].kind is not Kind.LIST]

    @property
    def corpus(self) -> Corpus:
        """What is searched now."""
        return self._service.engine.corpus

    def passage(self, id_: str) -> tuple[Passage, Document] | None:
        """A passage and its document; None where there is none by that name, or no engine yet."""
        try:
            passage = self.corpus.by_id.get(id_)
            return None if passage is None else (passage, self.corpus.document_of(passage))
        except NotReady:
            return None

    # Trials and changes

    def start_trial(self, draft: Draft, group: Group) -> Job:
        """Begins to try a question out. Raises CurationError, NotReady."""
        engine = self._engine()
        question = self._curation.checked(engine.corpus, draft)
        with self._lock:
            if any(job.trial is None and not job.failed for job in self._jobs.values()):
                raise CurationError(Refusal.BUSY, "another trial is running")
            asked = frozenset(q.id for q in group.examples())
            job = Job(secrets.token_urlsafe(9), question, group.id, asked, engine.corpus.hash)
            self._jobs = dict([*self._jobs.items(), (job.id, job)][-_JOBS:])
        threading.Thread(target=self._try, args=(job, engine, group), name="trial", daemon=True).start()
        end = threading.Timer(_LONGEST_JOB, self._drop, (job.id,))
        end.daemon = True
        end.start()
        return job

    def job(self, id_: str) -> Job | None:
        """A trial by its id, as long as the questions that it shows are kept. Raises StoreError."""
        job = self._jobs.get(id_)
        if job and not self._store.holds(job.asked):  # too old by now, or deleted from the command line
            self._drop(id_)
            return None
        return job

    def _drop(self, id_: str) -> None:
        with self._lock:
            self._jobs.pop(id_, None)

    def publish(self, job: Job) -> None:
        """Publishes what was tried; from then on it answers. Raises CurationError, StoreError, NotReady."""
        self._swapped(lambda engine: self._curation.publish(engine, self._again(engine, job)))

    def undo(self, change: int) -> None:
        """Takes a change back. Raises CurationError, StoreError, NotReady."""
        self._swapped(lambda engine: self._curation.undo(engine, change))

    def _again(self, engine: _Engine, job: Job) -> CuratedQuestion:
        """The job's question, checked against what the policies hold by now."""
        q = job.question
        question = self._curation.checked(engine.corpus, Draft(q.passage_id, q.language, q.text))
        if job.corpus != engine.corpus.hash:
            raise CurationError(Refusal.OUTDATED, "it was tried on another corpus; try it again")
        return question

    def _swapped(self, change: Callable[[_Engine], _Engine]) -> None:
        self._service.replace_engine(change(self._engine()))

    def _engine(self) -> _Engine:
        engine = self._service.engine
        if not isinstance(engine, CuratedEngine):
            raise CurationError(Refusal.UNABLE, "this engine cannot take in questions")
        return engine

    def _try(self, job: Job, engine: _Engine, group: Group) -> None:
        def progress(done: int, total: int) -> None:
            job.done, job.total = done, total

        try:
            job.trial = self._evaluator.try_out(engine, job.question, group.examples(), progress)
        except OrdagrantError as error:
            job.failed = True
            log.error("trial_failed", extra={"fields": {"error": str(error)}})
        except Exception as error:  # its message may hold a question
            job.failed = True
            log.error("trial_failed", extra={"fields": {"error": type(error).__name__}})
