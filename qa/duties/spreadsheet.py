"""Rows as CSV, XLSX and Markdown, so that no cell can be taken for a formula.

Policies come from anywhere, and a spreadsheet would run what begins with "=". Knows nothing about what the rows hold.
openpyxl is imported only when an XLSX is asked for.
"""

import csv
import io
import re
from collections.abc import Sequence
from typing import Any

_FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r")
_CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f]")  # characters that XML, and so XLSX, cannot hold
_MARKDOWN = re.compile(r"([\\`*_\[\]#|])")


def csv_bytes(headings: Sequence[str], rows: Sequence[Sequence[Any]]) -> bytes:
    """Comma-separated, CRLF, every cell quoted, UTF-8 with a byte order mark so that Excel reads å, ä and ö.

    A cell that a spreadsheet would run begins with an apostrophe.
    """
    out = io.StringIO(newline="")
    writer = csv.writer(out, quoting=csv.QUOTE_ALL, lineterminator="\r\n")
    writer.writerow(headings)
    for row in rows:
        writer.writerow([_defused(cell) for cell in row])
    return out.getvalue().encode("utf-8-sig")


def xlsx_bytes(title: str, headings: Sequence[str], widths: Sequence[int], rows: Sequence[Sequence[Any]]) -> bytes:
    """A workbook with one sheet: bold frozen header, filter, wrapped text, numbers as numbers, all else as text.

    `widths`: of the columns, in characters, as Excel counts them. A row may be shorter than the headings.
    """
    from openpyxl import Workbook  # type: ignore[import-untyped]
    from openpyxl.cell.cell import Cell  # type: ignore[import-untyped]
    from openpyxl.styles import Alignment, Font, PatternFill  # type: ignore[import-untyped]
    from openpyxl.utils import get_column_letter  # type: ignore[import-untyped]

    book = Workbook()
    sheet = book.active
    assert sheet is not None  # a new workbook has a sheet
    sheet.title = title

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
        cell.alignment = Alignment(vertical="top", wrap_text=True)
        return cell

    for column, (heading, width) in enumerate(zip(headings, widths, strict=True), start=1):
        cell = put(1, column, heading)
        cell.font = Font(bold=True)
        cell.fill = PatternFill("solid", fgColor="E8EEF4")
        sheet.column_dimensions[get_column_letter(column)].width = width
    for number, row in enumerate(rows, start=2):
        for column, value in enumerate(row, start=1):
            put(number, column, value)
    sheet.freeze_panes = "A2"
    sheet.auto_filter.ref = f"A1:{get_column_letter(len(headings))}{max(2, len(rows) + 1)}"
    sheet.print_title_rows = "1:1"
    sheet.page_setup.orientation = "landscape"
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def markdown_table(headings: Sequence[str], rows: Sequence[Sequence[Any]]) -> str:
    """A Markdown table."""
    lines = ["| " + " | ".join(headings) + " |", "|" + " --- |" * len(headings)]
    lines += ["| " + " | ".join(_markdown_cell(cell) for cell in row) + " |" for row in rows]
    return "\n".join(lines) + "\n"


def markdown_text(text: str) -> str:
    """A text that Markdown shows as it is written."""
    return _MARKDOWN.sub(r"\\\1", one_line(text)).replace("<", "&lt;")


def one_line(cell: Any) -> str:
    """One line without control characters: a terminal obeys escape sequences that a text brings in."""
    return " ".join(_CONTROL.sub("", str(cell)).split())


def _defused(cell: Any) -> Any:
    return f"'{cell}" if isinstance(cell, str) and cell.startswith(_FORMULA_STARTS) else cell


def _markdown_cell(cell: Any) -> str:
    return one_line(cell).replace("\\", "\\\\").replace("|", "\\|").replace("<", "&lt;")
