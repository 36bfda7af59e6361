"""Current ratings and the distribution of bands, on the documents and on generated registers."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from effort import worlds
from hypothesis import given
from mart_samples import Row, organisations, real_tables, run
from oracle.rating_current import rating_current, rating_distribution
from test_organisation_lineage import built, complete
from test_rating_history import rated_registers

SHOWN = ["band", "position", "status", "document_id", "published_on", "correction", "documents", "conflict"]
COUNTED = [
    "organisations_listed",
    "organisations",
    "share",
    "organisations_rated",
    "organisations_without_band",
    "organisations_open",
    "coverage",
    "coverage_note",
]


def by_fact(rows: list[Row]) -> dict[tuple[Any, ...], list[Any]]:
    return {
        (row["org_code"], row["framework"], row["area"], row["period"]): [row[name] for name in SHOWN] for row in rows
    }


def by_band(rows: list[Row]) -> dict[tuple[Any, ...], list[Any]]:
    return {
        (row["framework"], row["area"], row["period"], row["band"]): [row[name] for name in COUNTED] for row in rows
    }


def test_the_documents_ratings_by_the_oracle(tmp_path: Path) -> None:
    tables = {name: frame.to_dicts() for name, frame in real_tables().items()}
    found = run(tmp_path, "rating_current", real_tables())
    assert len(found) == 894
    assert by_fact(found) == by_fact(rating_current(tables))


def test_the_documents_distribution_by_hand_and_by_the_oracle(tmp_path: Path) -> None:
    found = by_band(run(tmp_path, "rating_distribution", real_tables()))
    key = ("ccg_iaf", "dementia", "2017/18")
    assert found[*key, "Requires improvement"] == [73, 73, 73 / 203, 203, 4, 207, 1.0, None]
    baseline = ("ccg_iaf_baseline_2016", "mental_health", "2016/17")
    told = "34 of the 209 organisations open then have a row"
    assert found[*baseline, "Top performing"] == [13, 13, None, 34, 0, 209, 34 / 209, told]
    assert found[*baseline, "Needs improvement"] == [0, None, None, 34, 0, 209, 34 / 209, told]
    tables = {name: frame.to_dicts() for name, frame in real_tables().items()}
    expected = rating_distribution(tables)
    assert found == {fact: [row[name] for name in COUNTED] for fact, row in expected.items()}


def test_where_nobody_was_open_there_is_no_coverage_and_no_share(tmp_path: Path) -> None:
    cell = {"document_id": "d", "org_code": "A00", "framework": "ccg_iaf", "area": "dementia", "period": "2022/23"}
    cell |= {"scale": "iaf_four_point", "band": "Good", "status": "rated"}
    tables = {"document": [{"document_id": "d"}], "organisation": organisations(2), "rating": [cell]}
    found = by_band(run(tmp_path, "rating_distribution", tables))
    told = "no organisation was open on the last day of the period"
    assert found["ccg_iaf", "dementia", "2022/23", "Good"] == [1, None, None, 1, 0, 0, None, told]


@worlds()
@given(tables=rated_registers())
def test_any_ratings_by_the_oracle(tables: dict[str, list[Row]]) -> None:
    assert by_fact(built("rating_current", tables)) == by_fact(rating_current(complete(tables)))


@worlds()
@given(tables=rated_registers())
def test_any_distribution_by_the_oracle(tables: dict[str, list[Row]]) -> None:
    expected = rating_distribution(complete(tables))
    assert by_band(built("rating_distribution", tables)) == {
        fact: [row[name] for name in COUNTED] for fact, row in expected.items()
    }
