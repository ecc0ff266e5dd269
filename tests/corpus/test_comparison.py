"""Differences between sources and transcriptions."""

from pathlib import Path

import pytest

from corpus.comparison import Difference, compare, differences
from corpus.errors import CorpusError
from corpus.store import POLICIES


def test_vansbro_differs_in_one_word() -> None:
    assert differences(POLICIES / "vansbro") == [Difference("gäller oavsett om", "slakten", "släkten", "har bott i")]


def test_hedemora_does_not_differ() -> None:
    assert differences(POLICIES / "hedemora") == []


def test_malung_salen_joins_a_divided_word() -> None:
    assert [(d.source, d.transcription) for d in differences(POLICIES / "malung-salen")] == [
        ("befolknings- sammansättningen", "befolkningssammansättningen")
    ]


def test_herrljunga_differs_in_headings_and_letterhead_only() -> None:
    assert [(d.source, d.transcription) for d in differences(POLICIES / "herrljunga")] == [
        ("", "Integrationspolicy för Herrljunga kommun Dokumentuppgifter"),
        ("Policy Integrationspolicy för Herrljunga kommun HERRLJUNGA KOMMUN Våga vilja växa!", ""),
    ]


def test_hallefors_is_read_anew_word_by_word() -> None:
    found = differences(POLICIES / "hallefors")
    assert len(found) == 149
    assert ("kommun@bhellefors.se", "kommun@hellefors.se") in [(d.source, d.transcription) for d in found]


@pytest.mark.parametrize(
    ("source", "transcription", "expected"),
    [
        ("Mål\n\uf02d ett\n\uf02d två", "## Mål\n\n- ett\n- två", []),
        ("*kursiv* text", "kursiv text", []),
        ("en rad\nbruten", "en rad bruten", []),
        ("a b c", "a c", [("b", "")]),
        ("a c", "a b c", [("", "b")]),
        ("Tel: 1", "Tel: 1\\\nFax: 2", [("", "Fax: 2")]),
    ],
)
def test_words_are_compared_and_layout_is_not(source: str, transcription: str, expected: list[tuple[str, str]]) -> None:
    assert [(d.source, d.transcription) for d in compare(source, transcription)] == expected


def test_a_pdf_cannot_be_compared(policies: Path) -> None:
    folder = policies / "lillbyn"
    (folder / "source.txt").rename(folder / "source.pdf")
    facts = folder / "document.toml"
    facts.write_text(facts.read_text(encoding="utf-8").replace("source.txt", "source.pdf"), encoding="utf-8")
    with pytest.raises(CorpusError, match=r"source\.pdf is not text"):
        differences(folder)
