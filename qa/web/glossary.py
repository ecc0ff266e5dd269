"""Words of Swedish municipal life that an answer explains where they stand.

Reads `corpus/glossary.toml` where it exists: a table per base form with explanation_sv, explanation_en, explanations in
other languages and the word in them. Knows nothing about passages.
"""

import re
import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

import corpus
from corpus.errors import CorpusError
from corpus.types import Span

FILE = Path(corpus.__file__).parent / "glossary.toml"
# Definite, plural and genitive endings of Swedish nouns, and the adjective's.
_ENDINGS = "(?:m?(?:et|en)|er|erna|ar|arna|or|orna|na|n|t|a)?s?"


@dataclass(frozen=True, slots=True)
class Word:
    """One glossary word as a reader of one language needs it."""

    word: str  # base form, Swedish
    translation: str | None  # the word in the reader's language; None for Swedish
    explanation: str
    explanation_language: str  # the reader's, or English


@dataclass(frozen=True)
class Glossary:
    """Base form -> its table."""

    entries: Mapping[str, Mapping[str, str]]

    @cached_property
    def _pattern(self) -> re.Pattern[str] | None:
        if not self.entries:
            return None
        longest_first = sorted(self.entries, key=len, reverse=True)
        words = (f"(?P<w{self._number[word]}>{self._inflected(word)})" for word in longest_first)
        return re.compile(rf"\b(?:{'|'.join(words)})\b", re.IGNORECASE)

    @cached_property
    def _number(self) -> Mapping[str, int]:
        return {word: n for n, word in enumerate(self.entries)}

    @staticmethod
    def _inflected(word: str) -> str:
        parts = [re.escape(re.sub(r"(?<=.{6})(?:et|en|t)$", "", part)) for part in word.split()]
        return r"\s+".join(part + _ENDINGS for part in parts)

    def find(self, text: str) -> Iterator[tuple[Span, str]]:
        """(span, base form) of each glossary word in a Swedish text, the first time it stands there."""
        seen: set[str] = set()
        bases = list(self.entries)
        for match in self._pattern.finditer(text) if self._pattern else ():
            base = bases[int((match.lastgroup or "w0")[1:])]
            if base not in seen:
                seen.add(base)
                yield Span(*match.span()), base

    def explain(self, base: str, language: str) -> Word:
        """A word for a reader of `language`."""
        entry = self.entries[base]
        own = language if f"explanation_{language}" in entry else "en"
        return Word(base, entry.get(language) if language != "sv" else None, entry[f"explanation_{own}"], own)


def load_glossary(path: Path = FILE) -> Glossary:
    """The glossary, empty where there is no file. Raises CorpusError where it cannot be read."""
    if not path.exists():
        return Glossary({})
    try:
        table = tomllib.loads(path.read_text(encoding="utf-8"))
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        raise CorpusError(f"{path} cannot be read: {error}") from None
    for word, entry in table.items():
        if not isinstance(entry, dict) or not {"explanation_sv", "explanation_en"} <= entry.keys():
            raise CorpusError(f"{path}: [{word}] needs explanation_sv and explanation_en")
    return Glossary(table)
