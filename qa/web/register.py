"""The register of duties as a page for staff and as an API: filter, read in place, download.

What a duty is and how it is exported stand in `qa.duties`. Knows nothing about how duties are found.
"""

from typing import Annotated, Literal

from fastapi import APIRouter, Query, Request, Response
from fastapi.responses import HTMLResponse, JSONResponse

from corpus.errors import InputError
from qa.duties.export import MEDIA_TYPES, export_duties
from qa.duties.register import filter_duties, known_actors
from qa.types import Duty, Modality
from qa.web.api import Problem, problem
from qa.web.layout import Layout, visitor_texts
from qa.web.service import Service, State

LONGEST = 100  # characters of a filter

Name = Annotated[str | None, Query(max_length=LONGEST)]


def register_router(service: Service, layout: Layout) -> APIRouter:
    """/api/duties and /uppdrag."""
    router = APIRouter()
    names = service.corpus.municipalities

    def chosen(municipality: str | None, actor: str | None, modality: str | None) -> tuple[Duty, ...]:
        return filter_duties(
            service.duties,
            municipality=municipality or None,
            actor=actor or None,
            modality=modality or None,
            municipalities=names,
        )

    @router.get(
        "/api/duties",
        tags=["Ordagrant"],
        summary="Who must, should, may or must not do what",
        responses={422: {"model": Problem}, 503: {"model": Problem}},
    )
    def duties(
        request: Request,
        municipality: Name = None,
        actor: Annotated[str | None, Query(max_length=LONGEST, description="As people write it: nämnd, Nämnderna.")] = None,
        modality: Annotated[
            str | None, Query(max_length=LONGEST, description=f"{', '.join(Modality)}, or a word such as ska.")
        ] = None,
        format: Literal["json", "csv", "xlsx", "md"] = "json",
        language: Annotated[Literal["sv", "en"], Query(description="Of the headings in csv, xlsx and md.")] = "sv",
    ) -> Response:
        if service.state is not State.READY:
            return problem(503, service.state.value, visitor_texts(request)("error.loading"))
        try:
            found = chosen(municipality, actor, modality)
        except InputError as error:
            return problem(422, "input", str(error))
        if format == "json":
            return JSONResponse([d.to_dict() for d in found])
        headers = {"content-disposition": f'attachment; filename="ordagrant.{format}"'}
        return Response(export_duties(found, format, language), media_type=MEDIA_TYPES[format], headers=headers)

    @router.get("/uppdrag", response_class=HTMLResponse, include_in_schema=False)
    def page(request: Request, municipality: Name = None, actor: Name = None, modality: Name = None) -> HTMLResponse:
        try:
            rows = chosen(municipality, actor, modality)
        except InputError:  # an address from before the policies changed
            rows = ()
        hashes = {id_: p.text_hash for id_, p in service.corpus.by_id.items()}
        query = {k: v for k, v in (("municipality", municipality), ("actor", actor), ("modality", modality)) if v}
        return layout.page(
            request,
            "register.html",
            rows=rows,
            hashes=hashes,
            names=names,
            actors=sorted(known_actors(service.duties), key=str.casefold),
            modalities=list(Modality),
            query=query,
            ready=service.state is State.READY,
        )

    return router
