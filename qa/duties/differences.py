"""Quotes of different municipalities that are nearly alike, and the words in which they differ.

Policies copy from one another; what one of them changed says more than what they share. Knows nothing about pages.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from rapidfuzz.distance import Indel

from corpus.types import Span
from qa.duties.compare import Comparison, Quote

ALIKE = 0.6  # share of words in common from which two quotes are the same statement in other words
_WORD = re.compile(r"\w+(?:[-:’']\w+)*")


@dataclass(frozen=True, slots=True)
class Likeness:
    """One quote beside the quote of another municipality that is most like it."""

    municipality: str  # the other one
    number: int  # of the other quote in its column, from 1
    passage_id: str  # of the other quote
    ratio: float  # share of words in common, ALIKE..1
    spans: tuple[Span, ...]  # in the quote itself: words that the other does not have, as runs

    @property
    def same(self) -> bool:
        """True where both have the same words in the same order."""
        return self.ratio == 1


def likenesses(comparison: Comparison) -> Mapping[tuple[str, int], Likeness]:
    """(municipality, number of the quote in its column, from 1) -> its likeness; nothing for a quote like no other."""
    quotes = [(c.municipality, n, q) for c in comparison.columns for n, q in enumerate(c.quotes, start=1)]
    found: dict[tuple[str, int], Likeness] = {}
    for municipality, number, quote in quotes:
        others = [(m, n, other, _ratio(quote, other)) for m, n, other in quotes if m != municipality]
        nearest = max(others, key=lambda o: o[3], default=None)  # of equals the first
        if nearest is not None and nearest[3] > ALIKE:
            where, which, other, ratio = nearest
            found[municipality, number] = Likeness(where, which, other.passage_id, ratio, only_in(quote.text, other.text))
    return found


def only_in(text: str, other: str) -> tuple[Span, ...]:
    """Runs of words of a text that the other one does not have in that place; letter case and punctuation aside.

    >>> text = "Kommunen ska årligen följa upp planen."
    >>> [text[s.start : s.end] for s in only_in(text, "Kommunen bör följa upp planen!")]
    ['ska årligen']
    """
    found = list(_WORD.finditer(text))
    spans: list[Span] = []
    for step in Indel.opcodes(_words(text), _words(other)):
        if step.tag == "delete":
            span = Span(found[step.src_start].start(), found[step.src_end - 1].end())
            if spans and text[spans[-1].end : span.start].isspace():
                span = Span(spans.pop().start, span.end)
            spans.append(span)
    return tuple(spans)


def pieces(text: str, spans: Sequence[Span]) -> tuple[tuple[str, bool], ...]:
    """The text cut at the spans: (piece, whether it is inside one), in order."""
    out: list[tuple[str, bool]] = []
    position = 0
    for span in spans:
        out += [(text[position : span.start], False), (text[span.start : span.end], True)]
        position = span.end
    return tuple(p for p in (*out, (text[position:], False)) if p[0])


def _ratio(one: Quote, other: Quote) -> float:
    return Indel.normalized_similarity(_words(one.text), _words(other.text))


def _words(text: str) -> list[str]:
    return [w.casefold() for w in _WORD.findall(text)]
