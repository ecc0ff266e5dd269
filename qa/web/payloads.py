"""What other systems get of documents and passages, as types that OpenAPI describes.

An answer and a duty are given as `qa.types.Answer` and `qa.types.Duty`. Knows nothing about HTTP.
"""

from datetime import date

from pydantic import BaseModel

from corpus.types import Corpus, Document, Kind, Passage


class SectionRow(BaseModel):
    """The passages under one heading."""

    slug: str
    section: list[str]  # headings, outermost first
    added: bool  # the heading is ours
    passages: list[str]  # ids


class DocumentRow(BaseModel):
    """One policy: its facts, and where its passages stand."""

    slug: str
    municipality: str
    title: str
    language: str
    decided: date | None
    revised: date | None
    valid_until: date | None
    version: str | None
    case_number: str | None
    owner: str | None
    source_sha256: str
    notes: list[str]
    sections: list[SectionRow]


class TranslationRow(BaseModel):
    """A passage in another language, made for reading and not for decisions."""

    text: str
    status: str = "unofficial"


class PassageRow(BaseModel):
    """One passage, word for word."""

    id: str
    municipality: str
    document: str  # title
    section: list[str]  # headings, outermost first
    kind: Kind
    text: str
    sentences: list[tuple[int, int]]  # [start, end) in `text`
    part_of: str | None  # id of the list that it is an item of
    text_hash: str
    language: str
    translations: dict[str, TranslationRow]  # by language


def document_row(document: Document, corpus: Corpus) -> DocumentRow:
    """One document with its facts and the places in it."""
    sections = [
        SectionRow(slug=s.slug, section=list(s.headings), added=s.added, passages=[p.id for p in s.passages])
        for s in corpus.sections[document.slug]
    ]
    return DocumentRow(
        slug=document.slug,
        municipality=document.municipality,
        title=document.title,
        language=document.language,
        decided=document.decided,
        revised=document.revised,
        valid_until=document.valid_until,
        version=document.version,
        case_number=document.case_number,
        owner=document.owner,
        source_sha256=document.source_sha256,
        notes=list(document.notes),
        sections=sections,
    )


def passage_row(passage: Passage, corpus: Corpus) -> PassageRow:
    """One passage with where it stands and its translations."""
    document = corpus.document_of(passage)
    return PassageRow(
        id=passage.id,
        municipality=document.municipality,
        document=document.title,
        section=list(passage.headings),
        kind=passage.kind,
        text=passage.text,
        sentences=list(passage.sentences),
        part_of=passage.part_of,
        text_hash=passage.text_hash,
        language=document.language,
        translations={t.language: TranslationRow(text=t.text) for t in corpus.translations if t.passage_id == passage.id},
    )
