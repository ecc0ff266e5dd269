"""The numbers that the aims are about, from outcomes. Knows nothing about engines, files or how numbers are shown.

A refusal is a miss where an aim speaks of the first citation: the reader saw no citation. The same ranking with the
passages under `related` counted is measured beside it, so that search and abstention can be told apart.
"""

import math
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace

from index.types import Floats
from qa.evaluation.measured import Group, Measure
from qa.evaluation.metrics import bootstrap, expected_calibration_error, hit
from qa.evaluation.run import Outcome
from qa.language import SERVED

_SEVERAL = "several"
_ANY = "any"


def cited_hit(outcome: Outcome, k: int) -> float:
    """1 where a right passage stands among the first k citations; a refusal has none."""
    return hit([c.passage_id for c in outcome.answer.citations], outcome.question.gold, k)


def answerable(outcomes: Sequence[Outcome]) -> list[Outcome]:
    """Those whose question the policies answer."""
    return [o for o in outcomes if o.question.answerable]


def unanswerable(outcomes: Sequence[Outcome]) -> list[Outcome]:
    """Those whose question they do not answer."""
    return [o for o in outcomes if not o.question.answerable]


def handled(outcome: Outcome) -> bool:
    """Whether the first citation is right, or nothing was claimed where nothing can be."""
    return bool(cited_hit(outcome, 1)) if outcome.question.answerable else not outcome.claimed


def retrieval_measures(outcomes: Sequence[Outcome], curated: bool = True) -> list[Measure]:
    """The right passage first: over answerable questions. Not `curated`: beside the aims for policies without curation."""
    asked = answerable(outcomes)
    measures = [
        _mean(
            "first", "right passage is the first citation (hit@1)", [cited_hit(o, 1) for o in asked], 0.95 if curated else 0.80
        ),
        _mean("three", "... among the first three (hit@3)", [cited_hit(o, 3) for o in asked], 0.99 if curated else 0.93),
    ]
    if curated:
        measures.append(weakest_language(asked))
        who = [o for o in asked if o.question.kind == "who"]
        measures.append(_mean("who", '"who": the first quote holds the body responsible', [cited_hit(o, 1) for o in who], 0.98))
    return [
        *measures,
        _mean("shown_first", "hit@1, nearest passages of refusals counted", [o.hit(1) for o in asked]),
        _mean("shown_three", "hit@3, nearest passages of refusals counted", [o.hit(3) for o in asked]),
        _mean("reciprocal_rank", "MRR", [o.reciprocal_rank for o in asked]),
        _mean("ndcg", "nDCG@10", [o.ndcg for o in asked]),
    ]


def weakest_language(asked: Sequence[Outcome]) -> Measure:
    """hit@1 of the served language that has the lowest, with that language's interval."""
    name = "weakest of sv, en, ar, so, fa, uk at hit@1"
    found = []
    for language in SERVED:
        values = [cited_hit(o, 1) for o in asked if o.question.language == language]
        if values:
            found.append((sum(values) / len(values), language, values))
    if not found:
        return _mean("weakest", name, [], 0.90)
    _, language, values = min(found, key=lambda row: row[:2])
    return replace(_mean("weakest", f"{name}: {language}", values, 0.90), language=language)


def abstention_measures(outcomes: Sequence[Outcome]) -> list[Measure]:
    """An honest no: over all questions."""
    can, cannot = answerable(outcomes), unanswerable(outcomes)
    refused = [o for o in outcomes if not o.claimed]
    spoken = [o for o in outcomes if o.question.language in SERVED and len(o.question.text.split()) >= 3]
    follow_ups = [o for o in outcomes if o.question.history]
    pointed = [o for o in outcomes if o.question.authority]
    named = [float(o.answer.signpost is not None and o.answer.signpost.authority == o.question.authority) for o in pointed]
    return [
        _mean("not_claimed", "unanswerable questions not claimed as answered", [float(not o.claimed) for o in cannot], 0.97),
        _mean("refused", "answerable questions wrongly refused", [float(not o.claimed) for o in can], 0.03, at_most=True),
        calibration_error(outcomes),
        _mean(
            "language", "question's language right (served, three words and more)", [_language_right(o) for o in spoken], 0.99
        ),
        _mean("follow_ups", "follow-ups understood", [float(handled(o)) for o in follow_ups], 0.95),
        _mean("authority", "outside the policies: the right authority named", named, 0.90),
        _mean("status", "status right", [float(o.status_right) for o in outcomes]),
        _mean("abstention_precision", "abstention precision", [float(not o.question.answerable) for o in refused]),
        _mean("abstention_recall", "abstention recall", [float(not o.claimed) for o in cannot]),
    ]


