"""The trainers' pages: scenarios step by step, with and without JavaScript, and why a passage was chosen."""

import asyncio
import re
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest
from fastapi.testclient import TestClient
from playwright.sync_api import Browser, Page, expect

from corpus.errors import CorpusError
from corpus.types import Corpus
from qa.scenarios.loading import load_scenarios
from qa.scenarios.types import Step
from qa.settings import Settings
from qa.types import Answer, Request
from qa.web.factory import create_app
from qa.web.service import Service
from qa.web.steps import Performer
from qa.web.texts import staff_texts
from tests.web.browsing import DESKTOP, NARROW, PHONE, needs_chromium, violations, visit
from tests.web.conftest import Server, WordEngine, build, wait_until_ready

SV, EN = staff_texts("sv"), staff_texts("en")
STEPS = [(s.id, n) for s in load_scenarios() for n in range(1, len(s.steps) + 1)]
OWN = """
[[scenario]]
id = "egen"
title = "Min <b>egen</b>"
shows = "Hur det fungerar."
[[scenario.step]]
note = "Läs högt."
ask = "fel!"
[[scenario.step]]
note = "Läs <i>mer</i>."
ask = "Vem ansvarar för <script>alert(1)</script> handlingsplanerna?"
"""


@pytest.fixture(scope="module")
def own(corpus: Corpus, engine: WordEngine, tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[TestClient, Path]]:
    """An app with a trainers' file, and the file."""
    path = tmp_path_factory.mktemp("own") / "mina.toml"
    path.write_text(OWN, encoding="utf-8")
    with TestClient(build(corpus, engine, scenarios=str(path))) as client:
        wait_until_ready(client)
        yield client, path


# The start page


@pytest.mark.parametrize(("language", "title"), [("sv", "Rättigheter"), ("en", "Rights"), ("ar", "Rights")])
def test_the_start_page_has_a_card_for_each(client: TestClient, language: str, title: str) -> None:
    page = client.get(f"/visa?lang={language}").text
    assert page.count("<h3><a ") == 7 + 4
    assert f'<h3><a href="/visa/rattigheter?lang={language}">{title}</a></h3>' in page
    for path in ("karta", "troskel", "quiz", "varfor"):
        assert f'href="/visa/{path}?lang={language}"' in page


def test_own_scenarios_come_after_ours(own: tuple[TestClient, Path]) -> None:
    client, path = own
    path.write_text(OWN, encoding="utf-8")
    page = client.get("/visa?lang=en").text
    assert page.index("The first years") < page.index("Min &lt;b&gt;egen&lt;/b&gt;") and "Your own example" in page
    assert '<span lang="sv">Hur det fungerar.</span>' in page
    step = client.get("/visa/egen?lang=sv&step=2")
    assert step.status_code == 200 and "Läs &lt;i&gt;mer&lt;/i&gt;." in step.text and "<script>alert" not in step.text


def test_a_broken_file_is_told_and_ours_are_shown(own: tuple[TestClient, Path]) -> None:
    client, path = own
    path.write_text(OWN.replace("Läs högt.", ""), encoding="utf-8")
    page = client.get("/visa?lang=sv").text
    assert "mina.toml: scenario &#34;egen&#34;, step 1, note.sv: is empty" in page and str(path.parent) not in page
    assert SV("demonstrate.own_broken") in page and page.count("<h3><a ") == 7 + 4
    assert client.get("/visa/egen?lang=sv").status_code == 404
    path.write_text(OWN, encoding="utf-8")


def test_a_question_that_cannot_be_asked(own: tuple[TestClient, Path]) -> None:
    client, path = own
    path.write_text(OWN, encoding="utf-8")
    answer = client.get("/visa/egen?lang=sv&step=1")
    assert answer.status_code == 422 and "Fråga på ett annat sätt." in answer.text


# Steps


@pytest.mark.parametrize("language", ["sv", "en"])
@pytest.mark.parametrize(("id_", "number"), STEPS, ids=[f"{i}-{n}" for i, n in STEPS])
def test_every_step_is_shown(client: TestClient, id_: str, number: int, language: str) -> None:
    response = client.get(f"/visa/{id_}?lang={language}&step={number}")
    assert response.status_code == 200
    t = staff_texts(language)
    count = sum(1 for i, _ in STEPS if i == id_)
    assert f"<title>{t('demonstrate.position', number=number, count=count)}: " in response.text
    assert ('class="answer"' in response.text) + ('class="columns"' in response.text) + ('class="duties"' in response.text) + (
        'class="passage-card"' in response.text
    ) + (t("demonstrate.no_rows") in response.text) == 1


