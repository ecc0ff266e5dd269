"""The trainers' pages: the scenarios as cards, and each scenario as one screen per step, for a projector.

Links lead from step to step, so that it works without JavaScript; a script adds the keys. Knows nothing about how a
step is performed.
"""

from contextlib import suppress

from fastapi import APIRouter, Request
from fastapi.responses import HTMLResponse
from markupsafe import Markup
from starlette.background import BackgroundTask
from starlette.concurrency import run_in_threadpool
from starlette.exceptions import HTTPException

from qa.duties.register import resolve_modality
from qa.scenarios.library import Library
from qa.scenarios.types import Scenario, Step
from qa.web.layout import Layout, visitor_texts
from qa.web.rendering import Renderer
from qa.web.service import NotReady, Service, State
from qa.web.steps import KINDS, Performer, heading, waiting
from qa.web.texts import staff_texts, texts
from qa.web.why import why

ROWS = 8  # of the register on one screen; the rest is a link away


def demonstrate_router(
    service: Service, renderer: Renderer, library: Library, performer: Performer, layout: Layout
) -> APIRouter:
    """/visa and /visa/<id>. To be included after the other pages under /visa: here any name may be a scenario's."""
    router = APIRouter(include_in_schema=False)

    @router.get("/visa", response_class=HTMLResponse)
    def start(request: Request) -> HTMLResponse:
        page = layout.page(request, "demonstrate.html", staff=True, shelf=library.shelf(service.duties))
        page.background = BackgroundTask(warm, performer)
        return page

    @router.get("/visa/{id_}", response_class=HTMLResponse)
    async def show(request: Request, id_: str, step: str = "1", note: str = "1") -> HTMLResponse:
        scenario = await run_in_threadpool(found, library, service, id_)
        number = int(step) if step.isascii() and step.isdigit() and len(step) < 4 else 0
        if not 1 <= number <= len(scenario.steps):
            raise HTTPException(404)
        interface = visitor_texts(request).language
        t = staff_texts(interface)
        chosen = scenario.steps[number - 1]
        done, explanation, unavailable = None, None, None
        try:
            done = await performer.perform(chosen, t.language)
            explanation = await performer.explain(chosen, t.language) if done.answer else None
        except NotReady:
            unavailable = waiting(service, t.language)
        answer = renderer.answer(done.answer, interface=interface) if done and done.answer else None
        return layout.page(
            request,
            "scenario.html",
            status=503 if unavailable else 422 if done and done.problem else 200,
            staff=True,
            scenario=scenario,
            number=number,
            step=chosen,
            kind=t(KINDS[chosen.kind]),
            about=heading(chosen, service.corpus, t.language, done.answer if done else None),
            done=done,
            answer=Markup(answer) if answer else None,
            why=why(explanation, service.corpus, t) if explanation else None,
            rows=done.duties[:ROWS] if done else (),
            register=register_query(chosen),
            corpus=service.corpus,
            words=texts(t.language),
            note=note != "0",
            unavailable=unavailable,
            loading=unavailable is not None and service.state is State.LOADING,
        )

    return router


def warm(performer: Performer) -> None:
    """Makes what the first explanation needs while the trainer chooses."""
    with suppress(NotReady):
        performer.warm()


def found(library: Library, service: Service, id_: str) -> Scenario:
    """The scenario with an id, or the page that says there is none."""
    scenario = library.shelf(service.duties).find(id_)
    if scenario is None:
        raise HTTPException(404)
    return scenario


def register_query(step: Step) -> dict[str, str]:
    """What a step's rows are called in the address of the whole register."""
    if step.duties is None:
        return {}
    wanted = {"municipality": step.duties.municipality, "actor": step.duties.actor}
    if step.duties.modality:
        wanted["modality"] = resolve_modality(step.duties.modality).value
    return {name: value for name, value in wanted.items() if value}
