"""The register: filters, order, three views, downloads, and a picture whose every cell opens what it counts."""

import csv
import html
import io
import re
import threading
from urllib.parse import parse_qs, urlsplit

import pytest
from fastapi.testclient import TestClient
from openpyxl import load_workbook  # type: ignore[import-untyped]
from playwright.sync_api import Browser, expect

from corpus.errors import InputError
from corpus.types import Corpus
from qa.duties.gaps import GapKind
from qa.duties.subjects import known_subjects
from qa.settings import Settings
from qa.types import Modality
from qa.web.factory import create_app
from qa.web.heatmap import STEPS, draw
from qa.web.texts import LANGUAGES, texts
from tests.web.browsing import DESKTOP, NARROW, PHONE, needs_chromium, violations, visit
from tests.web.conftest import WordEngine, build, wait_until_ready

VIEWS = [
    "/uppdrag?",
    "/uppdrag?actor=kommunen&subject=bostäder&sort=-municipality",
    "/uppdrag?view=matrix",
    "/uppdrag?view=gaps",
]


def rows_of(page: str) -> list[str]:
    """What is to be done, of each row of the list."""
    return [html.unescape(m) for m in re.findall(r'<a class="action"[^>]*>([^<]*)</a>', page)]


def test_the_list_shows_every_duty_with_its_source(full_client: TestClient, full_engine: WordEngine, corpus: Corpus) -> None:
    page = full_client.get("/uppdrag?lang=sv").text
    assert rows_of(page) == [d.action for d in full_engine.duties]
    first = full_engine.duties[0]
    slug, _, place = first.passage_id.partition("/")
    assert f"/dokument/{slug}?h={corpus.by_id[first.passage_id].text_hash}&amp;lang=sv#{place}" in page
    assert f"{first.document} · {corpus.by_id[first.passage_id].headings[0]}" in page


@pytest.mark.parametrize(
    "query",
    [
        {},
        {"subject": "bostäder"},
        {"subject": "Housing"},
        {"subject": "kvinna"},
        {"q": "SKA verka", "municipality": "Vansbro"},
        {"actor": "-", "modality": "ska"},
        {"actor": "verksamhet"},
        {"sort": "-deadline", "actor": "integrationscentrum"},
        {"subject": "solidaritet"},
        {"q": "finns inte i någon mening"},
    ],
)
def test_a_download_is_exactly_what_the_page_shows(full_client: TestClient, query: dict[str, str]) -> None:
    page = full_client.get("/uppdrag", params={**query, "lang": "sv"}).text
    shown = rows_of(page)
    links = [html.unescape(m) for m in re.findall(r'href="(/api/duties[^"]*)" download', page)]
    assert len(links) == (4 if shown else 0)
    for link in links:
        response = full_client.get(link)
        assert response.status_code == 200
        match parse_qs(urlsplit(link).query)["format"]:
            case ["json"]:
                assert [d["action"] for d in response.json()] == shown
            case ["csv"]:
                found = csv.DictReader(io.StringIO(response.content.decode("utf-8-sig"), newline=""))
                assert [row["Vad"] for row in found] == shown
            case ["xlsx"]:
                sheet = load_workbook(io.BytesIO(response.content)).active
                assert [cell.value for cell in sheet["G"]][1:] == shown
            case ["md"]:
                assert len(response.text.splitlines()) == len(shown) + 2


def test_a_subject_is_found_in_any_language_and_named_in_the_reader_s(full_client: TestClient) -> None:
    swedish = rows_of(full_client.get("/uppdrag?subject=bostäder&lang=sv").text)
    page = full_client.get("/uppdrag?subject=Житло&lang=en").text
    assert rows_of(page) == swedish and len(swedish) == 6
    assert '<option value="bostäder" lang="en" selected>Housing</option>' in page
    assert "No word matches exactly" not in page


@pytest.mark.parametrize("subject", ["jobb", "solidaritet"])
def test_without_the_word_what_is_near_is_shown_and_said(full_client: TestClient, subject: str) -> None:
    page = full_client.get(f"/uppdrag?subject={subject}&lang=sv").text
    assert texts("sv")("duties.near") in page and rows_of(page)
    assert f'<option value="{subject}" lang="sv" selected>{subject}</option>' in page


