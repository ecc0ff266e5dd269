"""Text as keywords see it: folded letters, words, Swedish stems and compound parts, character n-grams.

Knows nothing about passages or scores.
"""

import sys
import unicodedata
from collections.abc import Iterator
from functools import cache, lru_cache

import regex
import Stemmer
from wordfreq import available_languages, zipf_frequency

# Unlike that of `re`, its \w holds the vowel signs of Indic scripts and Thai.
_LETTER = r"[\w--\p{Join_Control}]"
_WORD = regex.compile(rf"{_LETTER}+(?:['’]{_LETTER}+)*", regex.VERSION1)
# Letters that Arabic and Persian keyboards write in more than one way.
_ARABIC = str.maketrans(
    {
        "ي": "ی",
        "ى": "ی",
        "ئ": "ی",
        "ك": "ک",
        "أ": "ا",
        "إ": "ا",
        "آ": "ا",
        "ٱ": "ا",
        "ة": "ه",
        "ؤ": "و",
        "ـ": None,
        "\u200c": None,
    }
)
_COMMON = 2.5  # Zipf frequency from which a Swedish word is taken for a word of its own
_SHORTEST_PART = 4
_RARE = 3.0  # Zipf frequency below which a word is a name or a term
_LONGEST_COMPOUND = 40  # letters
_OF_SCRIPT = {
    "CYRILLIC": ("ru", "uk", "bg", "mk", "sr"), "GREEK": ("el",), "DEVANAGARI": ("hi",), "BENGALI": ("bn",), "TAMIL": ("ta",),
}  # fmt: skip


@lru_cache(maxsize=50_000)
def fold(text: str) -> str:
    """Lower case, one form for letters that are written in several, no diacritics: for matching, never for showing.

    >>> fold("Hällefors  KOMMUN")
    'hallefors kommun'
    """
    return " ".join(unicodedata.normalize("NFKD", text.casefold()).translate(_one_form()).split())


@cache
def _one_form() -> dict[int, str | int | None]:
    """Code point -> what stands for it: nothing for diacritics."""
    diacritics = (code for code in range(sys.maxunicode + 1) if unicodedata.combining(chr(code)))
    return {**dict.fromkeys(diacritics), **_ARABIC}


def words(text: str) -> list[str]:
    """The words of a text, lower case."""
    return [match.group() for match in word_matches(unicodedata.normalize("NFKC", text).casefold())]


def word_matches(text: str) -> "Iterator[regex.Match[str]]":
    """The words of a text as it is, with where they stand."""
    found: Iterator[regex.Match[str]] = _WORD.finditer(text)
    return found


@cache
def _swedish_stemmer() -> Stemmer.Stemmer:
    return Stemmer.Stemmer("swedish")


@lru_cache(maxsize=50_000)
def compound_parts(word: str) -> tuple[str, ...]:
    """The parts of a Swedish compound, or the word alone.

    The split whose rarer part is most common in Swedish wins, a linking s between the parts allowed; words that are
    common themselves stay whole.

    >>> compound_parts("integrationssamordnare")
    ('integration', 'samordnare')
    """
    if not 2 * _SHORTEST_PART <= len(word) <= _LONGEST_COMPOUND or zipf_frequency(word, "sv") >= 4.0:
        return (word,)
    best: tuple[float, tuple[str, ...]] = (_COMMON, (word,))
    for cut in range(_SHORTEST_PART, len(word) - _SHORTEST_PART + 1):
        head, tail = word[:cut], word[cut:]
        heads = [head, head[:-1]] if head.endswith("s") and len(head) > _SHORTEST_PART else [head]
        for part in heads:
            common = min(zipf_frequency(part, "sv"), zipf_frequency(tail, "sv"))
            if common > best[0]:
                best = (common, (part, tail))
    return best[1]


def swedish_terms(text: str) -> list[str]:
    """Stems of the words and of the parts of compounds."""
    stem = _swedish_stemmer().stemWord
    terms: list[str] = []
    for word in words(text):
        terms.append(stem(word))
        parts = compound_parts(word)
        if len(parts) > 1:
            terms.extend(stem(part) for part in parts)
    return terms


def ngrams(text: str, sizes: tuple[int, ...] = (3, 4, 5)) -> list[str]:
    """Character n-grams within words, with word boundaries: a keyword match that forgives endings and misspellings."""
    padded = [f"_{word}_" for word in _WORD.findall(fold(text))]
    return [word[i : i + size] for word in padded for size in sizes for i in range(max(1, len(word) - size + 1))]


def rare_terms(text: str, language: str) -> list[str]:
    """Words that are written alike in any language: numbers, codes, names, and what is rare in the text's language.

    A keyword index in another language than the question's misleads by chance likenesses of common words; these do not.
    """
    code = language if language in _frequency_lists() else "en"
    return [
        folded
        for word in words(text)
        if (folded := fold(word)) and (any(c.isdigit() for c in word) or zipf_frequency(word, code, wordlist="small") < _RARE)
    ]


def is_common(word: str) -> bool:
    """Whether a word in another script than the Latin one is common in a language that is written in it."""
    languages = _OF_SCRIPT.get(unicodedata.name(word[0], "").partition(" ")[0], ())
    return any(zipf_frequency(word, language, wordlist="small") >= _RARE for language in languages)


def folded_words(text: str) -> list[str]:
    """The words of a text as `rare_terms` gives them, common ones too."""
    return [fold(word) for word in words(text)]


@cache
def _frequency_lists() -> frozenset[str]:
    # The lists of languages without spaces between words need tokenizers that are not installed with wordfreq.
    return frozenset(available_languages("small")) - {"zh", "ja", "ko"}
