"""What a column of a workbook shows beyond each cell: empty cells, other measures, periods, windows, decimals."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

import pytest
from the_reference import REFERENCE
from workbooks import ENGLAND, HUMBER, NORTH_LINCOLNSHIRE, NORTH_WEST, ROTHERHAM, SHEFFIELD, Grid, figures, save

from pipeline.base.periods import normal_period
from pipeline.base.settings import PROJECT_DIR
from pipeline.parse.xlsx.cells import read_sheets
from pipeline.parse.xlsx.workbook import WorkbookReading, read_workbook
from pipeline.reference.layout_parts import OtherColumns
from pipeline.reference.layouts import WorkbookLayout
from pipeline.reference.sources import read_sources
from pipeline.reference.windows import first_day, misfit

RAW = PROJECT_DIR / "raw"
MEASURES = REFERENCE.measures_of("mh_dashboard")
LAYOUT = read_sources(RAW)[0].by_id["mh_dashboard"].layout
assert isinstance(LAYOUT, WorkbookLayout)

RECOVERY, ACCESS, SUICIDE, IPS = "IAPT(ii_a)_FINAL CALC", "IAPT(i_a)_FINAL CALC", "SP(i)_FINAL CALC", "ES(i)"
CRISIS, HOME, ROUTINE, CYP = "CR(i_b)_FINAL CALC", "CR(i_c)_FINAL CALC", "CYP(ii_b)", "CYP(i_a)"
# Open from 2020 and from 2021; the register has both.
KENT = ["Y59", "QKS", "91Q", "NHS KENT AND MEDWAY CCG", "CCG"]
FRIMLEY = ["Y59", "QNQ", "D4U1Y", "NHS FRIMLEY CCG", "CCG"]
# Closed on 31 March 2020, succeeded by Kent and Medway.
ASHFORD = ["Y59", "QKS", "09C", "NHS ASHFORD CCG", "CCG"]


@pytest.fixture
def read(tmp_path: Path) -> Any:
    def reading_of(sheet: str, *grid_rows: Any, layout: WorkbookLayout = LAYOUT) -> WorkbookReading:
        periods, *rows = grid_rows
        path = save(tmp_path / "w.xlsx", {sheet: figures(periods, *rows)})
        found = read_workbook(read_sheets(path), layout, "an_edition", MEASURES, REFERENCE.register)
        for part in found.parts:
            kinds = ("labels", "published", "without_value", "rejected", "left_out")
            assert part["cells"] == sum(part[kind] for kind in kinds)
        return found

    return reading_of


def told(found: WorkbookReading, *columns: str) -> list[tuple[Any, ...]]:
    """These columns of all values, in the order of organisations and periods."""
    return sorted(found.values.select("org_code", "period", *columns).rows(), key=lambda row: row[:2])


# Empty cells


def test_an_empty_cell_beside_values_is_not_published(read: Any) -> None:
    rows: Grid = [[*ENGLAND, 0.5, None, 0.5], [*NORTH_LINCOLNSHIRE, 0.5, 0.5, None], [*SHEFFIELD, None, "*", None]]
    found = read(RECOVERY, ["Q2 2021/22", "Q3 2021/22", "Q4 2021/22"], *rows)
    assert told(found, "status", "reason", "value_published", "locator") == [
        ("03K", "2021/22 Q2", "published", None, "0.5", f"{RECOVERY}!F12"),
        ("03K", "2021/22 Q3", "published", None, "0.5", f"{RECOVERY}!G12"),
        ("03N", "2021/22 Q2", "not_published", "the cell is empty", "", f"{RECOVERY}!F13"),
        ("03N", "2021/22 Q3", "suppressed", "suppressed by the publisher as *", "*", f"{RECOVERY}!G13"),
        # No CCG has a value in the third column, and England is no CCG.
        ("England", "2021/22 Q2", "published", None, "0.5", f"{RECOVERY}!F11"),
        ("England", "2021/22 Q4", "published", None, "0.5", f"{RECOVERY}!H11"),
    ]
    assert (found.parts[0]["published"], found.parts[0]["without_value"]) == (4, 1)


@pytest.mark.parametrize("cell", [None, "#N/A", "N/A"])
def test_an_organisation_that_opened_after_the_period_did_not_exist(read: Any, cell: str | None) -> None:
    found = read(RECOVERY, ["Q4 2019/20", "Q1 2020/21"], [*SHEFFIELD, 0.5, 0.5], [*KENT, cell, cell])
    status, reason = ("not_available", f"printed as {cell}") if cell else ("not_published", "the cell is empty")
    assert told(found, "status", "reason")[2:] == [
        ("91Q", "2019/20 Q4", "not_applicable", "did not exist"),
        ("91Q", "2020/21 Q1", status, reason),
    ]


@pytest.mark.parametrize(
    ("cell", "status", "value"), [("*", "suppressed", None), (0.5, "published", 50.0), ("#N/A", "not_applicable", None)]
)
def test_history_of_an_organisation_that_opened_later_is_what_is_printed(
    read: Any, cell: Any, status: str, value: float | None
) -> None:
    open_in_2021 = sorted(REFERENCE.register.open_on(date(2021, 4, 1)))
    rows = [["", "", code, "", "CCG", 0.4] for code in open_in_2021 if code != "D4U1Y"]
    found = read(RECOVERY, ["Q4 2019/20"], *rows, [*FRIMLEY, cell])
    assert [row[2:] for row in told(found, "status", "value") if row[0] == "D4U1Y"] == [(status, value)]


def test_an_empty_cell_of_an_organisation_that_had_closed_says_nothing(read: Any) -> None:
    found = read(RECOVERY, ["Q4 2019/20", "Q1 2020/21"], [*SHEFFIELD, 0.5, 0.5], [*ASHFORD, None, None])
    assert [row for row in told(found, "status") if row[0] == "09C"] == [("09C", "2019/20 Q4", "not_published")]


# Columns of another measure


def test_access_rates_become_numbers_of_people(read: Any) -> None:
    found = read(ACCESS, ["Q4 2018/19", "Q1 2019/20"], [*ENGLAND, 0.0476, 281_000], [*SHEFFIELD, 0.05, 0.05])
    assert told(found, "measure_id", "value") == [
        ("03N", "2018/19 Q4", "iapt_access_rate", 5.0),
        ("England", "2018/19 Q4", "iapt_access_rate", 4.76),
        ("England", "2019/20 Q1", "iapt_people_entering_treatment", 281_000.0),
    ]
    assert [row["reason"] for row in found.rejects] == ["'0.05' lies outside the range that the measure can have"]


@pytest.mark.parametrize("sheet", [CRISIS, HOME])
def test_hours_a_week_are_no_percentages(read: Any, sheet: str) -> None:
    found = read(sheet, ["2016/17", "2017/18", "2018/19"], [*ENGLAND, 0.5, 133.9986, 0.4], [*SHEFFIELD, 0.5, 0.5, "*"])
    assert told(found, "value") == [
        ("03N", "2016/17", 50.0),
        ("03N", "2018/19", None),
        ("England", "2016/17", 50.0),
        ("England", "2018/19", 40.0),
    ]
    hours = "hours a week in a column of percentages"
    assert [(row["locator"], row["text"], row["reason"]) for row in found.rejects] == [
        (f"{sheet}!G11", "133.9986", hours),
        (f"{sheet}!G12", "0.5", hours),
    ]


@pytest.mark.parametrize(
    ("given", "holds"),
    [
        ({"to_period": "2018/19 Q4"}, [True, True, False]),
        ({"from_period": "2018/19 Q4"}, [False, True, True]),
        ({"from_period": "2018/19", "to_period": "2018/19"}, [True, True, False]),
    ],
)
def test_other_columns_are_those_of_whole_periods(given: dict[str, str], holds: list[bool]) -> None:
    columns = OtherColumns(code="X", reason="why", **given)
    periods = map(normal_period, ["2018/19 Q3", "2018/19 Q4", "2019/20 Q1"])
    assert [columns.holds(period) for period in periods] == holds
    assert not OtherColumns(code="X", reason="why", to_period="2018/19 Q4").holds(normal_period("2018-12 to 2019-05"))


@pytest.mark.parametrize(
    "given",
    [
        {"to_period": "2018/19"},
        {"to_period": "2018/19", "reason": "why", "as_code": "Y"},
        {"reason": "why"},
        {"reason": "why", "to_period": "2018-19"},
    ],
)
def test_other_columns_that_say_too_little_or_too_much_are_refused(given: dict[str, str]) -> None:
    with pytest.raises(ValueError, match=r"give|write"):
        OtherColumns(code="X", **given)


def test_a_code_without_a_measure_is_told(read: Any) -> None:
    columns = OtherColumns(code="IAPT(ii.a)", to_period="2020/21", as_code="nobody's")
    layout = LAYOUT.model_copy(update={"other_columns": (columns,)})
    found = read(RECOVERY, ["Q4 2020/21", "Q1 2021/22"], [*ENGLAND, 0.5, 0.4], layout=layout)
    assert told(found, "value") == [("England", "2021/22 Q1", 40.0)]
    assert [row["reason"] for row in found.rejects] == [
        "no measure in raw/reference/measures.yml has the code 'nobody's'"
    ]


# Periods and windows


def test_a_period_has_the_length_of_its_measure(read: Any) -> None:
    found = read(SUICIDE, ["2011-2012", "2011-2013", "2017/2019"], [*ENGLAND, "#N/A", 8.8, 10.1])
    assert told(found, "value", "period_start") == [
        ("England", "2011-01 to 2013-12", 8.8, date(2011, 1, 1)),
        ("England", "2017-01 to 2019-12", 10.1, date(2017, 1, 1)),
    ]
    assert [row["reason"] for row in found.rejects] == [
        "stands under '2011-2012', which names a period of 12 months, and a value of 'Suicide rate' is of three years"
    ]


def test_a_rolling_year_begins_a_year_before_its_end(read: Any) -> None:
    rows: Grid = [[*ENGLAND, 0.5, 0.641], [*NORTH_WEST, 0.5, 0.6], [*HUMBER, 0.5, 0.8], [*SHEFFIELD, 0.9, "*"]]
    found = read(ROUTINE, ["Q3 2021/22", "Q4 2021/22"], *rows)
    assert told(found, "period_start", "period_end") == [
        ("03N", "2021/22 Q3", date(2021, 1, 1), date(2021, 12, 31)),
        ("03N", "2021/22 Q4", date(2021, 4, 1), date(2022, 3, 31)),
        ("England", "2021/22 Q3", date(2021, 10, 1), date(2021, 12, 31)),
        ("England", "2021/22 Q4", date(2022, 1, 1), date(2022, 3, 31)),
        ("QOQ", "2021/22 Q3", date(2021, 1, 1), date(2021, 12, 31)),
        ("QOQ", "2021/22 Q4", date(2021, 4, 1), date(2022, 3, 31)),
        ("Y62", "2021/22 Q3", date(2021, 10, 1), date(2021, 12, 31)),
        ("Y62", "2021/22 Q4", date(2022, 1, 1), date(2022, 3, 31)),
    ]


@pytest.mark.parametrize(
    ("measure_id", "org_type", "period", "begins"),
    [
        ("cyp_access", "national", "2021/22 Q1", date(2020, 7, 1)),
        ("cyp_access", "sub_icb", "2022-12", date(2022, 1, 1)),
        ("perinatal_access", "ccg", "2021/22", date(2021, 4, 1)),
        ("ips_access", "ccg", "2021/22 Q1", date(2021, 4, 1)),
        ("ips_access", "ccg", "2021/22 Q4", date(2021, 4, 1)),
        ("ips_access", "region", "2021-12", date(2021, 4, 1)),
        ("ips_access", "ccg", "2016/17", date(2016, 4, 1)),
        ("iapt_recovery_rate", "ccg", "2021/22 Q4", date(2022, 1, 1)),
        ("cyp_eating_disorder_urgent_within_1_week", "region", "2021/22 Q4", date(2022, 1, 1)),
        ("cyp_eating_disorder_urgent_within_1_week", "stp", "2021/22 Q4", date(2021, 4, 1)),
    ],
)
def test_first_days(measure_id: str, org_type: str, period: str, begins: date) -> None:
    measure = REFERENCE.measures[measure_id]
    assert first_day(measure, org_type, normal_period(period)) == begins
    assert misfit(measure, normal_period(period)) is None


# Decimals


def test_decimals_are_those_of_most_cells_of_the_kind(read: Any) -> None:
    rows: Grid = [
        [*ENGLAND, 0.4819685389623519, 0.5],
        [*HUMBER, 0.5, 0.5],
        [*NORTH_LINCOLNSHIRE, 0.46, 0.46],
        [*SHEFFIELD, 0.463, 0.463],
        [*ROTHERHAM, 0.487, "*"],
        [*ASHFORD, 0.4615384615384615, None],
    ]
    found = read(RECOVERY, ["Q1 2016/17", "Q2 2016/17"], *rows)
    assert told(found, "decimals") == [
        ("03K", "2016/17 Q1", 1),
        # One cell has none and one has one: the larger of two that are equally frequent.
        ("03K", "2016/17 Q2", 1),
        ("03L", "2016/17 Q1", 1),
        ("03L", "2016/17 Q2", None),
        ("03N", "2016/17 Q1", 1),
        ("03N", "2016/17 Q2", 1),
        ("09C", "2016/17 Q1", 9),
        ("09C", "2016/17 Q2", None),
        ("England", "2016/17 Q1", 9),
        ("England", "2016/17 Q2", 0),
        ("QOQ", "2016/17 Q1", 0),
        ("QOQ", "2016/17 Q2", 0),
    ]


# Footprints of 2016


def test_a_footprint_that_has_a_number_is_of_a_kind_of_its_own(read: Any) -> None:
    numbered = ["Y63", "", 9, "SOUTH YORKSHIRE AND BASSETLAW", "STP"]
    found = read(RECOVERY, ["Q4 2021/22"], [*HUMBER, 0.5], [*numbered, 0.4])
    assert told(found, "org_type", "value") == [
        ("9", "2021/22 Q4", "stp_2016", 40.0),
        ("QOQ", "2021/22 Q4", "stp", 50.0),
    ]
