"""The day up to which editions are shown: which days can be asked for, and which release stands in the way of one."""

from __future__ import annotations

from datetime import date

from pipeline.base.problems import Problem, ValidationFailed
from pipeline.publish.warehouse import Published, Warehouse

# Before this day there were no CCGs.
FIRST = date(2013, 4, 1)


def objection(as_at: date, today: date) -> str | None:
    """Why no release can be as at that day, or None."""
    if as_at < FIRST:
        return f"{as_at} is before {FIRST}, when CCGs were established"
    return f"{as_at} lies ahead: nobody knows what will be published by then" if as_at > today else None


def refuse_day(as_at: date, today: date) -> None:
    if why := objection(as_at, today):
        remedy = f"Name a day from {FIRST} to today, {today}" if today >= FIRST else "Set the clock of this machine"
        raise ValidationFailed([Problem("as_at", None, why, remedy)])


def is_of_the_past(release: Published) -> bool:
    """Whether a release was built for a day before its own, wherever on earth."""
    return (release.built_at.date() - release.as_at).days > 1


def as_at_in_words(release: Published | None) -> str | None:
    """What of a release that was built for a past day stops at that day, and what does not; None of any other."""
    if release is None or not is_of_the_past(release):
        return None
    day = release.as_at
    return (
        f"Only editions stop at {day}: marts.annual_ratings, marts.dashboard and marts.release_calendar. All else, "
        "such as marts.rating_current and marts.measure_current, is of every document that is there, also of those "
        f"published later. What was known: FROM ratings_as_at(DATE '{day}') and FROM values_as_at(DATE '{day}')"
    )


def refuse_earlier(current: Published | None, as_at: date, warehouse: Warehouse, today: date) -> None:
    """Refuses a day before that of the current release, unless that day has not come yet, which is a mistake."""
    if current and as_at < current.as_at <= today:
        message = f"the current release is as at {current.as_at}, later than {as_at}"
        remedy = "Build a past release elsewhere: ccg-ratings refresh --as-at DATE --output DIR"
        raise ValidationFailed([Problem(str(warehouse.folder), None, message, remedy)])
