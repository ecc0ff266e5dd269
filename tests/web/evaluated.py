"""A made-up evaluation for the pages that show one: drawn by chance, the same every time, over the real municipalities."""

import random
from datetime import date

from corpus.types import Corpus
from qa.evaluation.measured import Measured
from qa.evaluation.run import Outcome
from qa.evaluation.summary import Evaluation, summarise
from qa.types import MadeWith
from tests.evaluation.outcomes import outcome

LANGUAGES = ("sv", "sv", "sv", "en", "en", "ar", "so", "fa", "uk", "tr")
KINDS = ("what", "who", "right", "near_miss", "authority", "when")


def some_measured(corpus: Corpus, made_with: MadeWith) -> Measured:
    """240 questions in each mode; a harder half is of development."""
    draw = random.Random(7)
    curated = tuple(_outcome(n, draw, corpus, 0.85) for n in range(240))
    lent = tuple(_outcome(n, draw, corpus, 0.8) for n in range(240))
    plain = tuple(_outcome(n, draw, corpus, 0.7) for n in range(240))
    names = {d.slug: d.municipality for d in corpus.documents}
    return summarise(Evaluation({"curated": curated, "lent": lent, "plain": plain}, names, made_with, date(2026, 1, 31)))


def _outcome(n: int, draw: random.Random, corpus: Corpus, skill: float) -> Outcome:
    passages = [p for p in corpus.passages if p.document in ("hedemora", "vansbro", "hallefors", "malung-salen")]
    right, wrong = (p.id for p in draw.sample(passages, 2))
    kind, language = KINDS[n % len(KINDS)], LANGUAGES[n % len(LANGUAGES)]
    answerable = kind not in ("near_miss", "authority")
    found = draw.random() < skill - 0.2 * (language == "so")
    score = draw.betavariate(6, 2) if answerable and found else draw.betavariate(2, 5)
    shown = [right if answerable and found else wrong]
    claimed = score >= 0.4
    return outcome(
        str(n),
        cited=shown if claimed else (),
        related=() if claimed else shown,
        gold=[right] if answerable else (),
        score=score,
        language=language,
        kind=kind,
        development=n % 2 == 0,
        authority="csn" if kind == "authority" else None,
        named="csn" if kind == "authority" and draw.random() < 0.8 else None,
        history=["Tidigare?"] if n % 7 == 0 else (),
    )
