"""What the policies leave open, each worded as a question to staff and not as a verdict, with its evidence.

The questions are about the text alone: another document may well hold the answer.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass
from datetime import date
from enum import StrEnum
from typing import Any

from rapidfuzz import fuzz

from corpus.types import Corpus, Document
from qa.duties.register import actor_bases
from qa.types import Duty, Modality

_SAME_DUTY = 80.0  # percent of agreement from which two actions are the same duty in other words
_SHORTEST_ACTION = 4  # words: "ha en plan" agrees with too much
_BINDING = (Modality.OBLIGATION, Modality.PROHIBITION, Modality.RESPONSIBILITY)
# What is handed over or done once, so that a day for it can be asked for.
_DELIVERABLE = re.compile(
    r"\b(?:upprätta|ta(?:s)? fram|utarbeta|redovisa|rapport|avlämna|lämna|utvärdera|revidera|följa upp|följs "
    r"upp|följas upp|handlingsplan|"
    r"åtgärdsplan|uppfölj|återkomma|anmäla|ge nödvändiga|ge anvisningar)",
    re.IGNORECASE,
)
_FOLLOW_UP = re.compile(r"\b(?:följ\w* upp|uppfölj\w*|utvärder\w*|redovis\w*|rapport\w*|revider\w*|granska\w*)", re.IGNORECASE)


class GapKind(StrEnum):
    """What is left open."""

    NO_ACTOR = "no_actor"
    NO_DEADLINE = "no_deadline"  # something is to be handed over, and no day is given
    NO_FOLLOW_UP = "no_follow_up"  # duties that go on, and nothing says how it is seen that they are met
    DIFFERENT_ACTORS = "different_actors"  # the same duty, other bearers in another policy
    EXPIRED = "expired"
    UNDATED = "undated"


@dataclass(frozen=True, slots=True)
class Evidence:
    """Where the question comes from: a quote, or a document's own facts without one."""

    municipality: str
    document: str  # title
    passage_id: str | None
    quote: str | None  # verbatim


@dataclass(frozen=True, slots=True)
class Gap:
    """One open question."""

    kind: GapKind
    municipality: str
    document: str  # title
    question_sv: str
    question_en: str
    evidence: tuple[Evidence, ...]

    def asked(self, language: str) -> str:
        """The question in Swedish ("sv") or English, without the quote at its end, which stands in the evidence."""
        question = self.question_sv if language == "sv" else self.question_en
        return question.partition("? ”")[0] + "?" if "? ”" in question else question

    def to_dict(self) -> dict[str, Any]:
        """JSON-ready."""
        return {**asdict(self), "kind": self.kind.value, "evidence": [asdict(e) for e in self.evidence]}


def find_gaps(corpus: Corpus, duties: Sequence[Duty], today: date) -> tuple[Gap, ...]:
    """Open questions, documents in their order and kinds in the order of GapKind."""
    gaps: list[Gap] = []
    for document in corpus.documents:
        own = [d for d in duties if d.passage_id.startswith(f"{document.slug}/")]
        gaps += _without_actor(own)
        gaps += _without_deadline(own)
        gaps += _without_follow_up(document, own)
        gaps += _dates(document, today)
    gaps += _different_actors(duties)
    order = {kind: n for n, kind in enumerate(GapKind)}
    municipality = {m: n for n, m in enumerate(corpus.municipalities)}
    return tuple(sorted(gaps, key=lambda g: (order[g.kind], municipality.get(g.municipality, len(municipality)))))


def _without_actor(duties: Sequence[Duty]) -> Iterator[Gap]:
    asked: set[tuple[str, int]] = set()  # a sentence with two such duties is asked about once
    for duty in duties:
        if duty.actor is None and duty.modality in (*_BINDING, Modality.RECOMMENDATION):
            if (duty.passage_id, duty.start) in asked:
                continue
            asked.add((duty.passage_id, duty.start))
            yield Gap(
                GapKind.NO_ACTOR,
                duty.municipality,
                duty.document,
                f"Vem ser till att detta sker? {_quoted(duty.sentence)}",
                f"Who sees to it that this is done? {_quoted(duty.sentence)}",
                (_evidence(duty),),
            )


