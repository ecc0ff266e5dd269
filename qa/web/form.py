"""Asking without the chat: a plain form and its answer, for old browsers and for those who turn scripts off.

The question travels in the body of a POST, never in the address, which proxies write to their logs.
"""

from typing import Annotated, Any

from fastapi import APIRouter, Form, Request
from fastapi.responses import HTMLResponse
from markupsafe import Markup

from corpus.errors import InputError
from qa import types
from qa.web.layout import Layout, visitor_texts
from qa.web.rate_limit import RateLimit
from qa.web.rendering import Renderer
from qa.web.service import NotReady, Service


def form_router(service: Service, renderer: Renderer, limit: RateLimit, layout: Layout) -> APIRouter:
    """/fraga: the form, and the form with an answer."""
    router = APIRouter(include_in_schema=False)

    def page(request: Request, *, status: int = 200, answer: Markup | None = None, **filled: object) -> HTMLResponse:
        return layout.page(request, "form.html", status=status, answer=answer, **ask_form(service, **filled))

    @router.get("/fraga", response_class=HTMLResponse)
    def form(request: Request) -> HTMLResponse:
        return page(request)

    @router.post("/fraga", response_class=HTMLResponse)
    async def ask(
        request: Request,
        question: Annotated[str, Form()] = "",
        suggestion: Annotated[str, Form()] = "",  # of the button pressed; goes before what stands in the box
        municipality: Annotated[str, Form()] = "",
        earlier: Annotated[tuple[str, ...], Form()] = (),
    ) -> HTMLResponse:
        text = visitor_texts(request)
        kept: dict[str, Any] = {"question": question, "chosen": municipality, "earlier": earlier[-types.REMEMBERED :]}
        if not limit.allow(request.client.host if request.client else ""):
            return page(request, status=429, problem=text("error.too_many"), **kept)
        try:
            wanted = types.Request(suggestion or question, municipality or None, text.language, earlier)
            found = await service.ask(wanted, interface=text.language)
        except InputError as error:
            return page(request, status=422, problem=str(error), **kept)
        except NotReady as error:
            return page(request, status=503, problem=str(error), **kept)
        shown = renderer.question(found.question, interface=text.language, language=found.language)
        answer = Markup(shown + renderer.answer(found, interface=text.language))
        return page(request, answer=answer, chosen=municipality, earlier=[*earlier, found.question][-types.REMEMBERED :])

    return router


def ask_form(service: Service, **filled: object) -> dict[str, Any]:
    """What the template `ask_form.html` and the notice beside it need; `filled` is what is already known."""
    empty = {"question": "", "chosen": "", "earlier": (), "problem": None}
    return {"names": service.corpus.municipalities, "count": len(service.corpus.documents), **empty, **filled}
