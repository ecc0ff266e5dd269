"""Curated questions by staff: checked, written to the policy's file, taken in by the engine, recorded, and taken back.

A change is whole or nothing: where any step fails, the file is as it was and the old engine goes on. Nothing says who made it.
Knows nothing about pages or about what a change does to the evaluation.
"""

import os
import re
import threading
from collections.abc import Callable, Collection, Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from enum import StrEnum
from pathlib import Path
from typing import Protocol, Self, TypeVar, runtime_checkable

from corpus.curating import with_question, without_question
from corpus.errors import CorpusError, CurationError, InputError, SavedIndexError
from corpus.store import load_corpus
from corpus.types import Corpus, CuratedQuestion
from index.files import write_atomically
from index.types import Encoder
from qa.evaluation.questions import EvaluationQuestion, copies, load_questions
from qa.types import Answer, Request
from qa.unanswered.store import Action, Change, Store

LONGEST = 300  # characters of a curated question
SHORTEST = 4
_LANGUAGE = re.compile(r"[a-z]{2,3}")


class Refusal(StrEnum):
    """Why a curated question cannot be taken."""

    EMPTY = "empty"
    TOO_LONG = "too_long"
    LANGUAGE = "language"
    PASSAGE = "passage"  # there is no such passage
    EXISTS = "exists"
    EVALUATION = "evaluation"  # it is nearly an evaluation question
    CHANGED = "changed"  # the policies on disk are no longer those that the engine answers from
    OUTDATED = "outdated"  # it was tried on other policies or curated questions
    READ_ONLY = "read_only"
    GONE = "gone"  # what is to be undone is undone already, or was taken out by hand
    FILE = "file"  # the file cannot be added to
    BUSY = "busy"  # another change is being made
    UNABLE = "unable"  # this engine cannot take in questions


@runtime_checkable
class CuratedEngine(Protocol):
    """What curation needs of `qa.engine.Engine`."""

    @property
    def corpus(self) -> Corpus:
        """What is searched."""
        ...

    @property
    def encoder(self) -> Encoder:
        """Texts to vectors."""
        ...

    def ask_many(self, requests: Sequence[Request]) -> Sequence[Answer | InputError]:
        """One answer per request, in order."""
        ...

    def with_corpus(self, corpus: Corpus, encoder: Encoder | None = None) -> Self:
        """The same engine for a corpus with other curated questions."""
        ...

    def save(self, folder: Path) -> None:
        """Keeps what a later start needs."""
        ...


E = TypeVar("E", bound=CuratedEngine)


@dataclass(frozen=True, slots=True)
class Draft:
    """What staff have written."""

    passage_id: str
    language: str
    text: str


