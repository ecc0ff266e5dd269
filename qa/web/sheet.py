"""What a hand-out of a scenario holds: each step, the quotes with their sources, and what is said around them.

Knows nothing about paper: `qa.web.handout` makes a page of it, `qa.web.handout_pdf` a PDF.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from corpus.types import Corpus
from qa.scenarios.types import Scenario
from qa.types import Citation
from qa.web.steps import KINDS, Part, Performed, heading
from qa.web.texts import Texts


@dataclass(frozen=True, slots=True)
class Quote:
    """Words of a policy and where they stand."""

    text: str
    source: str
    translation: Part | None = None


@dataclass(frozen=True, slots=True)
class Item:
    """One step on paper."""

    kind: str
    heading: tuple[Part, ...]
    place: str | None  # municipality of a question
    said: tuple[Part, ...]  # sentences around the quotes
    quotes: tuple[Quote, ...]


@dataclass(frozen=True, slots=True)
class Sheet:
    """All that a hand-out holds."""

    language: str
    title: Part
    shows: Part
    address: str
    items: tuple[Item, ...]


def sheet(scenario: Scenario, performed: Sequence[Performed], corpus: Corpus, t: Texts, address: str) -> Sheet:
    """A scenario with what its steps gave, for readers of one language."""
    return Sheet(
        t.language,
        Part(*scenario.title.within(t.language)),
        Part(*scenario.shows.within(t.language)),
        address,
        tuple(_item(done, corpus, t) for done in performed),
    )


def _item(done: Performed, corpus: Corpus, t: Texts) -> Item:
    step = done.step
    return Item(
        t(KINDS[step.kind]),
        heading(step, corpus, t.language, done.answer),
        step.municipality,
        tuple(_said(done, t)),
        tuple(_quotes(done, corpus, t)),
    )


def _said(done: Performed, t: Texts) -> list[Part]:
    if done.problem:
        return [Part(done.problem, t.language)]
    if done.comparison is not None:
        key = "demonstrate.silent" if done.step.compare and done.step.compare.subject else "demonstrate.silent_actor"
        silent = [c.municipality for c in done.comparison.columns if c.silent]
        return [Part(f"{', '.join(silent)}: {t(key)}", t.language)] if silent else []
    if done.answer is None:
        return []
    answer = done.answer
    said = [Part(words, answer.language) for words in (answer.text, answer.reason) if words]
    if not answer.citations:
        said.insert(0, Part(t("handout.answer_missing"), t.language))
    if answer.signpost is not None:
        reach = [answer.signpost.name, answer.signpost.phone, answer.signpost.url]
        said.append(Part(f"{t('handout.nearest')} {', '.join(r for r in reach if r)}", t.language))
    return said


def _quotes(done: Performed, corpus: Corpus, t: Texts) -> list[Quote]:
    if done.answer is not None:
        return [_cited(c, corpus, t) for c in done.answer.citations]
    if done.comparison is not None:
        return [_passage(q.passage_id, corpus, t, q.text) for c in done.comparison.columns for q in c.quotes]
    if done.passage is not None:
        return [_passage(done.passage.id, corpus, t)]
    return [_passage(id_, corpus, t, text) for id_, text in dict.fromkeys((d.passage_id, d.sentence) for d in done.duties)]


def _cited(citation: Citation, corpus: Corpus, t: Texts) -> Quote:
    translation = citation.translation
    return Quote(
        citation.quote,
        source(citation.passage_id, corpus, t),
        Part(translation.text, translation.language) if translation else None,
    )


def _passage(id_: str, corpus: Corpus, t: Texts, text: str | None = None) -> Quote:
    """A passage, or a stretch of it; a translation stands under a whole passage only."""
    passage = corpus.by_id[id_]
    whole = text is None or text == passage.text
    translation = corpus.translation.get((id_, t.language)) if whole else None
    return Quote(
        passage.text if text is None else text,
        source(id_, corpus, t),
        Part(translation.text, translation.language) if translation else None,
    )


def source(passage_id: str, corpus: Corpus, t: Texts) -> str:
    """Municipality, document, section, date: what a reader needs to find the place."""
    passage = corpus.by_id[passage_id]
    document = corpus.document_of(passage)
    dated = document.dated.isoformat() if document.dated else t("handout.undated")
    return " · ".join([document.municipality, document.title, *passage.headings, dated])
