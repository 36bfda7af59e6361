"""Titles that say that the numbers under them are thousands, millions or rates."""

from __future__ import annotations

import pytest

from pipeline.parse.scales import scale_of, why_scaled


@pytest.mark.parametrize(
    "title",
    ["Planned spend (£000s)", "Spend £'000", "Spend (£m)", "Spend £k", "Spend in thousands", "Spend, £ million",
     "GBP 000", "Spend (£ millions)", "Spend (£bn)", "Spend (£th)"],
)  # fmt: skip
def test_a_title_in_thousands_or_millions_says_so(title: str) -> None:
    assert why_scaled(title, "£").startswith("its numbers are in '")
    assert scale_of(title, "£")
    assert why_scaled(title, "%") == ""


@pytest.mark.parametrize(
    "title",
    ["Planned mental health spend", "Spend (£)", "£31,000 or more", "Spend of £31m", "Spend on the 1,000 days",
     "CCG spend (£) per year", "Spend in 2018/19"],
)  # fmt: skip
def test_another_title_says_nothing_of_the_kind(title: str) -> None:
    assert why_scaled(title, "£") == ""


@pytest.mark.parametrize(
    ("title", "unit", "is_other"),
    [
        ("Detentions per 100,000 population", "per 100,000", False),
        ("Detentions per 100000", "per 100,000", False),
        ("Detentions per 1,000 population", "per 100,000", True),
        ("Detentions per million", "per 100,000", True),
        ("Contacts per head", "people", True),
        ("Contacts (000s)", "people", True),
        ("Contacts", "people", False),
        ("Contacts per head", "not stated", False),
    ],
)
def test_a_rate_of_another_size_is_none_of_the_measure(title: str, unit: str, is_other: bool) -> None:
    assert bool(why_scaled(title, unit)) is is_other
