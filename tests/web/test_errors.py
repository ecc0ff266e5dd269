"""What is told when an address or a form cannot be read: people get a page, programs get JSON."""

import pytest
from fastapi import Request
from fastapi.responses import HTMLResponse
from fastapi.testclient import TestClient

from corpus.types import Corpus
from qa.settings import Settings
from qa.web.layout import Layout
from qa.web.texts import LANGUAGES, direction, texts
from tests.web.conftest import WordEngine, build


@pytest.mark.parametrize("language", LANGUAGES)
def test_an_address_that_cannot_be_read_is_told_in_the_visitors_language(client: TestClient, language: str) -> None:
    response = client.get("/jamfor", params={"subject": "å" * 301, "lang": language})
    assert response.status_code == 422 and response.headers["content-type"].startswith("text/html")
    assert texts(language)("page.not_read") in response.text.replace("&#39;", "'")
    assert f'<html lang="{language}" dir="{direction(language)}"' in response.text
    assert "String should have" not in response.text


def test_a_form_that_cannot_be_read_is_told(client: TestClient) -> None:
    response = client.post("/fraga?lang=sv", files={"question": b"x"})
    assert response.status_code == 422 and texts("sv")("page.not_read") in response.text


def test_a_page_that_no_number_names_does_not_exist(corpus: Corpus, engine: WordEngine) -> None:
    app = build(corpus, engine)

    @app.get("/rum/{number}")
    def room(number: int) -> int:
        return number

    response = TestClient(app).get("/rum/x?lang=sv")
    assert response.status_code == 404 and texts("sv")("page.not_found") in response.text


@pytest.mark.parametrize("root", ["", "/fragor"])
def test_programs_get_json(corpus: Corpus, engine: WordEngine, root: str) -> None:
    response = TestClient(build(corpus, engine, root_path=root)).get(f"{root}/api/compare", params={"subject": "å" * 301})
    assert response.status_code == 422 and response.json()["error"] == "input"
    assert "query.subject" in response.json()["message"] and "å" not in response.text


def test_the_way_home_is_in_the_language_of_the_frame(corpus: Corpus, engine: WordEngine) -> None:
    """On a page for staff, whose other words are English."""
    app = build(corpus, engine)

    @app.get("/rum")
    def room(request: Request) -> HTMLResponse:
        return Layout(Settings()).page(request, "error.html", staff=True, heading="Wrong", message="Wrong.")

    page = TestClient(app).get("/rum?lang=ar").text
    assert f'lang="ar" dir="rtl">{texts("ar")("page.home")}</a>' in page and '<title lang="en">' in page
