"""What an evaluation found, as data: one structure and one file, which terminal, report and web page all show.

Knows nothing about engines, about how the numbers come about (`qa.evaluation.summary`) or about how they are shown.
"""

import json
import math
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import cached_property, lru_cache
from pathlib import Path
from typing import Annotated, Any, Literal

from pydantic import BeforeValidator, PlainSerializer, TypeAdapter, ValidationError

from corpus.errors import EvaluationError
from index.files import write_atomically
from qa.types import MadeWith, Status

SCHEMA = 2
SHIPPED = Path(__file__).parent / "measured.json"
COMMAND = "python -m qa evaluate"
ALL, OTHERS = "all", "others"  # names of curves that are of no single language
_WIDTH = 400  # characters of a line in the file: one question with what came back
_DIGITS = 6

# With curated questions and translations; without, as if each policy was just added beside the others, whose questions are
# known; without any. The values of `qa.retrieval.Curation`.
Mode = Literal["curated", "lent", "plain"]
Split = Literal["test", "development"]


def _to_null(value: float) -> float | None:
    return None if math.isnan(value) else round(value, _DIGITS)


# A number that may be missing: nan in Python, null in JSON, which has no nan.
Number = Annotated[float, BeforeValidator(lambda v: math.nan if v is None else v), PlainSerializer(_to_null)]
Interval = tuple[Number, Number, Number]  # estimate, lower, upper bound of the 95 % interval


@dataclass(frozen=True, slots=True)
class Measure:
    """One number beside its aim."""

    key: str  # stable, for programs and translations
    name: str  # in English
    interval: Interval  # nan where no question tells
    n: int  # questions that it is computed on
    aim: float | None = None
    at_most: bool = False  # the aim is an upper bound
    language: str | None = None  # the one that it speaks of, where it picks one

    @property
    def value(self) -> float:
        """The estimate."""
        return self.interval[0]

    @property
    def met(self) -> bool | None:
        """Whether the aim is reached; None without an aim or without questions."""
        if self.aim is None or math.isnan(self.value):
            return None
        return self.value <= self.aim if self.at_most else self.value >= self.aim

    @property
    def gap(self) -> float:
        """How far the number is from its aim, positive where it is missed; 0 without an aim."""
        if self.aim is None or math.isnan(self.value):
            return 0.0
        return self.value - self.aim if self.at_most else self.aim - self.value


@dataclass(frozen=True, slots=True)
class Group:
    """The numbers of one language, municipality or kind; nan where there is no question to measure on."""

    name: str
    answerable: int
    hit1: Interval
    hit3: Interval
    mrr: Number
    ndcg: Number
    refused: Number
    unanswerable: int
    not_claimed: Number
    status_right: Number

    @property
    def questions(self) -> int:
        """All of the group."""
        return self.answerable + self.unanswerable


@dataclass(frozen=True, slots=True)
class RiskPoint:
    """What a threshold would give."""

    coverage: float  # share of the questions that would be answered
    risk: float  # share of those that would be answered wrongly
    threshold: float


@dataclass(frozen=True, slots=True)
class Curve:
    """Risk and coverage of one language, or of several together, as the threshold falls."""

    name: str  # ISO 639-1, ALL or OTHERS
    questions: int
    points: tuple[RiskPoint, ...]


@dataclass(frozen=True, slots=True)
class Bin:
    """Questions with about the same score: calibrated where both numbers are alike."""

    score: float  # mean
    right: float  # share whose first passage answers
    questions: int


@dataclass(frozen=True, slots=True)
class Part:
    """The numbers of one side of the split, asked in one mode."""

    split: Split
    mode: Mode
    questions: int
    answerable: int
    retrieval: tuple[Measure, ...]
    abstention: tuple[Measure, ...]
    by_language: tuple[Group, ...]
    by_municipality: tuple[Group, ...]
    by_kind: tuple[Group, ...]
    risk_coverage: tuple[Curve, ...]
    reliability: tuple[Bin, ...]

    @property
    def measures(self) -> tuple[Measure, ...]:
        """All of them, in the order in which they are read."""
        return (*self.retrieval, *self.abstention)

    def measure(self, key: str) -> Measure | None:
        """One of them by its key."""
        return next((m for m in self.measures if m.key == key), None)

    def curve(self, name: str) -> Curve | None:
        """One curve by its name."""
        return next((c for c in self.risk_coverage if c.name == name), None)


