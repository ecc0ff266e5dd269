"""Understands a question from the ones before it. Knows nothing about passages.

A conversation is folded from its beginning into one state: what is asked, and about which municipality. A turn that
only names a place moves the question there; any other is read alone, in the same place, and together with what came
before, and what the policies say to either is pooled: the more a question says by itself, the more it counts alone.
"""

import re
import tomllib
from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import cache
from pathlib import Path

from index.text import fold, words
from qa.places import Places

_CUES = Path(__file__).parent / "scope" / "follow_up.toml"
_SHORT = 3  # content words up to which a question may lean on the one before it
_LEANING = 6  # ... if one of its words points back
# What is found for a question alone weighs so much beside what is found for it together with what came before.
_LEANS = 1.0  # a word points back, or hardly any word says anything by itself
_MAY_LEAN = 1.5  # it is short
_WHOLE = 3.0  # it is neither


@dataclass(frozen=True, slots=True)
class Turn:
    """A question as it is understood within its conversation."""

    text: str  # what is searched
    municipalities: tuple[str, ...]  # named in it or carried over
    follow_up_of: str | None = None  # the earlier question that it leans on
    moved: bool = False  # the earlier question is asked again for another municipality
    carried: bool = False  # its municipalities are those of the question before, and a picker's count more


@dataclass(frozen=True, slots=True)
class Reading:
    """A question within its conversation: one turn, or two whose findings are pooled."""

    turns: tuple[Turn, ...]  # the one that weighs most first
    weights: tuple[float, ...] = (1.0,)  # of what is found for each

    @property
    def first(self) -> Turn:
        """What the question is understood as."""
        return self.turns[0]

    @property
    def fullest(self) -> Turn:
        """The turn that holds all that is needed to understand the question."""
        return self.turns[0] if self.weights[0] == _WHOLE else max(self.turns, key=lambda turn: len(turn.text))

    @property
    def alone(self) -> "Reading":
        """The same without what came before, where the question says enough by itself."""
        return Reading(self.turns[:1]) if self.weights[0] == _WHOLE else self


@dataclass(frozen=True, slots=True)
class _Cues:
    pointing: frozenset[str]  # words that point back: pronouns, "also", "same"
    small: frozenset[str]  # words that carry no subject of their own
    asking: frozenset[str]  # phrases that ask for one detail of what was spoken of, without naming it
    everywhere: frozenset[str]  # phrases that ask about all municipalities, whichever was spoken of
    changing: re.Pattern[str] | None  # says that something else is asked now
    correcting: re.Pattern[str] | None  # says that what was asked was not what was meant


def understand(question: str, history: Sequence[str], places: Places, language: str) -> Reading:
    """The question with what the conversation adds to it."""
    state: Turn | None = None
    for earlier in history:
        state = _advance(earlier, state, places, language).first
    return _advance(question, state, places, language)


def _advance(text: str, before: Turn | None, places: Places, language: str) -> Reading:
    named = tuple(m.municipality for m in places.own(text))
    if before is None:
        return Reading((Turn(text, named),))
    cues = _cues(language)
    if (asked := _without(text, cues.changing)) != text:  # somebody who says so leans on nothing, but is still in one place
        here = named or (() if _asks_everywhere(asked, language) else before.municipalities)
        return Reading((Turn(asked, here, carried=bool(here) and not named),))
    meant = _without(text, cues.correcting)
    corrects, text = meant != text, meant
    rest = places.without_places(text)
    content, points_back = _content(rest, language)
    root = before.follow_up_of or before.text
    if named and len(content) <= 1 and (points_back or corrects or len(words(rest)) <= 4):
        return Reading((Turn(before.text, named, root, moved=True),))
    everywhere = _asks_everywhere(rest, language)
    here = named or (() if everywhere else before.municipalities)  # somebody who asked about a place is still there
    carried = bool(here) and not named
    together = Turn(f"{places.without_places(before.text) or before.text} {text}", here, root)
    if not content:  # "tell me more": alone it says nothing
        return Reading((together,))
    if corrects:
        return Reading((Turn(text, here, root), together), (_WHOLE, 1.0))
    if len(content) <= 1 or _asks_detail_only(rest, language) or (points_back and len(content) <= _LEANING):
        return Reading((together, Turn(text, here)), (1.0, _LEANS))
    if len(content) <= _SHORT:
        return Reading((Turn(text, here, root if carried else None), together), (_MAY_LEAN, 1.0))
    return Reading((Turn(text, here, carried=carried), replace(together, carried=carried)), (_WHOLE, 1.0))


def _without(text: str, cue: re.Pattern[str] | None) -> str:
    """The text without what a cue matches; as it is where nothing else would be left."""
    return (cue.sub(" ", text).strip(" ,.;:–-،") or text) if cue else text


def is_fragment(text: str, language: str) -> bool:
    """Whether a text says next to nothing without another."""
    return len(_content(text, language)[0]) <= 1


def _content(text: str, language: str) -> tuple[list[str], bool]:
    """Words that carry a subject, and whether any word points back to what was said before."""
    cues = _cues(language)
    tokens = [fold(w) for w in words(text)]
    content = [t for t in tokens if t not in cues.pointing and t not in cues.small]
    return content, any(t in cues.pointing for t in tokens)


def _asks_detail_only(text: str, language: str) -> bool:
    folded = fold(text).strip(" ?؟!.")
    return folded in _cues(language).asking


def _asks_everywhere(text: str, language: str) -> bool:
    asked = " ".join(fold(w) for w in words(text))
    return any(f" {phrase} " in f" {asked} " for phrase in _cues(language).everywhere)


@cache
def _cues(language: str) -> _Cues:
    table: dict[str, dict[str, list[str]]] = tomllib.loads(_CUES.read_text(encoding="utf-8"))
    mine = table.get(language, {})
    pointing, small, asking, everywhere = (
        frozenset(fold(w) for w in mine.get(kind, ())) for kind in ("pointing", "small", "asking", "everywhere")
    )
    refusal, changing, meant = (_any(mine.get(kind, ())) for kind in ("refusing", "changing", "correcting"))
    return _Cues(
        pointing,
        small,
        asking,
        everywhere,
        re.compile(rf"{changing}\W*", re.IGNORECASE) if changing else None,
        # "No, work", "no, I meant work", "it was work I meant".
        re.compile(rf"^\W*{refusal}(?:\s*[,،.;–-]\s*|(?=.*{meant}))|{meant}\W*", re.IGNORECASE) if meant else None,
    )


def _any(phrases: Sequence[str]) -> str:
    """A regular expression for any of some phrases, as whole words; empty without any."""
    found = "|".join(re.escape(phrase) for phrase in sorted(phrases, key=len, reverse=True))
    return rf"(?<!\w)(?:{found})(?!\w)" if found else ""
