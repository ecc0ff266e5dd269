"""Logs are JSON lines that say what happened and never what was asked, whatever goes wrong with a question."""

import json
import logging
from collections.abc import Callable, Iterator

import pytest
from fastapi.testclient import TestClient

from qa.web.logs import JsonFormatter, configure_logging
from tests.web.conftest import join

SECRET = "hemlig fråga två"


Configure = Callable[[str], None]


@pytest.fixture
def configure() -> Iterator[Configure]:
    """Sets logging up as the server does, to write where `capfd` reads; afterwards it is as it was."""
    root = logging.getLogger()
    names = ("", "uvicorn", "uvicorn.error", "ordagrant", "ordagrant.feedback", "httpx2")
    levels = {name: logging.getLogger(name).level for name in names}
    handlers: list[logging.Handler] = []

    def as_served(level: str) -> None:
        handlers.extend(root.handlers)
        root.handlers.clear()  # pytest's own, which would be closed
        configure_logging(level)
        logging.getLogger("httpx2").setLevel(logging.WARNING)  # the test's own client

    yield as_served
    logging.captureWarnings(False)
    logging.raiseExceptions = True
    logging.getLogger("uvicorn.access").disabled = False
    root.handlers[:] = handlers
    for name, level in levels.items():
        logging.getLogger(name).setLevel(level)


@pytest.mark.parametrize(
    "data",
    [
        [SECRET],
        [SECRET, "Ankeborg", None, None],
        [{"hemlig": SECRET}, SECRET, None, None],
        [f"{SECRET} krasch!", "", None, None],
        [f"{SECRET} fel!", "", None, None],
    ],
    ids=["too few inputs", "a municipality that is none", "not a text", "a bug in the engine", "cannot be asked"],
)
def test_no_line_holds_a_question_from_the_chat(
    client: TestClient, configure: Configure, capfd: pytest.CaptureFixture[str], data: list[object]
) -> None:
    configure("debug")
    join(client, data, session=str(len(data)))
    out, err = capfd.readouterr()
    assert out == "" and err
    assert "hemlig" not in err and "Ankeborg" not in err
    assert all(json.loads(line)["event"] for line in err.splitlines())


def test_a_bug_is_told_by_type_and_place(client: TestClient, configure: Configure, capfd: pytest.CaptureFixture[str]) -> None:
    configure("info")
    assert client.post("/api/ask", json={"question": f"{SECRET} krasch!"}).status_code == 500
    lines = [json.loads(line) for line in capfd.readouterr().err.splitlines()]
    trace = next(line["trace"] for line in lines if line["event"] == "unexpected")
    assert trace[0] == "builtins.ZeroDivisionError"
    assert any(place.endswith(" _answer") and "conftest.py:" in place for place in trace)
    assert "secret" not in json.dumps(lines)


def formatted(error: BaseException | None, message: str = "event") -> dict[str, object]:
    info = (type(error), error, error.__traceback__) if error else None
    record = logging.LogRecord("asyncio", logging.ERROR, __file__, 1, message, (), info)
    row: dict[str, object] = json.loads(JsonFormatter().format(record))
    return row


def test_what_an_error_came_from_is_told_without_messages() -> None:
    try:
        try:
            raise ValueError(SECRET)
        except ValueError as error:
            raise ExceptionGroup(SECRET, [KeyError(SECRET)]) from error
    except ExceptionGroup as error:
        row = formatted(error)
    assert "hemlig" not in json.dumps(row)
    trace = row["trace"]
    assert isinstance(trace, list)
    kinds = [line for line in trace if " " not in line]
    assert kinds == ["builtins.ExceptionGroup", "builtins.KeyError", "builtins.ValueError"]


def test_only_the_first_line_of_a_message_is_told() -> None:
    assert (
        formatted(None, f"Task exception was never retrieved\nfuture: {SECRET}")["event"]
        == "Task exception was never retrieved"
    )


def test_feedback_is_kept_at_any_level(client: TestClient, configure: Configure, capfd: pytest.CaptureFixture[str]) -> None:
    configure("error")
    assert client.post("/api/feedback", json={"helped": False, "status": "answered", "language": "sv"}).status_code == 204
    assert [json.loads(line)["helped"] for line in capfd.readouterr().err.splitlines()] == [False]
