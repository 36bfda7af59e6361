"""Sheets of workbooks that are read like a CSV."""

from __future__ import annotations

from datetime import date, datetime
from pathlib import Path
from typing import Any

import polars as pl
import pytest
from feed_samples import MEASURES, REGISTER, Read, assert_whole
from layout_samples import HEADING, LONG, WIDE, everything, layout
from openpyxl import Workbook

from pipeline.base.problems import ValidationFailed
from pipeline.parse.csv.feed import read_feed
from pipeline.reference.layouts import LongLayout


def saved(folder: Path, **sheets: list[list[Any]]) -> Path:
    book = Workbook()
    book.remove(book.worksheets[0])
    for name, rows in sheets.items():
        sheet = book.create_sheet(name.replace("_", " "))
        for cells in rows:
            sheet.append(cells)
    path = folder / "feed.xlsx"
    book.save(path)
    return path


def read_sheet(folder: Path, form: LongLayout, path: Path) -> Read:
    target = folder / "values.parquet"
    reading = read_feed(path, form, "doc", MEASURES, {"people"}, REGISTER, target)
    assert_whole(path, reading)
    return Read(reading, pl.read_parquet(target))


def test_a_sheet_is_read_like_a_csv_and_its_cells_are_the_places(tmp_path: Path) -> None:
    table = [
        ["Monthly series"],
        [],
        ["Kind", "Code", "Name", "Month", "Recovery\nrate", "People", "Remark"],
        ["England", "all", None, date(2019, 4, 1), 50.1 + 0.1 + 0.1, 1000, None],
        ["CCG", "03K", "NHS A CCG", datetime(2019, 4, 1), "*", 10, "late"],
        [],
        ["Source: NHS England"],
    ]
    form = layout(WIDE, kind="table", sheet="Table*", notes=["late"])
    found = read_sheet(tmp_path, form, saved(tmp_path, Contents=[["a", 1], ["b"]], Table_1=table))
    assert found.values("locator", "org_code", "period", "period_published", "value", "value_published", "status") == [
        ("Table 1!E4", "England", "2019-04", "2019-04-01", 50.3, "50.3", "published"),
        ("Table 1!F4", "England", "2019-04", "2019-04-01", 1000.0, "1000", "published"),
        ("Table 1!E5", "03K", "2019-04", "2019-04-01", None, "*", "suppressed"),
        ("Table 1!F5", "03K", "2019-04", "2019-04-01", 10.0, "10", "published"),
    ]
    assert [(r["locator"], r["text"]) for r in found.rejected] == [("row 7", "Source: NHS England")]
    parts = {part["part"]: (part["cells"], part["left_out"]) for part in found.reading.parts}
    assert (parts["Contents"], parts["Remark"], parts["above the heading"]) == ((3, 3), (1, 1), (1, 0))
    everything(found)


def test_a_long_sheet_is_read_too(tmp_path: Path) -> None:
    table = [
        ["Raw data"],
        HEADING.split(","),
        ["2018/19", "CCG", "03K", "NHS A CCG", "M001", 12],
        ["2018/19", "CCG", "ZZ9", "NHS B CCG", "M001", 1],
        ["2018/19", "CCG", "03K", "NHS A CCG", "M001", 12],
    ]
    found = read_sheet(tmp_path, layout(LONG, kind="table", sheet="Data"), saved(tmp_path, Data=table))
    assert found.values("locator", "value") == [("Data!F3", 12.0)]
    assert [locator for locator, _ in found.rejects] == ["Data!F4", "Data!F5"]
    assert found.rejects[1][1] == "repeats row 3; nothing is to be done"


def test_what_is_known_of_organisations_and_shares_holds_for_sheets_too(tmp_path: Path) -> None:
    table = [
        HEADING.split(","),
        ["2022/23", "CCG", "03K", "NHS North Lincolnshire CCG", "M192", 0.5],
        ["2021/22", "CCG", "03K", "NHS North Lincolnshire CCG", "M192", 0.51],
        ["2021/22", "CCG", "00L", "NHS North Lincolnshire CCG", "M192", 0.52],
        ["2021/22", "CCG", "01K", "NHS North Lincolnshire CCG", "M192", 0.53],
        [" ", None],
    ]
    before = {"day": "2022-07-01", "org_type": "ccg"}
    groups = {"CCG": {"org_type": "sub_icb", "code": "Code", "name": "Name", "before": before}}
    form = layout(
        LONG, kind="table", sheet="Data", groups=groups, percentages={"M192": "fractions"},
        misnamed={"00L": "NHS North Lincolnshire CCG"},
    )  # fmt: skip
    found = read_sheet(tmp_path, form, saved(tmp_path, Data=table, Notes=[["x", None, "y"]]))
    assert found.values("locator", "org_type", "org_code", "value") == [
        ("Data!F2", "sub_icb", "03K", 50.0),
        ("Data!F3", "ccg", "03K", 51.0),
        ("Data!F4", "ccg", "00L", 52.0),
    ]
    ((locator, reason),) = found.rejects
    assert locator == "Data!F5"
    assert reason.startswith("the code '01K' is NHS Morecambe Bay CCG")
    assert found.part("rows of blanks")["cells"] == 1
    mapped = layout(LONG, kind="table", sheet="Data", percentages={"M192": "fractions"}, organisations_on="2021-04-01")
    assert len(read_sheet(tmp_path, mapped, tmp_path / "feed.xlsx").values("value")) == 2


@pytest.mark.parametrize(
    ("sheet", "message"),
    [
        ("Nothing", "has no sheet 'Nothing': 'A 1', 'A 2'"),
        ("A*", "has more than one sheet 'A*': 'A 1', 'A 2'"),
        ("A 1", "'A 1' row 2 has no column Measure; its columns are Period, Kind, Code, Name, Indicator, Value"),
    ],
)
def test_a_sheet_or_column_that_is_not_there_is_named(tmp_path: Path, sheet: str, message: str) -> None:
    path = saved(tmp_path, A_1=[["A title"], HEADING.replace("Measure", "Indicator").split(",")], A_2=[["x"]])
    with pytest.raises(ValidationFailed) as refused:
        read_sheet(tmp_path, layout(LONG, kind="table", sheet=sheet), path)
    assert message in str(refused.value)
