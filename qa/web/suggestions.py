"""Questions to go on with: curated ones about the passages that an answer shows, where they are fit to be shown.

Curated questions are made for searching: many are dialect, chat language, misspelt or key words. Which are not cannot
be read off them, so it is judged by what our own texts (policies, translations, interface) are written with: a question
of such words is standard language. Knows nothing about HTML.
"""

import re
from collections import defaultdict
from collections.abc import Iterator, Sequence
from functools import cache

from rapidfuzz.fuzz import token_set_ratio
from wordfreq import available_languages, zipf_frequency

from corpus.types import Corpus
from qa.types import Answer
from qa.web.texts import texts

SHOWN = 3
LENGTH = range(4, 15)  # words
STANDARD = 0.8  # share of a question's words that our own texts use, from which it is in standard language
COMMON = 3.0  # Zipf frequency from which another word counts as spelt right: one in a million
ALIKE = 75  # of 100, from which two questions ask the same
# Words of everyday speech that lists of frequent words hold as well, because they are made from chats too.
SPOKEN = {
    "ar": frozenset("شو شنو ايش إيش مين منو ليش وين متين لازم مو مش عايز بدو بدي عندهم عندكم هون هيك طب راسها الزول".split()),
    "fa": frozenset("چی چیه کیه ره رو میشه می‌شه کنه می‌کنه کنن می‌کنن باشه باشن داره دارن هستن مهمه بری اس تو واسه".split()),
}
_WORD = re.compile(r"[^\W\d_]+(?:['’\u200c-][^\W\d_]+)*")


class Suggestions:
    """Finds questions over one corpus."""

    def __init__(self, corpus: Corpus) -> None:
        self._corpus = corpus
        self._curated: defaultdict[tuple[str, str], list[str]] = defaultdict(list)
        for question in corpus.questions:
            self._curated[question.passage_id, question.language].append(question.text)
        self._of_passage = cache(self._fit)
        self._standard = cache(self._words_of_our_texts)
        self._places = {w for d in corpus.documents for name in (d.municipality, *d.aliases) for w in _words(name)}

    def after(self, answer: Answer, language: str) -> tuple[str, ...]:
        """Up to three questions: about what is related, else about what is cited and thus read, else the examples."""
        about = (self._about([c.passage_id for c in shown], language) for shown in (answer.related, answer.citations))
        found: list[str] = []
        for question in next(filter(None, about), texts(language).examples):
            if all(token_set_ratio(question, other, processor=str.casefold) < ALIKE for other in (answer.question, *found)):
                found.append(question)
        return tuple(found[:SHOWN])

    def _about(self, passages: Sequence[str], language: str) -> list[str]:
        """Questions about passages, the best of each before the second best of any."""
        ranked = [self._of_passage(id_, language) for id_ in passages]
        return [questions[n] for n in range(SHOWN) for questions in ranked if n < len(questions)]

    def _fit(self, passage_id: str, language: str) -> list[str]:
        """A passage's questions that are fit to be shown, those first that are most standard and most like all the others."""
        everything = self._curated[passage_id, language]

        def order(question: str) -> tuple[int, float]:
            alike = sum(token_set_ratio(question, other, processor=str.casefold) for other in everything)
            return len(self._others(question, language)), -alike

        return sorted((q for q in everything if self._is_fit(q, language)), key=order)

    def _is_fit(self, question: str, language: str) -> bool:
        others = self._others(question, language)
        whole = question.endswith(("?", "؟")) and question[0] == question[0].upper() and len(question.split()) in LENGTH
        standard = len(others) <= (1 - STANDARD) * len(list(_words(question)))
        return whole and standard and all(_is_common(w, language) for w in others)

    def _others(self, question: str, language: str) -> list[str]:
        """A question's words that our own texts do not use; names of places left out."""
        return [w for w in _words(question) if w not in self._standard(language) and w not in self._places]

    def _words_of_our_texts(self, language: str) -> frozenset[str]:
        """The words of policies, translations and interface in a language."""
        ours = [t.text for t in self._corpus.translations if t.language == language]
        ours += [p.text for p in self._corpus.passages if self._corpus.document_of(p).language == language]
        ours += [*texts(language).examples, *texts(language).forms]
        return frozenset(word for text in ours for word in _words(text))


def _words(text: str) -> Iterator[str]:
    return (match[0] for match in _WORD.finditer(text.casefold()))


def _is_common(word: str, language: str) -> bool:
    """A word that is spelt right, as far as can be known: wordfreq does not know every language."""
    spoken = word in SPOKEN.get(language, ())
    return not spoken and (language not in available_languages() or zipf_frequency(word, language) >= COMMON)
