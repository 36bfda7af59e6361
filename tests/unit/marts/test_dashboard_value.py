"""What a dashboard shows of a measure and organisation, edition by edition: later periods, restatements, silence.

Here too: the documents that `test_dashboard` draws on. Not here: when an edition is due (`test_release_calendar`).
"""

from __future__ import annotations

from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
from effort import worlds
from hypothesis import given
from hypothesis import strategies as st
from mart_samples import Row, real_tables, run
from oracle.dashboard_value import dashboard_value
from test_release_calendar import ANNOUNCED, APRIL, JANUARY, JULY, NEXT_JANUARY, OCTOBER, checked, document, policy
from test_release_calendar import value as published_value

QUARTERS = [JANUARY, APRIL, JULY, OCTOBER, NEXT_JANUARY]
Q2, Q3, Q4 = "2016/17 Q2", "2016/17 Q3", "2016/17 Q4"
OLD = {"a": JANUARY, "b": APRIL, "c": JULY}
Shown = tuple[int, int, str, float | str, str, str | None]


def value(document_id: str, said: float | str, period: str = Q3, **more: Any) -> Row:
    """A value of North Lincolnshire, or a cell with a status and without a value."""
    cell = published_value(document_id, period=period)
    return cell | ({"status": said, "value": None} if isinstance(said, str) else {"value": said}) | more


def tables_of(days: dict[str, date], values: list[Row], **more: Any) -> dict[str, Any]:
    documents = [document("policy", ANNOUNCED), *(document(name, day) for name, day in days.items())]
    return {"document": documents, "refresh_policy": [policy()], "measure_value": values} | more


def rows_over(days: dict[str, date], values: list[Row], as_at: date = NEXT_JANUARY, **more: Any) -> list[Row]:
    return checked("dashboard_value", dashboard_value, tables_of(days, values, **more), as_at)


def shown(days: dict[str, date], *values: Row) -> list[Shown]:
    """Each row with the first and the last month of 2017 (January 2018 is 13) whose edition shows it."""
    months = dict(zip(QUARTERS, (1, 4, 7, 10, 13), strict=True))
    return [
        (
            months[row["first_edition"]],
            months[row["last_edition"]],
            row["period"],
            row["status"] if row["value"] is None else row["value"],
            row["change"],
            row["change_note"],
        )
        for row in rows_over(days, list(values))
    ]


NEW = "nothing known at the edition before"


def test_the_article_of_october_2016_is_shown_by_every_edition() -> None:
    rows = checked("dashboard_value", dashboard_value, real_tables(), date(2021, 7, 1))
    assert len(rows) == 68
    assert {(row["first_edition"], row["last_edition"], row["change"]) for row in rows} == {
        (JANUARY, date(2021, 7, 1), "new")
    }
    assert {row["period_inferred"] for row in rows} == {True}
    (row,) = [row for row in rows if (row["org_code"], row["measure_id"]) == ("03K", "iapt_recovery_rate")]
    assert (row["value"], row["period"], row["line_no"], row["document_id"]) == (
        67.6,
        "2015/16 Q4",
        43,
        "nursing_times_2016",
    )


def test_a_restated_value_is_one_revision_with_both_values() -> None:
    assert shown({"a": JANUARY, "b": date(2017, 5, 1)}, value("a", 61.2), value("b", 60.4)) == [
        (1, 4, Q3, 61.2, "new", NEW),
        (7, 13, Q3, 60.4, "revised", "was 61.2 (a), is 60.4 (b)"),
    ]
    (_, row) = rows_over({"a": JANUARY, "b": APRIL}, [value("a", 61.2), value("b", "suppressed")])
    assert (row["previous_value"], row["previous_status"], row["value"], row["status"], row["change"]) == (
        61.2,
        "published",
        None,
        "suppressed",
        "revised",
    )


def test_of_several_restatements_before_an_edition_only_the_last_is_shown() -> None:
    days = {"a": JANUARY, "b": date(2017, 1, 2), "c": date(2017, 3, 31)}
    assert shown(days, value("a", 61.2), value("b", 60.0), value("c", 60.4)) == [
        (1, 1, Q3, 61.2, "new", NEW),
        (4, 13, Q3, 60.4, "revised", "was 61.2 (a), is 60.4 (c)"),
    ]
    assert [row[4] for row in shown(days, value("a", 61.2), value("b", 60.0), value("c", 61.2))] == ["new", "unchanged"]


