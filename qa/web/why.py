"""Why a passage was chosen, as bar charts and tables: on each step that asks, and on a page for any question.

The numbers come from the engine's explanation. Knows nothing about how they are computed.
"""

from dataclasses import dataclass

from fastapi import APIRouter, Request
from fastapi.responses import HTMLResponse

from corpus.errors import InputError
from corpus.types import Corpus, Passage
from index.types import View
from qa import types
from qa.explanation import Considered, Explanation
from qa.web.layout import Layout, visitor_texts
from qa.web.numbers import decimal, percent
from qa.web.rate_limit import RateLimit
from qa.web.service import NotReady, Service, State
from qa.web.steps import Performer, waiting
from qa.web.texts import Texts, staff_texts, texts

SHOWN = 3  # passages
LONGEST_NAME = 100  # characters of a municipality's name
# Each view's name, and what it is in plain words.
VIEWS = {
    View.PASSAGE: ("why.passage", "why.passage_is"),
    View.SENTENCE: ("why.sentence", "why.sentence_is"),
    View.TRANSLATION: ("why.translation", "why.translation_is"),
    View.QUESTION: ("why.curated", "why.curated_is"),
    View.STATEMENT: ("why.statement", "why.statement_is"),
}


@dataclass(frozen=True, slots=True)
class Bar:
    """One row of a chart and of its table."""

    label: str
    share: float  # of the chart's width, 0..1
    shown: str  # the number as people read it
    text: str = ""  # what was compared
    swedish: bool = False  # whether that is a policy's own text


@dataclass(frozen=True, slots=True)
class Judged:
    """One passage that was looked at."""

    number: int
    passage: Passage
    municipality: str
    probability: str
    claimed: bool  # at or above the threshold
    views: tuple[Bar, ...]


@dataclass(frozen=True, slots=True)
class Why:
    """What the charts show."""

    passages: tuple[Judged, ...]
    sureness: tuple[Bar, ...]  # one bar per passage
    threshold: float  # 0..1
    threshold_shown: str
    claimed: bool  # whether an answer is claimed
    searched: str | None  # the question as it was searched, where that differs
    known: tuple[tuple[str, str], ...]  # every view that matched somewhere: name, plain words


def why(explanation: Explanation, corpus: Corpus, t: Texts) -> Why:
    """The charts of one explanation, in the language of the page."""
    best = [c for c in explanation.passages if c.passage_id in corpus.by_id][:SHOWN]
    judged = tuple(_judged(n, c, explanation.threshold, corpus, t) for n, c in enumerate(best, start=1))
    matched = {v.view for c in best for v in c.views}
    return Why(
        passages=judged,
        sureness=tuple(
            Bar(f"{j.number}. {j.municipality}", _within(c.probability), j.probability)
            for j, c in zip(judged, best, strict=True)
        ),
        threshold=_within(explanation.threshold),
        threshold_shown=percent(explanation.threshold, t.language),
        claimed=explanation.answered,
        searched=explanation.searched if explanation.searched.strip() != explanation.question.strip() else None,
        known=tuple((t(name), t(meaning)) for view, (name, meaning) in VIEWS.items() if view in matched),
    )


def _judged(number: int, considered: Considered, threshold: float, corpus: Corpus, t: Texts) -> Judged:
    bars = tuple(
        Bar(
            label=t(VIEWS[v.view][0]),
            share=_within(v.score),
            shown=decimal(v.score, t.language),
            # The passage itself stands above the chart.
            text="" if v.view is View.PASSAGE else v.text,
            swedish=v.view in (View.SENTENCE, View.STATEMENT),
        )
        for v in considered.views
    )
    probability = considered.probability
    return Judged(
        number,
        corpus.by_id[considered.passage_id],
        considered.municipality,
        percent(probability, t.language),
        probability >= threshold,
        bars,
    )


def _within(share: float) -> float:
    """Cosines below zero have no bar."""
    return min(1.0, max(0.0, share))


def why_router(service: Service, performer: Performer, limit: RateLimit, layout: Layout) -> APIRouter:
    """/visa/varfor: any question, explained."""
    router = APIRouter(include_in_schema=False)

    @router.get("/visa/varfor", response_class=HTMLResponse)
    def page(request: Request, q: str = "", municipality: str = "") -> HTMLResponse:
        t = staff_texts(visitor_texts(request).language)
        said = texts(t.language)
        found, problem, status = None, None, 200
        if q.strip():
            try:
                if not limit.allow(request.client.host if request.client else ""):
                    problem, status = said("error.too_many"), 429
                else:
                    wanted = types.Request(q, municipality[:LONGEST_NAME] or None)
                    found = performer.explain_request(wanted, t.language)
            except InputError as error:
                problem, status = str(error), 422
            except NotReady:
                problem, status = waiting(service, t.language), 503
        return layout.page(
            request,
            "why.html",
            status=status,
            staff=True,
            question=q[: service.max_question],
            chosen=municipality[:LONGEST_NAME],
            names=service.corpus.municipalities,
            asked=bool(q.strip()) and problem is None,
            why=why(found, service.corpus, t) if found else None,
            problem=problem,
            loading=service.state is State.LOADING and status == 503,
        )

    return router
