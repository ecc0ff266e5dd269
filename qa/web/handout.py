"""A scenario on paper: what each step shows, the quotes with their sources, room for notes, and the way back to the web.

The same content as a page to print and as a PDF (`qa.web.handout_pdf`). Knows nothing about how a PDF is written.
"""

import re

import segno
from fastapi import APIRouter, Request
from fastapi.responses import HTMLResponse, Response
from markupsafe import Markup
from starlette.concurrency import run_in_threadpool
from starlette.exceptions import HTTPException

from qa.scenarios.library import Library
from qa.web.demonstrate import found
from qa.web.handout_pdf import write_pdf
from qa.web.layout import Layout, visitor_texts
from qa.web.rate_limit import RateLimit
from qa.web.service import NotReady, Service, State
from qa.web.sheet import Sheet, sheet
from qa.web.steps import Performer, waiting
from qa.web.texts import staff_texts

LINES = 3  # for notes, under each step
_HOST = re.compile(r"[\w.\-]+(:\d{1,5})?|\[[0-9a-fA-F:]+\](:\d{1,5})?", re.ASCII)


def handout_router(service: Service, library: Library, performer: Performer, limit: RateLimit, layout: Layout) -> APIRouter:
    """/visa/<id>/utskrift and the same as a PDF."""
    router = APIRouter(include_in_schema=False)

    async def filled(request: Request, id_: str) -> Sheet:
        scenario = await run_in_threadpool(found, library, service, id_)
        t = staff_texts(visitor_texts(request).language)
        performed = [await performer.perform(step, t.language) for step in scenario.steps]
        return sheet(scenario, performed, service.corpus, t, permalink(request, layout, id_))

    def wait(request: Request) -> HTMLResponse:
        t = staff_texts(visitor_texts(request).language)
        loading = service.state is State.LOADING
        context = {"unavailable": waiting(service, t.language), "loading": loading, "sheet": None}
        return layout.page(request, "handout.html", status=503, staff=True, **context)

    @router.get("/visa/{id_}/utskrift", response_class=HTMLResponse)
    async def page(request: Request, id_: str) -> HTMLResponse:
        try:
            filled_in = await filled(request, id_)
        except NotReady:
            return wait(request)
        code = Markup(qr_code(filled_in.address).svg_inline(border=2, light="#fff", omitsize=True))
        return layout.page(
            request, "handout.html", staff=True, sheet=filled_in, id_=id_, qr=code, lines_for_notes=LINES, loading=False
        )

    @router.get("/visa/{id_}/utskrift.pdf", response_class=Response)
    async def pdf(request: Request, id_: str) -> Response:
        text = visitor_texts(request)
        if not limit.allow(request.client.host if request.client else "", "pdf"):  # a second of work for each
            heading_, message = text("page.error"), text("error.too_many")
            return layout.page(request, "error.html", status=429, heading=heading_, message=message)
        try:
            filled_in = await filled(request, id_)
        except NotReady:
            return wait(request)
        content = await run_in_threadpool(write_pdf, filled_in, qr_code(filled_in.address), staff_texts(text.language), LINES)
        headers = {"content-disposition": f'attachment; filename="ordagrant-{id_}.pdf"', "content-language": filled_in.language}
        return Response(content, media_type="application/pdf", headers=headers)

    return router


def qr_code(address: str) -> segno.QRCode:
    """An address for a phone's camera; with M a seventh of the code may be dirty or torn."""
    return segno.make_qr(address, error="m")


def permalink(request: Request, layout: Layout, id_: str) -> str:
    """A scenario's address as others reach it: with the host that the request was sent to, without a language."""
    host = request.headers.get("host", "")
    if not _HOST.fullmatch(host):
        raise HTTPException(400)
    return f"{request.url.scheme}://{host}{layout.root}/visa/{id_}"
