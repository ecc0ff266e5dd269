"""Which municipalities a text names: inflected, misspelt, in any script. Knows nothing about passages or answers.

Names in Latin letters are compared letter by letter with a few errors allowed; names in other scripts by the
consonants that remain when both are written in Latin letters, because transliterations agree on little else. Names outside
the corpus, which are many, by their vowels, too, where a script writes them.
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

import regex
from rapidfuzz import process
from rapidfuzz.distance import OSA

from corpus.types import Corpus
from index.text import fold, is_common
from qa.transliteration import consonants, is_latin, sets_no_spaces, skeleton, sound_of, writes_no_vowels

_SCOPE = Path(__file__).parent / "scope"
_LATIN = r"[A-Za-zÀ-ÖØ-öø-ɏ]"
# A word ends where its script does: other scripts hang their endings on a name in Latin letters.
_TOKEN = regex.compile(rf"{_LATIN}+(?:[-'’]{_LATIN}+)*|(?:(?!{_LATIN})\w)+(?:[-'’](?:(?!{_LATIN})\w)+)*")
# Endings that languages hang on a place name: Swedish and English genitive, Finnish, Turkish, Polish, South Slavic,
# Hungarian, Somali and the Cyrillic ones in Latin letters.
_ENDINGS = re.compile(
    r"(?:s|i?ssa|i?sta|i?ssä|i?stä|an|en|n|in|iin|oon|on|da|de|dan|den|ta|te|nın|nin|nun|un|a|u|i|e|ie|y|om|em|ą|ę|owi|ka|ku|ga|ta|ee|"
    r"oj|om|na|b[ae]n?|b[óoöő]l|r[aeóoöő]l?|n[áa]l|t[óoöő]l|hoz|h[eö]z|n[ae]k|bor|bo|borna|arna|[ndt]?[ae]ki(?:ler|lar)?|n?[ıiuü]nki|ya|ye|y[ıiuü]|s?kommun(?:en|ens|s)?)"
)
_LONGEST_ENDING = 8  # letters, with the apostrophe before it
_START = 3  # letters by which names are looked up
_SHORTEST_SKELETON = 4  # consonants
_OTHER_LETTERS = 3  # by which a long name may differ whose consonants are right; by fewer in a shorter one
_URDU = str.maketrans("ےہھ", "یهه")
_ETHIOPIC_PREFIXES = ("ስለ", "ከ", "በ", "ለ", "የ", "ብ", "ን")
_ENDINGS_BEHIND = ("ከ", "ኸ", "ስ", "ም", "ን", "তে", "কে", "র")  # Ethiopic "and", "too", an object; Bengali cases
_NEIGHBOURS = str.maketrans("øØæÆ", "öÖäÄ")
_SHORTEST_SOUND, _LONG_SOUND = 6, 8  # letters; a vowel may be wrong in a long one
_BARE_ENDING = 6  # letters from which an ending need not follow a capital or an apostrophe in a name outside the corpus
_ARABIC_PREFIXES = ("وال", "بال", "فال", "وبال", "لل", "ولل", "ال", "وب", "ول", "وف", "فب", "و", "ف", "ب", "ل")
_BEFORE_PLACE = re.compile(
    r"(?:^|\s)(?:i|in|en|w|we|u|v|till|to|från|from|kommun|kommunen|degmada|magaalada|kommuunka|deg+anahay|deg+an|noolahay|ab|nach|aus|a|в|у|во|до|із|з|из|في|من|الى|إلى|در|از|بلدية|کمون)$"
)
_AFTER_MUST = re.compile(r"(?:da|se|li|\w+ti)\b")  # "i mora" is "and must" in Bosnian, Croatian and Serbian
_FROM = re.compile(r"(?:^|\s)(?:från|from|aus|desde|depuis|z|ze|iz|od|із|зі|з|из|من|از|ji)$")


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
        self._own_by_skeleton: dict[str, list[tuple[str, str]]] = defaultdict(list)
        for name, spellings in self._own.items():
            for spelling in spellings:
                if is_latin(spelling):
                    self._own_by_letter[fold(spelling)[:1]].append((name, spelling))
                if len(skeleton(spelling)) >= _SHORTEST_SKELETON and not sets_no_spaces(spelling):
                    self._own_by_skeleton[skeleton(spelling)].append((name, spelling))
        self._own_unspaced = _unspaced_spellings(self._own)
        self._other_unspaced = _unspaced_spellings(self._others)
        self._sounds = {name: sound_of(name) for name in self._others if len(sound_of(name)) >= _SHORTEST_SOUND}
        self._by_start: dict[str, list[tuple[str, str]]] = defaultdict(list)
        for name, spellings in self._others.items():
            for spelling in spellings:
                self._by_start[fold(spelling)[:_START]].append((name, spelling.replace(" ", "-")))
        self._own_mentions = lru_cache(maxsize=256)(self._find_own_mentions)
        self._other_mentions = lru_cache(maxsize=256)(self._find_other_mentions)
        self._named = lru_cache(maxsize=1 << 14)(self._find_named)  # most words of a language come again and again
        self._sounding = lru_cache(maxsize=1 << 14)(self._find_sounding)
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
        return _first_of_each(self._own_mentions(text))

    def _find_own_mentions(self, text: str) -> tuple[Mention, ...]:
        """All of them, none overlapping another, in the order of the text."""
        found: list[Mention] = []
        for start, end, token, single in _tokens(text):
            if any(start < m.end and m.start < end for m in found):
                continue
            named = self._named(token, single)
            found += [Mention(name, start, end) for name in named]
            if single and not named:
                within = _spelled_within(token, self._own_unspaced)
                found += [Mention(name, start + at, start + at + length) for name, at, length in within]
        return tuple(sorted(found, key=lambda m: m.start))

    def _find_named(self, token: str, single: bool) -> tuple[str, ...]:
        """The corpus's municipalities that a word, or a pair of them joined by a hyphen, may be the name of."""
        token = token.translate(_NEIGHBOURS)
        if is_latin(token):
            near = self._own_by_letter.get(fold(token)[:1], ())
            named = {name for name, spelling in near if (single or _is_pair(spelling)) and _names(token, spelling)}
        else:
            named = {
                name
                for form in (_stripped(token) if single else [token])
                for name, spelling in self._own_by_skeleton.get(skeleton(form), ())
                if self._sounds_like(form, name, spelling, single)
            }
        return tuple(name for name in self._own if name in named)

    def _sounds_like(self, form: str, name: str, spelling: str, single: bool) -> bool:
        """Whether a word in another script, whose consonants are those of a spelling, is near enough to the name.

        Where vowels are not written, to a spelling in the same script, letter by letter, which two words may stand for.
        """
        if not writes_no_vowels(form):
            heard, meant = sound_of(form), sound_of(spelling)
            allowed = min(max(len(heard) - 5, 1), _OTHER_LETTERS)
            return (single or _is_pair(spelling)) and OSA.distance(heard, meant, score_cutoff=allowed) <= allowed
        if not single and min(map(len, form.split("-"))) < _START:
            return False  # a preposition before a name
        written = fold(form.replace("-", "").translate(_URDU))
        allowed = 2 if single and len(written) >= 6 else 1
        same = (fold(s.replace("-", "").replace(" ", "")) for s in self._own[name] if writes_no_vowels(s))
        return any(OSA.distance(written, s, score_cutoff=allowed) <= allowed for s in same)

    def _find_sounding(self, token: str) -> str | None:
        """The municipality outside the corpus that a word in another script sounds like; none in scripts without vowels."""
        if is_latin(token) or writes_no_vowels(token) or sets_no_spaces(token):
            return None
        if token[:1] != token[:1].title():
            return None  # where there are capitals, a name has one
        for form in _stripped(token):
            sound = sound_of(form)
            wrong = 1 if len(sound) >= _LONG_SOUND else 0
            found = process.extractOne(sound, self._sounds, scorer=OSA.distance, score_cutoff=wrong)
            if found and consonants(sound) == consonants(found[0]) and not (found[1] and is_common(form)):
                return str(found[2])
        return None

    def _find_others(self, text: str) -> tuple[Mention, ...]:
        """Mentions of municipalities outside the corpus, each once; no misspellings; names that are words only as places."""
        return _first_of_each(self._other_mentions(text))

    def _find_other_mentions(self, text: str) -> tuple[Mention, ...]:
        """All of them, none overlapping another, in the order of the text."""
        found = list(self._own_mentions(text))
        own = len(found)
        for start, end, token, single in _tokens(text):
            more = self._others_within(text, start, end, token.translate(_NEIGHBOURS), single)
            found += [m for m in more if not any(m.start < taken.end and taken.start < m.end for taken in found)]
        return tuple(sorted(found[own:], key=lambda m: m.start))

    def _others_within(self, text: str, start: int, end: int, token: str, single: bool) -> list[Mention]:
        """Municipalities outside the corpus that a word, or a pair of them, names."""
        starts = {fold(form)[:_START] for form in _stripped(token)}
        capital = text[start : start + 1].isupper() and single
        for name, spelling in [pair for key in sorted(starts) for pair in self._by_start.get(key, ())]:
            if not single and not _is_pair(spelling):
                continue
            if name in self._ambiguous and not (single and _stands_as_name(text, start, end)):
                continue
            if _names_exactly(token, spelling, capital, text[end : end + 20]):
                return [Mention(name, start, end)]
        if single and (sounding := self._sounding(token)) and sounding not in self._ambiguous:
            return [Mention(sounding, start, end)]
        return [Mention(name, start + at, start + at + n) for name, at, n in _spelled_within(token, self._other_unspaced)]

    def elsewhere(self, text: str) -> str | None:
        """The municipality outside the corpus that a text asks about: none where it names one of the corpus, too.

        Where somebody comes from is not where they ask about.
        """
        if self.own(text):
            return None
        for mention in self._other_mentions(text):
            if not _FROM.search(text[max(0, mention.start - 20) : mention.start].rstrip().casefold()):
                return mention.municipality
        return None

    def without_places(self, text: str) -> str:
        """The text without its place names, which mislead language identification."""
        mentions = sorted([*self._own_mentions(text), *self._other_mentions(text)], key=lambda m: -m.start)
        for mention in mentions:
            text = f"{text[: mention.start]} {text[mention.end :]}"
        return " ".join(text.split())

    def asked_about(self, text: str, name: str) -> str:
        """The text with a name in the place of the one that it names, or behind it where it names none or several."""
        mentions = self._own_mentions(text)
        if len(mentions) != 1:
            return f"{self.without_places(text)} ({name})"
        return f"{text[: mentions[0].start]}{name}{text[mentions[0].end :]}"

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
    """(start, end, token, whether it is one word): every pair of neighbours, joined by a hyphen, and then every word."""
    words = [(m.start(), m.end(), m.group()) for m in _TOKEN.finditer(text)]
    for (start, before, first), (after, end, second) in pairwise(words):
        if text[before:after] in (" ", "-", "\u2013") and is_latin(first) == is_latin(second) and "-" not in first + second:
            yield start, end, f"{first}-{second}", False
    for start, end, word in words:
        yield start, end, word, True


