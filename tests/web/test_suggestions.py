"""Suggested questions: about what the answer shows, in plain standard language, and not what was just asked."""

from dataclasses import replace

import pytest

from corpus.types import Corpus, CuratedQuestion
from qa.types import Answer
from qa.web.suggestions import LENGTH, Suggestions
from qa.web.texts import LANGUAGES, texts
from tests.web.conftest import WordEngine

ABOUT = "vansbro/handlingsplaner/4"


@pytest.fixture(scope="module")
def suggestions(corpus: Corpus) -> Suggestions:
    return Suggestions(corpus)


def answered(engine: WordEngine, question: str = "Vem ansvarar för att handlingsplanerna utvärderas?") -> Answer:
    found = engine.ask(question, municipality="Vansbro")
    assert [c.passage_id for c in found.citations] == [ABOUT]
    return found


@pytest.mark.parametrize("language", LANGUAGES)
def test_they_are_whole_questions_about_what_is_shown(
    suggestions: Suggestions, engine: WordEngine, corpus: Corpus, language: str
) -> None:
    answer = engine.ask("Vad ska varje nämnd göra med handlingsplaner?")
    shown = {c.passage_id for c in (*answer.citations, *answer.related)}
    about = {q.text for q in corpus.questions if q.language == language and q.passage_id in shown}
    found = suggestions.after(answer, language)
    assert 1 <= len(found) <= 3 and set(found) <= about
    assert all(q.endswith(("?", "؟")) and len(q.split()) in LENGTH and not q[0].islower() for q in found)


def test_dialect_slips_and_key_words_are_left_out(corpus: Corpus, engine: WordEngine) -> None:
    offered = {
        "ar": [
            "شو هدف السويد من سياسة الاندماج؟",
            "مين لازم يقيّم خطط العمل عندكم؟",
            "شو مسؤولية المنسق بعد ما تنعمل الخطط؟",
            "من يتابع خطط العمل في البلدية؟",
        ],
        "sv": ["Vem kolar handligsplanerna i komunen?", "utvärdering löpande?", "Vem ska följa upp handlingsplanerna?"],
    }
    for language, questions in offered.items():
        few = replace(corpus, questions=tuple(CuratedQuestion(ABOUT, "0" * 12, language, q) for q in questions))
        assert Suggestions(few).after(answered(engine), language) == (questions[-1],)


def test_what_was_just_asked_is_not_suggested(suggestions: Suggestions, engine: WordEngine) -> None:
    first = suggestions.after(answered(engine), "sv")[0]
    again = replace(answered(engine), question=first.lower())
    assert first not in suggestions.after(again, "sv")


def test_the_most_central_come_first(corpus: Corpus, engine: WordEngine) -> None:
    questions = [
        "Får barn lära sig svenska?",
        "Vem ska följa upp planerna?",
        "Hur ska planerna följas upp?",
        "Vem ska planerna följa?",
    ]
    few = replace(corpus, questions=tuple(CuratedQuestion(ABOUT, "0" * 12, "sv", q) for q in questions))
    found = Suggestions(few).after(answered(engine), "sv")
    assert questions[0] not in found[:1] and found


def test_without_any_the_examples_stand(suggestions: Suggestions, engine: WordEngine) -> None:
    assert suggestions.after(engine.ask("xyzzy"), "so") == texts("so").examples[:3]
