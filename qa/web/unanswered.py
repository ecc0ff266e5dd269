"""/obesvarat: the staff's pages about what the policies do not answer, behind a password.

Log in, see groups, write a curated question, try it, publish it, see the history, undo. Every form carries the session's
token; no page may stand in a frame. What the pages do stands in `qa.web.workbench`.
"""

import logging
from collections.abc import Callable, Coroutine
from typing import Annotated, Any

from fastapi import APIRouter, Form, Query, Request, Response
from fastapi.responses import HTMLResponse, RedirectResponse
from fastapi.routing import APIRoute
from starlette.exceptions import HTTPException

from corpus.errors import CurationError, OrdagrantError, StoreError
from corpus.types import Passage
from qa.language import SERVED
from qa.unanswered.curation import LONGEST, Draft, Refusal
from qa.unanswered.groups import Group
from qa.unanswered.store import DAYS, Change, Store
from qa.web.layout import Layout, visitor_texts
from qa.web.numbers import language_name
from qa.web.security import content_security_policy
from qa.web.service import NotReady, clean
from qa.web.sessions import HOURS, Session, Sessions, from_another_site, from_our_form
from qa.web.texts import STAFF_LANGUAGES, staff_texts
from qa.web.workbench import Job, Workbench

HERE = "/obesvarat"
_LONGEST_PASSWORD = 200
log = logging.getLogger("ordagrant.unanswered")
# Languages that a curated question may be in, the served ones first.
LANGUAGES = (*SERVED, *"bs ckb de es fi fr ku pl ps ro ru ti tr".split())

Short = Annotated[str, Query(max_length=100)]
Words = Annotated[str, Query(max_length=LONGEST)]
Field = Annotated[str, Form()]


class _LoggedOut(Exception):
    """The password has not been given, or too long ago."""


class _Foreign(Exception):
    """A form that this session was not shown."""


