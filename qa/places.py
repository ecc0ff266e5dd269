"""Which municipalities a text names: inflected, misspelt, in any script. Knows nothing about passages or answers.

Names in Latin letters are compared letter by letter with a few errors allowed; names in other scripts by the
consonants that remain when both are written in Latin letters, because transliterations agree on little else.
"""

import re
import tomllib
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property, lru_cache
from itertools import pairwise
from pathlib import Path
from typing import Any

from anyascii import anyascii
from rapidfuzz.distance import OSA

from corpus.types import Corpus
from index.text import fold

_SCOPE = Path(__file__).parent / "scope"
_LATIN = r"[A-Za-zÀ-ÖØ-öø-ɏ]"
# A word ends where its script does: other scripts hang their endings on a name in Latin letters.
_TOKEN = re.compile(rf"{_LATIN}+(?:[-'’]{_LATIN}+)*|(?:(?!{_LATIN})\w)+(?:[-'’](?:(?!{_LATIN})\w)+)*")
# Endings that languages hang on a place name: Swedish and English genitive, Finnish, Turkish, Polish, South Slavic,
# Somali and the Cyrillic ones in Latin letters.
_ENDINGS = re.compile(
    r"(?:s|i?ssa|i?sta|i?ssä|i?stä|an|en|n|in|iin|oon|on|da|de|dan|den|ta|te|nın|nin|nun|un|a|u|i|e|ie|y|om|em|ą|ę|owi|ka|ku|ga|ta|ee|"
    r"oj|om|na|bor|bo|borna|arna|[ndt]?[ae]ki(?:ler|lar)?|n?[ıiuü]nki|ya|ye|y[ıiuü]|s?kommun(?:en|ens|s)?)"
)
_LONGEST_ENDING = 8  # letters, with the apostrophe before it
_START = 3  # letters by which names are looked up
_SHORTEST_SKELETON = 4  # consonants
_ARABIC_PREFIXES = ("وال", "بال", "فال", "وبال", "لل", "ولل", "ال", "وب", "ول", "وف", "فب", "و", "ف", "ب", "ل")
_BEFORE_PLACE = re.compile(
    r"(?:^|\s)(?:i|in|en|w|we|u|v|till|to|från|from|kommun|kommunen|degmada|kommuunka|ab|nach|aus|a|в|у|во|до|із|з|из|في|من|الى|إلى|در|از|بلدية|کمون)$"
)
_FROM = re.compile(r"(?:^|\s)(?:från|from|aus|desde|depuis|z|ze|iz|od|із|зі|з|из|من|از|ji)$")
_VOWELS = str.maketrans("", "", "aeiouywj'`ʼ")


@dataclass(frozen=True, slots=True)
class Mention:
    """A municipality named in a text."""

    municipality: str
    start: int  # character offsets of the mention
    end: int


