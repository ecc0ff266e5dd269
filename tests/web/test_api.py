"""The HTTP API: payloads, errors in the caller's language, limits, headers."""

import json
import logging
from dataclasses import replace
from typing import Any

import pytest
from fastapi.testclient import TestClient

from corpus.errors import EncoderError
from corpus.types import Corpus
from qa.settings import Settings
from qa.web.factory import create_app
from qa.web.logs import JsonFormatter
from qa.web.texts import texts
from tests.web.conftest import WordEngine, build, wait_until_ready

QUESTION = "Vem ansvarar för att handlingsplanerna utvärderas i Vansbro?"


def test_ask_gives_the_answer_payload(client: TestClient) -> None:
    answer = client.post("/api/ask", json={"question": QUESTION, "language": "en"}).json()
    assert answer["status"] == "answered"
    first = answer["citations"][0]
    assert first["passage_id"] == "vansbro/handlingsplaner/4"
    assert [first["quote"][a:b] for a, b in first["highlights"]] == [first["quote"]]
    assert first["translation"] == {"language": "en", "text": "This is what the policy says.", "status": "unofficial"}


def test_history_and_municipality_reach_the_engine(client: TestClient) -> None:
    body = {"question": "När då?", "municipality": "Hedemora", "history": [QUESTION]}
    answer = client.post("/api/ask", json=body).json()
    assert answer["follow_up_of"] == QUESTION and answer["municipalities"] == ["Hedemora"]


@pytest.mark.parametrize(
    ("body", "message"),
    [
        ({"question": "", "language": "sv"}, "Skriv en fråga först."),
        ({"question": " \u0000\u0007 ", "language": "en"}, "Please write a question first."),
        ({"question": "å" * 1001, "language": "ar"}, "السؤال طويل جدًا. اكتب 1000 حرف كحد أقصى."),
        ({"question": "fel!"}, "Fråga på ett annat sätt."),
        ({"question": "Vad?", "municipality": "Ankeborg"}, "Den kommunen finns inte här."),
    ],
)
def test_bad_questions_get_a_message_in_their_language(client: TestClient, body: dict[str, str], message: str) -> None:
    response = client.post("/api/ask", json=body)
    assert response.status_code == 422
    assert response.json() == {"error": "input", "message": message}


@pytest.mark.parametrize(
    "raw", [b"", b"{", b'{"question": 7}', b'{"question": "x", "k": 1}', b'["\xff"]', b'{"question": "\\ud800"}']
)
def test_bad_bodies_get_an_error_and_never_an_echo(client: TestClient, raw: bytes) -> None:
    response = client.post("/api/ask", content=raw, headers={"content-type": "application/json"})
    assert response.status_code in (200, 400, 422)
    assert "Traceback" not in response.text


@pytest.mark.parametrize("question", ["😀😀", "<script>alert(1)</script>", "' OR 1=1 --", "\u202eabc", "a" * 1000, "{{7*7}}"])
def test_strange_questions_get_an_answer(client: TestClient, question: str) -> None:
    assert client.post("/api/ask", json={"question": question}).status_code == 200


def test_a_bug_shows_no_trace(client: TestClient) -> None:
    response = client.post("/api/ask", json={"question": "krasch!"}, headers={"accept-language": "uk"})
    assert response.status_code == 500
    assert response.json() == {"error": "unexpected", "message": "У нас щось пішло не так. Спробуйте ще раз трохи пізніше."}
    assert "secret" not in response.text


def test_large_bodies_are_refused(client: TestClient) -> None:
    program = client.post("/api/ask", content=b"x" * 70_000, headers={"accept-language": "en"})
    assert program.status_code == 413
    assert program.json() == {"error": "too_large", "message": "What was sent is too large. Please write less."}
    person = client.post("/fraga?lang=so", content=b"x" * 70_000)
    assert person.status_code == 413 and texts("so")("error.too_large") in person.text