def unanswered_router(
    sessions: Sessions, bench: Workbench, store: Store, layout: Layout, municipalities: tuple[str, ...]
) -> APIRouter:
    """All pages under /obesvarat."""
    router = APIRouter(prefix=HERE, include_in_schema=False)

    def page(request: Request, template: str, status: int = 200, **context: object) -> HTMLResponse:
        language = staff_texts(visitor_texts(request).language).language
        response = layout.page(
            request,
            template,
            status=status,
            staff=True,
            name_of=lambda code: language_name(code, language),
            days=DAYS,
            reading=(language, *(code for code in STAFF_LANGUAGES if code != language)),
            **context,
        )
        csp = content_security_policy(request.state.nonce, "'none'", gradio=False)
        response.headers["content-security-policy"] = csp
        return response

    def to(request: Request, path: str = "", **query: str) -> RedirectResponse:
        return RedirectResponse(layout.url(HERE + path, visitor_texts(request).language, **query), status_code=303)

    def refusal(request: Request, error: Exception) -> tuple[str, int]:
        """What a person reads about an error, and its status."""
        t = staff_texts(visitor_texts(request).language)
        if isinstance(error, CurationError):
            return t(f"refusal.{error.reason}"), 503 if error.reason in (Refusal.BUSY, Refusal.READ_ONLY) else 422
        if isinstance(error, NotReady):
            return t("unanswered.loading"), 503
        if isinstance(error, StoreError):
            return t("unanswered.store_failed"), 503
        log.error("staff_page_failed", extra={"fields": {"error": type(error).__name__}})  # its message may hold a question
        return t("unanswered.failed"), 503

    def inside(request: Request) -> Session:
        """The session of somebody who has given the password."""
        session = sessions.find(request)
        if session is None:
            raise _LoggedOut
        return session

    def our_form(request: Request, token: str) -> Session:
        """The session, where the form is one that it was shown."""
        session = inside(request)
        if from_another_site(request) or not from_our_form(session, token):
            raise _Foreign
        return session

    class StaffRoute(APIRoute):
        """Leads to the log-in page who is not logged in, and says plainly what cannot be done."""

        def get_route_handler(self) -> Callable[[Request], Coroutine[Any, Any, Response]]:
            handle = super().get_route_handler()

            async def guarded(request: Request) -> Response:
                t = staff_texts(visitor_texts(request).language)
                try:
                    return await handle(request)
                except _LoggedOut:
                    return to(request, "/in")
                except _Foreign:
                    message, status = t("unanswered.expired"), 403
                except OrdagrantError as error:
                    message, status = refusal(request, error)
                return page(request, "error.html", status, heading=t("unanswered.heading"), message=message)

            return guarded

    router.route_class = StaffRoute

    @router.get("/in", response_class=HTMLResponse)
    def login(request: Request) -> Response:
        if sessions.find(request):
            return to(request)
        return page(request, "unanswered_login.html", problem=None, hours=HOURS)

    @router.post("/in", response_class=HTMLResponse)
    def enter(request: Request, password: Field = "") -> Response:
        t = staff_texts(visitor_texts(request).language)
        if from_another_site(request):
            raise _Foreign
        if not sessions.may_try(request):
            return page(request, "unanswered_login.html", 429, problem=t("unanswered.too_many"), hours=HOURS)
        if len(password) > _LONGEST_PASSWORD or not sessions.matches(password):
            return page(request, "unanswered_login.html", 403, problem=t("unanswered.wrong"), hours=HOURS)
        response = to(request)
        sessions.open(request, response)
        return response

    @router.post("/ut")
    def leave(request: Request, token: Field = "") -> Response:
        our_form(request, token)
        response = to(request, "/in")
        sessions.end(request, response)
        return response

    @router.get("", response_class=HTMLResponse)
    def groups(request: Request, municipality: Short = "", asked_in: Short = "") -> Response:
        session = inside(request)
        found, languages, problem, status = None, [], None, 200
        try:
            found = bench.groups(municipality if municipality in municipalities else "", asked_in)
            languages = bench.languages()
        except StoreError as error:
            problem, status = refusal(request, error)
        return page(
            request,
            "unanswered.html",
            status,
            session=session,
            found=found,
            problem=problem,
            languages=languages,
            municipalities=municipalities,
            municipality=municipality,
            asked_in=asked_in,
        )

    def group_page(
        request: Request,
        session: Session,
        group: Group,
        q: str = "",
        draft: Draft | None = None,
        error: Exception | None = None,
    ) -> HTMLResponse:
        spoken = group.questions[0].language
        suggested: list[Passage] = []
        found: list[Passage] = []
        problem, status = refusal(request, error) if error else (None, 200)
        try:
            suggested, found = bench.suggestions(group), bench.search(clean(q))
            if draft and draft.passage_id in bench.corpus.by_id:
                chosen = bench.corpus.by_id[draft.passage_id]
                found = [chosen, *(p for p in found if p != chosen)]
        except NotReady as not_ready:
            problem, status = refusal(request, not_ready)
        suggested = [p for p in suggested if p not in found]
        return page(
            request,
            "unanswered_group.html",
            status,
            session=session,
            group=group,
            q=q,
            found=found,
            suggested=suggested,
            corpus=bench.corpus if suggested or found else None,
            draft=draft or Draft("", spoken, ""),
            problem=problem,
            longest=LONGEST,
            languages=tuple(dict.fromkeys([*LANGUAGES, spoken])),
        )

    def known_group(question: int) -> Group:
        group = bench.group(question)
        if group is None:  # deleted, or not shown any more
            raise HTTPException(404)
        return group

    @router.get("/grupp/{question}", response_class=HTMLResponse)
    def group(request: Request, question: int, q: Words = "") -> Response:
        return group_page(request, inside(request), known_group(question), q)

    @router.post("/grupp/{question}", response_class=HTMLResponse)
    def try_out(
        request: Request, question: int, token: Field = "", passage: Field = "", asked_in: Field = "", text: Field = ""
    ) -> Response:
        session = our_form(request, token)
        group = known_group(question)
        draft = Draft(passage[:200], asked_in[:3], clean(text)[: LONGEST + 1])
        try:
            return to(request, f"/prov/{bench.start_trial(draft, group).id}")
        except OrdagrantError as error:
            return group_page(request, session, group, draft=draft, error=error)

    @router.post("/grupp/{question}/ta-bort")
    def remove(request: Request, question: int, token: Field = "") -> Response:
        our_form(request, token)
        bench.remove(known_group(question))
        return to(request)

    def known_job(id_: str) -> Job:
        job = bench.job(id_)
        if job is None:
            raise HTTPException(404)
        return job

    @router.get("/prov/{id}", response_class=HTMLResponse)
    def trial(request: Request, id: str) -> Response:
        session = inside(request)
        job = known_job(id)
        corpus = bench.corpus
        return page(
            request,
            "unanswered_trial.html",
            session=session,
            job=job,
            passage=bench.passage(job.question.passage_id),
            published=job.question in corpus.questions,
            outdated=job.corpus != corpus.hash,
        )

    @router.get("/prov/{id}/laget")
    def progress(request: Request, id: str) -> dict[str, int | bool]:
        inside(request)
        job = known_job(id)
        return {"done": job.done, "total": job.total, "ready": job.failed or job.trial is not None}

    def changing(request: Request, session: Session, change: Callable[[], None]) -> Response:
        """Makes a change and shows the history; where it cannot be made, the history says why."""
        try:
            change()
        except OrdagrantError as error:
            problem, status = refusal(request, error)
            return history_page(request, session, problem, status)
        return to(request, "/historik", done="1")

    @router.post("/prov/{id}/publicera")
    def publish(request: Request, id: str, token: Field = "") -> Response:
        session = our_form(request, token)
        job = known_job(id)
        if job.trial is None:
            raise HTTPException(404)
        return changing(request, session, lambda: bench.publish(job))

    @router.post("/historik/{change}/angra")
    def undo(request: Request, change: int, token: Field = "") -> Response:
        return changing(request, our_form(request, token), lambda: bench.undo(change))

    @router.get("/historik", response_class=HTMLResponse)
    def history(request: Request, done: Short = "") -> Response:
        return history_page(request, inside(request), done=bool(done))

    def history_page(
        request: Request, session: Session, problem: str | None = None, status: int = 200, done: bool = False
    ) -> HTMLResponse:
        changes: list[Change] = []
        try:
            changes = store.history()
        except StoreError as error:
            problem, status = refusal(request, error)
        return page(
            request,
            "unanswered_history.html",
            status,
            session=session,
            changes=changes,
            problem=problem,
            done=done,
            passage_of=bench.passage,
        )

    return router
