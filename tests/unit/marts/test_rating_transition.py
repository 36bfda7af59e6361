"""Moves from band to band: those of 2016 to 2017/18 by hand from the two tables, and those of generated ratings.

Not here: which rating counts, and the register.
"""

from __future__ import annotations

from collections import Counter
from datetime import date
from typing import Any

import pytest
from effort import worlds
from hypothesis import given
from mart_samples import Row, organisations, real_tables
from oracle.rating_transition import CLOSED, DIFFERENT, EXTREME, INCOMPLETE, rating_transition
from test_organisation_lineage import built, complete, in_order
from test_rating_history import (
    BANDS,
    DOCUMENTS,
    FOUR_POINT,
    GOOD,
    INADEQUATE,
    REQUIRES,
    SETS,
    correction,
    rated_registers,
    rating,
)

# By hand: each row of the article's two tables with its mental health band in the briefing's table.
TOP = {
    "NHS North Lincolnshire CCG": GOOD,
    "NHS South West Lincolnshire CCG": REQUIRES,
    "NHS Stoke on Trent CCG": GOOD,
    "NHS Newbury and District CCG": GOOD,
    "NHS Dorset CCG": GOOD,
    "NHS South Cheshire CCG": GOOD,
    "NHS Trafford CCG": REQUIRES,
    "NHS Bath and North East Somerset CCG": GOOD,
    "NHS Horsham and Mid Sussex CCG": REQUIRES,
    "NHS Wokingham CCG": REQUIRES,
    "NHS Nottingham West CCG": REQUIRES,
    "NHS North Derbyshire CCG": GOOD,
    "NHS South Reading CCG": REQUIRES,
}
GREATEST_NEED = {
    "NHS Bury CCG": REQUIRES,
    "NHS Birmingham South and Central CCG": GOOD,
    "NHS Dartford, Gravesham and Swanley CCG": GOOD,
    "NHS Durham Dales, Easington and Sedgefield CCG": GOOD,
    "NHS Heywood, Middleton and Rochdale CCG": INADEQUATE,
    "NHS Stockport CCG": GOOD,
    "NHS Birmingham CrossCity CCG": GOOD,
    "NHS Barnet CCG": REQUIRES,
    "NHS Mansfield and Ashfield CCG": REQUIRES,
    "NHS Lewisham CCG": GOOD,
    "NHS Darlington CCG": REQUIRES,
    "NHS Harrogate and Rural District CCG": REQUIRES,
    "NHS Dudley CCG": REQUIRES,
    "NHS Tameside and Glossop CCG": REQUIRES,
    "NHS Hull CCG": GOOD,
    "NHS Scarborough and Ryedale CCG": REQUIRES,
    "NHS Sheffield CCG": REQUIRES,
    "NHS East Staffordshire CCG": GOOD,
    "NHS Telford and Wrekin CCG": REQUIRES,
    "NHS Southwark CCG": REQUIRES,
    "NHS Norwich CCG": REQUIRES,
}
EARLIER, LATER = SETS[1], SETS[2]


@pytest.fixture(scope="module")
def real() -> list[Row]:
    return built("rating_transition", real_tables())


def moves(cells: list[tuple[Any, Any]], *, whole: bool = True, **more: Any) -> list[Row]:
    """Rows over organisations with these cells in 2016/17 and in 2018/19, None being no row; A00 closes in 2018."""
    register = organisations(len(cells))
    register[0]["closed_on"] = date(2018, 3, 31)
    ratings = []
    for place, pair in enumerate(cells):
        for side, (rated, cell) in enumerate(zip((EARLIER, LATER), pair, strict=True)):
            if cell is not None:
                row = rating(2 * place + side + 1, DOCUMENTS[side]["document_id"], f"A{place:02}", rated, cell)
                ratings.append(row | {"band_complete": whole})
    tables = {"organisation": register, "document": DOCUMENTS, "rating": ratings} | more
    rows = built("rating_transition", tables)
    assert rows == in_order(rating_transition(complete(tables)))
    return rows


def told(rows: list[Row]) -> dict[tuple[str, str, str | None], tuple[int, float | None, str | None]]:
    return {
        (row["from_band"], row["to_status"], row["to_band"]): (row["organisations"], row["share"], row["share_reason"])
        for row in rows
    }


def test_the_tables_read_by_hand_hold_7_and_6_of_13_and_8_12_and_1_of_21() -> None:
    assert Counter(TOP.values()) == {GOOD: 7, REQUIRES: 6}
    assert Counter(GREATEST_NEED.values()) == {GOOD: 8, REQUIRES: 12, INADEQUATE: 1}


def test_what_became_of_the_best_and_the_worst_of_2016(real: list[Row]) -> None:
    assert told(real) == {
        ("Top performing", "rated", "Good"): (7, 7 / 13, None),
        ("Top performing", "rated", "Requires improvement"): (6, 6 / 13, None),
        ("Greatest need for improvement", "rated", "Good"): (8, 8 / 21, None),
        ("Greatest need for improvement", "rated", "Requires improvement"): (12, 12 / 21, None),
        ("Greatest need for improvement", "rated", "Inadequate"): (1, 1 / 21, None),
    }
    for row in real:
        assert (row["area"], row["from_framework"], row["from_period"], row["to_framework"], row["to_period"]) == (
            "mental_health",
            "ccg_iaf_baseline_2016",
            "2016/17",
            "ccg_iaf",
            "2017/18",
        )
        assert row["from_organisations"] == row["to_rated"] == (13 if row["from_band"] == "Top performing" else 21)
        assert row["comparable"] is False
        assert row["note"] == (
            "bands of different scales on different measures; a move between them is no improvement or decline; "
            "an end of its scale: extremes tend towards the middle at the next rating whatever happened "
            "(regression to the mean)"
        )


