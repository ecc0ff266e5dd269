"""Every question that the policies and the register give, with all wrong alternatives that are surely wrong."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from corpus.types import Corpus, Document, Passage
from corpus.types import Kind as PassageKind
from qa.duties.register import actor_bases
from qa.quiz.likeness import Actions, alike, is_body, kindred
from qa.quiz.types import Kind
from qa.types import Duty, Modality

FEWEST_WRONG = 2
_WORDS = (6, 36)  # of a sentence that is fit to be read from a screen
_NAMED = 4  # letters of a municipality's name or alias from which it gives the answer away
_MODALS = {
    Modality.OBLIGATION: ("ska", "skall", "måste"),
    Modality.RECOMMENDATION: ("bör", "förväntas"),
    Modality.PERMISSION: ("får", "kan"),
}
STRENGTHS = tuple(_MODALS)  # in the order in which they are offered
_MODAL = re.compile(rf"\b(?:{'|'.join(word for words in _MODALS.values() for word in words)})\b", re.IGNORECASE)
_BROKEN = re.compile("[\n¹²³⁴⁵]")
_YEAR = re.compile(r"\b(?:19|20)\d\d\b")
_YEARS_AROUND = (-9, -7, -5, -4, -3, -2, 2, 3, 4, 5, 7)


@dataclass(frozen=True, slots=True)
class Candidate:
    """A question before its alternatives are drawn."""

    kind: Kind
    municipality: str
    document: str
    quote: str
    gap: tuple[int, int] | None
    passage_id: str | None
    right: str
    wrong: tuple[str, ...]
    also: tuple[str, ...] = ()  # other municipalities whose policies say nearly the same; never among the wrong ones


def candidates(corpus: Corpus, duties: Sequence[Duty]) -> tuple[Candidate, ...]:
    """All of them, in reading order."""
    sentences = list(_sentences(corpus))
    return (
        *_who(corpus, duties),
        *_strength(corpus, duties),
        *_place(corpus, sentences),
        *_facts(corpus),
    )


def _who(corpus: Corpus, duties: Sequence[Duty]) -> Iterator[Candidate]:
    """A sentence without the body that it names. Wrong: bodies of another kind that have no related duty there."""
    actions = Actions(duties)
    bearing = [d for d in duties if is_body(d)]
    seen: set[tuple[str, int]] = set()
    for duty in bearing:
        gap, place = _once(duty.actor or "", duty.sentence), (duty.passage_id, duty.start)
        if gap is None or not _fits(duty.sentence) or place in seen:
            continue
        seen.add(place)
        bases = actor_bases(duty)
        told = [d for d in duties if (d.passage_id, d.start) == place]  # everything that the sentence says
        near = [d for d in duties if d.municipality == duty.municipality and any(actions.related(d, own) for own in told)]
        taken = {base for d in near for base in actor_bases(d)}
        wrong: dict[tuple[str, ...], str] = {}
        for other in bearing:
            others = actor_bases(other)
            if not kindred(bases, others) and not kindred(taken, others) and not _named(other.actor or "", corpus):
                wrong.setdefault(others, _capital(other.actor or ""))
        if len(wrong) >= FEWEST_WRONG:
            slug = duty.passage_id.split("/")[0]
            right, rest = _capital(duty.actor or ""), tuple(wrong.values())
            yield Candidate(Kind.WHO, duty.municipality, slug, duty.sentence, gap, duty.passage_id, right, rest)


def _strength(corpus: Corpus, duties: Sequence[Duty]) -> Iterator[Candidate]:
    """A sentence without its only modal verb."""
    for duty in duties:
        found = list(_MODAL.finditer(duty.sentence))
        if len(found) != 1 or not _fits(duty.sentence):
            continue
        modality = next(m for m, words in _MODALS.items() if found[0].group().casefold() in words)
        if duty.modality is not modality:
            continue
        wrong = tuple(m.value for m in STRENGTHS if m is not modality)
        slug = duty.passage_id.split("/")[0]
        gap = found[0].span()
        yield Candidate(Kind.STRENGTH, duty.municipality, slug, duty.sentence, gap, duty.passage_id, modality.value, wrong)


def _place(corpus: Corpus, sentences: Sequence[tuple[str, Passage, str]]) -> Iterator[Candidate]:
    """A sentence that names no place. Wrong: municipalities none of whose sentences is like it."""
    for municipality, passage, sentence in sentences:
        if not _fits(sentence) or not sentence.endswith((".", "!")) or _named(sentence, corpus):
            continue
        saying = {other for other, _, said in sentences if alike(sentence, said)}
        wrong = tuple(name for name in corpus.municipalities if name not in saying)
        if len(wrong) >= FEWEST_WRONG:
            also = tuple(name for name in corpus.municipalities if name in saying and name != municipality)
            at = (municipality, passage.document, sentence, None, passage.id)
            yield Candidate(Kind.PLACE, *at, municipality, wrong, also)


def _facts(corpus: Corpus) -> Iterator[Candidate]:
    """When a policy was decided, and whose policy says so at all. Wrong years stand nowhere in the document."""
    undated = [name for name in corpus.municipalities if all(_dates(d) == set() for d in _of(corpus, name))]
    for document in corpus.documents:
        if document.decided is None:
            continue
        text = "\n".join(p.text for s in corpus.sections[document.slug] for p in s.passages)
        told = {int(year) for year in _YEAR.findall(text)} | _dates(document)
        year = document.decided.year
        others = tuple(str(year + n) for n in _YEARS_AROUND if year + n not in told)
        passage, quote = _saying(document, corpus)
        at = (document.municipality, document.slug, quote, None, passage)
        if len(others) >= FEWEST_WRONG:
            yield Candidate(Kind.DECIDED, *at, str(year), others)
        if len(undated) >= FEWEST_WRONG:
            yield Candidate(Kind.DATED, *at, document.municipality, tuple(undated))


def _saying(document: Document, corpus: Corpus) -> tuple[str | None, str]:
    """The passage that tells the date, and the line of it that does; nothing where only the facts about it do."""
    assert document.decided is not None  # noqa: S101 -- the caller looked
    for wanted in (document.decided.isoformat(), str(document.decided.year)):
        for section in corpus.sections[document.slug]:
            for passage in section.passages:
                for line in passage.text.split("\n"):
                    if wanted in line:
                        return passage.id, line.strip()
    return None, ""


def _dates(document: Document) -> set[int]:
    return {d.year for d in (document.decided, document.revised, document.valid_until) if d is not None}


def _of(corpus: Corpus, municipality: str) -> list[Document]:
    return [d for d in corpus.documents if d.municipality == municipality]


def _sentences(corpus: Corpus) -> Iterator[tuple[str, Passage, str]]:
    """(municipality, passage, sentence), each sentence of a passage's own words once."""
    for passage in corpus.passages:
        if passage.kind is PassageKind.LIST:  # its items are passages too
            continue
        for span in passage.sentences:
            if span.start >= passage.lead_in:
                yield corpus.document_of(passage).municipality, passage, passage.quote(span)


def _once(words: str, sentence: str) -> tuple[int, int] | None:
    """Where words stand in a sentence, if they stand there exactly once."""
    found = list(re.finditer(rf"(?<!\w){re.escape(words)}(?!\w)", sentence, re.IGNORECASE)) if words else []
    return found[0].span() if len(found) == 1 else None


def _fits(sentence: str) -> bool:
    """Whether a sentence can be read by itself from a screen: whole, of one line, without a note or half a quotation."""
    least, most = _WORDS
    return least <= len(sentence.split()) <= most and not _BROKEN.search(sentence) and sentence.count("”") % 2 == 0


def _named(text: str, corpus: Corpus) -> bool:
    """Whether a text names a municipality: "Vansbrobor" does, by how it begins."""
    low = text.casefold()
    names = {part for d in corpus.documents for name in (d.municipality, *d.aliases) for part in re.split(r"[\s-]+", name)}
    return any(len(name) >= _NAMED and name.casefold() in low for name in names)


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]
