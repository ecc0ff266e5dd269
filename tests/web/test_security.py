"""Headers on every response, the few Gradio paths that exist, and nothing else of Gradio."""

import re

import pytest
from fastapi.testclient import TestClient

from corpus.types import Corpus
from qa.web import chat
from qa.web.texts import texts
from tests.web.conftest import WordEngine, build

PAGES = ["/", "/?lang=ar", "/dokument", "/dokument/vansbro", "/uppdrag", "/tillganglighet", "/docs", "/fraga"]


@pytest.mark.parametrize("path", [*PAGES, "/api/documents", "/healthz", "/nowhere", "/static/style.css"])
def test_every_response_has_the_headers(client: TestClient, path: str) -> None:
    headers = client.get(path).headers
    policy = headers["content-security-policy"]
    assert "default-src 'none'" in policy and "unsafe-eval" not in policy and "frame-ancestors 'self'" in policy
    assert re.search(r"script-src 'self' 'nonce-[\w-]+';", policy)
    assert headers["x-content-type-options"] == "nosniff"
    assert headers["referrer-policy"] == "no-referrer"
    assert headers["x-frame-options"] == "SAMEORIGIN"


def test_a_page_that_fails_has_the_headers_and_tells_nothing(client: TestClient) -> None:
    response = client.post("/fraga?lang=sv", data={"question": "krasch!"})
    assert response.status_code == 500 and texts("sv")("error.unexpected") in response.text
    assert "secret" not in response.text
    assert "default-src 'none'" in response.headers["content-security-policy"]
    assert response.headers["x-content-type-options"] == "nosniff" and response.headers["cache-control"] == "no-store"


@pytest.mark.parametrize("path", [*PAGES, "/api/documents", "/healthz", "/widget.js", "/static/style.css", "/nowhere"])
def test_head_gets_what_get_would_without_the_body(client: TestClient, path: str) -> None:
    head, get = client.head(path), client.get(path)
    assert head.status_code == get.status_code and head.content == b""
    assert head.headers["content-type"] == get.headers["content-type"]


def test_only_the_page_with_gradio_may_have_inline_styles(client: TestClient) -> None:
    assert "unsafe-inline" in client.get("/").headers["content-security-policy"]
    for path in PAGES[2:]:
        assert "unsafe-inline" not in client.get(path).headers["content-security-policy"], path


def test_the_nonce_is_new_every_time(client: TestClient) -> None:
    nonces = {re.findall(r"nonce-([\w-]+)", client.get("/").headers["content-security-policy"])[0] for _ in range(3)}
    assert len(nonces) == 3


@pytest.mark.parametrize(
    "path",
    [
        "/chat/sv/",
        "/chat/sv/config",
        "/chat/sv/gradio_api/info",
        "/chat/sv/gradio_api/openapi.json",
        "/chat/sv/gradio_api/upload",
        "/chat/sv/gradio_api/file=/etc/passwd",
        "/chat/sv/gradio_api/proxy=https://example.org",
        "/chat/sv/gradio_api/runs",
        "/chat/sv/gradio_api/call/ask",
        "/chat/sv/gradio_api/run/ask",
        "/chat/sv/monitoring",
        "/chat/sv/gradio_api/vibe-code",
        "/chat/sv/gradio_api/queue/join/../../upload",
        "/chat/xx/theme.css",
    ],
)
def test_what_the_chat_does_not_use_is_not_there(client: TestClient, path: str) -> None:
    assert client.get(path).status_code == 404
    assert client.post(path, files={"files": b"x"}).status_code == 404


@pytest.mark.parametrize(
    "path", ["/static/../factory.py", "/static/%2e%2e/factory.py", "/assets/..%2f..%2fconfig", "/dokument/../../x"]
)
def test_no_way_out_of_the_folders(client: TestClient, path: str) -> None:
    assert client.get(path).status_code == 404


def test_embedding_is_a_setting(corpus: Corpus, engine: WordEngine) -> None:
    with TestClient(build(corpus, engine, allow_embedding="https://www.vansbro.se")) as client:
        headers = client.get("/?embed=1").headers
        assert "frame-ancestors https://www.vansbro.se" in headers["content-security-policy"]
        assert "x-frame-options" not in headers
        assert client.get("/widget.js").headers["cross-origin-resource-policy"] == "cross-origin"


def test_under_a_sub_path(corpus: Corpus, engine: WordEngine, monkeypatch: pytest.MonkeyPatch) -> None:
    """A proxy may take the prefix off or leave it; every address on the pages carries it."""
    monkeypatch.setattr(chat, "LANGUAGES", ("sv", "ar"))
    with TestClient(build(corpus, engine, root_path="/fragor")) as client:
        for prefix in ("", "/fragor"):
            for path in PAGES:
                response = client.get(prefix + path)
                assert response.status_code == 200, prefix + path
                links = re.findall(r'(?:href|src|action)="(/[^"]*)"', response.text)
                assert links and all(link.startswith("/fragor") for link in links), links
            assert client.get(prefix + "/static/style.css").status_code == 200
            assert client.get(prefix + "/chat/sv/theme.css").status_code == 200
            assert client.get(prefix + "/chat/sv/config").status_code == 404
        assert 'location.origin + "/fragor/chat/sv"' in client.get("/?lang=sv").text
        assert client.get("/openapi.json").json()["servers"] == [{"url": "/fragor"}]
