"""The map: every passage once, told apart by shape and colour, a question among its neighbours, and a list of the same."""

import html
import re
import threading

import numpy as np
import pytest
from fastapi.testclient import TestClient
from playwright.sync_api import Browser, expect

from corpus.types import Corpus
from qa.settings import Settings
from qa.types import Request
from qa.web.factory import create_app
from qa.web.passage_map import COLOURS, EXCERPT, SHAPES, beginning, name_of, points_of
from qa.web.texts import staff_texts, texts
from tests.web.browsing import DESKTOP, NARROW, QUESTIONS, needs_chromium, violations, visit
from tests.web.conftest import WordEngine, build, wait_until_ready

ASKED = "/visa/karta?q=Vem ansvarar för handlingsplanerna"


def test_every_passage_is_a_point_and_a_row(full_client: TestClient, corpus: Corpus) -> None:
    page = full_client.get("/visa/karta?lang=sv").text
    field = page[page.index('id="map"') : page.index("<figcaption")]
    assert field.count('class="point"') == len(corpus.passages)
    named = {html.unescape(t) for t in re.findall(r'<title lang="sv">([^<]+)</title>', field)}
    assert named == {name_of(p, corpus) for p in corpus.passages}
    rows = page[page.index("<details") :]
    for passage in corpus.passages:
        slug, _, place = passage.id.partition("/")
        assert f"/dokument/{slug}?h={passage.text_hash}&amp;lang=sv#{place}" in rows
    for name in corpus.municipalities:
        assert f'<summary><span lang="sv" dir="ltr">{name}</span>' in page


def test_municipalities_differ_in_shape_and_colour(full_client: TestClient, corpus: Corpus) -> None:
    page = full_client.get("/visa/karta?lang=sv").text
    legend = page[page.index('class="keys legend"') : page.index('<figure class="map">')]
    looks = re.findall(r'href="#(shape\d)" class="shape (c\d)', legend)
    assert len(set(looks)) == len({s for s, _ in looks}) == len({c for _, c in looks}) == len(corpus.municipalities) == 5
    # With more municipalities a pair is not used again before both have run out.
    assert len({(n % len(SHAPES), n % COLOURS) for n in range(35)}) == 35


def test_neighbours_are_most_like_by_meaning(full_engine: WordEngine, corpus: Corpus) -> None:
    places = full_engine.map
    vectors = places._vectors
    for i in (0, 17, len(places.ids) - 1):
        cosines = vectors @ vectors[i]
        cosines[i] = -2
        best = [places.ids[j] for j in np.argsort(-cosines, kind="stable")[:3]]
        assert list(places.neighbours[places.ids[i]]) == best and places.ids[i] not in best
    points = points_of(places, corpus)
    assert all(0 <= p.x <= 100 and 0 <= p.y <= 100 and len(p.neighbours) == 3 for p in points)


@pytest.mark.parametrize("language", ["sv", "en"])
def test_a_question_stands_among_its_neighbours(
    full_client: TestClient, full_engine: WordEngine, corpus: Corpus, language: str
) -> None:
    question = "Vem ansvarar för handlingsplanerna"
    response = full_client.get("/visa/karta", params={"q": question, "lang": language})
    page = response.text
    found = full_engine.explain(Request(question))
    assert response.status_code == 200 and found
    x, y = (round(100 * v, 2) for v in found.place)
    assert f'<circle class="here" cx="{x}%" cy="{y}%"' in page
    assert len(re.findall(rf'<line class="thread" x1="{x}%" y1="{y}%"', page)) == 3
    t = staff_texts(language)
    near = page[page.index(t("map.nearest")) : page.index(t("map.search_first"))]
    for id_ in found.neighbours:
        assert html.escape(name_of(corpus.by_id[id_], corpus)) in near
    first = page[page.index(t("map.search_first")) :]
    assert html.escape(name_of(corpus.by_id[found.passages[0].passage_id], corpus)) in first
    assert f'value="{question}"' in page and t("map.shows_not") in page


def test_only_one_municipality_is_searched(full_client: TestClient) -> None:
    page = full_client.get(
        "/visa/karta", params={"q": "Vem följer upp integrationspolicyn?", "municipality": "Hedemora", "lang": "sv"}
    ).text
    first = page[page.index("Det här satte sökningen först") : page.index("Listorna kan skilja sig åt")]
    assert "Hedemora" in first and "Vansbro" not in first
    assert '<option lang="sv" selected>Hedemora</option>' in page


def test_what_is_not_searched_is_said(full_client: TestClient) -> None:
    page = full_client.get("/visa/karta", params={"q": "uppehållstillstånd", "lang": "sv"}).text
    assert staff_texts("sv")("map.nothing") in page and 'class="thread"' not in page


@pytest.mark.parametrize(
    ("query", "status"),
    [
        ({"q": "x" * 1001}, 422),
        ({"q": "x" * 20_000}, 422),
        ({"q": "Vem?", "municipality": "Ankeborg"}, 422),
        ({"q": "Vem?", "municipality": "x" * 200}, 422),
        ({"q": "\x00\x01"}, 422),
        ({"q": "  "}, 200),
        ({"q": "<script>alert(1)</script>"}, 200),
    ],
)
def test_odd_questions(full_client: TestClient, query: dict[str, str], status: int) -> None:
    response = full_client.get("/visa/karta", params={**query, "lang": "sv"})
    assert response.status_code == status
    assert "<script>alert" not in response.text and response.text.startswith("<!doctype html>")