def test_a_search_by_meaning_is_counted_as_a_question(corpus: Corpus, full_engine: WordEngine) -> None:
    with TestClient(build(corpus, full_engine, rate_per_minute=1)) as client:
        wait_until_ready(client)
        assert client.get("/api/duties?subject=solidaritet").status_code == 200
        refused = client.get("/api/duties?subject=solidaritet")
        assert refused.status_code == 429 and refused.json()["error"] == "too_many"
        page = client.get("/uppdrag?subject=solidaritet&lang=sv")
        assert page.status_code == 429 and texts("sv")("error.too_many") in page.text
        assert client.get("/api/duties?subject=bostäder").status_code == 200  # by words alone
        assert client.get("/api/duties?format=xlsx").status_code == 429  # a workbook is counted, too
        assert client.get("/api/duties?format=csv").status_code == 200


def test_headings_sort_and_say_how(full_client: TestClient) -> None:
    page = full_client.get("/uppdrag?lang=sv&municipality=Vansbro").text
    assert "aria-sort" not in page
    up = full_client.get("/uppdrag?lang=sv&municipality=Vansbro&sort=actor").text
    assert '<th scope="col" aria-sort="ascending"><a href="/uppdrag?municipality=Vansbro&amp;sort=-actor' in up
    down = full_client.get("/uppdrag?lang=sv&municipality=Vansbro&sort=-actor").text
    assert '<th scope="col" aria-sort="descending"><a href="/uppdrag?municipality=Vansbro&amp;sort=order' in down
    assert sorted(rows_of(up)) == sorted(rows_of(down)) == sorted(rows_of(page))
    assert "Vem, bakifrån</option>" in down


def test_each_choice_can_be_taken_back(full_client: TestClient) -> None:
    page = full_client.get("/uppdrag?lang=sv&municipality=vansbro&q=ska&modality=obligation").text
    assert (
        'href="/uppdrag?modality=obligation&amp;q=ska&amp;view=list&amp;lang=sv" aria-label="Ta bort ur urvalet: Vansbro"'
        in page
    )
    assert "Ta bort hela urvalet" in page


@pytest.mark.parametrize("query", ["", "&modality=obligation", "&subject=bostäder", "&municipality=Hedemora"])
def test_every_cell_of_the_picture_opens_the_rows_that_it_counts(full_client: TestClient, query: str) -> None:
    page = full_client.get(f"/uppdrag?view=matrix&lang=sv{query}").text
    picture, twin = page.split("</svg>")
    cells = re.findall(r'<a href="([^"]*)" aria-label="([^"]*): (\d+) rad(?:er)?">', picture)
    same = re.findall(r'<a href="(/uppdrag[^"]*)">(\d+)</a>', twin)
    assert cells and [(link, count) for link, _, count in cells] == same
    for link, _, count in cells:
        assert len(rows_of(full_client.get(html.unescape(link)).text)) == int(count), link


def test_the_picture_s_numbers(full_engine: WordEngine, corpus: Corpus) -> None:
    chart = draw(full_engine.duties, corpus.municipalities)
    assert [r.actor for r in chart.rows[:1]] == ["kommunen"] and chart.rows[-1].actor == "-"
    assert chart.rows[-1].total == sum(1 for d in full_engine.duties if not d.actor_base)
    assert {c.step for r in chart.rows for c in r.cells} <= set(range(STEPS + 1))
    assert all((c.step == 0) == (c.count == 0) for r in chart.rows for c in r.cells)
    assert draw((), corpus.municipalities).rows == ()


@pytest.mark.parametrize("language", LANGUAGES)
def test_open_questions_in_swedish_or_english(full_client: TestClient, language: str) -> None:
    page = full_client.get(f"/uppdrag?view=gaps&lang={language}").text
    for kind in set(GapKind) - {GapKind.EXPIRED}:
        assert html.escape(texts(language)(f"gap.{kind.value}")) in html.unescape(page).replace("'", "&#x27;")
    if language == "sv":
        assert '<p class="question">Vem ser till att detta sker?</p>' in page
    else:
        marked = "" if language == "en" else ' lang="en" dir="ltr"'
        assert f'<p class="question"{marked}>Who sees to it that this is done?</p>' in page
        assert 'falls to <q lang="sv">Alla</q> in Hällefors' in page


