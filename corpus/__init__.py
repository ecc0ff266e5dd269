"""DOCUMENTS IN, PASSAGES OUT. Reads, repairs and splits policies; knows nothing about vectors or visitors."""

from corpus.store import POLICIES, load_corpus
from corpus.types import Corpus, CuratedQuestion, Document, Kind, Passage, Section, Span, Translation

__all__ = [
    "POLICIES",
    "Corpus",
    "CuratedQuestion",
    "Document",
    "Kind",
    "Passage",
    "Section",
    "Span",
    "Translation",
    "load_corpus",
]
