"""No cell is lost, whatever a sheet holds; and titles that can be months and years."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

import polars as pl
from hypothesis import given
from hypothesis import strategies as st
from workbook_reading import ACHIEVED, EIP, RECOVERY, SPEND, read_rows
from workbooks import ENGLAND, HUMBER, NORTH_LINCOLNSHIRE, NORTH_WEST, ORGANISATION, ROTHERHAM, SHEFFIELD, figures

from pipeline.parse.xlsx.cells import Sheet

CELL = st.one_of(
    st.sampled_from(["", "", " ", "*", "N/A", "#N/A", "#REF!", "Y", "N", "text", True, 0.0, 0.5, 1.0, 1.5, -1.0]),
    st.floats(),
    st.dates(),
    st.datetimes(),
    st.text(max_size=5),
)
TITLE = st.sampled_from(
    ["Q1 2014/15", "Q1 2014/15 ", "2014/15", "2014/15 planned", "End of Q4 Position", "2018/2020", "To delete", "",
     "Org code", 2017.0, 1.0, True, date(2020, 4, 1), datetime(2020, 4, 1, 12)]
)  # fmt: skip
BODY = st.one_of(
    st.sampled_from([ENGLAND, NORTH_WEST, HUMBER, NORTH_LINCOLNSHIRE, ROTHERHAM, SHEFFIELD]),
    st.lists(CELL, min_size=5, max_size=5),
)
SHEET = st.tuples(
    st.sampled_from([RECOVERY, EIP, SPEND, ACHIEVED, "IAPT(ii.a)", "Metadata", "Dashboard", "Other"]),
    st.lists(st.lists(CELL, max_size=3), max_size=2),
    st.permutations(ORGANISATION),
    st.lists(TITLE, max_size=4),
    st.lists(st.tuples(BODY, st.lists(CELL, max_size=6)), max_size=5),
)


@given(st.lists(SHEET, max_size=3, unique_by=lambda sheet: sheet[0]))
def test_no_cell_is_lost_whatever_a_sheet_holds(given_sheets: list[Any]) -> None:
    sheets = []
    for name, above, titles, periods, rows in given_sheets:
        body = [
            [*(dict(zip(ORGANISATION, org, strict=True))[title] for title in titles), *cells] for org, cells in rows
        ]
        sheets.append(Sheet(name, [*above, [*titles, *periods], *body]))
    found = read_rows(sheets)
    assert found.reading.values.select(
        pl.struct("measure_id", "period", "org_type", "org_code").is_unique().all()
    ).item()
    value = found.reading.values["value"].drop_nulls()
    assert value.is_finite().all()
    places = [row["locator"] for row in found.values]
    assert len(set(places)) == len(places)


def test_titles_that_look_like_months_are_years_where_one_of_the_sheet_is(read: Any) -> None:
    found = read({RECOVERY: figures(["2010-11", "2011-12", "2012-13"], [*ENGLAND, 0.5, 0.51, 0.52])})
    assert [row["period"] for row in found.reading.values.rows(named=True)] == ["2010/11", "2011/12", "2012/13"]


def test_titles_that_leave_open_whether_they_are_months_or_years_are_a_question(read: Any) -> None:
    found = read({RECOVERY: figures(["2010-11", "2011-12"], [*ENGLAND, 0.5, 0.51])})
    assert found.reading.values.is_empty()
    reasons = [reject["reason"] for reject in found.reading.rejects]
    assert reasons
    assert all("a month or a financial year: say `period_form` in raw/sources.yml" in reason for reason in reasons)
    assert found.part()["rejected"] >= 2