def test_links_lead_from_step_to_step(client: TestClient) -> None:
    first, middle, last = (client.get(f"/visa/rattigheter?lang=en&step={n}").text for n in (1, 3, 5))
    assert 'rel="next" href="/visa/rattigheter?step=2&amp;lang=en"' in first and 'rel="prev"' not in first
    assert 'rel="prev" href="/visa/rattigheter?step=2&amp;lang=en"' in middle
    assert 'rel="next" href="/visa/rattigheter?step=4&amp;lang=en"' in middle
    assert 'rel="next"' not in last and 'id="next" href="/visa?lang=en"' in last


def test_a_hidden_note_stays_hidden(client: TestClient) -> None:
    page = client.get("/visa/rattigheter?lang=sv&step=2&note=0").text
    assert re.search(r'<aside class="note"[^>]* hidden>', page)
    assert 'rel="next" href="/visa/rattigheter?step=3&amp;note=0&amp;lang=sv"' in page
    assert "step=2&amp;note=0&amp;lang=en" in page  # the switch of languages
    assert not re.search(r'<aside class="note"[^>]* hidden>', client.get("/visa/rattigheter?lang=sv&step=2&note=x").text)


@pytest.mark.parametrize(
    "path", ["rattigheter?step=0", "rattigheter?step=6", "rattigheter?step=x", "rattigheter?step=²", "nix"]
)
def test_what_is_not_there(client: TestClient, path: str) -> None:
    response = client.get(f"/visa/{path}")
    assert response.status_code == 404 and "Sidan finns inte" in response.text


def test_a_question_keeps_its_language_in_every_frame(client: TestClient) -> None:
    page = client.get("/visa/sex-sprak?lang=sv&step=3").text
    assert '<span lang="ar" dir="rtl">كيف' in page and '<h1 id="step" tabindex="-1" autofocus dir="rtl">' in page
    page = client.get("/visa/sex-sprak?lang=fa&step=1").text
    assert '<main id="content" class="frame projector" tabindex="-1" lang="en" dir="ltr">' in page
    assert '<span lang="sv" dir="ltr">Hur ska barnets' in page


def test_english_readers_get_a_translation_of_what_is_read(client: TestClient, corpus: Corpus) -> None:
    english = corpus.translation["hedemora/utgangspunkt/1", "en"].text
    assert english[:40] in client.get("/visa/rattigheter?lang=en&step=5").text
    assert english[:40] not in client.get("/visa/rattigheter?lang=sv&step=5").text


def test_a_scenario_is_asked_once(corpus: Corpus) -> None:
    engine = WordEngine(corpus)
    with TestClient(build(corpus, engine)) as client:
        wait_until_ready(client)
        for _ in range(3):
            client.get("/visa/sex-sprak?lang=sv&step=1")
        assert engine.batches == [1]


def test_our_questions_are_not_taken_for_a_visitors(corpus: Corpus, engine: WordEngine) -> None:
    service = Service(corpus, lambda: engine, max_question=1000)
    noted: list[Answer] = []
    service.note = noted.append
    service._load_engine()
    steps = next(s for s in load_scenarios() if s.id == "inget-svar").steps
    performer = Performer(service)
    assert all(asyncio.run(performer.perform(step, "sv")).answer for step in steps) and noted == []


def test_another_engine_is_asked_anew(corpus: Corpus) -> None:
    first, second = WordEngine(corpus), WordEngine(corpus)
    service = Service(corpus, lambda: first, max_question=1000)
    service._load_engine()
    step = Step.model_validate({"note": "n", "compare": {"subject": "mötesplatser"}})
    performer = Performer(service)
    before = asyncio.run(performer.perform(step, "sv"))
    assert asyncio.run(performer.perform(step, "sv")) is before
    service.replace_engine(second)
    assert asyncio.run(performer.perform(step, "sv")) is not before


def test_what_an_engine_says_too_late_is_not_kept(corpus: Corpus, engine: WordEngine, monkeypatch: pytest.MonkeyPatch) -> None:
    """An engine is replaced while it answers, and the new one is asked about something else before it has."""
    service = Service(corpus, lambda: engine, max_question=1000)
    service._load_engine()
    performer = Performer(service)
    step, other = (Step.model_validate({"note": "n", "ask": ask}) for ask in ("Vem ansvarar?", "Vem följer upp?"))

    async def late(request: Request, **_: object) -> Answer:
        if request.question == step.ask:
            service.replace_engine(WordEngine(corpus))
            await performer.perform(other, "sv")
        return engine.ask(request.question)

    monkeypatch.setattr(service, "ask", late)
    asyncio.run(performer.perform(step, "sv"))
    assert [done.step for done in performer._performed.values()] == [other]


