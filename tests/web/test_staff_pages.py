"""What the pages for staff and trainers have in common: whose language is whose, and what is told about addresses."""

import re

import pytest
from fastapi.testclient import TestClient

from qa.web.texts import staff_texts, texts

PAGES = ["/visa/quiz", "/visa/quiz?seed=1&answers=0000000000", "/visa/karta", "/visa/troskel", "/visa/varfor"]


@pytest.mark.parametrize("path", PAGES)
@pytest.mark.parametrize("language", ["ar", "so"])
def test_content_and_title_are_english_in_a_frame_of_another_language(
    full_client: TestClient, path: str, language: str
) -> None:
    page = full_client.get(path + ("&" if "?" in path else "?") + f"lang={language}").text
    main = page[page.index("<main") : page.index("</main>")]
    assert '<main id="content"' in main and 'lang="en" dir="ltr"' in main and '<title lang="en">' in page
    assert f">{staff_texts('en')('demonstrate.heading')}</a>" in main or "crumb" not in main
    assert texts(language)("page.show") not in main


def test_a_title_in_the_language_of_the_frame_needs_no_mark(full_client: TestClient) -> None:
    assert "<title>" in full_client.get("/visa/quiz?lang=sv").text and "<title>" in full_client.get("/?lang=ar").text


@pytest.mark.parametrize(
    ("path", "key"),
    [
        ("/visa/varfor", "why.private"),
        ("/visa/karta", "map.private"),
        ("/visa/troskel", "threshold.private"),
        ("/jamfor", "compare.private"),
    ],
)
@pytest.mark.parametrize("language", ["sv", "en"])
def test_pages_say_that_a_question_stands_in_their_address(full_client: TestClient, path: str, key: str, language: str) -> None:
    page = full_client.get(f"{path}?lang={language}").text.replace("&#39;", "'")
    told = staff_texts(language)(key)
    place = re.search(rf'id="((?:f-)?private)">{re.escape(told)}<', page)
    assert place and re.search(rf'aria-describedby="[^"]*{place[1]}', page)
