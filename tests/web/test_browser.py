"""The site in a real browser: ask in six languages, by keyboard alone, at every width, light and dark."""

import re
from pathlib import Path

import pytest
from playwright.sync_api import Browser, expect

from corpus.types import Corpus
from qa.web.texts import LANGUAGES, RIGHT_TO_LEFT, texts
from tests.web.browsing import NARROW, PHONE, QUESTIONS, ask, needs_chromium, visit
from tests.web.conftest import SAID, Server, WordEngine, build

pytestmark = needs_chromium


@pytest.mark.parametrize("language", LANGUAGES)
def test_asking_in_each_language(browser: Browser, site: str, language: str) -> None:
    with visit(browser, site, f"/?lang={language}", viewport=PHONE) as page:
        direction = "rtl" if language in RIGHT_TO_LEFT else "ltr"
        assert page.evaluate("[document.documentElement.lang, document.documentElement.dir]") == [language, direction]
        ask(page, QUESTIONS[language])
        answer = page.locator(".answer").last
        expect(answer.locator(".framing")).to_have_text(SAID[language])
        assert answer.get_attribute("lang") == language and answer.get_attribute("dir") == direction
        quote = answer.locator("blockquote").first
        assert quote.get_attribute("lang") == "sv" and quote.get_attribute("dir") == "ltr"
        if language != "sv":
            translation = answer.locator(".translation p").last
            assert translation.get_attribute("lang") == language
            expect(answer.locator(".translation .label").first).to_have_text(texts(language)("answer.unofficial"))
        expect(page.locator("#announcer")).to_contain_text(SAID[language])
        box = page.locator("#question textarea")
        assert box.input_value() == ""
        assert page.evaluate("getComputedStyle(document.querySelector('#question textarea')).direction") == direction


def test_the_browser_s_language_is_used_and_can_be_changed(browser: Browser, site: str) -> None:
    with visit(browser, site, "/", locale="uk-UA") as page:
        assert page.evaluate("document.documentElement.lang") == "uk"
        page.locator(".languages a[hreflang=ar]").click()
        expect(page).to_have_url(re.compile(r"\?lang=ar"))
        page.locator(".menu a").nth(1).click()
        assert page.evaluate("document.documentElement.lang") == "ar"


def test_one_click_asks_an_example(browser: Browser, site: str) -> None:
    with visit(browser, site, "/?lang=sv", viewport=PHONE) as page:
        page.locator("#question textarea").wait_for()
        page.locator("#examples button").first.click()
        expect(page.locator(".answer")).to_have_count(1, timeout=10_000)
        expect(page.locator(".asked p")).to_have_text(texts("sv").examples[0])
        expect(page.locator(".answer mark").first).to_be_visible()


def test_a_citation_leads_to_its_passage_marked_and_in_view(browser: Browser, site: str) -> None:
    with visit(browser, site, "/?lang=sv", viewport=PHONE) as page:
        ask(page, QUESTIONS["sv"])
        quote = page.locator(".answer blockquote").first.inner_text()
        page.locator(".answer .open a").first.click()
        passage = page.locator(".passage.cited")
        expect(passage).to_contain_text(quote)
        expect(passage).to_be_in_viewport()
        assert page.evaluate("document.activeElement.className").endswith("cited")


def test_a_stale_permalink_says_so_where_the_reader_looks(browser: Browser, site: str) -> None:
    with visit(browser, site, "/dokument/vansbro?lang=en&h=000000000000#handlingsplaner/4", viewport=PHONE) as page:
        expect(page.locator("#stale")).to_be_in_viewport()
        expect(page.locator("[id='handlingsplaner/4']")).to_be_in_viewport()


def test_a_passage_that_has_moved_is_found(browser: Browser, site: str, corpus: Corpus) -> None:
    text_hash = corpus.by_id["vansbro/handlingsplaner/4"].text_hash
    with visit(browser, site, f"/dokument/vansbro?lang=sv&h={text_hash}#bakgrund/1") as page:
        expect(page.locator("#moved")).to_be_visible()
        expect(page.locator("[id='handlingsplaner/4']")).to_be_in_viewport()


def test_the_municipality_is_chosen(browser: Browser, site: str) -> None:
    with visit(browser, site, "/?lang=sv") as page:
        page.get_by_label("Hedemora").check()
        ask(page, "Vem följer upp integrationspolicyn?")
        assert set(page.locator(".answer > .card .municipality").all_inner_texts()) == {"Hedemora"}


def test_an_answer_that_is_none_says_why_and_who_knows(browser: Browser, site: str) -> None:
    with visit(browser, site, "/?lang=en", viewport=PHONE) as page:
        ask(page, "uppehållstillstånd")
        answer = page.locator(".answer").last
        expect(answer.locator(".signpost a").first).to_have_attribute("href", "https://www.migrationsverket.se")
        expect(answer.locator(".signpost a").last).to_have_attribute("href", "tel:0771235235")
        assert answer.locator("> .card").count() == 2 and answer.locator("details").count() == 1
        ask(page, "xyzzy")
        assert page.locator(".answer").last.locator(".card").count() == 0


