"""Draws a quiz from the candidates. The same seed over the same policies gives the same quiz, in every room."""

import random
from collections.abc import Sequence

from qa.quiz.candidates import STRENGTHS, Candidate
from qa.quiz.likeness import alike
from qa.quiz.types import Alternative, Kind, Question

LENGTH = 8  # questions
WRONG = 3  # alternatives besides the right one, where there are as many
# What a quiz is made of, in the order in which it is drawn; kinds that give too little are filled up from the last two.
_RECIPE = (Kind.DECIDED, Kind.STRENGTH, Kind.WHO, Kind.PLACE, Kind.WHO, Kind.PLACE, Kind.WHO, Kind.PLACE)
_FILLING = (Kind.PLACE, Kind.WHO, Kind.STRENGTH)
_FACTS = (Kind.DATED, Kind.DECIDED)  # two ways to ask for one date; a quiz takes one


def make_quiz(found: Sequence[Candidate], seed: int) -> tuple[Question, ...]:
    """At most LENGTH questions, no two about the same words."""
    draw = random.Random(seed)
    chosen: list[Candidate] = []
    for kind in _RECIPE:
        kinds = _FACTS if kind in _FACTS else (kind,)
        _add(chosen, [c for c in found if c.kind in kinds], draw)
    for kind in _FILLING:
        while len(chosen) < LENGTH and _add(chosen, [c for c in found if c.kind is kind], draw):
            pass
    draw.shuffle(chosen)
    return tuple(_question(c, draw) for c in chosen)


def _add(chosen: list[Candidate], among: Sequence[Candidate], draw: random.Random) -> bool:
    """Takes one more that repeats nothing, first of a municipality (of a strength) that the quiz has least of."""
    free = [c for c in among if not any(_repeats(c, other) for other in chosen)]
    if not free:
        return False
    alike_so_far = [_variety(c) for c in chosen if c.kind is free[0].kind]
    least = min(alike_so_far.count(_variety(c)) for c in free)
    names = sorted({_variety(c) for c in free if alike_so_far.count(_variety(c)) == least})
    name = draw.choice(names)
    chosen.append(draw.choice([c for c in free if _variety(c) == name]))
    return True


def _variety(candidate: Candidate) -> str:
    return candidate.right if candidate.kind is Kind.STRENGTH else candidate.municipality


def _repeats(one: Candidate, other: Candidate) -> bool:
    if one.passage_id is not None and one.passage_id == other.passage_id:
        return True
    return bool(one.quote) and bool(other.quote) and alike(one.quote, other.quote)


def _question(candidate: Candidate, draw: random.Random) -> Question:
    if candidate.kind is Kind.STRENGTH:
        alternatives = [Alternative(m.value, m) for m in STRENGTHS]
    else:
        wrong = draw.sample(candidate.wrong, min(WRONG, len(candidate.wrong)))
        texts = [candidate.right, *wrong]
        draw.shuffle(texts)
        alternatives = [Alternative(text) for text in (sorted(texts) if candidate.kind is Kind.DECIDED else texts)]
    right = next(i for i, a in enumerate(alternatives) if a.text == candidate.right)
    return Question(
        candidate.kind,
        candidate.municipality,
        candidate.document,
        candidate.quote,
        candidate.gap,
        candidate.passage_id,
        tuple(alternatives),
        right,
        candidate.also,
    )