def test_before_the_engine_is_there(corpus: Corpus, engine: WordEngine) -> None:
    release = threading.Event()

    def load() -> WordEngine:
        release.wait(20)
        return engine

    with TestClient(create_app(Settings(), corpus, load)) as client:
        for path in (
            "/visa/rattigheter?step=1",
            "/visa/varfor?q=Vem?",
            "/visa/rattigheter/utskrift",
            "/visa/rattigheter/utskrift.pdf",
        ):
            response = client.get(path)
            assert response.status_code == 503 and "Programmet startar" in response.text, path
            assert '<noscript><meta http-equiv="refresh" content="5"></noscript>' in response.text, path
        assert client.get("/visa/rattigheter?step=5").status_code == 200  # a passage needs no engine
        assert client.get("/visa").status_code == 200
        release.set()


def test_an_engine_that_failed_is_not_waited_for(corpus: Corpus) -> None:
    def load() -> WordEngine:
        raise CorpusError("no")

    with TestClient(create_app(Settings(), corpus, load)) as client:
        response = client.get("/visa/rattigheter?step=1")
        assert response.status_code == 503 and "inte igång" in response.text and "refresh" not in response.text


# Why this passage


def numbers(page: str, pattern: str) -> list[str]:
    return [re.sub(r"<[^>]+>", "", found).strip() for found in re.findall(pattern, page, re.DOTALL)]


@pytest.mark.parametrize("path", ["/visa/varfor?q=Vem+utvärderar+handlingsplanerna%3F", "/visa/rattigheter?step=1"])
def test_every_chart_has_a_table_with_the_same_numbers(client: TestClient, path: str) -> None:
    page = client.get(f"{path}&lang=sv").text
    charts = re.findall(r'<svg class="chart".*?</svg>', page, re.DOTALL)
    tables = re.findall(r'<table class="numbers">.*?</table>', page, re.DOTALL)
    assert len(charts) == len(tables) >= 2
    for chart, table in zip(charts, tables, strict=True):
        drawn = numbers(chart, r'<text class="value".*?</text>')
        assert drawn == numbers(table, r"<td>(?:\d|−).*?</td>") and drawn
        assert len(numbers(chart, r'<rect class="bar"')) == len(drawn) and "style=" not in chart


def test_the_threshold_is_marked(client: TestClient) -> None:
    page = client.get("/visa/varfor?lang=en&q=handlingsplanerna").text
    assert '<line class="threshold" x1="40.0%" x2="40.0%"' in page and ">threshold 40%</text>" in page
    assert "The best passage reaches the threshold of 40%." in page


def test_only_the_chosen_municipality(client: TestClient) -> None:
    page = client.get("/visa/varfor?lang=en&q=integrationspolicyn&municipality=Hedemora").text
    assert '<option lang="sv" selected>Hedemora</option>' in page
    assert set(re.findall(r'<text class="label"[^>]*>\d\. ([^<]+)<', page)) == {"Hedemora"}


def test_at_most_three_passages(client: TestClient) -> None:
    page = client.get("/visa/varfor?lang=en&q=kommunen+ska+integrationsarbetet").text
    assert page.count('<section class="judged">') == 3


def test_where_nothing_was_searched(client: TestClient) -> None:
    assert EN("why.nothing") in client.get("/visa/varfor?lang=en&q=uppehållstillstånd").text
    assert EN("why.nothing") not in client.get("/visa/varfor?lang=en").text


@pytest.mark.parametrize(
    ("query", "status", "told"),
    [
        ("q=" + "x" * 1001, 422, "Frågan är för lång. Skriv högst 1000 tecken."),
        ("q=Vem%3F&municipality=Ankeborg", 422, "Den kommunen finns inte här."),
        ("q=Vem%3F&municipality=" + "x" * 10_000, 422, "Den kommunen finns inte här."),
        ("q=%00%1b", 422, "Skriv en fråga först."),
        ("q=%20", 200, "Skriv en fråga."),
    ],
)
def test_bad_input_is_told(client: TestClient, query: str, status: int, told: str) -> None:
    response = client.get(f"/visa/varfor?lang=sv&{query}")
    assert response.status_code == status and told in response.text


