"""What is embedded for each passage."""

import pytest

from corpus.types import Corpus
from index.entries import WINDOW, entries_of, windows
from index.types import View


def test_entries_of_a_small_corpus(small_corpus: Corpus) -> None:
    entries = [e for e in entries_of(small_corpus) if e.passage_id.startswith("storkoping/ansvar")]
    found = [(e.passage_id, e.view, e.text) for e in entries if e.view is not View.STATEMENT]
    lead = "Biblioteket ska erbjuda:"
    assert found == [
        (
            "storkoping/ansvar/1",
            View.PASSAGE,
            "Ansvar för uppföljning. Kommunstyrelsen ansvarar för att planen följs upp varje år.",
        ),
        ("storkoping/ansvar/1", View.SENTENCE, "Kommunstyrelsen ansvarar för att planen följs upp varje år."),
        (
            "storkoping/ansvar/2",
            View.PASSAGE,
            f"Ansvar för uppföljning. Policyn antas av fullmäktige. {lead} språkkaféer varje torsdag böcker på flera språk",
        ),
        ("storkoping/ansvar/2", View.SENTENCE, "Policyn antas av fullmäktige."),
        ("storkoping/ansvar/2", View.SENTENCE, lead),
        ("storkoping/ansvar/2", View.SENTENCE, "språkkaféer varje torsdag"),
        ("storkoping/ansvar/2", View.SENTENCE, "böcker på flera språk"),
        ("storkoping/ansvar/2.1", View.PASSAGE, f"Ansvar för uppföljning. {lead} språkkaféer varje torsdag"),
        ("storkoping/ansvar/2.1", View.SENTENCE, f"{lead} språkkaféer varje torsdag"),
        ("storkoping/ansvar/2.2", View.PASSAGE, f"Ansvar för uppföljning. {lead} böcker på flera språk"),
        ("storkoping/ansvar/2.2", View.SENTENCE, f"{lead} böcker på flera språk"),
    ]
    said = [(e.passage_id, e.text) for e in entries if e.view is View.STATEMENT]
    assert said == [(passage, text) for passage, _, text in found]


def test_every_view_of_the_real_corpus(corpus: Corpus) -> None:
    entries = entries_of(corpus)
    assert {e.passage_id for e in entries if e.view is View.PASSAGE} == set(corpus.by_id)
    assert {e.passage_id for e in entries if e.view is View.SENTENCE} == set(corpus.by_id)
    assert len([e for e in entries if e.view is View.QUESTION]) == len(corpus.questions)
    for e in entries:
        if e.span is not None:
            assert corpus.by_id[e.passage_id].quote(e.span).replace("\n", " ") in e.text


def test_long_texts_become_several_entries_and_lose_nothing(corpus: Corpus) -> None:
    long = [p for p in corpus.passages if len(p.text) > WINDOW]
    assert long
    for passage in long:
        spans = [e.span for e in entries_of(corpus) if e.passage_id == passage.id and e.view is View.PASSAGE]
        assert len(spans) > 1
        assert "".join("".join(passage.quote(s).split()) for s in spans if s) == "".join(passage.text.split())
        assert all(s and s.end - s.start <= WINDOW for s in spans)


@pytest.mark.parametrize(
    ("text", "size", "pieces"),
    [
        ("Ett. Två. Tre.", 9, ["Ett. Två.", "Tre."]),
        ("Ett. Två. Tre.", 100, ["Ett. Två. Tre."]),
        ("Ett två tre fyra fem.", 10, ["Ett två", "tre fyra", "fem."]),
        ("abcdefghij", 4, ["abcd", "efgh", "ij"]),
        ("", 10, []),
    ],
)
def test_windows(text: str, size: int, pieces: list[str]) -> None:
    assert [text[w.start : w.end] for w in windows(text, size)] == pieces
