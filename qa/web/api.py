"""HTTP for other systems: ask, documents, passages, health. An answer is given as its `to_dict` makes it.

Errors are `{"error": code, "message": text}` in the caller's language. Knows nothing about pages.
"""

import logging
from typing import Any

from fastapi import APIRouter, Request, Response
from fastapi.responses import JSONResponse
from pydantic import BaseModel, ConfigDict, Field

from corpus.errors import InputError
from qa import types
from qa.web.layout import visitor_texts
from qa.web.payloads import DocumentRow, PassageRow, document_row, passage_row
from qa.web.rate_limit import RateLimit
from qa.web.service import NotReady, Service, State
from qa.web.texts import LANGUAGES, Texts, texts

log = logging.getLogger("ordagrant.feedback")


class Ask(BaseModel):
    """A question."""

    model_config = ConfigDict(
        extra="forbid",
        json_schema_extra={"examples": [{"question": "Vem följer upp integrationspolicyn i Hedemora?", "language": "sv"}]},
    )

    question: str = Field(description="In any language.")
    municipality: str | None = Field(None, max_length=100, description="Search only this municipality, by its name.")
    language: str | None = Field(
        None, description="ISO 639-1 code of the asker's interface: a hint where the question's language is unclear."
    )
    history: list[str] = Field(
        default_factory=list,
        max_length=50,
        description=f"Earlier questions, oldest first; {types.REMEMBERED} are used.",
    )


class Feedback(BaseModel):
    """Whether an answer helped, and which: its status, language and passages. Nothing says who, or what was asked."""

    model_config = ConfigDict(extra="forbid")

    helped: bool
    status: types.Status
    language: str = Field(pattern="^[a-z]{2,3}$")
    passages: list[str] = Field(default_factory=list, max_length=300)


class Problem(BaseModel):
    """An error: a code for programs and a message for people."""

    error: str
    message: str


class Health(BaseModel):
    """Whether questions can be answered."""

    status: State
    reason: str | None = Field(description="Why they cannot, where loading has failed.")
    documents: int
    passages: int


ERRORS: dict[int | str, dict[str, Any]] = {422: {"model": Problem}, 429: {"model": Problem}, 503: {"model": Problem}}


def problem(status: int, code: str, message: str) -> JSONResponse:
    """An error as this API gives it."""
    headers = {"retry-after": "60" if status == 429 else "5"} if status in (429, 503) else None
    return JSONResponse({"error": code, "message": message}, status_code=status, headers=headers)


def api_router(service: Service, limit: RateLimit) -> APIRouter:
    """/api/… and /healthz."""
    router = APIRouter(tags=["Ordagrant"])
    corpus = service.corpus

    @router.post("/api/ask", response_model=types.Answer, responses=ERRORS, summary="Ask the policies a question")
    async def ask(request: Request, body: Ask) -> Response:
        text = caller_texts(request, body.language)
        if not limit.allow(request.client.host if request.client else ""):
            return problem(429, "too_many", text("error.too_many"))
        wanted = types.Request(body.question, body.municipality, body.language, tuple(body.history))
        try:
            answer = await service.ask(wanted, interface=text.language)
        except InputError as error:
            return problem(422, "input", str(error))
        except NotReady as error:
            return problem(503, service.state.value, str(error))
        return JSONResponse(answer.to_dict())

    @router.post("/api/feedback", status_code=204, responses={429: {"model": Problem}}, summary="Say whether an answer helped")
    def feedback(request: Request, body: Feedback) -> Response:
        if not limit.allow(request.client.host if request.client else "", "feedback"):
            return problem(429, "too_many", visitor_texts(request)("error.too_many"))
        passages = [id_ for id_ in body.passages if id_ in corpus.by_id]
        fields = {"helped": body.helped, "status": body.status.value, "language": body.language, "passages": passages}
        log.info("feedback", extra={"fields": fields})
        return Response(status_code=204)

    @router.get("/api/documents", summary="The policies that are searched")
    def documents() -> list[DocumentRow]:
        return [document_row(d, corpus) for d in corpus.documents]

    @router.get(
        "/api/passages/{id:path}",
        response_model=PassageRow,
        responses={404: {"model": Problem}},
        summary="One passage, word for word",
    )
    def passage(request: Request, id: str) -> PassageRow | Response:
        found = corpus.by_id.get(id)
        if found is None:
            return problem(404, "not_found", visitor_texts(request)("page.not_found"))
        return passage_row(found, corpus)

    @router.get(
        "/healthz", response_model=Health, responses={503: {"model": Health}}, summary="Whether questions can be answered"
    )
    def healthz() -> Response:
        counts = {"documents": len(corpus.documents), "passages": len(corpus.passages)}
        health = Health(status=service.state, reason=service.reason, **counts)
        return JSONResponse(health.model_dump(mode="json"), status_code=200 if service.state is State.READY else 503)

    return router


def caller_texts(request: Request, language: str | None) -> Texts:
    """Messages in the language that the body names, else the one that the request prefers."""
    return texts(language) if language in LANGUAGES else visitor_texts(request)