class Places:
    """Finds the municipalities of a corpus, and the others of the country, in a text."""

    def __init__(
        self, corpus: Corpus, others: Mapping[str, Sequence[str]] | None = None, ambiguous: Sequence[str] = ()
    ) -> None:
        """`others`: other municipalities and their spellings in other scripts; `ambiguous`: names that are words too."""
        self._own: dict[str, tuple[str, ...]] = {}
        for document in corpus.documents:
            self._own[document.municipality] = (document.municipality, *document.aliases)
        self._others = {name: tuple(spellings) for name, spellings in (others or {}).items() if name not in self._own}
        self._ambiguous = frozenset(ambiguous)
        # Most words share their first letters, or their consonants, with no name at all.
        self._own_by_letter: dict[str, list[tuple[str, str]]] = defaultdict(list)
        self._own_by_skeleton: dict[str, list[str]] = defaultdict(list)
        for name, spellings in self._own.items():
            for spelling in spellings:
                if _latin(spelling):
                    self._own_by_letter[fold(spelling)[:1]].append((name, spelling))
                elif len(_skeleton(spelling)) >= _SHORTEST_SKELETON:
                    self._own_by_skeleton[_skeleton(spelling)].append(name)
        self._by_start: dict[str, list[tuple[str, str]]] = defaultdict(list)
        for name, spellings in self._others.items():
            for spelling in spellings:
                self._by_start[fold(spelling)[:_START]].append((name, spelling))
        self._named = lru_cache(maxsize=1 << 14)(self._find_named)  # most words of a language come again and again
        # One question is looked at from several sides; each finds its places here.
        self.own = lru_cache(maxsize=256)(self._find_own)
        self.others = lru_cache(maxsize=256)(self._find_others)

    @classmethod
    def of(cls, corpus: Corpus, path: Path = _SCOPE / "municipalities.toml") -> "Places":
        """The corpus's municipalities, with all of Sweden's as the others."""
        table: dict[str, Any] = tomllib.loads(path.read_text(encoding="utf-8"))
        aliases: dict[str, list[str]] = table.get("aliases", {})
        return cls(corpus, {name: [name, *aliases.get(name, [])] for name in table["names"]}, table.get("ambiguous", ()))

    @cached_property
    def names(self) -> tuple[str, ...]:
        """The corpus's municipalities."""
        return tuple(self._own)

    def _find_own(self, text: str) -> tuple[Mention, ...]:
        """Mentions of the corpus's municipalities, each municipality once, in the order of the text."""
        found: dict[str, Mention] = {}
        for start, end, token, _ in _tokens(text):
            for name in self._named(token):
                found.setdefault(name, Mention(name, start, end))
        return tuple(sorted(found.values(), key=lambda m: m.start))

    def _find_named(self, token: str) -> tuple[str, ...]:
        """The corpus's municipalities that a word may be the name of."""
        if _latin(token):
            named = {name for name, spelling in self._own_by_letter.get(fold(token)[:1], ()) if _names(token, spelling)}
        else:
            named = {name for form in _stripped(token) for name in self._own_by_skeleton.get(_skeleton(form), ())}
        return tuple(name for name in self._own if name in named)

    def _find_others(self, text: str) -> tuple[Mention, ...]:
        """Mentions of municipalities outside the corpus; no misspellings, and names that are words only with a capital."""
        taken = [(m.start, m.end) for m in self.own(text)]
        found: dict[str, Mention] = {}
        for start, end, token, single in _tokens(text):
            if any(start < t_end and t_start < end for t_start, t_end in taken):
                continue
            starts = {fold(form)[:_START] for form in _stripped(token)}
            for name, spelling in [pair for key in starts for pair in self._by_start.get(key, ())]:
                if name in found or (name in self._ambiguous and not (single and _stands_as_name(text, start, end))):
                    continue
                capital = text[start : start + 1].isupper() and single
                if _names_exactly(token, spelling, capital, text[end:]):
                    found[name] = Mention(name, start, end)
        return tuple(sorted(found.values(), key=lambda m: m.start))

    def elsewhere(self, text: str) -> str | None:
        """The municipality outside the corpus that a text asks about: none where it names one of the corpus, too.

        Where somebody comes from is not where they ask about.
        """
        if self.own(text):
            return None
        while found := self.others(text):
            first = found[0]
            if not _FROM.search(text[: first.start].rstrip().casefold()):
                return first.municipality
            text = text[first.end :]
        return None

    def without_places(self, text: str) -> str:
        """The text without its place names, which mislead language identification."""
        mentions = sorted([*self.own(text), *self.others(text)], key=lambda m: -m.start)
        for mention in mentions:
            text = f"{text[: mention.start]} {text[mention.end :]}"
        return " ".join(text.split())

    def bare(self, text: str) -> str:
        """The text as it is searched and compared: without place names, unless nothing else would be left.

        Their vectors pull towards texts that happen to name the same place.
        """
        return self.without_places(text) or text

    def resolve(self, name: str) -> str | None:
        """The municipality that a picker's or a caller's value means, or None."""
        for own, spellings in self._own.items():
            if fold(name) in {fold(s) for s in spellings} or fold(name) in {
                fold(s) + end for s in spellings for end in ("s kommun", " kommun")
            }:
                return own
        return None


def _tokens(text: str) -> Iterator[tuple[int, int, str, bool]]:
    """(start, end, token, whether it is one word): every word and every pair of neighbours."""
    words = [(m.start(), m.end(), m.group()) for m in _TOKEN.finditer(text)]
    for (start, _, first), (_, end, second) in pairwise(words):
        yield start, end, f"{first}-{second}", False
    for start, end, word in words:
        yield start, end, word, True


@lru_cache(maxsize=8192)
def _latin(text: str) -> bool:
    return max(map(ord, text.replace("’", "'")), default=0) < 0x250


