"""The evaluation as text for a terminal and as a Markdown report with pictures. Knows nothing about engines or outcomes."""

from collections.abc import Sequence
from pathlib import Path

from index.files import write_atomically
from qa.evaluation.measured import ALL, COMMAND, Measured, Part
from qa.evaluation.plots import plot_hits, plot_reliability, plot_risk_coverage
from qa.evaluation.tables import Rows, aim_rows, aligned, group_rows, markdown, number
from qa.fitting import HIGHEST_PRECISION
from qa.retrieval import Curation
from qa.types import MadeWith

_SPLITS = ("test", "development")
# Mode -> in the heading of the measures, and what is added to those of tables.
_MODES = {
    "curated": ("with curation", ""),
    "lent": ("each policy as if it was just added beside the others", ", just added"),
    "plain": ("without any curated questions and translations", ", without any curation"),
}


def as_text(measured: Measured, split: str) -> str:
    """Every table of one split (test, development, or all: both), for a terminal."""
    blocks = []
    for name in _SPLITS if split == "all" else (split,):
        blocks += [f"{heading} ({name} questions)\n{aligned(rows)}" for heading, rows in sections(_parts(measured, name))]
    return "\n\n".join(blocks) if blocks else f"No {split} questions."


def sections(parts: Sequence[Part]) -> list[tuple[str, Rows]]:
    """(heading, table) in the order in which they are read."""
    found: list[tuple[str, Rows]] = []
    for part in parts:
        found.append((f"The right passage first, {_MODES[part.mode][0]}", aim_rows(part.retrieval)))
        found.append((f"An honest no, {_MODES[part.mode][0]}", aim_rows(part.abstention)))
    for part in parts:
        for what, groups in (
            ("language", part.by_language),
            ("municipality", part.by_municipality),
            ("kind", part.by_kind),
        ):
            found.append((f"By {what}{_MODES[part.mode][1]}", group_rows(what, groups)))
    return found


def write_report(measured: Measured, folder: Path) -> Path:
    """Writes report.md and its pictures for both splits; returns the report's path."""
    lines = [
        "# Evaluation",
        "",
        f"Written by `{COMMAND}`. The questions stand in `qa/evaluation/questions/`; a fixed rule puts each",
        "intent on one side of the split. Weights and thresholds are fitted without the test questions: on development and",
        "calibration questions, curated questions, questions left open, and examples of subjects outside. Some choices between",
        "mechanisms, and the precision that the thresholds aim at, were compared on the test questions too (`docs/log.md`), so",
        "theirs are a little better than what a reader can expect. Intervals are 95 % percentile bootstrap intervals.",
        "A refusal of an answerable question counts as a miss wherever the first citation is measured.",
        "",
        "Every question is asked three times: with curation; without the curated questions and translations of the policy",
        "that a passage stands in, which borrows those of the others, as a policy does that was just added (in use, those",
        "others have their own beside it); and without any. The aims for a policy without curation stand beside both of these.",
        "What passages say is compared then by heads that were not trained on the questions about their policy; the questions",
        "that others lend are compared by the head that was.",
        "",
        markdown(_made_with(measured)),
    ]
    for split in _SPLITS:
        parts = _parts(measured, split)
        if not parts:
            continue
        lines += ["", f"## {split.capitalize()} questions", ""]
        lines += [f"{parts[0].questions} questions, {parts[0].answerable} of them answered by the policies."]
        for heading, rows in sections(parts):
            lines += ["", f"### {heading}", "", markdown(rows)]
        lines += _pictures(parts, split, folder)
    path = folder / "report.md"
    write_atomically(path, ("\n".join(lines) + "\n").encode())
    return path


def _parts(measured: Measured, split: str) -> list[Part]:
    return [part for mode in _MODES if (part := measured.part(split, mode))]


def _made_with(measured: Measured) -> Rows:
    made = measured.made_with
    return [
        ["made with", ""],
        ["date", measured.date.isoformat()],
        ["model", f"{made.model} ({made.model_hash})"],
        ["corpus", f"{made.passages} passages, {made.entries} index entries ({made.corpus_hash})"],
        [
            "calibration",
            f"fitted on {made.fitted_on} development and calibration questions; of those answered, {made.precision:.2f} "
            f"are to be answerable (just added {_least_asked(made, Curation.LENT)}, "
            f"without any {_least_asked(made, Curation.PLAIN)})",
        ],
        [
            "thresholds",
            f"{made.threshold:.3f} with curation, {made.lent_threshold:.3f} just added, {made.plain_threshold:.3f} without any",
        ],
    ]


def _least_asked(made: MadeWith, curation: Curation) -> str:
    return f"{min(made.precision, HIGHEST_PRECISION[curation]):.2f}"


def _pictures(parts: Sequence[Part], split: str, folder: Path) -> list[str]:
    """Draws the pictures of one split; the lines of Markdown that show them, each with its numbers in words or a table."""
    first = parts[0]
    bare = {g.name: g.hit1 for part in parts[1:2] for g in part.by_language}
    hits = {g.name: (g.hit1, bare.get(g.name)) for g in first.by_language if g.answerable}
    curves = [c for c in first.risk_coverage if c.name != ALL]
    pictures = {
        "risk-coverage": plot_risk_coverage(curves, f"Risk and coverage by language, {split}"),
        "reliability": plot_reliability(first.reliability, f"Reliability of the score, {split}"),
        "hit1-by-language": plot_hits(hits, f"Right passage first, by language, {split}"),
    }
    for name, svg in pictures.items():
        write_atomically(folder / f"{name}-{split}.svg", svg)
    bins = [["mean score of the bin", "share that answers", "questions"]]
    bins += [[number(b.score), number(b.right), str(b.questions)] for b in first.reliability]
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
