"""What a sheet of a workbook hides or strikes through is left out and listed."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from openpyxl.cell.rich_text import CellRichText, TextBlock
from openpyxl.cell.text import InlineFont
from openpyxl.comments import Comment
from openpyxl.formatting.rule import CellIsRule
from openpyxl.styles import Font
from workbook_reading import RECOVERY, Read, read_rows
from workbooks import NORTH_LINCOLNSHIRE, ROTHERHAM, change_sheet, figures, save

from pipeline.parse.xlsx.cells import read_sheets

STRUCK = Font(strike=True)
ALL = [0.5, 0.51, 0.52, 0.53]
# The titles stand in row 10, and the first of two columns of figures is F.
GRID = figures(["2019/20 Q1", "2019/20 Q2"], [*NORTH_LINCOLNSHIRE, 0.5, 0.51], [*ROTHERHAM, 0.52, 0.53])


def read(path: Path) -> Read:
    return read_rows(read_sheets(path))


def drawn(folder: Path, change: Callable[[Any], None]) -> Read:
    path = save(folder / "w.xlsx", {RECOVERY: GRID})
    book = openpyxl.load_workbook(path)
    change(book.worksheets[0])
    book.save(path)
    return read(path)


def written(folder: Path, written: bytes, instead: bytes) -> Read:
    path = save(folder / "w.xlsx", {RECOVERY: GRID})
    return read(change_sheet(path, lambda xml: re.sub(written, instead, xml, count=1)))


def values(found: Read) -> list[float]:
    return [round(row["value"] / 100, 4) for row in found.values]


def strike(place: str) -> Callable[[Any], None]:
    def change(sheet: Any) -> None:
        sheet[place].font = STRUCK

    return change


def hide_row(sheet: Any) -> None:
    sheet.row_dimensions[11].hidden = True


def hide_column(sheet: Any) -> None:
    sheet.column_dimensions["F"].hidden = True


def hide_several(sheet: Any) -> None:
    sheet.column_dimensions.group("F", "G", hidden=True)


def show_nothing(sheet: Any) -> None:
    sheet["F11"].number_format = ";;;"


def show_a_sign(sheet: Any) -> None:
    sheet["F11"].number_format = '"*"'


def strike_piece(sheet: Any) -> None:
    sheet["D11"] = CellRichText("NHS North Lincolnshire", TextBlock(InlineFont(strike=True), " CCG"))


@pytest.mark.parametrize(
    ("change", "left", "where"),
    [
        (hide_row, [0.52, 0.53], ["A11:G11"]),
        (hide_column, [0.51, 0.53], ["F11:F12"]),
        (hide_several, [], ["F11:F12", "G11:G12"]),
        (show_nothing, [0.51, 0.52, 0.53], ["F11"]),
        (show_a_sign, [0.51, 0.52, 0.53], ["F11"]),
        (strike("F11"), [0.51, 0.52, 0.53], ["F11"]),
        (strike("F10"), [0.51, 0.53], ["F11:F12"]),
        (strike("C11"), [0.52, 0.53], ["A11:G11"]),
        (strike_piece, [0.52, 0.53], ["A11:G11"]),
    ],
)
def test_what_is_not_shown_as_its_own_is_listed_and_not_taken(
    tmp_path: Path, change: Callable[[Any], None], left: list[float], where: list[str]
) -> None:
    found = drawn(tmp_path, change)
    assert sorted(values(found)) == left
    assert [locator for locator, *_ in found.rejected] == [f"{RECOVERY}!{place}" for place in where]
    assert all("show it in a copy of the file" in reason for *_, reason in found.rejected)


@pytest.mark.parametrize(
    ("xml", "instead", "left"),
    [
        (rb'<row r="11"', b'<row r="11" ht="0" customHeight="1"', [0.52, 0.53]),
        (rb'<row r="11"', b'<row r="11" hidden="true"', [0.52, 0.53]),
        (rb'<row r="11"', b'<row r="11" hidden="0" ht="15"', ALL),
        (rb"<sheetData>", b'<cols><col min="6" max="6" width="0"/></cols><sheetData>', [0.51, 0.53]),
        (rb"<sheetData>", b'<cols><col min="6" max="16384" hidden="true"/></cols><sheetData>', []),
        (rb"<sheetData>", b'<cols><col min="6" max="7" width="9" hidden="false"/></cols><sheetData>', ALL),
    ],
)
def test_the_forms_in_which_a_row_or_a_column_is_hidden(
    tmp_path: Path, xml: bytes, instead: bytes, left: list[float]
) -> None:
    assert sorted(values(written(tmp_path, xml, instead))) == left


def hide_label(sheet: Any) -> None:
    sheet.column_dimensions["A"].hidden = True
    sheet.row_dimensions[3].hidden = True


def strike_rule(sheet: Any) -> None:
    sheet["D11"] = CellRichText("NHS North ", TextBlock(InlineFont(b=True), "Lincolnshire CCG"))
    sheet.conditional_formatting.add("F11:G12", CellIsRule("lessThan", ["0"], font=STRUCK))


def comment(sheet: Any) -> None:
    sheet["A11"].comment = Comment("no figure", "an analyst")
    sheet["G11"].font = Font(strike=False, color="00888888")
    sheet["G12"].number_format = '[Red]"OK";"Err"'
    sheet["F12"].number_format = '_-* #,##0_-;-* #,##0_-;_-* "-"??_-;_-@_-'


@pytest.mark.parametrize("change", [hide_label, strike("A11"), strike_rule, comment])
def test_what_is_hidden_or_struck_through_elsewhere_takes_nothing(
    tmp_path: Path, change: Callable[[Any], None]
) -> None:
    assert sorted(values(drawn(tmp_path, change))) == ALL