def test_documents_and_passages(client: TestClient, corpus: Corpus) -> None:
    documents = client.get("/api/documents").json()
    assert [d["slug"] for d in documents] == [d.slug for d in corpus.documents]
    ids = [id_ for d in documents for s in d["sections"] for id_ in s["passages"]]
    assert ids == [p.id for p in corpus.passages]
    passage = client.get("/api/passages/vansbro/handlingsplaner/4").json()
    assert passage["text"] == corpus.by_id["vansbro/handlingsplaner/4"].text
    missing = client.get("/api/passages/vansbro/nowhere/1", headers={"accept-language": "en"})
    assert missing.status_code == 404 and missing.json()["error"] == "not_found"


def test_duties_are_filtered_and_exported(client: TestClient) -> None:
    rows = client.get("/api/duties", params={"municipality": "vansbro", "modality": "responsibility"}).json()
    assert [r["actor_base"] for r in rows] == ["integrationssamordnare"]
    assert client.get("/api/duties", params={"municipality": "Hedemora"}).json() == []
    assert client.get("/api/duties", params={"municipality": "Ankeborg"}).status_code == 422
    for format_, start in (("csv", b"\xef\xbb\xbf"), ("xlsx", b"PK"), ("md", b"| ")):
        response = client.get("/api/duties", params={"format": format_})
        assert response.status_code == 200 and response.content.startswith(start)
        assert f"ordagrant.{format_}" in response.headers["content-disposition"]


def test_not_ready_until_the_engine_is(corpus: Corpus, engine: WordEngine) -> None:
    import threading

    release = threading.Event()

    def load() -> WordEngine:
        release.wait(5)
        return engine

    with TestClient(create_app(Settings(), corpus, load)) as client:
        assert client.get("/healthz").status_code == 503
        response = client.post("/api/ask", json={"question": QUESTION, "language": "so"})
        assert response.status_code == 503 and response.headers["retry-after"] == "5"
        assert response.json()["message"].startswith("Barnaamijku wuu bilaabanayaa.")
        assert client.get("/api/duties").status_code == 503
        assert client.get("/dokument/vansbro").status_code == 200  # pages need no engine
        release.set()
        wait_until_ready(client)
        assert client.post("/api/ask", json={"question": QUESTION}).status_code == 200


def test_an_engine_that_cannot_be_loaded_is_told(corpus: Corpus) -> None:
    def load() -> WordEngine:
        raise EncoderError("The model cannot be found.")

    with TestClient(create_app(Settings(), corpus, load)) as client:
        for _ in range(100):
            if client.get("/healthz").json()["status"] == "failed":
                break
        health = client.get("/healthz")
        assert health.status_code == 503 and health.json()["reason"] == "The model cannot be found."
        response = client.post("/api/ask", json={"question": QUESTION, "language": "sv"})
        assert response.status_code == 503 and response.json()["message"] == "Programmet är inte igång. Försök igen senare."


def test_rate_limit_is_friendly(corpus: Corpus, engine: WordEngine) -> None:
    with TestClient(build(corpus, engine, rate_per_minute=2)) as client:
        wait_until_ready(client)
        codes = [client.post("/api/ask", json={"question": QUESTION, "language": "sv"}).status_code for _ in range(3)]
        assert codes == [200, 200, 429]
        last = client.post("/api/ask", json={"question": QUESTION, "language": "sv"})
        assert last.json()["message"] == "Det kommer många frågor just nu. Vänta en minut och fråga igen."
        assert last.headers["retry-after"] == "60"
        assert client.get("/dokument").status_code == 200


def test_feedback_is_logged_without_who_and_what(client: TestClient, caplog: pytest.LogCaptureFixture) -> None:
    body = {"helped": True, "status": "answered", "language": "sv", "passages": ["vansbro/mal/1", "<script>"]}
    with caplog.at_level(logging.INFO, "ordagrant"):
        assert client.post("/api/feedback", json=body).status_code == 204
    fields = next(r.fields for r in caplog.records if r.getMessage() == "feedback")  # type: ignore[attr-defined]
    assert fields == {"helped": True, "status": "answered", "language": "sv", "passages": ["vansbro/mal/1"]}
    assert client.post("/api/feedback", json={**body, "question": QUESTION}).status_code == 422


