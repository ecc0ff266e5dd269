"""Quotes that are nearly alike, what differs in them, and both in files."""

import csv
import io
import json

import pytest
from openpyxl import load_workbook  # type: ignore[import-untyped]

from corpus.errors import InputError
from corpus.types import Corpus, Span
from qa.duties.compare import Column, Comparison, Quote, compare_actor
from qa.duties.compare_export import FORMATS, export_comparison
from qa.duties.differences import likenesses, only_in, pieces
from qa.types import Duty, Modality


@pytest.mark.parametrize(
    ("text", "other", "expected"),
    [
        ("Nämnden ska följa upp.", "Nämnden bör följa upp.", ["ska"]),
        ("NÄMNDEN ska, följa upp!", "Nämnden ska följa upp.", []),
        ("a b c", "c", ["a b"]),
        ("ett och två mål", "1-2 mål", ["ett och två"]),
        ("samma", "samma och mer", []),
        ("", "ord", []),
        ("ord", "", ["ord"]),
    ],
)
def test_words_that_only_one_has(text: str, other: str, expected: list[str]) -> None:
    assert [text[s.start : s.end] for s in only_in(text, other)] == expected


def test_pieces_cover_the_text() -> None:
    text = "Malung-Sälens kommun ska"
    assert pieces(text, [Span(0, 13)]) == (("Malung-Sälens", True), (" kommun ska", False))
    assert pieces(text, []) == ((text, False),)


def test_what_one_policy_changed_when_it_copied_the_other(corpus: Corpus, duties: tuple[Duty, ...]) -> None:
    comparison = compare_actor(corpus, duties, "kommunen")
    found = likenesses(comparison)
    quotes = {c.municipality: [q.text for q in c.quotes] for c in comparison.columns}

    def marked(municipality: str, number: int) -> list[str]:
        return [quotes[municipality][number - 1][s.start : s.end] for s in found[municipality, number].spans]

    assert marked("Hällefors", 1) == ["skall"] and marked("Herrljunga", 1) == ["ska"]
    assert marked("Hällefors", 2) == ["än de traditionella"] and marked("Herrljunga", 2) == []
    assert found["Herrljunga", 2].municipality == "Hällefors" and not found["Herrljunga", 2].same
    assert found["Vansbro", 2].same and found["Vansbro", 2].spans == ()


def test_quotes_that_are_not_alike_are_not_compared(corpus: Corpus, duties: tuple[Duty, ...]) -> None:
    assert likenesses(compare_actor(corpus, duties, "nämnd")) == {}
    assert likenesses(Comparison("x", (), ())) == {}


def test_every_format_has_every_quote_and_the_silence(corpus: Corpus, duties: tuple[Duty, ...]) -> None:
    comparison = compare_actor(corpus, duties, "kommunen")
    quotes = [q.text for c in comparison.columns for q in c.quotes]
    data = export_comparison(comparison, corpus, "csv", "sv")
    assert isinstance(data, bytes) and data.startswith(b"\xef\xbb\xbf")
    rows = list(csv.DictReader(io.StringIO(data.decode("utf-8-sig"), newline="")))
    assert [r["Citat"] for r in rows if r["Stycke"]] == quotes
    assert [(r["Kommun"], r["Citat"]) for r in rows if not r["Stycke"]] == [("Hedemora", "Policyn säger inget")]
    assert rows[0]["Liknar mest"] == "Herrljunga (herrljunga/genomforande/1)"
    assert rows[0]["Ord som bara står här"] == "skall" and rows[0]["Modalitet"] == "skyldighet"
    book = export_comparison(comparison, corpus, "xlsx", "en")
    assert isinstance(book, bytes)
    sheet = load_workbook(io.BytesIO(book)).active
    assert [cell.value for cell in sheet["E"]][1] == quotes[0] and sheet.max_row == len(quotes) + 2
    text = export_comparison(comparison, corpus, "md", "sv")
    assert isinstance(text, str) and all(f"> {q}" in text for q in quotes) and "*Policyn säger inget*" in text
    assert json.loads(export_comparison(comparison, corpus, "json")) == comparison.to_dict()


def test_no_cell_is_a_formula_and_no_quote_is_markup(corpus: Corpus) -> None:
    evil = '=HYPERLINK("http://x") <b>*fet*</b>\n# rubrik'
    id_ = corpus.passages[0].id
    comparison = Comparison("=1+1", (), (Column("Vansbro", (), (Quote(id_, evil, Modality.RIGHT),)),))
    data = export_comparison(comparison, corpus, "csv")
    assert isinstance(data, bytes) and "'=HYPERLINK" in data.decode("utf-8-sig")
    book = export_comparison(comparison, corpus, "xlsx")
    assert isinstance(book, bytes)
    cell = load_workbook(io.BytesIO(book)).active["E2"]
    assert cell.data_type == "s" and cell.value == evil
    text = export_comparison(comparison, corpus, "md")
    assert isinstance(text, str) and "<b>" not in text and "\\*fet\\*" in text and "> \\# rubrik" in text


def test_unknown_formats_and_languages(corpus: Corpus) -> None:
    empty = Comparison("x", (), ())
    with pytest.raises(InputError, match=", ".join(FORMATS)):
        export_comparison(empty, corpus, "pdf")
    with pytest.raises(InputError, match="en, sv"):
        export_comparison(empty, corpus, "csv", "so")
