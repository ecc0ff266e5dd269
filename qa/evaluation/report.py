"""The evaluation as text for a terminal and as a Markdown report with pictures. Knows nothing about engines."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from index.files import write_atomically
from qa.evaluation.measures import (
    Measure,
    abstention_measures,
    answerable,
    by_kind,
    by_language,
    by_municipality,
    cited_hit,
    confidences,
    groups,
    retrieval_measures,
)
from qa.evaluation.metrics import bootstrap
from qa.evaluation.plots import plot_hits, plot_reliability, plot_risk_coverage, reliability
from qa.evaluation.run import Outcome
from qa.evaluation.tables import Rows, aim_rows, aligned, group_rows, markdown, number
from qa.language import SERVED

SPLITS = ("test", "development")
_OTHERS = "others"


@dataclass(frozen=True, slots=True)
class Evaluation:
    """Outcomes of the same questions, with curation and without; one of them may be empty where it was not asked."""

    curated: tuple[Outcome, ...]
    plain: tuple[Outcome, ...]
    municipalities: Mapping[str, str]  # document slug -> municipality
    made_with: Mapping[str, str]  # what the numbers hold for: name of the model, hashes, thresholds

    def split(self, name: str) -> "Evaluation":
        """The outcomes of one side of the split: test, development or all."""
        if name == "all":
            return self

        def side(outcomes: Sequence[Outcome]) -> tuple[Outcome, ...]:
            return tuple(o for o in outcomes if o.question.development == (name == "development"))

        return Evaluation(side(self.curated), side(self.plain), self.municipalities, self.made_with)


def sections(evaluation: Evaluation) -> list[tuple[str, Rows]]:
    """(heading, table) in the order in which they are read."""
    found: list[tuple[str, Rows]] = []
    for outcomes, plain in ((evaluation.curated, False), (evaluation.plain, True)):
        if outcomes:
            how = "without curated questions and translations" if plain else "with curation"
            found.append((f"The right passage first, {how}", aim_rows(retrieval_measures(outcomes, plain))))
            found.append((f"An honest no, {how}", aim_rows(abstention_measures(outcomes))))
    for outcomes, plain in ((evaluation.curated, False), (evaluation.plain, True)):
        if outcomes:
            how = ", without curation" if plain else ""
            where = by_municipality(evaluation.municipalities)
            for what, key in (("language", by_language), ("municipality", where), ("kind", by_kind)):
                found.append((f"By {what}{how}", group_rows(what, groups(outcomes, key))))
    return found


def as_text(evaluation: Evaluation, split: str) -> str:
    """Every table of one split, for a terminal."""
    chosen = evaluation.split(split)
    blocks = [f"{heading} ({split} questions)\n{aligned(rows)}" for heading, rows in sections(chosen)]
    return "\n\n".join(blocks) if blocks else f"No {split} questions."


def as_dict(evaluation: Evaluation) -> dict[str, Any]:
    """JSON-ready: the aims by split, and every question with what came back."""
    table: dict[str, Any] = {"made_with": dict(evaluation.made_with), "splits": {}, "questions": []}
    for split in SPLITS:
        part = evaluation.split(split)
        table["splits"][split] = {
            name: [_measure_dict(m) for m in (*retrieval_measures(outcomes, name == "plain"), *abstention_measures(outcomes))]
            for name, outcomes in (("curated", part.curated), ("plain", part.plain))
            if outcomes
        }
    for name, outcomes in (("curated", evaluation.curated), ("plain", evaluation.plain)):
        table["questions"] += [_outcome_dict(name, o) for o in outcomes]
    return table


def write_report(evaluation: Evaluation, folder: Path) -> Path:
    """Writes report.md and its pictures for both splits; returns the report's path."""
    lines = [
        "# Evaluation",
        "",
        "Written by `python -m qa evaluate`. The questions stand in `qa/evaluation/questions/`; a fixed rule puts each",
        "intent on one side of the split. Weights and thresholds were fitted on the development questions only, so the",
        "test questions tell what a reader can expect. Intervals are 95 % percentile bootstrap intervals over questions.",
        "A refusal of an answerable question counts as a miss wherever the first citation is measured.",
        "",
        markdown([["made with", ""], *([key, value] for key, value in evaluation.made_with.items())]),
    ]
    for split in SPLITS:
        part = evaluation.split(split)
        n, total = len(answerable(part.curated or part.plain)), len(part.curated or part.plain)
        lines += ["", f"## {split.capitalize()} questions", "", f"{total} questions, {n} of them answered by the policies."]
        for heading, rows in sections(part):
            lines += ["", f"### {heading}", "", markdown(rows)]
        lines += _pictures(part, split, folder)
    path = folder / "report.md"
    write_atomically(path, ("\n".join(lines) + "\n").encode())
    return path


