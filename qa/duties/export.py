"""The register as a file: text table, CSV, XLSX, JSON, Markdown.

No cell can be taken for a formula: policies come from anywhere, and a spreadsheet would run what begins with "=".
openpyxl is imported only when an XLSX is asked for.
"""

import csv
import io
import json
import re
import textwrap
from collections.abc import Callable, Sequence
from dataclasses import fields
from typing import Any

from corpus.errors import InputError
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
_FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r")
_CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f]")  # characters that XML, and so XLSX, cannot hold
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
    """Comma-separated, CRLF, every cell quoted, UTF-8 with a byte order mark so that Excel reads å, ä and ö.

    A cell that a spreadsheet would run begins with an apostrophe.
    """
    out = io.StringIO(newline="")
    writer = csv.writer(out, quoting=csv.QUOTE_ALL, lineterminator="\r\n")
    writer.writerow(_headings(language))
    for row in _rows(duties, language):
        writer.writerow([_defused(cell) for cell in row])
    if not duties:
        writer.writerow([_EMPTY[language]])
    return out.getvalue().encode("utf-8-sig")


def to_xlsx(duties: Sequence[Duty], language: str = "en") -> bytes:
    """A workbook with one sheet: bold frozen header, filter, wrapped text, numbers as numbers, all else as text."""
    from openpyxl import Workbook  # type: ignore[import-untyped]
    from openpyxl.cell.cell import Cell  # type: ignore[import-untyped]
    from openpyxl.styles import Alignment, Font, PatternFill  # type: ignore[import-untyped]
    from openpyxl.utils import get_column_letter  # type: ignore[import-untyped]

    book = Workbook()
    sheet = book.active
    assert sheet is not None  # a new workbook has a sheet
    sheet.title = "Register"

    def put(row: int, column: int, value: Any) -> Cell:
        cell = sheet.cell(row, column)
        assert isinstance(cell, Cell)
        if isinstance(value, str):
            cell.value = _CONTROL.sub("", value)
            cell.data_type = "s"  # text, whatever it begins with
            if value.startswith(_FORMULA_STARTS):
                cell.quotePrefix = True  # and text still after somebody has edited it
        else:
            cell.value = value
        return cell

    for column, (name, heading) in enumerate(zip(COLUMNS, _headings(language), strict=True), start=1):
        cell = put(1, column, heading)
        cell.font = Font(bold=True)
        cell.fill = PatternFill("solid", fgColor="E8EEF4")
        cell.alignment = Alignment(vertical="top", wrap_text=True)
        sheet.column_dimensions[get_column_letter(column)].width = _WIDTHS[name]
    for number, row in enumerate(_rows(duties, language), start=2):
        for column, value in enumerate(row, start=1):
            put(number, column, value).alignment = Alignment(vertical="top", wrap_text=True)
    if not duties:
        put(2, 1, _EMPTY[language])
    sheet.freeze_panes = "A2"
    sheet.auto_filter.ref = f"A1:{get_column_letter(len(COLUMNS))}{max(2, len(duties) + 1)}"
    sheet.print_title_rows = "1:1"
    sheet.page_setup.orientation = "landscape"
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def to_markdown(duties: Sequence[Duty], language: str = "en") -> str:
    """A Markdown table without the offsets; or one line that says that there are none."""
    if not duties:
        return _EMPTY[language] + "\n"
    names = [c for c in COLUMNS if c not in ("start", "end")]
    headings = dict(zip(COLUMNS, _headings(language), strict=True))
    lines = ["| " + " | ".join(headings[n] for n in names) + " |", "|" + " --- |" * len(names)]
    for row in _rows(duties, language):
        cells = dict(zip(COLUMNS, row, strict=True))
        lines.append("| " + " | ".join(_markdown_cell(cells[n]) for n in names) + " |")
    return "\n".join(lines) + "\n"


def to_table(duties: Sequence[Duty], language: str = "en") -> str:
    """A text table for a terminal of 120 columns; long cells go on in the next line."""
    if not duties:
        return _EMPTY[language] + "\n"
    widths = {"municipality": 12, "modality": 14, "actor": 24, "action": 38, "deadline": 16}
    headings = dict(zip(COLUMNS, _headings(language), strict=True))
    lines = [_line([headings[n] for n in widths], list(widths.values())), "  ".join("-" * w for w in widths.values())]
    for row in _rows(duties, language):
        cells = dict(zip(COLUMNS, row, strict=True))
        wrapped = [textwrap.wrap(_visible(cells[n]), width) or [""] for n, width in widths.items()]
        for k in range(max(map(len, wrapped))):
            lines.append(_line([cell[k] if k < len(cell) else "" for cell in wrapped], list(widths.values())))
        lines.append(f"{'':12}  {cells['passage_id']}")
    return "\n".join(lines) + "\n"


def _headings(language: str) -> list[str]:
    return [_HEADINGS_SV[c] for c in COLUMNS] if language == "sv" else list(COLUMNS)


def _rows(duties: Sequence[Duty], language: str) -> list[list[Any]]:
    rows: list[list[Any]] = []
    for duty in duties:
        cells = duty.to_dict()
        cells["modality"] = _MODALITIES_SV[duty.modality] if language == "sv" else duty.modality.value
        rows.append(["" if cells[c] is None else cells[c] for c in COLUMNS])
    return rows


def _defused(cell: Any) -> Any:
    return f"'{cell}" if isinstance(cell, str) and cell.startswith(_FORMULA_STARTS) else cell


def _visible(cell: Any) -> str:
    """One line without control characters: a terminal obeys escape sequences that a text brings in."""
    return " ".join(_CONTROL.sub("", str(cell)).split())


def _markdown_cell(cell: Any) -> str:
    return _visible(cell).replace("\\", "\\\\").replace("|", "\\|").replace("<", "&lt;")


def _line(cells: Sequence[str], widths: Sequence[int]) -> str:
    return "  ".join(f"{cell:<{width}}" for cell, width in zip(cells, widths, strict=True)).rstrip()
