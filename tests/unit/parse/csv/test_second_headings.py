"""Several tables below each other in one file or sheet: only the one under the first heading is read."""

from __future__ import annotations

from pathlib import Path

import pytest
from feed_samples import read_bytes, refusal
from layout_samples import MARKERS, everything, layout, read_lines

BLOCK = """
    kind: csv
    period: Period
    group_is: CCG
    groups: {CCG: {org_type: ccg, code: Code, name: CCG}}
    measures: {Value: M192}
"""
FIRST = ["Period,Code,CCG,Value", "2018/19,03K,NHS North Lincolnshire CCG,52"]
SECOND = "2018/19,00L,NHS Northumberland CCG,78"


@pytest.mark.parametrize(
    ("between", "row"),
    [
        # the same titles under a caption, as a row of its own or filled up with empty cells
        (["Psychosis", "Period,Code,CCG,Value"], 4),
        (["Psychosis,,,", "Period,Code,CCG,Value"], 4),
        (["", "Psychosis,,,", "", "Period,Code,CCG,Value"], 6),
        # other titles, with a caption or without one
        (["Period,Code,CCG,Psychosis"], 3),
        (["Period,Code,CCG,%"], 3),
        (["Psychosis,,,", "Year,ODS,Name,2018/19"], 4),
    ],
)
def test_the_rows_below_another_heading_are_listed_and_not_taken(tmp_path: Path, between: list[str], row: int) -> None:
    found = read_lines(tmp_path, layout(BLOCK), *FIRST, *between, SECOND)
    assert found.values("org_code", "value") == [("03K", 52.0)]
    reasons = {reject["locator"]: reject["reason"] for reject in found.rejected}
    assert reasons[f"row {row}"] == "is the heading of another table, and the rows below it are not taken"
    assert reasons[f"row {row + 1}"] == (
        f"stands below another heading, in row {row}; write its table into a sheet or file of its own"
    )
    everything(found)


@pytest.mark.parametrize(
    "between",
    [
        # as on the next page, or where files were joined
        ["Period,Code,CCG,Value"],
        ["", "Period,Code,CCG,Value"],
        # a total, and a code that is missing, are no heading
        ["2018/19,Total,England,50"],
        ["2018/19,Total,England,*"],
        ["2018/19,03N,NHS Sheffield CCG,withheld"],
        ["2018/19,,England,withheld"],
    ],
)
def test_what_is_no_other_heading_ends_no_table(tmp_path: Path, between: list[str]) -> None:
    found = read_lines(tmp_path, layout(BLOCK, markers=MARKERS), *FIRST, *between, SECOND)
    assert found.values("org_code", "value") == [("03K", 52.0), ("00L", 78.0)]
    everything(found)


def test_a_second_line_of_the_heading_is_none_of_another_table(tmp_path: Path) -> None:
    found = read_lines(tmp_path, layout(BLOCK), FIRST[0], "financial year,ODS,name,percent", FIRST[1])
    assert found.values("org_code", "value") == [("03K", 52.0)]
    everything(found)


def test_a_quoted_heading_after_a_byte_order_mark_is_no_row(tmp_path: Path) -> None:
    heading = '"Period","Code","CCG","Value"'
    for text in (f"{heading}\n{FIRST[1]}\n", heading.replace("Period", "Per\niod") + f"\n{FIRST[1]}\n"):
        form = layout(BLOCK, period="Per iod" if "Per\n" in text else "Period")
        found = read_bytes(tmp_path, form, b"\xef\xbb\xbf" + text.encode())
        assert found.values("locator", "org_code", "value") == [("row 2, Value", "03K", 52.0)]
        assert found.rejected == []


YEARS = """
    kind: csv
    period_is: 2018/19
    group_is: CCG
    groups: {CCG: {org_type: ccg, code: Code, name: CCG}}
    measures: {Value: M192}
"""
ROWS = ("03K,NHS North Lincolnshire CCG,52", "00L,NHS Northumberland CCG,78")


@pytest.mark.parametrize("heading", ["{0}", "{0},,", "Year {0}:", ",{0},"])
def test_the_rows_below_another_period_are_listed_and_not_taken(tmp_path: Path, heading: str) -> None:
    earlier, later = heading.format("2017/18"), heading.format("2018/19")
    found = read_lines(tmp_path, layout(YEARS), "Code,CCG,Value", earlier, ROWS[0], later, ROWS[1])
    assert found.values("locator", "org_code") == [("row 5, Value", "00L")]
    reasons = {reject["locator"]: reject["reason"] for reject in found.rejected}
    assert reasons["row 3"].startswith("stands below '")
    assert reasons["row 3"].endswith("in row 2, and its layout says 2018/19")
    everything(found)


def test_a_note_that_names_a_period_among_other_words_heads_no_rows(tmp_path: Path) -> None:
    found = read_lines(tmp_path, layout(YEARS), "Code,CCG,Value", "As revised in 2019/20,,", *ROWS)
    assert len(found.values("org_code")) == 2
    everything(found)


def test_a_file_whose_rows_are_all_of_other_periods_is_refused(tmp_path: Path) -> None:
    told = refusal(tmp_path, layout(YEARS), b"Code,CCG,Value\n2017/18\n" + ROWS[0].encode())
    assert "has no row that can be taken" in str(told)
    assert "its layout says 2018/19" in str(told)