def test_what_is_typed_is_shown_as_typed(client: TestClient) -> None:
    page = client.get("/visa/varfor?lang=sv", params={"q": '"><script>alert(1)</script> handlingsplanerna'}).text
    assert "<script>alert" not in page and "&lt;script&gt;alert(1)&lt;/script&gt;" in page


def test_too_many_questions(corpus: Corpus, engine: WordEngine) -> None:
    with TestClient(build(corpus, engine, rate_per_minute=1)) as client:
        wait_until_ready(client)
        assert [client.get("/visa/varfor?q=Vem%3F").status_code for _ in range(2)] == [200, 429]


# In a browser


def at(page: Page) -> str:
    return page.locator(".position [aria-current=step]").inner_text()


@needs_chromium
def test_one_click_runs_a_scenario(browser: Browser, site: str) -> None:
    with visit(browser, site, "/visa?lang=sv") as page:
        page.get_by_role("link", name="Vem gör vad?", exact=True).click()
        expect(page.locator("#step")).to_be_focused()
        expect(page.locator("#step")).to_have_accessible_name(re.compile("^Steg 1 av 5: Vad gör kommunstyrelsen"))
        expect(page.locator(".answer blockquote").first).to_be_visible()
        expect(page.locator("#announcer")).to_contain_text("Nytt svar.")
        expect(page.locator("#keys")).to_be_visible()
        for hidden in (".answer .actions", ".answer .next"):
            expect(page.locator(hidden).first).to_be_hidden()


@needs_chromium
def test_the_keys_of_a_presentation(browser: Browser, site: str) -> None:
    with visit(browser, site, "/visa/rattigheter?lang=sv") as page:
        for key, expected in [
            ("ArrowRight", "2"),
            ("PageDown", "3"),
            (" ", "4"),
            ("ArrowLeft", "3"),
            ("PageUp", "2"),
            ("End", "5"),
            ("ArrowRight", "5"),
            ("Home", "1"),
            ("ArrowLeft", "1"),
            ("Control+ArrowRight", "1"),
        ]:
            page.keyboard.press(key)
            page.wait_for_timeout(50)
            page.wait_for_load_state()
            expect(page.locator(".position [aria-current=step]")).to_have_text(expected)
            expect(page.locator("#step")).to_be_focused()


@needs_chromium
def test_keys_are_left_to_what_has_the_focus(browser: Browser, site: str) -> None:
    with visit(browser, site, "/visa/rattigheter?lang=sv") as page:
        page.locator("details.why > summary").focus()
        page.keyboard.press(" ")  # opens it
        expect(page.locator("details.why")).to_have_attribute("open", "")
        page.locator(".word").first.focus()
        page.keyboard.press(" ")
        expect(page.locator(".explanation:popover-open")).to_have_count(1)
        page.keyboard.press("Escape")  # closes the word, not the note
        expect(page.locator(".explanation:popover-open")).to_have_count(0)
        expect(page.locator("#note")).to_be_visible()
        page.evaluate(
            "document.querySelector('main').insertAdjacentHTML('beforeend', '<input id=field><select id=list></select>')"
        )
        for field in ("#field", "#list"):
            page.locator(field).focus()
            for key in ("ArrowRight", " ", "PageDown", "End", "Escape"):
                page.keyboard.press(key)
        assert at(page) == "1"
        expect(page.locator("#note")).to_be_visible()


@needs_chromium
def test_the_note_is_hidden_with_a_key_or_a_button_and_stays_so(browser: Browser, site: str) -> None:
    with visit(browser, site, "/visa/rattigheter?lang=sv") as page:
        page.keyboard.press("Escape")
        expect(page.locator("#note")).to_be_hidden()
        expect(page.locator("#announcer")).to_have_text(SV("demonstrate.note_hidden"))
        page.keyboard.press("ArrowRight")
        expect(page.locator("#step")).to_contain_text("Vilken utbildning")
        expect(page.locator("#note")).to_be_hidden()
        page.locator(".languages a[hreflang=en]").click()
        expect(page.locator("#note-toggle")).to_have_text(EN("demonstrate.note_show"))
        page.locator("#note-toggle").click()
        expect(page.locator("#note")).to_be_visible()
        page.reload()
        expect(page.locator("#note")).to_be_visible()


@needs_chromium
def test_without_javascript(browser: Browser, site: str) -> None:
    with visit(browser, site, "/visa?lang=sv", java_script_enabled=False) as page:
        page.get_by_role("link", name="Rättigheter", exact=True).click()
        expect(page.locator("#keys")).to_be_hidden()
        page.locator("#note-toggle").click()
        expect(page.locator("#note")).to_be_hidden()
        for _ in range(4):
            page.locator("#next").click()
        expect(page.locator(".passage-card blockquote")).to_contain_text("Utgångspunkten ska vara")
        page.locator("#next").click()
        expect(page.locator("h1")).to_have_text("Utbilda")


