"""The evaluation questions against the corpus, and the check that keeps them apart from the curated ones."""

from dataclasses import replace

from corpus.types import Corpus, CuratedQuestion
from qa.evaluation.questions import EvaluationQuestion, check_questions, is_development, load_questions
from qa.types import Status


def test_the_questions_fit_the_corpus(corpus: Corpus) -> None:
    questions = load_questions()
    assert check_questions(questions, corpus) == []
    assert sum(q.answerable for q in questions) >= 400
    assert sum(not q.answerable for q in questions) >= 120


def test_intents_stay_on_one_side_and_both_sides_are_large() -> None:
    questions = load_questions()
    sides = {q.intent: {x.development for x in questions if x.intent == q.intent} for q in questions}
    assert all(len(found) == 1 for found in sides.values())
    assert 0.35 < sum(q.development for q in questions) / len(questions) < 0.65
    assert all(q.development == is_development(q.intent) for q in questions)


def test_a_curated_question_that_is_nearly_an_evaluation_question_is_refused(small_corpus: Corpus) -> None:
    passage = small_corpus.passages[0]
    curated = CuratedQuestion(passage.id, passage.text_hash, "sv", "Vem ansvarar för att planen följs upp varje år?")
    corpus = replace(small_corpus, questions=(curated,))
    question = EvaluationQuestion(
        "sv-1", "sv", "vem ansvarar för att planen följs upp varje år", "follow-up", Status.ANSWERED, frozenset({passage.id})
    )
    assert check_questions([question], corpus) == [
        "sv-1: nearly the curated question 'vem ansvarar för att planen följs upp varje år?'; reword one of them"
    ]
    assert check_questions([replace(question, language="en")], corpus) == []


def test_gold_that_is_missing_or_does_not_fit_is_named(small_corpus: Corpus) -> None:
    unknown = EvaluationQuestion("sv-1", "sv", "Vad?", "x", Status.ANSWERED, frozenset({"nowhere/1"}))
    empty = EvaluationQuestion("sv-2", "sv", "Vad?", "y", Status.ANSWERED)
    assert check_questions([unknown, empty], small_corpus) == [
        "sv-1: no passage is called nowhere/1",
        "sv-2: expected answered with 0 gold passages",
    ]
