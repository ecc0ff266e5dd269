"""What comes in and goes out of qa: the request, the answer, the duty.

`Answer.to_dict` is the one payload for chat, HTTP, MCP and command line.
"""

from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from enum import StrEnum
from typing import Any

from corpus.types import Span

REMEMBERED = 6  # earlier questions that an answer may need, whatever way it is asked in


class Status(StrEnum):
    """What an answer claims. Only ANSWERED claims an answer."""

    ANSWERED = "answered"
    PARTIAL = "partial"  # the policies touch the subject but do not hold what was asked
    NOT_FOUND = "not_found"  # nothing in these policies
    OUT_OF_SCOPE = "out_of_scope"  # another authority's matter, another municipality, not a question


class Modality(StrEnum):
    """Deontic modality of a statement."""

    OBLIGATION = "obligation"  # ska, skall, måste
    RECOMMENDATION = "recommendation"  # bör
    PERMISSION = "permission"  # får, kan
    PROHIBITION = "prohibition"  # får inte, ingen ska
    RIGHT = "right"  # har rätt till, ska ha samma rättigheter
    RESPONSIBILITY = "responsibility"  # ansvarar för, medverkar


@dataclass(frozen=True, slots=True)
class Duty:
    """One statement of who must, should, may or must not do what, with the sentence that it comes from."""

    municipality: str
    document: str  # title
    passage_id: str
    actor: str | None  # as written; None for a passive without an actor
    actor_base: str | None  # base form: "nämnd" for "Varje nämnd" and "Nämnderna"
    modality: Modality
    action: str  # what, as written
    recipient: str | None
    deadline: str | None  # by when or how often, as written
    sentence: str
    start: int  # offsets of the sentence in the passage's text, half open
    end: int

    def to_dict(self) -> dict[str, Any]:
        """JSON-ready, keys as in the fields."""
        return asdict(self)


@dataclass(frozen=True, slots=True)
class QuotedTranslation:
    """An unofficial translation shown beneath a quote."""

    language: str
    text: str
    status: str = "unofficial"


@dataclass(frozen=True, slots=True)
class Citation:
    """One passage, quoted word for word, with its source."""

    number: int  # from 1, best first
    passage_id: str
    municipality: str
    document: str  # title
    section: tuple[str, ...]  # headings, outermost first
    quote: str  # the passage, character for character
    highlights: tuple[Span, ...]  # into quote; empty where the answering span is uncertain
    score: float  # calibrated probability that the passage answers the question, 0..1
    translation: QuotedTranslation | None = None
    modality: Modality | None = None
    actors: tuple[str, ...] = ()
    text_hash: str = ""  # of the quote, for permalinks that notice when the text has changed


@dataclass(frozen=True, slots=True)
class Signpost:
    """Who does know: an authority or service, with where to reach it."""

    authority: str  # stable id, such as "migrationsverket"
    name: str  # in the asker's language where there is one
    url: str
    text: str  # one sentence in the asker's language
    phone: str | None = None


@dataclass(frozen=True, slots=True)
class Answer:
    """What a question gets. With any status but ANSWERED, `citations` is empty and `related` holds what is nearest."""

    question: str
    language: str  # ISO 639-1 code, or 639-3 where there is none, of the question's language
    status: Status
    municipalities: tuple[str, ...]  # that the question was understood to be about; empty: all
    text: str  # one framing sentence in the asker's language
    citations: tuple[Citation, ...] = ()
    related: tuple[Citation, ...] = ()
    reason: str | None = None  # why there is no answer, in the asker's language
    signpost: Signpost | None = None
    follow_up_of: str | None = None  # the earlier question that this one was understood from
    understood_as: str | None = None  # the question that was searched, where it differs from what was written
    timings_ms: Mapping[str, float] = field(default_factory=dict)

    def to_dict(self) -> dict[str, Any]:
        """JSON-ready: spans as [start, end] lists, enums as strings."""
        return {
            "question": self.question,
            "language": self.language,
            "status": self.status.value,
            "municipalities": list(self.municipalities),
            "text": self.text,
            "citations": [_citation_dict(c) for c in self.citations],
            "related": [_citation_dict(c) for c in self.related],
            "reason": self.reason,
            "signpost": asdict(self.signpost) if self.signpost else None,
            "follow_up_of": self.follow_up_of,
            "understood_as": self.understood_as,
            "timings_ms": dict(self.timings_ms),
        }


def _citation_dict(citation: Citation) -> dict[str, Any]:
    row = asdict(citation)
    row["highlights"] = [list(span) for span in citation.highlights]
    row["section"] = list(citation.section)
    row["actors"] = list(citation.actors)
    row["modality"] = citation.modality.value if citation.modality else None
    return row


@dataclass(frozen=True, slots=True)
class MadeWith:
    """What an answer, or a measurement of answers, was made with."""

    model: str  # name of the encoder
    model_hash: str
    corpus_hash: str
    passages: int
    entries: int  # of the index
    fitted_on: int  # development and calibration questions that the calibration was fitted on
    precision: float  # share of answered questions that should be answerable; the threshold follows from it
    threshold: float  # probability from which an answer is claimed, with curated questions and translations
    lent_threshold: float  # ... without, where there are curated questions for other policies
    plain_threshold: float  # ... and where there are none


@dataclass(frozen=True, slots=True)
class Request:
    """What a caller sends: a question, and what is known about the asker."""

    question: str
    municipality: str | None = None  # chosen in a picker; None: find it in the question, or search all
    language: str | None = None  # of the interface, a hint only
    history: tuple[str, ...] = ()  # earlier questions of the conversation, oldest first
