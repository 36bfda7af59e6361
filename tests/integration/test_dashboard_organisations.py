"""Whose the figures of the real edition of the dashboard are, and what a column shows beyond each cell."""

from __future__ import annotations

from collections import Counter
from datetime import date
from typing import Any

import pytest
from dashboard_edition import FIRST, SHEET, by_sheet, places
from installation import Installation
from workbooks import Grid, count

# The real workbook is read in test_add_figures.py and unit/marts/test_value_doubt.py on each run too.
pytestmark = pytest.mark.nightly


def ccg_rows(grids: dict[str, Grid]) -> dict[str, list[list[Any]]]:
    """The rows below the titles that name a CCG, shifted ones too: the word stands in them."""
    found = {}
    for name, grid in grids.items():
        if place := places(grid):
            found[name] = [row for row in grid[place[0] + 1 :] if "CCG" in row]
    return found


def test_ccg_rows_per_sheet_are_those_that_the_domain_tells(edition: Installation, grids: dict[str, Grid]) -> None:
    """106 in 45 sheets, 135 in 16, 144 in 6, 195 in 3, 218 in 3, 191 in 1, by the rows with the type CCG.

    In the six sheets of 144 nine rows hold no figures: these CCGs have a row and no cell. AC(ii), one of the 16, has
    nine rows besides whose cells are shifted by one column, and MHSB(i) and MHSB(ii) have 38 each without the type.
    """
    typed: dict[str, int] = {}
    with_cells: dict[str, int] = {}
    for name, grid in grids.items():
        if place := places(grid):
            header, at = place
            rows = [row for row in grid[header + 1 :] if row[at["Org Type"]] == "CCG"]
            typed[name] = len(rows)
            with_cells[name] = sum(count(row[max(at.values()) + 1 :]) > 0 for row in rows)
    assert Counter(typed.values()) == {106: 45, 135: 16, 144: 6, 195: 3, 218: 3, 191: 1}
    query = f"""SELECT {SHEET}, count(DISTINCT org_code) FROM core.measure_value
        WHERE org_type = 'ccg' AND value_published <> '' AND document_id = ?"""
    taken = dict(edition.rows(query + " GROUP BY ALL", FIRST))
    assert taken == {name: rows for name, rows in with_cells.items() if rows}
    assert Counter(taken.values()) == {106: 45, 135: 22, 195: 3, 218: 3, 191: 1}
    assert {name for name in typed if typed[name] != with_cells[name]} == {
        n for n, rows in typed.items() if rows == 144
    }
    is_row = "regexp_matches(locator, '!A\\d+:[A-Z]+\\d+$')"
    query = f"SELECT {SHEET}, count(*) FROM core.rejected_row WHERE {is_row} GROUP BY ALL"
    assert by_sheet(edition, query) == {
        "AC(ii)_FINAL CALC": 9,
        "MHSB(i)_FINAL CALC": 38,
        "MHSB(ii)_FINAL CALC": 38,
        # Formulas that failed, below the last organisation.
        "EIP(i)_FINAL CALC": 1,
        "PHSMI(i)_FINAL CALC": 1,
    }


def test_every_ccg_is_one_of_the_register(edition: Installation) -> None:
    query = """SELECT count(DISTINCT org_code) FROM core.measure_value AS measured WHERE org_type = 'ccg'
        AND NOT EXISTS (FROM core.organisation AS known WHERE known.org_code = measured.org_code)"""
    assert edition.rows(query) == [(0,)]
    assert edition.rows("SELECT count(*) FROM core.rejected_row WHERE reason LIKE 'no CCG has the code%'") == [(0,)]


def test_sheets_tell_whose_organisations_they_hold(edition: Installation) -> None:
    query = "SELECT organisations_on, count(*) FROM core.document_part WHERE state = 'read' GROUP BY ALL"
    assert dict(edition.rows(query)) == {
        date(2021, 4, 1): 54,
        date(2020, 4, 1): 16,
        date(2018, 4, 1): 3,
        date(2019, 4, 1): 1,
    }