def test_open_questions_of_one_municipality_with_their_evidence(full_client: TestClient, corpus: Corpus) -> None:
    page = full_client.get("/uppdrag?view=gaps&municipality=hedemora&lang=sv").text
    quotes = re.findall(r'<a class="quote" lang="sv" dir="ltr" href="(/dokument/(\w+)\?h=(\w+)[^"]*)">([^<]+)</a>', page)
    assert quotes and {slug for _, slug, _, _ in quotes} == {"hedemora"}
    hashes = {p.text_hash: p.text for p in corpus.passages}
    assert all(html.unescape(quote) in hashes[hash_] for _, _, hash_, quote in quotes)


@pytest.mark.parametrize(
    ("query", "status"),
    [
        ("municipality=Ankeborg", 422),
        ("actor=trollkarl", 422),
        ("modality=kanske", 422),
        ("sort=size", 422),
        ("subject=%3F%21", 422),
        ("q=" + "a" * 101, 422),
        ("view=nonsense", 200),
        ("q=%00%07", 200),
        ("subject=%00", 200),
        ("q=%ff%fe", 200),
        ("exact=true", 200),
    ],
)
def test_odd_addresses_get_a_message(full_client: TestClient, query: str, status: int) -> None:
    page = full_client.get(f"/uppdrag?lang=sv&{query}")
    assert page.status_code == status
    api = full_client.get(f"/api/duties?{query}")
    assert api.status_code == status and "Traceback" not in api.text
    if status == 422 and "aaa" not in query:
        assert texts("sv")("duties.unknown") in page.text and not rows_of(page.text)
        assert api.json()["error"] == "input"


def test_what_is_typed_is_shown_as_typed(full_client: TestClient) -> None:
    for name in ("q", "subject", "actor"):
        page = full_client.get("/uppdrag", params={name: "<script>alert(1)</script>", "lang": "sv"}).text
        assert "<script>alert(1)" not in page and "&lt;script&gt;alert(1)" in page


def test_the_api_tells_of_its_filters(full_client: TestClient) -> None:
    operation = full_client.get("/openapi.json").json()["paths"]["/api/duties"]["get"]
    names = {p["name"] for p in operation["parameters"]}
    assert names == {"municipality", "actor", "modality", "subject", "q", "sort", "exact", "format", "language"}
    assert (
        full_client.get("/api/duties?actor=verksamhet&exact=true").json()
        != full_client.get("/api/duties?actor=verksamhet").json()
    )
    assert "Words that all stand in the sentence" in full_client.get("/docs?lang=en").text


def test_without_an_engine_the_page_says_so(corpus: Corpus) -> None:
    def load() -> WordEngine:
        raise InputError("broken")

    with TestClient(create_app(Settings(), corpus, load)) as client:
        while client.get("/healthz").json()["status"] == "loading":
            pass
        page = client.get("/uppdrag?lang=en")
        assert page.status_code == 200 and texts("en")("error.failed") in page.text and "waiting" not in page.text
        assert client.get("/api/duties").json() == {"error": "failed", "message": texts("sv")("error.failed")}
        assert client.get("/api/compare?actor=nämnd").json()["error"] == "failed"


def test_the_page_before_the_engine(corpus: Corpus, full_engine: WordEngine) -> None:
    release = threading.Event()

    def load() -> WordEngine:
        release.wait(20)
        return full_engine

    with TestClient(create_app(Settings(), corpus, load)) as client:
        for view in ("list", "matrix", "gaps"):
            page = client.get(f"/uppdrag?view={view}&lang=sv&subject=solidaritet")
            assert page.status_code == 200 and texts("sv")("error.loading") in page.text
        assert client.get("/api/duties?subject=bostäder").status_code == 503
        release.set()
        wait_until_ready(client)
        assert rows_of(client.get("/uppdrag?lang=sv").text)


@needs_chromium
@pytest.mark.parametrize(
    ("language", "viewport", "scheme"),
    [("sv", NARROW, "light"), ("ar", DESKTOP, "dark")],
)
def test_axe_finds_nothing(
    browser: Browser, full_site: str, axe: str, language: str, viewport: dict[str, int], scheme: str
) -> None:
    with visit(browser, full_site, f"/uppdrag?lang={language}", viewport=viewport, color_scheme=scheme) as page:
        for path in [*VIEWS, "/uppdrag?municipality=Ankeborg", "/uppdrag?subject=solidaritet"]:
            page.goto(f"{full_site}{path}&lang={language}" if "=" in path else f"{full_site}{path}lang={language}")
            for summary in page.locator("summary").all():
                summary.click()
            assert violations(page, axe) == [], path
            assert page.evaluate("document.documentElement.scrollWidth - innerWidth") <= 0, path


