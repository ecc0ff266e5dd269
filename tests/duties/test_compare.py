"""Municipalities side by side."""

import pytest

from corpus.errors import InputError
from corpus.types import Corpus
from qa.duties.compare import compare_actor, compare_subject
from qa.types import Duty


def test_an_actor_in_every_column_or_silence(corpus: Corpus, duties: tuple[Duty, ...]) -> None:
    comparison = compare_actor(corpus, duties, "Nämnderna")
    assert comparison.actors == ("nämnd",)
    assert [c.municipality for c in comparison.columns] == list(corpus.municipalities)
    assert {c.municipality: len(c.quotes) for c in comparison.columns} == {
        "Hällefors": 2,
        "Hedemora": 0,
        "Herrljunga": 1,
        "Malung-Sälen": 1,
        "Vansbro": 0,
    }
    assert comparison.to_text().count("the policy is silent") == 2
    assert comparison.to_text("sv").count("policyn säger inget") == 2
    assert [c["silent"] for c in comparison.to_dict()["columns"]] == [False, True, False, False, True]
    for column in comparison.columns:
        for quote in column.quotes:
            assert quote.text in corpus.by_id[quote.passage_id].text


def test_a_sentence_with_two_duties_is_quoted_once(corpus: Corpus, duties: tuple[Duty, ...]) -> None:
    hallefors = compare_actor(corpus, duties, "bostadsbolag").columns[0]
    assert len(hallefors.quotes) == 1


def test_an_unknown_actor_lists_the_known_ones(corpus: Corpus, duties: tuple[Duty, ...]) -> None:
    with pytest.raises(InputError, match="closest first: nämnd"):
        compare_actor(corpus, duties, "nämdn")


def test_a_subject_goes_through_the_search_that_is_handed_in(corpus: Corpus) -> None:
    asked: list[tuple[str, str]] = []

    def search(query: str, municipality: str) -> list[tuple[str, float]]:
        asked.append((query, municipality))
        found = {
            "Vansbro": [("vansbro/strategi/5", 0.9), ("vansbro/mal/1", 0.2)],
            "Malung-Sälen": [("malung-salen/strategi/5", 0.7)],
        }
        return found.get(municipality, [])

    comparison = compare_subject(corpus, "bostäder", search)
    assert asked == [("bostäder", m) for m in corpus.municipalities]
    quotes = {c.municipality: [(q.passage_id, q.probability) for q in c.quotes] for c in comparison.columns}
    assert quotes["Vansbro"] == [("vansbro/strategi/5", 0.9)]
    assert quotes["Malung-Sälen"] == [("malung-salen/strategi/5", 0.7)]
    assert [c.silent for c in comparison.columns] == [True, True, True, False, False]
    assert comparison.columns[4].quotes[0].text == corpus.by_id["vansbro/strategi/5"].text


def test_no_more_than_asked_for(corpus: Corpus) -> None:
    ids = [p.id for p in corpus.passages if p.document == "vansbro"][:6]
    comparison = compare_subject(corpus, "x", lambda _, m: [(i, 0.9) for i in ids] if m == "Vansbro" else [], most=2)
    assert len(comparison.columns[4].quotes) == 2


def test_an_empty_subject_is_refused(corpus: Corpus) -> None:
    with pytest.raises(InputError, match="name a subject"):
        compare_subject(corpus, "  ", lambda _q, _m: [])
