"""Due releases: those that the documents announce, and every way in which a release can come or stay away.

Here too: building a mart as at a day and holding it against its oracle. Not here: what an edition shows.
"""

from __future__ import annotations

import tempfile
from collections.abc import Callable, Mapping
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import polars as pl
import pytest
from effort import worlds
from hypothesis import given
from hypothesis import strategies as st
from mart_samples import Row, real_tables, reference_tables, rows_of, run_several
from oracle.release_calendar import release_calendar

Oracle = Callable[[dict[str, list[Row]], date], list[Row]]

ANNOUNCED = date(2016, 10, 31)
JANUARY, APRIL, JULY, OCTOBER = (date(2017, month, 1) for month in (1, 4, 7, 10))
NEXT_JANUARY = date(2018, 1, 1)
SOONEST, LATEST = date(2016, 11, 1), date(2018, 12, 31)


def document(document_id: str, published_on: date, product: str | None = None) -> Row:
    return {"document_id": document_id, "published_on": published_on, "product": product}


def policy(document_id: str = "policy", starts: date = JANUARY, cadence: str = "quarterly", **more: Any) -> Row:
    return {"document_id": document_id, "product": "dashboard", "cadence": cadence, "starts": starts} | more


def value(document_id: str, **more: Any) -> Row:
    """A value of North Lincolnshire; values of one document need lines of their own."""
    cell = {"document_id": document_id, "org_code": "03K", "measure_id": "iapt_recovery_rate", "period": "2016/17 Q3"}
    return cell | {"value": 50.0, "decimals": 1, "status": "published"} | more


def in_order(rows: list[Row]) -> list[Row]:
    return sorted(rows, key=lambda row: repr(sorted(row.items())))


def checked(mart: str, oracle: Oracle, tables: Mapping[str, Any], as_at: date) -> list[Row]:
    """The rows of a mart as at a day, which are those of its oracle; in the order of its key."""
    return all_checked({mart: oracle}, tables, as_at)[mart]


def all_checked(oracles: Mapping[str, Oracle], tables: Mapping[str, Any], as_at: date) -> dict[str, list[Row]]:
    """The same of several marts by one run, by their names."""
    frames = reference_tables() | {
        name: given if isinstance(given, pl.DataFrame) else rows_of(name, given) for name, given in tables.items()
    }
    with tempfile.TemporaryDirectory() as folder:
        found = run_several(Path(folder), list(oracles), frames, as_at)
    for mart, oracle in oracles.items():
        by_hand = oracle({name: frame.to_dicts() for name, frame in frames.items()}, as_at)
        assert in_order(found[mart]) == in_order(by_hand), mart
    return found


def calendar(
    arrivals: dict[str, date], as_at: date, policies: list[Row] | None = None, **published: date
) -> dict[date, Row]:
    """The dashboard's due dates over documents that bring values, and over those that state policies."""
    days = {"policy": ANNOUNCED} | published | arrivals
    tables = {
        "document": [document(name, day, "dashboard" if name in arrivals else None) for name, day in days.items()],
        "refresh_policy": [policy()] if policies is None else policies,
        "measure_value": [value(name) for name in arrivals],
    }
    rows = checked("release_calendar", release_calendar, tables, as_at)
    assert {row["product"] for row in rows} <= {"dashboard"}
    return {row["due_on"]: row for row in rows}


def states(arrivals: dict[str, date], as_at: date) -> dict[date, tuple[str, int | None, str | None]]:
    rows = calendar(arrivals, as_at)
    return {day: (row["state"], row["days_late"], row["document_ids"]) for day, row in rows.items()}


def real(as_at: date) -> dict[tuple[str, date], Row]:
    rows = checked("release_calendar", release_calendar, real_tables(), as_at)
    return {(row["product"], row["due_on"]): row for row in rows}


