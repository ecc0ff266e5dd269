"""The quiz as pages: one question to a screen, the source after each, the score, and a sheet to print."""

import html
import re
import threading

import pytest
from fastapi.testclient import TestClient
from playwright.sync_api import Browser, expect

from corpus.types import Corpus
from qa.duties.extract import extract_duties
from qa.quiz.candidates import candidates
from qa.quiz.making import make_quiz
from qa.quiz.types import Kind, Question
from qa.settings import Settings
from qa.web.factory import create_app
from qa.web.texts import LANGUAGES, staff_texts, texts
from tests.web.browsing import DESKTOP, NARROW, needs_chromium, violations, visit
from tests.web.conftest import WordEngine

SEED = 4821


@pytest.fixture(scope="module")
def quiz(corpus: Corpus) -> tuple[Question, ...]:
    return make_quiz(candidates(corpus, extract_duties(corpus)), SEED)


def right(quiz: tuple[Question, ...]) -> str:
    """The answers of somebody who knows."""
    return "".join(str(q.right) for q in quiz)


def text_of(page: str) -> str:
    return " ".join(html.unescape(re.sub(r"<[^>]+>", "", page[page.index("<main") :])).split())


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_start_leads_to_a_number(full_client: TestClient, language: str) -> None:
    page = full_client.get(f"/visa/quiz?lang={language}").text
    t = staff_texts(language)
    assert f"<h1>{t('quiz.heading')}</h1>" in page and f"/visa?lang={language}" in page
    assert re.search(rf'href="/visa/quiz\?seed=\d{{4}}&amp;lang={language}"', page)


def test_the_same_number_gives_the_same_questions(full_client: TestClient) -> None:
    one, other = (full_client.get(f"/visa/quiz?seed={SEED}&lang=sv").text for _ in range(2))
    assert text_of(one) == text_of(other)
    assert text_of(one) != text_of(full_client.get("/visa/quiz?seed=4822&lang=sv").text)


def test_each_question_offers_its_alternatives_and_hides_the_answer(
    full_client: TestClient, quiz: tuple[Question, ...]
) -> None:
    for n, q in enumerate(quiz):
        page = full_client.get("/visa/quiz", params={"seed": SEED, "answers": right(quiz)[:n], "lang": "sv"}).text
        assert f"Fråga {n + 1} av 8" in page
        assert page.count('<button name="choice"') == len(q.alternatives)
        shown = text_of(page)
        if q.kind in (Kind.DATED, Kind.DECIDED):
            assert q.quote not in shown
        elif q.gap:
            assert q.quote not in shown and f"(lucka){q.after}" in shown
        else:
            assert q.quote in shown
        if q.kind is not Kind.STRENGTH:
            for a in q.alternatives:
                assert a.text in shown


def test_after_an_answer_its_source_is_quoted_and_linked(
    full_client: TestClient, quiz: tuple[Question, ...], corpus: Corpus
) -> None:
    for n, q in enumerate(quiz):
        before = right(quiz)[:n]
        good = full_client.get("/visa/quiz", params={"seed": SEED, "answers": before, "choice": q.right, "lang": "sv"}).text
        bad = full_client.get(
            "/visa/quiz", params={"seed": SEED, "answers": before, "choice": (q.right + 1) % len(q.alternatives), "lang": "sv"}
        ).text
        assert "Rätt!" in good and "Inte den här gången." in bad and "Du valde:" in bad and "Du valde:" not in good
        passage = corpus.by_id[q.passage_id or ""]
        slug, _, place = passage.id.partition("/")
        for page in (good, bad):
            assert q.quote in text_of(page)
            assert f"/dokument/{slug}?h={passage.text_hash}&amp;lang=sv#{place}" in page
            assert '<blockquote lang="sv" dir="ltr">' in page
            following = re.findall(r'class="button forward" href="([^"]+)"', page)[0]
            assert f"answers={before}" in following
            if q.gap:
                assert f"<mark>{html.escape(q.missing)}</mark>" in page


def test_the_score_at_the_end(full_client: TestClient, quiz: tuple[Question, ...]) -> None:
    best = full_client.get("/visa/quiz", params={"seed": SEED, "answers": right(quiz), "lang": "sv"}).text
    assert "8 rätt av 8" in best and best.count('class="right"') == 8
    worst = "".join(str((q.right + 1) % len(q.alternatives)) for q in quiz)
    page = full_client.get("/visa/quiz", params={"seed": SEED, "answers": worst, "lang": "en"}).text
    assert "0 right of 8" in page and page.count("<figcaption>") == 8
    for q in quiz:
        assert q.quote in text_of(page)


def test_the_sheet_has_the_answers_last(full_client: TestClient, quiz: tuple[Question, ...]) -> None:
    page = full_client.get(f"/visa/quiz/utskrift?seed={SEED}&lang=sv").text
    asked, key = page.split('<section class="key-page">')
    assert asked.count('class="box"') == sum(len(q.alternatives) for q in quiz)
    assert "<mark>" not in asked and key.count("<figcaption>") == 8
    for q in quiz:
        assert f"<strong>{'ABCD'[q.right]} " in key


