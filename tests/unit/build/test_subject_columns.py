"""A column that says what each row is about: rows of another period, area or kind of organisation are not taken."""

from __future__ import annotations

import pytest
from the_reference import REFERENCE

from pipeline.build.core_tables import CoreBuild, build_core
from pipeline.build.inputs import Document, Inputs
from pipeline.parse.sidecar.sidecar import read_sidecar

HEAD = "title: T\npublisher: P\npublished_on: 2019\nlicence: L\ntext_kind: original\n"
RATING = "rating: {framework: ccg_iaf, area: dementia, period: 2017/18, complete_bands: []}"
MEASURE = "measure: {measure_id: iapt_recovery_rate, period: 2017/18}"


def build(left_out: str, rows: str, holds: str = RATING, title: str = "Rating") -> CoreBuild:
    columns = (
        f"[{{title: CCG, organisation: true}}, {{title: {left_out}, ignore: of no use}}, {{title: {title}, {holds}}}]"
    )
    sidecar, problems, line_of = read_sidecar(f"{HEAD}tables: [{{name: t, columns: {columns}}}]\n", "t.yml", REFERENCE)
    assert sidecar and not problems, problems
    text = f"CCG,{left_out},{title}\n{rows}"
    document = Document("t", "t.txt", text, "0" * 64, "original", sidecar, "t.yml", "0" * 64, line_of)
    return build_core(Inputs(REFERENCE, [document]))


def taken(core: CoreBuild, table: str = "rating") -> list[str]:
    return core.tables[table]["org_code"].to_list()


@pytest.mark.parametrize("title", ["Year", "Financial year", "Reporting period", "PERIOD"])
def test_a_row_of_another_year_is_not_taken(title: str) -> None:
    rows = "NHS Hull CCG,2017/18,Good\nNHS Bury CCG,2016/17,Good\nNHS Barnsley CCG,2017-18,Good\nNHS Bolton CCG,,Good\n"
    core = build(title, rows)
    assert taken(core) == ["03F", "02P", "00T"]
    ((line_no, message),) = [(problem.line_no, problem.message) for problem in core.problems]
    assert line_no == 3
    assert message == f"the column '{title}' says '2016/17', and the table is mapped to 2017/18"


def test_a_year_that_stands_once_is_that_of_the_rows_below_it() -> None:
    """As a cell that was merged over several rows comes out of a spreadsheet."""
    core = build(
        "Year", "NHS Hull CCG,2017/18,Good\nNHS Bury CCG,,Good\nNHS Barnsley CCG,2016/17,Good\nNHS Bolton CCG,,Good\n"
    )
    assert taken(core) == ["03F", "00V"]


def test_a_column_of_other_years_says_nothing_of_the_ratings() -> None:
    assert taken(build("Opened", "NHS Hull CCG,2013,Good\nNHS Bury CCG,2014,Good\n")) == ["03F", "00V"]


def test_a_quarter_or_a_calendar_year_that_meets_the_year_is_of_it() -> None:
    assert taken(build("Year", "NHS Hull CCG,2017/18 Q4,Good\nNHS Bury CCG,2018,Good\n")) == ["03F", "00V"]


def test_a_value_of_a_quarter_is_none_of_the_year_where_rows_are_of_several_periods() -> None:
    rows = "NHS Hull CCG,2017/18 Q4,50.1%\nNHS Bury CCG,2017/18,51.2%\n"
    assert taken(build("Period", rows, MEASURE, "Value"), "measure_value") == ["00V"]
    one = "NHS Hull CCG,2017/18 Q4,50.1%\nNHS Bury CCG,2017/18 Q4,51.2%\n"
    assert taken(build("Period", one, MEASURE, "Value"), "measure_value") == ["03F", "00V"]


@pytest.mark.parametrize("printed", ["17/18", "2017-2018", "Year to March 2018"])
def test_years_are_read_in_other_forms_too(printed: str) -> None:
    rows = f"NHS Hull CCG,{printed},50.1%\nNHS Bury CCG,16/17,51.2%\n"
    assert taken(build("Year", rows, MEASURE, "Value"), "measure_value") == ["03F"]


def test_a_row_whose_period_does_not_read_is_not_taken_where_others_are_of_other_ones() -> None:
    core = build("Year", "NHS Hull CCG,FY18,50.1%\nNHS Bury CCG,2017/18,51.2%\n", MEASURE, "Value")
    assert taken(core, "measure_value") == ["00V"]
    assert [problem.message for problem in core.problems] == [
        "the column 'Year' says 'FY18', and that is no period that is read, where other rows name other ones"
    ]
    same = build("Year", "NHS Hull CCG,FY18,50.1%\nNHS Bury CCG,FY18,51.2%\n", MEASURE, "Value")
    assert taken(same, "measure_value") == ["03F", "00V"]


def test_a_row_of_another_area_is_not_taken() -> None:
    core = build("Clinical area", "NHS Hull CCG,Dementia,Good\nNHS Bury CCG,Mental Health,Good\n")
    assert taken(core) == ["03F"]
    assert [problem.line_no for problem in core.problems] == [3]


def test_rows_of_several_measures_are_not_taken() -> None:
    """Which of them is the recovery rate that the sidecar maps, the table says in words that nobody has mapped."""
    core = build("Measure", "NHS Hull CCG,Recovery,50.1%\nNHS Bury CCG,Access,4.2%\n", MEASURE, "Value")
    assert taken(core, "measure_value") == []
    one = build("Measure", "NHS Hull CCG,Recovery,50.1%\nNHS Bury CCG,Recovery,44.2%\n", MEASURE, "Value")
    assert taken(one, "measure_value") == ["03F", "00V"]


def test_a_row_that_is_of_a_trust_is_not_taken() -> None:
    core = build("Organisation type", "NHS Hull CCG,CCG,Good\nDudley,Trust,Good\nSomerset,Provider,Good\n")
    assert taken(core) == ["03F"]
    assert [problem.line_no for problem in core.problems] == [3, 4]


@pytest.mark.parametrize("title", ["As at", "Data from", "Latest available"])
def test_a_column_of_periods_says_when_each_row_is_of_whatever_its_title(title: str) -> None:
    rows = "NHS Hull CCG,2017/18,50.1%\nNHS Bury CCG,2016/17,51.2%\n"
    assert taken(build(title, rows, MEASURE, "Value"), "measure_value") == ["03F"]
