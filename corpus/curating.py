"""Adds a curated question to the text of a questions.toml, or takes it out, and leaves every other line as it is.

Only the passage's own table is parsed with its layout (a whole file would take seconds); afterwards the whole file is read
as data and compared with what was wanted. Knows nothing about files.
"""

import re
import tomllib
from typing import Any

import tomlkit
from tomlkit.items import Array

from corpus.errors import CorpusError
from corpus.types import CuratedQuestion

HEADER = "# Curated questions: what people ask that the passage answers. `python -m corpus check` validates this file.\n"
_INDENT = "  "


def with_question(text: str, question: CuratedQuestion) -> str:
    """The file's text with the question at the end of its passage's questions in its language.

    `text` is empty where there is no file yet. Raises CorpusError where the question stands there already, or where the
    passage's table was made for another wording.
    """
    wanted = _data(text)
    table = wanted.setdefault(question.passage_id, {"hash": question.text_hash})
    if table.get("hash") != question.text_hash:
        raise CorpusError(
            f"the questions for {question.passage_id} were made for another wording; review them and correct their hash first"
        )
    if any(q.casefold() == question.text.casefold() for q in table.get(question.language, ())):
        raise CorpusError(f"this question stands there already, for {question.passage_id}")
    table.setdefault(question.language, []).append(question.text)
    start, end = _place(text, question.passage_id)
    document = tomlkit.parse(text[start:end] or f"{_header(question.passage_id)}hash = {_quoted(question.text_hash)}\n")
    own: Any = document[question.passage_id]
    if question.language not in own:
        chunk = tomlkit.dumps(document)
        body = chunk.rstrip("\n")
        new = f"{body}\n{question.language} = [\n{_INDENT}{_quoted(question.text)},\n]\n{chunk[len(body) + 1 :]}"
    else:
        _array(own[question.language]).add_line(question.text, indent=_INDENT)
        new = tomlkit.dumps(document)
    before = text if text else HEADER
    if start == end:
        start = end = len(before)
        new = ("" if before.endswith("\n\n") else "\n") + new
    return _checked(f"{before[:start]}{new}{before[end:]}", wanted)


def without_question(text: str, question: CuratedQuestion) -> str:
    """The file's text without the question. Raises CorpusError where it does not stand there."""
    wanted = _data(text)
    table = wanted.get(question.passage_id, {})
    if question.text not in table.get(question.language, ()):
        raise CorpusError(f"this question does not stand in the file any more, for {question.passage_id}")
    position = len(table[question.language]) - 1 - table[question.language][::-1].index(question.text)
    del table[question.language][position]
    start, end = _place(text, question.passage_id)
    document = tomlkit.parse(text[start:end])
    own: Any = document[question.passage_id]
    if table[question.language]:
        del _array(own[question.language])[position]
    else:
        del own[question.language], table[question.language]
    if not set(table) - {"hash"}:
        del wanted[question.passage_id]
        return _checked(f"{text[:start].rstrip()}\n\n{text[end:].lstrip()}".rstrip() + "\n", wanted)
    return _checked(f"{text[:start]}{tomlkit.dumps(document)}{text[end:]}", wanted)


def _place(text: str, passage_id: str) -> tuple[int, int]:
    """Where the passage's table begins and ends; twice the same place where there is none."""
    header = re.search(rf"^{re.escape(_header(passage_id).rstrip())}\s*$", text, re.MULTILINE)
    if header is None:
        return len(text), len(text)
    following = re.search(r"^\[", text[header.end() :], re.MULTILINE)
    return header.start(), header.end() + following.start() if following else len(text)


def _header(passage_id: str) -> str:
    return f'["{passage_id}"]\n'


def _quoted(text: str) -> str:
    return tomlkit.string(text).as_string()


def _array(value: object) -> Array:
    if not isinstance(value, Array):
        raise CorpusError("a language's questions must be a list")
    return value


def _data(text: str) -> dict[str, Any]:
    try:
        return tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise CorpusError(f"questions.toml is not valid TOML: {error}") from None


def _checked(text: str, wanted: dict[str, Any]) -> str:
    """The text, if it says what was wanted and nothing else."""
    try:
        if tomllib.loads(text) == wanted:
            return text
    except tomllib.TOMLDecodeError:
        pass
    raise CorpusError("questions.toml has a layout that this program cannot add to; write the question there by hand")
