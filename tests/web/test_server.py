"""The server as it runs: it lets answers under way finish when it stops, and ends with an error where loading fails."""

import threading
import time
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor

import httpx
import pytest

from corpus.errors import EncoderError
from corpus.types import Corpus
from qa.settings import Settings
from qa.types import Answer, Request
from qa.web import server
from qa.web.service import AskEngine
from tests.web.conftest import Server, WordEngine, build


class SlowEngine(WordEngine):
    """Says when it has begun to answer, and takes its time."""

    def __init__(self, corpus: Corpus) -> None:
        super().__init__(corpus)
        self.begun = threading.Event()

    def ask_many(self, requests: Sequence[Request]) -> list[Answer]:
        """One answer per request, after a second."""
        self.begun.set()
        time.sleep(1)
        return super().ask_many(requests)


def test_an_answer_under_way_is_given_before_the_server_stops(corpus: Corpus) -> None:
    engine = SlowEngine(corpus)
    with ThreadPoolExecutor() as pool, httpx.Client(trust_env=False) as client:
        with Server(build(corpus, engine)) as running:
            while client.get(f"{running.url}/healthz").status_code != 200:
                time.sleep(0.02)
            answer = pool.submit(client.post, f"{running.url}/api/ask", json={"question": "Vad gör Vansbro?"})
            assert engine.begun.wait(5)
        assert answer.result(timeout=0).json()["status"] == "answered"
        with pytest.raises(httpx.ConnectError):
            client.get(f"{running.url}/healthz")


@pytest.mark.parametrize(
    ("error", "said"),
    [
        (EncoderError("The model cannot be found. Set model to a folder."), "Error: The model cannot be found."),
        (OSError("hemlig"), ""),
    ],
)
def test_where_loading_fails_the_process_ends_with_an_error(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], error: Exception, said: str
) -> None:
    def load(settings: Settings) -> AskEngine:
        raise error

    monkeypatch.setattr(server, "load_engine", load)
    monkeypatch.setattr(server, "configure_logging", lambda level: None)
    monkeypatch.setattr(server, "load_settings", lambda: Settings(port=0))
    with pytest.raises(SystemExit) as ended:
        server.main()
    assert ended.value.code == 1
    assert capsys.readouterr().err.startswith(said)
