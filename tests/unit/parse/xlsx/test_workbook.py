"""Workbooks: the values of their sheets, and that no cell is lost."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from workbook_reading import ACHIEVED, KINDS, LAYOUT, RECOVERY, SPEND, read_rows
from workbooks import ENGLAND, HUMBER, NORTH_LINCOLNSHIRE, NORTH_WEST, ORGANISATION, ROTHERHAM, SHEFFIELD, Grid, figures

from pipeline.parse.xlsx.cells import Sheet
from pipeline.reference.layouts import WorkbookLayout


def test_a_sheet_is_read_whole(read: Any) -> None:
    sheet = figures(
        ["Q3 2021/22", "Q4 2021/22"],
        [*ENGLAND, 0.5, 0.505],
        [*NORTH_WEST, "#N/A", 0.5],
        [*HUMBER, 0.25, 1],
        [*NORTH_LINCOLNSHIRE, 0, 0.55],
        [*SHEFFIELD, "*", None],
    )
    found = read({RECOVERY: sheet})
    assert [
        (row["org_type"], row["org_code"], row["period"], row["value"], row["decimals"], row["status"])
        for row in found.values
    ] == [
        ("national", "England", "2021/22 Q3", 50.0, 0, "published"),
        ("region", "Y62", "2021/22 Q3", None, None, "not_available"),
        ("stp", "QOQ", "2021/22 Q3", 25.0, 0, "published"),
        ("ccg", "03K", "2021/22 Q3", 0.0, 0, "published"),
        ("ccg", "03N", "2021/22 Q3", None, None, "suppressed"),
        ("national", "England", "2021/22 Q4", 50.5, 1, "published"),
        ("region", "Y62", "2021/22 Q4", 50.0, 0, "published"),
        ("stp", "QOQ", "2021/22 Q4", 100.0, 0, "published"),
        ("ccg", "03K", "2021/22 Q4", 55.0, 0, "published"),
        ("ccg", "03N", "2021/22 Q4", None, None, "not_published"),
    ]
    assert found.value("England", "2021/22 Q4") == {
        "document_id": "an_edition",
        "line_no": None,
        "char_start": None,
        "char_end": None,
        "locator": "IAPT(ii_a)_FINAL CALC!G11",
        "org_type": "national",
        "org_code": "England",
        "org_name_published": "ENGLAND",
        "measure_id": "iapt_recovery_rate",
        "period": "2021/22 Q4",
        "period_published": "Q4 2021/22",
        "period_start": date(2022, 1, 1),
        "period_end": date(2022, 3, 31),
        "period_note": None,
        "value": 50.5,
        "value_published": "0.505",
        "decimals": 1,
        "status": "published",
        "reason": None,
        "lower": None,
        "upper": None,
        "numerator": None,
        "denominator": None,
        "count_note": None,
        "counts_rounded_to": None,
    }
    assert found.reading.rejects == []
    part = found.part()
    assert {name: part[name] for name in ("title", "source_published", "updated_published")} == {
        "title": "Quarter Recovery Rate",
        "source_published": "NHS Digital",
        "updated_published": "28 June 2022",
    }
    assert (part["latest_period_published"], part["state"], part["reason"]) == ("Q4 2021/22", "read", None)
    assert (part["measure_id"], part["document_id"]) == ("iapt_recovery_rate", "an_edition")
    # 7 lines above of two cells, the 1s, the titles, five organisations.
    labels = 14 + 2 + 7 + 25
    assert [part[kind] for kind in ("cells", *KINDS)] == [labels + 9, labels, 7, 2, 0, 0]


@pytest.mark.parametrize(
    ("printed", "value", "decimals"),
    [
        (0.55, 55.0, 0),
        (0.505, 50.5, 1),
        (0.6819, 68.19, 2),
        (0.07, 7.0, 0),
        (0.29, 29.0, 0),
        (0.57, 57.0, 0),
        (1, 100.0, 0),
        (0, 0.0, 0),
        (0.4819685389623519, 48.196853896, 9),
    ],
)
def test_shares_are_put_into_per_cent(read: Any, printed: float, value: float, decimals: int) -> None:
    found = read({RECOVERY: figures(["Q4 2021/22"], [*ENGLAND, printed])}).value("England", "2021/22 Q4")
    assert (found["value"], found["decimals"], found["value_published"]) == (value, decimals, str(printed))


def test_other_units_are_as_printed(read: Any) -> None:
    sheet = figures(["2020/21", "2021/22"], [*ENGLAND, 11_543_201.5, 12_345_678_901])
    found = read({SPEND: sheet})
    past = found.value("England", "2020/21", "mental_health_spend")
    assert (past["value"], past["decimals"], past["value_published"]) == (11_543_201.5, 1, "11543201.5")
    last = found.value("England", "2021/22", "mental_health_spend")
    assert (last["value"], last["decimals"], last["value_published"]) == (12_345_678_901, 0, "12345678901")


@pytest.mark.parametrize(
    ("printed", "value", "decimals"),
    [
        (48766292.011999995, 48766292.012, 3),
        (48766292.01199999, 48766292.012, 3),
        (0.1 + 0.2, 0.3, 1),
        (1 / 3, 0.333333333, 9),
    ],
)
def test_digits_that_differ_from_one_saving_to_another_are_cut_off(
    read: Any, printed: float, value: float, decimals: int
) -> None:
    (row,) = read({SPEND: figures(["2020/21"], [*ENGLAND, printed])}).values
    assert (row["value"], row["decimals"]) == (value, decimals)


def test_yes_and_no_are_values(read: Any) -> None:
    sheet = figures(["2020/21"], [*ENGLAND, "Y"], [*SHEFFIELD, "N"], [*ROTHERHAM, " Y "], [*NORTH_LINCOLNSHIRE, "y"])
    found = read({ACHIEVED: sheet})
    printed = [(row["org_code"], row["value"], row["decimals"], row["value_published"]) for row in found.values]
    assert printed == [("England", 1.0, 0, "Y"), ("03N", 0.0, 0, "N"), ("03L", 1.0, 0, " Y ")]
    assert found.rejected == [
        ("MHF(iii)!F14", "y", 1, "'y' is neither a number nor a marker that raw/sources.yml names"),
    ]


@pytest.mark.parametrize(("marker", "expected"), LAYOUT.markers.items())
@pytest.mark.parametrize("blank", ["", " "])
def test_every_marker_is_a_status_with_its_reason(read: Any, marker: str, expected: Any, blank: str) -> None:
    sheet = figures(["Q3 2021/22", "Q4 2021/22"], [*ENGLAND, 0.5, f"{blank}{marker}{blank}"])
    found = read({RECOVERY: sheet}).value("England", "2021/22 Q4")
    assert (found["status"], found["reason"]) == (expected.status, expected.reason)
    assert (found["value"], found["decimals"]) == (None, None)
    assert found["value_published"].strip() == marker


def test_the_markers_are_those_that_editions_hold() -> None:
    assert isinstance(LAYOUT, WorkbookLayout)
    errors = {"#N/A", "#VALUE!", "#REF!", "#DIV/0!", "#NAME?", "#NUM!", "#NULL!"}
    assert set(LAYOUT.markers) == {"*", "N/A", *errors}
    assert {key for key, marker in LAYOUT.markers.items() if marker.status == "suppressed"} == {"*"}


@pytest.mark.parametrize(
    ("cell", "text", "reason"),
    [
        ("see note", "see note", "is neither a number nor a marker that raw/sources.yml names"),
        (True, "True", "is neither a number nor a marker that raw/sources.yml names"),
        (date(2022, 3, 31), "2022-03-31", "is neither a number nor a marker that raw/sources.yml names"),
        (1.01, "1.01", "lies outside the range that the measure can have"),
        (-0.01, "-0.01", "lies outside the range that the measure can have"),
    ],
)
def test_a_cell_that_is_no_value_is_reported(read: Any, cell: Any, text: str, reason: str) -> None:
    found = read({RECOVERY: figures(["Q3 2021/22", "Q4 2021/22"], [*ENGLAND, 0.5, cell])})
    assert found.rejected == [(f"{RECOVERY}!G11", text, 1, f"'{text}' {reason}")]
    assert len(found.values) == 1


def test_numbers_that_are_none_are_reported() -> None:
    rows: Grid = [[*ORGANISATION, "2020/21", "2021/22", "2019/20"]]
    rows += [[*ENGLAND, float("nan"), float("inf"), 5.0]]
    found = read_rows([Sheet(SPEND, rows)])
    assert [(row["value"], row["period"]) for row in found.values] == [(5.0, "2019/20")]
    assert [reason for *_, reason in found.rejected] == [
        "'NaN' is neither a number nor a marker that raw/sources.yml names",
        "'inf' is neither a number nor a marker that raw/sources.yml names",
    ]
