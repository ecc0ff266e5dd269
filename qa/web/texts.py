"""Interface texts: one TOML file per language in `texts/`, and which language a visitor gets.

Pages for staff and trainers have texts of their own in `texts/staff/<language>/`, one file per page, in fewer languages.
Knows nothing about answers; their sentences come from the engine.
"""

import tomllib
from collections.abc import Iterable, Mapping
from functools import cache, cached_property
from pathlib import Path
from typing import Any

from qa.web.numbers import plural_form

FOLDER = Path(__file__).parent / "texts"
LANGUAGES: Mapping[str, str] = {  # code -> the language's own name, in the order of the switcher
    "sv": "Svenska",
    "en": "English",
    "ar": "العربية",
    "so": "Soomaali",
    "fa": "فارسی",
    "uk": "Українська",
}
STAFF_LANGUAGES = ("sv", "en")
RIGHT_TO_LEFT = frozenset({"ar", "fa", "ur", "he", "ps", "ckb", "prs", "yi", "dv", "ug"})
DEFAULT = "sv"
FALLBACK = "en"  # for a question in a language that we have no texts in


class Texts:
    """The texts of one language: `text("chat.submit")`. `files` are read in order; their tables are joined."""

    def __init__(self, language: str, files: Iterable[Path]) -> None:
        self.language = language
        self._table: dict[str, Any] = {}
        for path in files:
            self._table |= tomllib.loads(path.read_text(encoding="utf-8"))

    def __call__(self, key: str, **values: object) -> str:
        """One text; `{name}` in it is replaced by values. Raises KeyError for an unknown key.

        Of a text in several plural forms the one is taken that the value asks for which is a number.
        """
        text = self.flat[key]
        if not isinstance(text, str):
            number = next(value for value in values.values() if isinstance(value, int))
            text = text.get(plural_form(number, self.language), text["other"])
        return text.format(**values) if values else text

    @cached_property
    def flat(self) -> Mapping[str, str | Mapping[str, str]]:
        """Dotted key -> text, or plural category -> text."""
        return {
            f"{group}.{key}": text
            for group, table in self._table.items()
            if isinstance(table, dict)
            for key, text in table.items()
        }

    @property
    def forms(self) -> tuple[str, ...]:
        """Every text, and every plural form of one."""
        return tuple(f for text in self.flat.values() for f in ([text] if isinstance(text, str) else text.values()))

    @property
    def examples(self) -> tuple[str, ...]:
        """Questions that the policies answer, for one click."""
        return tuple(self._table["examples"])

    @property
    def direction(self) -> str:
        """Ltr or rtl."""
        return direction(self.language)

    @property
    def name(self) -> str:
        """The language's own name."""
        return LANGUAGES[self.language]


@cache
def texts(language: str) -> Texts:
    """The texts in a language, or in English where we have none."""
    language = language if language in LANGUAGES else FALLBACK
    return Texts(language, [FOLDER / f"{language}.toml"])


@cache
def staff_texts(language: str) -> Texts:
    """The texts of the pages for staff and trainers, in English where we have none in a language."""
    language = language if language in STAFF_LANGUAGES else FALLBACK
    return Texts(language, sorted((FOLDER / "staff" / language).glob("*.toml")))


def direction(language: str) -> str:
    """The writing direction of a language, as HTML's `dir` wants it."""
    return "rtl" if language in RIGHT_TO_LEFT else "ltr"


def choose_language(wanted: str | None, accept: str | None) -> str:
    """The interface's language: the one in the address, else the browser's best one that we have, else Swedish.

    >>> choose_language(None, "nb-NO,ar;q=0.8,en;q=0.9")
    'en'
    """
    if wanted in LANGUAGES:
        return str(wanted)
    ranked: list[tuple[float, int, str]] = []
    for position, part in enumerate((accept or "")[:500].split(",")):
        code, _, parameters = part.strip().partition(";")
        language = code.split("-")[0].lower()
        if language in LANGUAGES:
            ranked.append((-_quality(parameters), position, language))
    return min(ranked)[2] if ranked else DEFAULT


def _quality(parameters: str) -> float:
    name, _, value = parameters.strip().partition("=")
    try:
        return float(value) if name.strip() == "q" else 1.0
    except ValueError:
        return 0.0