def test_a_follow_up_shows_what_was_understood(browser: Browser, site: str) -> None:
    with visit(browser, site, "/?lang=sv") as page:
        ask(page, QUESTIONS["sv"])
        ask(page, "Och Hedemora?")
        expect(page.locator(".answer").last.locator(".understood").first).to_contain_text(QUESTIONS["sv"])


@pytest.mark.parametrize(
    "evil",
    [
        "<img src=x onerror=document.title='hacked'>",
        "</p><script>document.title='hacked'</script>",
        "**fet** `kod`\n\n# rubrik",
    ],
)
def test_what_is_typed_is_shown_as_typed(browser: Browser, site: str, evil: str) -> None:
    with visit(browser, site, "/?lang=sv") as page:
        ask(page, evil)
        assert page.locator(".asked p").last.inner_text().split() == evil.split()
        assert page.title() != "hacked" and page.locator(".asked img, .asked strong, .asked h1").count() == 0


def test_problems_are_told_in_the_chat_and_the_question_is_kept(browser: Browser, site: str) -> None:
    with visit(browser, site, "/?lang=sv") as page:
        ask(page, "krasch!")
        expect(page.locator(".message-text.problem")).to_have_text("Något gick fel hos oss. Försök igen om en stund.")
        expect(page.locator("#question textarea")).to_have_value("krasch!")
        assert "secret" not in page.content()


def test_copy_and_feedback(browser: Browser, site: str) -> None:
    with visit(browser, site, "/?lang=sv", permissions=["clipboard-read", "clipboard-write"]) as page:
        ask(page, QUESTIONS["sv"])
        page.locator("[data-copy]").click()
        expect(page.locator("[data-copy]")).to_have_text("Kopierat")
        copied = page.evaluate("navigator.clipboard.readText()")
        assert f"{site}/dokument/vansbro?lang=sv&h=" in copied and "handlingsplanerna kontinuerligt utvärderas." in copied
        with page.expect_response("**/api/feedback") as response:
            page.locator("[data-helped=yes]").click()
        assert response.value.status == 204
        sent = response.value.request.post_data or ""
        assert QUESTIONS["sv"] not in sent
        expect(page.locator(".feedback")).to_have_text(texts("sv")("answer.thanks"))


def test_print_shows_one_answer_and_its_source(browser: Browser, site: str) -> None:
    with visit(browser, site, "/?lang=sv") as page:
        ask(page, QUESTIONS["sv"])
        page.emulate_media(media="print")
        for hidden in ("#composer", ".actions", "header.top", "#municipality"):
            expect(page.locator(hidden).first).to_be_hidden()
        expect(page.locator(".card .source").first).to_be_visible()


def test_everything_by_keyboard(browser: Browser, site: str) -> None:
    """Skip link, question, citation links, explanation, folded passages, feedback: no mouse."""
    with visit(browser, site, "/?lang=sv") as page:
        page.locator("#question textarea").wait_for()
        page.keyboard.press("Tab")
        assert page.evaluate("document.activeElement.className") == "skip"
        page.keyboard.press("Enter")
        seen = []
        for _ in range(12):
            page.keyboard.press("Tab")
            focused = page.evaluate("""() => { const e = document.activeElement;
                const s = getComputedStyle(e), l = e.closest('label');
                const ring = x => x && x.outlineStyle !== 'none' && parseFloat(x.outlineWidth) >= 2;
                const shown = ring(s) || ring(l && getComputedStyle(l));
                return [e.tagName, e.type ?? '', shown] }""")
            seen.append(focused)
            if focused[0] == "TEXTAREA":
                break
        assert ["INPUT", "radio", True] in seen and seen[-1] == ["TEXTAREA", "textarea", True], seen
        assert all(shown for _, _, shown in seen), seen
        page.keyboard.type("Vad ska varje nämnd i Hällefors upprätta?")
        page.keyboard.press("Enter")
        expect(page.locator(".answer")).to_have_count(1, timeout=10_000)
        reached: set[str] = set()
        for _ in range(60):
            page.keyboard.press("Shift+Tab")
            reached.add(
                page.evaluate("""() => { const e = document.activeElement;
                return e.matches('.answer *') ? (e.className || e.tagName) + ' ' + Object.keys(e.dataset).join() : '' }""")
            )
            if page.evaluate("document.activeElement.matches('.answer .jump a')"):
                break
        assert {"A ", "word ", "SUMMARY ", "suggestion ask", "BUTTON copy,done", "BUTTON print", "BUTTON helped"} <= reached, (
            reached
        )
        page.keyboard.press("Enter")
        assert page.evaluate("document.activeElement.className") == "card"
        page.locator(".word").first.focus()
        page.keyboard.press("Enter")
        expect(page.locator(".explanation:popover-open")).to_be_visible()
        page.keyboard.press("Escape")
        expect(page.locator(".explanation:popover-open")).to_have_count(0)
        page.locator("summary").first.focus()
        page.keyboard.press("Enter")
        expect(page.locator("details .card").first).to_be_visible()


