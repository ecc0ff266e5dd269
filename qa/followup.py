"""Understands a question from the ones before it. Knows nothing about passages.

A conversation is folded from its beginning into one state: what is asked, and about which municipality. A turn that
only names a place moves the question there; a turn that leans on what came before is read together with it, or alone
in the same place; anything else starts anew.
"""

import tomllib
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from index.text import fold, words
from qa.places import Places

_CUES = Path(__file__).parent / "scope" / "follow_up.toml"
_SHORT = 3  # content words up to which a question may lean on the one before it
_LEANING = 6  # ... if one of its words points back
_STAYING = 5  # ... up to which it is about the same place


@dataclass(frozen=True, slots=True)
class Turn:
    """A question as it is understood within its conversation."""

    text: str  # what is searched
    municipalities: tuple[str, ...]  # named in it or carried over
    follow_up_of: str | None = None  # the earlier question that it leans on
    moved: bool = False  # the earlier question is asked again for another municipality


@dataclass(frozen=True, slots=True)
class Reading:
    """The ways in which a question can be understood; what the policies hold decides between them."""

    alone: Turn | None  # as a question of its own; None where it cannot stand alone
    together: Turn | None  # together with what came before; None at the start or where it clearly starts anew
    points_back: bool = False  # a word points to what was said before

    @property
    def turns(self) -> list[Turn]:
        """Those there are, alone first."""
        return [turn for turn in (self.alone, self.together) if turn is not None]

    @property
    def first(self) -> Turn:
        """The reading that holds unless the policies speak for the other."""
        found = self.together if self.together and (self.points_back or self.alone is None) else self.alone
        assert found is not None  # noqa: S101 -- one of the two always exists
        return found


@dataclass(frozen=True, slots=True)
class _Cues:
    pointing: frozenset[str]  # words that point back: pronouns, "also", "same"
    small: frozenset[str]  # words that carry no subject of their own
    asking: frozenset[str]  # phrases that ask for one detail of what was spoken of, without naming it


def understand(question: str, history: Sequence[str], places: Places, language: str) -> Reading:
    """The question with what the conversation adds to it."""
    state: Turn | None = None
    for earlier in history:
        state = _advance(earlier, state, places, language).first
    return _advance(question, state, places, language)


def _advance(text: str, before: Turn | None, places: Places, language: str) -> Reading:
    named = tuple(m.municipality for m in places.own(text))
    alone = Turn(text, named)
    if before is None:
        return Reading(alone, None)
    rest = places.without_places(text)
    content, points_back = _content(rest, language)
    root = before.follow_up_of or before.text
    if named and len(content) <= 1 and (points_back or len(words(rest)) <= 4):
        return Reading(None, Turn(before.text, named, root, moved=True))
    together = Turn(f"{places.without_places(before.text) or before.text} {text}", named or before.municipalities, root)
    if len(content) <= 1 or _asks_detail_only(rest, language):
        return Reading(None, together, points_back)
    if not named and before.municipalities and len(content) <= _STAYING:
        alone = Turn(text, before.municipalities, root)  # somebody who asked about a place is still there
    if (points_back and len(content) <= _LEANING) or len(content) <= _SHORT:
        return Reading(alone, together, points_back and len(content) <= _SHORT)
    return Reading(alone, None)


def _content(text: str, language: str) -> tuple[list[str], bool]:
    """Words that carry a subject, and whether any word points back to what was said before."""
    cues = _cues(language)
    tokens = [fold(w) for w in words(text)]
    content = [t for t in tokens if t not in cues.pointing and t not in cues.small]
    return content, any(t in cues.pointing for t in tokens)


def _asks_detail_only(text: str, language: str) -> bool:
    folded = fold(text).strip(" ?؟!.")
    return folded in _cues(language).asking


@cache
def _cues(language: str) -> _Cues:
    table: dict[str, dict[str, list[str]]] = tomllib.loads(_CUES.read_text(encoding="utf-8"))
    mine = table.get(language, {})
    return _Cues(*(frozenset(fold(w) for w in mine.get(kind, ())) for kind in ("pointing", "small", "asking")))
