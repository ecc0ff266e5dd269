"""What a stricter or a looser threshold would answer and refuse: over the test questions, and over a few to look at.

The test questions' outcomes come from the last evaluation, the examples' probabilities from the engine. Knows nothing
about how either is computed.
"""

import json
from collections.abc import Sequence
from dataclasses import dataclass

from fastapi import APIRouter, Request
from fastapi.responses import HTMLResponse

from corpus.errors import EvaluationError, InputError
from qa import types
from qa.evaluation.measured import COMMAND, Measured, load_measured
from qa.evaluation.thresholds import STEPS, Counts, counts_by_step, judged_otherwise
from qa.types import MadeWith
from qa.web.layout import Layout, visitor_texts
from qa.web.numbers import percent
from qa.web.rate_limit import RateLimit
from qa.web.service import AskEngine, NotReady, Service, State
from qa.web.texts import Texts, staff_texts, texts

# Probabilities of the examples, which are the same for everybody; never of a visitor's question.
Known = dict[str, float | None]
MIDDLE = 50  # where the slider stands while no threshold is known
# The four outcomes in the order of `Counts`: style, name, what it means.
OUTCOMES = (
    ("right", "threshold.answered_rightly", "threshold.answered_rightly_is"),
    ("wrong", "threshold.answered_wrongly", "threshold.answered_wrongly_is"),
    ("refusal", "threshold.refused_rightly", "threshold.refused_rightly_is"),
    ("needless", "threshold.refused_needlessly", "threshold.refused_needlessly_is"),
)


@dataclass(frozen=True, slots=True)
class Segment:
    """One outcome at the chosen threshold: of the stacked bar and of its table."""

    style: str
    name: str
    meaning: str
    count: int
    share: str
    x: float  # percent of the bar
    width: float


@dataclass(frozen=True, slots=True)
class Example:
    """A question with the probability of its best passage."""

    question: str
    language: str | None  # None: of the visitor's own question, which is not known
    probability: float | None  # None where nothing was searched
    shown: str
    own: bool = False

    def answered(self, step: int) -> bool:
        """Whether it would be answered from this threshold on."""
        return self.probability is not None and self.probability > 0 and self.probability >= step / STEPS


def threshold_router(service: Service, limit: RateLimit, layout: Layout) -> APIRouter:
    """/visa/troskel."""
    router = APIRouter(include_in_schema=False)
    kept: tuple[AskEngine, Known] | None = None

    def known() -> tuple[AskEngine, Known]:
        """The engine at hand, and what it said; what another one said is forgotten. Raises NotReady."""
        nonlocal kept
        engine, found = service.engine, kept
        if found is None or found[0] is not engine:
            found = kept = engine, {}
        return found

    def probability(engine: AskEngine, question: str) -> float | None:
        found = engine.explain(types.Request(question))
        return None if found is None else max((c.probability for c in found.passages), default=0.0)

    def examples(request: Request, t: Texts) -> list[Example]:
        text = visitor_texts(request)
        asked = [(q, text.language) for q in text.examples]
        asked += [(t("threshold.example_outside"), t.language), (t("threshold.example_detail"), t.language)]
        engine, said = known()
        for question, _ in asked:
            if question not in said:
                said[question] = probability(engine, question)
        return [_example(q, language, said[q], t) for q, language in asked]

    @router.get("/visa/troskel", response_class=HTMLResponse)
    def page(request: Request, threshold: str = "", q: str = "") -> HTMLResponse:
        t = staff_texts(visitor_texts(request).language)
        said = texts(t.language)
        problem, unavailable, shown, status = None, None, [], 200
        measured, made = _measured(), _made_with(service)
        present = made.threshold if made else measured.made_with.threshold if measured else None
        step = _step(threshold)
        if threshold.strip() and step is None:
            problem, status = t("threshold.bad_number"), 422
        if step is None:
            step = MIDDLE if present is None else round(STEPS * present)
        try:
            shown = examples(request, t)
            if q.strip():
                if not limit.allow(request.client.host if request.client else ""):
                    problem, status = said("error.too_many"), 429
                else:
                    question = service.checked(types.Request(q), interface=t.language).question
                    shown.insert(0, _example(question, None, probability(service.engine, question), t, own=True))
        except InputError as error:
            problem, status = str(error), 422
        except NotReady:
            unavailable, status = service.unavailable(t.language), 503 if q.strip() else status
        steps = counts_by_step(measured.tested) if measured else ()
        return layout.page(
            request,
            "threshold.html",
            status=status,
            staff=True,
            step=step,
            chosen=percent(step / STEPS, t.language),
            present=None if present is None else round(100 * present, 2),
            present_shown=percent(present, t.language),
            segments=_segments(steps[step], t) if steps else (),
            total=steps[0].total if steps else 0,
            counts=json.dumps([c.each for c in steps]),
            elsewhere=_elsewhere(measured, made),
            otherwise=judged_otherwise(measured.tested, measured.made_with.threshold) if measured else 0,
            examples=shown,
            question=q[: service.max_question],
            command=COMMAND,
            problem=problem,
            unavailable=unavailable,
            loading=unavailable is not None and service.state is State.LOADING,
        )

    return router


def _measured() -> Measured | None:
    """The last evaluation; None where there is none, or where no test question was asked as they are served."""
    try:
        found = load_measured()
    except EvaluationError:
        return None
    return found if found.tested else None


def _made_with(service: Service) -> MadeWith | None:
    try:
        return service.engine.made_with
    except NotReady:
        return None


def _elsewhere(measured: Measured | None, made: MadeWith | None) -> bool:
    """Whether the evaluation was made with another model or other documents than run now."""
    if measured is None or made is None:
        return False
    then = measured.made_with
    return (then.model_hash, then.corpus_hash) != (made.model_hash, made.corpus_hash)


def _step(text: str) -> int | None:
    """A whole number from 0 to STEPS, or None."""
    text = text.strip()
    return int(text) if text.isascii() and text.isdigit() and len(text) <= 3 and int(text) <= STEPS else None


def _example(question: str, language: str | None, probability: float | None, t: Texts, own: bool = False) -> Example:
    shown = t("threshold.not_searched") if probability is None else percent(probability, t.language)
    return Example(question, language, probability, shown, own)


def _segments(counts: Counts, t: Texts) -> Sequence[Segment]:
    found: list[Segment] = []
    x = 0.0
    for (style, name, meaning), count in zip(OUTCOMES, counts.each, strict=True):
        share = count / counts.total if counts.total else 0.0
        width = round(100 * share, 3)
        found.append(Segment(style, t(name), t(meaning), count, percent(share, t.language), round(x, 3), width))
        x += width
    return found