@pytest.mark.parametrize(
    ("query", "said"),
    [
        ("seed=abc", "quiz.bad_seed"),
        ("seed=-4", "quiz.bad_seed"),
        ("seed=1234567", "quiz.bad_seed"),
        ("seed=" + "1" * 5000, "quiz.bad_seed"),
        ("seed=٤٢", "quiz.bad_seed"),
        ("seed=12&answers=9", "quiz.bad_answers"),
        ("seed=12&answers=x", "quiz.bad_answers"),
        ("seed=12&answers=000000000", "quiz.bad_answers"),
        ("seed=12&choice=7", "quiz.bad_answers"),
        ("seed=12&choice=00", "quiz.bad_answers"),
        ("seed=12&answers=00000000&choice=0", "quiz.bad_answers"),
    ],
)
def test_an_address_that_cannot_be_read_is_told(full_client: TestClient, query: str, said: str) -> None:
    response = full_client.get(f"/visa/quiz?{query}&lang=sv")
    assert response.status_code == 422 and staff_texts("sv")(said) in response.text


def test_the_sheet_needs_a_number(full_client: TestClient) -> None:
    assert full_client.get("/visa/quiz/utskrift?lang=sv").status_code == 422


def test_a_new_language_keeps_the_place(full_client: TestClient) -> None:
    page = full_client.get(f"/visa/quiz?seed={SEED}&answers=01&choice=2&lang=sv").text
    assert f'href="?seed={SEED}&amp;answers=01&amp;choice=2&amp;lang=en"' in page


def test_a_short_register_still_gives_a_quiz(client: TestClient) -> None:
    """Most questions come from the policies themselves."""
    assert "Fråga 1 av 8" in client.get("/visa/quiz?seed=3&lang=sv").text


def test_it_waits_for_the_engine(corpus: Corpus, full_engine: WordEngine) -> None:
    wait = threading.Event()

    def load() -> WordEngine:
        wait.wait(20)
        return full_engine

    with TestClient(create_app(Settings(), corpus, load)) as client:
        assert client.get("/visa/quiz?lang=sv").status_code == 200
        for path in ("/visa/quiz", "/visa/quiz/utskrift"):
            response = client.get(f"{path}?seed={SEED}&lang=sv")
            assert response.status_code == 503 and texts("sv")("error.loading") in response.text
        wait.set()


@needs_chromium
@pytest.mark.parametrize(
    ("language", "viewport", "scheme"),
    [("sv", NARROW, "light"), ("ar", DESKTOP, "dark")],
)
def test_axe_finds_nothing(
    browser: Browser, full_site: str, axe: str, language: str, viewport: dict[str, int], scheme: str
) -> None:
    with visit(browser, full_site, f"/visa/quiz?lang={language}", viewport=viewport, color_scheme=scheme) as page:
        for path in ("", f"?seed={SEED}", f"?seed={SEED}&choice=0", f"?seed={SEED}&answers=00000000", f"/utskrift?seed={SEED}"):
            page.goto(f"{full_site}/visa/quiz{path}{'&' if path else '?'}lang={language}")
            assert violations(page, axe) == [], path
            assert page.evaluate("document.documentElement.scrollWidth - innerWidth") <= 0, path


@needs_chromium
def test_the_whole_quiz_by_keyboard_without_scripts(browser: Browser, full_site: str, quiz: tuple[Question, ...]) -> None:
    with visit(browser, full_site, f"/visa/quiz?seed={SEED}&lang=sv", java_script_enabled=False) as page:
        for n, q in enumerate(quiz):
            page.locator(".alternatives button").nth(q.right).focus()
            page.keyboard.press("Enter")
            expect(page.locator(".verdict h2")).to_have_text("Rätt!")
            assert page.title().startswith(f"Rätt! Fråga {n + 1} av 8")
            page.locator(".forward").focus()
            page.keyboard.press("Enter")
        expect(page.locator("h1")).to_have_text("8 rätt av 8")


@needs_chromium
def test_the_answer_is_read_out_and_the_next_question_is_near(browser: Browser, full_site: str) -> None:
    with visit(browser, full_site, f"/visa/quiz?seed={SEED}&lang=sv") as page:
        page.locator(".alternatives button").first.click()
        assert page.evaluate("document.activeElement.id") == "verdict"
        page.keyboard.press("Tab")
        page.keyboard.press("Tab")
        assert page.evaluate("document.activeElement.className") == "button forward"


@needs_chromium
def test_the_sheet_prints_the_answers_on_a_page_of_their_own(browser: Browser, full_site: str) -> None:
    with visit(browser, full_site, f"/visa/quiz/utskrift?seed={SEED}&lang=sv") as page:
        expect(page.locator("#print")).to_be_visible()
        page.emulate_media(media="print")
        expect(page.locator("#print")).to_be_hidden()
        expect(page.locator("header.top")).to_be_hidden()
        assert page.evaluate("getComputedStyle(document.querySelector('.key-page')).breakBefore") == "page"
        pdf = page.pdf()
        assert 2 <= len(re.findall(rb"/Type\s*/Page\b", pdf)) <= 4
