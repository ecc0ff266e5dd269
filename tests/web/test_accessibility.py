"""The accessibility statement has the form of the law, what it says is tested is tested here, and axe-core finds nothing."""

import html
import re
from collections.abc import Iterable, Iterator
from typing import Any

import pytest
from fastapi.responses import HTMLResponse
from fastapi.testclient import TestClient
from playwright.sync_api import Browser, Page
from starlette.routing import compile_path

from corpus.types import Corpus
from qa.web.accessibility import ASSESSED
from qa.web.numbers import day
from qa.web.texts import LANGUAGES, texts
from tests.web.browsing import DESKTOP, NARROW, PHONE, ask, needs_chromium, violations, visit
from tests.web.conftest import WordEngine, build

# Every page for everybody; those behind the staff's password are gone through in test_unanswered.
PAGES = [
    "/dokument",
    "/dokument/vansbro",
    "/dokument/herrljunga?h=000000000000",
    "/uppdrag?subject=bostäder&sort=-actor",
    "/uppdrag?view=matrix",
    "/uppdrag?view=gaps",
    "/jamfor",
    "/jamfor?subject=handlingsplaner",
    "/visa",
    "/visa/sex-sprak?step=3",
    "/visa/varfor?q=handlingsplanerna",
    "/visa/sex-sprak/utskrift",
    "/kvalitet",
    "/visa/karta",
    "/visa/troskel",
    "/visa/quiz?seed=4821",
    "/visa/quiz/utskrift?seed=4821",
    "/tillganglighet",
    "/docs",
    "/fraga",
    "/nowhere",
]
# Another look is there at once, nothing fades into it. As a sheet of its own, which the content security policy does not bind.
AT_ONCE = """() => {
    const sheet = new CSSStyleSheet();
    sheet.replaceSync('*, *::before, *::after { transition: none !important; animation: none !important }');
    document.adoptedStyleSheets.push(sheet);
}"""
# Each direction of writing narrow and wide, light and dark at least once.
LOOKS = {
    "sv": [(NARROW, "light")],
    "en": [(NARROW, "dark")],
    "so": [(DESKTOP, "light")],
    "uk": [(DESKTOP, "dark")],
    "ar": [(NARROW, "light")],
    "fa": [(DESKTOP, "dark")],
}


def look_through(page: Page, axe: str, looks: Iterable[tuple[dict[str, int], str]]) -> None:
    """No violation and no sideways scrolling in any of the looks, without loading the page again."""
    page.evaluate(AT_ONCE)
    for viewport, scheme in looks:
        page.set_viewport_size(viewport)  # type: ignore[arg-type]
        page.emulate_media(color_scheme=scheme)  # type: ignore[arg-type]
        assert violations(page, axe) == [], (page.url, viewport, scheme)
        assert page.evaluate("document.documentElement.scrollWidth - innerWidth") <= 0, (page.url, viewport)


@needs_chromium
@pytest.mark.parametrize("language", LANGUAGES)
def test_axe_finds_nothing(browser: Browser, site: str, axe: str, language: str) -> None:
    with visit(browser, site, f"/?lang={language}", viewport=PHONE) as page:
        page.locator("#question textarea").wait_for()
        look_through(page, axe, [(PHONE, "light")])
        ask(page, "Vad ska varje nämnd i Hällefors upprätta? handlingsplanerna")
        page.locator("summary").first.click()
        ask(page, "uppehållstillstånd")
        look_through(page, axe, LOOKS[language])
        for path in PAGES:
            page.goto(f"{site}{path}{'&' if '?' in path else '?'}lang={language}")
            look_through(page, axe, LOOKS[language])


def test_what_is_said_to_be_tested_is(client: TestClient) -> None:
    """Every page that the app serves is among those above, and every language, width and look."""
    served = {path for path in page_paths(client.app) if not path.startswith("/obesvarat")}
    seen = {path for path in served if any(compile_path(path)[0].match(address.partition("?")[0]) for address in ["/", *PAGES])}
    assert served == seen
    widths, schemes = {NARROW["width"], DESKTOP["width"]}, {"light", "dark"}
    for direction in ("ltr", "rtl"):
        looks = [look for language in LANGUAGES if texts(language).direction == direction for look in LOOKS[language]]
        assert {viewport["width"] for viewport, _ in looks} == widths and {scheme for _, scheme in looks} == schemes


def page_paths(app: Any) -> Iterator[str]:
    """The routes of an app, and of the routers in it, that give a page."""
    for route in app.routes:
        if inside := getattr(route, "original_router", None):
            yield from page_paths(inside)
        elif getattr(route, "response_class", None) is HTMLResponse and "GET" in route.methods:
            yield route.path


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_statement_says_what_the_law_asks_for(client: TestClient, language: str) -> None:
    text, page, assessed = texts(language), shown(client, language), day(ASSESSED, language)
    for key in ("covers", "status", "failing", "failing_pdf", "report_unset", "supervision_text", "published_unset"):
        assert text(f"statement.{key}") in page, key
    assert text("statement.tested_text", date=assessed) in page and text("statement.updated", date=assessed) in page
    assert "http://testserver/" in page and 'href="https://www.digg.se/tdosanmalan"' in page


def test_the_operator_s_dates_and_address_stand_in_the_statement(corpus: Corpus, engine: WordEngine) -> None:
    settings = {"published": "2027-01-15", "statement_updated": "2027-02-01", "root_path": "/fragor", "operator": "Vansbro"}
    page = shown(TestClient(build(corpus, engine, **settings)), "sv")
    assert "Webbplatsen publicerades 15 januari 2027." in page and "uppdaterades senast 1 februari 2027." in page
    assert "http://testserver/fragor/" in page and "Vansbro står bakom den här webbplatsen." in page


def shown(client: TestClient, language: str) -> str:
    """The statement as it is read."""
    page = client.get("/tillganglighet", params={"lang": language}).text
    return re.sub(r"\s+", " ", html.unescape(page))
