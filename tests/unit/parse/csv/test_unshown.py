"""What a sheet hides or strikes through is left out and listed, when it is read like a CSV."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from feed_samples import Read
from layout_samples import HEADING, LONG, WIDE, layout
from openpyxl import Workbook
from openpyxl.cell.rich_text import CellRichText, TextBlock
from openpyxl.cell.text import InlineFont
from openpyxl.styles import Font
from test_layout_sheets import read_sheet

from pipeline.base.problems import ValidationFailed

ROWS = [
    ["Kind", "Code", "Name", "Month", "Recovery rate", "People", "Remark"],
    ["CCG", "03K", "NHS A CCG", "Apr 2019", "51.5", "10", None],
    ["CCG", "03L", "NHS B CCG", "Apr 2019", "52.5", "20", None],
]
ALL = [("03K", 51.5), ("03K", 10.0), ("03L", 52.5), ("03L", 20.0)]
STRUCK = Font(strike=True)


def changed(
    folder: Path, change: Callable[[Any], None], rows: list[list[Any]] = ROWS, form: str = WIDE, **more: Any
) -> Read:
    book = Workbook()
    sheet = book.active
    sheet.title = "Data"
    for cells in rows:
        sheet.append(cells)
    change(sheet)
    book.save(folder / "feed.xlsx")
    return read_sheet(folder, layout(form, kind="table", sheet="Data", **more), folder / "feed.xlsx")


def hide_row(sheet: Any) -> None:
    sheet.row_dimensions[3].hidden = True


def strike_name(sheet: Any) -> None:
    sheet["C3"].font = STRUCK


def strike_value(sheet: Any) -> None:
    sheet["E3"].font = STRUCK


def strike_piece(sheet: Any) -> None:
    sheet["E3"] = CellRichText(TextBlock(InlineFont(strike=True), "52.5"))


def show_nothing(sheet: Any) -> None:
    sheet["E3"].number_format = ";;;"


@pytest.mark.parametrize("change", [hide_row, strike_name, strike_value, strike_piece, show_nothing])
def test_a_row_that_is_not_shown_as_its_own_is_listed_and_not_taken(
    tmp_path: Path, change: Callable[[Any], None]
) -> None:
    found = changed(tmp_path, change)
    assert found.values("org_code", "value") == ALL[:2]
    (reject,) = found.rejected
    assert reject["locator"] == "row 3"
    assert "52.5" in reject["text"]
    assert reject["reason"].endswith("show it in a copy of the file and add that")


def strike_remark(sheet: Any) -> None:
    sheet["G3"] = "as before"
    sheet["G3"].font = STRUCK


def hide_remarks(sheet: Any) -> None:
    sheet.column_dimensions["G"].hidden = True


def hide_codes(sheet: Any) -> None:
    sheet.column_dimensions["B"].hidden = True


def strike_nothing(sheet: Any) -> None:
    sheet["E3"].font = Font(strike=False)
    sheet["E9"].font = STRUCK


@pytest.mark.parametrize("change", [strike_remark, hide_remarks, hide_codes, strike_nothing])
def test_what_is_hidden_beside_values_takes_none_of_them(tmp_path: Path, change: Callable[[Any], None]) -> None:
    assert changed(tmp_path, change, notes=["as before"]).values("org_code", "value") == ALL


def hide_column(sheet: Any) -> None:
    sheet.column_dimensions["E"].hidden = True


def strike_title(sheet: Any) -> None:
    sheet["E1"].font = STRUCK


@pytest.mark.parametrize("change", [hide_column, strike_title])
def test_the_values_of_a_column_that_is_not_shown_are_listed_and_not_taken(
    tmp_path: Path, change: Callable[[Any], None]
) -> None:
    found = changed(tmp_path, change)
    assert found.values("org_code", "value") == [("03K", 10.0), ("03L", 20.0)]
    assert len(found.rejected) == 2
    assert all("E" in reject["reason"].partition(" is ")[0] for reject in found.rejected)


def test_a_measure_whose_counts_are_hidden_is_not_taken(tmp_path: Path) -> None:
    rows = [[*cells[:6], more] for cells, more in zip(ROWS, ("Finished", "100", "200"), strict=True)]
    measures = {"Recovery rate": {"code": "M192", "denominator": "Finished"}, "People": "M001"}
    found = changed(tmp_path, hide_remarks, rows, measures=measures)
    assert found.values("org_code", "value") == [("03K", 10.0), ("03L", 20.0)]


def test_a_file_with_one_column_of_values_that_is_hidden_is_refused(tmp_path: Path) -> None:
    rows = [HEADING.split(","), ["2018/19", "CCG", "03K", "NHS A CCG", "M001", 12]]

    def hide_values(sheet: Any) -> None:
        sheet.column_dimensions["F"].hidden = True

    with pytest.raises(ValidationFailed, match="does not show all that its values rest on: column F is hidden"):
        changed(tmp_path, hide_values, rows, LONG)
