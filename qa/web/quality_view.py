"""The numbers of an evaluation as a page shows them: named, rounded, drawn, and the weakest picked out.

Knows nothing about requests or about what runs now.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from qa.evaluation import measured as file
from qa.evaluation.measured import ALL, Bin, Group, Interval, Measure, Measured, Part
from qa.evaluation.thresholds import Counts, counts_at
from qa.web.charts import SHARES, Axes, Line
from qa.web.numbers import NOTHING, decimal, language_name, percent, percent_range
from qa.web.texts import Texts

FEWEST = 10  # questions, below which a group says too little to be called weak
WEAKEST = 3  # groups that are named
THRESHOLDS = tuple(n / 10 for n in range(1, 10))  # rows of the table beside the curve
_STEADY = 0.05  # coverage from which a risk is drawn
_AS_DECIMAL = ("calibration_error", "reciprocal_rank", "ndcg")
# What each measure and each kind of question is called, and the measures that are explained, are texts of the page.
MEASURES = (
    *("first", "three", "weakest", "who", "not_claimed", "refused", "calibration_error", "language", "follow_ups", "authority"),
    *("shown_first", "shown_three", "reciprocal_rank", "ndcg", "status", "abstention_precision", "abstention_recall"),
)
MODES: tuple[file.Mode, ...] = ("curated", "lent", "plain")
KINDS = (
    *("answerable", "authority", "chatter", "compare", "contact", "definition", "emergency", "everyday", "facts", "goal"),
    *("howto", "injection", "near_miss", "nonsense", "other", "other_municipality", "right", "silent_municipality"),
    *("situation", "what", "when", "who", "yes_no"),
)


@dataclass(frozen=True, slots=True)
class Bar:
    """One measured number: for a bar, and as people read it."""

    interval: Interval
    value: str
    between: str
    questions: int


@dataclass(frozen=True, slots=True)
class Row:
    """A language, a municipality or a kind of question."""

    name: str
    swedish: bool  # the name of a place
    first: Bar
    three: Bar
    refused: str
    not_claimed: str
    questions: int


@dataclass(frozen=True, slots=True)
class Goal:
    """A measure beside its aim."""

    key: str
    name: str
    about: str
    bar: Bar
    aim: float | None
    aim_shown: str
    met: bool | None


@dataclass(frozen=True, slots=True)
class Weakness:
    """Something that was measured to be weaker than wanted, or than the rest."""

    name: str
    numbers: str
    about: str = ""


@dataclass(frozen=True, slots=True)
class Level:
    """What one threshold gives."""

    threshold: str
    coverage: str
    risk: str
    present: bool


@dataclass(frozen=True, slots=True)
class Risk:
    """Risk and coverage as a chart and as a table."""

    axes: Axes
    lines: tuple[Line, ...]
    ticks: tuple[tuple[float, str], ...]
    mark: tuple[float, float]
    levels: tuple[Level, ...]
    words: str


@dataclass(frozen=True, slots=True)
class Reliability:
    """Said and measured probability as a chart and as a table."""

    points: tuple[tuple[float, float], ...]
    line: Line
    rows: tuple[tuple[str, str, int], ...]
    ticks: tuple[tuple[float, str], ...]


@dataclass(frozen=True, slots=True)
class Mode:
    """Everything that was measured in one mode."""

    goals: tuple[Goal, ...]
    further: tuple[Goal, ...]
    languages: tuple[Row, ...]
    municipalities: tuple[Row, ...]
    kinds: tuple[Row, ...]


def mode(part: Part, t: Texts) -> Mode:
    """Every measure and group of one mode."""
    goals = [g for m in part.measures if (g := goal(m, t))]
    return Mode(
        tuple(g for g in goals if g.aim is not None),
        tuple(g for g in goals if g.aim is None),
        tuple(_row(g, language_name(g.name, t.language), t) for g in part.by_language),
        tuple(_row(g, _place(g.name, t), t, g.name not in ("several", "any")) for g in part.by_municipality),
        tuple(_row(g, _kind(g.name, t), t) for g in part.by_kind),
    )


def goal(measure: Measure | None, t: Texts) -> Goal | None:
    """A measure in the words of the page; None for one that a newer program has and the page does not know."""
    if measure is None or measure.key not in MEASURES:
        return None
    name = t(f"quality.measure_{measure.key}")
    if measure.language:
        name = f"{name}: {language_name(measure.language, t.language)}"
    aim = NOTHING if measure.aim is None else f"{'≤' if measure.at_most else '≥'} {_number(measure, measure.aim, t, 0)}"
    bar = Bar(measure.interval, _number(measure, measure.value, t), _between(measure, t), measure.n)
    return Goal(measure.key, name, t(f"quality.about_{measure.key}"), bar, measure.aim, aim, measure.met)


def _number(measure: Measure, value: float, t: Texts, digits: int = 1) -> str:
    """A share with a decimal: in whole percent, a number may seem to reach an aim that it misses."""
    return decimal(value, t.language) if measure.key in _AS_DECIMAL else percent(value, t.language, digits)


def _between(measure: Measure, t: Texts) -> str:
    _, low, high = measure.interval
    if measure.key in _AS_DECIMAL and measure.n:
        return f"{decimal(low, t.language)}–{decimal(high, t.language)}"
    return percent_range(low, high, t.language)


def _row(group: Group, name: str, t: Texts, swedish: bool = False) -> Row:
    def bar(interval: Interval) -> Bar:
        value, low, high = interval
        return Bar(interval, percent(value, t.language), percent_range(low, high, t.language), group.answerable)

    refused, not_claimed = percent(group.refused, t.language), percent(group.not_claimed, t.language)
    return Row(name, swedish, bar(group.hit1), bar(group.hit3), refused, not_claimed, group.questions)


def _place(name: str, t: Texts) -> str:
    return {"several": t("quality.several"), "any": t("quality.anywhere")}.get(name, name)


def _kind(name: str, t: Texts) -> str:
    return t(f"quality.kind_{name}") if name in KINDS else name


def risk(measured: Measured, parts: Sequence[Part], t: Texts) -> Risk:
    """The curve, the threshold of the evaluation on it, and rows of the table beside it."""
    curves = [(p.mode, c.points) for p in parts if (c := p.curve(ALL))]
    # The first few answers of a curve jump between 0 and 1; they would set the scale and mean nothing.
    axes = Axes.over(point.risk for _, points in curves for point in points if point.coverage > _STEADY)
    lines = tuple(
        axes.line(t(f"quality.{mode}"), [(p.coverage, p.risk) for p in points if p.coverage > _STEADY])
        for mode, points in curves
    )
    questions = [q for q in measured.questions if q.split == "test" and q.mode == parts[0].mode]
    made = measured.made_with
    present = {"curated": made.threshold, "lent": made.lent_threshold, "plain": made.plain_threshold}[parts[0].mode]
    here = counts_at(questions, present)
    return Risk(
        axes,
        lines,
        tuple((axes.y(tick), percent(tick, t.language)) for tick in axes.ticks),
        (axes.x(here.coverage), axes.y(here.risk or 0.0)),
        tuple(_level(threshold, counts_at(questions, threshold), present, t) for threshold in sorted({*THRESHOLDS, present})),
        t("quality.threshold_gives", coverage=percent(here.coverage, t.language), risk=percent(here.risk, t.language)),
    )


def _level(threshold: float, counts: Counts, present: float, t: Texts) -> Level:
    coverage, risk = percent(counts.coverage, t.language), percent(counts.risk, t.language)
    return Level(percent(threshold, t.language), coverage, risk, threshold == present)


def reliability(bins: Sequence[Bin], t: Texts) -> Reliability:
    """What was said beside what was measured."""
    axes = Axes(1.0)
    return Reliability(
        tuple((axes.x(b.score), axes.y(b.right)) for b in bins),
        axes.line(t("quality.measured"), [(b.score, b.right) for b in bins]),
        tuple((percent(b.score, t.language), percent(b.right, t.language), b.questions) for b in bins),
        tuple((axes.y(tick), percent(tick, t.language)) for tick in SHARES),
    )


def missed(part: Part, t: Texts) -> list[Weakness]:
    """Measures that miss their aim, the widest gap first."""
    found = [goal(m, t) for m in sorted(part.measures, key=lambda m: -m.gap) if m.met is False]
    return [Weakness(g.name, t("quality.against", value=g.bar.value, aim=g.aim_shown), g.about) for g in found if g]


def weak(part: Part, t: Texts) -> list[tuple[str, list[Weakness]]]:
    """The groups with the lowest numbers among those with enough questions."""
    return [
        (t("quality.weak_languages"), _lowest(part.by_language, lambda name: language_name(name, t.language), t)),
        (t("quality.weak_municipalities"), _lowest(part.by_municipality, lambda name: _place(name, t), t)),
        (t("quality.weak_kinds"), _lowest_kinds(part.by_kind, t)),
    ]


def _lowest(groups: Sequence[Group], name: Callable[[str], str], t: Texts) -> list[Weakness]:
    large = sorted((g for g in groups if g.answerable >= FEWEST), key=lambda g: (g.hit1[0], g.name))
    return [
        Weakness(
            name(g.name),
            t(
                "quality.found_first",
                share=percent(g.hit1[0], t.language),
                between=percent_range(g.hit1[1], g.hit1[2], t.language),
                count=g.answerable,
            ),
        )
        for g in large[:WEAKEST]
    ]


def _lowest_kinds(groups: Sequence[Group], t: Texts) -> list[Weakness]:
    """Kinds are compared by whether they were handled rightly: many hold only questions without an answer."""
    large = sorted((g for g in groups if g.questions >= FEWEST), key=lambda g: (g.status_right, g.name))
    return [
        Weakness(_kind(g.name, t), t("quality.handled", share=percent(g.status_right, t.language), count=g.questions))
        for g in large[:WEAKEST]
    ]
