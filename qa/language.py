"""Which language a question is in. The only module that imports langdetect. Knows nothing about passages.

langdetect alone is right for 94 % of short questions. Around it stand: the script (which decides alone for scripts of
one language), letters that one language has and its neighbours lack, how common the words are in each language
(wordfreq, and lists of our own for languages that it does not know), and a prior: the languages that are asked most
here, the conversation's and the interface's language. Place names are taken out by the caller.
"""

import math
import re
import tomllib
import unicodedata
from collections import Counter
from collections.abc import Iterable, Mapping
from functools import cache, lru_cache
from pathlib import Path
from threading import Lock

from langdetect import DetectorFactory, detector_factory
from langdetect.lang_detect_exception import LangDetectException
from wordfreq import available_languages, zipf_frequency

from index.text import words

SERVED = ("sv", "en", "ar", "so", "fa", "uk")  # languages with an interface of their own
_WORDS = Path(__file__).parent / "language_words.toml"

# Languages that are told apart at all, with how likely a question here is in them before it is read.
_PRIOR: Mapping[str, float] = {
    "sv": 8.0, "en": 4.0, "ar": 3.0, "so": 3.0, "fa": 3.0, "uk": 3.0, "ru": 1.0, "pl": 1.0, "fi": 1.0, "de": 0.7, "es": 0.7,
    "fr": 0.5, "tr": 1.0, "bs": 0.8, "sr": 0.8, "hr": 0.3, "no": 0.25, "da": 0.2, "ro": 0.4, "sq": 0.5, "hu": 0.3, "nl": 0.3,
    "it": 0.3, "pt": 0.3, "et": 0.2, "lv": 0.2, "lt": 0.3, "bg": 0.2, "sw": 0.3, "az": 0.3, "tl": 0.2, "cs": 0.1, "sk": 0.1,
    "mk": 0.1, "el": 1, "th": 1, "vi": 0.3, "hi": 1, "ur": 0.5, "bn": 1,
    "ti": 1, "am": 0.5, "ku": 0.4, "ckb": 0.4, "ps": 0.4, "zh": 1, "ja": 1, "ko": 1, "he": 1, "hy": 1, "ka": 1, "ta": 1,
}  # fmt: skip
_SCRIPT_OF_ONE: Mapping[str, str] = {
    "GREEK": "el", "THAI": "th", "HEBREW": "he", "ARMENIAN": "hy", "GEORGIAN": "ka",
    "HANGUL": "ko", "TAMIL": "ta", "BENGALI": "bn", "DEVANAGARI": "hi", "HIRAGANA": "ja", "KATAKANA": "ja", "CJK": "zh",
}  # fmt: skip
_BY_SCRIPT: Mapping[str, tuple[str, ...]] = {
    "ARABIC": ("ar", "fa", "ur", "ps", "ckb"),
    "CYRILLIC": ("uk", "ru", "bg", "sr", "mk"),
    "ETHIOPIC": ("ti", "am"),
    "LATIN": ("sv", "en", "so", "pl", "fi", "de", "es", "fr", "tr", "bs", "no", "da", "ro", "sq", "hu", "nl", "it", "pt",
              "et", "lv", "lt", "vi", "ku", "sw", "az", "tl", "cs", "sk"),
}  # fmt: skip
# Letters that decide between neighbours: each occurrence counts for one language and against the others of its script.
_LETTERS: Mapping[str, str] = {
    "uk": "іїєґ", "ru": "ыэъё", "sr": "јљњћђџ", "mk": "ѓќѕ", "fa": "پچژگ", "ur": "ٹڈڑںےپچژگ", "ps": "ټډړښځڅېۍپچژګ",
    "ckb": "ێۆڕڵە",
    "pl": "łąęśźżćń", "tr": "ğış", "ro": "țțșăî", "de": "ß", "es": "ñ¿¡", "no": "øæ", "da": "øæ", "hu": "őű", "ku": "êîû",
    "ti": "ኣኸቐቘኻዃ", "sq": "ë", "az": "ə", "cs": "ěřů", "sk": "ľĺŕ",
}  # fmt: skip
_WITHOUT_RINGS = frozenset("en so pl es fr tr bs ro it pt nl no da".split())  # languages without å, ä and ö
_WORDFREQ = {"no": "nb", "bs": "sh", "sr": "sh", "tl": "fil"}
_TRIALS = 3  # that langdetect takes the mean of; its own seven take twice the time and decide one question in a thousand
_UNKNOWN_WORD = 0.8  # Zipf frequency given to a word that a language's list does not hold
_ORDINARY = 4.0  # Zipf frequency from which a Swedish word is no term
_LOADING = Lock()
DetectorFactory.seed = 0


