"""Takes personal data out of a question before it is stored: numbers, addresses, names; when in doubt, the word goes.

Two nets, one behind the other. Patterns find what has a form: identity and phone numbers, e-mail and web addresses, street
addresses, what follows "my name is". Then every single word must be known, from the policies, their translations and curated
questions or from a list of frequent words of the language, and must not be a name; any other word is removed. So a name that
no list holds goes as an unknown word. A question of which too little is left is not to be stored at all.

Knows nothing about storage. What it cannot know: who can be recognised by what happened to them. Such stories are the reason
why small groups are not shown.
"""

import re
import unicodedata
from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from itertools import pairwise

from corpus.types import Corpus
from index.text import compound_parts, words
from qa.places import Places
from qa.privacy_patterns import ADDRESS, ID_NUMBER, LONE_YEAR, NUMBER, ONLINE, ROAD
from qa.privacy_words import ARABIC, VOWEL_SIGNS, bare_forms, frequency, is_name, is_rare, may_be_name, phrases

NAME, NUMBERS, ONLINE_ADDRESS, STREET, WORD = "[namn]", "[nummer]", "[nätadress]", "[adress]", "[ord]"
# Each stands as one character of the private use area while the text is worked on.
_MARKS = {NAME: "\ue000", NUMBERS: "\ue001", ONLINE_ADDRESS: "\ue002", STREET: "\ue003", WORD: "\ue004"}
_PLACEHOLDERS = {mark: placeholder for placeholder, mark in _MARKS.items()}
_TOKEN = re.compile(r"[^\W\ue000-\ue004]+(?:[-'’ʼ\u200c.][^\W\d_]+)*|[\ue000-\ue004]")
_END_OF_SENTENCE = re.compile(r"[.!?:؟…\n]\s*[\"'”»(]*$")
_CONNECTING = {"بن", "بنت", "ابن", "ابو", "أبو", "آل", "al", "el", "bin", "ibn", "abu"}
_KNOWN = 2.5  # Zipf frequency from which a word of a language counts as known
_FOREIGN = 3.5  # ... where the question is in another language
_PART = 3.0  # ... of each part of a Swedish compound; surnames are made of rarer ones
# Letters by which a bent form is known, where no list holds them all; for words up to twice as long.
_STEMS = {"so": 5, "uk": 6, "ru": 6}
_NAME_WORDS = 3  # a name is at most so many words
_SPOKEN_DIGITS = 4  # so many in a row are a number of somebody's
_LEAST = 3  # words that must be left where something was removed
_SHARE = 0.6  # ... and their share of all that are not names


@dataclass(slots=True)
class _Token:
    """A word with where it stands and what is to become of it."""

    start: int
    end: int
    text: str
    word: str  # lower case, without vowel signs
    capital: bool
    first: bool  # begins a sentence
    town: bool = False  # names another municipality
    mark: str | None = None


