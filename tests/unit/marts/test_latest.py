"""The latest of one day is one and the same document in every mart: the last by name, its number read as a number."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

import pytest
from mart_samples import AS_AT, Row, organisations, run_several

DAY = date(2018, 6, 30)
FIRST, SECOND, TENTH = "sheet_2018-06-30", "sheet_2018-06-30.2", "sheet_2018-06-30.10"
VERSIONS = [TENTH, FIRST, SECOND]
MARTS = ("measure_current", "restatement", "dashboard_value", "dashboard", "version_change", "release_calendar")


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> dict[str, list[Row]]:
    documents: list[Row] = [
        {"document_id": name, "published_on": DAY, "source_id": "sheet", "product": "dashboard"} for name in VERSIONS
    ]
    policy = {"document_id": "policy", "product": "dashboard", "cadence": "quarterly", "starts": date(2017, 1, 1)}
    ratings = [{"document_id": name, "published_on": DAY, "product": "rating"} for name in ("r", "r.2", "r.10")]
    tables: dict[str, Sequence[Row]] = {
        "document": [*documents, *ratings, {"document_id": "policy", "published_on": date(2016, 10, 31)}],
        "refresh_policy": [policy, policy | {"product": "rating", "cadence": "annual", "starts": date(2017, 6, 1)}],
        "organisation": organisations(1),
        "measure_value": [
            {
                "document_id": name,
                "org_code": "A00",
                "measure_id": "iapt_recovery_rate",
                "period": "2017/18 Q3",
                "value": 50.0 + number,
                "status": "published",
            }
            for number, name in enumerate([FIRST, SECOND, TENTH])
        ],
        "document_part": [
            {"document_id": name, "part": "Recovery", "measure_id": "iapt_recovery_rate", "state": "read"}
            for name in VERSIONS
        ],
        "measure_listing": [
            {"document_id": name, "measure_id": "eip_two_week_wait", "product": "dashboard", "status": status}
            for name, status in ((FIRST, "in_use"), (TENTH, "planned"), (SECOND, "in_use"))
        ],
        "rating": [
            {
                "document_id": name,
                "org_code": "A00",
                "framework": "ccg_iaf",
                "area": "dementia",
                "period": "2017/18",
                "scale": "iaf_four_point",
                "band": band,
                "status": "rated",
            }
            for name, band in (("r.10", "Good"), ("r.2", "Inadequate"), ("r", "Outstanding"))
        ],
    }
    folder = tmp_path_factory.mktemp("latest")
    return run_several(folder, [*MARTS, "rating_current", "annual_ratings"], tables, AS_AT)


def test_the_value_in_force_is_that_of_the_last_version(built: dict[str, list[Row]]) -> None:
    assert [row["document_id"] for row in built["measure_current"]] == [TENTH]


def test_versions_of_a_day_are_restated_in_their_order(built: dict[str, list[Row]]) -> None:
    assert {(row["previous_document_id"], row["document_id"]) for row in built["restatement"]} == {
        (FIRST, SECOND),
        (SECOND, TENTH),
    }


def test_each_version_is_held_against_the_one_before(built: dict[str, list[Row]]) -> None:
    assert {row["document_id"]: row["previous_document_id"] for row in built["version_change"]} == {
        FIRST: None,
        SECOND: FIRST,
        TENTH: SECOND,
    }
    # What a version restates is what it says otherwise than that one.
    assert {row["document_id"]: row["restated"] for row in built["version_change"]} == {FIRST: 0, SECOND: 1, TENTH: 1}


def test_a_dashboard_shows_the_last_version(built: dict[str, list[Row]]) -> None:
    assert {row["document_id"] for row in built["dashboard_value"]} == {TENTH}
    (listed,) = {
        (row["document_id"], row["reason"]) for row in built["dashboard"] if row["measure_id"] == "eip_two_week_wait"
    }
    assert listed == (TENTH, f"listed, and {TENTH} has no figures for it")


def test_the_rating_in_force_is_that_of_the_last_document(built: dict[str, list[Row]]) -> None:
    assert [row["document_id"] for row in built["rating_current"]] == ["r.10"]
    assert {row["document_id"] for row in built["annual_ratings"]} == {"r.10"}


def test_what_arrived_on_a_day_is_told_in_its_order(built: dict[str, list[Row]]) -> None:
    arrived = {row["product"]: row["document_ids"] for row in built["release_calendar"] if row["document_ids"]}
    assert arrived == {"dashboard": f"{FIRST}, {SECOND}, {TENTH}", "rating": "r, r.2, r.10"}
