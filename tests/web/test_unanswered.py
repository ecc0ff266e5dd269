"""The staff's pages: who gets in, what is shown, and the way from a group to a published question and back."""

import asyncio
import html
import logging
import re
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from fastapi import APIRouter
from fastapi.testclient import TestClient
from playwright.sync_api import Browser, Page, expect

from corpus.errors import EncoderError
from corpus.store import load_corpus
from corpus.types import Corpus
from qa.settings import Settings
from qa.types import Answer, Status
from qa.types import Request as Asked
from qa.unanswered.curation import Curation
from qa.unanswered.store import Store
from qa.unanswered.trial import Evaluator
from qa.web import factory, sessions, unanswered_app, workbench
from qa.web.factory import create_app
from qa.web.service import Service
from qa.web.sessions import COOKIE
from qa.web.texts import LANGUAGES, texts
from tests.unanswered.engines import QUESTIONS, RIGHT, curated_engine
from tests.web.browsing import DESKTOP, NARROW, axe, browser, needs_chromium, violations, visit
from tests.web.conftest import Server, WordEngine, build, wait_until_ready
from tests.web.unanswered import HASH, PASSWORD, fill, staffed

__all__ = ["axe", "browser"]
HERE = "/obesvarat"


@pytest.fixture(autouse=True)
def without_chat(monkeypatch: pytest.MonkeyPatch) -> None:
    """The chat takes seconds to build; `chatting`, made before this, has it."""
    monkeypatch.setattr(factory, "mount_chat", lambda *_: APIRouter())


@pytest.fixture
def client(corpus: Corpus, engine: WordEngine, tmp_path: Path) -> Iterator[TestClient]:
    with TestClient(staffed(corpus, engine, tmp_path), base_url="http://localhost") as client:
        wait_until_ready(client)
        yield client


def log_in(client: TestClient) -> str:
    """Logs in; returns the token that forms carry."""
    page = client.post(f"{HERE}/in?lang=sv", data={"password": PASSWORD})
    assert page.status_code == 200 and page.url.path == HERE
    return token(page.text)


def token(page: str) -> str:
    found = re.search(r'name="token" value="([^"]+)"', page)
    assert found
    return found[1]


def group_of(client: TestClient, text: str) -> str:
    """The address of the group whose title this is."""
    found = re.search(rf'href="([^"]+/grupp/\d+)[^"]*"><span[^>]*>{re.escape(text)}<', client.get(f"{HERE}?lang=sv").text)
    assert found, text
    return found[1]


@pytest.fixture(scope="module")
def chatting(corpus: Corpus, engine: WordEngine, tmp_path_factory: pytest.TempPathFactory) -> Iterator[TestClient]:
    """The whole app, chat and all."""
    with TestClient(staffed(corpus, engine, tmp_path_factory.mktemp("chat"))) as client:
        yield client


# Off


@pytest.mark.parametrize("settings", [{}, {"unanswered": "x.sqlite"}, {"staff_password": HASH}])
def test_off_by_default(corpus: Corpus, engine: WordEngine, tmp_path: Path, settings: dict[str, str]) -> None:
    if "unanswered" in settings:
        settings = {"unanswered": str(tmp_path / settings["unanswered"])}
    with TestClient(build(corpus, engine, **settings)) as client:
        wait_until_ready(client)
        for path in ("", "/in", "/historik", "/grupp/1", "/prov/x"):
            assert client.get(HERE + path).status_code == 404
        assert client.post(f"{HERE}/in", data={"password": PASSWORD}).status_code in (404, 405)
        client.post("/api/ask", json={"question": "xyzzy finns det en simhall", "language": "sv"})
        assert texts("sv")("page.private") in client.get("/dokument?lang=sv").text
    assert list(tmp_path.iterdir()) == []


# What visitors are told, and what is kept


@pytest.mark.parametrize("language", LANGUAGES)
def test_visitors_are_told(chatting: TestClient, language: str) -> None:
    text = texts(language)
    for path in ("/", "/dokument", "/dokument?embed=1", "/fraga"):
        page = html.unescape(chatting.get(f"{path}{'&' if '?' in path else '?'}lang={language}").text)
        assert text("page.private_kept") in page and text("page.private") not in page
        assert (text("chat.kept") in page) is (path in ("/", "/fraga"))


