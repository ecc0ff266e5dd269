"""What the corpus package hands on: documents, passages, translations, questions that staff have tied to passages.

Knows nothing about files, vectors or questions from visitors.
"""

import hashlib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from functools import cached_property
from typing import NamedTuple

from corpus.errors import CorpusError


class Span(NamedTuple):
    """Half-open character range [start, end) into a passage's text."""

    start: int
    end: int


class Kind(StrEnum):
    """What a passage is in its document."""

    PARAGRAPH = "paragraph"
    LIST = "list"  # a paragraph that leads into a list, with all its items
    ITEM = "item"  # one list item, with the sentence that leads into the list
    FACTS = "facts"  # lines of facts: a metadata or a contact block
    FOOTNOTE = "footnote"


@dataclass(frozen=True, slots=True)
class Document:
    """One policy and what is known about it. A fact that the document does not state is None."""

    slug: str  # folder name, first part of every passage id
    municipality: str
    title: str
    aliases: tuple[str, ...]  # other spellings of the municipality, in any script
    language: str  # ISO 639-1 code of the text
    source_file: str
    source_sha256: str
    decided: date | None = None
    revised: date | None = None
    valid_until: date | None = None
    version: str | None = None
    case_number: str | None = None
    owner: str | None = None
    notes: tuple[str, ...] = ()  # what a reader should know about the transcription, in English

    @property
    def dated(self) -> date | None:
        """The latest date on which the text was decided or revised."""
        return self.revised or self.decided


@dataclass(frozen=True, slots=True)
class Passage:
    """The unit that is embedded, retrieved and cited: `text` is quoted character for character."""

    id: str  # "vansbro/handlingsplaner/2"
    document: str  # slug
    headings: tuple[str, ...]  # outermost first, without the document's title
    text: str
    sentences: tuple[Span, ...]  # cover the text in order, without the white space between them
    kind: Kind
    lead_in: int = 0  # length of the lead-in at the start of `text`, line break included; 0 without
    part_of: str | None = None  # for an item with a lead-in: the id of the passage with the whole list

    def __post_init__(self) -> None:
        if not self.text.strip() or self.text != self.text.strip():
            raise CorpusError(f"passage {self.id}: text is empty or has white space at its ends: {self.text!r}")
        end = 0
        for span in self.sentences:
            if not end <= span.start < span.end <= len(self.text):
                raise CorpusError(f"passage {self.id}: sentence {tuple(span)} outside [{end}, {len(self.text)})")
            end = span.end

    @property
    def text_hash(self) -> str:
        """12 hexadecimal digits that change when the text does."""
        return hashlib.sha256(self.text.encode()).hexdigest()[:12]

    @property
    def body(self) -> str:
        """The text without its lead-in."""
        return self.text[self.lead_in :]

    def quote(self, span: Span) -> str:
        """The characters of one span."""
        return self.text[span.start : span.end]


@dataclass(frozen=True, slots=True)
class Section:
    """A heading and the passages directly under it."""

    slug: str
    headings: tuple[str, ...]  # outermost first; empty before the first heading
    level: int  # of the innermost heading; 1 is the title
    added: bool  # the heading is ours: the source has none
    passages: tuple[Passage, ...]


@dataclass(frozen=True, slots=True)
class Translation:
    """An unofficial translation of one passage."""

    passage_id: str
    text_hash: str  # of the wording that was translated
    language: str
    text: str


@dataclass(frozen=True, slots=True)
class CuratedQuestion:
    """A question that staff have tied to a passage: one that it answers, or one that it leaves open."""

    passage_id: str
    text_hash: str
    language: str
    text: str


@dataclass(frozen=True)
class Corpus:
    """All documents with their sections, and what staff have added to them."""

    documents: tuple[Document, ...]  # sorted by slug
    sections: Mapping[str, tuple[Section, ...]]  # slug -> in reading order
    translations: tuple[Translation, ...] = ()
    questions: tuple[CuratedQuestion, ...] = ()  # that their passage answers
    unsaid: tuple[CuratedQuestion, ...] = ()  # that touch their passage, but that no passage answers
    warnings: tuple[str, ...] = field(default=(), compare=False)  # stale translations and questions left out

    def __post_init__(self) -> None:
        if len(self.by_id) != len(self.passages):
            seen: set[str] = set()
            twice = sorted({p.id for p in self.passages if p.id in seen or seen.add(p.id)})  # type: ignore[func-returns-value]
            raise CorpusError(f"passage ids stand twice: {', '.join(twice)}")

    @cached_property
    def passages(self) -> tuple[Passage, ...]:
        """Every passage, in reading order, documents sorted by slug."""
        return tuple(p for d in self.documents for s in self.sections[d.slug] for p in s.passages)

    @cached_property
    def by_id(self) -> Mapping[str, Passage]:
        """Passage id -> passage."""
        return {p.id: p for p in self.passages}

    @cached_property
    def by_slug(self) -> Mapping[str, Document]:
        """Document slug -> document."""
        return {d.slug: d for d in self.documents}

    @cached_property
    def translation(self) -> Mapping[tuple[str, str], Translation]:
        """(passage id, language) -> translation, the fresh ones only."""
        return {(t.passage_id, t.language): t for t in self.translations}

    @property
    def municipalities(self) -> tuple[str, ...]:
        """Names of the municipalities, in the order of their documents, each once."""
        return tuple(dict.fromkeys(d.municipality for d in self.documents))

    def document_of(self, passage: Passage) -> Document:
        """The document that a passage stands in."""
        return self.by_slug[passage.document]

    @cached_property
    def hash(self) -> str:
        """16 hexadecimal digits over everything that an index is made from."""
        digest = hashlib.sha256()
        for line in self._fingerprint():
            digest.update(line.encode() + b"\0")
        return digest.hexdigest()[:16]

    def _fingerprint(self) -> Iterator[str]:
        for d in self.documents:
            yield f"{d.slug}|{d.municipality}|{d.title}|{d.language}"
        for p in self.passages:
            yield f"{p.id}|{p.kind}|{p.headings}|{p.lead_in}|{p.text}"
        for t in self.translations:
            yield f"{t.passage_id}|{t.language}|{t.text}"
        for q in self.questions:
            yield f"{q.passage_id}|{q.language}|{q.text}"
        for q in self.unsaid:
            yield f"unsaid|{q.passage_id}|{q.language}|{q.text}"
