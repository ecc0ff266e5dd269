"""How well extraction does on the gold register: precision and recall for statement, actor, modality and deadline.

Gold stands in `gold/`: one file per policy, and `other.toml` with sentences from other policy areas, part of which
(`development = true`) may be looked at while rules are tuned. A statement is found when one of the duties in the same
sentence covers the same action; actor, modality and deadline are scored on the statements found, so that a missed
sentence counts once.
"""

import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from rapidfuzz.fuzz import ratio

from corpus.errors import InputError
from corpus.sentences import split_sentences
from corpus.types import Corpus, Kind, Passage
from qa.duties.extract import extract_duties, extract_from_passage
from qa.types import Duty, Modality

GOLD = Path(__file__).parent / "gold"
_SAME_ACTION = 60.0  # percent of agreement from which two actions in one sentence are the same
# Aims: (on the policies, on other texts), for precision and for recall alike.
AIMS: Mapping[str, tuple[float, float]] = {
    "statement": (0.95, 0.85),
    "actor": (0.95, 0.85),
    "modality": (0.97, 0.85),
    "deadline": (0.95, 0.85),
}


@dataclass(frozen=True, slots=True)
class GoldStatement:
    """One statement as a person reads it; a value that the sentence does not give is None."""

    passage_id: str
    sentence: str
    action: str
    modality: Modality
    actor: str | None = None
    actor_base: str | None = None
    deadline: str | None = None


@dataclass(frozen=True, slots=True)
class GoldText:
    """One passage of `other.toml`, with what stands in it (nothing, for a trap)."""

    passage: Passage
    area: str
    development: bool
    statements: tuple[GoldStatement, ...]


@dataclass(frozen=True, slots=True)
class Score:
    """Counts behind a precision and a recall."""

    right: int = 0
    found: int = 0
    expected: int = 0

    @property
    def precision(self) -> float:
        """Share of what was found that is right, 0..1; 1 where nothing was found."""
        return self.right / self.found if self.found else 1.0

    @property
    def recall(self) -> float:
        """Share of what was expected that was found, 0..1; 1 where nothing was expected."""
        return self.right / self.expected if self.expected else 1.0

    def __add__(self, other: "Score") -> "Score":
        return Score(self.right + other.right, self.found + other.found, self.expected + other.expected)


@dataclass(frozen=True, slots=True)
class SetScores:
    """Scores on one gold set."""

    statement: Score = Score()
    actor: Score = Score()
    modality: Score = Score()
    deadline: Score = Score()
    differences: tuple[str, ...] = field(default=(), compare=False)  # one line each, for whoever tunes

    def __add__(self, other: "SetScores") -> "SetScores":
        return SetScores(
            self.statement + other.statement,
            self.actor + other.actor,
            self.modality + other.modality,
            self.deadline + other.deadline,
            self.differences + other.differences,
        )


@dataclass(frozen=True, slots=True)
class DutyScores:
    """Scores on the policies and on both halves of the sentences from other areas."""

    policies: SetScores
    development: SetScores
    test: SetScores

    def meets_aims(self) -> bool:
        """Whether every precision and recall reaches its aim on the policies and on the unseen half."""
        return all(
            min(getattr(scores, name).precision, getattr(scores, name).recall) >= aims[column]
            for name, aims in AIMS.items()
            for scores, column in ((self.policies, 0), (self.test, 1))
        )

    def to_table(self) -> str:
        """A text table: precision and recall by set, beside the aims."""
        lines = [f"{'':<12}{'policies':^24}{'other, development':^24}{'other, test':^24}"]
        lines.append(
            f"{'':<12}" + f"{'P':>6}{'R':>6}{'aim':>7}{'':5}" + f"{'P':>6}{'R':>6}{'':12}" + f"{'P':>6}{'R':>6}{'aim':>7}"
        )
        for name, (aim, other_aim) in AIMS.items():
            a, b, c = (getattr(s, name) for s in (self.policies, self.development, self.test))
            lines.append(
                f"{name:<12}{a.precision:6.2f}{a.recall:6.2f}{aim:7.2f}{'':5}"
                f"{b.precision:6.2f}{b.recall:6.2f}{'':12}{c.precision:6.2f}{c.recall:6.2f}{other_aim:7.2f}"
            )
        counts = [s.statement.expected for s in (self.policies, self.development, self.test)]
        lines.append(f"statements  {counts[0]:^24}{counts[1]:^24}{counts[2]:^24}".rstrip())
        return "\n".join(line.rstrip() for line in lines)

    def to_dict(self) -> dict[str, dict[str, dict[str, float | int]]]:
        """JSON-ready: set -> field -> precision, recall and the counts."""
        return {
            group: {
                name: {
                    "precision": round(score.precision, 4),
                    "recall": round(score.recall, 4),
                    "right": score.right,
                    "found": score.found,
                    "expected": score.expected,
                }
                for name in AIMS
                for score in (getattr(getattr(self, group), name),)
            }
            for group in ("policies", "development", "test")
        }


