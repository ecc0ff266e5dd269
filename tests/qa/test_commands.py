"""The command line: quick to help, one answer a line, one line for each error."""

import json
import subprocess
import sys
import time
from collections.abc import Sequence
from pathlib import Path

import pytest
from typer.testing import CliRunner

from corpus.errors import InputError
from corpus.types import Span
from qa.__main__ import app
from qa.commands import answering
from qa.types import Answer, Citation, QuotedTranslation, Request, Signpost, Status

ROOT = Path(__file__).parents[2]
HEAVY = ("torch", "transformers", "sentence_transformers", "faiss", "gradio", "sklearn", "matplotlib", "langdetect")


class Echo:
    """Answers with the question; refuses "bad"."""

    def __init__(self) -> None:
        self.batches: list[list[Request]] = []

    def ask_many(self, requests: Sequence[Request]) -> list[Answer | InputError]:
        self.batches.append(list(requests))
        return [InputError("bad question") if r.question == "bad" else answer(r.question) for r in requests]

    def ask(self, question: str, **_: object) -> Answer:
        found = self.ask_many([Request(question)])[0]
        if isinstance(found, InputError):
            raise found
        return found


def answer(question: str) -> Answer:
    translation = QuotedTranslation("en", "The board is responsible.")
    citation = Citation(1, "x/a/1", "Storköping", "Plan", ("Ansvar",), "Nämnden ansvarar.", (Span(0, 7),), 0.9, translation)
    return Answer(question, "sv", Status.ANSWERED, (), "Så här står det:", (citation,))


@pytest.fixture
def echo(monkeypatch: pytest.MonkeyPatch) -> Echo:
    engine = Echo()
    monkeypatch.setattr(answering, "load_engine", lambda: engine)
    return engine


def batch(lines: Sequence[bytes]) -> list[dict[str, object]]:
    result = CliRunner().invoke(app, ["batch"], input=b"\n".join(lines) + b"\n")
    assert result.exit_code == 0, result.output
    return [json.loads(line) for line in result.stdout.splitlines()]


def test_a_question_that_brings_down_its_batch_loses_no_other(echo: Echo, monkeypatch: pytest.MonkeyPatch) -> None:
    whole = echo.ask_many

    def breaks(requests: Sequence[Request]) -> list[Answer | InputError]:
        if any(r.question == "boom" for r in requests):
            raise ZeroDivisionError
        return whole(requests)

    monkeypatch.setattr(echo, "ask_many", breaks)
    rows = batch([b'{"question": "one"}', b'{"question": "boom"}', b'{"question": "two"}'])
    assert [row.get("question") for row in rows] == ["one", None, "two"]
    assert rows[1] == {"error": "this question could not be answered: ZeroDivisionError"}


def test_numbers_and_marks_that_json_readers_stumble_on(echo: Echo) -> None:
    rows = batch([b'\xef\xbb\xbf{"question": "one"}', b'{"question": ' + b"1" * 5000 + b"}", b'{"question": "two"}'])
    assert [row.get("question") for row in rows] == ["one", None, "two"]


def test_help_is_quick_and_light() -> None:
    code = (
        "import sys; sys.argv = ['qa', '--help']\n"
        "from qa.__main__ import main\n"
        "try:\n    main()\nexcept SystemExit:\n    pass\n"
        f"print(sorted(set({HEAVY!r}) & set(sys.modules)))"
    )
    started = time.perf_counter()
    result = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=True)
    assert time.perf_counter() - started < 5
    assert result.stdout.splitlines()[-1] == "[]"
    for command in ("ask", "batch", "build", "duties", "evaluate", "add", "list", "remove", "serve", "settings"):
        assert f" {command} " in result.stdout, command