def calibration_error(outcomes: Sequence[Outcome]) -> Measure:
    """Expected calibration error of the first passage's score, over the questions for which a passage was shown."""
    pairs = confidences(outcomes)
    scores, right = [p for p, _ in pairs], [r for _, r in pairs]

    def error(rows: Floats) -> float:
        chosen = [int(row) for row in rows]
        return expected_calibration_error([scores[i] for i in chosen], [right[i] for i in chosen])

    interval = bootstrap(range(len(pairs)), error, rounds=300)
    return Measure("calibration_error", "expected calibration error of the score", interval, len(pairs), 0.05, at_most=True)


def confidences(outcomes: Sequence[Outcome]) -> list[tuple[float, bool]]:
    """(score of the first passage, whether it answers) of every outcome that shows a passage.

    What another municipality's policy says is shown as such and does not claim to answer for the one asked about.
    """
    shown = [(c, o) for o in outcomes for c in (*o.answer.citations, *o.answer.related)[:1]]
    asked = [(c, o) for c, o in shown if not o.answer.municipalities or c.municipality in o.answer.municipalities]
    return [(c.score, c.passage_id in o.question.gold) for c, o in asked]


def groups(outcomes: Sequence[Outcome], key: Callable[[Outcome], str]) -> list[Group]:
    """One row per value of `key`, the largest first; a number without questions is nan."""
    members: dict[str, list[Outcome]] = {}
    for outcome in outcomes:
        members.setdefault(key(outcome), []).append(outcome)
    return [_group(name, members[name]) for name in sorted(members, key=lambda name: (-len(members[name]), name))]


def by_language(outcome: Outcome) -> str:
    """Key: the language that the question is in."""
    return outcome.question.language


def by_kind(outcome: Outcome) -> str:
    """Key: what kind of question it is."""
    return outcome.question.kind or "other"


def by_municipality(names: Mapping[str, str]) -> Callable[[Outcome], str]:
    """Key: the municipality that is asked about. `names`: document slug -> municipality."""

    def key(outcome: Outcome) -> str:
        question = outcome.question
        told = {names.get(id_.split("/")[0], id_) for id_ in question.gold}
        if len(told) == 1:
            return told.pop()
        return question.municipality or (_SEVERAL if told else _ANY)

    return key


def _group(name: str, outcomes: Sequence[Outcome]) -> Group:
    can, cannot = answerable(outcomes), unanswerable(outcomes)
    return Group(
        name,
        len(can),
        bootstrap([cited_hit(o, 1) for o in can]),
        bootstrap([cited_hit(o, 3) for o in can]),
        _average([o.reciprocal_rank for o in can]),
        _average([o.ndcg for o in can]),
        _average([float(not o.claimed) for o in can]),
        len(cannot),
        _average([float(not o.claimed) for o in cannot]),
        _average([float(o.status_right) for o in outcomes]),
    )


def _mean(key: str, name: str, values: Sequence[float], aim: float | None = None, at_most: bool = False) -> Measure:
    return Measure(key, name, bootstrap(values), len(values), aim, at_most)


def _average(values: Sequence[float]) -> float:
    return sum(values) / len(values) if values else math.nan


def _language_right(outcome: Outcome) -> float:
    return float(outcome.answer.language == outcome.question.language)