@needs_chromium
def test_a_cell_is_reached_and_opened_by_keyboard(browser: Browser, full_site: str) -> None:
    with visit(browser, full_site, "/uppdrag?view=matrix&lang=sv") as page:
        page.locator(".chart").focus()
        page.keyboard.press("Tab")
        assert page.evaluate("document.activeElement.getAttribute('aria-label')") == "kommunen, Hällefors: 2 rader"
        outline = page.locator(":focus rect").first
        expect(outline).not_to_have_css("stroke", "none")
        expect(outline).to_have_css("stroke-width", re.compile(r"[2-9]"))
        page.keyboard.press("Enter")
        expect(page.locator(".duties tbody tr")).to_have_count(2)
        assert page.locator("#f-actor").input_value() == "kommunen"
        page.locator("th a").nth(1).focus()
        page.keyboard.press("Enter")
        expect(page.locator("th[aria-sort=ascending]")).to_contain_text("Vem")


@needs_chromium
def test_the_filter_works_without_javascript_on_a_phone(browser: Browser, full_site: str) -> None:
    with visit(browser, full_site, "/uppdrag?lang=en", viewport=PHONE, java_script_enabled=False) as page:
        page.get_by_label("Subject").select_option(label="Language")
        page.get_by_label("Order").select_option(label="Municipality")
        page.get_by_role("button", name="Show").click()
        expect(page.locator(".duties tbody tr")).to_have_count(2)
        assert page.evaluate("document.documentElement.lang") == "en"
        assert page.locator("thead").is_hidden()
        page.locator(".languages a[hreflang=uk]").click()
        expect(page.locator(".duties tbody tr")).to_have_count(2)


@needs_chromium
def test_a_row_opens_its_passage(browser: Browser, full_site: str) -> None:
    with visit(browser, full_site, "/uppdrag?lang=sv&municipality=Vansbro&subject=språk") as page:
        page.locator(".action").first.click()
        expect(page.locator(".passage.cited")).to_be_in_viewport()
        expect(page.locator(".passage.cited")).to_contain_text("i det svenska språket")


@needs_chromium
def test_the_list_prints_as_a_table_with_its_source(browser: Browser, full_site: str) -> None:
    with visit(browser, full_site, "/uppdrag?lang=sv&municipality=Vansbro", viewport={"width": 690, "height": 900}) as page:
        page.emulate_media(media="print")
        for hidden in ("header.top", ".filters", ".views", ".exports"):
            expect(page.locator(hidden)).to_be_hidden()
        assert page.evaluate("getComputedStyle(document.querySelector('.duties td')).display") == "table-cell"
        expect(page.locator("thead")).to_be_visible()
        expect(page.locator(".chosen")).to_contain_text("Vansbro")
        expect(page.locator(".source").first).to_contain_text("vansbro/ingress/1")
        assert page.evaluate("document.documentElement.scrollWidth - innerWidth") <= 0


@needs_chromium
def test_targets_are_large_enough(browser: Browser, full_site: str) -> None:
    """WCAG 2.2, 2.5.8: 24 CSS pixels, except for words in a sentence."""
    for path in VIEWS:
        with visit(browser, full_site, path, viewport=NARROW) as page:
            small = page.evaluate("""() => [...document.querySelectorAll('main a, button, summary, select, input')]
                .filter(e => e.type !== 'hidden' && e.checkVisibility() && !e.matches('.action, .quote, .evidence a'))
                .map(e => [e.outerHTML.slice(0, 90), e.getBoundingClientRect()])
                .filter(([, r]) => r.height < 24 || r.width < 24).map(([html]) => html)""")
            assert small == [], path


def test_modalities_and_subjects_are_offered(client: TestClient) -> None:
    page = client.get("/uppdrag?lang=so").text
    assert all(f'<option value="{m.value}"' in page for m in Modality)
    assert all(f">{html.escape(s.name('so'))}</option>" in page for s in known_subjects())
