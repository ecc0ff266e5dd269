"""What the server keeps of a conversation, and for how long; how many questions Gradio is let to take in."""

import gc
import re
import time
import uuid
from typing import Any

import pytest
from fastapi.testclient import TestClient

from corpus.types import Corpus
from qa.web import chat
from tests.web.conftest import WordEngine, build, join, wait_until_ready


def held(secret: str) -> list[str]:
    """Every text with `secret` in it that anything in memory holds."""
    gc.collect()
    found: list[str] = []
    for thing in gc.get_objects():
        inside = thing.values() if type(thing) is dict else thing if type(thing) in (list, tuple, set) else ()
        found += [one for one in list(inside) if type(one) is str and secret in one]
    return found


def sessions(client: TestClient) -> list[str]:
    """The conversations in Swedish that the server holds."""
    mounted: Any = next(r for r in client.app.routes if getattr(r, "path", "") == "/chat/sv")  # type: ignore[attr-defined]
    return sorted(mounted.app.state_holder.session_data)


def test_nothing_of_a_conversation_is_left_after_its_time(
    corpus: Corpus, engine: WordEngine, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Whether its answer was fetched or not."""
    monkeypatch.setattr(chat, "FORGET_EVERY", 0.1)
    with TestClient(build(corpus, engine)) as client:
        wait_until_ready(client)
        secret = f"hemlig{uuid.uuid4().hex}"
        for fetched in (True, False):
            question = f"Vad står om {secret} {fetched}?"
            assert join(client, [question, "", None, None], session=str(fetched), fetch=fetched) == 200
        found = " ".join(held(secret))
        assert f"{secret} True" in found and f"{secret} False" in found
        monkeypatch.setattr(chat, "FORGET", 0)  # the hour has passed
        until = time.monotonic() + 10
        while sessions(client) and time.monotonic() < until:
            time.sleep(0.05)
        assert held(secret) == []


def test_more_conversations_than_there_is_room_for_push_out_the_oldest(
    corpus: Corpus, engine: WordEngine, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(chat, "SESSIONS", 2)
    with TestClient(build(corpus, engine)) as client:
        wait_until_ready(client)
        for number in range(4):
            join(client, [f"Fråga {number}", "", None, None], session=str(number))
        assert sessions(client) == ["2", "3"]


def test_a_flood_of_questions_leaves_no_sessions(corpus: Corpus, engine: WordEngine) -> None:
    """One question may be asked; the second is told so in the chat; what comes then is not let in."""
    with TestClient(build(corpus, engine, rate_per_minute=1)) as client:
        wait_until_ready(client)
        codes = [join(client, ["Vad gör Vansbro?", "", None, None], session=str(n)) for n in range(5)]
        assert codes == [200, 200, 429, 429, 429]
        assert sessions(client) == ["0", "1"]


def test_another_gradio_than_we_know_stops_the_start(
    corpus: Corpus, engine: WordEngine, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setattr(chat, "_ENTRY", re.compile("no such page"))
    with pytest.raises(RuntimeError, match="serves a page that this program does not know"), TestClient(build(corpus, engine)):
        pass
    told = [r for r in caplog.records if r.message == "chat_failed"]
    assert len(told) == 1 and "install the version in pyproject.toml" in told[0].fields["reason"]  # type: ignore[attr-defined]
