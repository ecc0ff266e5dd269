"""`ask` and `batch`."""

import json
import sys
from collections.abc import Iterator
from typing import TYPE_CHECKING, Annotated, Any

import typer

from corpus.errors import InputError
from qa.messages import message
from qa.settings import load_settings
from qa.types import Answer, Citation, Request

if TYPE_CHECKING:
    from qa.engine import Engine

_BATCH = 32  # questions encoded together


def add_to(app: typer.Typer) -> None:
    """Adds the commands of this module."""
    app.command()(ask)
    app.command()(batch)


def ask(
    question: Annotated[str, typer.Argument(help="The question, in any language.")],
    municipality: Annotated[str | None, typer.Option(help="Search this municipality's policy only.")] = None,
    language: Annotated[str | None, typer.Option(help="Language to assume where the question does not tell.")] = None,
    as_json: Annotated[bool, typer.Option("--json", help="Print the answer as JSON.")] = False,
) -> None:
    """Answer one question with cited passages."""
    answer = load_engine().ask(question, municipality=municipality, language=language)
    typer.echo(json.dumps(answer.to_dict(), ensure_ascii=False, indent=2) if as_json else as_text(answer))


def batch() -> None:
    """Answer questions from standard input, one JSON object a line, one answer a line in the same order.

    A line holds "question" and optionally "municipality", "language" and "history" (earlier questions). A line that
    cannot be answered gives {"error": ...}; the others are answered all the same.
    """
    engine = load_engine()
    pending: list[Request | str] = []
    for line in sys.stdin.buffer:
        pending.append(read_request(line))
        if len(pending) == _BATCH:
            _answer_lines(engine, pending)
            pending = []
    _answer_lines(engine, pending)


def read_request(line: bytes) -> Request | str:
    """A request from one line of JSON, or what is wrong with it."""
    try:
        row: Any = json.loads(line.decode("utf-8-sig"))
    except UnicodeDecodeError:
        return "the line is not UTF-8 text"
    except (ValueError, RecursionError) as error:
        return f"the line is not JSON: {error}"
    if not isinstance(row, dict) or not isinstance(row.get("question"), str):
        return 'the line must be an object with "question": a string'
    history = row.get("history") or []
    if not isinstance(history, list) or not all(isinstance(h, str) for h in history):
        return '"history" must be a list of strings'
    for key in ("municipality", "language"):
        if row.get(key) is not None and not isinstance(row[key], str):
            return f'"{key}" must be a string'
    return Request(row["question"], row.get("municipality"), row.get("language"), tuple(history))


def _answer_lines(engine: "Engine", pending: list[Request | str]) -> None:
    found: Iterator[Answer | InputError] = iter(_ask_each(engine, [r for r in pending if isinstance(r, Request)]))
    for request in pending:
        answer = next(found) if isinstance(request, Request) else request
        row = answer.to_dict() if isinstance(answer, Answer) else {"error": str(answer)}
        line = json.dumps(row, ensure_ascii=False)
        if any("\ud800" <= c <= "\udfff" for c in line):  # a lone surrogate, which can only be written as an escape
            line = json.dumps(row)
        sys.stdout.write(line + "\n")
    sys.stdout.flush()


def _ask_each(engine: "Engine", requests: list[Request]) -> list[Answer | InputError]:
    """Answers in order; a question that brings down its batch is found by asking one by one, and the others are kept."""
    try:
        return engine.ask_many(requests)
    except Exception as error:  # a bug, whatever it is, must not lose the other lines
        if len(requests) == 1:
            return [InputError(f"this question could not be answered: {type(error).__name__}")]
        return [answer for request in requests for answer in _ask_each(engine, [request])]


def as_text(answer: Answer) -> str:
    """An answer for a terminal."""
    lines = [answer.text]
    if answer.understood_as:
        lines.append(message(answer.language, "answer.follow_up", question=answer.understood_as))
    lines += [line for c in answer.citations for line in _citation_lines(c)]
    if answer.reason:
        lines.append(answer.reason)
    if answer.signpost:
        lines.append(" ".join(filter(None, [answer.signpost.text, answer.signpost.url, answer.signpost.phone])))
    if answer.related and not answer.citations:
        lines += ["", *(line for c in answer.related[:3] for line in _citation_lines(c))]
    return "\n".join(lines)


def _citation_lines(citation: Citation) -> list[str]:
    quote = citation.quote
    for start, end in reversed(citation.highlights):
        quote = f"{quote[:start]}»{quote[start:end]}«{quote[end:]}"
    source = " · ".join([citation.municipality, citation.document, *citation.section])
    lines = ["", f"[{citation.number}] {source}", f"    {quote}".replace("\n", "\n    ")]
    if citation.translation:
        lines.append(f"    ({citation.translation.language}) {citation.translation.text}".replace("\n", "\n    "))
    return [*lines, f"    {citation.passage_id} · {citation.score:.2f}"]


def load_engine() -> "Engine":
    """The engine, with progress on standard error so that standard output stays clean."""
    from qa.engine import Engine

    return Engine.load(load_settings(), lambda line: typer.echo(line, err=True))
