"""The cells of a workbook and of a feed as tables: each where its headings say, and at the address of its value."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any
from unittest.mock import patch

import duckdb
import pytest
from lxml import html
from mart_samples import rows_of

from pipeline.publish.site import addresses
from pipeline.publish.site.cell_tables import read_cell_tables

SHEET, FEED = "book_2022-01-31", "feed_2022-01-31"
TAG = "<b>&\"'"


def value(document_id: str, org_code: str, period: str, printed: str, locator: str, **given: Any) -> dict[str, Any]:
    number = {"value": 1.0, "status": "published"} if printed[:1].isdigit() else {"value": None, "status": "suppressed"}
    return {
        "document_id": document_id, "measure_id": "m", "org_code": org_code, "org_name_published": f"Org {org_code}",
        "period": period, "value_published": printed, "locator": locator, "line_no": None, "char_start": None,
        "char_end": None, **number, **given,
    }  # fmt: skip


VALUES = [
    value(SHEET, "00L", "2021/22 Q2", "0.55", "A sheet!G9", period_published="Q2 21/22"),
    value(SHEET, "00L", "2021/22 Q1", "0.5", "A sheet!F9", period_published="Q1 21/22"),
    value(SHEET, "00K", "2021/22 Q2", "*", "A sheet!G10", period_published="Q2 21/22"),
    value(SHEET, "00K", "2021/22 Q1", "#N/A", "A sheet!F10", period_published="Q1 21/22", status="not_available"),
    value(SHEET, "Y61", "2021/22 Q2", "0.6", "A sheet!G8", org_type="region", period_published="Q2 21/22"),
    value(FEED, "00L", "2021/22", f"7 {TAG}", "row 12, value", org_name_published=TAG, period_published=TAG),
    value(FEED, "00K", "2020/21", "8", "row 4, value"),
    # A text's values have their lines.
    value("article", "00L", "2021/22", "9", "line 3") | {"locator": None, "line_no": 3},
]


@pytest.fixture(scope="module")
def database(tmp_path_factory: pytest.TempPathFactory) -> Iterator[duckdb.DuckDBPyConnection]:
    file: Path = tmp_path_factory.mktemp("cells") / "values.parquet"
    rows_of("measure_value", VALUES).write_parquet(file)
    with duckdb.connect() as con:
        con.execute(f"CREATE SCHEMA core; CREATE TABLE core.measure_value AS FROM read_parquet('{file}')")
        yield con


@pytest.fixture(scope="module")
def tables(database: duckdb.DuckDBPyConnection) -> dict[str, dict[str, Any]]:
    return {table["document_id"]: table for table in read_cell_tables(database)}


def grid(table: dict[str, Any]) -> list[list[str]]:
    rows = html.fragment_fromstring(f"<table>{''.join(table['blocks'])}</table>").iter("tr")
    return [[cell.text_content() for cell in row] for row in rows]


def test_a_sheet_is_shown_with_its_letters_and_numbers(tables: dict[str, dict[str, Any]]) -> None:
    table = tables[SHEET]
    assert (table["sheet"], table["letters"], table["printed"]) == ("A sheet", ["F", "G"], ["Q1 21/22", "Q2 21/22"])
    assert grid(table) == [
        ["8", "Org Y61 Y61", "", "0.6"],
        ["9", "Org 00L 00L", "0.5", "0.55"],
        ["10", "Org 00K 00K", "#N/A", "*"],
    ]
    assert (table["cells"], table["with_value"]) == (5, 3)


def test_a_feed_is_shown_by_organisation_and_period_and_its_texts_stay_texts(tables: dict[str, dict[str, Any]]) -> None:
    table = tables[FEED]
    assert (table["sheet"], table["printed"]) == (None, ["2020/21", TAG])
    assert grid(table) == [[f"{TAG} 00L", "", f"7 {TAG}"], ["Org 00K 00K", "8", ""]]
    assert "<b>" not in "".join(table["blocks"])


def test_rows_come_in_blocks_in_their_order(database: duckdb.DuckDBPyConnection) -> None:
    with patch("pipeline.publish.site.cell_tables.ROWS_OF_A_BLOCK", 2):
        (table,) = (table for table in read_cell_tables(database) if table["document_id"] == SHEET)
    names = [
        [row.xpath("string(th[2])") for row in html.fromstring(f"<table>{block}</table>").iter("tr")]
        for block in table["blocks"]
    ]
    assert names == [["Org Y61 Y61", "Org 00L 00L"], ["Org 00K 00K"]]


def test_only_workbooks_and_feeds_have_cells(tables: dict[str, dict[str, Any]]) -> None:
    assert tables.keys() == {SHEET, FEED}


@pytest.mark.parametrize("row", [row for row in VALUES if row["locator"]], ids=lambda row: row["locator"])
def test_the_address_of_a_value_leads_to_its_cell(tables: dict[str, dict[str, Any]], row: dict[str, Any]) -> None:
    path, _, anchor = addresses.cell(row).partition("#")
    assert path == f"sources/{row['document_id']}/m.html"
    found = html.fragment_fromstring(f"<table>{''.join(tables[row['document_id']]['blocks'])}</table>").xpath(
        f"//*[@id='{anchor}']"
    )
    (cell,) = found
    if row["status"] == "not_available":
        assert cell.text_content() == "Org 00K 00K"
    else:
        assert cell.text_content() == row["value_published"]