def test_batch_keeps_the_order_also_for_bad_lines(echo: Echo) -> None:
    rows = batch(
        [
            b'{"question": "one"}',
            b"not json",
            b'{"question": 3}',
            b"[]",
            b"",
            b"\xff\xfe",
            b'{"question": "bad"}',
            b'{"question": "two", "history": "x"}',
            b'{"question": "two", "municipality": 5}',
            b'{"question": "three", "municipality": "Vansbro", "language": "en", "history": ["a", "b"]}',
            b"[" * 5000,
        ]
    )
    assert [row.get("question") or str(row["error"]).split(":")[0] for row in rows] == [
        "one",
        "the line is not JSON",
        'the line must be an object with "question"',
        'the line must be an object with "question"',
        "the line is not JSON",
        "the line is not UTF-8 text",
        "bad question",
        '"history" must be a list of strings',
        '"municipality" must be a string',
        "three",
        "the line is not JSON",
    ]
    assert echo.batches[0][-1] == Request("three", "Vansbro", "en", ("a", "b"))


def test_batch_asks_many_at_once(echo: Echo) -> None:
    rows = batch([json.dumps({"question": f"q{n}"}).encode() for n in range(70)])
    assert [row["question"] for row in rows] == [f"q{n}" for n in range(70)]
    assert [len(b) for b in echo.batches if b] == [32, 32, 6]


def test_a_lone_surrogate_is_written_as_an_escape(echo: Echo) -> None:
    rows = batch([b'{"question": "\\ud800 fr\\u00e5ga"}'])
    assert rows[0]["question"] == "\ud800 fråga"


def test_ask_for_people(echo: Echo) -> None:
    result = CliRunner().invoke(app, ["ask", "Vem ansvarar?"])
    assert result.output.splitlines() == [
        "Så här står det:",
        "",
        "[1] Storköping · Plan · Ansvar",
        "    »Nämnden« ansvarar.",
        "    (en) The board is responsible.",
        "    x/a/1 · 0.90",
    ]


def test_ask_for_programs(echo: Echo) -> None:
    result = CliRunner().invoke(app, ["ask", "Vem ansvarar?", "--json"])
    assert json.loads(result.output) == answer("Vem ansvarar?").to_dict()


def test_an_error_is_one_line(echo: Echo, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    from qa.__main__ import main

    monkeypatch.setattr(sys, "argv", ["qa", "ask", "bad"])
    with pytest.raises(SystemExit) as end:
        main()
    assert end.value.code == 1
    assert capsys.readouterr().err == "Error: bad question\n"


def test_what_is_said_without_an_answer() -> None:
    found = Answer(
        "x",
        "sv",
        Status.OUT_OF_SCOPE,
        (),
        "Det går inte.",
        reason="För att.",
        signpost=Signpost("a", "A", "https://a.se", "Fråga A.", "112"),
    )
    assert answering.as_text(found).splitlines() == ["Det går inte.", "För att.", "Fråga A. https://a.se 112"]


def test_policies_are_listed_added_and_removed(policies: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ORDAGRANT_POLICIES", str(policies))
    source = tmp_path / "plan.md"
    source.write_text("# Plan\n\nVi ska mötas.\n", encoding="utf-8")
    run = CliRunner()
    assert run.invoke(app, ["add", str(source), "--municipality", "Nybyn"]).exit_code == 0
    assert run.invoke(app, ["list"]).output.splitlines() == [
        "lillbyn: Lillbyn, Policy för Lillbyn, undated, 3 passages",
        "nybyn: Nybyn, Plan, undated, 1 passages",
        "storkoping: Storköping, Integrationspolicy för Storköpings kommun, undated, 6 passages",
    ]
    assert run.invoke(app, ["remove", "nybyn"]).output.startswith("Removed. The folder is kept in ")
    assert len(run.invoke(app, ["list"]).output.splitlines()) == 2


def test_settings_are_listed(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ORDAGRANT_PORT", "9000")
    assert "ORDAGRANT_PORT = 9000\n    Port that the server listens on.\n" in CliRunner().invoke(app, ["settings"]).output