def _names(token: str, spelling: str) -> bool:
    """Whether a word in Latin letters is a spelling of a name, endings and a few wrong letters behind the first allowed."""
    word, name = fold(token), fold(spelling)
    if len(name) < 7:  # short names are close to many words
        return _inflected(token.casefold(), spelling.casefold())
    if _inflected(word, name):
        return True
    allowed = 1 if len(name) < 8 else 2
    stem = word[: len(name)] if len(word) > len(name) + 1 and _ENDINGS.fullmatch(word[len(name) :]) else word.removesuffix("s")
    return (
        word[:1] == name[:1] and OSA.distance(stem, name, score_cutoff=allowed) <= allowed and len(stem) >= len(name) - allowed
    )


def _names_exactly(token: str, spelling: str, capital: bool, after: str) -> bool:
    """Without misspellings. `capital`: the word begins with one; `after`: the text behind it."""
    if _latin(token) != _latin(spelling):
        return False
    if _latin(token):
        word, name = token.casefold(), spelling.casefold()
        # "Falu kommun" is Falun's; "u Örebru" is Örebro.
        shortened = name[-1] in "naeo" and word == name[:-1] and after.lstrip().casefold().startswith("kommun")
        bent = (
            capital
            and len(name) >= 5
            and name[-1] in "aeo"
            and len(word) == len(name)
            and word[:-1] == name[:-1]
            and word[-1] in "ueiyaoę"
        )
        return _inflected(word, name) or shortened or bent or (len(name) > 6 and _inflected(fold(token), fold(spelling)))
    return any(fold(t) == fold(spelling) for t in _stripped(token)) or (
        "\u0400" <= spelling[0] <= "\u04ff" and len(spelling) >= 4 and fold(token)[: len(spelling) - 1] == fold(spelling)[:-1]
        and len(token) <= len(spelling) + 2
    )  # fmt: skip


def _inflected(word: str, name: str) -> bool:
    if word == name:
        return True
    for separator in ("", "-", "'", "’", ":"):
        if word.startswith(name + separator) and _ENDINGS.fullmatch(word[len(name) + len(separator) :]):
            return True
    if word.startswith((f"{name}'", f"{name}’")) and len(word) <= len(name) + _LONGEST_ENDING:
        return True  # Turkish and Ukrainian hang one ending on another behind an apostrophe
    # Hedemora -> Hedemorze, Hedemory; Malung -> Malunze: the last letter may change before an ending.
    # Herrljunga -> Herrljundze: a g before it, too.
    if name.endswith("ga") and word == f"{name[:-2]}dze":
        return True
    return len(name) >= 7 and name[-1] in "aeo" and word[: len(name) - 1] == name[:-1] and len(word) <= len(name) + 1


def _stripped(token: str) -> list[str]:
    """A word and the same without an Arabic conjunction, preposition or article, or a Persian "too", written with it."""
    forms = [token]
    if "\u0600" <= token[0] <= "\u06ff":
        forms += [token[:-1]] if token.endswith("م") and len(token) >= 5 else []
        forms += [token[len(p) :] for p in _ARABIC_PREFIXES if token.startswith(p) and len(token) - len(p) >= 4]
    return forms


@lru_cache(maxsize=4096)
def _skeleton(text: str) -> str:
    """Consonants of a name in Latin letters, one letter for sounds that transliterations confuse."""
    latin = anyascii(text).casefold().replace("kh", "h").replace("gh", "g").replace("zh", "g").replace("sh", "s")
    latin = latin.replace("f", "v").replace("z", "g").replace("q", "k")
    if latin[:1] in ("w", "y"):
        latin = ("v" if latin[0] == "w" else "i") + latin[1:]
    if latin[:1] == "g":  # the Cyrillic letter stands for both g and h
        latin = "h" + latin[1:]
    consonants = re.sub(r"[^a-z]", "", latin.translate(_VOWELS))
    return re.sub(r"(.)\1+", r"\1", consonants)


def _stands_as_name(text: str, start: int, end: int) -> bool:
    """Whether a word that is also a name is used as a place: after a preposition, before kommun, or with a capital that
    no sentence begins with."""
    word, before, after = text[start:end], text[:start].rstrip().casefold(), text[end:].lstrip().casefold()
    if after.startswith(("kommun", "municipality")):
        return True
    if _BEFORE_PLACE.search(before):
        return word[:1].isupper() or not _latin(word) or before.endswith((" i", " in"))
    return word[:1].isupper() and bool(before) and before[-1] not in ".!?:"
