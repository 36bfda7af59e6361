"""Shares that a file does not print, worked out of two counts that each have a row."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from feed_samples import MEASURES
from layout_samples import everything, long, row

from pipeline.base.problems import ValidationFailed

SHARES = {"M192": {"numerator": "RECOVERED", "denominator": "FINISHED"}}


def counts(part: str, whole: str, code: str = "03K", period: str = "2018/19") -> list[str]:
    return [row(period, text, code, measure) for measure, text in (("RECOVERED", part), ("FINISHED", whole))]


def shares(folder: Path, *lines: str) -> list[tuple[Any, ...]]:
    """Organisation, period and value of the shares; every row and every share is in the account."""
    found = long(folder, *lines, shares=SHARES)
    worked_out = [row for row in found.values("org_code", "period", "value", "measure_id") if row[3] == "recovery"]
    assert everything(found) == len(lines) + len(worked_out)
    part = found.part("M192")
    assert (part["cells"], part["without_value"]) == (len(worked_out), [row[2] for row in worked_out].count(None))
    assert part["measure_id"] == "recovery"
    return sorted(row[:3] for row in worked_out)


def test_a_share_is_that_of_its_counts_and_leads_to_both_rows(tmp_path: Path) -> None:
    found = long(tmp_path, *counts("1431", "2464"), shares=SHARES)
    names = ("measure_id", "value", "value_published", "numerator", "denominator", "locator", "status")
    (share,) = [row for row in found.values(*names) if row[0] == "recovery"]
    assert share[1:] == (58.076298701, "1431 of 2464", 1431, 2464, "row 2 of row 3", "published")
    assert set(found.values("measure_id", "value")) >= {("recovered", 1431), ("finished", 2464)}
    assert everything(found) == 3


def test_counts_of_one_organisation_and_period_belong_together(tmp_path: Path) -> None:
    lines = [*counts("1", "4"), *counts("3", "4", "00L"), *counts("1", "2", period="2017/18")]
    assert shares(tmp_path, *lines) == [("00L", "2018/19", 75), ("03K", "2017/18", 50), ("03K", "2018/19", 25)]


@pytest.mark.parametrize(
    ("part", "whole"),
    [("*", "10"), ("5", "*"), ("", "10"), ("7", "5"), ("2.5", "10"), ("many", "10"), ("-1", "10")],
)
def test_counts_that_are_not_both_read_make_no_share(tmp_path: Path, part: str, whole: str) -> None:
    assert shares(tmp_path, *counts("1", "4", "00L"), *counts(part, whole)) == [("00L", "2018/19", 25)]


def test_a_count_that_is_there_otherwise_too_makes_no_share(tmp_path: Path) -> None:
    otherwise = row("2018/19", "2", "03K", "RECOVERED")
    assert shares(tmp_path, *counts("1", "4"), otherwise, *counts("1", "4", "00L")) == [("00L", "2018/19", 25)]


def test_a_count_that_is_there_twice_is_taken_once_and_one_alone_makes_no_share(tmp_path: Path) -> None:
    again = row("2018/19", "1", "03K", "RECOVERED")
    alone = row("2018/19", "1", "01K", "RECOVERED")
    assert shares(tmp_path, *counts("1", "4"), again, alone) == [("03K", "2018/19", 25)]


def test_none_of_some_is_nought_and_none_of_none_no_share(tmp_path: Path) -> None:
    assert shares(tmp_path, *counts("0", "4")) == [("03K", "2018/19", 0)]
    assert shares(tmp_path, *counts("0", "0")) == [("03K", "2018/19", None)]
    found = long(tmp_path, *counts("0", "0"), shares=SHARES)
    names = ("measure_id", "status", "reason", "value_published", "numerator", "denominator")
    nothing = "nothing was counted: the denominator is 0"
    assert ("recovery", "not_applicable", nothing, "0 of 0", None, None) in found.values(*names)


@pytest.mark.parametrize(
    ("given", "said"),
    [
        ({"M999": SHARES["M192"]}, "`shares` in its layout makes 'M999', which no measure in % has as its code"),
        ({"M001": SHARES["M192"]}, "`shares` in its layout makes 'M001', which no measure in % has as its code"),
        ({"M192": {"numerator": "N1", "denominator": "FINISHED"}}, "has no row of N1, which `shares`"),
    ],
)
def test_a_share_of_what_is_not_known_refuses_the_file(tmp_path: Path, given: dict[str, Any], said: str) -> None:
    assert "M001" in MEASURES
    with pytest.raises(ValidationFailed, match=said):
        long(tmp_path, *counts("1", "4"), shares=given)


@pytest.mark.parametrize(
    "given",
    [{"numerator": "RECOVERED"}, {"numerator": "R", "denominator": "F", "denominator_less": "L"}],
)
def test_a_share_is_worked_out_of_two_counts(tmp_path: Path, given: dict[str, str]) -> None:
    with pytest.raises(ValueError, match="of a numerator and a denominator, and of no more"):
        long(tmp_path, *counts("1", "4"), shares={"M192": given})
