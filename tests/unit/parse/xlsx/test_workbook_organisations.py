"""The organisations and the sheets of a workbook."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from workbook_reading import EIP, NOT_REGISTERED, RECOVERY, REFERENCE, read_rows
from workbooks import ENGLAND, NORTH_WEST, ORGANISATION, SHEFFIELD, count, figures

from pipeline.parse.xlsx.cells import Sheet


def test_two_rows_of_one_organisation_are_not_both_taken(read: Any) -> None:
    also_england = ["EN", "EN", "E92000001", "England", "National"]
    sheet = figures(["Q4 2021/22"], [*ENGLAND, 0.1], [*SHEFFIELD, 0.2], [*SHEFFIELD, 0.3], [*also_england, 0.4])
    found = read({RECOVERY: sheet})
    assert [row["value"] for row in found.values] == [10.0, 20.0]
    assert [(locator, cells, reason) for locator, _, cells, reason in found.rejected] == [
        (f"{RECOVERY}!A13:F13", 6, "repeats the organisation of row 12"),
        (f"{RECOVERY}!A14:F14", 6, "repeats the organisation of row 11"),
    ]
    assert found.rejected[0][1] == "Y63 | QF7 | 03N | NHS SHEFFIELD CCG | CCG | 0.3"


def test_one_code_of_two_kinds_of_organisation_is_taken_for_both(read: Any) -> None:
    sheet = figures(["Q4 2021/22"], [*NORTH_WEST, 0.1], ["EN", "EN", "Y62", "North West", "STP", 0.2])
    assert [(row["org_type"], row["value"]) for row in read({RECOVERY: sheet}).values] == [("region", 10), ("stp", 20)]


@pytest.mark.parametrize(
    ("organisation", "reason"),
    [
        (["Y63", "QF7", "99Z", "NHS NOWHERE CCG", "CCG"], NOT_REGISTERED),
        (
            ["Y63", "QF7", None, "NHS SHEFFIELD CCG", "CCG"],
            "the row has no code of an organisation in Org code; ask its publisher",
        ),
        (["EN", "EN", "WAL", "WALES", "National"], "'WAL' is not how raw/sources.yml says that England is written"),
        (
            # Shifted to the right by one.
            ["Y56", "QMF", "A3A8R", "NHS North East London CCG", "NHS", "CCG"],
            "'NHS' is no kind of organisation that raw/sources.yml names",
        ),
        (["Y63", "QF7", "03N", "NHS SHEFFIELD CCG"], "'' is no kind of organisation that raw/sources.yml names"),
        (["Total"], "'' is no kind of organisation that raw/sources.yml names"),
    ],
)
def test_a_row_without_a_known_organisation_is_reported_whole(read: Any, organisation: list[str], reason: str) -> None:
    row = [*organisation, *([None] * (6 - len(organisation))), 0.3]
    found = read({RECOVERY: figures(["Q3 2021/22", "Q4 2021/22"], [*ENGLAND, 0.1, 0.2], row)})
    assert [value["value"] for value in found.values] == [10.0, 20.0]
    text = " | ".join(str(cell) for cell in row if cell is not None)
    assert found.rejected == [(f"{RECOVERY}!A12:G12", text, count(row), reason)]


@pytest.mark.parametrize("code", ["EN", "Eng", "eng", "England", "ENGLAND", "E92000001"])
def test_england_is_england_however_it_is_coded(read: Any, code: str) -> None:
    (row,) = read({RECOVERY: figures(["Q4 2021/22"], ["", "", code, "ENGLAND", "National", 0.1])}).values
    assert (row["org_type"], row["org_code"]) == ("national", "England")


def test_organisations_on_is_the_latest_day_whose_ccgs_all_have_a_row() -> None:
    register = REFERENCE.register

    def with_rows_of(codes: set[str]) -> date | None:
        rows = [[*ORGANISATION, "Q4 2021/22"], *(["", "", code, code, "CCG", 0.5] for code in sorted(codes))]
        day = read_rows([Sheet(RECOVERY, rows)]).part()["organisations_on"]
        assert day is None or isinstance(day, date)
        return day

    latest, before = set(register.open_on(date(2021, 4, 1))), set(register.open_on(date(2018, 4, 1)))
    assert (len(latest), len(before)) == (106, 195)
    assert with_rows_of(latest) == date(2021, 4, 1)
    assert with_rows_of(before) == date(2018, 4, 1)
    assert with_rows_of(before | latest) == date(2021, 4, 1)
    assert with_rows_of(latest - {"03N"}) is None
    assert with_rows_of(before - {"03N"}) is None
    assert (
        read_rows([Sheet(RECOVERY, [[*ORGANISATION, "Q4 2021/22"], [*ENGLAND, 0.5]])]).part()["organisations_on"]
        is None
    )


@pytest.mark.parametrize(
    "name", ["IAPT(ii_a)_FINAL CALC", "IAPT(ii.a)", "IAPT(ii_a)", "iapt(ii.a)_FINAL CALC", "IAPT (ii.a)"]
)
def test_a_renamed_sheet_holds_the_same_measure(read: Any, name: str) -> None:
    found = read({name: figures(["Q4 2021/22"], [*ENGLAND, 0.505])})
    assert found.value("England", "2021/22 Q4")["value"] == 50.5
    assert found.part(name)["measure_id"] == "iapt_recovery_rate"


def test_a_sheet_without_a_measure_is_left_out(read: Any) -> None:
    found = read({"XY(i)_FINAL CALC": figures(["Q4 2021/22"], [*ENGLAND, 0.5]), RECOVERY: figures(["2021/22"])})
    part = found.part("XY(i)_FINAL CALC")
    assert (part["state"], part["measure_id"]) == ("left_out", None)
    assert part["reason"] == "no measure in raw/reference/measures.yml has the code 'XY(i)'"
    assert (part["left_out"], part["labels"], part["title"]) == (part["cells"], 0, "Quarter Recovery Rate")
    assert (found.values, found.rejected) == ([], [])


def test_a_sheet_that_is_no_data_is_left_out(read: Any) -> None:
    found = read({"Guide": [["How to use"], [1, "*"]], "Empty": [[]], RECOVERY: [["Org code", "Org name", "Q4"]]})
    for name, cells in (("Guide", 3), ("Empty", 0), (RECOVERY, 3)):
        part = found.part(name)
        assert (part["state"], part["cells"], part["left_out"]) == ("left_out", cells, cells)
        assert part["reason"] == "no row has the titles Org code, Org name, Org Type"


def test_sheets_do_not_mix(read: Any) -> None:
    found = read(
        {
            RECOVERY: figures(["Q3 2021/22"], [*ENGLAND, 0.1], [*SHEFFIELD, "?"]),
            EIP: figures(["Q4 2021/22"], [*SHEFFIELD, 0.42], [*ENGLAND, 0.6819], above=[]),
        }
    )
    assert [
        (row["measure_id"], row["org_code"], row["period"], row["value"], row["locator"]) for row in found.values
    ] == [
        ("iapt_recovery_rate", "England", "2021/22 Q3", 10.0, f"{RECOVERY}!F11"),
        ("eip_two_week_wait", "03N", "2021/22 Q4", 42.0, f"{EIP}!F3"),
        ("eip_two_week_wait", "England", "2021/22 Q4", 68.19, f"{EIP}!F4"),
    ]
    assert [locator for locator, *_ in found.rejected] == [f"{RECOVERY}!F12"]
    assert (found.part()["rejected"], found.part(EIP)["rejected"]) == (1, 0)


def test_a_workbook_without_sheets_of_figures_gives_nothing(read: Any) -> None:
    found = read({"Guide": [["x"]]})
    assert (found.values, found.rejected, found.reading.indicators) == ([], [], [])