def test_the_documents_announce_a_dashboard_each_quarter_and_ratings_each_june() -> None:
    rows = real(date(2021, 7, 1))
    assert [day for product, day in rows if product == "rating"] == [date(year, 6, 1) for year in range(2017, 2023)]
    quarters = [date(year, month, 1) for year in range(2017, 2022) for month in (1, 4, 7, 10)]
    assert [day for product, day in rows if product == "dashboard"] == quarters
    assert {(row["policy_document_id"], row["policy_line_no"]) for row in rows.values()} == {
        ("nursing_times_2016", 107)
    }


def test_a_document_that_is_not_declared_a_release_fills_none() -> None:
    """A board paper may print values of the dashboard, and a briefing ratings."""
    tables = {
        "document": [document("policy", ANNOUNCED), document("paper", date(2016, 12, 12))],
        "refresh_policy": [policy(), policy(product="rating", cadence="annual", starts=date(2017, 6, 1))],
        "measure_value": [value("paper")],
        "rating": [{"document_id": "paper", "org_code": "03K", "period": "2016/17", "scale": "iaf_four_point"}],
    }
    rows = checked("release_calendar", release_calendar, tables, JANUARY)
    assert {(row["product"], row["due_on"]): row["state"] for row in rows} == {
        ("dashboard", JANUARY): "due",
        ("dashboard", APRIL): "not_yet_due",
        ("rating", date(2017, 6, 1)): "not_yet_due",
    }


def test_the_briefing_of_january_2020_is_no_release_of_the_ratings() -> None:
    rows = real(date(2021, 7, 1))
    assert {day.year: row["state"] for (product, day), row in rows.items() if product == "rating"} == {
        2017: "missing",
        2018: "missing",
        2019: "missing",
        2020: "missing",
        2021: "due",
        2022: "not_yet_due",
    }
    assert rows["rating", date(2019, 6, 1)] == {
        "product": "rating",
        "due_on": date(2019, 6, 1),
        "edition": "2019-06-01",
        "next_due_on": date(2020, 6, 1),
        "cadence": "annual",
        "state": "missing",
        "arrived_on": None,
        "days_late": None,
        "document_ids": None,
        "restated": None,
        "policy_document_id": "nursing_times_2016",
        "policy_line_no": 107,
        "note": "nothing had arrived when the next was due, on 2020-06-01",
    }
    dashboards = [row["state"] for (product, _), row in rows.items() if product == "dashboard"]
    assert dashboards == ["missing"] * 18 + ["due", "not_yet_due"]


def test_no_rating_is_due_of_ccgs_that_are_abolished() -> None:
    """CCGs were abolished on 1 July 2022; the rating due a month before is owed, those after it are not."""
    rows = real(date(2024, 7, 1))
    states = {day.year: row["state"] for (product, day), row in rows.items() if product == "rating"}
    assert [states[year] for year in range(2021, 2026)] == ["missing", "missing", "ended", "ended", "ended"]
    assert rows["rating", date(2023, 6, 1)]["note"] == "no CCG is left to be rated; they were abolished on 2022-07-01"
    # The dashboard has figures of regions and of all England too.
    assert rows["dashboard", date(2024, 1, 1)]["state"] == "missing"
    assert real(date(2022, 6, 30))["rating", date(2023, 6, 1)]["state"] == "not_yet_due"


def test_the_day_of_the_abolition_is_the_registers() -> None:
    """The day after the last closing; while one CCG is not known to have closed, ratings go on being due."""
    last = (pl.col("closed_on") == date(2022, 6, 30)) & (pl.col("org_code") == "03N")

    def states(closed_on: date | None) -> dict[int, str]:
        organisations = real_tables()["organisation"].with_columns(
            pl.when(last).then(pl.lit(closed_on, pl.Date)).otherwise("closed_on").alias("closed_on")
        )
        tables = real_tables() | {"organisation": organisations}
        rows = checked("release_calendar", release_calendar, tables, date(2024, 7, 1))
        return {row["due_on"].year: row["state"] for row in rows if row["product"] == "rating"}

    assert [states(date(2023, 6, 1))[year] for year in (2022, 2023, 2024)] == ["missing", "missing", "ended"]
    assert [states(None)[year] for year in (2023, 2024, 2025)] == ["missing", "due", "not_yet_due"]


