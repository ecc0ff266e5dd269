"""A quiz for a room: a number in the address makes the questions, so that everybody gets the same.

One question to a screen. What has been answered stands in the address as one digit for each question; nothing is kept
on the server. The questions come from `qa.quiz`. Knows nothing about how they are made.
"""

import re
import secrets
import threading
from collections.abc import Mapping, Sequence

from fastapi import APIRouter, Request
from fastapi.responses import HTMLResponse

from qa.quiz.candidates import Candidate, candidates
from qa.quiz.making import make_quiz
from qa.quiz.types import Alternative, Kind, Question
from qa.types import Modality
from qa.web.layout import Layout, visitor_texts
from qa.web.service import Service, State
from qa.web.texts import Texts, staff_texts

LETTERS = "ABCDEFGH"  # before the alternatives
# What is asked, for each kind of question, and the strengths that a sentence may have.
PROMPTS = {
    Kind.WHO: "quiz.who",
    Kind.PLACE: "quiz.place",
    Kind.STRENGTH: "quiz.strength",
    Kind.DATED: "quiz.dated",
    Kind.DECIDED: "quiz.decided",
}
STRENGTHS = {
    Modality.OBLIGATION: "quiz.obligation",
    Modality.RECOMMENDATION: "quiz.recommendation",
    Modality.PERMISSION: "quiz.permission",
}


class Quizzes:
    """Makes quizzes over one service; what they are drawn from is found once."""

    def __init__(self, service: Service) -> None:
        self.service = service
        self._lock = threading.Lock()
        self._found: tuple[Candidate, ...] | None = None

    def quiz(self, seed: int) -> tuple[Question, ...]:
        """The quiz with a number. To be asked for once the service is ready."""
        with self._lock:
            if self._found is None:
                self._found = candidates(self.service.corpus, self.service.duties)
        return make_quiz(self._found, seed)


def quiz_router(service: Service, layout: Layout) -> APIRouter:
    """/visa/quiz and /visa/quiz/utskrift."""
    router = APIRouter(include_in_schema=False)
    quizzes = Quizzes(service)

    def show(request: Request, template: str, context: Mapping[str, object], status: int = 200) -> HTMLResponse:
        shared = {"corpus": service.corpus, "letters": LETTERS, "kinds": Kind}
        return layout.page(request, template, status=status, staff=True, **shared, **context)

    def start(request: Request, problem: str | None = None) -> HTMLResponse:
        fresh = secrets.randbelow(9000) + 1000
        return show(request, "quiz_start.html", {"fresh": fresh, "problem": problem}, 422 if problem else 200)

    def wait(request: Request, t: Texts) -> HTMLResponse:
        loading = service.state is State.LOADING
        return show(request, "quiz_waiting.html", {"unavailable": service.unavailable(t.language), "loading": loading}, 503)

    @router.get("/visa/quiz", response_class=HTMLResponse)
    def page(request: Request, seed: str = "", answers: str = "", choice: str = "") -> HTMLResponse:
        t = staff_texts(visitor_texts(request).language)
        if not seed.strip():
            return start(request)
        number = _seed(seed)
        if number is None:
            return start(request, t("quiz.bad_seed"))
        if service.state is not State.READY:
            return wait(request, t)
        questions = quizzes.quiz(number)
        given = _answers(answers + choice, questions)
        if given is None or len(choice) > 1:
            return start(request, t("quiz.bad_answers"))
        score = sum(a == q.right for a, q in zip(given, questions, strict=False))
        context = {"seed": str(number), "questions": questions, "given": given, "score": score, "words": _Words(t)}
        if len(given) == len(questions) and not choice:
            return show(request, "quiz_score.html", context)
        at = len(given) - 1 if choice else len(given)
        chosen = given[at] if choice else None
        return show(request, "quiz.html", {**context, "at": at, "chosen": chosen, "answered": answers})

    @router.get("/visa/quiz/utskrift", response_class=HTMLResponse)
    def sheet(request: Request, seed: str = "") -> HTMLResponse:
        t = staff_texts(visitor_texts(request).language)
        number = _seed(seed)
        if number is None:
            return start(request, t("quiz.bad_seed"))
        if service.state is not State.READY:
            return wait(request, t)
        context = {"seed": str(number), "questions": quizzes.quiz(number), "words": _Words(t)}
        return show(request, "quiz_sheet.html", context)

    return router


class _Words:
    """The frame around a question, in the language of the page."""

    def __init__(self, t: Texts) -> None:
        self.t = t

    def prompt(self, question: Question) -> str:
        """What is asked."""
        asks_for_it = question.kind in (Kind.PLACE, Kind.DATED)
        key = PROMPTS[question.kind]
        return self.t(key) if asks_for_it else self.t(key, municipality=question.municipality)

    def told(self, alternative: Alternative) -> str:
        """An alternative as it is shown."""
        return self.t(STRENGTHS[alternative.modality]) if alternative.modality else alternative.text

    def swedish(self, alternative: Alternative) -> bool:
        """Whether an alternative is a policy's own word or a name."""
        return alternative.modality is None


def _seed(text: str) -> int | None:
    """The number of a quiz, or None."""
    text = text.strip()
    return int(text) if re.fullmatch(r"[0-9]{1,6}", text) else None


def _answers(text: str, questions: Sequence[Question]) -> tuple[int, ...] | None:
    """One index for each question answered so far; None where that cannot be."""
    if not re.fullmatch(r"[0-9]*", text) or len(text) > len(questions):
        return None
    given = tuple(int(digit) for digit in text)
    return given if all(a < len(q.alternatives) for a, q in zip(given, questions, strict=False)) else None
