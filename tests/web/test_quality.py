"""The page on quality: the numbers of the evaluation, what it holds for, and what is said where there is none."""

import html
import re
import threading
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from fastapi.testclient import TestClient
from playwright.sync_api import Browser, expect

from corpus.types import Corpus
from qa.evaluation import measured
from qa.evaluation.measured import Measured, save_measured
from qa.evaluation.measures import abstention_measures, retrieval_measures
from qa.evaluation.questions import load_questions
from qa.settings import Settings
from qa.web.factory import create_app
from qa.web.numbers import NOTHING, decimal, language_name, percent, percent_range
from qa.web.quality_view import KINDS, MEASURES
from qa.web.texts import LANGUAGES, staff_texts
from tests.web.browsing import DESKTOP, NARROW, needs_chromium, violations, visit
from tests.web.conftest import WordEngine


@pytest.fixture(scope="module")
def shipped(evaluation: Measured, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """The made-up evaluation in the place of the one that comes with the program."""
    path = save_measured(evaluation, tmp_path_factory.mktemp("evaluation") / "measured.json")
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(measured, "SHIPPED", path)
        yield path


def flat(text: str) -> str:
    """With single spaces, that break."""
    return " ".join(text.split())


def text_of(page: str) -> str:
    return flat(html.unescape(re.sub(r"<[^>]+>", " ", page)))


@pytest.mark.parametrize("language", ["sv", "en"])
def test_measures_stand_beside_their_aims(full_client: TestClient, shipped: Path, evaluation: Measured, language: str) -> None:
    page = text_of(full_client.get(f"/kvalitet?lang={language}").text)
    t = staff_texts(language)
    part = evaluation.part("test", "curated")
    assert part is not None
    assert t("quality.lead", count=120, answerable=part.answerable) in page
    for key in ("first", "three", "not_claimed", "refused", "follow_ups"):
        measure = part.measure(key)
        assert measure is not None and measure.aim is not None
        sign = "≤" if measure.at_most else "≥"
        value, aim = percent(measure.value, language, 1), percent(measure.aim, language)
        between = percent_range(measure.interval[1], measure.interval[2], language)
        met = t("quality.yes") if measure.met else t("quality.no")
        row = f"{t(f'quality.measure_{key}')} {value} ({between}) {sign} {aim} {met} {measure.n}"
        assert flat(row) in page


def test_every_language_and_municipality_has_its_row(full_client: TestClient, shipped: Path, evaluation: Measured) -> None:
    page = text_of(full_client.get("/kvalitet?lang=sv").text)
    part = evaluation.part("test", "curated")
    assert part is not None
    for group in part.by_language:
        between = percent_range(group.hit1[1], group.hit1[2], "sv")
        row = f"{language_name(group.name, 'sv')} {percent(group.hit1[0], 'sv')} ({between}) {percent(group.hit3[0], 'sv')}"
        assert flat(row) in page
    for municipality in ("Hällefors", "Hedemora", "Malung-Sälen", "Vansbro"):
        share = next(g for g in part.by_municipality if g.name == municipality).hit1[0]
        assert flat(f"{municipality} {percent(share, 'sv')}") in page


def test_it_says_what_was_measured_and_that_it_still_runs(full_client: TestClient, shipped: Path, corpus: Corpus) -> None:
    page = text_of(full_client.get("/kvalitet?lang=sv").text)
    assert "Mätningen gjordes 2026-01-31." in page
    assert f"Dokumenten (kontrollsumma) {corpus.hash} {corpus.hash} samma" in page
    assert "letters (0000000000000000) letters (0000000000000000) samma" in page
    assert staff_texts("sv")("quality.differs") not in page


@pytest.mark.parametrize("change", [{"corpus_hash": "f" * 16}, {"model_hash": "f" * 16, "model": "other"}, {"threshold": 0.7}])
def test_it_says_when_something_else_runs_now(
    full_client: TestClient, evaluation: Measured, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, change: dict[str, str]
) -> None:
    other = replace(evaluation, made_with=replace(evaluation.made_with, **change))  # type: ignore[arg-type]
    monkeypatch.setattr(measured, "SHIPPED", save_measured(other, tmp_path / "measured.json"))
    page = text_of(full_client.get("/kvalitet?lang=sv").text)
    assert f"{staff_texts('sv')('quality.differs')} python -m qa evaluate" in page
    assert page.count("inte samma") == 1


def test_while_the_engine_loads_the_model_is_not_compared(corpus: Corpus, shipped: Path, full_engine: WordEngine) -> None:
    wait = threading.Event()

    def load() -> WordEngine:
        wait.wait(20)
        return full_engine

    with TestClient(create_app(Settings(), corpus, load)) as client:
        response = client.get("/kvalitet?lang=sv")
        wait.set()
    assert response.status_code == 200
    assert f"{corpus.hash} samma" in text_of(response.text) and text_of(response.text).count("Programmet startar.") == 2


def test_the_weakest_are_named_by_measured_numbers(full_client: TestClient, shipped: Path, evaluation: Measured) -> None:
    page = text_of(full_client.get("/kvalitet?lang=sv").text)
    part = evaluation.part("test", "curated")
    assert part is not None
    large = [g for g in part.by_language if g.answerable >= 10]
    weakest = min(large, key=lambda g: (g.hit1[0], g.name))
    weak = page[page.index("Svagaste språken") :]
    assert weak.startswith(f"Svagaste språken {language_name(weakest.name, 'sv')} rätt först i ")
    missed = [m for m in part.measures if m.met is False]
    for m in missed:
        assert staff_texts("sv")(f"quality.about_{m.key}") in weak


def test_the_curves_say_what_the_threshold_gives(full_client: TestClient, shipped: Path, evaluation: Measured) -> None:
    page = full_client.get("/kvalitet?lang=en").text
    claimed = [q for q in evaluation.tested if q.probability >= 0.4]
    wrong = sum(not q.first_is_right for q in claimed) / len(claimed)
    coverage, risk = percent(len(claimed) / 120, "en"), percent(wrong, "en")
    assert f"At the threshold, {coverage} of the questions get an answer. {risk} of the answers are wrong." in text_of(page)
    assert page.count("<polyline") == 4 and page.count('role="img"') == 2
    assert re.search(rf"40% \(today&#39;s threshold\)</th><td>{coverage}</td><td>{risk}</td>", page)


@pytest.mark.parametrize(
    ("content", "said"), [(None, "quality.missing"), ("{", "quality.unreadable"), ('{"schema": 99}', "quality.unreadable")]
)
@pytest.mark.parametrize("language", ["sv", "en", "fa"])
def test_without_an_evaluation_the_page_says_how_to_make_one(
    full_client: TestClient, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, content: str | None, said: str, language: str
) -> None:
    path = tmp_path / "measured.json"
    if content is not None:
        path.write_text(content, encoding="utf-8")
    monkeypatch.setattr(measured, "SHIPPED", path)
    response = full_client.get(f"/kvalitet?lang={language}")
    assert response.status_code == 200
    assert staff_texts(language)(said) in html.unescape(response.text) and "python -m qa evaluate" in response.text


def test_an_evaluation_without_test_questions_is_none(
    full_client: TestClient, evaluation: Measured, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = save_measured(replace(evaluation, parts=()), tmp_path / "measured.json")
    monkeypatch.setattr(measured, "SHIPPED", path)
    assert staff_texts("sv")("quality.missing") in full_client.get("/kvalitet?lang=sv").text


def test_every_measure_and_kind_has_a_name() -> None:
    assert {m.key for m in (*retrieval_measures([]), *abstention_measures([]))} == set(MEASURES)
    assert {q.kind or "other" for q in load_questions()} <= set(KINDS)


def test_numbers_as_people_write_them() -> None:
    assert (percent(0.945, "sv", 1), percent(0.945, "en", 1), percent(None, "sv")) == ("94,5\u00a0%", "94.5%", NOTHING)
    assert (percent_range(0.7, 0.855, "sv"), percent_range(float("nan"), 1, "sv")) == ("70–86\u00a0%", NOTHING)
    assert (decimal(0.5, "sv"), decimal(1 / 3, "en", 3), decimal(float("nan"), "en")) == ("0,50", "0.333", NOTHING)
    assert (language_name("so", "sv"), language_name("ckb", "en"), language_name("xx", "en")) == (
        *("somaliska", "Central Kurdish"),
        "xx",
    )


@needs_chromium
@pytest.mark.parametrize(
    ("language", "viewport", "scheme"),
    [("sv", NARROW, "light"), ("ar", DESKTOP, "dark")],
)
def test_axe_finds_nothing(
    browser: Browser, full_site: str, axe: str, shipped: Path, language: str, viewport: dict[str, int], scheme: str
) -> None:
    with visit(browser, full_site, f"/kvalitet?lang={language}", viewport=viewport, color_scheme=scheme) as page:
        for summary in page.locator("summary").all():
            summary.click()
        assert violations(page, axe) == []
        assert page.evaluate("document.documentElement.scrollWidth - innerWidth") <= 0
        expect(page.locator(".headlines li")).to_have_count(3)


@needs_chromium
def test_the_footer_leads_here(browser: Browser, full_site: str, shipped: Path) -> None:
    with visit(browser, full_site, "/dokument?lang=sv") as page:
        page.get_by_role("link", name="Så bra är svaren").click()
        expect(page.locator("h1")).to_have_text("Så bra är svaren")
        assert LANGUAGES["sv"] in page.locator(".languages a[aria-current]").inner_text()