def detect_language(text: str, hints: Iterable[str] = ()) -> str:
    """ISO 639-1 code of a text's language, 639-3 where it has none; the first hint, or "sv", where the text holds no word.

    `hints`: the languages of the conversation and of the interface; they decide only close cases.
    """
    hints = tuple(h for h in hints if h)
    letters = [c for c in text if c.isalpha()]
    if not letters:
        return hints[0] if hints else "sv"
    # Names and Swedish terms in Latin letters stand inside questions in other scripts, hardly ever the other way round.
    scripts = Counter(_script(c) for c in letters)
    script = next((s for s, n in scripts.most_common() if s != "LATIN" and n >= 3), scripts.most_common(1)[0][0])
    if script in _SCRIPT_OF_ONE:
        return "ja" if script == "CJK" and re.search(r"[\u3040-\u30ff]", text) else _SCRIPT_OF_ONE[script]
    candidates = _BY_SCRIPT.get(script)
    if candidates is None:
        return hints[0] if hints else "en"
    scores = _scores(_without_term(text), candidates, hints)
    best = max(scores, key=lambda language: scores[language])
    return best


def _without_term(text: str) -> str:
    """A text without its one word with å, ä or ö, where it is a rare one among others: a term that somebody asks about."""
    tokens = words(text)
    marked = [token for token in tokens if re.search("[åäö]", token)]
    if len(marked) != 1 or len(tokens) < 3 or _commonness(marked[0], "sv") >= _ORDINARY:
        return text
    return re.sub(re.escape(marked[0]), " ", text, flags=re.IGNORECASE)


def _scores(text: str, candidates: tuple[str, ...], hints: tuple[str, ...]) -> dict[str, float]:
    """Log score of each candidate language."""
    tokens = [w for w in words(text) if any(c.isalpha() for c in w)]
    detected = _langdetect(text)
    lower = text.casefold()
    scores: dict[str, float] = {}
    for language in candidates:
        score = math.log(_PRIOR.get(language, 0.1))
        score += math.log(max(detected.get(language, 0.0), 0.02))
        score += 1.1 * sum(_commonness(token, language) for token in tokens) / max(len(tokens), 1) * min(len(tokens), 6) ** 0.5
        score += 1.5 * sum(lower.count(letter) for letter in _LETTERS.get(language, "")) / max(len(tokens), 1) * 2
        score -= sum(
            0.6
            for other, marks in _LETTERS.items()
            if other != language
            and not set(marks) <= set(_LETTERS.get(language, ""))
            and any(m in lower and m not in _LETTERS.get(language, "") for m in marks)
        )
        if language in _WITHOUT_RINGS and re.search(r"[åäö]", lower):
            score -= 1.5
        score += 0.9 * hints.count(language)
        scores[language] = score
    return scores


def known_share(text: str) -> float:
    """Share of a text's words that the list of some language in Latin letters holds."""
    tokens = [w for w in words(text) if any(c.isalpha() for c in w)]
    if not tokens:
        return 0.0
    known = [any(_commonness(w, language) > _UNKNOWN_WORD for language in _BY_SCRIPT["LATIN"]) for w in tokens]
    return sum(known) / len(tokens)


def _langdetect(text: str) -> dict[str, float]:
    try:
        with _LOADING:  # the library lets a second thread ask before its profiles are there
            detector_factory.init_factory()
        detector = detector_factory._factory.create()
        detector.n_trial = _TRIALS
        detector.append(text)
        return {("bs" if p.lang == "hr" else p.lang.split("-")[0]): p.prob for p in detector.get_probabilities()}
    except LangDetectException:  # no letters that it knows
        return {}


@lru_cache(maxsize=1 << 16)
def _commonness(word: str, language: str) -> float:
    """How common a word is in a language: Zipf frequency, 0.8 (unknown) to about 7."""
    listed = _listed().get(language)
    if listed is not None:
        return listed.get(word, _UNKNOWN_WORD)
    code = _WORDFREQ.get(language, language)
    return max(zipf_frequency(word, code, wordlist="small"), _UNKNOWN_WORD) if code in _known_languages() else _UNKNOWN_WORD


@cache
def _known_languages() -> frozenset[str]:
    return frozenset(available_languages("small")) - {"zh", "ja", "ko"}  # these need tokenizers of their own


@cache
def _listed() -> dict[str, dict[str, float]]:
    """Frequent words of the languages that wordfreq does not know: language -> word -> Zipf-like frequency."""
    table: dict[str, dict[str, list[str]]] = tomllib.loads(_WORDS.read_text(encoding="utf-8"))
    return {
        language: {word: float(level) for level, entries in levels.items() for word in entries}
        for language, levels in table.items()
    }


def listed_words() -> Mapping[str, Iterable[str]]:
    """The words of our own lists, for languages that wordfreq does not know."""
    return _listed()


@cache
def _script(character: str) -> str:
    return unicodedata.name(character, "LATIN").split()[0].split("-")[0]
