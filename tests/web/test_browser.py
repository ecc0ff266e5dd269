"""The site in a real browser: ask in six languages, by keyboard alone, at every width, light and dark."""

import io
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from fastapi import FastAPI
from fastapi.responses import HTMLResponse
from playwright.sync_api import Browser, ConsoleMessage, Route, expect
from pypdf import PdfReader

from corpus.types import Corpus
from qa.settings import Settings
from qa.web.texts import LANGUAGES, RIGHT_TO_LEFT, texts
from tests.web.browsing import NARROW, PHONE, QUESTIONS, ask, needs_chromium, violations, visit
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


def test_a_citation_leads_to_its_passage_marked_and_in_view_beside_the_conversation(browser: Browser, site: str) -> None:
    with visit(browser, site, "/?lang=sv", viewport=PHONE) as page:
        ask(page, QUESTIONS["sv"])
        quote = page.locator(".answer blockquote").first.inner_text()
        link = page.locator(".answer .open a").first
        expect(link).to_contain_text(texts("sv")("page.new_tab"))
        with page.context.expect_page() as opened:
            link.click()
        passage = opened.value.locator(".passage.cited")
        expect(passage).to_contain_text(quote)
        expect(passage).to_be_in_viewport()
        assert opened.value.evaluate("document.activeElement.className").endswith("cited")
        for other in (".languages a[hreflang=ar]", ".menu a >> nth=1"):
            with page.context.expect_page() as opened:
                page.locator(other).click()
            assert "lang=" in opened.value.url
        expect(page.locator(".answer")).to_have_count(1)  # the conversation is still there


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


def test_a_lost_connection_costs_neither_question_nor_conversation(browser: Browser, site: str) -> None:
    text = texts("sv")
    with visit(browser, site, "/?lang=sv", viewport=PHONE, lost=True) as page:
        box, trouble = page.locator("#question textarea"), page.locator("#trouble")
        page.get_by_label("Vansbro").check()
        ask(page, QUESTIONS["sv"])
        page.context.set_offline(True)
        box.fill("Vad ska nämnd göra?")
        box.press("Enter")
        expect(trouble).to_contain_text(text("error.connection"))
        expect(page.locator("#announcer")).to_have_text(text("error.connection"))
        expect(page.locator("[data-testid=toast-body]")).to_be_hidden()  # Gradio's, in English
        expect(box).to_have_value("Vad ska nämnd göra?")
        trouble.get_by_role("button", name=text("chat.retry")).click()  # still lost: it is asked as soon as that ends
        page.context.set_offline(False)
        expect(page.locator(".answer")).to_have_count(2, timeout=10_000)
        expect(page.locator(".asked p")).to_have_text([QUESTIONS["sv"], "Vad ska nämnd göra?"])
        assert set(page.locator(".answer > .card .municipality").all_inner_texts()) == {"Vansbro"}
        expect(trouble).to_be_hidden()

        page.route("**/queue/data*", lambda route: route.abort())  # lost while the answer was on its way
        box.fill("Vad ska Hedemora göra?")
        box.press("Enter")
        expect(trouble).to_be_visible()
        expect(page.locator(".pending")).to_have_count(0)
        page.unroute("**/queue/data*")
        expect(box).to_have_value("Vad ska Hedemora göra?")
        box.press("Enter")
        expect(page.locator(".answer").filter(visible=True)).to_have_count(3, timeout=10_000)
        expect(page.locator(".asked").filter(visible=True)).to_have_count(3)

        page.route("**/queue/join*", lambda route: route.fulfill(status=503, json={"detail": "Queue is full."}))
        box.fill("Ryms jag?")
        box.press("Enter")
        expect(trouble).to_contain_text(text("error.too_many"))
        expect(box).to_have_value("Ryms jag?")


def test_copy_and_feedback(browser: Browser, site: str) -> None:
    with visit(browser, site, "/?lang=sv", permissions=["clipboard-read", "clipboard-write"]) as page:
        ask(page, QUESTIONS["sv"])
        page.locator("[data-copy]").click()
        expect(page.locator("[data-copy]")).to_have_text("Kopierat")
        copied = page.evaluate("navigator.clipboard.readText()")
        assert [line[:2] for line in copied.splitlines() if re.match(r"\d\. ", line)] == ["1.", "2."]  # one source a line
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
        ask(page, "Vem följer upp integrationspolicyn i Hedemora?")
        page.evaluate("window.print = () => {}")  # on a phone it returns at once, too
        page.locator("[data-print]").first.click()
        paper = "".join("".join(p.extract_text() for p in PdfReader(io.BytesIO(page.pdf())).pages).split())
        assert "".join(QUESTIONS["sv"].split()) in paper and "Vemföljerupp" not in paper
        assert f"{site}/dokument/vansbro?lang=sv&h=" in paper
        assert not any(left_out in paper for left_out in ("Kopiera", "automatisksökningi", "Allakommuner"))
        page.emulate_media(media="print")
        expect(page.locator(".answer").last).to_be_visible()  # all is as before


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


