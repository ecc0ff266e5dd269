"""Subjects that staff look for, and the duties that speak of one.

A known subject (`subjects.toml`) is found by the words listed for it, any other by the stems of its own words, in the
sentence of a duty and in the heading above it. Words and not meaning decide, so that the same filter gives the same
rows on every machine and a reader can see why a row is there.
"""

import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fnmatch import fnmatchcase
from functools import cache, lru_cache
from pathlib import Path

from corpus.errors import InputError
from corpus.types import Corpus
from index.text import swedish_terms, words
from qa.duties.lemmas import lemma
from qa.types import Duty

FILE = Path(__file__).with_name("subjects.toml")
_FUNCTION_WORD = 3  # letters: "i", "för" and "och" say nothing of the subject


@dataclass(frozen=True, slots=True)
class Subject:
    """One known subject."""

    code: str
    search: str  # Swedish, for a search by meaning
    names: Mapping[str, str]  # language -> name
    patterns: tuple[tuple[str, ...], ...]  # words in a row, lower case, "*" for any letters

    def name(self, language: str) -> str:
        """The name in a language, in English where there is none."""
        return self.names.get(language) or self.names["en"]


@cache
def known_subjects() -> tuple[Subject, ...]:
    """The subjects of the file, in its order."""
    table = tomllib.loads(FILE.read_text(encoding="utf-8"))
    return tuple(
        Subject(
            code,
            entry["search"],
            {k: v for k, v in entry.items() if k not in ("search", "words")},
            tuple(tuple(pattern.split()) for pattern in entry["words"]),
        )
        for code, entry in table.items()
    )


@lru_cache(256)
def find_subject(text: str) -> Subject | None:
    """The known subject that a text names: by its code, its name in any language, or what is searched for it.

    >>> find_subject("bostad").code, find_subject("Житло").code, find_subject("vindkraft")
    ('housing', 'housing', None)
    """
    asked = " ".join(words(text))
    if not asked:
        return None
    for subject in known_subjects():
        names = (subject.code, subject.search, *subject.names.values())
        if any(asked == " ".join(words(name)) for name in names) or _same_word(asked, subject.names["sv"]):
            return subject
    return None


@lru_cache(256)
def near_subject(text: str) -> Subject | None:
    """The known subject that a word speaks of without naming it.

    >>> near_subject("lägenhet").code
    'housing'
    """
    row = words(text)
    return next((s for s in known_subjects() if any(_whole(pattern, row) for pattern in s.patterns)), None)


def duties_about(duties: Sequence[Duty], subject: str, corpus: Corpus) -> tuple[Duty, ...]:
    """The duties whose sentence, or the heading above it, speaks of a subject, in their order.

    Raises InputError for an empty subject.
    """
    wanted = [_forms(word) for word in _content_words(subject)]
    if not wanted:
        raise InputError("no subject: name one, such as bostäder")
    known = find_subject(subject)

    def about(text: str) -> bool:
        row = words(text)
        if known:
            return any(_stands_in(pattern, row) for pattern in known.patterns)
        terms = frozenset(swedish_terms(text)).union(*map(_forms, row))
        return all(forms & terms for forms in wanted)

    # A word of the subject may stand in the heading alone: under "Handlingsplaner", the plans are not named again.
    texts = [" . ".join((d.sentence, *corpus.by_id[d.passage_id].headings[-1:])) for d in duties]
    return tuple(d for d, text in zip(duties, texts, strict=True) if about(text))


def _same_word(one: str, other: str) -> bool:
    """Whether two single words are forms of each other."""
    return " " not in one + other and bool(_forms(one) & _forms(other.casefold()))


@lru_cache(4096)
def _forms(word: str) -> frozenset[str]:
    """The stem of a word, and that of its base form: stems alone do not know that bostäder is the plural of bostad."""
    return frozenset(swedish_terms(word)[:1] + swedish_terms(lemma(word))[:1])


def _content_words(text: str) -> list[str]:
    found = words(text)
    return [w for w in found if len(w) > _FUNCTION_WORD] or found


def _whole(pattern: Sequence[str], row: Sequence[str]) -> bool:
    return len(pattern) == len(row) and all(map(fnmatchcase, row, pattern))


def _stands_in(pattern: Sequence[str], row: Sequence[str]) -> bool:
    return any(_whole(pattern, row[k : k + len(pattern)]) for k in range(len(row) - len(pattern) + 1))
