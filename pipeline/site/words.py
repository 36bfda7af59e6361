"""How the warehouse's names and numbers are written for people.

Here: labels, numbers, dates. Not here: what is said with them.
"""

from __future__ import annotations

from datetime import date
from typing import Any

FRAMEWORKS = {
    "ccg_iaf": "CCG improvement and assessment framework",
    "ccg_iaf_baseline_2016": "CCG improvement and assessment framework, first ratings of October 2016",
}
PRODUCTS = {"dashboard": "mental health dashboard", "rating": "annual ratings"}
STATUSES = {
    "insufficient_data": "too few data for a rating",
    "not_applicable": "not applicable",
    "not_published": "not published",
    "not_available": "not available",
    "suppressed": "withheld, for the numbers are small",
    "not_in_this_edition": "not in this edition",
    "in_parts": "published in parts",
    "no_value": "no value",
    "planned": "planned",
    "closed": "closed before",
}
VERDICTS = {
    "matches": "True: the rows agree",
    "corroborated": "Borne out by other figures",
    "contradicts": "Not so: the rows differ",
    "not_checkable": "Cannot be checked",
}
POLARITIES = {
    "higher": "Higher is better",
    "lower": "Lower is better",
    "none": "Neither higher nor lower is better",
}
STATES = {
    "published": "in time",
    "late": "late",
    "missing": "missing",
    "due": "due now",
    "not_yet_due": "not yet due",
}


def label(name: str) -> str:
    """A name of the warehouse, such as mental_health, as a word."""
    text = name.replace("_", " ")
    return text[:1].upper() + text[1:]


def framework(name: str) -> str:
    return FRAMEWORKS.get(name, label(name))


def status(name: str) -> str:
    return STATUSES.get(name, label(name).lower())


def day(value: date | None) -> str:
    return f"{value.day} {value:%B %Y}" if value else ""


def number(value: float | None, unit: str = "", decimals: int | None = None) -> str:
    """A value with its unit, to the decimals that it is true to."""
    if value is None:
        return ""
    if decimals is not None:
        text = f"{value:,.{decimals}f}"
    else:
        text = f"{value:,.10g}" if abs(value) < 1e10 else f"{value:,.0f}"
    return f"{text}%" if unit == "%" else f"£{text}" if unit == "£" else f"{text} {unit}".strip()


def share(value: float | None) -> str:
    return "" if value is None else f"{100 * value:.1f}%"


def count(value: int, one: str, many: str | None = None) -> str:
    return f"{value:,} {one if value == 1 else many or one + 's'}"


def listed(items: list[str]) -> str:
    """Several things in a sentence."""
    return " and ".join([", ".join(items[:-1]), items[-1]]) if len(items) > 1 else "".join(items)


def band(row: Any) -> str:
    """The band of a rating, or in words why there is none."""
    return str(row["band"]) if row["band"] else status(row["status"])
