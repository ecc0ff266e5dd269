"""A real browser for tests of pages: a page that is watched while it is open, and what axe-core says of it.

A test fails on any JavaScript error in the console, on any request to another host, and when a question is kept.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from playwright.sync_api import Browser, ConsoleMessage, Page, expect, sync_playwright

CHROMIUM = Path("/usr/bin/chromium")
needs_chromium = pytest.mark.skipif(not CHROMIUM.exists(), reason=f"{CHROMIUM} is missing; install Debian's chromium")

QUESTIONS = {
    "sv": "Vem ansvarar för att handlingsplanerna utvärderas i Vansbro?",
    "en": "Who evaluates handlingsplanerna in Vansbro?",
    "ar": "من يقيّم خطط العمل في فانسبرو؟",
    "so": "Yaa qiimeeya handlingsplanerna Vansbro?",
    "fa": "چه کسی برنامه‌ها را در ونسبرو ارزیابی می‌کند؟",
    "uk": "Хто оцінює плани у Вансбру?",
}
PHONE, NARROW, DESKTOP = {"width": 390, "height": 844}, {"width": 320, "height": 640}, {"width": 1280, "height": 900}
STILL = {"reduced_motion": "reduce"}  # a click on what still scrolls may land beside it
NETWORK = ("Failed to load resource", "Failed to fetch", "Connection errored out", "Unable to preload")
WCAG = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    """One browser for all tests of the file."""
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=str(CHROMIUM), args=["--no-sandbox"])
        yield browser
        browser.close()


@contextmanager
def visit(
    browser: Browser, site: str, path: str, *, viewport: dict[str, int] = DESKTOP, lost: bool = False, **context: object
) -> Iterator[Page]:
    """A page in a fresh context, watched. `lost`: the test takes the network away, which the console tells."""
    opened = browser.new_context(**{"viewport": viewport, **STILL, **context})  # type: ignore[arg-type]
    page = opened.new_page()
    trouble: list[str] = []

    def console(message: ConsoleMessage) -> None:
        told = "Failed to load resource" in message.text and message.location["url"] == page.url  # a page that says no
        told = told or (lost and any(words in message.text for words in NETWORK))
        if message.type == "error" and not told and "404" not in message.text:
            trouble.append(message.text)

    page.on("console", console)
    page.on("pageerror", lambda error: trouble.append(str(error)))
    page.on(
        "request", lambda r: trouble.append(f"request to {r.url}") if not r.url.startswith((site, "data:", "blob:")) else None
    )
    page.goto(site + path)
    yield page
    kept = page.evaluate("JSON.stringify([{...localStorage}, {...sessionStorage}, document.cookie])")
    opened.close()
    assert not trouble, trouble
    assert not any(question in kept for question in QUESTIONS.values()), kept


@pytest.fixture(scope="module")
def axe() -> str:
    """The source of axe-core, from the package that carries it."""
    package = pytest.importorskip(
        "axe_playwright_python", reason="axe-playwright-python carries axe-core; install the dev extra"
    )
    return (Path(package.__file__).parent / "axe.min.js").read_text(encoding="utf-8")


def violations(page: Page, axe: str) -> list[str]:
    """What axe-core finds, one line each."""
    if not page.evaluate("'axe' in window"):
        page.evaluate(axe)  # through the debugger, which the content security policy does not bind
    found = page.evaluate(
        "tags => axe.run(document, {runOnly: {type: 'tag', values: tags}, resultTypes: ['violations']})", WCAG
    )
    return [f"{v['id']}: {n['html'][:200]} {n['failureSummary'][:300]}" for v in found["violations"] for n in v["nodes"]]


def ask(page: Page, question: str) -> None:
    """Types a question, sends it with Enter and waits for its answer."""
    before = page.locator(".answer, .message-text.problem").count()
    box = page.locator("#question textarea")
    box.fill(question)
    box.press("Enter")
    expect(page.locator(".answer, .message-text.problem")).to_have_count(before + 1, timeout=10_000)