class Curation:
    """Makes changes, one at a time."""

    def __init__(
        self, policies: Path, index: Path, store: Store,
        evaluation: Callable[[], Collection[EvaluationQuestion]] = load_questions,
    ) -> None:  # fmt: skip
        self._policies, self._index, self._store, self._evaluation = policies, index, store, evaluation
        self._lock = threading.Lock()

    def checked(self, corpus: Corpus, draft: Draft) -> CuratedQuestion:
        """The draft as a curated question. Raises CurationError where it cannot be one."""
        text = " ".join(draft.text.split())
        passage = corpus.by_id.get(draft.passage_id)
        if passage is None:
            raise CurationError(Refusal.PASSAGE, f"no passage is called {draft.passage_id!r}")
        if len(text) < SHORTEST:
            raise CurationError(Refusal.EMPTY, "the question is empty")
        if len(text) > LONGEST:
            raise CurationError(Refusal.TOO_LONG, f"the question has {len(text)} characters; at most {LONGEST} are taken")
        if not _LANGUAGE.fullmatch(draft.language):
            raise CurationError(Refusal.LANGUAGE, "the language must be a code such as so")
        if not all(c.isprintable() or c == "\u200c" for c in text):
            raise CurationError(Refusal.FILE, "the question holds characters that cannot be shown")
        question = CuratedQuestion(passage.id, passage.text_hash, draft.language, text)
        folded = text.casefold()
        if any(q.text.casefold() == folded and q.passage_id == passage.id for q in corpus.questions):
            raise CurationError(Refusal.EXISTS, "the passage has this question already")
        if copies(self._evaluation(), [question]):
            raise CurationError(Refusal.EVALUATION, "it is nearly an evaluation question, which would then measure nothing")
        return question

    @staticmethod
    def corpus_with(corpus: Corpus, question: CuratedQuestion) -> Corpus:
        """The corpus with one question more, for a trial."""
        return replace(corpus, questions=(*corpus.questions, question))

    def publish(self, engine: E, question: CuratedQuestion) -> E:
        """The engine with the question, which then stands in the policy's file, too. Raises CurationError, StoreError."""
        return self._change(engine, question, Action.PUBLISHED, with_question, None)

    def undo(self, engine: E, change: int) -> E:
        """The engine without a question that was published. Raises CurationError, StoreError."""
        made = next((c for c in self._store.history() if c.id == change), None)
        if made is None or made.undone or made.action is not Action.PUBLISHED:
            raise CurationError(Refusal.GONE, f"change {change} cannot be undone; python -m qa curation lists the changes")
        question = _question_of(engine.corpus, made)
        return self._change(engine, question, Action.UNDONE, without_question, made.id)

    def _change(
        self,
        engine: E,
        question: CuratedQuestion,
        action: Action,
        edit: Callable[[str, CuratedQuestion], str],
        undoes: int | None,
    ) -> E:
        if not self._lock.acquire(blocking=False):
            raise CurationError(Refusal.BUSY, "another change is being made")
        try:
            path, before = self._file(engine.corpus, question)
            saved = False
            try:
                after = edit((before or b"").decode(), question)
            except CorpusError as error:
                reason = Refusal.EXISTS if "already" in str(error) else Refusal.GONE if undoes else Refusal.FILE
                raise CurationError(reason, str(error)) from None
            try:
                write_atomically(path, after.encode())
                changed = engine.with_corpus(load_corpus(self._policies))
                changed.save(self._index)
                saved = True
                # Last, so that nobody waits for the history's file while the engine is made. Where the process dies before
                # this line, the change holds and a later start answers with it, but the history does not know of it: a
                # question can then be taken out of the file by hand, and one that was taken back cannot be so again.
                self._store.record(action, question.passage_id, question.language, question.text, undoes)
            except BaseException as error:
                _restore(path, before)
                if saved:  # the index on disk is the new one already
                    with suppress(OSError, SavedIndexError):  # a later start says what to do
                        engine.save(self._index)
                if isinstance(error, OSError | SavedIndexError):
                    raise CurationError(Refusal.READ_ONLY, f"{path} or {self._index} cannot be written: {error}") from None
                raise
            return changed
        finally:
            self._lock.release()

    def _file(self, corpus: Corpus, question: CuratedQuestion) -> tuple[Path, bytes | None]:
        """The file that will be changed, if it may be, and what it holds; None where there is none yet."""
        path = self._policies / corpus.by_id[question.passage_id].document / "questions.toml"
        try:
            self._index.mkdir(parents=True, exist_ok=True)
            before = path.read_bytes() if path.exists() else None
            for target in (path.parent, self._index, *([path] if before is not None else [])):
                if not os.access(target, os.W_OK):
                    raise CurationError(Refusal.READ_ONLY, f"{target} is not writable for this program; nothing was changed")
            same = load_corpus(self._policies).hash == corpus.hash
        except CorpusError:  # somebody is at work in the files
            same = False
        except OSError as error:
            raise CurationError(Refusal.READ_ONLY, f"{path} or {self._index} cannot be used: {error}") from None
        if not same:
            raise CurationError(
                Refusal.CHANGED, "the policies' files have changed since the program started; start it again, then try again"
            )
        return path, before


def _question_of(corpus: Corpus, change: Change) -> CuratedQuestion:
    found = [
        q for q in corpus.questions if (q.passage_id, q.language, q.text) == (change.passage_id, change.language, change.text)
    ]
    if not found:
        raise CurationError(Refusal.GONE, "the question does not stand in the policy's file any more")
    return found[0]


def _restore(path: Path, before: bytes | None) -> None:
    if before is None:
        path.unlink(missing_ok=True)
    else:
        write_atomically(path, before)
