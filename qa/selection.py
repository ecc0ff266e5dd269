"""From scored passages to citations: which are cited, in what order, what is marked. Knows nothing about statuses.

With no municipality in the question, the best passage of each municipality comes first, so that the reader sees whose
policy says what.
"""

import math
from collections.abc import Sequence
from dataclasses import dataclass

from corpus.types import Corpus, Kind, Passage, Span
from qa.retrieval import Candidate
from qa.types import Citation, Duty, Modality, QuotedTranslation

_CITED = 5  # citations at most
_RELATED = 5
_NEAR = 0.5  # share of the best probability from which a further passage is cited
_FURTHER = 2  # further passages of municipalities that are cited already
_SURE = 0.05  # chance, that none of what is cited answers, down to which more is cited ...
_ENOUGH = 3  # ... up to so many passages ...
_POSSIBLE = 0.1  # ... each at least so likely
_CERTAIN = 0.03  # lead from which the nearest sentence is marked alone


@dataclass(frozen=True, slots=True)
class Scored:
    """A candidate with the calibrated probability that it answers."""

    candidate: Candidate
    probability: float


def choose(scored: Sequence[Scored], corpus: Corpus, threshold: float) -> tuple[list[Scored], list[Scored], list[Scored]]:
    """(cited, cited too, related), each best first. The first is always cited; `threshold` is the least for the others.

    Where these leave it uncertain whether any of them answers, the next likeliest are cited too.
    """
    least = max(threshold * 0.6, scored[0].probability * _NEAR) if scored else 0.0
    cited: list[Scored] = []
    further: list[Scored] = []
    rest: list[Scored] = []
    seen: set[str] = set()
    wholes: set[str] = set()  # lists that are cited in whole or in part
    for found in scored:
        passage = found.candidate.passage
        municipality = corpus.document_of(passage).municipality
        whole = passage.part_of or passage.id
        if (cited and found.probability < least) or whole in wholes:
            rest.append(found)
        elif municipality not in seen:
            cited.append(found)
            seen.add(municipality)
            wholes.add(whole)
        elif len(further) < _FURTHER and found.probability >= scored[0].probability * 0.7:
            further.append(found)
            wholes.add(whole)
        else:
            rest.append(found)
    chosen, rest = [*cited, *further][:_CITED], [*cited, *further][_CITED:] + rest
    more: list[Scored] = []
    for found in list(rest):
        none_answers = math.prod(1 - f.probability for f in (*chosen, *more))
        if len(chosen) + len(more) >= _ENOUGH or none_answers <= _SURE or found.probability < _POSSIBLE:
            break
        passage = found.candidate.passage
        if (whole := passage.part_of or passage.id) not in wholes:
            more.append(found)
            rest.remove(found)
            wholes.add(whole)
    return chosen, more, [f for f in rest if f.probability > 0.02][:_RELATED]


def cite(
    found: Scored, number: int, corpus: Corpus, language: str, duties: Sequence[Duty] = (), wanted: Duty | None = None
) -> Citation:
    """One citation. `duties` are those of the passage, `wanted` the one that the question asks for."""
    passage = found.candidate.passage
    document = corpus.document_of(passage)
    translation = corpus.translation.get((passage.id, language))
    highlights = (Span(wanted.start, wanted.end),) if wanted else marked(found.candidate)
    spoken = [d for d in duties if any(h.start <= d.start < h.end for h in highlights)] or list(duties[:1])
    first = wanted or (spoken[0] if spoken else None)
    return Citation(
        number=number,
        passage_id=passage.id,
        municipality=document.municipality,
        document=document.title,
        section=passage.headings,
        quote=passage.text,
        highlights=highlights,
        score=round(found.probability, 3),
        translation=QuotedTranslation(language, translation.text) if translation else None,
        modality=Modality(first.modality) if first else None,
        actors=tuple(dict.fromkeys(d.actor for d in ([wanted] if wanted else spoken) if d.actor)),
        text_hash=passage.text_hash,
    )


def marked(candidate: Candidate) -> tuple[Span, ...]:
    """The answering sentence, with the list's lead-in; nothing where two sentences are nearly as near."""
    passage: Passage = candidate.passage
    if passage.kind is Kind.LIST:
        return ()
    if passage.lead_in or len(passage.sentences) == 1:
        return (Span(0, len(passage.text)),) if len(passage.sentences) <= 2 else ()
    if candidate.sentence is None or candidate.sentence_margin < _CERTAIN:
        return ()
    return (candidate.sentence,)