@pytest.mark.parametrize(
    ("band", "by_hand"), [("Top performing", TOP), ("Greatest need for improvement", GREATEST_NEED)]
)
def test_each_organisation_has_the_bands_read_by_hand(band: str, by_hand: dict[str, str]) -> None:
    rows = built("rating_current", real_tables())
    listed = {row["org_name"] for row in rows if row["band"] == band}
    later = {
        row["org_name"]: row["band"] for row in rows if row["area"] == "mental_health" and row["period"] == "2017/18"
    }
    assert {name: later[name] for name in listed} == by_hand


def test_every_outcome_has_its_row_and_only_moves_have_shares() -> None:
    cells = [(1, None), (1, 0), (1, 2), (1, 2), (1, "insufficient_data"), (1, "not_applicable"), (2, 1), (None, 3)]
    assert told(moves(cells)) == {
        (GOOD, "rated", "Outstanding"): (1, 1 / 3, None),
        (GOOD, "rated", REQUIRES): (2, 2 / 3, None),
        (GOOD, "closed", None): (1, None, CLOSED),
        (GOOD, "insufficient_data", None): (1, None, "no band in the later set"),
        (GOOD, "not_applicable", None): (1, None, "no band in the later set"),
        (REQUIRES, "rated", GOOD): (1, 1.0, None),
    }


@pytest.mark.parametrize(("cell", "status"), [(None, "not_listed"), ("not_published", "not_published")])
def test_no_share_where_an_open_organisation_is_not_known_later(cell: str | None, status: str) -> None:
    reason = "1 of the 3 are not known in the later set, though they were open"
    assert told(moves([(2, 2), (1, 1), (1, 1), (1, cell)])) == {
        (GOOD, "rated", GOOD): (2, None, reason),
        (GOOD, status, None): (1, None, "no band in the later set"),
        (REQUIRES, "rated", REQUIRES): (1, 1.0, None),
    }


def test_a_cell_for_an_organisation_that_had_closed_is_no_gap() -> None:
    rows = told(moves([(1, "did not exist"), (1, 1)]))
    assert rows == {(GOOD, "closed", None): (1, None, CLOSED), (GOOD, "rated", GOOD): (1, 1.0, None)}


def test_a_share_wants_every_organisation_of_the_earlier_band() -> None:
    listed = [(1, 1), (1, 2), (None, 1)]
    assert told(moves(listed, whole=False)) == {
        (GOOD, "rated", GOOD): (1, None, INCOMPLETE),
        (GOOD, "rated", REQUIRES): (1, None, INCOMPLETE),
    }
    assert told(moves(listed, whole=True))[GOOD, "rated", GOOD] == (1, 0.5, None)
    covered = [(1, 1), (1, 2), ("insufficient_data", 1)]
    assert told(moves(covered, whole=False))[GOOD, "rated", GOOD] == (1, 0.5, None)


def test_the_ends_of_a_scale_carry_a_warning_also_where_nobody_moved() -> None:
    rows = moves([(0, 0), (0, 0), (1, 1), (2, 2), (3, 3), (3, None)])
    assert {(row["from_band"], row["note"]) for row in rows} == {
        ("Outstanding", EXTREME),
        (GOOD, None),
        (REQUIRES, None),
        (INADEQUATE, EXTREME),
    }
    assert all(row["comparable"] for row in rows)


def test_two_frameworks_of_one_period_stand_in_the_order_of_publication() -> None:
    ratings = [rating(1, "first", "A00", SETS[0], 1), rating(2, "second", "A00", SETS[1], 2)]
    tables = {"organisation": organisations(2), "document": DOCUMENTS, "rating": ratings}
    (row,) = built("rating_transition", tables)
    assert (row["from_band"], row["to_band"], row["note"]) == ("Performing well", REQUIRES, DIFFERENT)
    # A later document that says the first set again does not make it the later one; the first day known counts.
    restated = [*ratings, rating(3, "third", "A00", SETS[0], 1)]
    (row,) = built("rating_transition", tables | {"rating": restated})
    assert row["from_band"] == "Performing well"
    neither = [rating(1, "second", "A00", SETS[0], 1), rating(2, "third", "A00", SETS[1], 2)]
    assert built("rating_transition", tables | {"rating": neither}) == []


def test_sets_of_different_areas_are_not_held_against_each_other() -> None:
    ratings = [rating(1, "first", "A00", SETS[1], 1), rating(2, "second", "A00", SETS[3], 2)]
    assert (
        built("rating_transition", {"organisation": organisations(1), "document": DOCUMENTS, "rating": ratings}) == []
    )


def test_corrections_and_conflicts_of_either_set_are_shown_with_the_organisation() -> None:
    first, second = (rating(n + 1, "first", "A01", SETS[n + 1], 1) for n in range(2))
    third = rating(3, "second", "A01", SETS[2], 2)
    (row,) = moves(
        [(None, None), (None, None)],
        rating=[first, second, third],
        correction=[correction(first, "rating"), correction(third, "rating")],
    )
    slip = "printed this, corrected to that: a slip (the publisher)"
    assert row["correction"] == f"NHS Sample 1 CCG: {slip}; {slip}"
    assert row["conflict"] == "NHS Sample 1 CCG: first line 2: Good"
    assert BANDS[FOUR_POINT].index(row["to_band"]) == 2


def test_the_documents_moves_by_the_oracle(real: list[Row]) -> None:
    tables = {name: frame.to_dicts() for name, frame in real_tables().items()}
    assert real == in_order(rating_transition(tables))


@given(tables=rated_registers())
@worlds()
def test_any_moves_by_the_oracle(tables: dict[str, list[Row]]) -> None:
    assert built("rating_transition", tables) == in_order(rating_transition(complete(tables)))
