"""When each product is due: months, day, hour and time zone.

Dagster's cron lines come from this one declaration, and documents are compared with it.
"""

from __future__ import annotations

from datetime import date

TIME_ZONE = "Europe/London"
DAY = 1
HOUR = 6

# The months in which each product is refreshed.
CADENCES: dict[str, tuple[int, ...]] = {"dashboard": (1, 4, 7, 10), "rating": (6,)}


def cron(product: str) -> str:
    """The cron line of a product's refresh, in TIME_ZONE."""
    months = ",".join(map(str, CADENCES[product]))
    return f"0 {HOUR} {DAY} {months} *"


def next_due(after: date) -> dict[str, date]:
    """The next due date of each product after a day."""
    return {
        product: min(
            due for year in (after.year, after.year + 1) for month in months if (due := date(year, month, DAY)) > after
        )
        for product, months in CADENCES.items()
    }
