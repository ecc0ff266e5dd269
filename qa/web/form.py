"""Asking without JavaScript: a plain form and its answer, for old browsers and for those who turn scripts off.

The question travels in the body of a POST, never in the address, which proxies write to their logs.
"""

from typing import Annotated

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
    names = service.corpus.municipalities

    @router.get("/fraga", response_class=HTMLResponse)
    def form(request: Request) -> HTMLResponse:
        return layout.page(request, "form.html", names=names, question="", chosen="", answer=None, problem=None)

    @router.post("/fraga", response_class=HTMLResponse)
    async def ask(
        request: Request, question: Annotated[str, Form()] = "", municipality: Annotated[str, Form()] = ""
    ) -> HTMLResponse:
        text = visitor_texts(request)
        answer, problem, status = None, None, 200
        if not limit.allow(request.client.host if request.client else ""):
            problem, status = text("error.too_many"), 429
        else:
            try:
                wanted = types.Request(question, municipality or None, text.language)
                found = await service.ask(wanted, interface=text.language)
                answer = Markup(renderer.answer(found, interface=text.language))
            except InputError as error:
                problem, status = str(error), 422
            except NotReady as error:
                problem, status = str(error), 503
        shown = question[: service.max_question]
        return layout.page(
            request,
            "form.html",
            status=status,
            names=names,
            question=shown,
            chosen=municipality,
            answer=answer,
            problem=problem,
        )

    return router