def test_a_rating_that_arrives_after_the_abolition_is_a_release() -> None:
    arrived = [document("a", date(2022, 7, 20), "rating"), document("b", date(2023, 6, 30), "rating")]
    tables = {
        "document": [document("policy", ANNOUNCED), *arrived],
        "refresh_policy": [policy(product="rating", starts=date(2022, 6, 1), cadence="annual")],
        "rating": [{"document_id": name, "org_code": "03K", "period": "2021/22"} for name in ("a", "b")],
    }
    rows = checked("release_calendar", release_calendar, tables, date(2023, 9, 1))
    assert [(row["state"], row["days_late"]) for row in rows] == [("late", 49), ("late", 29), ("ended", None)]


@pytest.mark.parametrize(
    ("as_at", "due"),
    [
        (date(2016, 10, 30), {}),
        (date(2016, 10, 31), {JANUARY: "not_yet_due"}),
        (date(2016, 12, 31), {JANUARY: "not_yet_due"}),
        (JANUARY, {JANUARY: "due", APRIL: "not_yet_due"}),
        (date(2017, 3, 31), {JANUARY: "due", APRIL: "not_yet_due"}),
        (APRIL, {JANUARY: "missing", APRIL: "due", JULY: "not_yet_due"}),
    ],
)
def test_what_is_due_on_a_day(as_at: date, due: dict[date, str]) -> None:
    assert {day: row["state"] for (product, day), row in real(as_at).items() if product == "dashboard"} == due


@pytest.mark.parametrize(
    ("arrivals", "expected"),
    [
        ({"a": date(2016, 12, 20)}, {JANUARY: ("published", 0, "a")}),
        ({"a": JANUARY}, {JANUARY: ("published", 0, "a")}),
        ({"a": date(2017, 1, 2)}, {JANUARY: ("late", 1, "a")}),
        ({"a": date(2017, 3, 31)}, {JANUARY: ("late", 89, "a")}),
        # On the next due date it is the next release, and the one before is missing.
        ({"a": APRIL}, {APRIL: ("published", 0, "a")}),
        ({"a": APRIL, "b": date(2017, 5, 1)}, {APRIL: ("published", 0, "a"), JULY: ("published", 0, "b")}),
        # The second of a quarter is the next release, before its time; further ones belong to the same.
        ({"a": date(2017, 1, 20), "b": date(2017, 2, 1)}, {JANUARY: ("late", 19, "a"), APRIL: ("published", 0, "b")}),
        (
            {"a": date(2017, 1, 20), "c": date(2017, 2, 1), "b": date(2017, 3, 1)},
            {JANUARY: ("late", 19, "a"), APRIL: ("published", 0, "c, b")},
        ),
        ({"a": JANUARY, "b": date(2017, 2, 1)}, {JANUARY: ("published", 0, "a"), APRIL: ("published", 0, "b")}),
        # One that came early leaves the day itself to a further document of the same release.
        ({"a": date(2016, 12, 20), "b": JANUARY}, {JANUARY: ("published", 0, "a, b")}),
        ({"a": date(2016, 12, 20), "b": date(2016, 12, 21)}, {JANUARY: ("published", 0, "a, b")}),
        # Documents of one day are one release.
        ({"b": date(2017, 1, 20), "a": date(2017, 1, 20)}, {JANUARY: ("late", 19, "a, b")}),
        # Each early by a quarter: none is late, for its own due date is always filled.
        (
            {"a": date(2016, 12, 20), "b": date(2017, 1, 20), "c": date(2017, 4, 20)},
            {JANUARY: ("published", 0, "a"), APRIL: ("published", 0, "b"), JULY: ("published", 0, "c")},
        ),
        # A gap ends that: the next single one is late.
        (
            {"a": date(2016, 12, 20), "b": date(2017, 4, 20), "c": date(2017, 7, 20)},
            {JANUARY: ("published", 0, "a"), APRIL: ("late", 19, "b"), JULY: ("late", 19, "c")},
        ),
        # What was published with the announcement or before it is no release.
        ({"a": ANNOUNCED, "b": date(2016, 10, 1)}, {}),
    ],
)
def test_each_arrival_fills_one_due_date(arrivals: dict[str, date], expected: dict[date, tuple[str, int, str]]) -> None:
    missing = dict.fromkeys((JANUARY, APRIL, JULY), ("missing", None, None))
    still_open = {OCTOBER: ("due", None, None), NEXT_JANUARY: ("not_yet_due", None, None)}
    assert states(arrivals, date(2017, 12, 1)) == missing | still_open | expected


