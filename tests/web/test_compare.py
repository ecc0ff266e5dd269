"""The comparison: five columns, quotes with what differs marked, silence shown as silence, downloads, an address to keep."""

import csv
import html
import io
import re
import threading
from urllib.parse import urlencode

import pytest
from fastapi.testclient import TestClient
from openpyxl import load_workbook  # type: ignore[import-untyped]
from playwright.sync_api import Browser, expect

from corpus.types import Corpus
from qa.duties.compare import ABOUT, compare_actor, compare_subject
from qa.settings import Settings
from qa.web.factory import create_app
from qa.web.texts import LANGUAGES, staff_texts, texts
from tests.web.browsing import DESKTOP, NARROW, PHONE, needs_chromium, violations, visit
from tests.web.conftest import WordEngine, build, wait_until_ready

SUBJECT, ACTOR = "/jamfor?subject=handlingsplaner", "/jamfor?actor=kommunen"


def plain(markup: str) -> str:
    """The text of a piece of HTML."""
    return html.unescape(re.sub(r"<[^>]+>", "", markup))


def test_a_column_per_municipality_in_full(full_client: TestClient, full_engine: WordEngine, corpus: Corpus) -> None:
    page = full_client.get(f"{SUBJECT}&lang=sv").text
    expected = compare_subject(corpus, "handlingsplaner", full_engine.search_subject, least=ABOUT)
    columns = page.split('<section class="column')[1:]
    assert len(columns) == len(corpus.municipalities) == 5
    for column, markup in zip(expected.columns, columns, strict=True):
        assert column.municipality in markup
        quotes = re.findall(r'<blockquote lang="sv" dir="ltr"[^>]*>(.*?)</blockquote>', markup, re.DOTALL)
        assert [plain(q) for q in quotes] == [q.text for q in column.quotes]
        assert markup.startswith(" silent") == ("Policyn säger inget" in markup) == column.silent
        for quote in column.quotes:
            slug, _, place = quote.passage_id.partition("/")
            assert f"/dokument/{slug}?h={corpus.by_id[quote.passage_id].text_hash}&amp;lang=sv#{place}" in markup
    assert "3 av 5 kommuner säger något." in page and "Inget hittades hos: Hedemora, Herrljunga." in page


def test_what_differs_is_marked_and_said_in_words(full_client: TestClient) -> None:
    page = full_client.get(f"{ACTOR}&lang=sv").text
    assert re.findall(r'<mark class="differs">([^<]*)</mark>', page) == [
        *("skall", "än de traditionella", "ska"),
        *("Malung-Sälens", "Malung-Sälens", "dem", "Vansbro", "Vansbro", "nya Vansbrobor"),
    ]
    said = plain(page)
    assert "Liknar Herrljunga, citat 1. Det markerade står inte där." in said
    assert "Samma ord som Malung-Sälen, citat 2." in said
    assert "Allt det här står också i Hällefors, citat 2, och där står mer." in said
    for target in re.findall(r'href="#(quote-[^"]+)"', page):
        assert f'id="{target}"' in page


def test_a_subject_by_any_of_its_names_and_a_question(full_client: TestClient) -> None:
    assert '<h2 id="about"><bdi>Action plans</bdi></h2>' in full_client.get("/jamfor?subject=خطط العمل&lang=en").text
    question = "Vem utvärderar handlingsplanerna?"
    page = full_client.get("/jamfor", params={"subject": question, "lang": "sv"}).text
    assert f'<h2 id="about"><bdi>{question}</bdi></h2>' in page and 'class="column' in page
    assert f'value="{question}"' in page


@pytest.mark.parametrize("language", LANGUAGES)
def test_staff_read_it_in_swedish_or_english(full_client: TestClient, language: str) -> None:
    page = full_client.get(f"/jamfor?lang={language}").text
    t = staff_texts(language)
    assert f"<h1>{t('compare.heading')}</h1>" in page and f'<html lang="{language}"' in page
    if language not in ("sv", "en"):
        assert 'tabindex="-1" lang="en" dir="ltr"' in page
    for search in ("bostäder", "svenska språket", "barn och unga"):
        assert f'href="/jamfor?{urlencode({"subject": search})}&amp;' in page
    assert page.count('class="chip"') == 14 + 8


