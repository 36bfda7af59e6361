"""Due releases of sources: those of measures are products of their own, and versions of the dashboard fill its dates.

Not here: documents that a person lays in place (`test_release_calendar`).
"""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from effort import worlds
from hypothesis import given
from hypothesis import strategies as st
from mart_samples import Row
from oracle.release_calendar import release_calendar
from test_release_calendar import (
    ANNOUNCED,
    APRIL,
    JANUARY,
    JULY,
    LATEST,
    OCTOBER,
    SOONEST,
    announcements,
    checked,
    document,
    policy,
    value,
)

MONTHLY, DASHBOARD = "talking_therapies_monthly", "mh_dashboard"


def source(source_id: str = MONTHLY, cadence: str | None = "monthly", product: str | None = None) -> Row:
    return {"source_id": source_id, "cadence": cadence, "product": product, "is_fetched": cadence is not None}


def version(document_id: str, published_on: date, source_id: str = MONTHLY, product: str | None = None) -> Row:
    return document(document_id, published_on) | {"source_id": source_id, "product": product}


def calendar(documents: list[Row], as_at: date, values: list[Row] | None = None, **more: Any) -> list[Row]:
    tables = {
        "document": [document("policy", ANNOUNCED), *documents],
        "refresh_policy": [policy()],
        "source": [source(), source(DASHBOARD, "quarterly", "dashboard")],
        "measure_value": [value(row["document_id"]) for row in documents] if values is None else values,
    }
    return checked("release_calendar", release_calendar, tables | more, as_at)


def states(rows: list[Row], product: str) -> list[tuple[str, str, str | None]]:
    return [(row["edition"], row["state"], row["document_ids"]) for row in rows if row["product"] == product]


def test_a_version_of_a_source_of_measures_is_no_arrival_of_the_dashboard() -> None:
    quarters = [("2017-01-01", "missing", None), ("2017-04-01", "due", None), ("2017-07-01", "not_yet_due", None)]
    assert states(calendar([version("m", date(2017, 1, 15))], APRIL), "dashboard") == quarters
    # A document that is declared one is, and so is a version of the dashboard.
    late = [("2017-01-01", "late", "m"), *quarters[1:]]
    for arrived in (
        document("m", date(2017, 1, 15), "dashboard"),
        version("m", date(2017, 1, 15), DASHBOARD, "dashboard"),
    ):
        assert states(calendar([arrived], APRIL), "dashboard") == late
    # Of a version without values that is not so.
    silent = version("m", date(2017, 1, 15), DASHBOARD, "dashboard")
    assert states(calendar([silent], APRIL, values=[]), "dashboard") == quarters


def test_a_source_of_measures_is_due_from_one_step_after_its_first_version() -> None:
    rows = calendar([version("v1", date(2017, 1, 12)), version("v2", date(2017, 2, 14))], date(2017, 4, 20))
    assert states(rows, MONTHLY) == [
        ("2017-02-12", "late", "v2"),
        ("2017-03-12", "missing", None),
        ("2017-04-12", "due", None),
        ("2017-05-12", "not_yet_due", None),
    ]
    row = next(row for row in rows if row["product"] == MONTHLY)
    assert row == {
        "product": MONTHLY,
        "due_on": date(2017, 2, 12),
        "edition": "2017-02-12",
        "next_due_on": date(2017, 3, 12),
        "cadence": "monthly",
        "state": "late",
        "arrived_on": date(2017, 2, 14),
        "days_late": 2,
        "document_ids": "v2",
        "restated": 0,
        "policy_document_id": "v1",
        "policy_line_no": None,
        "note": "arrived on 2017-02-14, 2 days late",
    }
    assert {row["product"] for row in rows} == {"dashboard", MONTHLY}


@pytest.mark.parametrize(
    ("cadence", "days"),
    [
        ("monthly", ["2017-02-28", "2017-03-28"]),
        ("quarterly", ["2017-04-30"]),
        ("annual", ["2018-01-31"]),
        ("once", []),
        (None, []),
    ],
)
def test_each_cadence_of_a_source_has_its_step(cadence: str | None, days: list[str]) -> None:
    rows = calendar([version("v1", date(2017, 1, 31))], date(2017, 2, 1), source=[source(cadence=cadence)])
    assert [edition for edition, _, _ in states(rows, MONTHLY)][:1] == days[:1]
    later = calendar([version("v1", date(2017, 1, 31))], date(2017, 3, 1), source=[source(cadence=cadence)])
    assert [edition for edition, _, _ in states(later, MONTHLY)] == days


def test_a_source_without_a_version_and_one_of_the_dashboard_are_no_products() -> None:
    rows = calendar([version("d", date(2017, 1, 15), DASHBOARD, "dashboard")], APRIL)
    assert {row["product"] for row in rows} == {"dashboard"}
    # Before its first version nobody waited for a source.
    assert states(calendar([version("v1", JULY)], APRIL), MONTHLY) == []


def test_how_many_values_a_release_restates() -> None:
    days = {"a": date(2017, 1, 10), "b": date(2017, 1, 20), "c": date(2017, 4, 1)}
    values = [value("a"), value("b", value=51.0), value("b", period="2016/17 Q4"), value("c", value=52.0)]
    values += [value("c", period="2016/17 Q4", org_type="stp"), value("m", value=53.0)]
    documents = [document(name, day, "dashboard") for name, day in days.items()] + [version("m", date(2017, 5, 1))]
    rows = calendar(documents, JULY, values)
    assert [(row["document_ids"], row["restated"]) for row in rows if row["product"] == "dashboard"] == [
        ("a", 0),
        ("b, c", 2),
        (None, None),
        (None, None),
    ]
    # What a version restates counts for its own product.
    rows = calendar([*documents, version("l", APRIL)], JULY, values)
    assert [(row["document_ids"], row["restated"]) for row in rows if row["product"] == MONTHLY][:1] == [("m", 1)]


@st.composite
def sourced(draw: st.DrawFn) -> dict[str, list[Row]]:
    """Documents as others have them, of which some are versions of sources, with values that they restate."""
    tables = draw(announcements())
    kinds = [{}, {}, {"source_id": DASHBOARD, "product": "dashboard"}]
    kinds += [{"source_id": name, "product": None} for name in (MONTHLY, "feed")]
    # A series that begins on the last days of a month is another matter.
    days = st.dates(SOONEST, LATEST).filter(lambda day: day.day <= 28)
    documents = [row | draw(st.sampled_from(kinds)) | {"published_on": draw(days)} for row in tables["document"][1:]]
    cadences = st.sampled_from(["monthly", "quarterly", "half-yearly", "annual", "once"])
    values = [row | {"value": draw(st.sampled_from([50.0, 51.0]))} for row in tables["measure_value"]]
    sources = [source(name, draw(cadences)) for name in (MONTHLY, "feed")]
    return tables | {
        "document": [tables["document"][0], *documents],
        "source": [*sources, source(DASHBOARD, "quarterly", "dashboard")],
        "measure_value": values,
    }


@given(tables=sourced(), as_at=st.sampled_from([JANUARY, APRIL, OCTOBER]) | st.dates(ANNOUNCED, date(2019, 3, 1)))
@worlds()
def test_any_calendar_of_sources_by_the_oracle(tables: dict[str, list[Row]], as_at: date) -> None:
    checked("release_calendar", release_calendar, tables, as_at)
