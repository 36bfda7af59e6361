"""The quarterly dashboard: what the documents give at each due date, edition by edition, and measures without values.

Not here: which value is shown (`test_dashboard_value`), and when an edition is due (`test_release_calendar`).
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from datetime import date, timedelta
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import pytest
from effort import is_nightly, worlds
from hypothesis import given
from hypothesis import strategies as st
from mart_samples import Row, organisations, real_tables, run
from oracle.dashboard import dashboard
from test_dashboard_value import OLD, publications, tables_of, value
from test_release_calendar import APRIL, JANUARY, JULY, NEXT_JANUARY, OCTOBER, checked

SPEND = "mental_health_spend_share"
PLANNED_IN_2016 = {"cyp_mental_health", "smi_physical_health", "out_of_area_placements"}
LISTED_IN_2016 = {
    SPEND,
    "planned_mental_health_spend",
    "secure_length_of_stay",
    "police_cells_place_of_safety",
}
# Of its parts two have values in 2016.
IN_PARTS = "access_and_waiting_standards"
LATEST = date(2021, 7, 1)


@cache
def real(as_at: date) -> list[Row]:
    return shown(real_tables(), as_at)


def shown(tables: Mapping[str, Any], as_at: date) -> list[Row]:
    """The rows as at a day; the oracle, which takes seconds over the editions of years, is asked by night for those."""
    if as_at < LATEST or is_nightly():
        return checked("dashboard", dashboard, tables, as_at)
    with TemporaryDirectory() as folder:
        return run(Path(folder), "dashboard", tables, as_at)


def listing(document_id: str, status: str = "in_use", product: str = "dashboard", **more: Any) -> Row:
    row = {"document_id": document_id, "measure_id": SPEND, "product": product, "area": "mental_health"}
    return row | {"status": status} | more


def listed(*listings: Row, values: list[Row] | None = None, as_at: date = OCTOBER) -> list[tuple[Any, ...]]:
    """The rows of the measure as a whole."""
    tables = tables_of(OLD, values or [], measure_listing=list(listings))
    rows = checked("dashboard", dashboard, tables, as_at)
    return [
        (row["edition"].month, row["status"], row["document_id"], row["change"], row["previous_document_id"])
        for row in rows
        if row["org_code"] is None
    ]


def test_on_1_january_2017_the_34_organisations_have_two_values_each_and_all_are_new() -> None:
    rows = [row for row in real(JANUARY) if row["org_code"] is not None]
    assert len(rows) == 68
    assert Counter(row["measure_id"] for row in rows) == {"iapt_recovery_rate": 34, "eip_two_week_wait": 34}
    assert len({row["org_code"] for row in rows}) == 34
    assert {(row["edition"], row["change"], row["status"], row["previous_status"]) for row in rows} == {
        (JANUARY, "new", "published", None)
    }
    (row,) = [row for row in rows if (row["org_code"], row["measure_id"]) == ("03K", "iapt_recovery_rate")]
    assert row == {
        "edition": JANUARY,
        "measure_id": "iapt_recovery_rate",
        "measure_name": "IAPT recovery rate",
        "org_type": "ccg",
        "org_code": "03K",
        "org_name": "NHS North Lincolnshire CCG",
        "organisation_open": True,
        "period_inferred": True,
        "period": "2015/16 Q4",
        "period_start": date(2016, 1, 1),
        "period_end": date(2016, 3, 31),
        "age_days": 276,
        "is_stale": True,
        "value": 67.6,
        "unit": "%",
        "decimals": 1,
        "standard": None,
        "comparator": None,
        "distance_to_standard": None,
        "standard_met": None,
        "status": "published",
        "reason": None,
        "published_on": date(2016, 10, 31),
        "document_id": "nursing_times_2016",
        "line_no": 43,
        "locator": None,
        "correction": None,
        "change": "new",
        "previous_value": None,
        "previous_status": None,
        "previous_period": None,
        "previous_document_id": None,
        "change_note": "nothing known at the edition before",
    }


def test_planned_measures_appear_as_planned_and_listed_ones_without_a_value() -> None:
    rows = [row for row in real(JANUARY) if row["org_code"] is None]
    assert {row["measure_id"] for row in rows if row["status"] == "planned"} == PLANNED_IN_2016
    assert {row["measure_id"] for row in rows if row["status"] == "no_value"} == LISTED_IN_2016
    assert {row["measure_id"] for row in rows if row["status"] == "in_parts"} == {IN_PARTS}
    assert Counter(row["reason"] for row in rows) == {
        "listed as planned, and no value known at this edition": 3,
        "listed, and no value known at this edition": 4,
        "its figures are those of eip_two_week_wait, iapt_recovery_rate": 1,
    }
    assert {(row["value"], row["period"], row["change"]) for row in rows} == {(None, None, "new")}
    assert {row["line_no"] for row in rows if row["status"] == "planned"} == {28}


def test_out_of_area_placements_were_planned_until_the_briefing_lists_them() -> None:
    rows = [row for row in real(LATEST) if row["measure_id"] == "out_of_area_placements"]
    said = {row["edition"]: (row["status"], row["change"], row["document_id"]) for row in rows}
    assert said[date(2020, 1, 1)] == ("planned", "unchanged", "nursing_times_2016")
    assert said[date(2020, 4, 1)] == ("no_value", "new status", "rcpsych_2020")
    assert said[LATEST] == ("no_value", "unchanged", "rcpsych_2020")
    (changed,) = [row["change_note"] for row in rows if row["change"] == "new status"]
    assert changed == "was planned (nursing_times_2016), is no_value (rcpsych_2020)"


@pytest.mark.parametrize(
    ("as_at", "editions"),
    [
        (date(2016, 10, 27), 0),
        (date(2016, 12, 31), 0),
        (JANUARY, 1),
        (APRIL - timedelta(1), 1),
        (APRIL, 2),
        (date(2020, 6, 1), 14),
        (LATEST, 19),
    ],
)
def test_an_earlier_day_gives_the_same_editions_up_to_it(as_at: date, editions: int) -> None:
    rows = real(as_at)
    assert len(rows) == 76 * editions
    assert rows == [row for row in real(LATEST) if row["edition"] <= as_at]


def test_a_document_that_restates_a_value_shows_both_at_their_dates_and_one_revision() -> None:
    restated = {name: frame.to_dicts() for name, frame in real_tables().items()}
    (printed,) = [
        row
        for row in restated["measure_value"]
        if (row["org_code"], row["measure_id"]) == ("03K", "iapt_recovery_rate")
    ]
    source = next(row for row in restated["document"] if row["document_id"] == printed["document_id"])
    restated["document"].append(source | {"document_id": "restating", "published_on": date(2018, 5, 17)})
    restated["measure_value"].append(printed | {"document_id": "restating", "line_no": 7, "value": 66.9})
    rows = shown(restated, LATEST)
    (revised,) = [row for row in rows if row["change"] == "revised"]
    names = ("edition", "value", "previous_value", "document_id", "line_no", "previous_document_id", "change_note")
    assert [revised[name] for name in names] == [
        date(2018, 7, 1),
        66.9,
        67.6,
        "restating",
        7,
        "nursing_times_2016",
        "was 67.6 (nursing_times_2016), is 66.9 (restating)",
    ]
    key = ("org_code", "measure_id")
    ours = [row for row in rows if all(row[name] == printed[name] for name in key)]
    assert [row["value"] for row in ours] == [67.6] * 6 + [66.9] * 13
    assert Counter(row["change"] for row in ours) == {"new": 1, "revised": 1, "unchanged": 17}
    # All other rows are as they were.
    assert [row for row in rows if row not in ours] == [
        row for row in real(LATEST) if any(row[name] != printed[name] for name in key)
    ]


def test_an_unchanged_edition_tells_what_the_one_before_showed() -> None:
    tables = tables_of(OLD, [value("a", 61.2), value("b", 60.4)], measure_listing=[])
    rows = checked("dashboard", dashboard, tables, JULY)
    assert [(row["value"], row["previous_value"], row["change"], row["previous_document_id"]) for row in rows] == [
        (61.2, None, "new", None),
        (60.4, 61.2, "revised", "a"),
        (60.4, 60.4, "unchanged", "b"),
    ]


def test_a_measure_has_no_row_of_its_own_from_its_first_value_on() -> None:
    for said in (12.5, "suppressed", "not_available"):
        values = [value("b", said, measure_id=SPEND)]
        assert listed(listing("a"), values=values) == [(1, "no_value", "a", "new", None)]


def test_what_is_not_for_the_dashboard_and_not_planned_is_not_expected() -> None:
    assert listed(listing("a", product="rating")) == []
    assert listed(listing("a", product="rating"), listing("b"), as_at=APRIL) == [(4, "no_value", "b", "new", None)]


def test_a_planned_measure_is_planned_until_a_later_document_lists_it() -> None:
    assert listed(listing("a", "planned", "rating"), listing("b", product="rating"), as_at=JULY) == [
        (1, "planned", "a", "new", None),
        (4, "no_value", "b", "new status", "a"),
        (7, "no_value", "b", "unchanged", "b"),
    ]


def test_what_a_document_says_of_the_dashboard_goes_before_what_it_says_of_ratings() -> None:
    assert listed(listing("a", "planned"), listing("b", product="rating"), as_at=APRIL) == [
        (1, "planned", "a", "new", None),
        (4, "planned", "a", "unchanged", "a"),
    ]


def test_in_use_goes_before_planned_in_one_document() -> None:
    assert listed(listing("a", "planned"), listing("a"), as_at=JANUARY) == [(1, "no_value", "a", "new", None)]


def test_whether_an_organisation_was_open_on_the_due_date() -> None:
    register = organisations(3)
    register[0]["closed_on"] = APRIL
    register[1]["closed_on"] = APRIL - timedelta(1)
    register[2] |= {"opened_on": APRIL, "closed_on": None}
    values = [value("a", 50.0, org_code=row["org_code"]) for row in register]
    tables = tables_of(OLD, values, organisation=register, measure_listing=[])
    rows = checked("dashboard", dashboard, tables, APRIL)
    assert [(row["edition"].month, row["org_code"], row["organisation_open"]) for row in rows] == [
        (1, "A00", True),
        (1, "A01", True),
        (1, "A02", False),
        (4, "A00", True),
        (4, "A01", False),
        (4, "A02", True),
    ]


@given(tables=publications(), as_at=st.sampled_from([JANUARY, APRIL, JULY, OCTOBER]), data=st.data())
@worlds()
def test_any_editions_by_the_oracle_and_the_same_on_an_earlier_day(
    tables: dict[str, Any], as_at: date, data: st.DataObject
) -> None:
    names = [row["document_id"] for row in tables["document"]]
    drawn = st.builds(
        listing,
        st.sampled_from(names),
        st.sampled_from(["in_use", "planned"]),
        st.sampled_from(["dashboard", "rating"]),
        measure_id=st.sampled_from([SPEND, "iapt_recovery_rate", "eip_two_week_wait"]),
    )
    tables = tables | {"measure_listing": data.draw(st.lists(drawn, max_size=6))}
    rows = checked("dashboard", dashboard, tables, NEXT_JANUARY)
    assert checked("dashboard", dashboard, tables, as_at) == [row for row in rows if row["edition"] <= as_at]
