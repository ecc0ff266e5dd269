"""Passages and corpora check themselves."""

import pytest

from corpus.errors import CorpusError
from corpus.types import Corpus, Document, Kind, Passage, Section, Span


def passage(text: str, sentences: tuple[Span, ...] = (), id_: str = "x/a/1") -> Passage:
    return Passage(id_, "x", (), text, sentences, Kind.PARAGRAPH)


def test_the_hash_of_a_text_is_stable() -> None:
    assert passage("Alla ska känna sig välkomna.").text_hash == "4ffa449664d0"
    assert passage("Alla ska känna sig välkomna!").text_hash != passage("Alla ska känna sig välkomna.").text_hash


@pytest.mark.parametrize("text", ["", "  ", " a", "a\n"])
def test_a_passage_has_no_white_space_at_its_ends(text: str) -> None:
    with pytest.raises(CorpusError, match="x/a/1: text is empty or has white space"):
        passage(text)


@pytest.mark.parametrize("spans", [[(0, 9)], [(2, 2)], [(3, 4), (0, 2)], [(0, 3), (2, 4)]])
def test_sentences_lie_in_the_text_in_order(spans: list[tuple[int, int]]) -> None:
    with pytest.raises(CorpusError, match="x/a/1: sentence"):
        passage("abcd", tuple(Span(*s) for s in spans))


def test_no_passage_id_stands_twice() -> None:
    document = Document("x", "X", "T", (), "sv", "source.txt", "0")
    with pytest.raises(CorpusError, match="passage ids stand twice: x/a/1"):
        Corpus((document,), {"x": (Section("a", (), 1, False, (passage("a"), passage("b"))),)})


def test_the_corpus_hash_follows_what_an_index_is_made_from(small_corpus: Corpus) -> None:
    same = Corpus(small_corpus.documents, small_corpus.sections, warnings=("something",))
    fewer = Corpus(small_corpus.documents[:1], small_corpus.sections)
    assert same.hash == small_corpus.hash
    assert fewer.hash != small_corpus.hash
    assert len(small_corpus.hash) == 16


def test_lookups(small_corpus: Corpus) -> None:
    assert small_corpus.municipalities == ("Lillbyn", "Storköping")
    assert small_corpus.document_of(small_corpus.by_id["storkoping/kontakt/1"]).municipality == "Storköping"
    assert len(small_corpus.passages) == 9
