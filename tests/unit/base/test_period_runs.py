"""Runs of months in headings: by their last month, and by both ends."""

from __future__ import annotations

import pytest

from pipeline.base.period_runs import find_runs


@pytest.mark.parametrize(
    ("text", "period"),
    [
        ("three months to March 2019", "2018/19 Q4"),
        ("rolling quarter to 31 March 2019", "2018/19 Q4"),
        ("quarter ending 30th June 2019", "2019/20 Q1"),
        ("6 months ended September 2018", "2018/19 H1"),
        ("half-year to March 2019", "2018/19 H2"),
        ("year to June 2019", "2018-07 to 2019-06"),
        ("12 months to the end of December 2018", "2018"),
        ("Apr-Jun 2018", "2018/19 Q1"),
        ("October 2018 – March 2019", "2018/19 H2"),
        ("1 April 2018 to 31 March 2019", "2018/19"),
        ("January to February 2019", "2019-01 to 2019-02"),
    ],
)
def test_a_run_of_months_is_read(text: str, period: str) -> None:
    assert [run.period for run in find_runs(f"IAPT recovery rate, {text} (%)")] == [period]


@pytest.mark.parametrize(
    "text",
    [
        "three months to 15 March 2019",
        "financial year to June 2019",
        "first quarter to June 2019",
        "a quarter of the year to June 2019",
        "year to date, June 2019",
        "June to April 2019",
        "24 months to March 2019",
        "March 2019",
        "to March 2019",
        "six months to Easter 2019",
        "1 April to 30 March 2019",
    ],
)
def test_what_is_no_whole_run_of_months_is_none(text: str) -> None:
    assert find_runs(f"IAPT recovery rate, {text} (%)") == []