def test_there_are_one_nation_seven_regions_and_42_stps(edition: Installation) -> None:
    query = """SELECT org_type, count(DISTINCT org_code) FROM core.measure_value
        WHERE measure_id = 'iapt_recovery_rate' AND period = '2021/22 Q4' GROUP BY ALL"""
    assert dict(edition.rows(query)) == {"national": 1, "region": 7, "stp": 42, "ccg": 106}


RECOVERY_OF_2016 = {
    "03K": (5, 8), "05W": (71, 114), "11J": (236, 417), "02A": (49, 96), "00V": (88, 175), "01D": (61, 136),
    "01W": (4, 9), "01Y": (5, 12), "03F": (89, 208), "03N": (27, 65), "05D": (21, 58),
}  # fmt: skip


def test_empty_cells_are_told_where_their_column_has_values(edition: Installation) -> None:
    """In 191 of the 196 columns every empty cell is of a CCG that opened later."""
    query = """SELECT count(*), count(*) FILTER (told = ['did not exist']) FROM (
            SELECT measure_id, period, list(DISTINCT reason) AS told FROM core.measure_value
            WHERE org_type = 'ccg' AND value_published = '' GROUP BY ALL)"""
    assert edition.rows(query) == [(196, 191)]
    query = """SELECT count(*) FROM core.measure_value AS blank ANTI JOIN core.measure_value AS valued
            ON (blank.measure_id, blank.period, blank.org_type) = (valued.measure_id, valued.period, valued.org_type)
            AND valued.value IS NOT NULL
        WHERE blank.value_published = ''"""
    assert edition.rows(query) == [(0,)]


@pytest.mark.parametrize(
    ("measure_id", "period", "expected"),
    [
        ("mental_health_spend_share", "2016/17", (103, 0, 106)),
        ("mental_health_spend_share", "2017/18", (104, 0, 106)),
        ("mental_health_spend_share", "2020/21", (104, 0, 106)),
        ("suicide_rate", "2017-01 to 2019-12", (104, 0, 106)),
        ("discharges_followed_up_within_7_days_earlier_sheet", "2016/17 Q1", (190, 0, 191)),
        # The other 27 opened in 2020 and 2021.
        ("iapt_recovery_rate", "2016/17 Q1", (79, 0, 106)),
    ],
)
def test_sets_in_which_only_later_organisations_lack_a_figure_are_complete(
    edition: Installation, measure_id: str, period: str, expected: tuple[int, int, int]
) -> None:
    query = """SELECT ranked, withheld, organisations_listed FROM marts.measure_peer_group
        WHERE peers = 'England' AND is_complete AND measure_id = ? AND period = ?"""
    assert edition.rows(query, measure_id, period) == [expected]


def test_no_set_with_values_lacks_an_organisation(edition: Installation) -> None:
    query = """SELECT count(*) FROM marts.measure_peer_group
        WHERE peers = 'England' AND ranked > 0 AND NOT is_complete AND NOT period_inferred"""
    assert edition.rows(query) == [(0,)]


def test_access_rates_stand_before_numbers_of_people(edition: Installation) -> None:
    query = "SELECT period, count(value) FROM core.measure_value WHERE measure_id = ? AND value > 0 GROUP BY ALL"
    rates = dict(edition.rows(query, "iapt_access_rate"))
    assert rates == {"2015/16 Q4": 111} | {
        f"{y}/{y % 100 + 1} Q{q}": 124 for y in (2016, 2017, 2018) for q in range(1, 5)
    }
    assert min(edition.rows(query, "iapt_people_entering_treatment"))[0] == "2019/20 Q1"
    query = """SELECT value FROM core.measure_value WHERE measure_id = 'iapt_access_rate' AND org_type = 'national'
        AND period IN ('2015/16 Q4', '2018/19 Q4') ORDER BY period"""
    assert edition.rows(query) == [(4.196837531,), (4.764161283,)]


