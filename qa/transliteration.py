"""Names across scripts: how a name sounds in Latin letters, with what transliterations disagree on left out.

Knows nothing about which names there are.
"""

import re
import unicodedata
from functools import lru_cache

import regex
from anyascii import anyascii

from index.text import fold

_UNSPACED = regex.compile(r"[\p{Thai}\p{Lao}\p{Khmer}\p{Myanmar}\p{Han}\p{Hiragana}\p{Katakana}]")
_VOWELS = str.maketrans("", "", "aeiouywj'`ʼ")
# Letters that together, or in the middle of a name, sound unlike what they are read as one by one: Greek, then the nasal
# signs of Devanagari and Bengali.
_SORANI_VOWELS = frozenset("ێۆە")
_READ_AS = {"ντ": "d", "μπ": "b", "γκ": "g", "χ": "h", "\u0902": "n", "\u0982": "ng"}
_ONE_LETTER = {"kh": "h", "ph": "f"}
_ONE_SOUND = str.maketrans("wyjuqcz", "viiokks")


@lru_cache(maxsize=8192)
def is_latin(text: str) -> bool:
    """Whether a text has Latin letters only."""
    return max(map(ord, text.replace("’", "'")), default=0) < 0x250


def writes_no_vowels(word: str) -> bool:
    """Whether a word is in a script that leaves most vowels out: Hebrew, Arabic and their neighbours, but not Sorani."""
    return "\u0590" <= word[:1] <= "\u08ff" and not _SORANI_VOWELS & set(word)


def sets_no_spaces(text: str) -> bool:
    """Whether most letters of a text are of scripts that set no spaces between words."""
    return 2 * len(_UNSPACED.findall(text)) > sum(map(str.isalpha, text))


@lru_cache(maxsize=1 << 14)
def skeleton(text: str) -> str:
    """Consonants of a name in Latin letters, one letter for sounds that transliterations confuse.

    >>> skeleton("Vansbro"), skeleton("فانسبرو"), skeleton("Βάνσμπρο")
    ('vnsbr', 'vnsbr', 'vnsbr')
    """
    latin = _in_latin_letters(text).replace("gh", "g").replace("zh", "g").replace("sh", "s")
    latin = latin.replace("f", "v").replace("z", "g").replace("q", "k")
    if latin[:1] in ("w", "y"):
        latin = ("v" if latin[0] == "w" else "i") + latin[1:]
    if latin[:1] == "g" and text[:1].casefold() in "гґ":  # the Cyrillic letter stands for both g and h
        latin = "h" + latin[1:]
    return _single(re.sub(r"[^a-z]", "", consonants(latin)))


def sound_of(text: str) -> str:
    """A name in Latin letters with its vowels, one letter for sounds that transliterations confuse.

    >>> sound_of("Örebro"), sound_of("Йоребру"), sound_of("ओरेब्रो")
    ('orebro', 'orebro', 'orebro')
    """
    return _single(re.sub(r"^i(?=[aeo])|[^a-z]", "", _in_latin_letters(text).translate(_ONE_SOUND)))


def consonants(latin: str) -> str:
    """Latin letters without vowels."""
    return latin.translate(_VOWELS)


def _in_latin_letters(text: str) -> str:
    text = unicodedata.normalize("NFC", fold(text))  # a vowel sign in two parts would be read as two
    for letters, sound in _READ_AS.items():
        text = text.replace(letters, sound)
    text = anyascii(text).casefold()
    for letters, sound in _ONE_LETTER.items():
        text = text.replace(letters, sound)
    return text


def _single(letters: str) -> str:
    """Without doubled letters."""
    return re.sub(r"(.)\1+", r"\1", letters)