def test_nothing_shows_through_the_composer(browser: Browser, site: str) -> None:
    """What scrolls beneath it, such as the label of the municipalities, which Gradio lifts above all else."""
    with visit(browser, site, "/?lang=ar", viewport=PHONE) as page:
        ask(page, QUESTIONS["ar"])
        above = page.evaluate("""() => {
            const composer = document.querySelector('#composer'), found = [];
            for (const part of document.querySelectorAll('#municipality span, #municipality label, .answer .number')) {
                const top = part.getBoundingClientRect().top + scrollY, bar = composer.getBoundingClientRect();
                scrollTo({ top: top - bar.top - 10, behavior: 'instant' });
                const box = part.getBoundingClientRect(), now = composer.getBoundingClientRect();
                const y = (Math.max(box.top, now.top) + Math.min(box.bottom, now.bottom)) / 2, x = (box.left + box.right) / 2;
                if (y < now.top || y > now.bottom) continue; // the end of the page
                found.push(composer.contains(document.elementFromPoint(x, y)));
            }
            return found; }""")
        assert above and all(above)


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
    text = texts("so")
    with visit(browser, site, "/?lang=so", java_script_enabled=False) as page:
        page.locator("textarea").fill(QUESTIONS["so"])
        page.locator("form button").click()
        expect(page.locator(".answer .framing")).to_have_text(SAID["so"])
        assert QUESTIONS["so"] not in page.url
        expect(page.locator(".notice")).to_contain_text(text("chat.contact"))
        expect(page.locator(".actions")).to_be_hidden()
        page.locator("textarea").fill("Hedemora?")
        page.locator("form button").last.click()
        expect(page.locator(".answer .understood").first).to_contain_text(QUESTIONS["so"])  # a follow-up
        suggestion = page.locator(".next button").first.inner_text()
        page.locator(".next button").first.click()
        expect(page.locator(".asked p")).to_have_text(suggestion)


def test_where_gradio_does_not_start_there_is_a_form(browser: Browser, site: str, axe: str) -> None:
    with visit(browser, site, "/?lang=sv", lost=True, viewport=PHONE) as page:
        page.route("**/assets/**", lambda route: route.abort())
        page.reload()
        page.locator("#ask textarea").fill(QUESTIONS["sv"])
        page.get_by_role("button", name="Fråga", exact=True).click()
        expect(page.locator(".answer .framing")).to_have_text(SAID["sv"])
        assert violations(page, axe) == []
        page.locator("[data-copy]").click()  # this page's own script is there
        expect(page.locator("[data-copy]")).to_have_text("Kopierat")


def test_what_is_written_before_the_chat_has_started_is_kept(browser: Browser, site: str) -> None:
    with visit(browser, site, "/fraga?lang=sv") as page:
        held: list[Route] = []
        page.route("**/assets/index-*.js", lambda route: held.append(route))
        page.goto(f"{site}/?lang=sv", wait_until="commit")
        page.locator("#ask textarea").fill("Hinner jag?")
        for route in held:
            route.continue_()
        expect(page.locator("#question textarea")).to_have_value("Hinner jag?")
        expect(page.locator("#ask")).to_have_count(0)


def test_the_page_waits_for_the_engine(browser: Browser, corpus: Corpus, engine: WordEngine) -> None:
    import threading

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
        with page.context.expect_page() as opened:
            page.locator(".answer .open a").first.click()
        expect(opened.value.locator(".passage.cited")).to_be_in_viewport()
        assert "/fragor/dokument/vansbro" in opened.value.url