class Privacy:
    """Removes personal data from questions about one corpus."""

    def __init__(self, vocabulary: Mapping[str, Collection[str]], places: Places) -> None:
        """`vocabulary`: language -> lower-case words that are known to be harmless."""
        self._vocabulary = {language: frozenset(known) for language, known in vocabulary.items()}
        self._stems = {
            code: frozenset(w[: _STEMS[code]] for w in known if len(w) >= _STEMS[code])
            for code, known in self._vocabulary.items()
            if code in _STEMS
        }
        self._places = places

    @classmethod
    def of(cls, corpus: Corpus) -> "Privacy":
        """Knows the words of the policies and of what staff have written about them."""
        from qa.language import listed_words
        from qa.scope.knowledge import subjects

        known: dict[str, set[str]] = defaultdict(set)
        for passage in corpus.passages:
            known[corpus.document_of(passage).language].update(words(passage.text))
        for language, text in [
            (r.language, r.text) for rows in (corpus.translations, corpus.questions, subjects()) for r in rows
        ]:
            known[language].update(words(text))
        for language, listed in listed_words().items():
            known[language].update(listed)
        return cls(known, Places.of(corpus))

    def masked(self, text: str, language: str) -> str | None:
        """The text without personal data; None where it is safer to store nothing."""
        text = _plain(text)
        for mark, pattern in ((ONLINE_ADDRESS, ONLINE), (STREET, ADDRESS), (NUMBERS, ID_NUMBER), (NUMBERS, NUMBER)):
            text = pattern.sub(f" {_MARKS[mark]} ", text)
        tokens = _tokens(text)
        if _ignores_case(tokens):
            for token in tokens:
                token.capital = False
        _after_phrases(tokens, text, language)
        _spoken_numbers(tokens)
        towns = [(m.start, m.end) for m in self._places.others(text)]
        for token in tokens:
            token.town = any(start <= token.start < end for start, end in towns)
            token.mark = token.mark or self._judged(token, language)
        self._neighbours(tokens, text, language)
        if not _enough(tokens):
            return None
        return _written(tokens, text)

    def _judged(self, token: _Token, language: str) -> str | None:
        """What a word is removed as; None where it may stay."""
        if token.word in _MARKS.values() or token.word.isdecimal():
            return None if not LONE_YEAR.fullmatch(token.word) else NUMBERS
        if any(c.isdigit() for c in token.word):
            return NUMBERS
        if token.town or self._places.own(token.text):
            return None
        if is_name(token.word, language):
            return NAME
        if token.capital and token.word in phrases()["capitals"]:
            return None
        if ROAD.fullmatch(token.word) and token.word not in phrases()["roads"]:
            return STREET
        # A capital inside a sentence is a name's; German writes all nouns so.
        if token.capital and not token.first and language != "de":
            return None if self._is_term(token.word, language) else NAME
        return None if self._known(token.word, language) else WORD

    def _is_term(self, word: str, language: str) -> bool:
        """Whether a word stands in the policies or in what is written about them, and is nobody's name."""
        written = any(word in self._vocabulary.get(code, ()) for code in (language, "sv"))
        return written and not may_be_name(word, language)

    def _neighbours(self, tokens: list[_Token], text: str, language: str) -> None:
        """A word that may be a name, or is rare, beside one that is; a number beside an address."""
        for order in (tokens, tokens[::-1]):
            for before, token in pairwise(order):
                low, high = sorted((before, token), key=lambda t: t.start)
                if text[low.end : high.start].strip(" .-") or token.mark or token.word in _MARKS.values():
                    continue
                beside = before.mark or _PLACEHOLDERS.get(before.word)
                if beside == NAME and self._belongs_to_name(token, language):
                    token.mark = NAME
                elif beside == STREET and token.word[0].isdigit():
                    token.mark = STREET

    def _belongs_to_name(self, token: _Token, language: str) -> bool:
        if token.word in self._vocabulary.get(language, ()) and not ARABIC.search(token.word):
            return token.capital and not token.first
        if len(token.word) == 1:
            return token.capital and not token.first  # an initial
        return may_be_name(token.word, language) or (token.word.isalpha() and is_rare(token.word, language))

    def _known(self, word: str, language: str) -> bool:
        return any(self._holds(part, language) for part in (word, word.replace("\u200c", ""))) or (
            bool(re.search("[-\u200c.'’ʼ]", word))
            and all(self._holds(p, language) for p in re.split("[-\u200c.'’ʼ]", word) if p)
        )

    def _holds(self, word: str, language: str) -> bool:
        """Whether a word stands in a list, as it is or without its endings."""
        if len(word) == 1 or any(word in self._vocabulary.get(code, ()) for code in (language, "sv", "en")):
            return True
        if frequency(word, language) >= _KNOWN or max(frequency(word, "sv"), frequency(word, "en")) >= _FOREIGN:
            return True
        if language == "sv" and len(parts := compound_parts(word)) > 1:
            return min(frequency(part, "sv") for part in parts) >= _PART
        if ARABIC.search(word):
            return any(self._holds_bare(bare, taken, language) for bare, taken in bare_forms(word).items() if taken)
        # Ukrainian and Somali bend their words in more ways than any list holds.
        stem = _STEMS.get(language)
        return stem is not None and stem < len(word) <= 2 * stem and word[:stem] in self._stems.get(language, ())

    def _holds_bare(self, bare: str, taken: int, language: str) -> bool:
        """Whether what is left of a word is common enough, the more was taken off the more so, and nobody's name."""
        known = bare in self._vocabulary.get(language, ()) if taken == 1 else False
        return (known or frequency(bare, language) >= _FOREIGN + taken - 1) and not is_name(bare, language)


