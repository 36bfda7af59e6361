"""The ratings of each June: those of the documents, and what a later document adds, restates or leaves out.

Not here: when an edition is due (`test_release_calendar`).
"""

from __future__ import annotations

from collections import Counter
from datetime import date, timedelta
from functools import cache
from typing import Any

import pytest
from effort import worlds
from hypothesis import given
from hypothesis import strategies as st
from mart_samples import Row, organisations, real_tables, run
from oracle.annual_ratings import annual_ratings
from test_release_calendar import ANNOUNCED, checked, document, policy

FIRST, SECOND, THIRD, FOURTH = (date(year, 6, 1) for year in range(2017, 2021))
JUNE = policy(product="rating", cadence="annual", starts=FIRST)
POLICY = document("policy", ANNOUNCED)
BANDS = {
    "ccg_iaf": ("iaf_four_point", ["Outstanding", "Good", "Requires improvement", "Inadequate"]),
    "ccg_iaf_baseline_2016": ("iaf_baseline_2016", ["Top performing", "Performing well", "Needs improvement"]),
}
Shown = tuple[str, str, str, str | None]


def rating(document_id: str, said: str = "Good", period: str = "2016/17", **more: Any) -> Row:
    """A cell of North Lincolnshire with a band, or with a status that has none."""
    row = {"document_id": document_id, "org_code": "03K", "area": "dementia", "period": period, "framework": "ccg_iaf"}
    scale, bands = BANDS[more.get("framework", "ccg_iaf")]
    if said in bands:
        return row | {"scale": scale, "band": said, "status": "rated"} | more
    return row | {"scale": scale, "status": said, "reason": "because"} | more


def editions(days: dict[str, date], ratings: list[Row], as_at: date = FOURTH, **more: Any) -> list[Row]:
    tables = {
        "document": [POLICY, *(document(name, day) for name, day in days.items())],
        "refresh_policy": [JUNE],
        "rating": ratings,
    }
    return checked("annual_ratings", annual_ratings, tables | more, as_at)


def shown(days: dict[str, date], *ratings: Row, as_at: date = FOURTH) -> dict[int, Shown]:
    return {
        row["edition"].year: (row["period"], row["band"] or row["status"], row["change"], row["change_note"])
        for row in editions(days, list(ratings), as_at)
    }


@cache
def real(as_at: date) -> list[Row]:
    return checked("annual_ratings", annual_ratings, real_tables(), as_at)


def test_what_the_documents_give_at_each_june() -> None:
    rows = real(date(2021, 7, 1))
    assert Counter((row["edition"].year, row["change"], row["status"]) for row in rows) == {
        (2017, "new", "rated"): 34,
        (2018, "unchanged", "rated"): 34,
        (2019, "unchanged", "rated"): 34,
        (2020, "new period", "rated"): 34,
        (2020, "new", "rated"): 207 * 3 - 4 + 191 - 34,
        (2020, "new", "insufficient_data"): 4,
        (2020, "new", "not_applicable"): 8 * 3 + 24,
        (2021, "unchanged", "rated"): 207 * 3 - 4 + 191,
        (2021, "unchanged", "insufficient_data"): 4,
        (2021, "unchanged", "not_applicable"): 8 * 3 + 24,
    }


def test_all_215_organisations_stand_in_june_2020_with_four_areas() -> None:
    rows = [row for row in real(FOURTH) if row["edition"] == FOURTH]
    assert len(rows) == 860
    assert len({row["org_code"] for row in rows}) == 215
    assert Counter(row["area"] for row in rows) == dict.fromkeys(
        ("dementia", "leadership", "learning_disabilities", "mental_health"), 215
    )
    # 135 organisations were open in June 2020; those of them that opened that April are in no document.
    assert {row["organisation_open"] for row in rows if row["org_name"] == "NHS Leeds CCG"} == {True}
    assert {row["organisation_open"] for row in rows if row["org_name"] == "NHS Leeds North CCG"} == {False}


def test_a_rating_of_another_framework_is_shown_beside_the_old_one_and_not_compared() -> None:
    (row,) = [
        row
        for row in real(FOURTH)
        if (row["edition"], row["org_name"], row["area"]) == (FOURTH, "NHS North Lincolnshire CCG", "mental_health")
    ]
    assert (row["framework"], row["period"], row["band"], row["position"]) == ("ccg_iaf", "2017/18", "Good", 2)
    assert (row["previous_framework"], row["previous_period"]) == ("ccg_iaf_baseline_2016", "2016/17")
    assert (row["previous_band"], row["previous_status"]) == ("Top performing", "rated")
    assert (row["document_id"], row["previous_document_id"]) == ("rcpsych_2020", "nursing_times_2016")
    assert row["published_on"] == date(2020, 1, 27)
    assert row["change_note"] == (
        "was Top performing for 2016/17, is Good for 2017/18; frameworks differ: not to be compared"
    )


