"""Reads the files about what lies outside the policies. Data only: knows nothing about questions or answers.

authorities.toml   who is responsible for what, with link, phone and one sentence per language
subjects.toml      examples of what is asked and lies outside, each with its authority
emergencies.toml   phrases of somebody in danger now
chatter.toml       greetings, thanks and filler that may stand around a question
injection.toml     attempts to instruct the program
answer_types.toml  phrases that ask for one kind of detail: a name, a sum, a phone number
details.toml       whole questions by the kind of detail that they ask for
"""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from qa.types import Signpost

FOLDER = Path(__file__).parent
EMERGENCY = "112"
_TYPICAL = 20  # one of so many examples is enough for a mean


@dataclass(frozen=True, slots=True)
class Subject:
    """An example of a question that lies outside the policies."""

    id: str
    authority: str  # "" where it is nobody's matter: the weather, a joke
    language: str
    text: str


@dataclass(frozen=True, slots=True)
class Example:
    """A question with the kind of detail that it asks for."""

    kind: str
    language: str
    text: str


@cache
def _table(name: str) -> dict[str, Any]:
    return tomllib.loads((FOLDER / f"{name}.toml").read_text(encoding="utf-8"))


@cache
def subjects() -> tuple[Subject, ...]:
    """All examples, in the order of the file, and after them the cries for help and the attempts to instruct."""
    found = [
        Subject(entry["id"], entry["authority"], language, text)
        for entry in _table("subjects")["subject"]
        for language, texts in entry.items()
        if isinstance(texts, list)
        for text in texts
    ]
    found += [
        Subject("emergency", EMERGENCY, language, text) for language, texts in phrases("emergencies").items() for text in texts
    ]
    found += [Subject("instruction", "", language, text) for language, texts in phrases("injection").items() for text in texts]
    return tuple(found)


def typical_questions() -> tuple[str, ...]:
    """Some of the examples of every subject and language: what people ask an authority about, whatever the corpus."""
    return tuple(s.text for s in subjects()[::_TYPICAL])


@cache
def phrases(name: str, kind: str | None = None) -> Mapping[str, tuple[str, ...]]:
    """Language -> phrases of a file; `kind` where a language's phrases are divided."""
    found: dict[str, tuple[str, ...]] = {}
    for language, entry in _table(name).items():
        if isinstance(entry, dict):
            chosen = [entry[kind]] if kind else list(entry.values())
            found[language] = tuple(phrase for part in chosen for phrase in part)
        else:
            found[language] = tuple(entry)
    return found


def answer_types() -> Mapping[str, Mapping[str, tuple[str, ...]]]:
    """Language -> kind of detail -> phrases that ask for it."""
    return {language: {kind: tuple(p) for kind, p in kinds.items()} for language, kinds in _table("answer_types").items()}


@cache
def detail_examples() -> tuple[Example, ...]:
    """Questions by the kind of detail they ask for, in the order of the file."""
    return tuple(
        Example(kind, language, text)
        for language, kinds in _table("details").items()
        for kind, texts in kinds.items()
        for text in texts
    )


def signpost(authority: str, language: str) -> Signpost | None:
    """Who knows, in a language (English where the language has no text); None for an unknown authority."""
    entry = _table("authorities").get(authority)
    if entry is None:
        return None
    text = entry["text"].get(language) or entry["text"]["en"]
    return Signpost(authority, entry["name"], entry["url"], text, entry.get("phone"))