def _without_deadline(duties: Sequence[Duty]) -> Iterator[Gap]:
    for duty in duties:
        if duty.actor is not None and _asks_for_a_day(duty):
            yield Gap(
                GapKind.NO_DEADLINE,
                duty.municipality,
                duty.document,
                f"När eller hur ofta ska {_lower_first(duty.actor)} göra detta? {_quoted(duty.sentence)}",
                f"By when, or how often, is this to be done by ”{duty.actor}”? {_quoted(duty.sentence)}",
                (_evidence(duty),),
            )


def _asks_for_a_day(duty: Duty) -> bool:
    return duty.deadline is None and duty.modality in _BINDING[::2] and bool(_DELIVERABLE.search(duty.action))


def _without_follow_up(document: Document, duties: Sequence[Duty]) -> Iterator[Gap]:
    going_on = [
        d
        for d in duties
        if d.deadline is None
        and d.modality in _BINDING[::2]
        and not _DELIVERABLE.search(d.action)
        and not _FOLLOW_UP.search(d.sentence)
    ]
    if not going_on:
        return
    followed = any(_FOLLOW_UP.search(d.action) for d in duties)
    tail_sv = "Täcker policyns uppföljning dem?" if followed else "Policyn nämner ingen uppföljning."
    tail_en = "Does the policy's follow-up cover them?" if followed else "The policy names no follow-up."
    yield Gap(
        GapKind.NO_FOLLOW_UP,
        document.municipality,
        document.title,
        f"Hur märks det att dessa {len(going_on)} åtaganden utan tidsgräns uppfylls? {tail_sv}",
        f"How is it seen that these {len(going_on)} commitments without a time limit are met? {tail_en}",
        tuple(dict.fromkeys(_evidence(d) for d in going_on)),
    )


def _different_actors(duties: Sequence[Duty]) -> Iterator[Gap]:
    borne = [d for d in duties if d.actor_base and len(d.action.split()) >= _SHORTEST_ACTION]
    seen: set[tuple[str, ...]] = set()
    for n, one in enumerate(borne):
        for other in borne[n + 1 :]:
            if one.document == other.document and one.municipality == other.municipality:
                continue
            if one.modality is not other.modality or set(actor_bases(one)) & set(actor_bases(other)):
                continue
            if fuzz.token_sort_ratio(one.action.lower(), other.action.lower()) < _SAME_DUTY:
                continue
            key = tuple(sorted((one.passage_id, other.passage_id, one.action)))
            if key in seen:
                continue
            seen.add(key)
            yield Gap(
                GapKind.DIFFERENT_ACTORS,
                one.municipality,
                one.document,
                f"Är det avsett att ”{one.actor}” har denna uppgift i {one.municipality} men ”{other.actor}” i "
                f"{other.municipality}? "
                f"{_quoted(one.action)}",
                f"Is it intended that this falls to ”{one.actor}” in {one.municipality} but to ”{other.actor}” in "
                f"{other.municipality}? "
                f"{_quoted(one.action)}",
                (_evidence(one), _evidence(other)),
            )


def _dates(document: Document, today: date) -> Iterator[Gap]:
    evidence = (Evidence(document.municipality, document.title, None, None),)
    if document.valid_until is not None and document.valid_until < today:
        yield Gap(
            GapKind.EXPIRED,
            document.municipality,
            document.title,
            f"Gäller dokumentet ännu? Det gällde till {document.valid_until.isoformat()}.",
            f"Is the document still in force? It was valid until {document.valid_until.isoformat()}.",
            evidence,
        )
    if document.dated is None:
        yield Gap(
            GapKind.UNDATED,
            document.municipality,
            document.title,
            "När beslutades dokumentet, och gäller det ännu? Det anger inget datum.",
            "When was the document decided, and is it still in force? It gives no date.",
            evidence,
        )


def _evidence(duty: Duty) -> Evidence:
    return Evidence(duty.municipality, duty.document, duty.passage_id, duty.sentence)


def _quoted(text: str) -> str:
    """Swedish quotation marks around a text that may itself end or begin with one."""
    return f"”{text.strip('”“')}”"


def _lower_first(actor: str) -> str:
    """An actor in the middle of a sentence; a name keeps its capital."""
    name = any(word[:1].isupper() for word in actor.split()[1:]) or actor.split()[0].endswith("s")
    return actor if name or not actor[1:2].islower() else actor[0].lower() + actor[1:]
