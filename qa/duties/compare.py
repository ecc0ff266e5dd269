"""One actor or one subject side by side: a column per municipality, quotes in it, and silence said aloud.

Knows nothing about how a subject is searched: the search is handed in.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from corpus.errors import InputError
from corpus.types import Corpus
from qa.duties.register import actor_bases, resolve_actor
from qa.types import Duty, Modality

Search = Callable[[str, str], Sequence[tuple[str, float]]]  # (query, municipality) -> passage ids with probability, best first

ABOUT = 0.15  # probability from which a passage is about a subject; a single word asks for less than a question does
SILENT = {"en": "the policy is silent", "sv": "policyn säger inget"}


@dataclass(frozen=True, slots=True)
class Quote:
    """Words of one policy, verbatim."""

    passage_id: str
    text: str
    modality: Modality | None = None  # of the statement quoted; None where a whole passage is
    probability: float | None = None  # that the passage is about the subject, 0..1; None for a statement of an actor


@dataclass(frozen=True, slots=True)
class Column:
    """What one municipality's policies say."""

    municipality: str
    documents: tuple[str, ...]  # titles
    quotes: tuple[Quote, ...]

    @property
    def silent(self) -> bool:
        """True where the policies say nothing."""
        return not self.quotes


@dataclass(frozen=True, slots=True)
class Comparison:
    """The columns of all municipalities, in the order of their documents."""

    about: str  # the actor or subject as asked for
    actors: tuple[str, ...]  # base forms that were compared; empty for a subject
    columns: tuple[Column, ...]

    def to_dict(self) -> dict[str, Any]:
        """JSON-ready."""
        return {
            "about": self.about,
            "actors": list(self.actors),
            "columns": [
                {
                    "municipality": c.municipality,
                    "documents": list(c.documents),
                    "silent": c.silent,
                    "quotes": [
                        {
                            "passage_id": q.passage_id,
                            "text": q.text,
                            "modality": q.modality.value if q.modality else None,
                            "probability": q.probability,
                        }
                        for q in c.quotes
                    ],
                }
                for c in self.columns
            ],
        }

    def to_text(self, language: str = "en") -> str:
        """For a terminal: a heading per municipality, its quotes with their passage ids, or that it is silent."""
        lines: list[str] = []
        for column in self.columns:
            lines += [column.municipality, "-" * len(column.municipality)]
            lines += [f"  {q.text}\n    [{q.passage_id}]" for q in column.quotes] or [f"  ({SILENT[language]})"]
            lines.append("")
        return "\n".join(lines)


def compare_actor(corpus: Corpus, duties: Sequence[Duty], actor: str) -> Comparison:
    """Every statement of one actor, by municipality. Raises InputError, listing the known ones, for an unknown actor."""
    bases = resolve_actor(actor, duties)
    wanted = frozenset(bases)
    columns: list[Column] = []
    for municipality in corpus.municipalities:
        quotes: dict[tuple[str, int], Quote] = {}  # by sentence: one with two duties of the actor is quoted once
        for duty in duties:
            if duty.municipality == municipality and wanted.intersection(actor_bases(duty)):
                quotes.setdefault((duty.passage_id, duty.start), Quote(duty.passage_id, duty.sentence, duty.modality))
        columns.append(Column(municipality, _titles(corpus, municipality), tuple(quotes.values())))
    return Comparison(actor, bases, tuple(columns))


def compare_subject(corpus: Corpus, subject: str, search: Search, *, least: float = 0.5, most: int = 3) -> Comparison:
    """The passages about one subject, by municipality: at most `most` of them, each with probability `least` or more.

    Raises InputError for an empty subject.
    """
    if not subject.strip():
        raise InputError("nothing to compare: name a subject, such as bostäder")
    columns: list[Column] = []
    for municipality in corpus.municipalities:
        found = [(i, p) for i, p in search(subject, municipality) if p >= least and i in corpus.by_id]
        quotes = tuple(Quote(i, corpus.by_id[i].text, probability=p) for i, p in found[:most])
        columns.append(Column(municipality, _titles(corpus, municipality), quotes))
    return Comparison(subject, (), tuple(columns))


def _titles(corpus: Corpus, municipality: str) -> tuple[str, ...]:
    return tuple(d.title for d in corpus.documents if d.municipality == municipality)
