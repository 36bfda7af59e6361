"""The days that a measure's values are about, where these are not the days of the period that is printed."""

from __future__ import annotations

from datetime import date

from pipeline.base.periods import Period
from pipeline.reference.entries import Measure

_THREE_YEARS = 36


def misfit(measure: Measure, period: Period) -> str | None:
    """Why no value of a measure can be of a period; None where one can."""
    if any(window.window == "three_years" for window in measure.windows) and period.months != _THREE_YEARS:
        return f"names a period of {period.months} months, and a value of '{measure.measure_name}' is of three years"
    return None


def first_day(measure: Measure, org_type: str, period: Period) -> date:
    """The first day that a value is about; never after the first day of its period."""
    kind = next((window.window for window in measure.windows if org_type in window.org_types), "period")
    if kind == "rolling_12_months":
        following = date(period.end.year + period.end.month // 12, period.end.month % 12 + 1, 1)
        return min(period.start, following.replace(year=following.year - 1))
    if kind == "year_to_date":
        return min(period.start, date(period.end.year - (period.end.month < 4), 4, 1))
    return period.start
