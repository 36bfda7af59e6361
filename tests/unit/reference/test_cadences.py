"""When each product is due."""

from __future__ import annotations

from datetime import date

import pytest

from pipeline.reference.cadences import cron, next_due


def test_the_dashboard_is_due_every_quarter_from_january_and_the_ratings_every_june() -> None:
    assert cron("dashboard") == "0 6 1 1,4,7,10 *"
    assert cron("rating") == "0 6 1 6 *"


@pytest.mark.parametrize(
    ("after", "dashboard", "rating"),
    [
        (date(2016, 10, 28), date(2017, 1, 1), date(2017, 6, 1)),
        (date(2017, 1, 1), date(2017, 4, 1), date(2017, 6, 1)),
        (date(2017, 5, 31), date(2017, 7, 1), date(2017, 6, 1)),
        (date(2017, 6, 1), date(2017, 7, 1), date(2018, 6, 1)),
        (date(2017, 10, 1), date(2018, 1, 1), date(2018, 6, 1)),
        (date(2017, 12, 31), date(2018, 1, 1), date(2018, 6, 1)),
    ],
)
def test_the_next_due_date_lies_after_the_day(after: date, dashboard: date, rating: date) -> None:
    assert next_due(after) == {"dashboard": dashboard, "rating": rating}
