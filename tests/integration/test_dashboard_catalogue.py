"""The catalogue of the real edition of the dashboard, and what the dashboard as known on a day shows of it."""

from __future__ import annotations

import csv
from collections import Counter

import pytest
from dashboard_edition import EIP, FIRST, INDICATORS, shown
from installation import Installation

# The real workbook is read in test_add_figures.py and unit/marts/test_value_doubt.py on each run too.
pytestmark = pytest.mark.nightly


def evened(text: str) -> str:
    return " ".join(text.split())


def test_the_catalogue_is_that_of_the_facts(edition: Installation) -> None:
    with INDICATORS.open(newline="", encoding="utf-8") as file:
        facts = list(csv.DictReader(file))
    expected = [
        (
            evened(fact["section"]),
            evened(fact["code"]),
            evened(fact["indicator_name"]),
            None if fact["standard"] == "N/A" else evened(fact["standard"]),
            # The facts have no sign for the entry of two codes; the sheet Dashboard has one for each of them.
            {"▲": "higher", "▼": "lower", "N/A": "none", "": "higher"}[fact["better_is"]],
            evened(fact["reporting_period"]),
            evened(fact["data_source"]),
        )
        for fact in facts
    ]
    found = edition.rows(
        """SELECT section, code, indicator_name, standard_published, better_is, reporting_period_published,
            data_source_published FROM core.indicator ORDER BY indicator_no"""
    )
    assert len(found) == 54
    assert found == expected


def test_every_indicator_has_its_sheets_and_their_measures_its_direction(edition: Installation) -> None:
    polarity = dict(edition.rows("SELECT measure_id, polarity FROM core.measure"))
    held = dict(edition.rows("SELECT part, measure_id FROM core.document_part WHERE state = 'read'"))
    for code, better_is, parts, measure_ids in edition.rows(
        "SELECT code, better_is, parts, measure_ids FROM core.indicator"
    ):
        assert parts, code
        assert {held[part] for part in parts} - {None} == set(measure_ids), code
        # That more money spent is better is the sheet's view, and measures.yml takes sides for no amount of money.
        expected = "none" if measure_ids == ["mental_health_spend"] else better_is
        assert {polarity[measure_id] for measure_id in measure_ids} == {expected}, code
    query = "SELECT parts FROM core.indicator WHERE code LIKE 'MHF(ii.a) and%'"
    assert edition.rows(query)[0][0][0] == "MHF(ii_a)_FINAL CALC"


@pytest.mark.parametrize("measure_id", ["mental_health_spend_share", "planned_mental_health_spend"])
def test_measures_announced_in_2016_are_shown_for_every_kind(edition: Installation, measure_id: str) -> None:
    kinds = Counter(org_type for org_type, _, _, value, *_ in shown(edition, measure_id) if value is not None)
    assert set(kinds) >= {"national", "region", "stp", "ccg"}
    assert (kinds["national"], kinds["region"], kinds["stp"], kinds["ccg"]) >= (1, 7, 42, 106)


def test_police_cells_are_englands(edition: Installation) -> None:
    found = {(row[0], row[1]): row[2:5] for row in shown(edition, "police_cells_place_of_safety")}
    assert found["national", "England"] == ("2020/21", 112.0, "published")
    assert {org_type for (org_type, _), (_, value, _) in found.items() if value is not None} == {"national"}


def test_standards_are_held_against_the_values(edition: Installation) -> None:
    eip = {row[1]: row for row in shown(edition, "eip_two_week_wait")}
    _, _, period, value, status, standard, distance, locator = eip["England"]
    assert (period, status, standard) == ("2021/22 Q4", "published", 60.0)
    assert round(value, 2) == 68.19
    assert distance == pytest.approx(value - 60, abs=1e-9)
    assert locator.startswith(f"{EIP}!")
    assert eip["03N"][5:7] == (60.0, -18.0)
    recovery = {row[1]: row for row in shown(edition, "iapt_recovery_rate")}
    assert recovery["England"][2:7] == ("2021/22 Q4", 50.5, "published", 50.0, 0.5)
    within_6_weeks = {row[1]: row for row in shown(edition, "iapt_first_treatment_within_6_weeks")}
    _, _, _, value, _, standard, distance, _ = within_6_weeks["England"]
    assert (standard, distance) == (75.0, round(value - 75, 9))


@pytest.mark.parametrize(
    ("measure_id", "status"),
    [("secure_length_of_stay", "not_in_this_edition"), ("access_and_waiting_standards", "in_parts")],
)
def test_measures_without_figures_of_their_own_say_where_they_are(
    edition: Installation, measure_id: str, status: str
) -> None:
    query = (
        "SELECT org_code, value, status, reason FROM marts.dashboard WHERE edition = '2022-10-01' AND measure_id = ?"
    )
    ((org_code, value, told, reason),) = edition.rows(query, measure_id)
    assert (org_code, value, told) == (None, None, status)
    assert (FIRST in reason) == (status == "not_in_this_edition")
    assert ("iapt_recovery_rate" in reason and "eip_two_week_wait" in reason) == (status == "in_parts")
