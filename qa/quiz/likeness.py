"""Whether two sentences or two duties say the same, so that a wrong alternative is never right as well.

Meant to be strict: a pair that only might say the same counts as alike, and the quiz does without it.
"""

import re
from collections import Counter
from collections.abc import Iterable, Sequence
from functools import lru_cache

from rapidfuzz import fuzz

from qa.duties.register import actor_bases
from qa.types import Duty

ALIKE = 75  # of 100: twins that were reworded a little stay above, other sentences below
_STEM = 6  # letters; handlingsplan, handlingsplanerna and handling share them
_COMMON = 0.1  # share of the duties from which a stem tells nothing
_LONG = 10  # letters of a word that always tells something: integrationsplan
_ENDING = 3  # letters at the end of a long word that may differ
# Bodies of one kind, by the end of their base forms: a board is a committee too, a unit belongs to a department.
_KINDRED = (
    ("nämnd", "styrelse", "fullmäktige", "utskott", "beredning"),
    ("förvaltning", "avdelning", "enhet", "kontor", "personal"),
    ("bolag",),
    ("centrum",),
    ("samordnare", "strateg", "utvecklare", "handläggare", "chef", "rektor", "sekreterare", "direktör"),
)


@lru_cache(maxsize=100_000)
def alike(one: str, other: str) -> bool:
    """Whether two sentences may say the same."""
    a, b = one.casefold(), other.casefold()
    return max(fuzz.ratio(a, b), fuzz.token_set_ratio(a, b)) >= ALIKE


def is_body(duty: Duty) -> bool:
    """Whether a duty is borne by a certain body or role: not by everyone, by society, or by all that a municipality does.

    Nor by one of several ("en samordnare"), which only fits a sentence that introduces it.
    """
    bases = actor_bases(duty)
    introduced = (duty.actor or "").casefold().startswith(("en ", "ett "))
    return bool(bases) and not introduced and all(_family(base) is not None for base in bases)


def kindred(one: Iterable[str], other: Iterable[str]) -> bool:
    """Whether two actors are bodies of one kind, so that one could be meant by the other's name."""
    return bool({_family(base) for base in one} & {_family(base) for base in other})


def _family(base: str) -> int | None:
    for number, ends in enumerate(_KINDRED):
        if base.casefold().endswith(ends):
            return number
    return None


class Actions:
    """What duties are about, by the stems of their words."""

    def __init__(self, duties: Sequence[Duty]) -> None:
        counts = Counter(stem for duty in duties for stem in _stems(duty.action))
        self._common = {stem for stem, n in counts.items() if n > max(2, _COMMON * len(duties))}

    def related(self, one: Duty, other: Duty) -> bool:
        """Whether two duties may be about the same."""
        shared = (_stems(one.action) & _stems(other.action)) - self._common
        return bool(shared) or _long_words_meet(one.action, other.action) or alike(one.action, other.action)


def _long_words_meet(one: str, other: str) -> bool:
    """Whether a long word stands in both, in whatever form."""
    for a in _long(one):
        for b in _long(other):
            shorter = min(len(a), len(b))
            if a[: shorter - _ENDING] == b[: shorter - _ENDING]:
                return True
    return False


def _long(text: str) -> list[str]:
    return [word for word in re.findall(r"\w+", text.casefold()) if len(word) >= _LONG]


def _stems(text: str) -> frozenset[str]:
    return frozenset(word[:_STEM] for word in re.findall(r"\w+", text.casefold()) if len(word) >= _STEM)
