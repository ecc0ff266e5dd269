"""How good the answers are: the last evaluation as a page, with what it was made with and whether that still runs.

Renders the numbers that `python -m qa evaluate` leaves. Knows nothing about how they are measured.
"""

from dataclasses import dataclass

from fastapi import APIRouter, Request
from fastapi.responses import HTMLResponse

from corpus.errors import EvaluationError
from qa.evaluation import measured as file
from qa.evaluation.measured import load_measured
from qa.types import MadeWith
from qa.web import quality_view as view
from qa.web.charts import SHARES
from qa.web.layout import Layout, visitor_texts
from qa.web.numbers import decimal, percent
from qa.web.service import NotReady, Service
from qa.web.texts import Texts, staff_texts


@dataclass(frozen=True, slots=True)
class Compared:
    """Something that the measurement was made with, and what runs now."""

    key: str
    then: str
    now: str | None  # None while that is not known
    same: bool | None


def quality_router(service: Service, layout: Layout) -> APIRouter:
    """/kvalitet."""
    router = APIRouter(include_in_schema=False)

    @router.get("/kvalitet", response_class=HTMLResponse)
    def page(request: Request) -> HTMLResponse:
        t = staff_texts(visitor_texts(request).language)
        try:
            found = load_measured()
        except EvaluationError:
            missing = not file.SHIPPED.is_file()
            return layout.page(request, "quality_missing.html", staff=True, command=file.COMMAND, missing=missing)
        asked = [part for mode in view.MODES if (part := found.part("test", mode))]
        main = asked[0] if asked else None
        if main is None:
            return layout.page(request, "quality_missing.html", staff=True, command=file.COMMAND, missing=True)
        compared = tuple(_compared(found.made_with, service, t))
        return layout.page(
            request,
            "quality.html",
            staff=True,
            command=file.COMMAND,
            date=found.date.isoformat(),
            questions=main.questions,
            answerable=main.answerable,
            headlines=[g for key in ("first", "not_claimed", "refused") if (g := view.goal(main.measure(key), t))],
            compared=compared,
            differs=any(c.same is False for c in compared),
            main=view.mode(main, t),
            bare=[(t(f"quality.{part.mode}"), view.mode(part, t)) for part in asked[1:]],
            share_ticks=[(100 * share, percent(share, t.language)) for share in SHARES],
            risk=view.risk(found, asked, t),
            reliability=view.reliability(main.reliability, t),
            threshold=percent(found.made_with.threshold, t.language),
            precision=percent(found.made_with.precision, t.language),
            missed=view.missed(main, t),
            weak=view.weak(main, t),
            fewest=view.FEWEST,
        )

    return router


def _compared(then: MadeWith, service: Service, t: Texts) -> list[Compared]:
    try:
        now: MadeWith | None = service.engine.made_with
    except NotReady:
        now = None
    corpus = service.corpus.hash
    rows = [Compared("quality.corpus", then.corpus_hash, corpus, then.corpus_hash == corpus)]
    shown = f"{then.model} ({then.model_hash})"
    if now is None:
        return [*rows, Compared("quality.model", shown, None, None), Compared("quality.threshold", _exact(then, t), None, None)]
    same = round(then.threshold, 3) == round(now.threshold, 3)
    return [
        *rows,
        Compared("quality.model", shown, f"{now.model} ({now.model_hash})", then.model_hash == now.model_hash),
        Compared("quality.threshold", _exact(then, t), _exact(now, t), same),
    ]


def _exact(made: MadeWith, t: Texts) -> str:
    return decimal(made.threshold, t.language, 3)
