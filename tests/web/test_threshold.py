"""The threshold: four counts at every step, examples beside the line, with and without scripts, with and without numbers."""

import html
import json
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
from qa.evaluation.thresholds import counts_at
from qa.explanation import Explanation
from qa.settings import Settings
from qa.types import Request
from qa.web.factory import create_app
from qa.web.layout import Layout
from qa.web.rate_limit import RateLimit
from qa.web.service import Service
from qa.web.texts import staff_texts, texts
from qa.web.threshold import threshold_router
from tests.web.browsing import DESKTOP, NARROW, needs_chromium, violations, visit
from tests.web.conftest import WordEngine, build, wait_until_ready


@pytest.fixture(scope="module")
def shipped(evaluation: Measured, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """The made-up evaluation in the place of the one that comes with the program."""
    path = save_measured(evaluation, tmp_path_factory.mktemp("evaluation") / "measured.json")
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(measured, "SHIPPED", path)
        yield path


@pytest.fixture
def no_numbers(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(measured, "SHIPPED", tmp_path / "measured.json")


def table(page: str) -> list[int]:
    """The four counts that the page shows."""
    return [int(n) for n in re.findall(r'class="num count">(\d+)<', page)]


@pytest.mark.parametrize("step", [0, 17, 40, 85, 100])
def test_the_counts_are_those_of_the_test_questions(
    full_client: TestClient, shipped: Path, evaluation: Measured, step: int
) -> None:
    page = full_client.get(f"/visa/troskel?threshold={step}&lang=sv").text
    assert table(page) == list(counts_at(evaluation.tested, step / 100).each)
    every = json.loads(html.unescape(re.findall(r'data-counts="([^"]+)"', page)[0]))
    assert len(every) == 101 and every[step] == table(page)
    widths = [float(w) for w in re.findall(r'<rect class="segment [a-z]+"[^>]* x="[\d.]+%" width="([\d.]+)%"', page)]
    assert sum(widths) == pytest.approx(100, abs=0.01) and len(widths) == 4


def test_it_begins_at_the_present_threshold_and_marks_it(full_client: TestClient, shipped: Path) -> None:
    page = full_client.get("/visa/troskel?lang=en").text
    assert 'max="100" step="1" value="40"' in page and '<svg x="40.0%" overflow="visible">' in page
    assert "The triangle marks today&#39;s threshold: 40%." in page


def test_the_readout_is_not_announced_beside_the_counts(full_client: TestClient, shipped: Path) -> None:
    """An output is a live region by itself; what is announced is #announced, once the slider rests."""
    assert '<output for="threshold" id="chosen" aria-live="off">' in full_client.get("/visa/troskel?lang=sv").text


def test_examples_stand_beside_the_line(full_client: TestClient, shipped: Path) -> None:
    page = full_client.get("/visa/troskel?threshold=95&lang=sv").text
    rows = re.findall(r'<tr data-probability="([^"]*)"', page)
    assert len(rows) == len(texts("sv").examples) + 2 and "" in rows and "0.9" in rows
    for question in (*texts("sv").examples, staff_texts("sv")("threshold.example_outside")):
        assert question in page
    assert page.count('<span class="yes" hidden>') == len(rows)  # nobody is 95 percent sure
    assert full_client.get("/visa/troskel?threshold=30&lang=sv").text.count('<span class="no" hidden>') == len(rows) - 1


def test_another_engine_is_asked_about_the_examples_anew(corpus: Corpus, shipped: Path) -> None:
    asked: list[str] = []

    class Counting(WordEngine):
        def explain(self, request: Request) -> Explanation | None:
            asked.append(request.question)
            return super().explain(request)

    service = Service(corpus, lambda: Counting(corpus), max_question=1000)
    service._load_engine()
    app = create_app(Settings(), corpus, lambda: Counting(corpus))
    app.router.routes.insert(0, threshold_router(service, RateLimit(9, 9), Layout(Settings())).routes[0])
    client = TestClient(app)
    for _ in range(2):
        client.get("/visa/troskel?lang=sv")
    once = len(asked)
    service.replace_engine(Counting(corpus))
    client.get("/visa/troskel?lang=sv")
    assert once == len(texts("sv").examples) + 2 and len(asked) == 2 * once


def test_examples_are_in_the_visitors_language(full_client: TestClient, shipped: Path) -> None:
    page = html.unescape(full_client.get("/visa/troskel?lang=so").text)
    for question in texts("so").examples:
        assert f'<span lang="so" dir="ltr">{question}</span>' in page


def test_a_question_of_ones_own_comes_first(full_client: TestClient, shipped: Path) -> None:
    page = full_client.get("/visa/troskel", params={"q": "Vem <b>följer</b> upp policyn?", "lang": "sv"}).text
    body = page[page.index('class="figures stack examples-table"') :]
    assert body.index("Din fråga:") < body.index(texts("sv").examples[0])
    assert "Vem &lt;b&gt;följer&lt;/b&gt; upp policyn?" in body and "<b>följer" not in page
    not_searched = full_client.get("/visa/troskel", params={"q": "uppehållstillstånd", "lang": "sv"}).text
    assert staff_texts("sv")("threshold.not_searched") in not_searched


@pytest.mark.parametrize("threshold", ["101", "-1", "abc", "4.5", "٤", "1e3", "0x10"])
def test_a_threshold_that_is_no_number_is_told(full_client: TestClient, shipped: Path, threshold: str) -> None:
    response = full_client.get("/visa/troskel", params={"threshold": threshold, "lang": "sv"})
    assert response.status_code == 422 and staff_texts("sv")("threshold.bad_number") in response.text
    assert 'step="1" value="40"' in response.text


def test_long_questions_are_told(full_client: TestClient, shipped: Path) -> None:
    for length in (1001, 20_000):
        response = full_client.get("/visa/troskel", params={"q": "x" * length, "lang": "sv"})
        assert response.status_code == 422 and texts("sv")("error.too_long", limit=1000) in response.text


def test_too_many_questions(corpus: Corpus, full_engine: WordEngine, shipped: Path) -> None:
    with TestClient(build(corpus, full_engine, rate_per_minute=1)) as client:
        wait_until_ready(client)
        assert client.get("/visa/troskel?q=Vem?&lang=sv").status_code == 200
        response = client.get("/visa/troskel?q=Vem?&lang=sv")
        assert response.status_code == 429 and texts("sv")("error.too_many") in response.text
        assert client.get("/visa/troskel?threshold=70").status_code == 200  # examples are counted on nobody


def test_without_an_evaluation_the_examples_are_there(full_client: TestClient, no_numbers: None) -> None:
    response = full_client.get("/visa/troskel?lang=sv")
    assert response.status_code == 200 and "python -m qa evaluate" in response.text
    assert texts("sv").examples[0] in response.text and table(response.text) == []


def test_it_says_when_the_evaluation_was_of_something_else(
    full_client: TestClient, evaluation: Measured, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    other = replace(evaluation, made_with=replace(evaluation.made_with, corpus_hash="f" * 16))
    monkeypatch.setattr(measured, "SHIPPED", save_measured(other, tmp_path / "measured.json"))
    assert staff_texts("sv")("threshold.elsewhere") in full_client.get("/visa/troskel?lang=sv").text


def test_while_the_engine_loads_the_counts_are_there(corpus: Corpus, shipped: Path, full_engine: WordEngine) -> None:
    wait = threading.Event()

    def load() -> WordEngine:
        wait.wait(20)
        return full_engine

    with TestClient(create_app(Settings(), corpus, load)) as client:
        response = client.get("/visa/troskel?lang=sv")
        asked = client.get("/visa/troskel?q=Vem?&lang=sv")
        wait.set()
    assert response.status_code == 200 and sum(table(response.text)) == 120
    assert texts("sv")("error.loading") in response.text and asked.status_code == 503


@needs_chromium
@pytest.mark.parametrize(
    ("language", "viewport", "scheme"),
    [("sv", NARROW, "light"), ("ar", DESKTOP, "dark")],
)
def test_axe_finds_nothing(
    browser: Browser, full_site: str, axe: str, shipped: Path, language: str, viewport: dict[str, int], scheme: str
) -> None:
    path = f"/visa/troskel?threshold=70&q=handlingsplanerna&lang={language}"
    with visit(browser, full_site, path, viewport=viewport, color_scheme=scheme) as page:
        assert violations(page, axe) == []
        assert page.evaluate("document.documentElement.scrollWidth - innerWidth") <= 0


@needs_chromium
def test_the_slider_moves_everything_at_once(browser: Browser, full_site: str, shipped: Path, evaluation: Measured) -> None:
    with visit(browser, full_site, "/visa/troskel?lang=sv") as page:
        slider = page.locator("#threshold")
        expect(page.locator(".without-script")).to_be_hidden()
        slider.focus()
        for _ in range(5):
            page.keyboard.press("ArrowRight")
        expect(page.locator("#chosen")).to_have_text("45 %")
        assert slider.get_attribute("aria-valuetext") == "45 %"
        counts = counts_at(evaluation.tested, 0.45)
        assert [int(n) for n in page.locator(".count").all_inner_texts()] == list(counts.each)
        width = page.locator(".stack-bar > .segment").first.get_attribute("width")
        assert float((width or "").rstrip("%")) == pytest.approx(100 * counts.answered_rightly / 120)
        expect(page.locator("#announced")).to_contain_text(f"Rätt svar {counts.answered_rightly}, fel svar")
        page.keyboard.press("End")
        assert page.locator(".verdict .no:visible").count() == page.locator(".verdict").count()
        page.locator("#back").click()
        expect(page.locator("#chosen")).to_have_text("40 %")
        assert page.evaluate("document.activeElement.id") == "threshold"
        assert [int(n) for n in page.locator(".count").all_inner_texts()] == list(counts_at(evaluation.tested, 0.4).each)


@needs_chromium
def test_without_scripts_it_is_a_form(browser: Browser, full_site: str, shipped: Path, evaluation: Measured) -> None:
    with visit(browser, full_site, "/visa/troskel?lang=sv&threshold=60", java_script_enabled=False) as page:
        page.locator("#threshold").focus()
        page.keyboard.press("ArrowRight")
        page.locator(".without-script button").click()
        expect(page.locator("#chosen")).to_have_text("61 %")
        assert [int(n) for n in page.locator(".count").all_inner_texts()] == list(counts_at(evaluation.tested, 0.61).each)
        page.locator("#q").fill("handlingsplanerna")
        page.keyboard.press("Enter")
        expect(page.locator("tr.now")).to_contain_text("handlingsplanerna")
        expect(page.locator("#chosen")).to_have_text("61 %")
