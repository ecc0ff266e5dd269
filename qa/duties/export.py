"""The register as a file: text table, CSV, XLSX, JSON, Markdown.

That no cell is taken for a formula is seen to in `spreadsheet`.
"""

import json
import textwrap
from collections.abc import Callable, Sequence
from dataclasses import fields
from typing import Any

from corpus.errors import InputError
from qa.duties.spreadsheet import csv_bytes, markdown_table, one_line, xlsx_bytes
from qa.types import Duty, Modality

COLUMNS: tuple[str, ...] = tuple(f.name for f in fields(Duty))
# Swedish headings, for staff; the English ones are the field names.
_HEADINGS_SV = {
    "municipality": "Kommun",
    "document": "Dokument",
    "passage_id": "Stycke",
    "actor": "Aktör",
    "actor_base": "Aktör i grundform",
    "modality": "Modalitet",
    "action": "Vad",
    "recipient": "Mottagare",
    "deadline": "När eller hur ofta",
    "sentence": "Mening",
    "start": "Början",
    "end": "Slut",
}
_MODALITIES_SV = {
    Modality.OBLIGATION: "skyldighet",
    Modality.RECOMMENDATION: "rekommendation",
    Modality.PERMISSION: "tillåtelse",
    Modality.PROHIBITION: "förbud",
    Modality.RIGHT: "rättighet",
    Modality.RESPONSIBILITY: "ansvar",
}
# Widths in characters, as Excel counts them.
_WIDTHS = {
    "municipality": 14,
    "document": 32,
    "passage_id": 30,
    "actor": 28,
    "actor_base": 22,
    "modality": 15,
    "action": 60,
    "recipient": 22,
    "deadline": 24,
    "sentence": 70,
    "start": 8,
    "end": 8,
}
_EMPTY = {"en": "No duties found.", "sv": "Inga skyldigheter hittades."}
MEDIA_TYPES = {
    "table": "text/plain; charset=utf-8",
    "csv": "text/csv; charset=utf-8",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "json": "application/json",
    "md": "text/markdown; charset=utf-8",
}
FORMATS: tuple[str, ...] = tuple(MEDIA_TYPES)


def export_duties(duties: Sequence[Duty], format: str, language: str = "en") -> str | bytes:
    """The duties in one of FORMATS: bytes for xlsx and csv (UTF-8 with a byte order mark), text for the others.

    `language`: "en" (field names as headings) or "sv"; JSON has field names always. Raises InputError for another
    format or language.
    """
    writers: dict[str, Callable[[Sequence[Duty], str], str | bytes]] = {
        "table": to_table,
        "csv": to_csv,
        "xlsx": to_xlsx,
        "json": lambda rows, _: to_json(rows),
        "md": to_markdown,
    }
    if format not in writers:
        raise InputError(f"unknown format {format!r}; use one of {', '.join(FORMATS)}")
    if language not in _EMPTY:
        raise InputError(f"no headings in language {language!r}; use one of {', '.join(_EMPTY)}")
    return writers[format](duties, language)


def to_json(duties: Sequence[Duty]) -> str:
    """A JSON array, one object per duty with the fields of `Duty`; an empty array without any."""
    return json.dumps([d.to_dict() for d in duties], ensure_ascii=False, indent=2)


def to_csv(duties: Sequence[Duty], language: str = "en") -> bytes:
    """Comma-separated, as `csv_bytes` writes it; one line that says so where there are no duties."""
    return csv_bytes(_headings(language), _rows(duties, language) or [[_EMPTY[language]]])


def to_xlsx(duties: Sequence[Duty], language: str = "en") -> bytes:
    """A workbook with one sheet, as `xlsx_bytes` writes it."""
    rows = _rows(duties, language) or [[_EMPTY[language]]]
    return xlsx_bytes("Register", _headings(language), [_WIDTHS[c] for c in COLUMNS], rows)


def to_markdown(duties: Sequence[Duty], language: str = "en") -> str:
    """A Markdown table without the offsets; or one line that says that there are none."""
    if not duties:
        return _EMPTY[language] + "\n"
    kept = len(COLUMNS) - 2  # all but start and end
    return markdown_table(_headings(language)[:kept], [row[:kept] for row in _rows(duties, language)])


def to_table(duties: Sequence[Duty], language: str = "en") -> str:
    """A text table for a terminal of 120 columns; long cells go on in the next line."""
    if not duties:
        return _EMPTY[language] + "\n"
    widths = {"municipality": 12, "modality": 14, "actor": 24, "action": 38, "deadline": 16}
    headings = dict(zip(COLUMNS, _headings(language), strict=True))
    lines = [_line([headings[n] for n in widths], list(widths.values())), "  ".join("-" * w for w in widths.values())]
    for row in _rows(duties, language):
        cells = dict(zip(COLUMNS, row, strict=True))
        wrapped = [textwrap.wrap(one_line(cells[n]), width) or [""] for n, width in widths.items()]
        for k in range(max(map(len, wrapped))):
            lines.append(_line([cell[k] if k < len(cell) else "" for cell in wrapped], list(widths.values())))
        lines.append(f"{'':12}  {cells['passage_id']}")
    return "\n".join(lines) + "\n"


def modality_name(modality: Modality, language: str) -> str:
    """A modality as a file shows it."""
    return _MODALITIES_SV[modality] if language == "sv" else modality.value


def _headings(language: str) -> list[str]:
    return [_HEADINGS_SV[c] for c in COLUMNS] if language == "sv" else list(COLUMNS)


def _rows(duties: Sequence[Duty], language: str) -> list[list[Any]]:
    rows: list[list[Any]] = []
    for duty in duties:
        cells = duty.to_dict()
        cells["modality"] = modality_name(duty.modality, language)
        rows.append(["" if cells[c] is None else cells[c] for c in COLUMNS])
    return rows


def _line(cells: Sequence[str], widths: Sequence[int]) -> str:
    return "  ".join(f"{cell:<{width}}" for cell, width in zip(cells, widths, strict=True)).rstrip()