def test_an_unanswered_question_is_kept_without_personal_data(
    corpus: Corpus, engine: WordEngine, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    path = tmp_path / "unanswered.sqlite"
    with caplog.at_level(logging.INFO), TestClient(build(corpus, engine, unanswered=str(path), staff_password=HASH)) as client:
        wait_until_ready(client)
        asked = "xyzzy, jag heter Anna Svensson, 070-123 45 67. Finns det en simhall?"
        answer = client.post("/api/ask", json={"question": asked, "municipality": "Vansbro", "language": "sv"}).json()
        assert answer["status"] == "not_found" and answer["question"] == asked
        client.post("/api/ask", json={"question": "Vem ansvarar för handlingsplanerna?", "language": "sv"})
    (kept,) = Store(path).questions()
    assert kept.text == "[ord], jag heter [namn], [nummer]. Finns det en simhall?"
    assert (kept.municipalities, kept.status, kept.model) == (("Vansbro",), Status.NOT_FOUND, "letters")
    assert "Svensson" not in caplog.text and "simhall" not in caplog.text


def test_a_file_that_cannot_be_written_costs_no_answer(
    corpus: Corpus, engine: WordEngine, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    (tmp_path / "file").write_text("", encoding="utf-8")
    app = build(corpus, engine, unanswered=str(tmp_path / "file" / "x.sqlite"), staff_password=HASH)
    with caplog.at_level(logging.WARNING, "ordagrant"), TestClient(app) as client:
        wait_until_ready(client)
        for _ in range(2):
            answer = client.post("/api/ask", json={"question": "xyzzy finns det en simhall", "language": "sv"})
            assert answer.status_code == 200
        log_in_page = client.post(f"{HERE}/in?lang=sv", data={"password": PASSWORD})
        assert log_in_page.status_code == 503 and "kan inte läsas" in log_in_page.text
    assert [r.message for r in caplog.records].count("unanswered_not_kept") == 1


def test_examples_of_ours_are_not_noted(corpus: Corpus, engine: WordEngine) -> None:
    service, noted = Service(corpus, lambda: engine, max_question=100), list[Answer]()
    service.note = noted.append
    service._load_engine()

    async def ask_twice() -> None:
        await service.ask(Asked("xyzzy"), interface="sv", example=True)
        await service.ask(Asked("xyzzy från en besökare"), interface="sv")

    asyncio.run(ask_twice())
    assert [a.question for a in noted] == ["xyzzy från en besökare"]


# Getting in


def test_nobody_sees_anything_without_the_password(client: TestClient) -> None:
    for path in ("", "/historik", "/grupp/1", "/prov/x", "/prov/x/laget"):
        answer = client.get(f"{HERE}{path}?lang=en", follow_redirects=False)
        assert answer.status_code == 303 and answer.headers["location"] == f"{HERE}/in?lang=en"
    for path in ("/ut", "/grupp/1", "/grupp/1/ta-bort", "/historik/1/angra", "/prov/x/publicera"):
        assert client.post(HERE + path, follow_redirects=False).status_code == 303
    wrong = client.post(f"{HERE}/in?lang=en", data={"password": "wrong, quite wrong"})
    assert wrong.status_code == 403 and "The password is wrong." in wrong.text and COOKIE not in client.cookies
    assert client.post(f"{HERE}/in", data={"password": "x" * 5000}).status_code == 403
    assert client.post(f"{HERE}/in", data={"password": "x" * 70_000}).status_code == 413


def test_the_cookie_and_the_headers(client: TestClient) -> None:
    answer = client.post(f"{HERE}/in", data={"password": PASSWORD}, follow_redirects=False)
    cookie = answer.headers["set-cookie"]
    assert "HttpOnly" in cookie and "SameSite=strict" in cookie and "Max-Age=28800" in cookie and f"Path={HERE}" in cookie
    assert "Secure" not in cookie and PASSWORD not in cookie
    page = client.get(HERE)
    assert "frame-ancestors 'none'" in page.headers["content-security-policy"]
    assert page.headers["cache-control"] == "no-store"
    with TestClient(client.app, base_url="https://localhost") as secure:
        assert "Secure" in secure.post(f"{HERE}/in", data={"password": PASSWORD}, follow_redirects=False).headers["set-cookie"]


def test_a_made_up_cookie_opens_nothing(client: TestClient) -> None:
    client.cookies.set(COOKIE, "x" * 43, path=HERE)
    assert client.get(HERE, follow_redirects=False).status_code == 303


def test_tries_are_limited(client: TestClient) -> None:
    for _ in range(5):
        assert client.post(f"{HERE}/in", data={"password": "wrong, quite wrong"}).status_code == 403
    answer = client.post(f"{HERE}/in?lang=sv", data={"password": PASSWORD})
    assert answer.status_code == 429 and "Vänta en minut" in answer.text


def test_nobody_locks_the_others_out(client: TestClient) -> None:
    wrong = {"password": "wrong, quite wrong"}

    def status(address: str, data: dict[str, str]) -> int:
        return TestClient(client.app, client=(address, 1)).post(f"{HERE}/in", data=data, follow_redirects=False).status_code

    assert [status("192.0.2.1", wrong) for _ in range(40)].count(429) == 35
    assert status("192.0.2.2", {"password": PASSWORD}) == 303
    guessed = [status(f"198.51.100.{n}", wrong) for n in range(30)]
    assert guessed == [403] * 24 + [429] * 6, "but many addresses together have no more than thirty"


def test_logging_out_ends_the_session_on_the_server(client: TestClient) -> None:
    ours = log_in(client)
    word = client.cookies[COOKIE]
    assert client.post(f"{HERE}/ut", data={"token": ours}).url.path == f"{HERE}/in"
    client.cookies.set(COOKIE, word, path=HERE)
    assert client.get(HERE, follow_redirects=False).status_code == 303


def test_every_form_needs_its_token(client: TestClient) -> None:
    ours = log_in(client)
    address = group_of(client, "Har biblioteket läxhjälp?")
    for path in (f"{HERE}/ut", address, f"{address}/ta-bort", f"{HERE}/historik/1/angra"):
        for data in ({}, {"token": "wrong"}, {"token": ours + "x"}):
            answer = client.post(f"{path}?lang=sv", data=data)
            assert answer.status_code == 403 and "för gammal" in answer.text, path
    other = client.post(f"{address}/ta-bort", data={"token": ours}, headers={"sec-fetch-site": "cross-site"})
    assert other.status_code == 403
    assert client.post(f"{HERE}/in", data={"password": PASSWORD}, headers={"sec-fetch-site": "cross-site"}).status_code == 403


# What is shown


def test_groups(client: TestClient) -> None:
    log_in(client)
    page = client.get(f"{HERE}?lang=sv").text
    assert re.findall(r"<strong>(\d+)</strong>", page) == ["9", "5", "4"]
    assert "Dessutom 2 frågor i 2 grupper" in page and "dentist" not in page and "[ord]" not in page
    assert re.search(r"Vansbro</span> <b>5</b>", page) and re.search(r"somaliska <b>1–2</b>", page)
    assert "Min son [namn] behöver läxhjälp" in page
    english = client.get(f"{HERE}?lang=en").text
    assert english.index("Is there a swimming pool?") < english.index("Kan barnen lära sig simma")


def test_a_choice_of_municipality_and_language(client: TestClient) -> None:
    log_in(client)
    hedemora = client.get(f"{HERE}?lang=sv&municipality=Hedemora").text
    assert re.findall(r"<strong>(\d+)</strong>", hedemora) == ["4"]
    persian = client.get(f"{HERE}?lang=sv&asked_in=fa").text
    assert re.findall(r"<strong>(\d+)</strong>", persian) == ["3"]
    assert "Inga frågor passar urvalet." in client.get(f"{HERE}?lang=sv&asked_in=ti").text
    assert client.get(f"{HERE}?municipality=Atlantis").status_code == 200
    assert client.get(f"{HERE}?asked_in={'x' * 200}").status_code == 422


def test_a_group_and_its_passages(client: TestClient) -> None:
    log_in(client)
    address = group_of(client, "Har biblioteket läxhjälp?")
    page = client.get(f"{address}?lang=sv&q=uppmuntra+näringsliv").text
    assert 'value="vansbro/strategi/8"' in page and "Det du sökte" in page
    assert "Inget stycke hittades." in client.get(f"{address}?lang=sv&q=qwertyuiop").text
    assert client.get(f"{HERE}/grupp/99999").status_code == 404
    assert client.get(f"{HERE}/grupp/x").status_code == 404
    assert client.get(f"{address}?q={'x' * 400}").status_code == 422


def test_small_groups_are_not_found_by_their_address(client: TestClient, tmp_path: Path) -> None:
    log_in(client)
    alone = next(q for q in Store(tmp_path / "unanswered.sqlite").questions() if "dentist" in q.text)
    assert client.get(f"{HERE}/grupp/{alone.id}").status_code == 404


def test_a_group_is_deleted(client: TestClient) -> None:
    ours = log_in(client)
    client.post(f"{group_of(client, 'Har biblioteket läxhjälp?')}/ta-bort", data={"token": ours})
    assert re.findall(r"<strong>(\d+)</strong>", client.get(HERE).text) == ["9", "5"]


@pytest.mark.parametrize(
    ("data", "message"),
    [
        ({}, "Välj vilket stycke som svarar."),
        ({"passage": "vansbro/strategi/8", "asked_in": "sv"}, "Skriv en fråga först."),
        ({"passage": "vansbro/strategi/8", "asked_in": "sv", "text": "x" * 400}, "Frågan är för lång."),
        ({"passage": "vansbro/strategi/8", "asked_in": "../", "text": "Finns läxhjälp?"}, "Välj ett språk."),
    ],
)
def test_a_draft_that_cannot_be_tried_is_kept_in_the_form(client: TestClient, data: dict[str, str], message: str) -> None:
    ours = log_in(client)
    page = client.post(f"{group_of(client, 'Har biblioteket läxhjälp?')}?lang=sv", data={"token": ours, **data})
    assert page.status_code in (422, 503)
    if "engine" not in page.text:
        assert message in page.text or "kan inte ta emot" in page.text
        assert data.get("text", "")[:300] in page.text


def test_vectors_of_another_model_are_made_anew(corpus: Corpus, engine: WordEngine, tmp_path: Path) -> None:
    path = tmp_path / "unanswered.sqlite"
    fill(Store(path), model="another")
    with TestClient(build(corpus, engine, unanswered=str(path), staff_password=HASH)) as client:
        wait_until_ready(client)
        log_in(client)
        assert client.get(HERE).status_code == 200
    assert {q.model for q in Store(path).questions()} == {"letters"}


# From a group to a published question and back, with a real engine over two small policies


def few_questions(monkeypatch: pytest.MonkeyPatch) -> None:
    """Three evaluation questions about the two small policies."""
    monkeypatch.setattr(unanswered_app, "Evaluator", lambda: Evaluator(lambda: QUESTIONS))
    monkeypatch.setattr(
        unanswered_app, "Curation", lambda policies, index, store: Curation(policies, index, store, lambda: QUESTIONS)
    )


@pytest.fixture
def small(policies: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[TestClient]:
    few_questions(monkeypatch)
    path, engine = tmp_path / "unanswered.sqlite", curated_engine(policies)
    asked = ["Finns det popcorn på biografen?", "Har biografen popcorn?", "popcorn till biografen"]
    for text in asked:
        Store(path).add("sv", ["Lillbyn"], Status.NOT_FOUND, text, engine.model, engine.embed([text])[0])
    settings = Settings(policies=policies, index=tmp_path / "index", unanswered=str(path), staff_password=HASH)
    with TestClient(create_app(settings, load_corpus(policies), lambda: engine)) as client:
        wait_until_ready(client)
        yield client


def finished(client: TestClient, address: str) -> str:
    for _ in range(400):
        if client.get(f"{address}/laget").json()["ready"]:
            return client.get(f"{address}?lang=sv").text
        time.sleep(0.05)
    raise TimeoutError


def ask(client: TestClient, question: str) -> dict[str, Any]:
    return dict(client.post("/api/ask", json={"question": question, "language": "sv"}).json())


def test_tried_published_and_undone(small: TestClient, policies: Path) -> None:
    ours = log_in(small)
    address = re.search(rf'href="({HERE}/grupp/\d+)', small.get(HERE).text)[1]  # type: ignore[index]
    assert RIGHT in small.get(f"{address}?q=fritidsgården").text
    draft = {"token": ours, "passage": RIGHT, "asked_in": "sv", "text": "Finns det popcorn på biografen för ungdomar?"}
    running = small.post(f"{address}?lang=sv", data=draft)
    trial = finished(small, running.url.path)
    assert re.findall(r"<dd>(\d+)</dd>", trial) == ["1", "1", "1"]
    assert "Har biografen popcorn till ungdomar?" in trial and "Något blir sämre." in trial
    assert "inget svar, fast det finns" in trial and "rätt stycke först" in trial
    before = ask(small, draft["text"])
    assert before["status"] != "answered" and not (policies / "lillbyn" / "questions.toml").exists(), "trying changes nothing"

    done = small.post(f"{running.url.path}/publicera?lang=sv", data={"token": ours})
    assert done.url.path == f"{HERE}/historik" and "Ändringen gäller nu." in done.text and draft["text"] in done.text
    after = ask(small, draft["text"])
    assert after["status"] == "answered" and after["citations"][0]["passage_id"] == RIGHT
    assert [q.text for q in load_corpus(policies).questions] == [draft["text"]]
    assert "Frågan är publicerad." in small.get(f"{running.url.path}?lang=sv").text
    twice = small.post(f"{running.url.path}/publicera?lang=sv", data={"token": ours})
    assert twice.status_code == 422 and "redan den frågan" in twice.text

    undone = small.post(f"{HERE}/historik/1/angra?lang=sv", data={"token": ours})
    assert undone.status_code == 200 and "(ångrad)" in undone.text
    assert ask(small, draft["text"])["status"] == before["status"]
    assert load_corpus(policies).questions == ()
    again = small.post(f"{HERE}/historik/1/angra?lang=sv", data={"token": ours})
    assert again.status_code == 422 and "redan ångrad" in again.text


def tried(client: TestClient, ours: str) -> tuple[str, str]:
    """The addresses of the only group, and of a finished trial for it."""
    group = re.search(rf'href="({HERE}/grupp/\d+)', client.get(HERE).text)[1]  # type: ignore[index]
    draft = {"token": ours, "passage": RIGHT, "asked_in": "sv", "text": "Finns det popcorn på biografen för ungdomar?"}
    trial = client.post(f"{group}?lang=sv", data=draft).url.path
    assert "Har biografen popcorn?" in finished(client, trial)
    return group, trial


@pytest.mark.parametrize("deleted", ["page", "command"])
def test_a_trial_goes_with_its_questions(small: TestClient, tmp_path: Path, deleted: str) -> None:
    ours = log_in(small)
    group, trial = tried(small, ours)
    if deleted == "page":
        small.post(f"{group}/ta-bort", data={"token": ours})
    else:
        Store(tmp_path / "unanswered.sqlite").delete()
    for path in (trial, f"{trial}/laget"):
        assert small.get(path).status_code == 404


def test_a_trial_is_forgotten_after_a_day(small: TestClient, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(workbench, "_LONGEST_JOB", 0.0)  # as if the day had passed
    ours = log_in(small)
    group = re.search(rf'href="({HERE}/grupp/\d+)', small.get(HERE).text)[1]  # type: ignore[index]
    draft = {"token": ours, "passage": RIGHT, "asked_in": "sv", "text": "Finns det popcorn på biografen för ungdomar?"}
    started = small.post(f"{group}?lang=sv", data=draft, follow_redirects=False).headers["location"]
    time.sleep(0.5)
    assert small.get(started).status_code == 404


def test_a_trial_on_another_corpus_is_not_published(small: TestClient, policies: Path) -> None:
    ours = log_in(small)
    group, trial = tried(small, ours)
    draft = {"token": ours, "passage": RIGHT, "asked_in": "sv", "text": "Vad visas på bion i helgen?"}
    other = small.post(group, data=draft).url.path
    finished(small, other)
    assert small.post(f"{other}/publicera", data={"token": ours}).status_code == 200
    page = small.get(f"{trial}?lang=sv").text
    assert "sedan provet gjordes. Prova igen." in page and "/publicera" not in page
    refused = small.post(f"{trial}/publicera?lang=sv", data={"token": ours})
    assert refused.status_code == 422 and "sedan provet gjordes. Prova igen." in refused.text
    assert [q.text for q in load_corpus(policies).questions] == [draft["text"]]


def test_what_nobody_foresaw_is_told_plainly(small: TestClient, monkeypatch: pytest.MonkeyPatch) -> None:
    def fails(*args: object) -> None:
        raise EncoderError("the model is gone")

    ours = log_in(small)
    group, trial = tried(small, ours)
    for name in ("publish", "start_trial", "remove"):
        monkeypatch.setattr(workbench.Workbench, name, fails)
    for path in (f"{trial}/publicera", group, f"{group}/ta-bort"):
        page = small.post(f"{path}?lang=sv", data={"token": ours})
        assert page.status_code == 503 and "Det gick inte." in page.text


def test_a_draft_that_is_an_evaluation_question(small: TestClient) -> None:
    ours = log_in(small)
    address = re.search(rf'href="({HERE}/grupp/\d+)', small.get(HERE).text)[1]  # type: ignore[index]
    draft = {"token": ours, "passage": RIGHT, "asked_in": "sv", "text": "Har biografen popcorn till ungdomar"}
    page = small.post(f"{address}?lang=sv", data=draft)
    assert page.status_code == 422 and "nästan en utvärderingsfråga" in page.text
    assert f'value="{RIGHT}" required checked' in page.text and draft["text"] in page.text


def test_files_changed_meanwhile_are_not_overwritten(small: TestClient, policies: Path) -> None:
    ours = log_in(small)
    address = re.search(rf'href="({HERE}/grupp/\d+)', small.get(HERE).text)[1]  # type: ignore[index]
    draft = {"token": ours, "passage": RIGHT, "asked_in": "sv", "text": "Finns det popcorn på biografen för ungdomar?"}
    running = small.post(f"{address}?lang=sv", data=draft).url.path
    finished(small, running)
    text = policies / "lillbyn" / "text.md"
    text.write_text(text.read_text(encoding="utf-8").replace("modersmåls", "hemspråks"), encoding="utf-8")
    refused = small.post(f"{running}/publicera?lang=sv", data={"token": ours})
    assert refused.status_code == 422 and "har ändrats sedan programmet startade" in refused.text
    assert ask(small, "Vem ansvarar för att planen följs upp varje år?")["status"] == "answered"


# In a browser


@pytest.fixture(scope="module")
def staff_site(corpus: Corpus, engine: WordEngine, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(sessions, "TRIES", 1000)  # every test logs in
        patch.setattr(sessions, "TRIES_TOTAL", 1000)
        patch.setattr(factory, "mount_chat", lambda *_: APIRouter())
        app = staffed(corpus, engine, tmp_path_factory.mktemp("staff"))
    with Server(app) as server:
        yield server.url


def enter(page: Page) -> None:
    """Gives the password by keyboard alone."""
    page.locator("#password").focus()
    page.keyboard.type(PASSWORD)
    page.keyboard.press("Enter")
    page.locator(".groups").wait_for()


@needs_chromium
@pytest.mark.parametrize(("language", "scheme", "viewport"), [("sv", "light", NARROW), ("ar", "dark", DESKTOP)])
def test_axe_finds_nothing(
    browser: Browser, staff_site: str, axe: str, language: str, scheme: str, viewport: dict[str, int]
) -> None:
    with visit(browser, staff_site, f"{HERE}?lang={language}", viewport=viewport, color_scheme=scheme) as page:
        assert violations(page, axe) == []
        enter(page)
        addresses = [page.url, page.locator(".groups h2 a").first.evaluate("a => a.href"), f"{staff_site}{HERE}/historik"]
        for address in addresses:
            page.goto(address + ("&" if "?" in address else "?") + f"lang={language}&q=kommunen")
            assert violations(page, axe) == [], address
            assert page.evaluate("document.documentElement.scrollWidth - innerWidth") <= 0, address


@needs_chromium
def test_a_group_by_keyboard(browser: Browser, staff_site: str) -> None:
    with visit(browser, staff_site, f"{HERE}?lang=sv") as page:
        enter(page)
        page.locator(".groups h2 a").nth(2).focus()
        page.keyboard.press("Enter")
        page.locator("#q").focus()
        page.keyboard.type("uppmuntra näringsliv")
        page.keyboard.press("Enter")
        radio = page.locator("input[type=radio]").first
        radio.wait_for()
        page.locator("#q").focus()
        reached = []
        for _ in range(12):
            page.keyboard.press("Tab")
            reached.append(page.evaluate("document.activeElement.name || document.activeElement.textContent.trim()"))
            if reached[-1] == "passage":
                page.keyboard.press("Space")
        assert [r for r in reached if r in ("passage", "text", "asked_in", "Prova vad det ändrar")] == [
            "passage",
            "text",
            "asked_in",
            "Prova vad det ändrar",
        ]
        expect(radio).to_be_checked()
        page.get_by_role("button", name="Logga ut").press("Enter")
        expect(page.locator("#password")).to_be_visible()


@needs_chromium
def test_targets_are_large_enough(browser: Browser, staff_site: str) -> None:
    with visit(browser, staff_site, f"{HERE}?lang=sv", viewport=NARROW) as page:
        enter(page)
        for _ in range(2):
            small = page.evaluate("""() => [...document.querySelectorAll('a, button, select, input, textarea, label')]
                .filter(e => e.offsetParent && e.type !== 'hidden' && e.type !== 'radio' && !e.matches('.skip'))
                .map(e => [e.outerHTML.slice(0, 80), e.getBoundingClientRect()])
                .filter(([, r]) => r.width > 1 && (r.height < 24 || r.width < 24)).map(([html]) => html)""")
            assert small == []
            page.goto(page.locator(".groups h2 a, .crumb a").first.evaluate("a => a.href"))


@needs_chromium
def test_a_trial_is_followed_and_its_result_is_accessible(
    browser: Browser, axe: str, policies: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    few_questions(monkeypatch)
    path, engine = tmp_path / "unanswered.sqlite", curated_engine(policies)
    for text in ("Finns det popcorn på biografen?", "Har biografen popcorn?", "popcorn till biografen"):
        Store(path).add("sv", ["Lillbyn"], Status.NOT_FOUND, text, engine.model, engine.embed([text])[0])
    settings = Settings(policies=policies, index=tmp_path / "index", unanswered=str(path), staff_password=HASH)
    server = Server(create_app(settings, load_corpus(policies), lambda: engine))
    with server, visit(browser, server.url, f"{HERE}?lang=sv", viewport=NARROW) as page:
        enter(page)
        page.locator(".groups h2 a").click()
        page.locator(f'input[value="{RIGHT}"]').check()
        page.locator("#text").fill("Finns det popcorn på biografen för ungdomar?")
        page.get_by_role("button", name="Prova").click()
        expect(page.locator(".verdicts")).to_be_visible(timeout=20_000)
        assert violations(page, axe) == []
        assert page.evaluate("document.documentElement.scrollWidth - innerWidth") <= 0
        page.get_by_role("button", name="Publicera").click()
        expect(page.locator(".notice")).to_contain_text("Klart.")
        assert violations(page, axe) == []
        page.get_by_role("button", name="Ångra").click()
        expect(page.locator("tbody tr")).to_have_count(2)
