"""The quiz over the real policies: the right answer stands there, and no wrong one does."""

import re

import pytest

from corpus.types import Corpus
from qa.duties.extract import extract_duties
from qa.duties.register import actor_bases
from qa.quiz.candidates import STRENGTHS, Candidate, candidates
from qa.quiz.likeness import Actions, alike, is_body, kindred
from qa.quiz.making import LENGTH, make_quiz
from qa.quiz.types import Kind, Question
from qa.types import Duty, Modality

SEEDS = range(1, 120)


@pytest.fixture(scope="module")
def corpus() -> Corpus:
    from corpus.store import load_corpus

    return load_corpus()


@pytest.fixture(scope="module")
def duties(corpus: Corpus) -> tuple[Duty, ...]:
    return extract_duties(corpus)


@pytest.fixture(scope="module")
def found(corpus: Corpus, duties: tuple[Duty, ...]) -> tuple[Candidate, ...]:
    return candidates(corpus, duties)


@pytest.fixture(scope="module")
def questions(found: tuple[Candidate, ...]) -> list[Question]:
    """Every question of many quizzes."""
    return [q for seed in SEEDS for q in make_quiz(found, seed)]


def test_a_number_always_gives_the_same_quiz(found: tuple[Candidate, ...]) -> None:
    assert make_quiz(found, 4821) == make_quiz(found, 4821)
    assert len({make_quiz(found, seed) for seed in SEEDS}) == len(SEEDS)


def test_a_quiz_has_its_length_and_repeats_nothing(found: tuple[Candidate, ...]) -> None:
    for seed in SEEDS:
        quiz = make_quiz(found, seed)
        assert len(quiz) == LENGTH
        assert {Kind.WHO, Kind.PLACE, Kind.STRENGTH} <= {q.kind for q in quiz}
        assert sum(q.kind in (Kind.DATED, Kind.DECIDED) for q in quiz) == 1
        for n, one in enumerate(quiz):
            assert not any(alike(one.quote, other.quote) for other in quiz[n + 1 :])


def test_the_quote_stands_word_for_word_in_the_passage(questions: list[Question], corpus: Corpus) -> None:
    for q in questions:
        assert q.passage_id and q.quote in corpus.by_id[q.passage_id].text
        assert corpus.by_id[q.passage_id].document == q.document
        assert q.before + q.missing + q.after == q.quote


def test_alternatives_differ_and_one_is_right(questions: list[Question]) -> None:
    for q in questions:
        texts = [a.text for a in q.alternatives]
        assert len(set(texts)) == len(texts) and 3 <= len(texts) <= 4
        assert 0 <= q.right < len(texts)
    assert {q.right for q in questions if q.kind is Kind.PLACE} == {0, 1, 2, 3}


def test_no_other_policy_that_is_offered_says_nearly_the_same(found: tuple[Candidate, ...], corpus: Corpus) -> None:
    said: dict[str, list[str]] = {name: [] for name in corpus.municipalities}
    for p in corpus.passages:
        said[corpus.document_of(p).municipality] += [p.quote(span) for span in p.sentences]
    places = [c for c in found if c.kind is Kind.PLACE]
    assert len(places) > 50 and any(c.also for c in places)
    for c in places:
        assert c.right == c.municipality and c.right not in c.wrong and not set(c.also) & set(c.wrong)
        for name in c.wrong:
            assert not any(alike(c.quote, sentence) for sentence in said[name]), (c.quote, name)


def test_no_quote_gives_its_municipality_away(found: tuple[Candidate, ...], corpus: Corpus) -> None:
    for c in found:
        if c.kind is Kind.PLACE:
            assert not re.search("hällefors|hedemora|herrljunga|malung|sälen|vansbro", c.quote.casefold()), c.quote


def test_no_other_body_has_a_related_duty_there(found: tuple[Candidate, ...], duties: tuple[Duty, ...]) -> None:
    actions = Actions(duties)
    whos = [c for c in found if c.kind is Kind.WHO]
    assert len(whos) >= 10
    for c in whos:
        told = [d for d in duties if d.passage_id == c.passage_id and d.sentence == c.quote]
        related = [d for d in duties if d.municipality == c.municipality and any(actions.related(d, own) for own in told)]
        names = {d.actor.casefold() for d in related if d.actor}
        assert c.quote[slice(*c.gap or (0, 0))].casefold() == c.right.casefold()
        for name in c.wrong:
            assert name.casefold() not in names and name.casefold() not in c.quote.casefold()
            bodies = {base for d in duties if d.actor and d.actor.casefold() == name.casefold() for base in actor_bases(d)}
            assert not kindred(bodies, {base for d in related for base in actor_bases(d)}), (c.quote, name)


def test_the_strength_is_that_of_the_only_modal_verb(questions: list[Question]) -> None:
    words = {"ska": 0, "skall": 0, "måste": 0, "bör": 1, "förväntas": 1, "får": 2, "kan": 2}
    strengths = [q for q in questions if q.kind is Kind.STRENGTH]
    assert {q.alternatives[q.right].modality for q in strengths} >= {Modality.OBLIGATION, Modality.RECOMMENDATION}
    for q in strengths:
        assert tuple(a.modality for a in q.alternatives) == STRENGTHS
        assert words[q.missing.casefold()] == q.right


def test_years_that_are_wrong_stand_nowhere_in_the_document(found: tuple[Candidate, ...], corpus: Corpus) -> None:
    decided = next(c for c in found if c.kind is Kind.DECIDED)
    text = " ".join(p.text for p in corpus.passages if p.document == decided.document)
    assert decided.municipality == "Herrljunga" and decided.right == "2017" and "2017" in decided.quote
    assert not any(year in text for year in decided.wrong)
    dated = next(c for c in found if c.kind is Kind.DATED)
    assert dated.right == "Herrljunga" and set(dated.wrong) == set(corpus.municipalities) - {"Herrljunga"}


def test_bodies_of_one_kind_are_never_offered_against_each_other() -> None:
    assert kindred(["nämnd"], ["kommunstyrelse"]) and kindred(["nämnd", "kommunalt bolag"], ["bostadsbolag"])
    assert not kindred(["nämnd"], ["förvaltning"]) and not kindred(["integrationscentrum"], ["integrationssamordnare"])


def test_everyone_and_the_whole_municipality_are_no_bodies(duties: tuple[Duty, ...]) -> None:
    bodies = {d.actor_base for d in duties if is_body(d)}
    assert {"kommunstyrelse", "nämnd", "integrationssamordnare"} <= bodies
    assert not {"alla", "kommunen", "samhället", "individ", "kommunal verksamhet", None} & bodies


def test_likeness_sees_twins_that_were_reworded() -> None:
    one = "Introduktionen skall anpassas efter varje individs förutsättningar och behov."
    assert alike(one, "Introduktionen ska anpassas efter varje individs förutsättningar.")
    assert not alike(one, "Kommunen ska bidra till att skapa mötesplatser för alla invånare.")


def test_a_small_corpus_gives_a_shorter_quiz() -> None:
    assert make_quiz((), 1) == ()
