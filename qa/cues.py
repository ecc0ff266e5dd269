"""Words and phrases that tell how a question hangs together with the ones before it, by language (`scope/follow_up.toml`).

Knows nothing about conversations or places.
"""

import re
import tomllib
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from functools import cache, cached_property
from pathlib import Path

from index.text import fold, words
from qa.transliteration import sets_no_spaces

_FILE = Path(__file__).parent / "scope" / "follow_up.toml"
_PAUSE = r"(?:\s*[,،.:;!…]+|\s+[–-])\s*"  # a hyphen within a word is none


@dataclass(frozen=True)
class Cues:
    """Those of one language."""

    pointing: frozenset[str]  # words that point back: pronouns, "also", "same"
    small: frozenset[str]  # words that carry no subject of their own
    asking: frozenset[str]  # phrases that ask for one detail of what was spoken of, without naming it
    everywhere: tuple[str, ...]  # phrases that ask about all municipalities, whichever was spoken of
    changing: re.Pattern[str] | None  # up to the end of what says that something else is asked now
    correcting: re.Pattern[str] | None  # what says that what was asked was not what was meant
    more: re.Pattern[str]  # what asks for something besides what was answered

    @classmethod
    @cache
    def of(cls, language: str) -> "Cues":
        """Those of a language; none for one that the file does not have."""
        mine: Mapping[str, Sequence[str]] = _table().get(language, {})
        pointing, small, asking = (frozenset(map(fold, mine.get(kind, ()))) for kind in ("pointing", "small", "asking"))
        everywhere = tuple(_plain(phrase) for phrase in mine.get("everywhere", ()))
        changing, correcting, refusing, sorry = (
            _any(mine.get(kind, ())) for kind in ("changing", "correcting", "refusing", "sorry")
        )
        first = rf"^\W*(?:(?:{refusing}|{sorry})\W+)*"
        return cls(
            pointing,
            small,
            asking,
            everywhere,
            # "Perfect, thanks. Another thing: ..." The phrase stands at the beginning, and a pause behind it.
            re.compile(rf"^(?:[^:?]{{0,40}}{_PAUSE})?\W*{changing}{_PAUSE}", re.IGNORECASE) if "changing" in mine else None,
            # "No, I meant work", "it was work that I meant", "no, work".
            re.compile(rf"{first}{correcting}\W*|{correcting}\W*|^\W*{refusing}{_PAUSE}", re.IGNORECASE)
            if "correcting" in mine
            else None,
            re.compile(_any(mine.get("more", ())), re.IGNORECASE),
        )

    def content(self, text: str) -> list[str]:
        """The words of a text that carry a subject, folded."""
        if sets_no_spaces(text):
            return _pieces(self._unspaced.sub("", fold(text)))
        return [word for word in _folded(text) if word not in self.pointing and word not in self.small]

    @cached_property
    def _unspaced(self) -> re.Pattern[str]:
        """Words that carry no subject, wherever they stand: nothing tells where a word ends."""
        little = sorted(self.pointing | self.small, key=lambda word: (-len(word), word))
        return re.compile("|".join(map(re.escape, little)) or r"(?!)")

    def points_back(self, text: str) -> bool:
        """Whether any word points back to what was said before."""
        if sets_no_spaces(text):
            return any(word in fold(text) for word in self.pointing)
        return any(word in self.pointing for word in _folded(text))

    def asks_detail_only(self, text: str) -> bool:
        """Whether a text asks for one detail of what was spoken of, and says nothing else."""
        return fold(text).strip(" ?؟!.;") in self.asking

    def asks_more(self, text: str) -> bool:
        """Whether a text asks for something besides what was answered, and says nothing else: "what else does she do?"."""
        return bool(self.more.search(text)) and not self.content(self.more.sub(" ", text))

    def asks_everywhere(self, text: str) -> bool:
        """Whether a text asks about all municipalities."""
        asked = _plain(text)
        return any(phrase in asked if sets_no_spaces(phrase) else f" {phrase} " in f" {asked} " for phrase in self.everywhere)

    def after_change(self, text: str) -> str | None:
        """What is asked after somebody has said that they ask something else; None where nobody says so."""
        return _after(self.changing, text)

    def corrected(self, text: str) -> str | None:
        """What was meant, where somebody says that it was not what they asked; None where nobody says so."""
        return _after(self.correcting, text)


def place_only() -> tuple[str, ...]:
    """Messages in all languages that say nothing but which place is meant."""
    return tuple(text for cues in _table().values() for text in cues.get("place", ()))


@cache
def _table() -> Mapping[str, Mapping[str, Sequence[str]]]:
    found: Mapping[str, Mapping[str, Sequence[str]]] = tomllib.loads(_FILE.read_text(encoding="utf-8"))
    return found


def _after(cue: re.Pattern[str] | None, text: str) -> str | None:
    if cue is None or not cue.search(text):
        return None
    return cue.sub(" ", text).strip(" ,.;:–-،") or None


def length(text: str) -> int:
    """How many words a text has, counted by pairs of characters where no spaces are set."""
    return len(_pieces(fold(text)) if sets_no_spaces(text) else words(text))


def _pieces(text: str) -> list[str]:
    """Pairs of letters, in place of words."""
    letters = "".join(words(text))
    return [letters[i : i + 2] for i in range(0, len(letters), 2)]


def _folded(text: str) -> list[str]:
    return [fold(word) for word in words(text)]


def _plain(text: str) -> str:
    return " ".join(_folded(text))


def _any(phrases: Collection[str]) -> str:
    """A regular expression for any of some phrases as whole words, with their marks or without; without phrases, for none."""
    spellings = {spelling for phrase in phrases for spelling in (phrase, fold(phrase), phrase.replace("'", "’"))}
    longest_first = sorted(spellings, key=lambda s: (-len(s), s))
    found = "|".join(
        re.escape(spelling) if sets_no_spaces(spelling) else rf"(?<!\w){re.escape(spelling)}(?!\w)"
        for spelling in longest_first
    )
    return f"(?:{found})" if found else r"(?!)"
