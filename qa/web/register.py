"""The register of duties as a page and as an API: filter, sort, read in place, count, ask what is left open, download.

The page has three views of the same filter: the list, actors by municipality, and open questions. What a duty is, how
it is found and how it is exported stand in `qa.duties`.
"""

from collections.abc import Callable, Mapping
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from itertools import groupby
from typing import Annotated, Literal

from fastapi import APIRouter, Depends, Query, Request, Response
from fastapi.responses import HTMLResponse, JSONResponse

from corpus.errors import InputError
from qa.duties.compare import ABOUT, compare_subject
from qa.duties.export import MEDIA_TYPES, export_duties
from qa.duties.gaps import Gap, GapKind, find_gaps
from qa.duties.register import NOBODY, SORTS, filter_duties, known_actors, resolve_municipality, sort_duties, swedish_key
from qa.duties.subjects import duties_about, find_subject, known_subjects, near_subject
from qa.types import Duty, Modality
from qa.web.api import Problem, problem
from qa.web.heatmap import draw
from qa.web.layout import Layout, visitor_texts
from qa.web.rate_limit import RateLimit, TooMany
from qa.web.service import Service, State, clean

LONGEST = 100  # characters of a filter
VIEWS = ("list", "matrix", "gaps")

Name = Annotated[str | None, Query(max_length=LONGEST)]


@dataclass(frozen=True, slots=True)
class Filters:
    """What an address says about which duties, and in which order."""

    municipality: Name = None
    actor: Annotated[
        str | None, Query(max_length=LONGEST, description=f"As people write it: nämnd, Nämnderna; {NOBODY} for nobody.")
    ] = None
    modality: Annotated[str | None, Query(max_length=LONGEST, description=f"{', '.join(Modality)}, or a word such as ska.")] = (
        None
    )
    subject: Annotated[
        str | None, Query(max_length=LONGEST, description="What the sentence or its heading is about: bostäder, housing.")
    ] = None
    q: Annotated[str | None, Query(max_length=LONGEST, description="Words that all stand in the sentence.")] = None
    sort: Annotated[
        str | None, Query(max_length=LONGEST, description=f"{', '.join(SORTS)}; a minus before it turns the order round.")
    ] = None
    exact: Annotated[bool, Query(description="The actor is a base form; leave out more special kinds of it.")] = False

    def query(self) -> dict[str, str]:
        """What is set, cleaned, as it stands in an address."""
        cleaned = {k: clean(v) for k, v in asdict(self).items() if isinstance(v, str)}
        return {k: v for k, v in cleaned.items() if v} | ({"exact": "true"} if self.exact and self.actor else {})


Chosen = Annotated[Filters, Depends()]


@dataclass(frozen=True, slots=True)
class Found:
    """The duties that meet a filter, in its order."""

    rows: tuple[Duty, ...]
    near: bool = False  # no sentence has the words of the subject; these are about something near it


def find_duties(service: Service, filters: Filters, *, exact: bool, may_search: Callable[[], bool]) -> Found:
    """The duties that an address asks for.

    A subject is found by words; where there are none, by the subject that its word belongs to, and then by meaning.
    Raises InputError for what the register does not know and TooMany where a search by meaning is not allowed now.
    """
    asked = filters.query()
    everything = service.duties
    subject = asked.get("subject")
    found, near = (duties_about(everything, subject, service.corpus), False) if subject else (everything, False)
    if subject and not found and everything:
        near = True
        if known := near_subject(subject):
            found = duties_about(everything, known.search, service.corpus)
        elif may_search():
            meant = compare_subject(service.corpus, subject, service.engine.search_subject, least=ABOUT)
            ids = {quote.passage_id for column in meant.columns for quote in column.quotes}
            found = tuple(d for d in everything if ids & {d.passage_id, service.corpus.by_id[d.passage_id].part_of})
        else:
            raise TooMany
    # Names are looked up among all duties and rows kept among those found: an actor without a duty here is no error.
    rows = set(map(id, found))
    chosen = filter_duties(
        everything,
        municipality=asked.get("municipality"),
        actor=asked.get("actor"),
        exact=exact,
        modality=asked.get("modality"),
        text=asked.get("q"),
        municipalities=service.corpus.municipalities,
    )
    return Found(sort_duties([d for d in chosen if id(d) in rows], asked.get("sort", "order")), near)