def test_nothing_has_arrived_that_is_published_after_the_day() -> None:
    arrivals = {"a": date(2017, 1, 20), "b": date(2017, 4, 20)}
    assert states(arrivals, date(2017, 1, 19)) == {JANUARY: ("due", None, None), APRIL: ("not_yet_due", None, None)}
    assert states(arrivals, date(2017, 1, 20)) == {JANUARY: ("late", 19, "a"), APRIL: ("not_yet_due", None, None)}
    assert states(arrivals, date(2017, 4, 19))[APRIL] == ("due", None, None)


def test_the_next_release_may_be_there_before_it_is_due() -> None:
    rows = calendar({"a": JANUARY, "b": date(2017, 2, 1)}, date(2017, 2, 1))
    assert list(rows) == [JANUARY, APRIL]
    assert (rows[APRIL]["state"], rows[APRIL]["note"]) == ("published", "arrived on 2017-02-01, 59 days early")
    assert rows[JANUARY]["note"] == "arrived on the due date"


def test_notes_tell_until_when_a_release_may_come() -> None:
    rows = calendar({}, APRIL)
    assert [row["note"] for row in rows.values()] == [
        "nothing had arrived when the next was due, on 2017-04-01",
        "nothing has arrived yet; missing if nothing arrives before 2017-07-01",
        None,
    ]


def test_ratings_do_not_fill_a_dashboard_nor_values_a_rating() -> None:
    documents = [document("a", JANUARY, "rating"), document("b", date(2017, 6, 1), "dashboard")]
    documents += [document("c", JANUARY, "dashboard"), document("d", date(2017, 6, 1), "rating")]
    tables = {
        "document": [document("policy", ANNOUNCED), *documents],
        "refresh_policy": [policy(), policy(product="rating", cadence="annual", starts=date(2017, 6, 1))],
        "measure_value": [value("b"), value("a", line_no=2)],
        "rating": [{"document_id": "a", "org_code": "03K", "period": "2016/17", "scale": "iaf_four_point"}],
    }
    rows = checked("release_calendar", release_calendar, tables, date(2017, 6, 1))
    assert {(row["product"], row["due_on"]): row["document_ids"] for row in rows} == {
        ("dashboard", JANUARY): None,
        ("dashboard", APRIL): "b",
        ("dashboard", JULY): None,
        ("rating", date(2017, 6, 1)): "a",
        ("rating", date(2018, 6, 1)): None,
    }


@pytest.mark.parametrize(
    ("cadence", "days"),
    [
        ("monthly", [date(2017, month, 1) for month in (1, 2, 3, 4, 5, 6, 7, 8)]),
        ("quarterly", [JANUARY, APRIL, JULY, OCTOBER]),
        ("half-yearly", [JANUARY, JULY, NEXT_JANUARY]),
        ("annual", [JANUARY, NEXT_JANUARY]),
    ],
)
def test_each_cadence_has_its_step(cadence: str, days: list[date]) -> None:
    assert list(calendar({}, JULY, [policy(cadence=cadence)])) == days


