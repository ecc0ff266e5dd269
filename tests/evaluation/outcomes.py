"""Made-up outcomes, so that every number in a test can be counted by hand."""

from collections.abc import Sequence
from datetime import date

from qa.evaluation.questions import EvaluationQuestion
from qa.evaluation.run import Outcome
from qa.evaluation.summary import Evaluation
from qa.types import Answer, Citation, MadeWith, Signpost, Status

MUNICIPALITIES = {"a": "Åby", "b": "Berga"}
MADE_WITH = MadeWith("made up", "m" * 16, "c" * 16, 5, 50, 8, 0.95, 0.4, 0.38, 0.36)


def citation(passage_id: str, score: float, number: int = 1) -> Citation:
    return Citation(number, passage_id, MUNICIPALITIES.get(passage_id.split("/")[0], ""), "Policy", (), "Text.", (), score)


def outcome(
    id_: str,
    *,
    cited: Sequence[str] = (),
    related: Sequence[str] = (),
    gold: Sequence[str] = (),
    score: float = 0.9,
    language: str = "sv",
    text: str = "Vem ansvarar för planen?",
    kind: str = "what",
    found_language: str | None = None,
    status: Status | None = None,
    history: Sequence[str] = (),
    authority: str | None = None,
    named: str | None = None,
    municipality: str | None = None,
    development: bool = False,
) -> Outcome:
    """Answerable where there is gold, claimed where something is cited; every passage has the same score."""
    expected = Status.ANSWERED if gold else Status.NOT_FOUND
    question = EvaluationQuestion(
        id_, language, text, id_, expected, frozenset(gold), kind=kind, history=tuple(history), authority=authority,
        municipality=municipality, development=development,
    )  # fmt: skip
    answer = Answer(
        text,
        found_language or language,
        status or (Status.ANSWERED if cited else Status.NOT_FOUND),
        (),
        "Framing.",
        tuple(citation(p, score, n) for n, p in enumerate(cited, start=1)),
        tuple(citation(p, score, n) for n, p in enumerate(related, start=1)),
        signpost=Signpost(named, named, "https://example.org", "They know.") if named else None,
    )
    return Outcome(question, answer, tuple(dict.fromkeys((*cited, *related))))


def some_outcomes() -> list[Outcome]:
    """Four answerable questions (right, second, refused, right) and four that are not (three refused, one claimed)."""
    return [
        outcome("1", cited=["a/1", "b/1"], gold=["a/1"], kind="who"),
        outcome("2", cited=["b/2", "a/2"], gold=["a/2"], language="ar", kind="who", history=["Tidigare?"]),
        outcome("3", related=["a/1"], gold=["a/1"], language="en", text="Who?", found_language="sv"),
        outcome("4", cited=["b/1"], gold=["a/1", "b/1"], language="en", history=["Before?"], found_language="sv"),
        outcome("5", related=["a/3"], kind="authority", authority="skatteverket", named="skatteverket", score=0.1),
        outcome("6", kind="authority", authority="csn", named="kommunen", status=Status.OUT_OF_SCOPE),
        outcome("7", municipality="Berga", language="so", history=["Hore?"]),
        outcome("8", cited=["b/3"], language="so", development=True),
    ]


def some_evaluation() -> Evaluation:
    """Those eight with curation, the first four of them without."""
    outcomes = tuple(some_outcomes())
    return Evaluation({"curated": outcomes, "plain": outcomes[:4]}, MUNICIPALITIES, MADE_WITH, date(2026, 1, 31))
