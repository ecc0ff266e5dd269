"""Documents: every passage stands once on its page, and a permalink notices when its text has changed."""

import re
from dataclasses import replace
from datetime import date

import pytest
from fastapi.testclient import TestClient

from corpus.types import Corpus, Kind
from qa.web.documents import age_in_years, place, validity
from qa.web.texts import LANGUAGES


@pytest.mark.parametrize("slug", ["hallefors", "hedemora", "herrljunga", "malung-salen", "vansbro"])
def test_every_passage_has_its_place(client: TestClient, corpus: Corpus, slug: str) -> None:
    page = client.get(f"/dokument/{slug}?lang=sv").text
    ids = re.findall(r'id="([^"]+)" class="passage', page)
    expected = [place(p) for s in corpus.sections[slug] for p in s.passages]
    assert sorted(ids) == sorted(expected)


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_policy_stays_swedish_in_every_interface(client: TestClient, language: str) -> None:
    page = client.get(f"/dokument/vansbro?lang={language}").text
    assert f'<html lang="{language}"' in page
    assert '<h1 lang="sv" dir="ltr">Integrationspolitisk policy för Vansbro kommun</h1>' in page


def test_a_permalink_marks_its_passage(client: TestClient, corpus: Corpus) -> None:
    passage = corpus.by_id["vansbro/handlingsplaner/4"]
    page = client.get(f"/dokument/vansbro?lang=sv&h={passage.text_hash}").text
    assert 'id="handlingsplaner/4" class="passage cited"' in page
    assert page.count('class="passage cited"') == 1
    assert "Texten har ändrats" not in page


def test_a_stale_permalink_says_so(client: TestClient) -> None:
    page = client.get("/dokument/vansbro?lang=sv&h=000000000000").text
    assert "Texten har ändrats sedan länken gjordes." in page and "passage cited" not in page


def test_age_and_validity(client: TestClient, corpus: Corpus) -> None:
    herrljunga = corpus.by_slug["herrljunga"]
    assert age_in_years(herrljunga, date(2025, 11, 13)) == 7
    assert age_in_years(herrljunga, date(2025, 11, 14)) == 8
    assert "år gammalt" in client.get("/dokument/herrljunga?lang=sv").text
    assert "Dokumentet har inget datum." in client.get("/dokument/vansbro?lang=sv").text
    assert "år gammalt" in client.get("/dokument?lang=sv").text
    until = replace(herrljunga, valid_until=date(2020, 12, 31))
    assert validity(until, date(2021, 1, 1)) == ("document.expired", {"date": date(2020, 12, 31)})
    assert validity(replace(herrljunga, revised=date(2025, 1, 1)), date(2026, 1, 1)) is None


def test_unknown_documents_are_not_found(client: TestClient) -> None:
    response = client.get("/dokument/ankeborg?lang=so")
    assert response.status_code == 404 and "Boggan ma jiro" in response.text


def test_lists_keep_their_items(corpus: Corpus) -> None:
    assert any(p.kind is Kind.LIST for p in corpus.passages)