def register_router(service: Service, limit: RateLimit, layout: Layout) -> APIRouter:
    """/api/duties and /uppdrag."""
    router = APIRouter()
    corpus = service.corpus

    def allowed(request: Request) -> bool:
        return limit.allow(request.client.host if request.client else "")

    def find(request: Request, filters: Filters, *, exact: bool) -> Found:
        # A search by meaning costs as much as a question.
        return find_duties(service, filters, exact=exact, may_search=lambda: allowed(request))

    @router.get(
        "/api/duties",
        tags=["Ordagrant"],
        summary="Who must, should, may or must not do what",
        response_model=list[Duty],
        responses={422: {"model": Problem}, 429: {"model": Problem}, 503: {"model": Problem}},
    )
    def duties(
        request: Request,
        filters: Chosen,
        format: Literal["json", "csv", "xlsx", "md"] = "json",
        language: Annotated[Literal["sv", "en"], Query(description="Of the headings in csv, xlsx and md.")] = "sv",
    ) -> Response:
        text = visitor_texts(request)
        if service.state is not State.READY:
            return problem(503, service.state.value, service.unavailable(text.language))
        try:
            if format == "xlsx" and not allowed(request):  # which costs as much as several
                raise TooMany
            rows = find(request, filters, exact=filters.exact).rows
        except InputError as error:
            return problem(422, "input", str(error))
        except TooMany:
            return problem(429, "too_many", text("error.too_many"))
        if format == "json":
            return JSONResponse([d.to_dict() for d in rows])
        headers = {"content-disposition": f'attachment; filename="ordagrant.{format}"'}
        return Response(export_duties(rows, format, language), media_type=MEDIA_TYPES[format], headers=headers)

    @router.get("/uppdrag", response_class=HTMLResponse, include_in_schema=False)
    def page(request: Request, filters: Chosen, view: Name = None) -> HTMLResponse:
        text = visitor_texts(request)
        actors = sorted(known_actors(service.duties), key=swedish_key)
        exact = filters.actor in actors  # chosen in the list, which names each by itself
        shown = view if view in VIEWS else "list"
        query = filters.query() | ({"exact": "true"} if exact else {})
        found, questions, message, status = Found(()), [], None, 200
        try:
            if "municipality" in query:
                query["municipality"] = resolve_municipality(query["municipality"], corpus.municipalities)
            if known := find_subject(query.get("subject", "")):
                query["subject"] = known.search  # as the list of subjects has it
            if shown == "gaps":
                questions = open_questions(service, query.get("municipality"))
            else:
                found = find(request, filters, exact=exact)
        except InputError:  # an address from before the policies changed, or typed by hand
            message, status = text("duties.unknown"), 422
        except TooMany:
            message, status = text("error.too_many"), 429
        return layout.page(
            request,
            "register.html",
            status=status,
            view=shown,
            rows=found.rows,
            near=found.near,
            message=message,
            query=query,
            sort=query.get("sort", "order"),
            sorts=SORTS,
            chips=list(chips(query)),
            subjects=subject_names(query.get("subject"), text.language),
            chart=draw(found.rows, corpus.municipalities) if shown == "matrix" else None,
            questions=questions,
            question_language="sv" if text.language == "sv" else "en",
            hashes={id_: p.text_hash for id_, p in corpus.by_id.items()},
            headings={id_: p.headings for id_, p in corpus.by_id.items()},
            slugs={d.title: d.slug for d in corpus.documents},
            names=corpus.municipalities,
            actors=actors,
            nobody=NOBODY,
            modalities=list(Modality),
            ready=service.state is State.READY,
            loading=service.state is State.LOADING,
            unavailable=service.unavailable(text.language),
        )

    return router


def chips(query: Mapping[str, str]) -> list[tuple[str, str, dict[str, str]]]:
    """(filter, value, the address without it) of each filter that is set; the order of the rows is none."""
    return [
        (name, query[name], {k: v for k, v in query.items() if k not in (name, "exact" if name == "actor" else "")})
        for name in ("municipality", "actor", "modality", "subject", "q")
        if name in query
    ]


def subject_names(chosen: str | None, language: str) -> dict[str, str]:
    """What is searched -> name in the language, of every known subject and of the chosen one."""
    names = {s.search: s.name(language) for s in known_subjects()}
    return names | ({chosen: chosen} if chosen and chosen not in names else {})


def open_questions(service: Service, municipality: str | None) -> list[tuple[GapKind, list[Gap]]]:
    """The gaps of one municipality or all, by kind."""
    gaps = find_gaps(service.corpus, service.duties, datetime.now(UTC).date()) if service.state is State.READY else ()
    kept = [g for g in gaps if not municipality or municipality in (g.municipality, *(e.municipality for e in g.evidence))]
    return [(kind, list(group)) for kind, group in groupby(kept, key=lambda g: g.kind)]