@pytest.mark.parametrize(
    ("as_at", "rows"),
    [
        (date(2016, 10, 27), 0),
        (date(2017, 1, 1), 0),
        (date(2017, 5, 31), 0),
        (date(2017, 6, 1), 34),
        (date(2020, 5, 31), 102),
        (date(2020, 6, 1), 962),
    ],
)
def test_an_earlier_day_gives_the_same_editions_up_to_it(as_at: date, rows: int) -> None:
    found = real(as_at)
    assert len(found) == rows
    assert found == [row for row in real(date(2021, 7, 1)) if row["edition"] <= as_at]


def test_a_restated_rating_is_one_revision_with_both_bands() -> None:
    assert shown({"a": FIRST, "b": SECOND}, rating("a"), rating("b", "Inadequate")) == {
        2017: ("2016/17", "Good", "new", "nothing known at the edition before"),
        2018: ("2016/17", "Inadequate", "revised", "was Good (a), is Inadequate (b)"),
        2019: ("2016/17", "Inadequate", "unchanged", None),
        2020: ("2016/17", "Inadequate", "unchanged", None),
    }


def test_a_rating_stated_again_is_unchanged_and_has_the_later_document() -> None:
    rows = editions({"a": FIRST, "b": SECOND}, [rating("a"), rating("b")], SECOND)
    assert [(row["document_id"], row["change"], row["previous_document_id"]) for row in rows] == [
        ("a", "new", None),
        ("b", "unchanged", "a"),
    ]


def test_an_edition_knows_what_was_published_on_its_day() -> None:
    cells = [rating("a"), rating("b", "Inadequate")]
    assert shown({"a": FIRST, "b": FIRST + timedelta(1)}, *cells, as_at=SECOND)[2017][1] == "Good"
    assert shown({"a": FIRST - timedelta(1), "b": FIRST}, *cells, as_at=SECOND)[2017][1] == "Inadequate"


def test_of_documents_of_one_day_the_last_by_name_counts() -> None:
    days = {"b": FIRST, "a": FIRST}
    assert shown(days, rating("b"), rating("a", "Inadequate"), as_at=FIRST)[2017][1] == "Good"
    # In two frameworks and one period as well.
    other = rating("b", "Top performing", framework="ccg_iaf_baseline_2016")
    assert shown(days, other, rating("a"), as_at=FIRST)[2017][1] == "Top performing"


def test_of_two_frameworks_of_one_period_the_one_published_later_is_shown() -> None:
    other = rating("b", "Top performing", framework="ccg_iaf_baseline_2016")
    note = "was Good for 2016/17, is Top performing for 2016/17; frameworks differ: not to be compared"
    assert shown({"a": FIRST, "b": SECOND}, rating("a"), other, as_at=SECOND)[2018] == (
        "2016/17",
        "Top performing",
        "new period",
        note,
    )
    assert shown({"a": SECOND, "b": FIRST}, rating("a"), other, as_at=SECOND)[2018][1] == "Good"


def test_of_two_periods_of_one_document_that_end_on_one_day_the_shorter_is_shown() -> None:
    cells = [rating("a", period="2016/17 Q3"), rating("a", "Inadequate", period="2016-12")]
    assert shown({"a": FIRST}, *cells, as_at=FIRST)[2017][:2] == ("2016-12", "Inadequate")


def test_an_older_period_that_is_published_later_is_not_shown() -> None:
    cells = [rating("a", period="2017/18"), rating("b", "Inadequate", "2016/17")]
    assert shown({"a": FIRST, "b": SECOND}, *cells, as_at=SECOND)[2018] == ("2017/18", "Good", "unchanged", None)


@pytest.mark.parametrize("said", ["not_applicable", "not_published"])
def test_a_cell_that_says_nothing_never_stands_before_an_older_rating(said: str) -> None:
    days = {"a": FIRST, "b": SECOND}
    assert shown(days, rating("a"), rating("b", said, "2017/18"))[2020] == ("2016/17", "Good", "unchanged", None)
    assert shown(days, rating("a", "insufficient_data"), rating("b", said, "2017/18"))[2018][1] == "insufficient_data"
    assert shown(days, rating("a", said, "2017/18"), rating("b"))[2018] == (
        "2016/17",
        "Good",
        "new period",
        f"was {said} for 2017/18, is Good for 2016/17",
    )
    assert shown(days, rating("a", said), rating("b", said, "2017/18"))[2018][2] == "new period"


def test_insufficient_data_of_a_later_period_is_shown() -> None:
    cells = [rating("a"), rating("b", "insufficient_data", "2017/18")]
    assert shown({"a": FIRST, "b": SECOND}, *cells)[2018] == (
        "2017/18",
        "insufficient_data",
        "new period",
        "was Good for 2016/17, is insufficient_data for 2017/18",
    )