def _pictures(evaluation: Evaluation, split: str, folder: Path) -> list[str]:
    """Draws the pictures of one split; the lines of Markdown that show them, each with its numbers in words or a table."""
    outcomes = evaluation.curated or evaluation.plain
    curves: dict[str, tuple[list[float], list[bool]]] = {}
    for name in (*SERVED, _OTHERS):
        mine = [o for o in outcomes if o.question.language == name or (name == _OTHERS and o.question.language not in SERVED)]
        if mine:
            curves[name] = ([o.probability for o in mine], [o.first_is_right for o in mine])
    pairs = confidences(outcomes)
    scores, right = [p for p, _ in pairs], [r for _, r in pairs]
    bare = {language: _hits(evaluation.plain, language) for language in {o.question.language for o in evaluation.plain}}
    order = [g.name for g in groups(outcomes, by_language) if g.answerable]
    hits = {language: (_hits(outcomes, language), bare.get(language) if evaluation.curated else None) for language in order}
    pictures = {
        "risk-coverage": plot_risk_coverage(curves, f"Risk and coverage by language, {split}"),
        "reliability": plot_reliability(scores, right, f"Reliability of the score, {split}"),
        "hit1-by-language": plot_hits(hits, f"Right passage first, by language, {split}"),
    }
    for name, svg in pictures.items():
        write_atomically(folder / f"{name}-{split}.svg", svg)
    bins = [["mean score of the bin", "share that answers", "questions"]]
    bins += [[number(x), number(y), str(n)] for x, y, n in reliability(scores, right)]
    alt = "Risk rises as more questions are answered; one line per language."
    return [
        *("", "### Risk and coverage", ""),
        "Questions in the order of their score: how many are answered, and how many of those wrongly, as the threshold falls.",
        "Questions that the policies do not answer count as wrong whenever they are answered.",
        *("", f"![{alt}](risk-coverage-{split}.svg)"),
        *("", "### Reliability of the score", "", f"![Share of right passages by score.](reliability-{split}.svg)"),
        *("", markdown(bins)),
        *("", "### Right passage first, by language", ""),
        f"![hit@1 by language; the numbers stand in the tables by language.](hit1-by-language-{split}.svg)",
    ]


def _hits(outcomes: Sequence[Outcome], language: str) -> tuple[float, float, float]:
    return bootstrap([cited_hit(o, 1) for o in answerable(outcomes) if o.question.language == language])


def _measure_dict(measure: Measure) -> dict[str, Any]:
    value, low, high = (None if x != x else round(x, 4) for x in measure.interval)  # nan differs from itself
    aim = {"aim": measure.aim, "at_most": measure.at_most, "met": measure.met}
    return {"name": measure.name, "value": value, "low": low, "high": high, "questions": measure.n, **aim}


def _outcome_dict(mode: str, outcome: Outcome) -> dict[str, Any]:
    question, answer = outcome.question, outcome.answer
    return {
        "mode": mode,
        "id": question.id,
        "split": "development" if question.development else "test",
        "language": question.language,
        "kind": question.kind,
        "expected": question.expected.value,
        "status": answer.status.value,
        "language_found": answer.language,
        "gold": sorted(question.gold),
        "citations": [c.passage_id for c in answer.citations],
        "related": [c.passage_id for c in answer.related],
        "score": round(outcome.probability, 4),
        "authority": question.authority,
        "authority_found": answer.signpost.authority if answer.signpost else None,
    }