def test_the_api_and_the_files(full_client: TestClient, full_engine: WordEngine, corpus: Corpus) -> None:
    expected = compare_actor(corpus, full_engine.duties, "kommunen")
    assert full_client.get("/api/compare?actor=kommunen").json() == expected.to_dict()
    page = full_client.get(f"{ACTOR}&lang=en").text
    links = [html.unescape(m) for m in re.findall(r'href="(/api/compare[^"]*)" download', page)]
    assert [re.search(r"format=(\w+)", link).group(1) for link in links] == ["xlsx", "csv", "md", "json"]  # type: ignore[union-attr]
    quotes = [q.text for c in expected.columns for q in c.quotes]
    book, table, text = (full_client.get(link) for link in links[:3])
    assert book.headers["content-disposition"] == 'attachment; filename="ordagrant-compare.xlsx"'
    cells = [cell.value for cell in load_workbook(io.BytesIO(book.content)).active["E"]]
    assert [c for c in cells[1:] if c != "The policy is silent"] == quotes
    rows = list(csv.DictReader(io.StringIO(table.content.decode("utf-8-sig"), newline="")))
    assert [r["quote"] for r in rows if r["passage_id"]] == quotes
    assert text.text.startswith("# kommunen") and "*The policy is silent*" in text.text
    assert "/api/compare" in full_client.get("/docs?lang=sv").text


@pytest.mark.parametrize(
    ("query", "status", "message"),
    [
        ("subject=språk&actor=nämnd", 422, "compare.one"),
        ("actor=trollkarl", 422, "compare.unknown_body"),
    ],
)
def test_what_cannot_be_compared_is_said(full_client: TestClient, query: str, status: int, message: str) -> None:
    page = full_client.get(f"/jamfor?{query}&lang=sv")
    assert page.status_code == full_client.get(f"/api/compare?{query}").status_code == status
    assert staff_texts("sv")(message, actor="trollkarl") in page.text and 'class="column' not in page.text


@pytest.mark.parametrize("query", ["", "subject=", "subject=%00%07", "actor=%20"])
def test_nothing_asked_is_an_empty_page_and_an_error_in_the_api(full_client: TestClient, query: str) -> None:
    page = full_client.get(f"/jamfor?{query}&lang=sv")
    assert page.status_code == 200 and 'class="chip"' in page.text
    response = full_client.get(f"/api/compare?{query}", headers={"accept-language": "sv"})
    assert response.status_code == 422 and response.json()["message"] == staff_texts("sv")("compare.one")


def test_long_and_evil_input(full_client: TestClient) -> None:
    assert full_client.get("/jamfor", params={"subject": "å" * 301}).status_code == 422
    assert full_client.get("/api/compare", params={"actor": "å" * 301}).status_code == 422
    assert full_client.get("/api/compare?subject=språk&format=pdf").status_code == 422
    for name in ("subject", "actor"):
        page = full_client.get("/jamfor", params={name: "<script>alert(1)</script>"}).text
        assert "<script>alert(1)" not in page and "&lt;script&gt;alert(1)" in page


def test_a_search_is_counted_as_a_question_and_a_body_is_not(corpus: Corpus, full_engine: WordEngine) -> None:
    with TestClient(build(corpus, full_engine, rate_per_minute=1)) as client:
        wait_until_ready(client)
        assert client.get("/api/compare?subject=språk").status_code == 200
        assert client.get("/api/compare?subject=språk").json()["error"] == "too_many"
        page = client.get("/jamfor?subject=språk&lang=sv")
        assert page.status_code == 429 and texts("sv")("error.too_many") in page.text
        assert client.get("/api/compare?actor=nämnd").status_code == 200


def test_before_the_engine_is_ready(corpus: Corpus, full_engine: WordEngine) -> None:
    release = threading.Event()

    def load() -> WordEngine:
        release.wait(20)
        return full_engine

    with TestClient(create_app(Settings(), corpus, load)) as client:
        for path in (SUBJECT, ACTOR):
            page = client.get(f"{path}&lang=uk")
            assert page.status_code == 503 and texts("uk")("error.loading") in page.text and 'id="waiting"' in page.text
            response = client.get(f"/api{path.replace('jamfor', 'compare')}", headers={"accept-language": "en"})
            assert response.status_code == 503
            assert response.json() == {"error": "loading", "message": texts("en")("error.loading")}
        assert client.get("/jamfor?lang=sv").status_code == 200
        release.set()
        wait_until_ready(client)
        assert client.get(SUBJECT).status_code == 200


@needs_chromium
@pytest.mark.parametrize(
    ("language", "viewport", "scheme"),
    [("sv", NARROW, "light"), ("ar", DESKTOP, "dark")],
)
def test_axe_finds_nothing(
    browser: Browser, full_site: str, axe: str, language: str, viewport: dict[str, int], scheme: str
) -> None:
    with visit(browser, full_site, f"/jamfor?lang={language}", viewport=viewport, color_scheme=scheme) as page:
        for path in ("/jamfor?", SUBJECT, ACTOR, "/jamfor?actor=trollkarl"):
            page.goto(f"{full_site}{path}&lang={language}")
            for summary in page.locator("summary").all():
                summary.click()
            assert violations(page, axe) == [], path
            assert page.evaluate("document.documentElement.scrollWidth - innerWidth") <= 0, path