def test_a_rating_of_which_a_later_document_says_nothing_is_withdrawn() -> None:
    days = {"a": FIRST, "b": SECOND, "c": THIRD}
    cells = [rating("a"), rating("a", "Inadequate", "2017/18"), rating("b", "not_published", "2017/18")]
    assert shown(days, *cells)[2018] == (
        "2016/17",
        "Good",
        "withdrawn",
        "was Inadequate for 2017/18, no longer stated; is Good for 2016/17",
    )
    assert shown(days, *cells, rating("c", "not_published"))[2019] == (
        "2017/18",
        "not_published",
        "withdrawn",
        "was Good for 2016/17, no longer stated; is not_published for 2017/18",
    )
    # With nothing else to show, the same period is shown as what it has become.
    assert shown(days, rating("a"), rating("b", "not_published"))[2018][1:3] == ("not_published", "revised")


def test_areas_and_organisations_stand_for_themselves() -> None:
    cells = [rating("a"), rating("b", "Inadequate", area="leadership"), rating("b", "Inadequate", org_code="05W")]
    rows = editions({"a": FIRST, "b": SECOND}, cells, SECOND)
    assert [(row["edition"].year, row["org_code"], row["area"], row["change"]) for row in rows] == [
        (2017, "03K", "dementia", "new"),
        (2018, "03K", "dementia", "unchanged"),
        (2018, "03K", "leadership", "new"),
        (2018, "05W", "dementia", "new"),
    ]


def test_whether_an_organisation_was_open_on_the_due_date() -> None:
    register = organisations(3)
    register[0]["closed_on"] = SECOND
    register[1]["closed_on"] = SECOND - timedelta(1)
    register[2] |= {"opened_on": SECOND, "closed_on": None}
    rows = editions(
        {"a": FIRST}, [rating("a", org_code=row["org_code"]) for row in register], SECOND, organisation=register
    )
    assert [(row["edition"].year, row["org_code"], row["organisation_open"]) for row in rows] == [
        (2017, "A00", True),
        (2017, "A01", True),
        (2017, "A02", False),
        (2018, "A00", True),
        (2018, "A01", False),
        (2018, "A02", True),
    ]


def test_a_correction_stands_beside_the_cell_that_it_puts_right() -> None:
    cells = [rating("a"), rating("a", org_code="05W"), rating("a", org_code="08Q")]
    rows = editions(
        {"a": FIRST},
        [row | {"line_no": n, "char_start": n} for n, row in enumerate(cells)],
        FIRST,
        correction=[
            {"document_id": "a", "line_no": n, "char_start": start, "about": about, "printed": str(n)}
            for n, start, about in ((0, 0, "rating"), (1, 9, "organisation"), (2, 9, "rating"))
        ],
    )
    assert {row["org_code"]: row["correction"] for row in rows} == {
        "03K": "printed 0, corrected to x: x (x)",
        "05W": "printed 1, corrected to x: x (x)",
        "08Q": None,
    }


@st.composite
def publications(draw: st.DrawFn) -> dict[str, list[Row]]:
    """Ratings of two organisations in up to six documents, some of one day, that restate and leave out at random."""
    days = st.sampled_from([FIRST - timedelta(1), FIRST, SECOND, SECOND + timedelta(1), THIRD])
    documents = [document(f"d{number}", draw(days)) for number in range(draw(st.integers(1, 6)))]
    cells = {}
    for row in documents:
        for _ in range(draw(st.integers(1, 4))):
            framework = draw(st.sampled_from(list(BANDS)))
            said = draw(st.sampled_from([*BANDS[framework][1][:2], "insufficient_data", "not_published"]))
            period = draw(st.sampled_from(["2016/17", "2016/17 Q4", "2017/18"]))
            code = draw(st.sampled_from(["03K", "05W"]))
            stated_in = draw(st.sampled_from(["list", "list", "sentence"]))
            cells[row["document_id"], code, framework, period] = rating(
                row["document_id"], said, period, framework=framework, org_code=code, stated_in=stated_in
            )
    documents = [row | {"publisher": draw(st.sampled_from(["NHS", "A paper"]))} for row in documents]
    # A register of two, so that a list can be of all.
    register = [row | {"org_code": code} for row, code in zip(organisations(2), ["03K", "05W"], strict=True)]
    return {
        "document": [POLICY, *documents],
        "organisation": register,
        "refresh_policy": [JUNE],
        "rating": list(cells.values()),
    }


@given(tables=publications(), as_at=st.sampled_from([FIRST, SECOND, THIRD]))
@worlds()
def test_any_editions_by_the_oracle_and_the_same_on_an_earlier_day(tables: dict[str, list[Row]], as_at: date) -> None:
    rows = checked("annual_ratings", annual_ratings, tables, FOURTH)
    assert checked("annual_ratings", annual_ratings, tables, as_at) == [row for row in rows if row["edition"] <= as_at]


@given(tables=publications())
@worlds()
def test_what_the_last_edition_shows_is_in_force(tmp_path_factory: pytest.TempPathFactory, tables: Any) -> None:
    current = run(tmp_path_factory.mktemp("current"), "rating_current", tables)
    in_force = {(row["org_code"], row["framework"], row["period"]): row["document_id"] for row in current}
    for row in checked("annual_ratings", annual_ratings, tables, FOURTH):
        if row["edition"] == FOURTH:
            assert in_force[row["org_code"], row["framework"], row["period"]] == row["document_id"]
