"""Hand-outs: the same content as a page to print and as a PDF, with a code that leads back."""

import io
import re

import pytest
import segno
from fastapi.testclient import TestClient
from fontTools.ttLib import TTFont  # type: ignore[import-untyped]
from playwright.sync_api import Browser, expect
from pypdf import PdfReader

from corpus.types import Corpus
from qa.scenarios.loading import load_scenarios
from qa.web.handout import qr_code
from qa.web.handout_pdf import MARGIN, fonts, write_pdf
from qa.web.sheet import Item, Quote, Sheet
from qa.web.steps import Part
from qa.web.texts import staff_texts
from tests.web.browsing import needs_chromium, visit
from tests.web.conftest import SAID, WordEngine, build, wait_until_ready

IDS = [s.id for s in load_scenarios()]
SV = staff_texts("sv")


def pdf(client: TestClient, id_: str, language: str = "sv") -> PdfReader:
    response = client.get(f"/visa/{id_}/utskrift.pdf?lang={language}")
    assert response.status_code == 200 and response.headers["content-type"] == "application/pdf"
    assert response.headers["content-disposition"] == f'attachment; filename="ordagrant-{id_}.pdf"'
    return PdfReader(io.BytesIO(response.content))


def words(reader: PdfReader) -> str:
    return " ".join(" ".join(p.extract_text() for p in reader.pages).split())


def sheet_with(*quotes: Quote, heading: str = "Fråga") -> Sheet:
    item = Item("Fråga", (Part(heading, "sv"),), None, (), quotes)
    return Sheet("sv", Part("Titel", "sv"), Part("Visar", "sv"), "https://example.org/visa/egen", (item,))


@pytest.mark.parametrize("id_", IDS)
def test_every_scenario_on_paper(client: TestClient, id_: str) -> None:
    scenario = next(s for s in load_scenarios() if s.id == id_)
    page = client.get(f"/visa/{id_}/utskrift?lang=sv")
    assert page.status_code == 200 and page.text.count("<h2 ") == len(scenario.steps) == page.text.count('<div class="write">')
    assert f">http://testserver/visa/{id_}</a>" in page.text
    text = words(pdf(client, id_))
    assert scenario.title.sv in text and f"http://testserver/visa/{id_}" in text
    for step in scenario.steps:
        if step.ask and step.language in ("sv", "en", "so", "uk"):
            assert " ".join(step.ask.split()) in text


def test_quotes_stand_word_for_word_with_their_source(client: TestClient, corpus: Corpus) -> None:
    quote = corpus.by_id["malung-salen/handlingsplaner/2"].text
    page, text = client.get("/visa/vem-gor-vad/utskrift?lang=sv").text, words(pdf(client, "vem-gor-vad"))
    for whole in (page, text):
        assert quote in whole
        assert "Malung-Sälen · Integrationspolitiskt program för Malung-Sälens kommun · Handlingsplaner · utan datum" in whole
        assert "Hedemora, Vansbro: Policyn ger ingen sådan aktör ett uppdrag." in whole


def test_where_there_is_no_answer_the_paper_says_who_knows(client: TestClient) -> None:
    text = words(pdf(client, "inget-svar"))
    assert "Inget svar i dokumenten" in text and "Migrationsverket, 0771-235 235, https://www.migrationsverket.se" in text


def test_the_code_leads_to_the_scenario(client: TestClient) -> None:
    page = client.get("/visa/rattigheter/utskrift?lang=sv", headers={"host": "fragor.example.org"}).text
    address = "http://fragor.example.org/visa/rattigheter"
    drawn = re.search(r'<svg[^>]*class="segno".*?</svg>', page, re.DOTALL)
    assert drawn and drawn.group() == segno.make_qr(address, error="m").svg_inline(border=2, light="#fff", omitsize=True)
    assert f'aria-label="QR-kod till {address}"' in page


def test_under_a_sub_path(corpus: Corpus, engine: WordEngine) -> None:
    with TestClient(build(corpus, engine, root_path="/fragor")) as client:
        wait_until_ready(client)
        page = client.get("/fragor/visa/rattigheter/utskrift?lang=sv").text
        assert ">http://testserver/fragor/visa/rattigheter</a>" in page
        assert 'href="/fragor/visa/rattigheter/utskrift.pdf?lang=sv"' in page


