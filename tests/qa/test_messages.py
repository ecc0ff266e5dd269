"""What a visitor reads, in every language."""

import re
import string
import tomllib
from pathlib import Path

import pytest

import qa
from qa.language import SERVED
from qa.messages import FALLBACK, joined, languages, message

FOLDER = Path(qa.__file__).parent / "texts"


def texts(language: str) -> dict[str, str]:
    table = tomllib.loads((FOLDER / f"{language}.toml").read_text(encoding="utf-8"))
    return {f"{section}.{key}": text for section, found in table.items() for key, text in found.items()}


def fields(text: str) -> set[str]:
    return {name for _, name, _, _ in string.Formatter().parse(text) if name}


def test_the_languages_that_are_served() -> None:
    assert languages() == tuple(sorted(SERVED))


@pytest.mark.parametrize("language", SERVED)
def test_every_language_says_everything(language: str) -> None:
    mine, other = texts(language), texts(FALLBACK)
    assert list(mine) == list(other)
    assert {k for k, text in mine.items() if not text.strip()} == set()
    assert {k: fields(text) for k, text in mine.items()} == {k: fields(text) for k, text in other.items()}


def test_every_key_in_the_code_has_a_text() -> None:
    code = "\n".join(
        p.read_text(encoding="utf-8") for p in [*FOLDER.parent.glob("*.py"), *(FOLDER.parent / "commands").glob("*.py")]
    )
    sections = {key.split(".")[0] for key in texts(FALLBACK)}
    used = {k for k in re.findall(r'"([a-z]+\.[a-z_]+)"', code) if k.split(".")[0] in sections}
    assert used - set(texts(FALLBACK)) == set()
    assert len(used) > 15


def test_places_are_filled_in() -> None:
    assert message("en", "answer.one", municipality="Vansbro") == "This is what the policy of Vansbro says:"
    assert message("sv", "reason.nothing", municipality="", count=5) == texts("sv")["reason.nothing"].format(count=5)


def test_braces_from_a_visitor_are_text() -> None:
    assert "{0.__class__}" in message("en", "answer.part", question="{0.__class__}")


def test_other_languages_get_english() -> None:
    assert message("fi", "input.empty") == message("en", "input.empty")


def test_every_text_is_said_somewhere() -> None:
    code = "\n".join(p.read_text(encoding="utf-8") for p in (FOLDER.parent).rglob("*.py"))
    begun = set(re.findall(r'f"([a-z]+\.)\{', code))
    unused = [key for key in texts("en") if f'"{key}"' not in code and not key.startswith(tuple(begun))]
    assert unused == []


def test_an_unknown_key_is_a_bug() -> None:
    with pytest.raises(KeyError):
        message("sv", "no.such")


@pytest.mark.parametrize(
    ("language", "names", "text"),
    [
        ("sv", ["A", "B", "C"], "A, B och C"),
        ("en", ["A", "B"], "A and B"),
        ("ar", ["A", "B", "C"], "A، B" + texts("ar")["words.and"] + "C"),
        ("sv", ["A"], "A"),
        ("sv", [], ""),
    ],
)
def test_names_in_a_row(language: str, names: list[str], text: str) -> None:
    assert joined(language, names) == text
