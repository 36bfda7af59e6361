"""Current ratings and the distribution of bands, on the documents and on generated registers."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

import pytest
from effort import worlds
from hypothesis import given
from mart_samples import Row, organisations, real_tables, run
from oracle.rating_current import rating_current, rating_distribution
from test_organisation_lineage import built, complete
from test_rating_history import rated_registers

SHOWN = [
    "band",
    "band_complete",
    "position",
    "status",
    "document_id",
    "published_on",
    "correction",
    "documents",
    "conflict",
]
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


def _stated(*statements: tuple[str, str, str, str]) -> list[Row]:
    """Ratings of (document, organisation, band, list or sentence)."""
    about = {"framework": "ccg_iaf", "area": "dementia", "period": "2017/18", "scale": "iaf_four_point"}
    return [
        {"document_id": document, "org_code": code, "band": band, "status": "rated", "stated_in": stated_in, **about}
        for document, code, band, stated_in in statements
    ]


WHOLE = [("official", code, "Good", "list") for code in ("A00", "A01", "A02")]


@pytest.mark.parametrize(
    ("later", "band", "document"),
    [
        (("paper", "A00", "Outstanding", "sentence"), "Good", "official"),
        (("paper", "A00", "Outstanding", "list"), "Good", "official"),
        (("official_later", "A00", "Outstanding", "sentence"), "Good", "official"),
        (("official_later", "A00", "Outstanding", "list"), "Outstanding", "official_later"),
    ],
)
def test_who_listed_all_is_heard_before_others_and_a_list_before_a_sentence(
    tmp_path: Path, later: tuple[str, str, str, str], band: str, document: str
) -> None:
    documents = [
        {"document_id": "official", "publisher": "NHS England", "published_on": date(2018, 7, 1)},
        {"document_id": "official_later", "publisher": "NHS England", "published_on": date(2018, 9, 1)},
        {"document_id": "paper", "publisher": "A paper", "published_on": date(2018, 9, 1)},
    ]
    tables = {"document": documents, "organisation": organisations(3), "rating": _stated(*WHOLE, later)}
    (row,) = (row for row in run(tmp_path, "rating_current", tables) if row["org_code"] == "A00")
    other = ({"official", later[0]} - {document}).pop()
    other_band = "Good" if document == later[0] else later[2]
    assert (row["band"], row["document_id"]) == (band, document)
    assert row["conflict"] == f"{other} line {1 if other == 'official' else 4}: {other_band}"


def test_of_two_lists_that_lack_organisations_the_later_counts_and_a_sentence_where_there_is_no_list(
    tmp_path: Path,
) -> None:
    documents = [
        {"document_id": "a", "publisher": "NHS England", "published_on": date(2018, 7, 1)},
        {"document_id": "b", "publisher": "A paper", "published_on": date(2018, 9, 1)},
    ]
    stated = [("a", "A00", "Good", "list"), ("b", "A00", "Outstanding", "list"), ("b", "A01", "Good", "sentence")]
    tables = {"document": documents, "organisation": organisations(3), "rating": _stated(*stated)}
    found = run(tmp_path, "rating_current", tables)
    assert [(row["org_code"], row["band"], row["document_id"]) for row in found] == [
        ("A00", "Outstanding", "b"),
        ("A01", "Good", "b"),
    ]
