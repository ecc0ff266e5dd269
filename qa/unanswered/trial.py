"""What one curated question more changes: the evaluation questions, asked before and after, and the group's own questions.

The evaluation is asked in the engine's own words, so that better and worse mean what the report means. What it gives before
is remembered until the corpus changes. Knows nothing about pages.
"""

import re
import threading
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from enum import StrEnum

import numpy as np

from corpus.types import CuratedQuestion
from index.types import Encoded, Encoder, Floats
from qa.evaluation.metrics import hit
from qa.evaluation.questions import EvaluationQuestion, load_questions
from qa.evaluation.run import Outcome, ask_all
from qa.types import Answer, Request, Status
from qa.unanswered.curation import CuratedEngine, Curation
from qa.unanswered.store import Kept

Progress = Callable[[int, int], None]  # (done, total)
_PLACEHOLDER = re.compile(r"\[\w+\]")
_REMEMBERED = 4000  # texts whose encodings are kept


class Verdict(StrEnum):
    """What became of an evaluation question."""

    RIGHT = "right"  # the first citation answers
    SILENT = "silent"  # nothing was claimed, and the policies say nothing
    REFUSED = "refused"  # nothing was claimed, although the policies answer
    WRONG = "wrong"  # the first citation does not answer
    CLAIMED = "claimed"  # an answer was claimed, although the policies say nothing


_WORTH = {Verdict.RIGHT: 2, Verdict.SILENT: 2, Verdict.REFUSED: 1, Verdict.WRONG: 0, Verdict.CLAIMED: 0}


@dataclass(frozen=True, slots=True)
class Changed:
    """An evaluation question with another verdict than before."""

    question: EvaluationQuestion
    before: Verdict
    after: Verdict

    @property
    def better(self) -> bool:
        """Whether the change is for the better."""
        return _WORTH[self.after] > _WORTH[self.before]


@dataclass(frozen=True, slots=True)
class Own:
    """One of the group's questions, before and after."""

    text: str
    language: str
    before: Status
    after: Status
    leads: bool  # now the passage is the first citation


@dataclass(frozen=True, slots=True)
class Trial:
    """What a curated question would change."""

    question: CuratedQuestion
    better: tuple[Changed, ...]
    worse: tuple[Changed, ...]
    same: int
    own: tuple[Own, ...]


class Remembering:
    """An encoder that encodes no question twice. For the evaluation's questions; it keeps their texts."""

    def __init__(self, encoder: Encoder) -> None:
        self._encoder = encoder
        self.name, self.hash, self.dim = encoder.name, encoder.hash, encoder.dim
        self._known: dict[str, Encoded] = {}  # each of one text

    def encode_passages(self, texts: Sequence[str]) -> Encoded:
        """Encodes what is searched."""
        return self._encoder.encode_passages(texts)

    def encode_questions(self, texts: Sequence[str]) -> Encoded:
        """Encodes what is asked, or remembers it."""
        if len(self._known) > _REMEMBERED:
            self._known.clear()
        new = [text for text in dict.fromkeys(texts) if text not in self._known]
        if new:
            encoded = self._encoder.encode_questions(new)
            self._known |= {text: encoded.part(i, i + 1) for i, text in enumerate(new)}
        found = [self._known[text] for text in texts]
        if not found:
            return self._encoder.encode_questions([])
        vectors, paraphrases = np.concatenate([e.vectors for e in found]), np.concatenate([e.paraphrases for e in found])
        return Encoded(vectors, tuple(e.tokens[0] for e in found), paraphrases)

    def encode_paraphrases(self, texts: Sequence[str]) -> Floats:
        """Encodes known questions."""
        return self._encoder.encode_paraphrases(texts)


class Evaluator:
    """Tries curated questions, one at a time."""

    def __init__(self, questions: Callable[[], Sequence[EvaluationQuestion]] = load_questions) -> None:
        self._questions = questions
        self._lock = threading.Lock()
        self._encoder: Remembering | None = None
        self._before: tuple[str, list[Outcome]] | None = None  # corpus hash, outcomes

    def try_out(self, engine: CuratedEngine, question: CuratedQuestion, group: Sequence[Kept], progress: Progress) -> Trial:
        """Asks everything before and after. Takes some seconds, the first time longer."""
        with self._lock:
            questions = list(self._questions())
            if self._encoder is None or self._encoder.hash != engine.encoder.hash:
                self._encoder, self._before = Remembering(engine.encoder), None
            known = self._before is not None and self._before[0] == engine.corpus.hash
            total = len(questions) * (1 if known else 2)
            if self._before is None or not known:
                plain = engine.with_corpus(engine.corpus, self._encoder)
                self._before = (engine.corpus.hash, ask_all(plain, questions, lambda done, _: progress(done, total)))
            changed = engine.with_corpus(Curation.corpus_with(engine.corpus, question), self._encoder)
            start = total - len(questions)
            after = ask_all(changed, questions, lambda done, _: progress(start + done, total))
            changes = [
                Changed(q, verdict(one), verdict(other))
                for q, one, other in zip(questions, self._before[1], after, strict=True)
                if verdict(one) != verdict(other)
            ]
            # What people asked is not remembered: it may be deleted at any time.
            own = _own(engine, changed.with_corpus(changed.corpus, engine.encoder), question, group)
        better, worse = (tuple(c for c in changes if c.better is which) for which in (True, False))
        return Trial(question, better, worse, len(questions) - len(changes), own)


def verdict(outcome: Outcome) -> Verdict:
    """What became of a question."""
    if not outcome.question.answerable:
        return Verdict.CLAIMED if outcome.claimed else Verdict.SILENT
    if not outcome.claimed:
        return Verdict.REFUSED
    right = hit([c.passage_id for c in outcome.answer.citations], outcome.question.gold, 1)
    return Verdict.RIGHT if right else Verdict.WRONG


def _own(before: CuratedEngine, after: CuratedEngine, question: CuratedQuestion, group: Sequence[Kept]) -> tuple[Own, ...]:
    requests = [Request(plain(q.text), q.municipalities[0] if len(q.municipalities) == 1 else None) for q in group]
    found = []
    for kept, one, other in zip(group, before.ask_many(requests), after.ask_many(requests), strict=True):
        if isinstance(one, Answer) and isinstance(other, Answer):
            leads = bool(other.citations) and other.citations[0].passage_id == question.passage_id
            found.append(Own(kept.text, kept.language, one.status, other.status, leads))
    return tuple(found)


def plain(text: str) -> str:
    """A stored question without its placeholders, to be asked again."""
    return " ".join(_PLACEHOLDER.sub(" ", text).split())
