"""One subject, question or body across the municipalities: a page for staff and an API.

Quotes stand side by side; where two municipalities say nearly the same, the words that differ are marked; silence is
said aloud. What is compared and how stand in `qa.duties`.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Annotated, Literal

from fastapi import APIRouter, Query, Request, Response
from fastapi.responses import HTMLResponse, JSONResponse

from corpus.errors import InputError
from corpus.types import Corpus, Passage
from qa.duties.compare import ABOUT, Comparison, compare_actor, compare_subject
from qa.duties.compare_export import export_comparison
from qa.duties.differences import Likeness, likenesses, pieces
from qa.duties.export import MEDIA_TYPES
from qa.duties.register import known_actors, swedish_key
from qa.duties.subjects import find_subject, known_subjects
from qa.types import Modality
from qa.web.api import Problem, problem
from qa.web.layout import Layout, visitor_texts
from qa.web.rate_limit import RateLimit, TooMany
from qa.web.service import NotReady, Service, State, clean
from qa.web.texts import staff_texts

LONGEST = 300  # characters of a subject or a question
BODIES = 8  # suggested for one click; the list has them all

Subject = Annotated[str | None, Query(max_length=LONGEST, description="A subject or a question, such as bostäder.")]
Actor = Annotated[str | None, Query(max_length=LONGEST, description="A body, role or group, such as kommunstyrelsen.")]


@dataclass(frozen=True, slots=True)
class Shown:
    """One quote as the page shows it."""

    number: int  # in its column, from 1
    passage: Passage
    pieces: tuple[tuple[str, bool], ...]  # of the quote: (words, whether the quote it is like does not have them)
    modality: Modality | None
    percent: int | None  # probability that the passage is about the subject
    likeness: Likeness | None

    @property
    def only_here(self) -> str:
        """The marked words, for those who do not see marks."""
        return ", ".join(words for words, marked in self.pieces if marked)


@dataclass(frozen=True, slots=True)
class Column:
    """One municipality."""

    municipality: str
    documents: tuple[tuple[str, str], ...]  # (slug, title)
    quotes: tuple[Shown, ...]


def compare_router(service: Service, limit: RateLimit, layout: Layout) -> APIRouter:
    """/api/compare and /jamfor."""
    router = APIRouter()
    corpus = service.corpus

    def compared(request: Request, subject: str, actor: str) -> Comparison:
        def may_search() -> bool:
            return limit.allow(request.client.host if request.client else "")

        return compare(service, subject, actor, may_search)

    @router.get(
        "/api/compare",
        tags=["Ordagrant"],
        summary="What each municipality says about a subject, a question or a body",
        response_model=Comparison,
        responses={422: {"model": Problem}, 429: {"model": Problem}, 503: {"model": Problem}},
    )
    def api(
        request: Request,
        subject: Subject = None,
        actor: Actor = None,
        format: Literal["json", "csv", "xlsx", "md"] = "json",
        language: Annotated[Literal["sv", "en"], Query(description="Of the headings in csv, xlsx and md.")] = "sv",
    ) -> Response:
        text = visitor_texts(request)
        subject, actor = clean(subject or ""), clean(actor or "")
        if bool(subject) == bool(actor):
            return problem(422, "input", staff_texts(text.language)("compare.one"))
        try:
            comparison = compared(request, subject, actor)
        except InputError as error:
            return problem(422, "input", str(error))
        except TooMany:
            return problem(429, "too_many", text("error.too_many"))
        except NotReady:
            return problem(503, service.state.value, service.unavailable(text.language))
        if format == "json":
            return JSONResponse(comparison.to_dict())
        headers = {"content-disposition": f'attachment; filename="ordagrant-compare.{format}"'}
        file = export_comparison(comparison, corpus, format, language)
        return Response(file, media_type=MEDIA_TYPES[format], headers=headers)

    @router.get("/jamfor", response_class=HTMLResponse, include_in_schema=False)
    def page(request: Request, subject: Subject = None, actor: Actor = None) -> HTMLResponse:
        text = visitor_texts(request)
        t = staff_texts(text.language)
        subject, actor = clean(subject or ""), clean(actor or "")
        comparison, message, status = None, "", 200
        try:
            if subject and actor:
                message, status = t("compare.one"), 422
            elif subject or actor:
                comparison = compared(request, subject, actor)
        except InputError:
            message, status = t("compare.unknown_body", actor=actor), 422
        except TooMany:
            message, status = text("error.too_many"), 429
        except NotReady:
            message, status = service.unavailable(text.language), 503
        actors = known_actors(service.duties)
        return layout.page(
            request,
            "compare.html",
            staff=True,
            status=status,
            subject=subject,
            actor=actor,
            name=subject_name(subject, t.language) if subject else actor,
            query={"subject": subject} if subject else {"actor": actor},
            columns=columns(comparison, corpus) if comparison else None,
            subjects=[(s.search, s.name(t.language)) for s in known_subjects()],
            bodies=actors[:BODIES],
            actors=sorted(actors, key=swedish_key),
            message=message,
            message_language=t.language if status == 422 else text.language,
            waiting=status == 503 and service.state is State.LOADING,
        )

    return router


def compare(service: Service, subject: str, actor: str, may_search: Callable[[], bool]) -> Comparison:
    """The comparison of a subject, or without one, of an actor.

    Raises NotReady without an engine, InputError for an unknown actor, and TooMany where a search, which costs as much
    as a question, may not be made now.
    """
    engine = service.engine
    if not subject:
        return compare_actor(service.corpus, engine.duties, actor)
    if not may_search():
        raise TooMany
    known = find_subject(subject)
    wanted = known.search if known else subject
    return compare_subject(service.corpus, wanted, engine.search_subject, least=ABOUT)


def columns(comparison: Comparison, corpus: Corpus) -> list[Column]:
    """The comparison with what differs marked."""
    alike = likenesses(comparison)

    def shown(municipality: str) -> tuple[Shown, ...]:
        quotes = next(c.quotes for c in comparison.columns if c.municipality == municipality)
        return tuple(
            Shown(
                number=n,
                passage=corpus.by_id[q.passage_id],
                pieces=pieces(q.text, likeness.spans if (likeness := alike.get((municipality, n))) else ()),
                modality=q.modality,
                percent=None if q.probability is None else round(100 * q.probability),
                likeness=likeness,
            )
            for n, q in enumerate(quotes, start=1)
        )

    documents: Mapping[str, list[tuple[str, str]]] = {c.municipality: [] for c in comparison.columns}
    for document in corpus.documents:
        documents[document.municipality].append((document.slug, document.title))
    return [Column(c.municipality, tuple(documents[c.municipality]), shown(c.municipality)) for c in comparison.columns]


def subject_name(subject: str, language: str) -> str:
    """A known subject by its name, another as it was written."""
    known = find_subject(subject)
    return known.name(language) if known else subject
