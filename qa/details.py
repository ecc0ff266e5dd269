"""What kind of detail a question asks for, and whether a text holds one. Knows nothing about ranking or answers.

The policies speak about people, money and offices without naming names, sums or hours. A question for such a detail
is near to a passage in every other respect, so this is looked at by itself: a linear classifier over the question's
paraphrase vector and the phrases of answer_types.toml, learned from the labelled examples in details.toml, and from
curated questions: what a passage answers hardly ever asks for a detail that it lacks.
"""

import math
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache, cached_property

import numpy as np

from index.text import fold, words
from index.types import Floats
from qa.scope.knowledge import Example, answer_types

# Kinds of detail whose presence in a text can be told from its form. A kind that is not here may stand in any text.
_FORMS: dict[str, re.Pattern[str]] = {
    "money": re.compile(r"\d[\d\s.,]*\s*(?:kr\b|kronor|sek\b|miljon|tkr|mkr|euro|€)", re.IGNORECASE),
    "phone": re.compile(r"\b0\d{1,3}[-\s]\d{2,3}(?:\s?\d{2}){1,3}\b|\+46"),
    "email": re.compile(r"\S+@\S+\.\w+|\bwww\.|https?://"),
    "address": re.compile(
        r"\b\w+(?:vägen|gatan|torget|gränd|plan|allén|stigen)\s+\d+|\b\d{3}\s?\d{2}\s+[A-ZÅÄÖ]", re.IGNORECASE
    ),
    "opening_hours": re.compile(r"\b\d{1,2}[.:]\d{2}\s*[-–]\s*\d{1,2}[.:]\d{2}"),
    "date": re.compile(
        r"\b(?:19|20)\d{2}\b"
        r"|\b\d{1,2}\s+(?:januari|februari|mars|april|maj|juni|juli|augusti|september|oktober|november|december)\b",
        re.IGNORECASE,
    ),
    "number": re.compile(r"\b\d+\b|\b(?:två|tre|fyra|fem|sex|sju|åtta|nio|tio|elva|tolv|flest|samtliga|alla)\b", re.IGNORECASE),
    "duration": re.compile(r"\b\w+\s+(?:timm\w*|dag\w*|veck\w*|månad\w*|år)\b|tillsvidare|temporär\w*", re.IGNORECASE),
    "form": re.compile(r"blankett|formulär|ansök(?:an|er|ning)|e-tjänst|anmälan", re.IGNORECASE),
    "penalty": re.compile(r"\b(?:böter|straff|vite|påföljd|sanktion|varning|uppsägning|avsked)\w*", re.IGNORECASE),
    # A role and after it a first and a last name.
    "person_name": re.compile(
        r"\b\w*(?:[Ss]amordnar|[Cc]hef|[Oo]rdförand|[Hh]andlägg|[Kk]ontaktperson|[Aa]nsvarig|[Uu]tvecklar|[Ss]trateg)\w*[:,]?\s+"
        r"[A-ZÅÄÖ][a-zåäöé]+\s+[A-ZÅÄÖ][a-zåäöé]+(?:sson|[a-zåäöé]{2})\b"
    ),
}  # fmt: skip
CLEAR = frozenset(_FORMS)
_OTHER = "other"
_SURE = 0.5
_PENALTY = 4.0  # inverse strength of the ridge penalty
_ORDINARY = 0.1  # weight of a curated question beside an example
_FEWEST_ASKING = 30  # curated questions for a body, from which to learn how others ask for one


@dataclass(frozen=True, slots=True)
class Asked:
    """What kind of detail one question asks for."""

    kinds: Mapping[str, float]  # kind -> probability; they and "something else" sum to 1
    who: float  # probability that a body or role is asked for

    @property
    def asks_who(self) -> bool:
        """Whether a body or role is asked for."""
        return self.who >= _SURE

    @property
    def kind(self) -> str | None:
        """The kind that is asked for surely enough to be named; None where none is."""
        best = max(self.kinds, key=self.kinds.__getitem__, default=None)
        return best if best is not None and self.kinds[best] >= _SURE else None

    def missing(self, text: str) -> float:
        """Probability that the question asks for a detail that the text does not hold, 0..1."""
        return float(sum(p for kind, p in self.kinds.items() if not has_detail(kind, text)))

    def present(self, text: str) -> float:
        """Probability that it asks for a detail that the text holds, 0..1."""
        return float(sum(p for kind, p in self.kinds.items() if has_detail(kind, text)))


