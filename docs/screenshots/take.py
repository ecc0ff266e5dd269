"""Takes the pictures of the chat again: `python docs/screenshots/take.py --url http://127.0.0.1:7860`.

The server is one that `make` starts, with the real engine. Start page, an answer and a document, in Swedish and Arabic
(the two directions), on a phone and a desktop.
"""

import argparse
from pathlib import Path

from playwright.sync_api import Page, sync_playwright

HERE = Path(__file__).parent
CHROMIUM = "/usr/bin/chromium"
SCREENS = {"phone": (390, 844), "desktop": (1280, 900)}
QUESTIONS = {
    "sv": "Vad ska Vansbro göra tillsammans med näringsliv och föreningar?",
    "ar": "هل تساعدني البلدية في الحصول على سكن في مالونغ؟",
}


def take(page: Page, url: str, language: str, screen: str) -> None:
    """The three pictures of one language on one screen."""
    page.goto(f"{url}/?lang={language}")
    box = page.locator("#question textarea")
    box.wait_for()
    page.wait_for_timeout(500)  # fonts and transitions
    page.screenshot(path=HERE / f"start-{language}-{screen}.png")
    box.fill(QUESTIONS[language])
    box.press("Enter")
    page.locator(".answer").wait_for()
    page.wait_for_timeout(1500)  # until the page has scrolled to the question
    page.screenshot(path=HERE / f"answer-{language}-{screen}.png")
    page.goto(str(page.locator(".answer .open a").first.evaluate("link => link.href")))
    page.wait_for_timeout(500)
    page.screenshot(path=HERE / f"document-{language}-{screen}.png")


def main() -> None:
    """Every picture."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--url", default="http://127.0.0.1:7860")
    url = parser.parse_args().url.rstrip("/")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])
        for screen, (width, height) in SCREENS.items():
            for language in QUESTIONS:
                page = browser.new_page(viewport={"width": width, "height": height}, device_scale_factor=1)
                take(page, url, language, screen)
                page.close()
        browser.close()


if __name__ == "__main__":
    main()
