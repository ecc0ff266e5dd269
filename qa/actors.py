"""Whether a question asks what one body must do, and which body it is.

"What must the housing companies do?" wants every duty of theirs, not the nearest passage alone.

In Swedish the body is recognised by its words, inflected; in other languages by the glossary's translation of its
term. Knows nothing about passages or answers.
"""

import tomllib
from collections.abc import Sequence
from functools import cache
from pathlib import Path

from corpus.checking import GLOSSARY
from index.text import fold, words
from qa.duties.register import actor_bases, known_actors
from qa.types import Duty

# Bodies and roles, as opposed to "alla" or "kommunen", about which nearly every passage speaks.
_BODIES = (
    "nämnd", "styrelse", "förvaltning", "bolag", "samordnare", "centrum",
    "fullmäktige", "myndighet", "chef", "personal", "verksamhet",
)  # fmt: skip
_ASKS_WHAT = {
    "sv": ("vad", "vilka uppgifter", "uppgift", "uppdrag", "skyldig"),
    "en": ("what", "duties", "task", "role", "have to", "must"),
    "ar": ("ماذا", "شو", "ما", "شنو", "مهام", "واجبات", "مطلوب", "دور"),
    "so": ("maxaa", "maxay", "muxuu", "waajib", "shaqada"),
    "fa": ("چه", "چی", "وظیفه", "وظایف"),
    "uk": ("що", "обов", "завдан"),
}
_ENDING = 5  # letters by which a word may be longer than the base form


def asked_actor(text: str, language: str, duties: Sequence[Duty]) -> tuple[str, ...]:
    """Base forms of the body whose duties are asked for; empty where the question asks for something else."""
    plain = f" {' '.join(fold(w) for w in words(text))} "
    if not any(f" {fold(cue)}" in plain for cue in _ASKS_WHAT.get(language, ())):
        return ()
    asked = plain.split()
    found = [base for base in known_actors(duties) if base.endswith(_BODIES) and _named(base, asked)]
    if not found:
        found = [
            base
            for base in known_actors(duties)
            if base.endswith(_BODIES) and (term := _glossary(language).get(base)) and _named(term, asked)
        ]
    longest = max((len(base) for base in found), default=0)
    return tuple(base for base in found if len(base) == longest)


def duties_of(bases: Sequence[str], duties: Sequence[Duty]) -> list[Duty]:
    """The duties of these bodies and of more special kinds of them, in the order of the documents."""
    return [d for d in duties if any(own == base or own.endswith(base) for own in actor_bases(d) for base in bases)]


def bodies_of(duties: Sequence[Duty]) -> tuple[str, ...]:
    """Base forms of the bodies and roles that bear these duties."""
    return tuple(dict.fromkeys(base for d in duties for base in actor_bases(d) if base.endswith(_BODIES)))


def passages_of_bodies(duties: Sequence[Duty]) -> frozenset[str]:
    """Ids of the passages that say what a body or role must do."""
    return frozenset(d.passage_id for d in duties if any(base.endswith(_BODIES) for base in actor_bases(d)))


def _named(term: str, asked: Sequence[str]) -> bool:
    """Whether every word of a term stands in the question, inflected: the same beginning, a few letters more or fewer."""
    return all(any(_same_word(part, word) for word in asked) for part in fold(term).split())


def _same_word(base: str, word: str) -> bool:
    stem = base if len(base) <= 5 else base[: max(5, len(base) - 2)]
    return word.startswith(stem) and len(word) <= len(base) + _ENDING


@cache
def _glossary(language: str) -> dict[str, str]:
    """Swedish term -> its translation into a language, without what stands in parentheses."""
    table = tomllib.loads(Path(GLOSSARY).read_text(encoding="utf-8"))
    return {term: entry[language].split("(")[0].strip() for term, entry in table.items() if entry.get(language)}