@pytest.mark.parametrize("host", ["<script>", "a b", "a/b", "[::1", "", "a@b"])
def test_a_host_that_is_none_is_refused(client: TestClient, host: str) -> None:
    for path in ("utskrift", "utskrift.pdf"):
        assert client.get(f"/visa/rattigheter/{path}", headers={"host": host}).status_code == 400


def test_an_unknown_scenario(client: TestClient) -> None:
    assert client.get("/visa/nix/utskrift").status_code == client.get("/visa/nix/utskrift.pdf").status_code == 404


def test_too_many_pdfs(corpus: Corpus, engine: WordEngine) -> None:
    with TestClient(build(corpus, engine, rate_per_minute=1)) as client:
        wait_until_ready(client)
        assert [client.get("/visa/introduktion/utskrift.pdf").status_code for _ in range(2)] == [200, 429]


def test_the_pdf_says_what_it_is(client: TestClient) -> None:
    reader = pdf(client, "rattigheter", "en")
    assert reader.metadata and reader.metadata.title == "Rights"
    assert reader.trailer["/Root"]["/Lang"] == "en"  # type: ignore[index]
    assert len(reader.outline) == 5
    assert all(f"Page {n} of {len(reader.pages)}" in p.extract_text() for n, p in enumerate(reader.pages, start=1))


def test_arabic_is_joined_and_runs_from_right_to_left() -> None:
    """Joined letters are narrower than letters that stand alone, and the line ends at the right margin."""
    text = "حقوق الطفل في عمل البلدية"
    content = write_pdf(sheet_with(Quote("Citat.", "Källa", Part(text, "ar"))), qr_code("https://example.org"), SV, 3)
    page = PdfReader(io.BytesIO(content)).pages[0]
    drawn: list[tuple[float, str]] = []

    def seen(found: str, _cm: object, matrix: list[float], _font: object, _size: float) -> None:
        if re.search("[\u0600-\u06ff]", found):
            drawn.append((matrix[4], found.strip()))

    page.extract_text(visitor_text=seen)
    ((left, found),) = drawn
    assert found == text
    font = TTFont(fonts() / "DejaVuSans.ttf")
    letters, widths = font.getBestCmap(), font["hmtx"].metrics
    alone = sum(widths[letters[ord(c)]][0] for c in text) / font["head"].unitsPerEm * 10  # points, at 10 points
    right = float(page.mediabox.width) - MARGIN * 72 / 25.4
    assert 0.5 * alone < right - left < 0.9 * alone


@pytest.mark.parametrize("language", ["so", "uk", "en"])
def test_letters_of_other_languages_are_kept(language: str) -> None:
    content = write_pdf(
        sheet_with(Quote("Åäö é – ”x”", "Källa", Part(SAID[language], language))), qr_code("https://a.se"), SV, 3
    )
    text = words(PdfReader(io.BytesIO(content)))
    assert SAID[language] in text and "Åäö é – ”x”" in text


def test_long_quotes_run_over_pages_and_odd_letters_do_no_harm() -> None:
    long = Quote("Kommunen ska verka för integration. " * 300, "Källa", Part("ትግርኛ 中文 😀 \u200f" * 50, "ti"))
    content = write_pdf(sheet_with(long, heading="Ord " * 60), qr_code("https://a.se"), SV, 3)
    assert len(PdfReader(io.BytesIO(content)).pages) >= 4


@needs_chromium
def test_the_printed_page_is_the_sheet_alone(browser: Browser, site: str) -> None:
    with visit(browser, site, "/visa/vem-gor-vad/utskrift?lang=sv") as page:
        expect(page.locator("[data-print]")).to_be_visible()
        page.emulate_media(media="print")
        for hidden in (".choices", "header.top", "footer.bottom", ".crumb"):
            expect(page.locator(hidden).first).to_be_hidden()
        for shown in (".qr svg", ".write hr", ".quote figcaption"):
            expect(page.locator(shown).first).to_be_visible()