def test_a_later_document_changes_the_cadence_from_its_own_start() -> None:
    policies = [policy(), policy("monthly", date(2017, 8, 1), "monthly")]
    rows = calendar({}, date(2017, 8, 15), policies, monthly=date(2017, 5, 1))
    assert [(day, row["policy_document_id"], row["next_due_on"]) for day, row in rows.items()] == [
        (JANUARY, "policy", APRIL),
        (APRIL, "policy", JULY),
        (JULY, "policy", date(2017, 8, 1)),
        (date(2017, 8, 1), "monthly", date(2017, 9, 1)),
        (date(2017, 9, 1), "monthly", OCTOBER),
    ]
    # Before it was published nobody knew of it.
    assert calendar({}, date(2017, 4, 30), policies, monthly=date(2017, 5, 1))[JULY]["next_due_on"] == OCTOBER


def test_a_document_that_states_the_same_again_leaves_no_gap_and_takes_over_at_its_start() -> None:
    rows = calendar({}, OCTOBER, [policy(), policy("again", OCTOBER)], again=date(2017, 2, 1))
    assert [row["policy_document_id"] for row in rows.values()] == ["policy", "policy", "policy", "again", "again"]
    assert list(rows) == [JANUARY, APRIL, JULY, OCTOBER, NEXT_JANUARY]


def test_nothing_was_due_before_the_document_that_says_so() -> None:
    rows = calendar({}, OCTOBER, [policy(starts=date(2015, 1, 1))], policy=APRIL)
    assert list(rows) == [APRIL, JULY, OCTOBER, NEXT_JANUARY]


def test_of_two_documents_of_one_day_the_later_start_counts_and_then_the_last_name() -> None:
    monthly = policy("monthly", date(2017, 6, 1), "monthly")
    rows = calendar({}, date(2017, 6, 15), [policy(), monthly], monthly=ANNOUNCED)
    assert list(rows) == [JANUARY, APRIL, date(2017, 6, 1), JULY]
    same_start = [policy(), policy("yearly", JANUARY, "annual")]
    assert list(calendar({}, APRIL, same_start, yearly=ANNOUNCED)) == [JANUARY, NEXT_JANUARY]


@st.composite
def announcements(draw: st.DrawFn) -> dict[str, list[Row]]:
    """Documents of 2016 to 2018, often on due dates and on days that they share, with policies, values and ratings."""
    near_due = st.builds(
        lambda month, days: min(max(date(2017 + month // 12, month % 12 + 1, 1) + timedelta(days), SOONEST), LATEST),
        st.integers(0, 23),
        st.integers(-3, 3),
    )
    days = draw(st.lists(st.dates(SOONEST, LATEST) | near_due, min_size=1, max_size=8))
    products = st.sampled_from([None, "dashboard", "dashboard", "rating"])
    documents = [document(f"d{number}", day, draw(products)) for number, day in enumerate(days)]
    policies = {}
    for row in draw(st.lists(st.sampled_from(documents), max_size=3)):
        stated = policy(
            row["document_id"],
            date(draw(st.sampled_from([2016, 2017, 2018])), draw(st.integers(1, 12)), 1),
            draw(st.sampled_from(["monthly", "quarterly", "half-yearly", "annual"])),
            product=draw(st.sampled_from(["dashboard", "dashboard", "rating"])),
            line_no=draw(st.integers(1, 3)),
        )
        policies[stated["document_id"], stated["product"], stated["cadence"]] = stated
    names = st.lists(st.sampled_from([row["document_id"] for row in documents]), unique=True)
    rating = {"org_code": "03K", "period": "2016/17", "scale": "iaf_four_point"}
    return {
        "document": [document("policy", ANNOUNCED), *documents],
        "refresh_policy": [policy(), *policies.values()],
        "measure_value": [value(name) for name in draw(names)],
        "rating": [rating | {"document_id": name} for name in draw(names)],
    }


@given(tables=announcements(), as_at=st.dates(ANNOUNCED, date(2019, 3, 1)))
@worlds()
def test_any_calendar_by_the_oracle(tables: dict[str, list[Row]], as_at: date) -> None:
    checked("release_calendar", release_calendar, tables, as_at)
