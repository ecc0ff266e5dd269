"""Filters, actors by name, and what an unknown name is answered with."""

from typing import Any

import pytest

from corpus.errors import InputError
from corpus.types import Corpus
from qa.duties.register import (
    NOBODY,
    actor_bases,
    filter_duties,
    known_actors,
    resolve_actor,
    resolve_municipality,
    sort_duties,
    swedish_key,
)
from qa.types import Duty, Modality

from .texts import duty


def test_filters_combine(duties: tuple[Duty, ...]) -> None:
    rows = filter_duties(duties, municipality="hällefors", actor="Nämnderna", modality="obligation")
    assert [d.sentence.split()[0] for d in rows] == ["Varje", "Nämnderna"]
    assert filter_duties(duties, municipality="Vansbro kommun", text="introduktionen SLUT")[0].actor_base == "invandrare"
    assert filter_duties(duties) == duties


@pytest.mark.parametrize("word", ["ska", "must", "OBLIGATION", Modality.OBLIGATION])
def test_a_modality_goes_by_its_name_or_its_words(duties: tuple[Duty, ...], word: str) -> None:
    assert {d.modality for d in filter_duties(duties, modality=word)} == {Modality.OBLIGATION}


@pytest.mark.parametrize(
    ("name", "bases"),
    [
        ("nämnd", ("nämnd",)),
        ("Varje nämnd", ("nämnd",)),
        ("kommunala bolag", ("kommunalt bolag",)),
        ("bolag", ("kommunalt bolag", "bostadsbolag")),
        ("bostadsbolagen", ("bostadsbolag",)),
        ("samordnare", ("integrationssamordnare",)),
        ("Kommunen", ("kommunen",)),
        ("man", ("man",)),
    ],
)
def test_an_actor_goes_by_any_of_its_forms(duties: tuple[Duty, ...], name: str, bases: tuple[str, ...]) -> None:
    assert resolve_actor(name, duties) == bases


def test_all_duties_of_the_coordinator(duties: tuple[Duty, ...]) -> None:
    rows = filter_duties(duties, actor="integrationssamordnaren")
    assert [d.passage_id for d in rows] == ["vansbro/strategi/10", "vansbro/handlingsplaner/3", "vansbro/handlingsplaner/4"]


def test_an_actor_known_elsewhere_gives_an_empty_register(duties: tuple[Duty, ...]) -> None:
    assert filter_duties(duties, actor="integrationssamordnare", municipality="Hedemora") == ()


@pytest.mark.parametrize(
    ("condition", "start"),
    [
        ({"actor": "nämdn"}, "unknown actor 'nämdn'; known actors, closest first: nämnd, "),
        ({"municipality": "Vansbor"}, "unknown municipality 'Vansbor'; known municipalities, closest first: Vansbro, "),
        ({"modality": "oblgation"}, "unknown modality 'oblgation'; known modalities, closest first: obligation, "),
        ({"actor": "  "}, "unknown actor '  '; known actors"),
        ({"actor": "=1+1"}, "unknown actor '=1+1'; known actors"),
    ],
)
def test_unknown_names_list_the_known_ones(duties: tuple[Duty, ...], condition: dict[str, Any], start: str) -> None:
    with pytest.raises(InputError) as error:
        filter_duties(duties, **condition)
    assert str(error.value).startswith(start)
    known = known_actors(duties) if "actor" in condition else ()
    assert all(name in str(error.value) for name in known)


def test_a_municipality_without_duties_is_known_when_named(corpus: Corpus) -> None:
    assert filter_duties([duty()], municipality="vansbro", municipalities=corpus.municipalities) == ()
    assert resolve_municipality("malung-sälens", corpus.municipalities) == "Malung-Sälen"


def test_an_empty_register_says_so() -> None:
    with pytest.raises(InputError, match="the register is empty"):
        filter_duties([], actor="nämnd")
    assert filter_duties([]) == ()


def test_a_coordinated_subject_has_several_bases() -> None:
    assert actor_bases(duty(actor_base="nämnd, styrelse")) == ("nämnd", "styrelse")
    assert actor_bases(duty(actor_base=None)) == ()


def test_an_exact_actor_leaves_more_special_kinds_out(duties: tuple[Duty, ...]) -> None:
    wide = filter_duties(duties, actor="verksamhet")
    narrow = filter_duties(duties, actor="verksamhet", exact=True)
    assert {"kommunal verksamhet", "verksamhet"} <= {b for d in wide for b in actor_bases(d)}
    assert narrow and all("verksamhet" in actor_bases(d) for d in narrow) and len(narrow) < len(wide)
    # A name that is no base form is looked up all the same.
    assert filter_duties(duties, actor="Nämnderna", exact=True) == filter_duties(duties, actor="nämnd")


def test_nobody_can_be_asked_for(duties: tuple[Duty, ...]) -> None:
    found = filter_duties(duties, actor=NOBODY)
    assert found and all(d.actor is None for d in found)
    assert len(found) + sum(1 for d in duties if d.actor_base) == len(duties)


def test_sorting(duties: tuple[Duty, ...]) -> None:
    assert sort_duties(duties) == duties and sort_duties(duties, "-order") == duties[::-1]
    places = [d.municipality for d in sort_duties(duties, "municipality")]
    assert list(dict.fromkeys(places)) == ["Hedemora", "Herrljunga", "Hällefors", "Malung-Sälen", "Vansbro"]
    times = [d.deadline for d in sort_duties(duties, "deadline")]
    back = [d.deadline for d in sort_duties(duties, "-deadline")]
    named = [t for t in times if t]
    assert times == named + [None] * (len(times) - len(named)) and back[: len(named)] == sorted(named, key=swedish_key)[::-1]
    order = list(Modality)
    modalities = [order.index(d.modality) for d in sort_duties(duties, "modality")]
    assert modalities == sorted(modalities)
    with pytest.raises(InputError, match="order, municipality, actor"):
        sort_duties(duties, "size")
