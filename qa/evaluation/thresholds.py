"""What another threshold would have answered and refused, over the questions of an evaluation.

By the best passage's probability alone. Knows nothing about how it was computed.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from qa.evaluation.measured import QuestionResult

STEPS = 100  # thresholds from 0 to 1 that people choose among


@dataclass(frozen=True, slots=True)
class Counts:
    """Four kinds of outcome; each question is one of them."""

    answered_rightly: int  # the first passage answers
    answered_wrongly: int  # it does not, or the policies hold no answer
    refused_rightly: int  # they hold none
    refused_needlessly: int  # they hold one

    @property
    def total(self) -> int:
        """All questions."""
        return sum(self.each)

    @property
    def each(self) -> tuple[int, int, int, int]:
        """The four, in their order."""
        return (self.answered_rightly, self.answered_wrongly, self.refused_rightly, self.refused_needlessly)

    @property
    def coverage(self) -> float:
        """Share of the questions that are answered; 0 without questions."""
        return (self.answered_rightly + self.answered_wrongly) / self.total if self.total else 0.0

    @property
    def risk(self) -> float | None:
        """Share of those that are answered wrongly; None where none is answered."""
        answered = self.answered_rightly + self.answered_wrongly
        return self.answered_wrongly / answered if answered else None


def counts_at(questions: Iterable[QuestionResult], threshold: float) -> Counts:
    """The outcomes if everything from this probability on were answered."""
    kinds = [0, 0, 0, 0]
    for q in questions:
        answered = q.probability >= threshold and q.probability > 0  # at 0 nothing was found that could be shown
        kinds[(0 if q.first_is_right else 1) if answered else (3 if q.answerable else 2)] += 1
    return Counts(*kinds)


def counts_by_step(questions: Sequence[QuestionResult]) -> tuple[Counts, ...]:
    """The outcomes for each threshold 0/STEPS, 1/STEPS, ... 1."""
    return tuple(counts_at(questions, step / STEPS) for step in range(STEPS + 1))


def judged_otherwise(questions: Iterable[QuestionResult], threshold: float) -> int:
    """Questions that were claimed below the threshold or refused above it: the engine weighs more than one number."""
    return sum(q.claimed != (q.probability >= threshold) for q in questions)
