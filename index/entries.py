"""What is embedded for each passage: itself with its headings, its sentences, its translations, its questions, its statements.

Knows nothing about encoders or vectors. Texts longer than a window become several entries, never a truncated one.
"""

from collections.abc import Iterator
from dataclasses import replace

from corpus.sentences import split_sentences
from corpus.types import Corpus, Passage, Span
from index.types import Entry, View

WINDOW = 600  # characters; well under the encoder's 512 tokens in every language


def entries_of(corpus: Corpus) -> list[Entry]:
    """All entries of a corpus: passages in reading order, views in the order of `View`."""
    entries: list[Entry] = []
    for passage in corpus.passages:
        language = corpus.document_of(passage).language
        entries += _passage_entries(passage, language)
        entries += _sentence_entries(passage, language)
    for translation in corpus.translations:
        for window in windows(translation.text):
            text = translation.text[window.start : window.end]
            entries.append(Entry(translation.passage_id, View.TRANSLATION, translation.language, text))
    texts = [replace(entry, view=View.STATEMENT) for entry in entries if entry.view in (View.PASSAGE, View.SENTENCE)]
    entries += [Entry(q.passage_id, View.QUESTION, q.language, q.text) for q in corpus.questions]
    return entries + texts


def windows(text: str, size: int = WINDOW) -> list[Span]:
    """Stretches of whole sentences of about `size` characters that cover a text; a longer sentence is cut at a space."""
    found: list[Span] = []
    start = end = -1
    for sentence in _short_enough(text, size):
        if start >= 0 and sentence.end - start > size:
            found.append(Span(start, end))
            start = -1
        start, end = (sentence.start if start < 0 else start), sentence.end
    if start >= 0:
        found.append(Span(start, end))
    return found


def _short_enough(text: str, size: int) -> Iterator[Span]:
    for start, end in split_sentences(text):
        while end - start > size:
            cut = text.rfind(" ", start + 1, start + size)
            cut = cut if cut > start else start + size
            yield Span(start, cut)
            start = cut + 1 if text[cut : cut + 1] == " " else cut
        yield Span(start, end)


def _passage_entries(passage: Passage, language: str) -> Iterator[Entry]:
    heading = f"{passage.headings[-1]}. " if passage.headings else ""
    for window in windows(passage.text):
        yield Entry(passage.id, View.PASSAGE, language, heading + passage.quote(window).replace("\n", " "), window)


def _sentence_entries(passage: Passage, language: str) -> Iterator[Entry]:
    lead_in = passage.text[: passage.lead_in].strip()
    for sentence in passage.sentences:
        if sentence.start < passage.lead_in:  # the lead-in alone says nothing
            continue
        text = f"{lead_in} {passage.quote(sentence)}" if lead_in else passage.quote(sentence)
        yield Entry(passage.id, View.SENTENCE, language, text, sentence)