@pytest.fixture(scope="module")
def host(corpus: Corpus, engine: WordEngine) -> Iterator[str]:
    """The address of a page of a municipality, of another origin, with our chat on it: /head, /body and /refused."""
    other = FastAPI()
    example = (Path(__file__).parents[2] / "examples" / "embed.html").read_text(encoding="utf-8")
    line = re.compile(r"\s*<script src.*</script>")
    with (
        Server(other) as host,
        Server(build(corpus, engine, allow_embedding=host.url)) as ours,
        Server(build(corpus, engine)) as closed,
    ):
        script = f'<script src="{ours.url}/widget.js" data-language="sv-SE"></script>'
        pages = {
            "body": example.replace("http://127.0.0.1:7860", ours.url),
            "head": line.sub("", example).replace("</head>", f"{script}</head>"),
            "refused": example.replace("http://127.0.0.1:7860", closed.url),
        }
        for name, html in pages.items():
            other.get(f"/{name}", response_class=HTMLResponse)(lambda html=html: html)
        yield host.url


@pytest.mark.parametrize("page_name", ["body", "head"])
def test_the_widget_on_another_page(browser: Browser, host: str, page_name: str) -> None:
    """One script line on a page of another origin shows the chat, which answers, and asks nothing of a third."""
    context = browser.new_context(reduced_motion="reduce")
    page = context.new_page()
    trouble: list[str] = []
    hosts: set[str] = set()
    host_has_no_icon = host + "/favicon.ico"

    def console(message: ConsoleMessage) -> None:
        if message.type == "error" and message.location["url"] != host_has_no_icon:
            trouble.append(message.text)

    page.on("console", console)
    page.on("request", lambda request: hosts.add("/".join(request.url.split("/")[:3])))
    page.goto(f"{host}/{page_name}")
    element = page.locator("main iframe")
    expect(element).to_have_attribute("title", texts("sv")("chat.widget_title"))
    frame = page.frame_locator("iframe")
    box = frame.locator("#question textarea")
    box.fill(QUESTIONS["sv"])
    box.press("Enter")
    expect(frame.locator(".answer .framing")).to_have_text(SAID["sv"], timeout=10_000)
    expect(frame.locator("header.top")).to_have_count(0)
    expect(frame.locator("footer.bottom")).to_contain_text(texts("sv")("page.private"))
    with context.expect_page() as opened:
        frame.locator(".answer .open a").first.press("Enter")
    assert "embed=1" not in opened.value.url and "/dokument/vansbro" in opened.value.url
    with context.expect_page() as opened:
        page.get_by_role("link", name=texts("sv")("chat.widget_open")).click()
    expect(opened.value.locator("header.top")).to_be_visible()
    context.close()
    assert trouble == [] and len(hosts) == 2, (trouble, hosts)


def test_where_the_frame_is_refused_a_link_leads_to_the_chat(browser: Browser, host: str) -> None:
    context = browser.new_context(reduced_motion="reduce")
    page = context.new_page()
    page.goto(f"{host}/refused")
    with context.expect_page() as opened:
        page.get_by_role("link", name=texts("sv")("chat.widget_open")).click()
    expect(opened.value.locator("#question textarea")).to_be_visible()
    context.close()


def test_the_frame_has_a_switch_of_languages_and_is_accessible(browser: Browser, site: str, axe: str) -> None:
    with visit(browser, site, "/?embed=1&lang=sv", viewport=NARROW) as page:
        page.locator(".languages a[hreflang=ar]").click()
        page.wait_for_url("**lang=ar*")
        ask(page, QUESTIONS["ar"])
        assert violations(page, axe) == []
        assert page.evaluate("document.documentElement.scrollWidth - innerWidth") <= 0
        expect(page.get_by_role("link", name=texts("ar")("page.accessibility"))).to_have_attribute("target", "_blank")


def test_a_question_that_is_too_long_is_told_so(browser: Browser, site: str) -> None:
    with visit(browser, site, "/?lang=sv") as page:
        long = "Vad gäller? " * 200
        ask(page, long)
        expect(page.locator(".message-text.problem")).to_have_text(texts("sv")("error.too_long", limit=Settings().max_question))
        expect(page.locator("#question textarea")).to_have_value(long.strip())


def test_what_is_said_and_asked_has_its_language(browser: Browser, site: str) -> None:
    with visit(browser, site, "/?lang=ar") as page:
        ask(page, QUESTIONS["ar"])
        expect(page.locator("#announcer")).to_have_attribute("lang", "ar")
        expect(page.locator("#announcer")).to_have_attribute("dir", "rtl")
        expect(page.locator(".asked p")).to_have_attribute("lang", "ar")
        ask(page, "Hedemora?")
        expect(page.locator(".answer q[lang=ar]").first).to_be_attached()
