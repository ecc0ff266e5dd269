"""What kind of detail a question asks for, and whether a text holds one. Knows nothing about ranking or answers.

The policies speak about people, money and offices without naming names, sums or hours. A question for such a detail
is near to a passage in every other respect, so this is looked at by itself.
"""

import re
from functools import cache

from index.text import fold, words
from qa.scope.knowledge import answer_types

# Kinds of detail whose presence in a text can be told from its form.
_FORMS: dict[str, re.Pattern[str]] = {
    "money": re.compile(r"\d[\d\s.,]*\s*(?:kr\b|kronor|sek\b|miljon|tkr|mkr|euro|€)", re.IGNORECASE),
    "phone": re.compile(r"\b0\d{1,3}[-\s]\d{2,3}(?:\s?\d{2}){1,3}\b|\+46"),
    "email": re.compile(r"\S+@\S+\.\w+"),
    "address": re.compile(
        r"\b\w+(?:vägen|gatan|torget|gränd|plan|allén|stigen)\s+\d+|\b\d{3}\s?\d{2}\s+[A-ZÅÄÖ]", re.IGNORECASE
    ),
    "opening_hours": re.compile(r"\b\d{1,2}[.:]\d{2}\s*[-–]\s*\d{1,2}[.:]\d{2}"),
    "date": re.compile(
        r"\b(?:19|20)\d{2}\b"
        r"|\b\d{1,2}\s+(?:januari|februari|mars|april|maj|juni|juli|augusti|september|oktober|november|december)\b",
        re.IGNORECASE,
    ),
    "number": re.compile(r"\b\d+\b|\b(?:två|tre|fyra|fem|sex|sju|åtta|nio|tio|elva|tolv|flest|samtliga|alla)\b", re.IGNORECASE),
    "duration": re.compile(r"\b\w+\s+(?:timm\w*|dag\w*|veck\w*|månad\w*|år)\b|tillsvidare|temporär\w*", re.IGNORECASE),
    "person_name": re.compile(r"(?!)"),  # a policy that names a person is not foreseen; see has_detail
}  # fmt: skip
CLEAR = frozenset(_FORMS)  # kinds of detail whose absence from a text can be told
_ALWAYS = frozenset({"who", "why", "yes_no", "frequency"})  # asked for in words that a passage answers in many ways


def asked_detail(text: str, language: str) -> str | None:
    """The kind of detail that a question asks for: the one with the longest phrase found in it, or None."""
    plain = f" {' '.join(fold(w) for w in words(text))} "
    found = [(len(phrase), kind) for kind, phrases in _phrases(language) for phrase in phrases if phrase in plain]
    # "Do you get paid?" asks for money although it can be answered with yes.
    return max(found, key=lambda hit: (hit[1] != "yes_no", hit[0]))[1] if found else None


def has_detail(kind: str, text: str) -> bool:
    """Whether a text can hold a detail of this kind; True for kinds that have no form of their own."""
    if kind in _ALWAYS or kind not in _FORMS:
        return True
    return _FORMS[kind].search(text) is not None


@cache
def _phrases(language: str) -> tuple[tuple[str, tuple[str, ...]], ...]:
    table = answer_types()
    mine = table.get(language) or table.get("en", {})
    return tuple(
        (kind, tuple(f" {plain} " for p in found if (plain := " ".join(fold(w) for w in words(p)))))
        for kind, found in mine.items()
    )
