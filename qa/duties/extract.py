"""Reads every passage for statements of who must, should, may or must not do what.

Rule based, for Swedish policy and law text in general: nothing here knows a document by name. A passage's sentences
are read in order, so that a pronoun can point to the sentence before. A list item is read with the sentence that
leads into it; the list passage itself gives only what its own paragraph says, since its items are passages too.
"""

import re

from corpus.types import Corpus, Kind, Passage, Span
from qa.duties.context import Context
from qa.duties.grammar import read_statements
from qa.duties.statements import Statement
from qa.types import Duty

_LEADS = re.compile(
    r"\b(?:ska|skall|måste|bör|får|får inte|ska inte|kan|att|för|ansvarar|svarar|medverkar|rätt "
    r"till|följande|uppgift|bland annat|bl\.a\.|"
    r"att:?|särskilt|dessutom|också|även|minst|åligger|innebär)\s*[:;–-]?\s*$",
    re.IGNORECASE,
)


def extract_duties(corpus: Corpus) -> tuple[Duty, ...]:
    """Every statement of the corpus, in reading order."""
    duties: list[Duty] = []
    for document in corpus.documents:
        if document.language != "sv":
            continue
        for section in corpus.sections[document.slug]:
            heading = section.headings[-1] if section.headings else ""
            for passage in section.passages:
                duties += extract_from_passage(passage, document.municipality, document.title, heading)
    return tuple(duties)


def extract_from_passage(passage: Passage, municipality: str, document_title: str, heading: str = "") -> list[Duty]:
    """The statements of one passage, in order.

    `heading` is the heading over it: one that a list needs to be read ("Nämnden ska:") serves as its lead-in. Each
    duty's `sentence` is `passage.text[start:end]`.
    """
    context = Context(names=_names(municipality))
    lead = passage.text[: passage.lead_in].strip()
    spans = [s for s in passage.sentences if s.start >= passage.lead_in]
    if passage.kind is Kind.LIST:
        spans = _paragraph_of(passage)
    elif passage.kind is Kind.ITEM and not lead and _leads(heading):
        lead = heading
    duties: list[Duty] = []
    for n, span in enumerate(spans):
        sentence = passage.quote(span)
        if passage.kind is Kind.LIST and n == len(spans) - 1 and _leads(sentence):
            continue
        statements, following = read_statements(sentence, context)
        offset = 0
        text = sentence
        if not statements and lead and n == 0:
            text, offset = _join(lead, sentence)
            joined, following = read_statements(text, context)
            statements = [s for s in joined if s.action_end > offset and (s.action_start >= offset or _leads(lead))]
        context = following
        found = [_duty(s, text, offset, span, passage, municipality, document_title) for s in statements]
        duties += [duty for duty in found if duty.action]  # a sentence broken off after its modal says nothing
    return duties


def _duty(
    statement: Statement, text: str, offset: int, span: Span, passage: Passage, municipality: str, document_title: str
) -> Duty:
    actor = statement.actor
    start = max(statement.action_start, offset)
    return Duty(
        municipality=municipality,
        document=document_title,
        passage_id=passage.id,
        actor=text[actor.start : actor.end] if actor else None,
        actor_base=actor.base if actor else None,
        modality=statement.modality,
        action=text[start : statement.action_end].strip(),
        recipient=statement.recipient,
        deadline=statement.deadline,
        sentence=passage.quote(span),
        start=span.start,
        end=span.end,
    )


def _paragraph_of(passage: Passage) -> list[Span]:
    """The sentences of a list passage that stand before its first item."""
    line_end = passage.text.find("\n")
    return [s for s in passage.sentences if line_end < 0 or s.end <= line_end]


def _leads(text: str) -> bool:
    """Whether a lead-in breaks off so that the item completes it: "Nämnden ska:", "Rektorn ansvarar för"."""
    return bool(_LEADS.search(text.strip()))


def _join(lead: str, body: str) -> tuple[str, int]:
    """Lead-in and item as one sentence, and where the item begins in it."""
    start = re.sub(r"\s*(?:bland annat|bl\.a\.|följande)?\s*[:;–-]?\s*$", "", lead)
    return f"{start} {body}", len(start) + 1


def _names(municipality: str) -> frozenset[str]:
    """Lower-case words that stand for the municipality itself."""
    low = municipality.lower()
    return frozenset((low, low + "s")) if low else frozenset()
