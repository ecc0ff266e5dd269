"""Scenarios: ours fit the policies, and a trainer's file with mistakes is told what is wrong and where."""

from pathlib import Path

import pytest

from corpus.errors import ScenarioError
from corpus.types import Corpus
from qa.duties.extract import extract_duties
from qa.evaluation.questions import load_questions
from qa.scenarios.checking import check_files, check_scenarios
from qa.scenarios.library import Library
from qa.scenarios.loading import SHIPPED, load_scenarios
from qa.scenarios.types import KINDS, Scenario, Text
from qa.settings import Settings
from qa.types import Duty

OWN = """
[[scenario]]
id = "egen"
title = "Min egen"
shows = { sv = "Hur det fungerar.", en = "How it works." }

[[scenario.step]]
note = "Läs högt."
ask = "Vem ansvarar?"
"""


@pytest.fixture(scope="module")
def duties(corpus: Corpus) -> tuple[Duty, ...]:
    """The register of the real policies."""
    return extract_duties(corpus)


@pytest.fixture
def own(tmp_path: Path) -> Path:
    """A trainer's file without mistakes."""
    path = tmp_path / "mina.toml"
    path.write_text(OWN, encoding="utf-8")
    return path


def problems(path: Path, content: str) -> list[str]:
    path.write_text(content, encoding="utf-8")
    with pytest.raises(ScenarioError) as caught:
        load_scenarios(path)
    return str(caught.value).splitlines()


def test_ours_fit_the_policies(corpus: Corpus, duties: tuple[Duty, ...]) -> None:
    assert check_files(None, corpus, duties) == (7, [])


def test_ours_use_every_kind_of_step_and_have_three_to_six() -> None:
    ours = load_scenarios()
    assert all(3 <= len(s.steps) <= 6 for s in ours)
    assert {step.kind for s in ours for step in s.steps} == set(KINDS)
    languages = [step.language for s in ours if s.id == "sex-sprak" for step in s.steps]
    assert languages == ["sv", "en", "ar", "so", "fa", "uk"]


def test_ours_speak_both_languages_of_trainers() -> None:
    told = [t for s in load_scenarios() for t in (s.title, s.shows, *(step.note for step in s.steps))]
    assert [t.sv for t in told if not t.en] == []


def test_ours_ask_nothing_that_the_answers_are_measured_on() -> None:
    measured = {q.text.casefold().strip(" ?؟") for q in load_questions()}
    asked = [step.ask for s in load_scenarios() for step in s.steps if step.ask]
    assert [q for q in asked if q.casefold().strip(" ?؟") in measured] == []


def test_a_text_in_one_language_serves_both() -> None:
    assert Text(sv="Hej").within("en") == ("Hej", "sv")
    assert Text(sv="Hej", en="Hello").within("en") == ("Hello", "en")


def test_a_trainers_file(own: Path) -> None:
    (scenario,) = load_scenarios(own)
    assert (scenario.id, scenario.title.within("sv"), scenario.steps[0].kind) == ("egen", ("Min egen", "sv"), "ask")


@pytest.mark.parametrize(
    ("old", "new", "told"),
    [
        ("note = ", "notes = ", 'mina.toml: scenario "egen", step 1, note: is missing'),
        ('"Läs högt."', '""', 'mina.toml: scenario "egen", step 1, note.sv: is empty'),
        ("ask = ", 'document = "x"\nask = ', "exactly one of ask, compare, duties, document; this one has ask and document"),
        ('ask = "Vem ansvarar?"', "compare = {}", 'mina.toml: scenario "egen", step 1, compare: give either subject or actor'),
        ('ask = "Vem ansvarar?"', "duties = {}", "step 1, duties: give at least one of municipality, actor and modality"),
        ('ask = "Vem ansvarar?"', 'document = "a"\nlanguage = "sv"', "municipality and language belong to ask"),
        ('ask = "Vem ansvarar?"', "ask = 3", 'mina.toml: scenario "egen", step 1, ask: is to be a text in quotation marks'),
        ('id = "egen"', 'id = "Min Egen"', 'scenario "Min Egen", id: is to be small letters a to z'),
        ('id = "egen"', "", "mina.toml: scenario 1, id: is missing"),
        ('id = "egen"', 'id = "karta"', 'scenario "karta", id: \'karta\' is an address of another page'),
        ('title = "Min egen"', 'titel = "Min egen"', 'mina.toml: scenario "egen", titel: is not known here; is it misspelt?'),
        ("[[scenario]]", "farg = 1\n[[scenario]]", "mina.toml: farg: is not known here; a scenario begins with [[scenario]]"),
        ("[[scenario.step]]", "[scenario.step]", 'mina.toml: scenario "egen", step: is to be a list; each step begins with'),
        ("[[scenario]]", "[[scenario]", "mina.toml: cannot be read: "),
    ],
)  # fmt: skip
def test_a_mistake_is_named(tmp_path: Path, old: str, new: str, told: str) -> None:
    assert old in OWN
    lines = problems(tmp_path / "mina.toml", OWN.replace(old, new, 1))
    assert any(told in line for line in lines), lines
    assert all(line.startswith("mina.toml: ") for line in lines)


