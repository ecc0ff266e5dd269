"""Composes the web app: service, pages, API, chat, and what every request passes through.

Knows the order of things and nothing else.
"""

import logging
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager

from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import Response
from fastapi.staticfiles import StaticFiles
from starlette.exceptions import HTTPException
from starlette.middleware.gzip import GZipMiddleware

from corpus.errors import CorpusError
from corpus.types import Corpus
from qa.settings import Settings
from qa.web.accessibility import accessibility_router
from qa.web.api import api_router, problem
from qa.web.chat import ASSETS, mount_chat
from qa.web.compare import compare_router
from qa.web.documents import documents_router
from qa.web.form import form_router
from qa.web.glossary import Glossary, load_glossary
from qa.web.layout import STATIC, Layout, visitor_texts
from qa.web.logs import AccessLog
from qa.web.openapi import openapi_router
from qa.web.passage_map import map_router
from qa.web.quality import quality_router
from qa.web.quiz import quiz_router
from qa.web.rate_limit import RateLimit
from qa.web.register import register_router
from qa.web.rendering import Renderer
from qa.web.security import BodyLimit, GradioPaths, HeadAsGet, SecurityHeaders, Unexpected
from qa.web.service import AskEngine, Service
from qa.web.subpath import SubPath
from qa.web.threshold import threshold_router
from qa.web.trainers import trainers_router
from qa.web.unanswered_app import add_unanswered
from qa.web.widget import widget_router

log = logging.getLogger("ordagrant.web")

DESCRIPTION = """
Questions in any language are answered by quoting the paragraph that answers, with its source; nothing is written anew.
Errors are `{"error": code, "message": text}`.

The chat on a page of your own: `<script src="https://…/widget.js" data-language="sv" defer></script>`, where `…` is the
address of this service and the page's site stands in its setting `allow_embedding`. For programs that speak the Model
Context Protocol, `python -m qa.web.mcp` is a server with the tools `ask`, `duties` and `passage`.
"""


class ForeverFiles(StaticFiles):
    """Files whose address changes with their content."""

    def file_response(self, *args: object, **kwargs: object) -> Response:
        """The file, to be kept for a year."""
        response = super().file_response(*args, **kwargs)  # type: ignore[arg-type]
        response.headers["cache-control"] = "public, max-age=31536000, immutable"
        return response


def create_app(settings: Settings, corpus: Corpus, load_engine: Callable[[], AskEngine]) -> FastAPI:
    """The app, which serves pages at once and answers when `load_engine`, run in the background, has returned."""
    layout = Layout(settings)
    service = Service(corpus, load_engine, max_question=settings.max_question)
    renderer = Renderer(corpus, glossary_or_none(), root=layout.root)
    limit = RateLimit(settings.rate_per_minute, settings.rate_total_per_minute)
    # Twice as many: a visitor who asks too fast reads so in the chat, and only a flood is not let in.
    joins = RateLimit(2 * settings.rate_per_minute, 2 * settings.rate_total_per_minute)

    unanswered = add_unanswered(settings, corpus, service, layout)

    @asynccontextmanager
    async def lifespan(app: FastAPI) -> AsyncIterator[None]:
        service.start()
        yield
        service.stop()
        unanswered.close()

    app = FastAPI(
        title="Ordagrant",
        version="1",
        summary="Answers word for word from municipal integration policies.",
        description=DESCRIPTION,
        lifespan=lifespan,
        docs_url=None,  # both load scripts from elsewhere; qa.web.openapi serves a page of our own
        redoc_url=None,
    )
    app.include_router(api_router(service, limit))
    app.include_router(documents_router(corpus, layout))
    app.include_router(register_router(service, limit, layout))
    app.include_router(compare_router(service, limit, layout))
    app.include_router(accessibility_router(layout))
    app.include_router(form_router(service, renderer, limit, layout))
    app.include_router(openapi_router(app, layout))
    app.include_router(widget_router())
    app.include_router(quality_router(service, layout))
    app.include_router(map_router(service, limit, layout))
    app.include_router(threshold_router(service, limit, layout))
    app.include_router(quiz_router(service, layout))
    app.include_router(unanswered.router)
    # After every other page under /visa: it takes all names there that are left.
    app.include_router(trainers_router(settings, corpus, service, renderer, limit, layout))
    app.mount("/static", ForeverFiles(directory=STATIC), name="static")
    app.mount("/assets", ForeverFiles(directory=ASSETS), name="assets")  # Gradio's page asks for ./assets
    app.include_router(mount_chat(app, service, renderer, limit, layout))
    tell = Teller(layout)
    handle_errors(app, tell)
    # The last one added is the first to see a request.
    app.add_middleware(Unexpected, respond=lambda request: tell(request, 500, "unexpected", "page.error", "error.unexpected"))
    app.add_middleware(GZipMiddleware, minimum_size=1000, compresslevel=5)
    app.add_middleware(BodyLimit, respond=lambda request: tell(request, 413, "too_large", "page.error", "error.too_large"))
    app.add_middleware(
        GradioPaths,
        joins=joins,
        respond=lambda request: tell(request, 429, "too_many", "page.error", "error.too_many"),
    )
    app.add_middleware(SecurityHeaders, frame_ancestors=settings.allow_embedding)
    app.add_middleware(AccessLog)
    app.add_middleware(HeadAsGet)
    app.add_middleware(SubPath, root=layout.root)
    return app


def glossary_or_none() -> Glossary:
    """The glossary; without one, answers explain no words, which is no reason not to answer."""
    try:
        return load_glossary()
    except CorpusError as error:
        log.warning("glossary_left_out", extra={"fields": {"error": str(error)}})
        return Glossary({})


class Teller:
    """Says what went wrong, in the visitor's language: a page for people, JSON for programs."""

    def __init__(self, layout: Layout) -> None:
        self._layout = layout

    def for_programs(self, request: Request) -> bool:
        """Whether a program asks."""
        return request.url.path.removeprefix(self._layout.root).startswith(("/api/", "/chat/", "/healthz"))

    def __call__(self, request: Request, status: int, code: str, heading: str, message: str) -> Response:
        """`heading` and `message` are keys of texts."""
        text = visitor_texts(request)
        if self.for_programs(request):
            return problem(status, code, text(message))
        return self._layout.page(request, "error.html", status=status, heading=text(heading), message=text(message))


def handle_errors(app: FastAPI, tell: Teller) -> None:
    """Plain messages for addresses and forms that lead nowhere."""

    @app.exception_handler(HTTPException)
    async def http(request: Request, error: HTTPException) -> Response:
        if error.status_code == 404:
            return tell(request, 404, "not_found", "page.not_found", "page.not_found_text")
        return tell(request, error.status_code, "http", "page.error", "page.error_text")

    @app.exception_handler(RequestValidationError)
    async def invalid(request: Request, error: RequestValidationError) -> Response:
        if not tell.for_programs(request):
            if any(e["loc"][0] == "path" for e in error.errors()):
                return tell(request, 404, "not_found", "page.not_found", "page.not_found_text")
            return tell(request, 422, "input", "page.error", "page.not_read")
        # Names what is wrong and never repeats what was sent, which may be a question or not be text at all.
        where = "; ".join(f"{'.'.join(str(part) for part in e['loc'])}: {e['msg']}" for e in error.errors()[:5])
        return problem(422, "input", where.encode("utf-8", "replace").decode())