def test_feedback_on_an_answer_that_cites_many(client: TestClient) -> None:
    """A corpus of all municipalities may cite one passage of each."""
    body = {"helped": True, "status": "answered", "language": "sv", "passages": ["vansbro/mal/1"] * 290}
    assert client.post("/api/feedback", json=body).status_code == 204


def test_no_log_line_holds_a_question(client: TestClient, caplog: pytest.LogCaptureFixture) -> None:
    secret = "hemlighetsfull"
    with caplog.at_level(logging.DEBUG):
        client.post("/api/ask", json={"question": f"{secret} fel!", "history": [secret]})
        client.post("/fraga", data={"question": secret})
        client.get(f"/{secret}?q={secret}")
    ours = [r for r in caplog.records if not r.name.startswith("httpx")]  # the test's own client
    assert ours and all(secret not in JsonFormatter().format(r) for r in ours)
    assert all(json.loads(JsonFormatter().format(r))["event"] for r in ours)


def test_openapi_names_every_path_and_its_page_needs_no_other_host(client: TestClient) -> None:
    paths = client.get("/openapi.json").json()["paths"]
    assert set(paths) == {
        "/api/ask",
        "/api/compare",
        "/api/documents",
        "/api/duties",
        "/api/feedback",
        "/api/passages/{id}",
        "/healthz",
    }
    page = client.get("/docs", headers={"accept-language": "en"}).text
    assert all(path in page for path in paths)
    assert "/widget.js" in page and "python -m qa.web.mcp" in page and "text_hash" in page


def test_openapi_describes_what_is_given(client: TestClient) -> None:
    """Every object of a real answer has the keys of its type, no more and no fewer, and values of their types."""
    schema = client.get("/openapi.json").json()
    types = schema["components"]["schemas"]

    def check(value: Any, as_: dict[str, Any]) -> None:
        if "anyOf" in as_:
            as_ = next(one for one in as_["anyOf"] if (one.get("type") == "null") == (value is None))
        if "$ref" in as_:
            as_ = types[as_["$ref"].rsplit("/", 1)[-1]]
        kind = {"object": dict, "array": list, "string": str, "null": type(None), "boolean": bool, "integer": int}
        expected: Any = kind.get(as_["type"], float | int)
        assert isinstance(value, expected), (value, as_)
        if "enum" in as_:
            assert value in as_["enum"]
        if "properties" in as_:  # `silent` is worked out from the quotes
            assert set(value) == set(as_["properties"]) | ({"silent"} if "quotes" in value else set()), as_["title"]
            for key, field in as_["properties"].items():
                check(value[key], field)
        for one in value if "items" in as_ else ():
            check(one, as_["items"])
        for one in value.values() if isinstance(as_.get("additionalProperties"), dict) else ():
            check(one, as_["additionalProperties"])

    def described(path: str, method: str = "get") -> dict[str, Any]:
        found: dict[str, Any] = schema["paths"][path][method]["responses"]["200"]["content"]["application/json"]["schema"]
        return found

    for question in (QUESTION, "uppehållstillstånd", "xyzzy"):
        check(client.post("/api/ask", json={"question": question, "language": "ar"}).json(), described("/api/ask", "post"))
    for path, address in (
        ("/api/documents", "/api/documents"),
        ("/api/passages/{id}", "/api/passages/vansbro/handlingsplaner/4"),
        ("/api/duties", "/api/duties"),
        ("/api/compare", "/api/compare?subject=handlingsplaner"),
        ("/healthz", "/healthz"),
    ):
        given = client.get(address).json()
        assert given
        check(given, described(path))


def test_settings_reach_the_pages(corpus: Corpus, engine: WordEngine) -> None:
    settings = replace(Settings(), operator="Vansbro kommun", report_accessibility="hjalp@example.org", contact="0281-750 00")
    with TestClient(create_app(settings, corpus, lambda: engine)) as client:
        page = client.get("/tillganglighet?lang=sv").text
        assert "Vansbro kommun står bakom" in page and 'href="mailto:hjalp@example.org"' in page
        assert 'href="tel:028175000"' in client.get("/?lang=sv").text
