"""Outcomes of both splits, asked with curation and without, become the numbers of one evaluation."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

import numpy as np

from qa.evaluation.measured import ALL, OTHERS, SCHEMA, Bin, Curve, Measured, Mode, Part, QuestionResult, RiskPoint, Split
from qa.evaluation.measures import (
    abstention_measures,
    answerable,
    by_kind,
    by_language,
    by_municipality,
    confidences,
    groups,
    retrieval_measures,
)
from qa.evaluation.metrics import risk_coverage
from qa.evaluation.run import Outcome
from qa.language import SERVED
from qa.types import MadeWith

SPLITS: tuple[Split, ...] = ("test", "development")
_POINTS = 60  # of a curve that are kept: enough to draw it
_DIGITS = 6


@dataclass(frozen=True, slots=True)
class Evaluation:
    """Outcomes of the same questions, in each mode in which they were asked."""

    asked: Mapping[Mode, tuple[Outcome, ...]]
    municipalities: Mapping[str, str]  # document slug -> municipality
    made_with: MadeWith
    date: date


def summarise(evaluation: Evaluation) -> Measured:
    """Every number of an evaluation, and every question with what came back."""
    where = by_municipality(evaluation.municipalities)
    parts = [
        _part(split, mode, side, where)
        for split in SPLITS
        for mode, outcomes in evaluation.asked.items()
        if (side := [o for o in outcomes if _split(o) == split])
    ]
    questions = [_result(mode, o, where(o)) for mode, outcomes in evaluation.asked.items() for o in outcomes]
    return Measured(SCHEMA, evaluation.date, evaluation.made_with, tuple(parts), tuple(questions))


def _part(split: Split, mode: Mode, outcomes: Sequence[Outcome], where: Callable[[Outcome], str]) -> Part:
    pairs = confidences(outcomes)
    return Part(
        split,
        mode,
        len(outcomes),
        len(answerable(outcomes)),
        tuple(retrieval_measures(outcomes, curated=mode == "curated")),
        tuple(abstention_measures(outcomes)),
        tuple(groups(outcomes, by_language)),
        tuple(groups(outcomes, where)),
        tuple(groups(outcomes, by_kind)),
        tuple(_curves(outcomes)),
        tuple(reliability([p for p, _ in pairs], [right for _, right in pairs])),
    )


def _curves(outcomes: Sequence[Outcome]) -> list[Curve]:
    members: dict[str, list[Outcome]] = {ALL: list(outcomes), **{language: [] for language in SERVED}, OTHERS: []}
    for outcome in outcomes:
        language = outcome.question.language
        members[language if language in SERVED else OTHERS].append(outcome)
    return [
        Curve(name, len(mine), curve([o.probability for o in mine], [o.first_is_right for o in mine]))
        for name, mine in members.items()
        if mine
    ]


def curve(probabilities: Sequence[float], right: Sequence[bool]) -> tuple[RiskPoint, ...]:
    """Risk and coverage in as many points as a picture needs, the last one always among them."""
    points = [RiskPoint(*(round(x, _DIGITS) for x in point)) for point in risk_coverage(probabilities, right)]
    step = -(-len(points) // _POINTS) or 1
    return tuple(points[i] for i in range(len(points)) if i % step == 0 or i == len(points) - 1)


def reliability(scores: Sequence[float], right: Sequence[bool], bins: int = 10) -> list[Bin]:
    """Equally filled bins, by rising score."""
    order = np.argsort(np.asarray(scores, float), kind="stable")
    p, y = np.asarray(scores, float)[order], np.asarray(right, float)[order]
    parts = [rows for rows in np.array_split(np.arange(len(p)), bins) if len(rows)]
    return [Bin(round(float(p[rows].mean()), _DIGITS), round(float(y[rows].mean()), _DIGITS), len(rows)) for rows in parts]


def _split(outcome: Outcome) -> Split:
    return "development" if outcome.question.development else "test"


def _result(mode: Mode, outcome: Outcome, municipality: str) -> QuestionResult:
    question, answer = outcome.question, outcome.answer
    return QuestionResult(
        id=question.id,
        mode=mode,
        split=_split(outcome),
        language=question.language,
        kind=by_kind(outcome),
        municipality=municipality,
        expected=question.expected,
        status=answer.status,
        answerable=question.answerable,
        claimed=outcome.claimed,
        probability=round(outcome.probability, _DIGITS),
        first_is_right=outcome.first_is_right,
        language_found=answer.language,
        gold=tuple(sorted(question.gold)),
        citations=tuple(c.passage_id for c in answer.citations),
        related=tuple(c.passage_id for c in answer.related),
        authority=question.authority,
        authority_found=answer.signpost.authority if answer.signpost else None,
    )