def test_hours_a_week_are_rejected_as_such(edition: Installation) -> None:
    query = f"""SELECT {SHEET}, count(*) FROM core.rejected_row
        WHERE reason = 'hours a week in a column of percentages' AND text <> '*' GROUP BY ALL"""
    assert by_sheet(edition, query) == {"CR(i_b)_FINAL CALC": 171, "CR(i_c)_FINAL CALC": 170}
    query = """SELECT count(*) FROM core.measure_value WHERE period = '2017/18'
        AND measure_id IN ('crisis_services_24_7', 'home_treatment_staffed_as_recommended')"""
    assert edition.rows(query) == [(0,)]


def test_suicide_rates_are_of_three_years(edition: Installation) -> None:
    query = """SELECT DISTINCT date_diff('month', period_start, period_end) FROM core.measure_value
        WHERE measure_id = 'suicide_rate'"""
    assert edition.rows(query) == [(35,)]
    query = f"SELECT {SHEET}, cells FROM core.rejected_row WHERE reason LIKE '%of three years'"
    assert edition.rows(query) == [("SP(i)_FINAL CALC", 147)]


def test_footprints_with_numbers_are_of_a_kind_of_their_own(edition: Installation) -> None:
    query = """SELECT org_type, bool_and(regexp_full_match(org_code, '[0-9]+')), count(DISTINCT org_code)
        FROM core.measure_value WHERE measure_id = 'crisis_teams_core_functions' AND org_type LIKE 'stp%'
        GROUP BY ALL"""
    assert edition.rows(query) == [("stp_2016", True, 42)]
    query = "SELECT count(*) FROM core.measure_value WHERE org_type = 'stp' AND regexp_full_match(org_code, '[0-9]+')"
    assert edition.rows(query) == [(0,)]


def test_decimals_of_a_column_of_printed_and_of_unrounded_cells(edition: Installation) -> None:
    query = """SELECT decimals, count(*) FROM core.measure_value WHERE measure_id = 'iapt_recovery_rate'
        AND period = '2016/17 Q1' AND org_type = 'ccg' AND value IS NOT NULL GROUP BY ALL"""
    assert dict(edition.rows(query)) == {1: 71, 9: 8}


def test_unrounded_rates_give_their_fractions_away(edition: Installation) -> None:
    query = """SELECT org_code, fraction.numerator, fraction.denominator FROM marts.measure_current AS measured
        INNER JOIN marts.simplest_fraction AS fraction ON measured.value = fraction.percentage
        WHERE measure_id = 'iapt_recovery_rate' AND period = '2015/16 Q4' AND org_type = 'ccg'
            AND NOT period_inferred"""
    found = {code: (numerator, denominator) for code, numerator, denominator in edition.rows(query)}
    assert {code: found[code] for code in RECOVERY_OF_2016} == RECOVERY_OF_2016


def test_eating_disorders_are_of_a_year_for_ccgs_and_of_a_quarter_for_england(edition: Installation) -> None:
    query = """SELECT org_type, any_value(period_start), count(DISTINCT period_start) FROM core.measure_value
        WHERE measure_id = 'cyp_eating_disorder_routine_within_4_weeks' AND period = '2021/22 Q4' GROUP BY ALL"""
    days = {kind: (day, many) for kind, day, many in edition.rows(query)}
    year, quarter = (date(2021, 4, 1), 1), (date(2022, 1, 1), 1)
    assert days == {"ccg": year, "stp": year, "region": quarter, "national": quarter}
    query = """SELECT count(*) FROM core.measure_value INNER JOIN core.measure_window USING (measure_id, org_type)
        WHERE "window" = 'rolling_12_months' AND date_diff('month', period_start, period_end) <> 11"""
    assert edition.rows(query) == [(0,)]
