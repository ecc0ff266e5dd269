"""What can be told from a question's words alone: danger, pleasantries, instructions to the program, nonsense.

Knows nothing about passages. Subjects of other authorities are found by nearness to examples, in `qa.scope.nearness`.
"""

import re
from functools import cache

from index.text import fold, word_matches, words
from qa.scope.knowledge import phrases
from qa.transliteration import sets_no_spaces

_AROUND = ("greetings", "thanks", "goodbyes", "filler")
_LEAVING = ("thanks", "goodbyes")
_SENTENCE_END = re.compile(r"(?<=[.!?؟…\n])\s+|[\r\n]+")


def is_emergency(text: str) -> bool:
    """Whether somebody seems to be in danger now, in any language."""
    return _holds(text, "emergencies")


def is_instruction(text: str) -> bool:
    """Whether the text tries to instruct the program instead of asking."""
    return _holds(text, "injection")


def peel(text: str, language: str) -> str:
    """The text without greetings, thanks and filler around the question; "" where nothing else is there."""
    kept = []
    for sentence in _SENTENCE_END.split(text.strip()):
        rest = _peel_sentence(sentence, language)
        if rest:
            kept.append(rest)
    return " ".join(kept)


def is_thanks(text: str, language: str) -> bool:
    """Whether a text thanks or takes leave."""
    folded = _plain(text)
    said = (_plain(p) for kind in _LEAVING for code in {language, "en"} for p in phrases("chatter", kind).get(code, ()))
    return any(f" {phrase} " in f" {folded} " or (sets_no_spaces(phrase) and phrase in folded) for phrase in said if phrase)


def is_nonsense(text: str, known: float) -> bool:
    """Whether a text is no question in any language: no letters, or keyboard mashing.

    `known`: the share of its words that some language or the corpus knows.
    """
    tokens = [w for w in words(text) if any(c.isalpha() for c in w)]
    return not tokens or (known == 0.0 and all(ord(c) < 0x250 for c in text if c.isalpha()))


def _peel_sentence(sentence: str, language: str) -> str:
    """One sentence without the pleasantries at its beginning and end; whole words only."""
    changed = True
    while changed and sentence:
        changed = False
        folded, positions = _folded_with_positions(sentence)
        if folded in _chatter_phrases(language):
            return ""
        for phrase in _around_phrases(language):
            if folded.startswith(phrase + " "):
                sentence, changed = sentence[positions[len(phrase) + 1] :].lstrip(" ,.!-–:;،"), True
                break
            if folded.endswith(" " + phrase):
                sentence, changed = sentence[: positions[len(folded) - len(phrase) - 1]].rstrip(" ,.-–:;،"), True
                break
    return sentence.strip() if words(sentence) else ""


def _folded_with_positions(text: str) -> tuple[str, list[int]]:
    """The text as `_plain` has it, and for each of its characters the position in the text that it comes from."""
    out: list[str] = []
    positions: list[int] = []
    for match in word_matches(text):
        piece = fold(match.group())
        if not piece:
            continue
        if out:
            out.append(" ")
            positions.append(match.start())
        out.append(piece)
        positions.extend([match.start()] * len(piece))
    return "".join(out), [*positions, len(text)]


def _plain(text: str) -> str:
    return " ".join(fold(w) for w in words(text))


def _holds(text: str, file: str) -> bool:
    """Whether a text holds a phrase of a file, in any language."""
    folded = f" {_plain(text)} "
    return any(phrase in folded for phrase in _phrases(file))


@cache
def _phrases(file: str) -> tuple[str, ...]:
    """Phrases of a file in all languages, as whole words where there is a space between words."""
    plain = {_plain(phrase) for found in phrases(file).values() for phrase in found}
    return tuple(phrase if sets_no_spaces(phrase) else f" {phrase} " for phrase in sorted(plain) if phrase)


@cache
def _around_phrases(language: str) -> tuple[str, ...]:
    """What may stand around a question, longest first; English pleasantries stand in messages in any language."""
    found = {_plain(p) for kind in _AROUND for code in {language, "en"} for p in phrases("chatter", kind).get(code, ())}
    return tuple(sorted((p for p in found if p), key=len, reverse=True))


@cache
def _chatter_phrases(language: str) -> frozenset[str]:
    """What is chatter when it is the whole message."""
    return frozenset(_plain(p) for code in {language, "en"} for p in phrases("chatter").get(code, ()))