def test_a_value_stated_again_is_unchanged_and_has_the_later_document() -> None:
    rows = rows_over({"a": JANUARY, "b": APRIL}, [value("a", 61.2), value("b", 61.2)])
    assert [(row["document_id"], row["change"], row["change_note"]) for row in rows] == [
        ("a", "new", NEW),
        ("b", "unchanged", None),
    ]


def test_a_later_period_takes_over_and_an_older_one_does_not() -> None:
    assert shown(OLD, value("a", 61.2), value("b", 60.4, Q4), value("c", 1.0, Q2)) == [
        (1, 1, Q3, 61.2, "new", NEW),
        (4, 13, Q4, 60.4, "new period", f"was 61.2 for {Q3}, is 60.4 for {Q4}"),
    ]
    # A restatement of an older period changes nothing that is shown.
    assert len(shown(OLD, value("a", 61.2), value("a", 60.4, Q4), value("c", 1.0))) == 1


@pytest.mark.parametrize("said", ["not_available", "not_applicable", "not_published"])
def test_a_cell_that_says_nothing_never_stands_before_an_older_value(said: str) -> None:
    assert shown(OLD, value("a", 61.2), value("b", said, Q4)) == [(1, 13, Q3, 61.2, "new", NEW)]
    assert shown(OLD, value("a", said, Q4), value("b", "suppressed")) == [
        (1, 1, Q4, said, "new", NEW),
        (4, 13, Q3, "suppressed", "new period", f"was {said} for {Q4}, is suppressed for {Q3}"),
    ]
    assert [row[:5] for row in shown(OLD, value("a", said), value("b", said, Q4))] == [
        (1, 1, Q3, said, "new"),
        (4, 13, Q4, said, "new period"),
    ]


@pytest.mark.parametrize("said", ["suppressed", "insufficient_data"])
def test_a_withheld_value_of_a_later_period_is_shown(said: str) -> None:
    assert [row[:5] for row in shown(OLD, value("a", 61.2), value("b", said, Q4))] == [
        (1, 1, Q3, 61.2, "new"),
        (4, 13, Q4, said, "new period"),
    ]


def test_a_value_of_which_a_later_document_says_nothing_is_withdrawn() -> None:
    cells = [value("a", 61.2), value("a", 60.4, Q4), value("b", "not_published", Q4)]
    back = (4, 13, Q3, 61.2, "withdrawn", f"was 60.4 for {Q4}, no longer stated; is 61.2 for {Q3}")
    assert shown(OLD, *cells) == [(1, 1, Q4, 60.4, "new", NEW), back]
    # Until it is stated again, or all is withdrawn.
    assert shown(OLD, *cells, value("c", 59.0, Q4))[1:] == [
        (4, 4, *back[2:]),
        (7, 13, Q4, 59.0, "new period", f"was 61.2 for {Q3}, is 59.0 for {Q4}"),
    ]
    assert shown(OLD, *cells, value("c", "not_published"))[2] == (
        7,
        13,
        Q4,
        "not_published",
        "withdrawn",
        f"was 61.2 for {Q3}, no longer stated; is not_published for {Q4}",
    )
    # What is withdrawn before an edition is shown by none.
    assert shown(
        {"a": JANUARY, "b": JANUARY - timedelta(1)}, value("b", 60.4, Q4), value("a", "not_published", Q4)
    ) == [(1, 13, Q4, "not_published", "new", NEW)]


def test_a_better_value_comes_between_and_goes() -> None:
    days = OLD | {"d": OCTOBER}
    cells = [value("a", 1.0, Q2), value("b", 3.0, Q4), value("c", 2.0, Q3), value("d", "not_available", Q4)]
    assert [row[:5] for row in shown(days, *cells)] == [
        (1, 1, Q2, 1.0, "new"),
        (4, 7, Q4, 3.0, "new period"),
        (10, 13, Q3, 2.0, "withdrawn"),
    ]


def test_of_documents_of_one_day_the_last_by_name_counts() -> None:
    days = {"b": JANUARY, "a": JANUARY}
    assert shown(days, value("b", 61.2), value("a", 60.4)) == [(1, 13, Q3, 61.2, "new", NEW)]
    assert shown(days, value("b", 61.2), value("a", "not_published")) == [(1, 13, Q3, 61.2, "new", NEW)]
    assert shown(days, value("b", "not_published"), value("a", 60.4)) == [(1, 13, Q3, "not_published", "new", NEW)]