@needs_chromium
def test_the_page_loads_itself_again_when_the_engine_is_there(browser: Browser, corpus: Corpus, engine: WordEngine) -> None:
    release = threading.Event()

    def load() -> WordEngine:
        release.wait(20)
        return engine

    app = create_app(Settings(), corpus, load)
    with Server(app) as server, visit(browser, server.url, "/visa/rattigheter?lang=sv") as page:
        expect(page.locator("#waiting")).to_contain_text("Programmet startar")
        release.set()
        expect(page.locator(".answer")).to_be_visible(timeout=10_000)


@needs_chromium
def test_under_a_sub_path(browser: Browser, corpus: Corpus, engine: WordEngine) -> None:
    with (
        Server(build(corpus, engine, root_path="/fragor")) as server,
        visit(browser, server.url, "/fragor/visa?lang=sv") as page,
    ):
        page.get_by_role("link", name="Rättigheter", exact=True).click()
        expect(page.locator("#keys")).to_be_visible(timeout=20_000)  # the first explanation takes its time
        page.keyboard.press("ArrowRight")
        expect(page.locator("#step")).to_contain_text("Vilken utbildning")
        page.locator("details.why > summary").click()
        page.get_by_role("link", name=SV("why.own_page")).click()
        expect(page.locator("#q")).to_have_value("Vilken utbildning ska vara öppen för alla i kommunen?")
        page.locator("form button").click()
        expect(page).to_have_url(re.compile(r"/fragor/visa/varfor\?"))


@needs_chromium
@pytest.mark.parametrize(("language", "viewport", "scheme"), [("sv", NARROW, "light"), ("en", DESKTOP, "dark")])
def test_axe_finds_nothing(browser: Browser, site: str, axe: str, language: str, scheme: str, viewport: dict[str, int]) -> None:
    with visit(browser, site, f"/visa?lang={language}", viewport=viewport, color_scheme=scheme) as page:
        for path in (
            "/visa?",
            "/visa/rattigheter?step=1",
            "/visa/vem-gor-vad?step=3",
            "/visa/fem-kommuner?step=5",
            "/visa/sex-sprak?step=5&note=0",
            "/visa/inget-svar?step=1",
            "/visa/introduktion?step=2",
            "/visa/varfor?q=handlingsplanerna",
            "/visa/varfor?q=Vem&municipality=Ankeborg",
        ):
            page.goto(f"{site}{path}&lang={language}")
            for summary in page.locator("summary").all():
                if summary.is_visible():
                    summary.click()
            assert violations(page, axe) == [], path
            assert page.evaluate("document.documentElement.scrollWidth - innerWidth") <= 0, path


@needs_chromium
def test_type_is_large_on_a_projector_and_fits_a_phone(browser: Browser, site: str) -> None:
    size = "parseFloat(getComputedStyle(document.querySelector('.answer blockquote')).fontSize)"
    with visit(browser, site, "/visa/rattigheter?lang=sv", viewport={"width": 1920, "height": 1080}) as page:
        assert page.evaluate(size) >= 40
        expect(page.locator("#next")).to_be_in_viewport()
    with visit(browser, site, "/visa/rattigheter?lang=sv", viewport={"width": 1280, "height": 800}) as page:
        assert page.evaluate(size) >= 30
    with visit(browser, site, "/visa/rattigheter?lang=sv", viewport=PHONE) as page:
        assert page.evaluate(size) <= 24


@needs_chromium
def test_targets_are_large_enough(browser: Browser, site: str) -> None:
    with visit(browser, site, "/visa?lang=sv", viewport=NARROW) as page:
        for path in ("/visa", "/visa/rattigheter", "/visa/varfor?q=handlingsplanerna"):
            page.goto(f"{site}{path}{'&' if '?' in path else '?'}lang=sv")
            small = page.evaluate("""() => [...document.querySelectorAll('main :is(a, button, summary, input, select)')]
                .filter(e => e.offsetParent && !e.matches('.word, input[type=hidden]'))
                .map(e => [e.outerHTML.slice(0, 80), e.getBoundingClientRect()])
                .filter(([, r]) => r.width > 1 && (r.height < 24 || r.width < 24)).map(([html]) => html)""")
            assert small == [], path
