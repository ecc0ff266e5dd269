"""A comparison as a file: CSV, XLSX, Markdown, JSON. One row per quote; a municipality that is silent has a row too."""

import json
from typing import Any

from corpus.errors import InputError
from corpus.types import Corpus
from qa.duties.compare import SILENT, Column, Comparison, Quote
from qa.duties.differences import Likeness, likenesses
from qa.duties.export import modality_name
from qa.duties.spreadsheet import csv_bytes, markdown_text, xlsx_bytes

FORMATS = ("json", "csv", "xlsx", "md")
_HEADINGS = {
    "en": ("municipality", "document", "section", "passage_id", "quote", "modality", "probability", "most_like", "only_here"),
    "sv": (
        "Kommun",
        "Dokument",
        "Rubrik",
        "Stycke",
        "Citat",
        "Modalitet",
        "Sannolikhet",
        "Liknar mest",
        "Ord som bara står här",
    ),
}
_WIDTHS = (14, 32, 28, 30, 80, 15, 12, 38, 40)


def export_comparison(comparison: Comparison, corpus: Corpus, format: str, language: str = "en") -> str | bytes:
    """The comparison in one of FORMATS: bytes for xlsx and csv (UTF-8 with a byte order mark), text for the others.

    `language`: "en" or "sv", of the headings; JSON has the keys of `Comparison.to_dict` always. Raises InputError for
    another format or language.
    """
    if format not in FORMATS:
        raise InputError(f"unknown format {format!r}; use one of {', '.join(FORMATS)}")
    if language not in _HEADINGS:
        raise InputError(f"no headings in language {language!r}; use one of {', '.join(_HEADINGS)}")
    if format == "json":
        return json.dumps(comparison.to_dict(), ensure_ascii=False, indent=2)
    if format == "md":
        return _markdown(comparison, corpus, language)
    rows = _rows(comparison, corpus, language)
    if format == "csv":
        return csv_bytes(_HEADINGS[language], rows)
    return xlsx_bytes("Comparison" if language == "en" else "Jämförelse", _HEADINGS[language], _WIDTHS, rows)


def _rows(comparison: Comparison, corpus: Corpus, language: str) -> list[list[Any]]:
    alike = likenesses(comparison)
    rows: list[list[Any]] = []
    for column in comparison.columns:
        if column.silent:
            rows.append([column.municipality, ", ".join(column.documents), "", "", _silent(language), "", "", "", ""])
        for number, quote in enumerate(column.quotes, start=1):
            likeness = alike.get((column.municipality, number))
            passage = corpus.by_id[quote.passage_id]
            rows.append(
                [
                    column.municipality,
                    corpus.document_of(passage).title,
                    " – ".join(passage.headings),
                    quote.passage_id,
                    quote.text,
                    modality_name(quote.modality, language) if quote.modality else "",
                    "" if quote.probability is None else round(quote.probability, 2),
                    f"{likeness.municipality} ({likeness.passage_id})" if likeness else "",
                    " | ".join(quote.text[s.start : s.end] for s in likeness.spans) if likeness else "",
                ]
            )
    return rows


def _markdown(comparison: Comparison, corpus: Corpus, language: str) -> str:
    alike = likenesses(comparison)
    lines = [f"# {markdown_text(comparison.about)}", ""]
    for column in comparison.columns:
        lines += [f"## {markdown_text(column.municipality)}", ""]
        for number, quote in enumerate(column.quotes, start=1):
            lines += _quoted(column, quote, alike.get((column.municipality, number)), corpus, language)
        if column.silent:
            lines += [f"*{_silent(language)}*", ""]
    return "\n".join(lines)


def _quoted(column: Column, quote: Quote, likeness: Likeness | None, corpus: Corpus, language: str) -> list[str]:
    """A quote, its lines kept, with its source and what it is most like."""
    passage = corpus.by_id[quote.passage_id]
    source = " · ".join([corpus.document_of(passage).title, *passage.headings, quote.passage_id])
    lines = [f"> {markdown_text(line)}  " for line in quote.text.split("\n")]
    lines += ["", markdown_text(source)]
    if likeness is not None:
        word = "Liknar mest" if language == "sv" else "Most like"
        lines += ["", markdown_text(f"{word}: {likeness.municipality} ({likeness.passage_id})")]
    return [*lines, ""]


def _silent(language: str) -> str:
    return SILENT[language][0].upper() + SILENT[language][1:]
