"""Understands a question from the ones before it. Knows nothing about passages.

A conversation is folded from its beginning into one state: what is asked, and about which municipality. A turn that
only names a place moves the question there, and one that says that it asks something else is read alone. Any other is read
alone, in the same place, and together with what came before, and what the policies say to either is pooled: the more a
question says by itself, the more it counts alone, and not at all where it says nothing. Whether a turn that names a place
says more than that, its words tell only in part; the rest is for who can compare it with others (`qa.judging`).
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from qa.cues import Cues, length
from qa.places import Places

_SHORT = 3  # content words up to which a question may lean on the one before it
_LEANING = 6  # ... if one of its words points back
_LITTLE = 2  # words, the place apart, of which one that carries a subject may say nothing
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
    more: int = 0  # how often more was asked for: the earlier question again, for what was not said yet


@dataclass(frozen=True, slots=True)
class Reading:
    """A question within its conversation: one turn, or two whose findings are pooled."""

    turns: tuple[Turn, ...]  # the one that weighs most first
    weights: tuple[float, ...] = (1.0,)  # of what is found for each
    moved: Turn | None = None  # what it is instead if it says nothing but which place is meant ...
    said: str = ""  # ... apart from the place

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
    cues, whole = Cues.of(language), text
    if (asked := cues.after_change(text)) is not None:  # who says so leans on nothing, but is still in the same place
        here = named or (() if cues.asks_everywhere(asked) else before.municipalities)
        return Reading((Turn(asked, here, carried=bool(here) and not named),))
    meant = cues.corrected(text)
    text = meant or text
    rest = places.without_places(text)
    content, points_back = cues.content(rest), cues.points_back(rest)
    root = before.follow_up_of or before.text
    moved = Turn(before.text, named, root, moved=True)
    # A single word may be all of a question: "who decides in ...?"
    little = not content or (len(content) == 1 and not meant and (points_back or length(rest) <= _LITTLE))
    if named and little and (meant or points_back or length(rest) <= 4):
        return Reading((moved,))
    if not named and cues.asks_more(rest):
        return Reading((Turn(before.text, before.municipalities, root, more=before.more + 1),))
    together = Turn(f"{places.without_places(before.text) or before.text} {text}", (), root)
    reading = _with_before(Turn(text, named), rest, before, together, cues, corrects=bool(meant))
    return replace(reading, moved=moved, said=places.without_places(whole)) if named else reading


def _with_before(turn: Turn, rest: str, before: Turn, together: Turn, cues: Cues, *, corrects: bool) -> Reading:
    """A turn that says something, alone and together with the one before it. `rest`: it without its place names."""
    text, named, root = turn.text, turn.municipalities, together.follow_up_of
    content, points_back = cues.content(rest), cues.points_back(rest)
    # Somebody who asked about a place is still there.
    here = named or (() if cues.asks_everywhere(rest) else before.municipalities)
    carried = bool(here) and not named
    together = replace(together, municipalities=here)
    if not content:  # "tell me more": alone it says nothing
        return Reading((together,))
    if (len(content) <= 1 and not corrects) or cues.asks_detail_only(rest) or (points_back and len(content) <= _LEANING):
        return Reading((together, Turn(text, here)), (1.0, _LEANS))
    if corrects:
        return Reading((Turn(text, here, root), together), (_WHOLE, 1.0))
    if len(content) <= _SHORT:
        return Reading((Turn(text, here, root if carried else None), together), (_MAY_LEAN, 1.0))
    return Reading((Turn(text, here, carried=carried), replace(together, carried=carried)), (_WHOLE, 1.0))


def is_fragment(text: str, language: str) -> bool:
    """Whether a text says next to nothing without another."""
    return len(Cues.of(language).content(text)) <= 1