def test_arrow_keys_move_between_municipalities(browser: Browser, site: str) -> None:
    with visit(browser, site, "/?lang=sv") as page:
        page.locator("#municipality input").first.wait_for()
        page.wait_for_function("document.querySelector('#municipality input').name === 'municipality'")
        page.locator("#municipality input").first.focus()
        page.keyboard.press("ArrowDown")
        assert page.evaluate("document.querySelector('#municipality input:checked').value") == "Hällefors"
        ask(page, "Vad ska varje nämnd upprätta?")
        assert set(page.locator(".answer > .card .municipality").all_inner_texts()) == {"Hällefors"}


def test_reduced_motion(browser: Browser, site: str) -> None:
    with visit(browser, site, "/?lang=sv", reduced_motion="reduce") as page:
        ask(page, QUESTIONS["sv"])
        longest = page.evaluate(
            "Math.max(...[...document.querySelectorAll('*')].map(e => parseFloat(getComputedStyle(e).transitionDuration) || 0))"
        )
        assert longest < 0.01


def test_zoom_to_400_percent_loses_nothing(browser: Browser, site: str) -> None:
    """1280 x 1024 at 400 % is 320 x 256: no sideways scrolling, and the composer does not cover the answer."""
    with visit(browser, site, "/?lang=sv", viewport={"width": 320, "height": 256}) as page:
        ask(page, QUESTIONS["sv"])
        assert page.evaluate("document.documentElement.scrollWidth - innerWidth") <= 0
        assert page.evaluate("getComputedStyle(document.querySelector('#composer')).position") == "static"


def test_targets_are_large_enough(browser: Browser, site: str) -> None:
    """WCAG 2.2, 2.5.8: 24 CSS pixels, except for words in a sentence."""
    with visit(browser, site, "/?lang=sv", viewport=NARROW) as page:
        ask(page, QUESTIONS["sv"])
        small = page.evaluate("""() => [...document.querySelectorAll('a, button, summary, textarea, #municipality label')]
            .filter(e => e.offsetParent && !e.matches('.word, .skip, .notice a'))
            .map(e => [e.outerHTML.slice(0, 80), e.getBoundingClientRect()])
            .filter(([, r]) => r.width > 1 && (r.height < 24 || r.width < 24)).map(([html]) => html)""")
        assert small == []


def test_without_javascript_there_is_a_form(browser: Browser, site: str) -> None:
    with visit(browser, site, "/?lang=so", java_script_enabled=False) as page:
        page.locator("noscript a, a.button").first.click()
        page.locator("textarea").fill(QUESTIONS["so"])
        page.locator("form button").click()
        expect(page.locator(".answer .framing")).to_have_text(SAID["so"])
        assert QUESTIONS["so"] not in page.url


def test_the_page_waits_for_the_engine(browser: Browser, corpus: Corpus, engine: WordEngine) -> None:
    import threading

    from qa.settings import Settings
    from qa.web.factory import create_app

    release = threading.Event()

    def load() -> WordEngine:
        release.wait(20)
        return engine

    with Server(create_app(Settings(), corpus, load)) as server, visit(browser, server.url, "/?lang=sv") as page:
        expect(page.locator("#state")).to_have_text(texts("sv")("chat.loading"))
        ask(page, "Hinner jag?")
        expect(page.locator(".message-text.problem")).to_have_text(texts("sv")("error.loading"))
        release.set()
        expect(page.locator("#state")).to_have_text(texts("sv")("chat.ready"), timeout=5_000)
        ask(page, QUESTIONS["sv"])
        expect(page.locator(".answer")).to_have_count(1)


def test_under_a_sub_path(browser: Browser, corpus: Corpus, engine: WordEngine) -> None:
    with Server(build(corpus, engine, root_path="/fragor")) as server, visit(browser, server.url, "/fragor/?lang=sv") as page:
        ask(page, QUESTIONS["sv"])
        page.locator(".answer .open a").first.click()
        expect(page.locator(".passage.cited")).to_be_in_viewport()
        assert "/fragor/dokument/vansbro" in page.url


def test_the_widget_on_another_page(browser: Browser, site: str, corpus: Corpus, engine: WordEngine, tmp_path: Path) -> None:
    """One script line on a page of another origin shows the chat, which answers."""
    from fastapi import FastAPI
    from fastapi.responses import HTMLResponse

    other = FastAPI()
    example = Path(__file__).parents[2] / "examples" / "embed.html"

    with Server(other) as host, Server(build(corpus, engine, allow_embedding=host.url)) as server:

        @other.get("/", response_class=HTMLResponse)
        def page_of_a_municipality() -> str:
            return example.read_text(encoding="utf-8").replace("http://127.0.0.1:7860", server.url)

        context = browser.new_context()
        page = context.new_page()
        page.goto(host.url)
        frame = page.frame_locator("iframe")
        assert page.locator("iframe").get_attribute("title")
        box = frame.locator("#question textarea")
        box.fill(QUESTIONS["sv"])
        box.press("Enter")
        expect(frame.locator(".answer .framing")).to_have_text(SAID["sv"], timeout=10_000)
        expect(frame.locator("header.top")).to_have_count(0)
        context.close()
