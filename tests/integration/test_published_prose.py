"""What is published out of the prose, held against tests/truth, which was read from the originals by hand."""

from __future__ import annotations

import csv
from collections import Counter
from datetime import date
from typing import Any

import pytest
from installation import TRUTH_DIR, Installation


def as_written(value: Any) -> str:
    """A value as the truth files write it."""
    match value:
        case None:
            return ""
        case list():
            return "|".join(value)
        case float():
            return str(int(value)) if value.is_integer() else repr(value)
        case _:
            return str(value)


@pytest.mark.parametrize(
    ("truth", "table"),
    [
        ("claims", "core.claim"),
        ("figures", "core.figure"),
        ("publications", "core.publication"),
        ("policies", "core.refresh_policy"),
        ("listings", "core.measure_listing"),
    ],
)
@pytest.mark.parametrize("texts", ["published", "published_originals"])
def test_prose_states_what_was_read_from_the_originals_by_hand(
    request: pytest.FixtureRequest, truth: str, table: str, texts: str
) -> None:
    installation: Installation = request.getfixturevalue(texts)
    with (TRUTH_DIR / f"{truth}.csv").open(newline="", encoding="utf-8") as file:
        columns, *expected = csv.reader(file)
    documents = {row[0] for row in expected}
    found = installation.rows(f"SELECT {', '.join(columns)} FROM {table}")
    told = [tuple(map(as_written, row)) for row in found if row[0] in documents]
    assert Counter(told) == Counter(map(tuple, expected))


@pytest.mark.parametrize("texts", ["published", "published_originals"])
def test_no_prose_of_the_five_documents_names_a_ccg(request: pytest.FixtureRequest, texts: str) -> None:
    """Read by hand: the articles, bulletin and briefing name trusts, bodies and people; CCGs in tables alone."""
    installation: Installation = request.getfixturevalue(texts)
    with (TRUTH_DIR / "mentions.csv").open(newline="", encoding="utf-8") as file:
        columns, *expected = csv.reader(file)
    found = installation.rows(f"SELECT {', '.join(columns)} FROM core.mention")
    assert [tuple(map(as_written, row)) for row in found] == list(map(tuple, expected))


def test_an_indicator_that_several_documents_list_is_one_measure(published: Installation) -> None:
    listed = published.rows(
        """SELECT measure_id, list(DISTINCT document_id ORDER BY document_id), list(DISTINCT name_published)
        FROM core.measure_listing
        WHERE measure_id IN ('iapt_recovery_rate', 'eip_two_week_wait', 'out_of_area_placements')
        GROUP BY ALL ORDER BY ALL"""
    )
    sources = {measure_id: documents for measure_id, documents, _ in listed}
    every = ["mailonline_2016", "mental_health_today_2016", "nursing_times_2016", "rcpsych_2020"]
    assert sources == {
        "eip_two_week_wait": every,
        "iapt_recovery_rate": every,
        "out_of_area_placements": ["nursing_times_2016", "rcpsych_2020"],
    }
    assert all(len(names) > 1 for _, _, names in listed)
    ids = [measure_id for (measure_id,) in published.rows("SELECT measure_id FROM core.measure")]
    assert [ids.count(measure_id) for measure_id in sources] == [1, 1, 1]


def test_the_stated_cadences_are_those_of_the_schedules(published: Installation) -> None:
    assert published.rows(
        """SELECT product, cadence, month, starts FROM core.refresh_policy
        WHERE document_id = 'nursing_times_2016' ORDER BY ALL"""
    ) == [("dashboard", "quarterly", 1, date(2017, 1, 1)), ("rating", "annual", 6, date(2017, 6, 1))]
    assert published.rows("SELECT passed FROM meta.check WHERE check_name = 'schedules_agree'") == [(True,)]


def test_documents_are_published_as_their_sidecars_date_them(published: Installation) -> None:
    dated = published.rows(
        "SELECT document_id, published_on, published_precision, text_kind FROM core.document ORDER BY 1"
    )
    expected = {
        "commissioning_bulletin_2017": (date(2017, 12, 31), "year", "abstract"),
        "mailonline_2016": (date(2016, 10, 28), "day", "abstract"),
        "mental_health_today_2016": (date(2016, 10, 31), "month", "abstract"),
        "nursing_times_2016": (date(2016, 10, 31), "month", "abstract"),
        "rcpsych_2020": (date(2020, 1, 27), "day", "abstract"),
    }
    assert {document_id: tuple(rest) for document_id, *rest in dated} == expected


def test_the_register_counts_as_many_open_organisations_as_were_open(published: Installation) -> None:
    # Counts of the public registers at the dates of mergers.
    for day, count in [
        ("2013-04-01", 211), ("2015-04-01", 209), ("2017-04-01", 207), ("2018-04-01", 195),
        ("2019-04-01", 191), ("2020-04-01", 135), ("2021-04-01", 106),
    ]:  # fmt: skip
        query = "SELECT count(*) FROM core.organisation WHERE opened_on <= $1 AND coalesce(closed_on >= $1, true)"
        assert published.rows(query, date.fromisoformat(day)) == [(count,)]
    assert published.rows("SELECT count(*) FROM core.organisation") == [(248,)]
    assert published.rows("SELECT count(*) FROM core.organisation_succession") == [(142,)]