def _plain(text: str) -> str:
    """One form for letters and digits that can be written in several; nothing invisible but the Persian half space."""
    text = unicodedata.normalize("NFKC", text)
    text = "".join(str(unicodedata.digit(c)) if c.isdecimal() else c for c in text)
    text = "".join(c for c in text if c in "\n\u200c" or unicodedata.category(c) not in ("Cf", "Co", "Cc", "Cs", "Cn"))
    text = re.sub(r"(?<=\d)\u200c+(?=\d)", "", text)
    return VOWEL_SIGNS.sub("", " ".join(text.split()))


def _tokens(text: str) -> list[_Token]:
    found = []
    for match in _TOKEN.finditer(text):
        before = text[: match.start()]
        first = not before.strip() or bool(_END_OF_SENTENCE.search(before))
        word = match.group()
        found.append(_Token(match.start(), match.end(), word, word.casefold(), word[0].isupper(), first))
    return found


def _ignores_case(tokens: Iterable[_Token]) -> bool:
    """Whether capitals tell nothing: the whole text is in capitals, or every word begins with one."""
    cased = [t for t in tokens if t.text[0].isupper() or t.text[0].islower()]
    return len(cased) >= 4 and sum(t.capital for t in cased) > 0.8 * len(cased)


def _after_phrases(tokens: list[_Token], text: str, language: str) -> None:
    """Marks the names that "my name is" and the like announce."""
    spoken = [t.word for t in tokens]
    for at in range(len(tokens)):
        for size in range(min(4, len(tokens) - at), 0, -1):
            phrase = " ".join(spoken[at : at + size])
            if phrase in phrases()["introductions"]:
                _mark_name(tokens[at + size - 1 :], text, language, certain=True)
                break
            if phrase in phrases()["titles"]:
                _mark_name(tokens[at + size - 1 :], text, language, certain=False)
                break


def _mark_name(tokens: list[_Token], text: str, language: str, *, certain: bool) -> None:
    """Marks what follows the first token as a name. `certain`: the first word after it is one, whatever it looks like."""
    for n, (before, token) in enumerate(pairwise(tokens[: _NAME_WORDS + 2])):
        if n and not re.fullmatch(r"[\s.,:–-]*" if certain and n == 1 else r"[\s.]*", text[before.end : token.start]):
            return
        if token.word in phrases()["introductions"] or token.word in ("waa", "är", "is", "هو", "هي", "är:"):
            continue
        likely = token.capital or is_name(token.word, language) or may_be_name(token.word, language)
        # A name of several parts: فاطمة الزهراء, يوسف بن علي.
        likely = likely or bool(n and (token.word.startswith("ال") or {token.word, before.word} & _CONNECTING))
        if not likely and (n or not certain) and not (ARABIC.search(token.word) and is_rare(token.word, language)):
            return
        token.mark = NAME
        certain_next = n + 1 < _NAME_WORDS
        if not certain_next:
            return


def _spoken_numbers(tokens: list[_Token]) -> None:
    """Marks numbers that are written out digit by digit."""
    run: list[_Token] = []
    for token in [*tokens, None]:
        if token is not None and (token.word in phrases()["digits"] or token.word.isdecimal()):
            run.append(token)
            continue
        if len(run) >= _SPOKEN_DIGITS:
            for digit in run:
                digit.mark = NUMBERS
        run = []


def _enough(tokens: list[_Token]) -> bool:
    """Whether what is left still asks something, and enough of it was known."""
    spoken = [t for t in tokens if t.word[0].isalpha()]
    kept = [t for t in spoken if t.mark is None]
    unknown = [t for t in spoken if t.mark == WORD]
    removed = len(kept) < len(tokens)
    if not any(len(t.word) > 2 for t in kept) or (removed and len(kept) < _LEAST):
        return False
    return len(kept) >= _SHARE * (len(kept) + len(unknown))


def _written(tokens: list[_Token], text: str) -> str:
    """The text with its placeholders; neighbours of one kind become one."""
    for token in reversed(tokens):
        if token.mark:
            text = f"{text[: token.start]}{_MARKS[token.mark]}{text[token.end :]}"
    for placeholder, mark in _MARKS.items():
        text = re.sub(rf"{mark}(?:[\s.,–-]*{mark})*", placeholder, text)
    return re.sub(r"\s+(?=[,.?!؟،:;])", "", " ".join(text.split()))