def test_of_two_periods_that_end_on_one_day_the_later_document_and_then_the_shorter_one_is_shown() -> None:
    assert shown({"a": JANUARY}, value("a", 61.2, "2016/17"), value("a", 60.4, Q4)) == [(1, 13, Q4, 60.4, "new", NEW)]
    assert [row[2] for row in shown(OLD, value("b", 61.2, "2016/17"), value("a", 60.4, Q4))] == [Q4, "2016/17"]
    assert [row[2] for row in shown({"a": JANUARY}, value("a", 61.2, Q3), value("a", 60.4, "2016-12"))] == ["2016-12"]


def test_a_value_whose_period_was_inferred_is_of_a_series_of_its_own() -> None:
    rows = rows_over(OLD, [value("a", 61.2, period_note="told by the article"), value("b", 60.4)])
    assert [(row["period_inferred"], row["value"], row["change"]) for row in rows] == [
        (False, 60.4, "new"),
        (True, 61.2, "new"),
    ]


def test_before_the_first_edition_nothing_is_shown() -> None:
    assert rows_over({"a": date(2016, 11, 1)}, [value("a", 61.2)], JANUARY - timedelta(1)) == []
    assert len(rows_over({"a": date(2016, 11, 1)}, [value("a", 61.2)], JANUARY)) == 1
    assert rows_over({"a": date(2017, 1, 2)}, [value("a", 61.2)], JANUARY) == []


def test_a_correction_stands_beside_the_value_that_it_puts_right() -> None:
    cells = [value("a", 1.0, org_code=code, line_no=n, char_start=n) for n, code in enumerate(["03K", "05W", "08Q"])]
    rows = rows_over(
        {"a": JANUARY},
        cells,
        correction=[
            {"document_id": "a", "line_no": n, "char_start": start, "about": about, "printed": str(n)}
            for n, start, about in ((0, 0, "measure_value"), (1, 9, "organisation"), (2, 9, "measure_value"))
        ],
    )
    assert {row["org_code"]: row["correction"] for row in rows} == {
        "03K": "printed 0, corrected to x: x (x)",
        "05W": "printed 1, corrected to x: x (x)",
        "08Q": None,
    }


@st.composite
def publications(draw: st.DrawFn) -> dict[str, Any]:
    """Values of two organisations and measures in up to eight documents, some of one day, restated and left out."""
    days = st.sampled_from([day + timedelta(shift) for day in QUARTERS[:4] for shift in (-1, 0, 0)])
    documents = {f"d{number}": draw(days) for number in range(draw(st.integers(1, 8)))}
    said: Any = st.sampled_from([50.0, 60.5, "suppressed", "not_available", "not_published", "not_published"])
    cells = {}
    for name in documents:
        for _ in range(draw(st.integers(1, 4))):
            code = draw(st.sampled_from(["03K", "03K", "03K", "05W"]))
            measure_id = draw(st.sampled_from(["iapt_recovery_rate"] * 3 + ["eip_two_week_wait"]))
            period = draw(st.sampled_from(["2016/17", Q3, Q4]))
            cells[name, code, measure_id, period] = value(
                name,
                draw(said),
                period,
                org_code=code,
                measure_id=measure_id,
                period_note=draw(st.sampled_from([None, None, None, "told by the text"])),
            )
    return tables_of(documents, list(cells.values()))


@given(tables=publications())
@worlds()
def test_any_values_by_the_oracle(tables: dict[str, Any]) -> None:
    checked("dashboard_value", dashboard_value, tables, NEXT_JANUARY)


@given(tables=publications())
@worlds()
def test_what_the_last_edition_shows_is_in_force(tmp_path_factory: pytest.TempPathFactory, tables: Any) -> None:
    folder: Path = tmp_path_factory.mktemp("current")
    names = ("measure_id", "org_type", "org_code", "period_inferred", "period")
    in_force = {
        tuple(row[name] for name in names): (row["document_id"], row["value"])
        for row in run(folder, "measure_current", tables)
    }
    for row in checked("dashboard_value", dashboard_value, tables, NEXT_JANUARY):
        if row["last_edition"] == NEXT_JANUARY:
            assert in_force[tuple(row[name] for name in names)] == (row["document_id"], row["value"])


def test_values_of_one_period_that_are_about_other_days_stand_once_each() -> None:
    """A quarter of England beside a rolling year of a CCG, in one document and of one status."""
    year = value("a", 90.7, Q4, period_start=date(2016, 4, 1))
    england = value("a", 64.1, Q4) | {"org_type": "national", "org_code": "England"}
    rows = rows_over({"a": JANUARY}, [year, england])
    assert [(row["org_code"], row["period_start"], row["value"]) for row in rows] == [
        (year["org_code"], date(2016, 4, 1), 90.7),
        ("England", date(2017, 1, 1), 64.1),
    ]
