"""Asks every evaluation question and keeps what came back. Knows nothing about how results are shown."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Protocol

from corpus.errors import InputError
from qa.evaluation.metrics import hit, ndcg, reciprocal_rank
from qa.evaluation.questions import EvaluationQuestion
from qa.types import Answer, Request, Status

_BATCH = 16


class AskedEngine(Protocol):
    """What is evaluated."""

    def ask_many(self, requests: Sequence[Request]) -> Sequence[Answer | InputError]:
        """One answer per request, in order."""
        ...


@dataclass(frozen=True, slots=True)
class Outcome:
    """A question and its answer."""

    question: EvaluationQuestion
    answer: Answer
    ranking: tuple[str, ...]  # passage ids in the order in which a reader meets them: citations, then related

    @property
    def claimed(self) -> bool:
        """Whether an answer was claimed."""
        return self.answer.status is Status.ANSWERED

    @property
    def probability(self) -> float:
        """The best passage's calibrated probability; 0 where none of the municipalities asked about was shown.

        What another municipality's policy says may be shown as nearest, however sure: it is no answer for the one asked.
        """
        asked = self.answer.municipalities
        shown = (*self.answer.citations, *self.answer.related)
        return max((c.score for c in shown if not asked or c.municipality in asked), default=0.0)

    @property
    def first_is_right(self) -> bool:
        """Whether the first passage answers."""
        return bool(self.ranking) and self.ranking[0] in self.question.gold

    def hit(self, k: int) -> float:
        """1 where a right passage stands among the first k that the reader meets."""
        return hit(self.ranking, self.question.gold, k)

    @property
    def reciprocal_rank(self) -> float:
        """1 / rank of the first right passage."""
        return reciprocal_rank(self.ranking, self.question.gold)

    @property
    def ndcg(self) -> float:
        """Normalised discounted cumulative gain at 10."""
        return ndcg(self.ranking, self.question.gold, 10)

    @property
    def status_right(self) -> bool:
        """Whether the status is the expected one."""
        return self.answer.status is self.question.expected


def ask_all(
    engine: AskedEngine,
    questions: Sequence[EvaluationQuestion],
    progress: Callable[[int, int], None] = lambda done, total: None,
) -> list[Outcome]:
    """One outcome per question, in order."""
    outcomes: list[Outcome] = []
    for start in range(0, len(questions), _BATCH):
        batch = questions[start : start + _BATCH]
        answers = engine.ask_many([Request(q.text, q.municipality, None, q.history) for q in batch])
        for question, answer in zip(batch, answers, strict=True):
            if isinstance(answer, InputError):
                answer = Answer(question.text, question.language, Status.OUT_OF_SCOPE, (), str(answer))
            ranking = tuple(dict.fromkeys(c.passage_id for c in (*answer.citations, *answer.related)))
            outcomes.append(Outcome(question, answer, ranking))
        progress(min(start + _BATCH, len(questions)), len(questions))
    return outcomes