@dataclass(frozen=True, slots=True)
class QuestionResult:
    """One question and what came back, without its text."""

    id: str
    mode: Mode
    split: Split
    language: str
    kind: str
    municipality: str  # that is asked about, or one of the names that stand for several and for any
    expected: Status
    status: Status
    answerable: bool
    claimed: bool
    probability: float  # of the best passage; 0 where nothing was searched
    first_is_right: bool  # the first passage, cited or nearest, answers
    language_found: str
    gold: tuple[str, ...]
    citations: tuple[str, ...]
    related: tuple[str, ...]
    authority: str | None
    authority_found: str | None


@dataclass(frozen=True)
class Measured:
    """One evaluation."""

    schema: int
    date: date
    made_with: MadeWith
    parts: tuple[Part, ...]
    questions: tuple[QuestionResult, ...]

    def part(self, split: str, mode: str) -> Part | None:
        """The numbers of one side, asked in one mode; None where they were not measured."""
        return next((p for p in self.parts if (p.split, p.mode) == (split, mode)), None)

    @cached_property
    def tested(self) -> tuple[QuestionResult, ...]:
        """The test questions as they are served: with curation."""
        return tuple(q for q in self.questions if q.split == "test" and q.mode == "curated")

    def to_dict(self) -> dict[str, Any]:
        """JSON-ready."""
        table: dict[str, Any] = _ADAPTER.dump_python(self, mode="json")
        return table


_ADAPTER = TypeAdapter(Measured)


def save_measured(measured: Measured, path: Path) -> Path:
    """Writes the file, whole or not at all."""
    write_atomically(path, as_json(measured.to_dict()).encode())
    return path


def load_measured(path: Path | None = None) -> Measured:
    """The last evaluation; the one that comes with the program where no path is given. Raises EvaluationError."""
    path = SHIPPED if path is None else path
    try:
        return _read(path, path.stat().st_mtime_ns)
    except FileNotFoundError:
        raise EvaluationError(f"there is no {path.name}; run: {COMMAND}") from None
    except (OSError, ValidationError, ValueError, KeyError, TypeError) as error:
        first = str(error).splitlines()[0]
        raise EvaluationError(f"{path.name} cannot be read as an evaluation ({first}); run: {COMMAND}") from None


@lru_cache(maxsize=2)
def _read(path: Path, changed: int) -> Measured:
    """`changed` makes a new file be read anew."""
    table = json.loads(path.read_text(encoding="utf-8"))
    if table["schema"] != SCHEMA:
        raise ValueError(f"it has schema {table['schema']}, this program reads {SCHEMA}")
    return _ADAPTER.validate_python(table)


def as_json(table: Mapping[str, Any]) -> str:
    """JSON of which a diff can be read: what fits on a line stands on one."""
    return _laid_out(table, 0) + "\n"


def _laid_out(value: Any, depth: int) -> str:
    flat = json.dumps(value, ensure_ascii=False, allow_nan=False)
    if not isinstance(value, list | dict) or len(flat) + depth <= _WIDTH:
        return flat
    inner = " " * (depth + 1)
    if isinstance(value, dict):
        lines = [f"{inner}{json.dumps(k, ensure_ascii=False)}: {_laid_out(v, depth + 1)}" for k, v in value.items()]
    else:
        lines = [inner + _laid_out(v, depth + 1) for v in value]
    opening, closing = "{}" if isinstance(value, dict) else "[]"
    return f"{opening}\n" + ",\n".join(lines) + f"\n{' ' * depth}{closing}"