def _first_of_each(mentions: Sequence[Mention]) -> tuple[Mention, ...]:
    """The first mention of each municipality."""
    first: dict[str, Mention] = {}
    for mention in mentions:
        first.setdefault(mention.municipality, mention)
    return tuple(first.values())


def _is_pair(spelling: str) -> bool:
    """Whether a name is written in two words, with a hyphen or without."""
    return "-" in spelling or " " in spelling


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
    if is_latin(token) != is_latin(spelling):
        return False
    if not is_latin(token):
        return any(fold(t) == fold(spelling) for t in _stripped(token)) or (
            capital and "\u0400" <= spelling[0] <= "\u04ff" and len(spelling) >= 6
            and fold(token)[: len(spelling) - 1] == fold(spelling)[:-1] and len(token) <= len(spelling) + 2
        )  # fmt: skip
    word, name = token.casefold(), spelling.casefold()
    if word in (name, f"{name}s"):
        return True
    if not capital and len(name) < _BARE_ENDING and word[len(name) : len(name) + 1].isalpha():
        return False  # "orsaka" is not in Orsa
    # "Falu kommun" is Falun's; "u Örebru" is Örebro.
    if name[-1] in "naeo" and word == name[:-1] and after.lstrip().casefold().startswith("kommun"):
        return True
    bent = len(name) >= 5 and name[-1] in "aeo" and len(word) == len(name) and word[:-1] == name[:-1] and word[-1] in "ueiyaoę"
    if _inflected(word, name) or (capital and bent):
        return True
    folded, plain = fold(token), fold(spelling)
    # A letter that was å, ä or ö does not change before an ending.
    return len(name) > 6 and folded.startswith(plain if name[-1] in "åäö" else plain[:-1]) and _inflected(folded, plain)


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
    """A word and the same without what is written with it: prepositions before it, "too" and cases behind it."""
    forms = [token]
    forms += [token[len(p) :] for p in _ETHIOPIC_PREFIXES if token.startswith(p) and len(token) - len(p) >= 3]
    forms += [form[: -len(e)] for form in [*forms] for e in _ENDINGS_BEHIND if form.endswith(e) and len(form) - len(e) >= 4]
    if "\u0600" <= token[0] <= "\u06ff":
        forms += [token[:-1]] if token.endswith(("م", "ش")) and len(token) >= 5 else []
        forms += [token[len(p) :] for p in _ARABIC_PREFIXES if token.startswith(p) and len(token) - len(p) >= 4]
    return forms


def _unspaced_spellings(municipalities: Mapping[str, Sequence[str]]) -> dict[str, str]:
    """Spelling -> municipality, of spellings in scripts that set no spaces."""
    return {spelling: name for name, spellings in municipalities.items() for spelling in spellings if sets_no_spaces(spelling)}


def _spelled_within(token: str, spellings: Mapping[str, str]) -> Iterator[tuple[str, int, int]]:
    """(municipality, where it begins, how long it is) for each spelling that a run of words holds."""
    if sets_no_spaces(token):
        for spelling, name in spellings.items():
            if (at := token.find(spelling)) >= 0:
                yield name, at, len(spelling)


def _stands_as_name(text: str, start: int, end: int) -> bool:
    """Whether a word that is also a name is used as a place: after a preposition, or before kommun."""
    word, before, after = (
        text[start:end],
        text[max(0, start - 20) : start].rstrip().casefold(),
        text[end : end + 20].lstrip().casefold(),
    )
    if after.startswith(("kommun", "municipality")):
        return True
    if word == "mora" and before.endswith(" i") and _AFTER_MUST.match(after):
        return False
    return bool(_BEFORE_PLACE.search(before)) and (word[:1].isupper() or not is_latin(word) or before.endswith((" i", " in")))
