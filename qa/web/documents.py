"""The policies in full: a list of them, and each with its facts, its age and a permalink for every passage.

A permalink is `/dokument/<slug>?h=<hash>#<section>/<n>`: the hash says which wording was meant. The server never sees
what stands after #, so the hash alone finds the passage; where no passage has it any more, the text has changed.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from fastapi import APIRouter, Request
from fastapi.responses import HTMLResponse
from starlette.exceptions import HTTPException

from corpus.types import Corpus, Document, Kind, Passage, Section
from qa.web.layout import Layout

OLD = 4  # years, a term of office: an older policy may no longer be the council's


@dataclass(frozen=True, slots=True)
class Block:
    """What stands in a section: one passage, or a list of them."""

    passages: tuple[Passage, ...]
    is_list: bool  # a list without a lead-in of its own
    items: tuple[Passage, ...] = ()  # of a passage with a list

    @property
    def first(self) -> Passage:
        """The passage, or the list's first item."""
        return self.passages[0]

    @property
    def lead(self) -> str:
        """The paragraph before the items."""
        return self.first.text.split("\n", 1)[0] if self.items else self.first.text


def documents_router(corpus: Corpus, layout: Layout) -> APIRouter:
    """/dokument and /dokument/<slug>."""
    router = APIRouter(include_in_schema=False)

    @router.get("/dokument", response_class=HTMLResponse)
    def documents(request: Request) -> HTMLResponse:
        return layout.page(request, "documents.html", documents=[(d, validity(d, date.today())) for d in corpus.documents])

    @router.get("/dokument/{slug}", response_class=HTMLResponse)
    def document(request: Request, slug: str, h: str = "") -> HTMLResponse:
        found = corpus.by_slug.get(slug)
        if found is None:
            raise HTTPException(404)
        cited = next((p for s in corpus.sections[slug] for p in s.passages if p.text_hash == h), None) if h else None
        return layout.page(
            request,
            "document.html",
            document=found,
            sections=[(s, list(blocks(s))) for s in corpus.sections[slug]],
            cited=cited.id if cited else None,
            stale=bool(h) and cited is None,
            validity=validity(found, date.today()),
            place=place,
        )

    return router


def place(passage: Passage) -> str:
    """A passage's id within its document: the part after # in a permalink."""
    return passage.id.partition("/")[2]


def validity(document: Document, today: date) -> tuple[str, dict[str, object]] | None:
    """Why to ask whether a document still applies: a text's key and its values; None without a reason to."""
    age = age_in_years(document, today)
    if document.valid_until is not None and document.valid_until < today:
        return "document.expired", {"date": document.valid_until}
    if age is None:
        return "document.no_date", {}
    return ("document.age", {"years": age}) if age >= OLD else None


def age_in_years(document: Document, today: date) -> int | None:
    """Whole years since the document was last decided or revised; None without a date."""
    if document.dated is None:
        return None
    return today.year - document.dated.year - ((today.month, today.day) < (document.dated.month, document.dated.day))


def blocks(section: Section) -> Iterator[Block]:
    """A section's passages as a page shows them: each item once, inside its list."""
    passages = [p for p in section.passages if p.part_of is None]
    run: list[Passage] = []
    for passage in passages:
        if passage.kind is Kind.ITEM:
            run.append(passage)
            continue
        if run:
            yield Block(tuple(run), is_list=True)
            run = []
        items = tuple(p for p in section.passages if p.part_of == passage.id)
        yield Block((passage,), is_list=False, items=items)
    if run:
        yield Block(tuple(run), is_list=True)