@needs_chromium
def test_side_by_side_on_a_wide_screen_and_stacked_on_a_phone(browser: Browser, full_site: str) -> None:
    places = "[...document.querySelectorAll('.column')].map(c => [c.getBoundingClientRect().x, c.getBoundingClientRect().y])"
    with visit(browser, full_site, ACTOR) as page:
        found = page.evaluate(places)
        assert len({x for x, _ in found}) == 5 and len({y for _, y in found}) == 1
    with visit(browser, full_site, ACTOR, viewport=PHONE) as page:
        found = page.evaluate(places)
        assert len({x for x, _ in found}) == 1 and len({y for _, y in found}) == 5


@needs_chromium
def test_by_keyboard_from_a_subject_to_the_like_quote_and_its_passage(browser: Browser, full_site: str) -> None:
    with visit(browser, full_site, "/jamfor?lang=sv") as page:
        page.get_by_role("link", name="kommunen", exact=True).focus()
        page.keyboard.press("Enter")
        expect(page.locator("#about")).to_have_text("kommunen")
        page.get_by_role("link", name="Herrljunga, citat 1").focus()
        page.keyboard.press("Enter")
        expect(page.locator("#quote-Herrljunga-1")).to_be_in_viewport()
        page.locator("#quote-Herrljunga-1 .open a").focus()
        page.keyboard.press("Enter")
        expect(page.locator(".passage.cited")).to_be_in_viewport()


@needs_chromium
def test_the_address_is_copied_and_leads_back(browser: Browser, full_site: str) -> None:
    with visit(browser, full_site, "/jamfor?lang=sv", permissions=["clipboard-read", "clipboard-write"]) as page:
        page.get_by_label("Ämne eller fråga").fill("handlingsplaner")
        page.keyboard.press("Enter")
        page.get_by_role("button", name="Kopiera adressen").click()
        expect(page.locator("#told")).to_have_text("Adressen är kopierad.")
        copied = page.evaluate("navigator.clipboard.readText()")
        shown = page.locator(".columns").inner_text()
        page.goto(copied)
        assert page.locator(".columns").inner_text() == shown


@needs_chromium
def test_where_copying_is_not_allowed_it_says_what_to_do(browser: Browser, full_site: str) -> None:
    with visit(browser, full_site, f"{SUBJECT}&lang=sv") as page:
        page.evaluate("() => { navigator.clipboard.writeText = () => Promise.reject(new Error()) }")
        page.get_by_role("button", name="Kopiera adressen").click()
        expect(page.locator("#told")).to_have_text(staff_texts("sv")("compare.not_copied"))


@needs_chromium
def test_without_javascript(browser: Browser, full_site: str) -> None:
    with visit(browser, full_site, "/jamfor?lang=en", viewport=PHONE, java_script_enabled=False) as page:
        page.locator("#f-actor").select_option("kommunstyrelse")
        page.get_by_role("button", name="Compare").nth(1).click()
        expect(page.locator(".column:not(.silent) h3")).to_have_text("Hedemora")
        expect(page.locator(".nothing")).to_have_count(4)
        expect(page.get_by_role("button", name="Copy the address")).to_have_count(0)
        page.locator(".languages a[hreflang=sv]").click()
        expect(page.locator(".nothing").first).to_have_text("Policyn säger inget")


@needs_chromium
def test_it_prints_with_its_sources(browser: Browser, full_site: str) -> None:
    with visit(browser, full_site, f"{ACTOR}&lang=sv", viewport={"width": 690, "height": 900}) as page:
        page.emulate_media(media="print")
        for hidden in ("header.top", ".asking", ".keep"):
            expect(page.locator(hidden).first).to_be_hidden()
        expect(page.locator(".column .id").first).to_have_text("hallefors/ansvarsfordelning/2")
        assert "underline" in page.evaluate("getComputedStyle(document.querySelector('mark')).textDecorationLine")


@needs_chromium
def test_targets_are_large_enough(browser: Browser, full_site: str) -> None:
    """WCAG 2.2, 2.5.8: 24 CSS pixels."""
    with visit(browser, full_site, ACTOR, viewport=NARROW) as page:
        small = page.evaluate("""() => [...document.querySelectorAll('main a, button, summary, select, input')]
            .filter(e => e.type !== 'hidden' && e.checkVisibility())
            .map(e => [e.outerHTML.slice(0, 90), e.getBoundingClientRect()])
            .filter(([, r]) => r.height < 24 || r.width < 24).map(([html]) => html)""")
        assert small == []
