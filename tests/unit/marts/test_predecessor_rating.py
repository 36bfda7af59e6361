"""Ratings of predecessors beside a successor: those of the briefing by hand, and those of generated registers.

Not here: the rows of each predecessor (`test_rating_history`).
"""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from effort import worlds
from hypothesis import given
from mart_samples import Row, organisations, real_tables
from oracle.predecessor_rating import NOTE, OPEN_ITSELF, predecessor_rating
from test_organisation_lineage import DAYS, built, complete, in_order, step
from test_rating_history import DOCUMENTS, SETS, correction, rated_registers, rating


@pytest.fixture(scope="module")
def real() -> dict[tuple[str, str, str], Row]:
    rows = built("predecessor_rating", real_tables())
    return {(row["org_name"], row["area"], row["period"]): row for row in rows}


def merged(cells: list[Any], **more: Any) -> list[Row]:
    """Rows on B00, which four organisations became in 2018, rated in 2016/17 as `cells` say; None is no row."""
    before = organisations(4, closed_on=date(2018, 3, 31))
    (after,) = organisations(1, DAYS[2], org_code="B00", org_name="NHS Merged CCG")
    ratings = [rating(n + 1, "first", f"A{n:02}", SETS[0], cell) for n, cell in enumerate(cells) if cell is not None]
    tables = {
        "organisation": [*before, after],
        "organisation_succession": [step(row["org_code"], "B00", DAYS[2]) for row in before],
        "document": DOCUMENTS,
        "rating": ratings,
    }
    rows = built("predecessor_rating", tables | more)
    assert rows == in_order(predecessor_rating(complete(tables | more)))
    return rows


def test_leeds_has_three_predecessors_with_their_bands(real: dict[tuple[str, str, str], Row]) -> None:
    assert real["NHS Leeds CCG", "mental_health", "2017/18"] == {
        "org_code": "15F",
        "org_name": "NHS Leeds CCG",
        "framework": "ccg_iaf",
        "area": "mental_health",
        "period": "2017/18",
        "period_end": date(2018, 3, 31),
        "scale": "iaf_four_point",
        "predecessors": 3,
        "predecessors_rated": 3,
        "bands": (
            "NHS Leeds North CCG: Requires improvement; NHS Leeds South and East CCG: Requires improvement; "
            "NHS Leeds West CCG: Good"
        ),
        "band_counts": "Good 1, Requires improvement 2",
        "best_band": "Good",
        "worst_band": "Requires improvement",
        "without_band": None,
        "correction": None,
        "conflict": None,
        "note": ("bands of its predecessors, each of its own area: nothing is averaged and nothing is carried forward"),
    }


def test_predecessors_are_those_that_were_open_then(real: dict[tuple[str, str, str], Row]) -> None:
    services = real["NHS Frimley CCG", "mental_health", "2017/18"]
    assert (services["predecessors"], services["band_counts"]) == (5, "Good 4, Requires improvement 1")
    leadership = real["NHS Frimley CCG", "leadership", "2019/20 Q1"]
    assert (leadership["predecessors"], leadership["bands"]) == (
        3,
        "NHS East Berkshire CCG: Good; NHS North East Hampshire and Farnham CCG: Outstanding; "
        "NHS Surrey Heath CCG: Outstanding",
    )
    assert not [key for key in real if key[0] == "NHS Leeds CCG" and key[1] == "leadership"]


def test_what_has_no_band_has_its_reason(real: dict[tuple[str, str, str], Row]) -> None:
    row = real["NHS Buckinghamshire CCG", "dementia", "2017/18"]
    assert (row["predecessors"], row["predecessors_rated"], row["bands"]) == (2, 0, None)
    assert (row["band_counts"], row["best_band"], row["worst_band"]) == (None, None, None)
    assert row["without_band"] == "NHS Aylesbury Vale CCG: insufficient data; NHS Chiltern CCG: insufficient data"
    row = real["NHS Berkshire West CCG", "mental_health", "2016/17"]
    assert (row["predecessors"], row["predecessors_rated"], row["band_counts"]) == (4, 3, "Top performing 3")
    assert row["without_band"] == "NHS North and West Reading CCG: no row in any document"


def test_bands_are_counted_in_the_order_of_their_scale() -> None:
    (row,) = merged([3, 0, 3, 1])
    assert row["band_counts"] == "Top performing 1, Performing well 1, Greatest need for improvement 2"
    assert (row["best_band"], row["worst_band"]) == ("Top performing", "Greatest need for improvement")
    assert row["note"] == NOTE


def test_each_reason_is_told() -> None:
    (row,) = merged([1, "insufficient_data", "not_published", None])
    assert (row["predecessors"], row["predecessors_rated"]) == (4, 1)
    assert row["bands"] == "NHS Sample 0 CCG: Performing well"
    assert row["without_band"] == (
        "NHS Sample 1 CCG: insufficient data; NHS Sample 2 CCG: not published; NHS Sample 3 CCG: no row in any document"
    )


def test_without_any_row_of_a_predecessor_there_is_none() -> None:
    others = organisations(2, org_code="C00")[:1]
    before = [{**row, "closed_on": date(2018, 3, 31)} for row in organisations(2)]
    tables = {
        "organisation": [*before, *others],
        "organisation_succession": [step("A00", "A01", DAYS[2])],
        "document": DOCUMENTS,
        "rating": [rating(1, "first", "C00", SETS[0], 1)],
    }
    assert built("predecessor_rating", tables) == []


def test_a_successor_that_was_open_already_says_that_its_own_rating_is_elsewhere() -> None:
    tables = {
        "organisation": organisations(2),
        "organisation_succession": [step("A00", "A01", DAYS[2])],
        "document": DOCUMENTS,
        "rating": [rating(1, "first", "A00", SETS[0], 1), rating(2, "first", "A01", SETS[0], 0)],
    }
    (row,) = built("predecessor_rating", tables)
    assert (row["predecessors"], row["bands"]) == (1, "NHS Sample 0 CCG: Performing well")
    assert row["note"] == NOTE + OPEN_ITSELF


def test_a_predecessor_that_was_split_is_a_part_only() -> None:
    tables = {
        "organisation": organisations(3),
        "organisation_succession": [step("A00", "A01", DAYS[2]), step("A00", "A02", DAYS[2])],
        "document": DOCUMENTS,
        "rating": [rating(1, "first", "A00", SETS[0], 1)],
    }
    assert {row["bands"] for row in built("predecessor_rating", tables)} == {
        "NHS Sample 0 CCG (a part of its area): Performing well"
    }


def test_corrections_and_conflicts_are_shown_with_the_organisation() -> None:
    ratings = [rating(1, "first", "A02", SETS[0], 1), rating(2, "second", "A02", SETS[0], 3)]
    (row,) = merged([], rating=ratings, correction=[correction(ratings[1], "rating")])
    assert row["bands"] == "NHS Sample 2 CCG: Greatest need for improvement"
    assert row["conflict"] == "NHS Sample 2 CCG: first line 1: Performing well"
    assert row["correction"] == "NHS Sample 2 CCG: printed this, corrected to that: a slip (the publisher)"


def test_the_documents_predecessors_by_the_oracle(real: dict[tuple[str, str, str], Row]) -> None:
    tables = {name: frame.to_dicts() for name, frame in real_tables().items()}
    assert in_order(list(real.values())) == in_order(predecessor_rating(tables))


@given(tables=rated_registers())
@worlds()
def test_any_predecessors_by_the_oracle(tables: dict[str, list[Row]]) -> None:
    assert built("predecessor_rating", tables) == in_order(predecessor_rating(complete(tables)))
