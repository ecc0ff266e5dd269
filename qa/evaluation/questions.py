"""The evaluation questions: read, checked, split into development and test. Knows nothing about engines or scores.

`calibration/<lang>.toml` holds questions of the same form that the calibration is fitted on, beside the development
questions, and that nothing is measured on.

`questions/<lang>.toml` holds [[question]] tables:

    id, text, intent            questions with one intent ask for the same thing and stay on one side of the split
    expected                    answered | partial | not_found | out_of_scope
    gold                        ids of every passage that is a right answer; nearest: what a "partial" may show
    kind, asker, register       who, what, right ...; resident, staff, trainer; short, colloquial, misspelt, formal
    municipality                chosen in the picker; history: earlier questions; authority: whose matter it is
"""

import hashlib
import tomllib
from collections.abc import Collection, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Protocol

from corpus.errors import CorpusError
from corpus.types import Corpus
from qa.scope.knowledge import detail_examples, subjects
from qa.types import Status

FOLDER = Path(__file__).parent / "questions"
CALIBRATION = Path(__file__).parent / "calibration"


@dataclass(frozen=True, slots=True)
class EvaluationQuestion:
    """One question with what is expected of its answer."""

    id: str
    language: str
    text: str
    intent: str
    expected: Status
    gold: frozenset[str] = frozenset()
    nearest: frozenset[str] = frozenset()
    kind: str = ""
    asker: str = ""
    register: str = ""
    municipality: str | None = None
    history: tuple[str, ...] = ()
    authority: str | None = None
    development: bool = field(default=False)

    @property
    def answerable(self) -> bool:
        """Whether the policies hold the answer."""
        return self.expected is Status.ANSWERED


def is_development(intent: str) -> bool:
    """The fixed rule of the split: the last bit of the intent's sha256."""
    return int(hashlib.sha256(intent.encode()).hexdigest(), 16) % 2 == 0


def load_questions(folder: Path = FOLDER) -> list[EvaluationQuestion]:
    """All evaluation questions, sorted by language and id. Raises CorpusError naming file and question."""
    found: list[EvaluationQuestion] = []
    for path in sorted(folder.glob("*.toml")):
        try:
            rows = tomllib.loads(path.read_text(encoding="utf-8"))["question"]
        except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError, KeyError) as error:
            raise CorpusError(f"{path} cannot be read as evaluation questions: {error}") from None
        for row in rows:
            try:
                found.append(_question(path.stem, row))
            except (KeyError, ValueError, TypeError) as error:
                raise CorpusError(f"{path}: question {row.get('id', '?')}: {error}") from None
    if len({q.id for q in found}) != len(found):
        raise CorpusError(f"{folder}: question ids stand twice")
    return found


class Worded(Protocol):
    """Anything that is worded in a language: a curated question, an example of a subject outside the policies."""

    @property
    def language(self) -> str:
        """ISO 639 code."""
        ...

    @property
    def text(self) -> str:
        """The words."""
        ...


def check_questions(questions: Sequence[EvaluationQuestion], corpus: Corpus) -> list[str]:
    """What is wrong with the questions: unknown passages, answers without gold, copies of what was written to learn from."""
    problems = []
    for q in questions:
        for id_ in sorted((q.gold | q.nearest) - set(corpus.by_id)):
            problems.append(f"{q.id}: no passage is called {id_}")
        if q.answerable != bool(q.gold):
            problems.append(f"{q.id}: expected {q.expected.value} with {len(q.gold)} gold passages")
    return problems + [
        f"{q.id}: nearly the {what} {text!r}; reword one of them"
        for what, others in (
            ("curated question", corpus.questions),
            ("question that is left open", corpus.unsaid),
            ("example of a subject outside", subjects()),
            ("example of a detail", detail_examples()),
            ("calibration question", [] if questions and questions[0].id.startswith("cal-") else load_questions(CALIBRATION)),
        )
        for q, text in copies(questions, others)
    ]


def copies(questions: Collection[EvaluationQuestion], others: Collection[Worded]) -> list[tuple[EvaluationQuestion, str]]:
    """Evaluation questions that are nearly one of other texts, which would measure nothing: (question, the other's text)."""
    from rapidfuzz import fuzz, process

    texts: dict[str, list[str]] = {}
    for c in others:
        texts.setdefault(c.language, []).append(c.text.casefold())
    found = []
    for q in questions:
        near = process.extractOne(q.text.casefold(), texts.get(q.language, []), scorer=fuzz.ratio, score_cutoff=95)
        if near and len(q.text) > 20 and not q.history:
            found.append((q, near[0]))
    return found


def _question(language: str, row: dict[str, object]) -> EvaluationQuestion:
    gold, nearest, history = (row.get(key, []) for key in ("gold", "nearest", "history"))
    return EvaluationQuestion(
        id=str(row["id"]),
        language=language,
        text=str(row["text"]),
        intent=str(row["intent"]),
        expected=Status(str(row["expected"])),
        gold=frozenset(gold if isinstance(gold, list) else ()),
        nearest=frozenset(nearest if isinstance(nearest, list) else ()),
        kind=str(row.get("kind", "")),
        asker=str(row.get("asker", "")),
        register=str(row.get("register", "")),
        municipality=str(row["municipality"]) if row.get("municipality") else None,
        history=tuple(history) if isinstance(history, list) else (),
        authority=str(row["authority"]) if row.get("authority") else None,
        development=is_development(str(row["intent"])),
    )
