"""What a visitor reads that is neither quote nor translation: one TOML file of texts per language.

Languages without a file of their own get English. Knows nothing about answers.
"""

import tomllib
from functools import cache
from pathlib import Path

_FOLDER = Path(__file__).parent / "texts"
FALLBACK = "en"


@cache
def languages() -> tuple[str, ...]:
    """Languages that have texts of their own."""
    return tuple(sorted(path.stem for path in _FOLDER.glob("*.toml")))


def message(language: str, key: str, **values: object) -> str:
    """The text `key` ("answer.one") in a language, its {places} filled; KeyError for an unknown key."""
    table = _texts(language if language in languages() else FALLBACK)
    return table[key].format(**values) if values else table[key]


@cache
def _texts(language: str) -> dict[str, str]:
    table = tomllib.loads((_FOLDER / f"{language}.toml").read_text(encoding="utf-8"))
    return {f"{section}.{key}": text for section, texts in table.items() for key, text in texts.items()}


def joined(language: str, names: tuple[str, ...] | list[str]) -> str:
    """Names in a row as the language writes them: "A, B och C"."""
    if len(names) <= 1:
        return "".join(names)
    comma = "، " if language in ("ar", "fa") else ", "
    return comma.join(names[:-1]) + message(language, "words.and") + names[-1]
