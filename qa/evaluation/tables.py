"""Tables for a terminal and for Markdown, from rows of text. Knows nothing about what the numbers mean."""

import math
from collections.abc import Sequence

from qa.evaluation.measured import Group, Measure

Rows = list[list[str]]  # the first row is the header

GROUP_HEADER = [
    "questions",
    "hit@1",
    "95 %",
    "hit@3",
    "MRR",
    "nDCG@10",
    "refused",
    "unanswerable",
    "not claimed",
    "status right",
]


def aligned(rows: Sequence[Sequence[str]]) -> str:
    """Plain text: the first column left, the others right."""
    widths = [max(len(row[k]) for row in rows) for k in range(len(rows[0]))]
    return "\n".join(
        "  ".join([row[0].ljust(widths[0]), *(c.rjust(w) for c, w in zip(row[1:], widths[1:], strict=True))]).rstrip()
        for row in rows
    )


def markdown(rows: Sequence[Sequence[str]]) -> str:
    """A Markdown table with the same columns."""
    lines = ["| " + " | ".join(cell.replace("|", r"\|") for cell in row) + " |" for row in rows]
    rule = "|" + "|".join([" --- ", *(" ---: " for _ in rows[0][1:])]) + "|"
    return "\n".join([lines[0], rule, *lines[1:]])


def number(value: float) -> str:
    """Three decimals; a dash where there is nothing to measure."""
    return "–" if math.isnan(value) else f"{value:.3f}"


def aim_rows(measures: Sequence[Measure]) -> Rows:
    """Measures beside their aims: aim, measured, 95 % interval, met."""
    rows = [["measure", "aim", "measured", "95 %", "questions", "met"]]
    for m in measures:
        aim = "" if m.aim is None else f"{'≤' if m.at_most else '≥'} {m.aim:.2f}"
        met = {None: "", True: "yes", False: "NO"}[m.met]
        rows.append([m.name, aim, number(m.value), interval(m.interval[1], m.interval[2]), str(m.n), met])
    return rows


def group_rows(what: str, groups: Sequence[Group]) -> Rows:
    """One row per language, municipality or kind."""
    rows = [[what, *GROUP_HEADER]]
    for g in groups:
        numbers = [number(v) for v in (g.hit3[0], g.mrr, g.ndcg, g.refused)]
        hit1 = [number(g.hit1[0]), interval(g.hit1[1], g.hit1[2])]
        rows.append(
            [g.name, str(g.answerable), *hit1, *numbers, str(g.unanswerable), number(g.not_claimed), number(g.status_right)]
        )
    return rows


def interval(low: float, high: float) -> str:
    """Both bounds, two decimals; a dash where there is nothing to measure."""
    return "–" if math.isnan(low) else f"{low:.2f}–{high:.2f}"
