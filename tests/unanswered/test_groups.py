"""Groups by meaning: what belongs together, and that small groups and small counts stay hidden."""

from dataclasses import replace
from datetime import date, timedelta

import numpy as np

from index.types import Floats
from qa.types import Status
from qa.unanswered.groups import Grouped, grouped
from qa.unanswered.store import Kept
from tests.conftest import WordEncoder

DAY = date(2031, 3, 1)


def kept(*rows: tuple[str, str, tuple[str, ...]]) -> list[Kept]:
    """Questions from (text, language, municipalities)."""
    vectors: Floats = WordEncoder().encode_questions([text for text, _, _ in rows]).vectors
    return [
        Kept(n, DAY + timedelta(n), language, places, Status.NOT_FOUND, text, "m", vectors[n - 1])
        for n, (text, language, places) in enumerate(rows, start=1)
    ]


POOL = [
    ("Finns det simhall med bassäng?", "sv", ("Vansbro",)),
    ("simhall bassäng", "sv", ("Vansbro",)),
    ("Is there a simhall bassäng", "en", ("Hedemora",)),
    ("simhall bassäng öppet", "sv", ()),
]
BUS = [("När går bussen till stationen?", "sv", ("Vansbro",)), ("bussen stationen", "sv", ("Hällefors",))]


def found(*rows: tuple[str, str, tuple[str, ...]]) -> Grouped:
    return grouped(kept(*rows))


def test_what_means_the_same_comes_together() -> None:
    result = found(*POOL, *BUS)
    (pool,) = result.groups
    assert {q.text for q in pool.questions} == {text for text, _, _ in POOL}
    assert pool.questions[0].text == "simhall bassäng" and pool.id == 1
    assert pool.days == (DAY + timedelta(1), DAY + timedelta(4))
    assert (result.small_groups, result.small_questions) == (1, 2)


def test_counts_below_three_are_not_told() -> None:
    (pool,) = found(*POOL).groups
    assert pool.languages == [("sv", 3), ("en", None)]
    assert pool.municipalities == [("Vansbro", None), ("Hedemora", None), ("", None)]
    assert pool.statuses == [(Status.NOT_FOUND, 4)]


def test_one_person_on_one_day_is_no_group() -> None:
    text = "simhall bassäng"
    rows = kept((text, "sv", ("Vansbro",)), (text.upper(), "sv", ("Hedemora",)), (text, "en", ()), (text, "sv", ()))
    tries = [replace(q, day=DAY) for q in rows]
    assert grouped(tries) == Grouped((), 1, 1)
    days = [replace(q, id=q.id + n * 10, day=DAY + timedelta(n)) for n in range(3) for q in tries]
    (pool,) = grouped(days).groups
    assert (pool.size, pool.languages) == (3, [("sv", 3), ("en", 3)]) and pool.statuses == [(Status.NOT_FOUND, 3)]


def test_a_choice_can_make_a_group_too_small() -> None:
    questions = kept(*POOL)
    assert grouped(questions, lambda q: "Vansbro" in q.municipalities).groups == ()
    assert grouped(questions, lambda q: q.language == "sv").groups[0].size == 3


def test_examples_are_told_once() -> None:
    (pool,) = found(*POOL, ("SIMHALL bassäng", "sv", ())).groups
    assert [q.text.casefold() for q in pool.examples()].count("simhall bassäng") == 1
    assert pool.examples()[0].text.casefold() == "simhall bassäng"
    assert [q.language for q in pool.examples("en", "sv")] == ["en", "sv", "sv", "sv"]


def test_few_questions() -> None:
    assert found() == Grouped((), 0, 0)
    assert found(POOL[0]) == Grouped((), 1, 1)
    assert found(POOL[0], POOL[1]).groups == ()


def test_vectors_of_two_models_are_not_compared() -> None:
    questions = kept(*POOL)
    other = [replace(q, id=q.id + 10, model="other", vector=q.vector[:7]) for q in questions]
    assert [g.size for g in grouped([*questions, *other]).groups] == [4, 4]


def test_a_group_is_found_by_any_of_its_questions() -> None:
    result = found(*POOL, *BUS)
    assert result.of(3) is result.groups[0]
    assert result.of(5) is None and result.of(99) is None


def test_many_questions_are_grouped_in_a_moment() -> None:
    rng = np.random.default_rng(0)
    vectors = rng.normal(size=(2000, 64)).astype(np.float32)
    vectors /= np.linalg.norm(vectors, axis=1, keepdims=True)
    questions = [Kept(n, DAY, "sv", (), Status.PARTIAL, f"fråga {n}", "m", v) for n, v in enumerate(vectors)]
    assert grouped(questions).small_questions > 1900