class DetailClassifier:
    """Multinomial logistic regression over a question's vector and its phrases."""

    def __init__(
        self, examples: Sequence[Example], vectors: Floats, ordinary: Sequence[tuple[str, str]] = (),
        ordinary_vectors: Floats | None = None,
    ) -> None:  # fmt: skip
        """Learns from labelled examples and their centred vectors (n_examples, dim), unit rows; takes a second or two.

        `ordinary`: (text, language) of questions that ask for nothing special, with their vectors (n_ordinary, dim).
        """
        from sklearn.linear_model import LogisticRegression

        more = vectors[:0] if ordinary_vectors is None else ordinary_vectors
        if len(examples) != len(vectors) or len(ordinary) != len(more):
            raise ValueError(f"{len(examples)} and {len(ordinary)} examples but {len(vectors)} and {len(more)} vectors")
        self._examples, self._vectors = tuple(examples), vectors
        asked = [(e.text, e.language) for e in examples] + list(ordinary)
        rows = np.stack([self._row(v, *of) for v, of in zip([*vectors, *more], asked, strict=True)])
        kinds = [e.kind for e in examples] + [_OTHER] * len(ordinary)
        weights = [1.0] * len(examples) + [_ORDINARY] * len(ordinary)
        model = LogisticRegression(C=_PENALTY, max_iter=400).fit(rows, kinds, sample_weight=weights)
        self._kinds: tuple[str, ...] = tuple(map(str, model.classes_))
        self._weights = np.asarray(model.coef_, np.float32)  # (n_kinds, dim + n_phrases)
        self._bias = np.asarray(model.intercept_, np.float32)
        self._who = _who_of(ordinary, more)

    @cached_property
    def of_examples_alone(self) -> "DetailClassifier":
        """The same without curated questions."""
        return DetailClassifier(self._examples, self._vectors)

    def asked(self, vector: Floats, text: str, language: str) -> Asked:
        """What a question asks for; `vector`: its centred paraphrase vector (dim,)."""
        scores = self._weights @ self._row(vector, text, language) + self._bias
        p = np.exp(scores - scores.max())
        p /= p.sum()
        kinds = {kind: float(value) for kind, value in zip(self._kinds, p, strict=True) if kind != _OTHER}
        in_words = asked_phrase(text, language) == "who"
        return Asked(kinds, float(in_words) if self._who is None else _logistic(float(self._who[0] @ vector) + self._who[1]))

    def _row(self, vector: Floats, text: str, language: str) -> Floats:
        """(dim + n_phrases,): the vector, stretched to count beside phrases, and the phrases found."""
        found = asked_phrase(text, language)
        phrases = np.asarray([found == kind for kind in _PHRASE_KINDS], np.float32)
        return np.concatenate([vector * _STRETCH, phrases])


def _who_of(ordinary: Sequence[tuple[str, str]], vectors: Floats) -> tuple[Floats, float] | None:
    """Weights (dim,) and bias that tell a question for a body, learned from those that ask for one in so many words.

    None where there are too few: then the words alone have to tell.
    """
    from sklearn.linear_model import LogisticRegression

    asks = np.asarray([asked_phrase(text, language) == "who" for text, language in ordinary], bool)
    if min(asks.sum(), (~asks).sum()) < _FEWEST_ASKING:
        return None
    model = LogisticRegression(max_iter=400).fit(vectors, asks)
    return np.asarray(model.coef_[0], np.float32), float(model.intercept_[0])


def _logistic(x: float) -> float:
    return 1.0 / (1.0 + math.exp(-x))


_PHRASE_KINDS = (*sorted(CLEAR), "who", "why", "yes_no", "frequency")
_STRETCH = 3.0


def asked_phrase(text: str, language: str) -> str | None:
    """The kind of detail whose longest phrase stands in a question, or None."""
    plain = f" {' '.join(fold(w) for w in words(text))} "
    found = [(len(phrase), kind) for kind, phrases in _phrases(language) for phrase in phrases if phrase in plain]
    # "Do you get paid?" asks for money although it can be answered with yes.
    return max(found, key=lambda hit: (hit[1] != "yes_no", hit[0]))[1] if found else None


def has_detail(kind: str, text: str) -> bool:
    """Whether a text can hold a detail of this kind; True for kinds that have no form of their own."""
    return kind not in _FORMS or _FORMS[kind].search(text) is not None


@cache
def _phrases(language: str) -> tuple[tuple[str, tuple[str, ...]], ...]:
    table = answer_types()
    mine = table.get(language) or table.get("en", {})
    return tuple(
        (kind, tuple(f" {plain} " for p in found if (plain := " ".join(fold(w) for w in words(p)))))
        for kind, found in mine.items()
    )