def measure(corpus: Corpus, gold: Path = GOLD) -> DutyScores:
    """Scores of extraction on the gold register under a folder. Policies without a gold file are left out.

    Raises InputError where a gold statement no longer fits its passage's wording.
    """
    found = extract_duties(corpus)
    policies = SetScores()
    for document in corpus.documents:
        path = gold / f"{document.slug}.toml"
        if path.is_file():
            statements = read_gold(path, corpus)
            prefix = f"{document.slug}/"
            policies += compare(statements, [d for d in found if d.passage_id.startswith(prefix)])
    halves = {True: SetScores(), False: SetScores()}
    for text in read_other(gold / "other.toml"):
        duties = extract_from_passage(text.passage, "Storköping", text.area)
        halves[text.development] += compare(text.statements, duties)
    return DutyScores(policies, halves[True], halves[False])


def read_gold(path: Path, corpus: Corpus) -> tuple[GoldStatement, ...]:
    """The gold statements of one policy, checked against the wording of their passages."""
    statements = tuple(_statement(row, row["passage_id"]) for row in _read(path).get("statement", ()))
    for statement in statements:
        passage = corpus.by_id.get(statement.passage_id)
        if passage is None or statement.sentence not in passage.text or statement.action not in statement.sentence:
            raise InputError(
                f"{path}: {statement.passage_id} no longer says {statement.sentence!r}; correct the gold statement"
            )
    return statements


def read_other(path: Path) -> tuple[GoldText, ...]:
    """The sentences from other policy areas, as passages."""
    texts: list[GoldText] = []
    for n, row in enumerate(_read(path).get("text", ()), start=1):
        lead = f"{row['lead_in']}\n" if "lead_in" in row else ""
        text = lead + row["text"]
        kind = Kind.ITEM if lead else Kind.PARAGRAPH
        passage = Passage(f"other/{n}", "other", (), text, split_sentences(text), kind, len(lead))
        statements = tuple(_statement(s, passage.id) for s in row.get("statement", ()))
        texts.append(GoldText(passage, row["area"], row.get("development", False), statements))
    return tuple(texts)


def compare(expected: Sequence[GoldStatement], found: Sequence[Duty]) -> SetScores:
    """Scores of the duties of some passages against their gold statements."""
    pairs, missed, extra = _match(expected, found)
    differences = [f"missed  {g.passage_id}: {g.modality} {g.actor!r}: {g.action}" for g in missed]
    differences += [f"extra   {d.passage_id}: {d.modality} {d.actor!r}: {d.action} <- {d.sentence}" for d in extra]
    actor, modality, deadline = Score(), Score(), Score()
    for gold, duty in pairs:
        for name, a, b in (
            ("actor", gold.actor_base, duty.actor_base),
            ("modality", gold.modality, duty.modality),
            ("deadline", _plain(gold.deadline), _plain(duty.deadline)),
        ):
            score = Score(int(a is not None and a == b), int(b is not None), int(a is not None))
            if name == "actor":
                actor += score
            elif name == "modality":
                modality += score
            else:
                deadline += score
            if a != b:
                differences.append(f"{name:<8}{gold.passage_id}: expected {a!r}, found {b!r}: {gold.sentence}")
    statement = Score(len(pairs), len(found), len(expected))
    return SetScores(statement, actor, modality, deadline, tuple(differences))


def _match(
    expected: Sequence[GoldStatement], found: Sequence[Duty]
) -> tuple[list[tuple[GoldStatement, Duty]], list[GoldStatement], list[Duty]]:
    """One-to-one pairs within a sentence, those with the best agreeing actions first."""
    candidates = sorted(
        (
            (_agreement(gold.action, duty.action), -i, -j)
            for i, gold in enumerate(expected)
            for j, duty in enumerate(found)
            if gold.passage_id == duty.passage_id and gold.sentence == duty.sentence
        ),
        reverse=True,
    )
    taken: dict[int, int] = {}
    for agreement, i, j in candidates:
        if agreement >= _SAME_ACTION and -i not in taken and -j not in taken.values():
            taken[-i] = -j
    pairs = [(expected[i], found[j]) for i, j in sorted(taken.items())]
    missed = [g for i, g in enumerate(expected) if i not in taken]
    extra = [d for j, d in enumerate(found) if j not in set(taken.values())]
    return pairs, missed, extra


def _agreement(a: str, b: str) -> float:
    """0..100; an action that lies wholly in the other is the same one cut elsewhere, the longer overlap better."""
    if a in b or b in a:
        return 90.0 + 10.0 * min(len(a), len(b)) / max(len(a), len(b))
    return ratio(a, b)


def _plain(text: str | None) -> str | None:
    return " ".join(text.lower().split()) if text else None


def _read(path: Path) -> dict[str, Any]:
    try:
        return tomllib.loads(path.read_text(encoding="utf-8"))
    except FileNotFoundError:
        raise InputError(f"{path} is missing; the gold register stands there") from None
    except tomllib.TOMLDecodeError as error:
        raise InputError(f"{path}: {error}") from None


def _statement(row: Mapping[str, Any], passage_id: str) -> GoldStatement:
    try:
        return GoldStatement(
            passage_id=passage_id,
            sentence=row["sentence"],
            action=row["action"],
            modality=Modality(row["modality"]),
            actor=row.get("actor"),
            actor_base=row.get("actor_base"),
            deadline=row.get("deadline"),
        )
    except (KeyError, ValueError) as error:
        raise InputError(f"gold statement of {passage_id}: {error}") from None