def test_too_many_questions(corpus: Corpus, full_engine: WordEngine) -> None:
    with TestClient(build(corpus, full_engine, rate_per_minute=1)) as client:
        wait_until_ready(client)
        assert client.get(f"{ASKED}&lang=sv").status_code == 200
        response = client.get(f"{ASKED}&lang=sv")
        assert response.status_code == 429 and texts("sv")("error.too_many") in response.text
        assert client.get("/visa/karta?lang=sv").status_code == 200


def test_it_waits_for_the_engine(corpus: Corpus, full_engine: WordEngine) -> None:
    wait = threading.Event()

    def load() -> WordEngine:
        wait.wait(20)
        return full_engine

    with TestClient(create_app(Settings(), corpus, load)) as client:
        response = client.get("/visa/karta?lang=sv")
        wait.set()
    assert response.status_code == 503 and texts("sv")("error.loading") in response.text


def test_the_language_keeps_the_question(full_client: TestClient) -> None:
    page = full_client.get(f"{ASKED}&municipality=Vansbro&lang=sv").text
    assert re.search(r'href="\?q=Vem\+ansvarar[^"]*municipality=Vansbro&amp;lang=en"', page)


def test_beginnings_end_at_a_word() -> None:
    long = "ord " * 60
    assert beginning(" två\nrader ") == "två rader"
    assert beginning(long).endswith("ord …") and len(beginning(long)) <= EXCERPT + 2


@needs_chromium
@pytest.mark.parametrize(
    ("language", "viewport", "scheme"),
    [("sv", NARROW, "light"), ("ar", DESKTOP, "dark")],
)
def test_axe_finds_nothing(
    browser: Browser, full_site: str, axe: str, language: str, viewport: dict[str, int], scheme: str
) -> None:
    with visit(browser, full_site, f"{ASKED}&lang={language}", viewport=viewport, color_scheme=scheme) as page:
        page.locator("summary").first.click()
        assert violations(page, axe) == []
        assert page.evaluate("document.documentElement.scrollWidth - innerWidth") <= 0


@needs_chromium
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_colours_stand_out_from_the_field(browser: Browser, full_site: str, scheme: str) -> None:
    """WCAG 1.4.11: 3:1 for what one needs to see."""
    with visit(browser, full_site, "/visa/karta?lang=sv", color_scheme=scheme) as page:
        ratios = page.evaluate("""() => {
            const light = c => { const [r, g, b] = c.match(/[\\d.]+/g).map(v => { v /= 255;
                return v <= 0.04045 ? v / 12.92 : ((v + 0.055) / 1.055) ** 2.4 });
                return 0.2126 * r + 0.7152 * g + 0.0722 * b };
            const field = light(getComputedStyle(document.querySelector('.field')).backgroundColor);
            return [0, 1, 2, 3, 4].map(n => { const mark = light(getComputedStyle(document.querySelector('.shape.c' + n)).fill);
                return (Math.max(mark, field) + 0.05) / (Math.min(mark, field) + 0.05) }) }""")
        assert len(ratios) == 5 and min(ratios) >= 3, ratios


@needs_chromium
def test_a_click_shows_the_passage(browser: Browser, full_site: str) -> None:
    with visit(browser, full_site, "/visa/karta?lang=sv") as page:
        point = page.locator('.point[data-number="3"] use')
        name = page.locator('.point[data-number="3"] title').text_content()
        point.click(force=True)
        picked = page.locator("#picked")
        expect(picked).to_be_visible()
        shown = picked.locator(".place a").inner_text()
        # Another passage may lie on the very same spot.
        number = page.locator(".point.chosen").get_attribute("data-number")
        assert shown == (page.locator(f'.point[data-number="{number}"] title').text_content() or "") and name
        assert picked.locator("li").count() == 3
        picked.locator(".place a").click()
        expect(page.locator(".passage.cited")).to_be_in_viewport()


@needs_chromium
def test_by_keyboard_and_without_scripts(browser: Browser, full_site: str) -> None:
    with visit(browser, full_site, "/visa/karta?lang=sv", java_script_enabled=False) as page:
        page.locator("#q").focus()
        page.keyboard.type("handlingsplanerna")
        page.keyboard.press("Enter")
        expect(page.locator("#found li").first).to_be_visible()
        expect(page.locator("#clickable")).to_be_hidden()
        page.locator("summary").first.focus()
        page.keyboard.press("Enter")
        expect(page.locator("details[open] tbody a").first).to_be_visible()


@needs_chromium
def test_no_question_is_kept_in_the_browser(browser: Browser, full_site: str) -> None:
    with visit(browser, full_site, f"/visa/karta?lang=sv&q={QUESTIONS['sv']}") as page:
        expect(page.locator(".thread").first).to_be_attached()