def test_every_mistake_is_told_at_once(tmp_path: Path) -> None:
    broken = OWN.replace('"Läs högt."', "3").replace('sv = "Hur', 'se = "Hur')
    assert len(problems(tmp_path / "mina.toml", broken + OWN.replace("egen", "andra").replace("ask", "asks"))) == 4


def test_a_file_that_is_not_there_or_empty(tmp_path: Path) -> None:
    with pytest.raises(ScenarioError, match=r"mina\.toml: cannot be read: No such file"):
        load_scenarios(tmp_path / "mina.toml")
    assert problems(tmp_path / "mina.toml", "") == ["mina.toml: has no scenario; one begins with [[scenario]]"]
    (tmp_path / "mina.toml").write_bytes(b"\xff\xfe\x00")
    with pytest.raises(ScenarioError, match=r"mina\.toml: cannot be read"):
        load_scenarios(tmp_path / "mina.toml")


def test_two_with_one_id(tmp_path: Path) -> None:
    assert problems(tmp_path / "mina.toml", OWN + OWN) == [
        "mina.toml: scenario \"egen\", id: 'egen' is taken by another scenario"
    ]


@pytest.mark.parametrize(
    ("step", "told"),
    [
        ({"document": "vansbro/handlingsplan/4"}, "document: there is no passage 'vansbro/handlingsplan/4'; the closest"),
        ({"ask": "Vem?", "municipality": "Ankeborg"}, "municipality: there is none named 'Ankeborg'; there are Hällefors, "),
        ({"compare": {"actor": "trollkarl"}}, "compare.actor: unknown actor 'trollkarl'; known actors"),
        ({"duties": {"actor": "trollkarl"}}, "duties: unknown actor"),
        ({"duties": {"municipality": "Ankeborg"}}, "duties: unknown municipality"),
        ({"duties": {"modality": "kanske"}}, "duties: unknown modality"),
        ({"duties": {"municipality": "Hedemora", "actor": "integrationscentrum"}}, "duties: no row of the register fits"),
    ],
)  # fmt: skip
def test_what_the_policies_do_not_have(corpus: Corpus, duties: tuple[Duty, ...], step: dict[str, object], told: str) -> None:
    row = {"id": "egen", "title": "T", "shows": "S", "step": [{"note": "N", **step}]}
    (line,) = check_scenarios([Scenario.model_validate(row)], corpus, duties, "mina.toml")
    assert line.startswith(f'mina.toml: scenario "egen", step 1, {told}')


def test_other_names_of_a_municipality_will_do(corpus: Corpus, duties: tuple[Duty, ...]) -> None:
    for name in (alias for d in corpus.documents for alias in (d.municipality, d.municipality.lower(), *d.aliases)):
        row = {"id": "egen", "title": "T", "shows": "S", "step": [{"note": "N", "ask": "Vem?", "municipality": name}]}
        assert check_scenarios([Scenario.model_validate(row)], corpus, duties, "mina.toml") == [], name


def test_the_library_reads_the_file_anew(own: Path, corpus: Corpus, duties: tuple[Duty, ...]) -> None:
    library = Library(corpus, own)
    assert [s.id for s in library.shelf(duties).scenarios][-1] == "egen"
    own.write_text(OWN.replace('"egen"', '"annan"'), encoding="utf-8")
    shelf = library.shelf(duties)
    assert shelf.own == {"annan"} and shelf.find("egen") is None and shelf.find("annan") is not None


@pytest.mark.parametrize("content", ["[[scenario", OWN.replace("ask =", "document ="), OWN.replace("egen", "rattigheter")])
def test_with_a_broken_file_ours_are_there(own: Path, corpus: Corpus, duties: tuple[Duty, ...], content: str) -> None:
    own.write_text(content, encoding="utf-8")
    shelf = Library(corpus, own).shelf(duties)
    assert len(shelf.scenarios) == 7 and not shelf.own
    assert all(line.startswith("mina.toml: ") for line in shelf.problems) and shelf.problems
    assert check_files(own, corpus, duties) == (7 + ("document =" in content), list(shelf.problems))


def test_ours_that_need_another_corpus_are_left_out(small_corpus: Corpus) -> None:
    left = Library(small_corpus).shelf().scenarios
    assert len(left) < 7
    assert check_scenarios(left, small_corpus, (), SHIPPED.name) == []


def test_the_setting_names_the_file(own: Path) -> None:
    assert Settings(scenarios=str(own)).own_scenarios == own
    assert Settings().own_scenarios is None
