"""Every export, opened again by what people open it with."""

import csv
import io
import json
from typing import Any

import pytest
from openpyxl import load_workbook  # type: ignore[import-untyped]

from corpus.errors import InputError
from qa.duties.export import COLUMNS, FORMATS, MEDIA_TYPES, export_duties
from qa.types import Duty

from .texts import duty

DANGEROUS = ["=1+1", "+46 123", "-5", "@SUM(A1)", "\t=1", "\r=1", '=HYPERLINK("http://x","y")']


def sheet_of(data: str | bytes) -> Any:
    assert isinstance(data, bytes)
    return load_workbook(io.BytesIO(data)).active


def rows_of(data: str | bytes) -> list[list[str]]:
    assert isinstance(data, bytes)
    return list(csv.reader(io.StringIO(data.decode("utf-8-sig"), newline="")))


def test_json_rows_carry_every_field(duties: tuple[Duty, ...]) -> None:
    rows = json.loads(export_duties(duties, "json"))
    assert len(rows) == len(duties)
    assert tuple(rows[0]) == COLUMNS
    assert rows[0]["modality"] == duties[0].modality.value
    assert "å" in export_duties(duties, "json")


def test_csv_opens_in_excel_with_swedish_letters(duties: tuple[Duty, ...]) -> None:
    data = export_duties(duties, "csv")
    assert isinstance(data, bytes) and data.startswith(b"\xef\xbb\xbf")
    rows = rows_of(data)
    assert tuple(rows[0]) == COLUMNS
    assert len(rows) == len(duties) + 1
    assert rows[1][0] == "Hällefors"


def test_xlsx_has_columns_header_filter_and_wrapped_text(duties: tuple[Duty, ...]) -> None:
    sheet = sheet_of(export_duties(duties, "xlsx"))
    assert [c.value for c in sheet[1]] == list(COLUMNS)
    assert all(c.font.bold for c in sheet[1])
    assert sheet.freeze_panes == "A2"
    assert sheet.auto_filter.ref == f"A1:L{len(duties) + 1}"
    assert sheet["A2"].value == "Hällefors"
    assert sheet["J2"].alignment.wrap_text
    assert sheet.column_dimensions["J"].width > 40
    assert isinstance(sheet["K2"].value, int)
    assert sheet.max_row == len(duties) + 1


@pytest.mark.parametrize("text", DANGEROUS)
def test_no_cell_is_taken_for_a_formula(text: str) -> None:
    row = duty(sentence=text, actor=text, deadline=text)
    cells = dict(zip(COLUMNS, rows_of(export_duties([row], "csv"))[1:][0], strict=True))
    assert cells["sentence"] == cells["actor"] == cells["deadline"] == f"'{text}"
    sheet = sheet_of(export_duties([row], "xlsx"))
    for column in ("D", "I", "J"):
        assert sheet[f"{column}2"].data_type == "s"
        assert sheet[f"{column}2"].value.strip() == text.strip()
        assert sheet[f"{column}2"].quotePrefix


def test_characters_that_a_workbook_cannot_hold_are_left_out() -> None:
    sheet = sheet_of(export_duties([duty(sentence="a\x00b\x1bc")], "xlsx"))
    assert sheet["J2"].value == "abc"


def test_markdown_and_table_keep_their_shape() -> None:
    row = duty(action="a | b\nc", sentence="x\x1b[31m<b>")
    markdown = export_duties([row], "md")
    assert isinstance(markdown, str)
    assert "a \\| b c" in markdown and "\x1b" not in markdown and "<b>" not in markdown
    assert len(markdown.splitlines()) == 3
    table = export_duties([row, duty(action="ord " * 60)], "table")
    assert isinstance(table, str)
    assert max(map(len, table.splitlines())) <= 120
    assert "storkoping/plan/1" in table


def test_swedish_headings_and_modalities() -> None:
    sheet = sheet_of(export_duties([duty()], "xlsx", "sv"))
    assert sheet["A1"].value == "Kommun" and sheet["F2"].value == "skyldighet"


@pytest.mark.parametrize("format", ["table", "md", "csv", "xlsx"])
@pytest.mark.parametrize(("language", "message"), [("en", "No duties found."), ("sv", "Inga skyldigheter hittades.")])
def test_an_empty_register_says_so(format: str, language: str, message: str) -> None:
    data = export_duties([], format, language)
    if format == "xlsx":
        assert sheet_of(data)["A2"].value == message
    else:
        assert message in (data if isinstance(data, str) else data.decode("utf-8-sig"))


def test_an_empty_register_in_json_is_an_empty_array() -> None:
    assert json.loads(export_duties([], "json")) == []


def test_formats_are_named_in_the_error() -> None:
    with pytest.raises(InputError, match="table, csv, xlsx, json, md"):
        export_duties([], "pdf")
    with pytest.raises(InputError, match="en, sv"):
        export_duties([], "csv", "fi")
    assert set(FORMATS) == set(MEDIA_TYPES)
