"""How the warehouse's names, numbers and dates are written for people."""

from __future__ import annotations

import re
from datetime import date
from functools import lru_cache
from math import floor, log10
from typing import Any

from pipeline.base.periods import Period, normal_period

FRAMEWORKS = {
    "ccg_iaf": "CCG improvement and assessment framework",
    "ccg_iaf_baseline_2016": "CCG improvement and assessment framework, first ratings of October 2016",
}
YES_OR_NO = "yes or no"
NOT_STATED = "not stated"
PRODUCTS = {"dashboard": "mental health dashboard", "rating": "annual ratings"}
STATUSES = {
    "insufficient_data": "too few data for a rating",
    "not_applicable": "not applicable",
    "not_published": "not published",
    "not_available": "not available",
    "suppressed": "suppressed (small numbers)",
    "not_in_this_edition": "not in this edition",
    "in_parts": "published in parts",
    "no_value": "no value",
    "planned": "planned",
    "closed": "closed before",
}
VERDICTS = {
    "matches": "True: the rows agree",
    "corroborated": "Adds up with other statements; there is no list to check it against",
    "contradicts": "Not so: the rows differ",
    "not_checkable": "Cannot be checked",
}
# The same in a few words.
VERDICTS_SHORT = {
    "matches": "agree with the rows",
    "corroborated": "add up with other statements",
    "contradicts": "contradicted",
    "not_checkable": "cannot be checked",
}
LISTED_AS = {"in_use": "in use", "planned": "planned"}
POLARITIES = {
    "higher": "Higher is better",
    "lower": "Lower is better",
    "none": "Neither higher nor lower is better",
}
MONTH_NAMES = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
MONTHS = {12: "Years", 6: "Half-years", 3: "Quarters", 1: "Months", 36: "Three years"}
AREA_KINDS = {"national": "country", "region": "region", "icb": "ICB", "stp": "STP", "ccg": "CCG"}
# What is added up, by the kind of organisation whose counts a sum is of.
ADDED_UP = {"ccg": "CCG", "sub_icb": "sub-ICB location"}
# Headings of columns of figures.
HEADINGS = {
    "interval_lower": "95% interval",
    "smallest_denominator": "Of at least",
    "rank": "Rank",
}
ABBREVIATIONS = ("NHS", "STP", "ICB", "ICS", "CCG")
SMALL_WORDS = ("and", "of", "the", "in", "with", "on", "upon", "under")
_DAY = re.compile(r"\b\d{4}-\d{2}-\d{2}\b")
_AREA_OF_RATINGS = re.compile(r"(?:^|(?<=; ))[a-z_]+(?= \d{4}/\d\d)")
_LONG = re.compile(r"\b\d+\.\d{3,}\b")
# A publisher prints no more decimals for people.
MAX_DECIMALS = 3


def label(name: str) -> str:
    """A name of the warehouse, such as mental_health, as a word."""
    text = name.replace("_", " ")
    return text[:1].upper() + text[1:]


@lru_cache(maxsize=10_000)
def proper(name: str) -> str:
    """A name that a publisher prints in capitals, as people write it."""
    name = re.sub(r"integrated care board$", "ICB", name, flags=re.IGNORECASE)
    if not name.isupper():
        return name
    written = " ".join(_proper_word(word) for word in name.split(" "))
    return written[:1].upper() + written[1:]


def _proper_word(word: str) -> str:
    if word.strip("()") in ABBREVIATIONS or "&" in word:
        return word
    parts = [part if part in SMALL_WORDS else part.capitalize() for part in word.lower().split("-")]
    return "-".join(f"({part[1:].capitalize()}" if part.startswith("(") else part for part in parts)


def framework(name: str) -> str:
    return FRAMEWORKS.get(name, label(name))


def status(name: str) -> str:
    return STATUSES.get(name, label(name).lower())


@lru_cache(maxsize=10_000)
def day(value: date | None) -> str:
    return f"{value.day} {value:%B %Y}" if value else ""


def with_days(text: str) -> str:
    """A note of the warehouse with its days as people write them."""
    return _DAY.sub(lambda found: day(date.fromisoformat(found[0])), text)


def with_labels(text: str | None) -> str | None:
    """A list of areas of ratings, each with its period and a reason, with the areas' names as people write them."""
    return _AREA_OF_RATINGS.sub(lambda found: label(found[0]), text) if text else text


def rounded(text: str) -> str:
    """A note of the warehouse whose figures have no more decimals than people read."""
    return _LONG.sub(lambda found: shown(float(found[0])), text)


def published(row: Any) -> str:
    """When a document was published, as precisely as that is known."""
    on: date = row["published_on"]
    precision = row["published_precision"]
    return day(on) if precision == "day" else f"{on:%B %Y}" if precision == "month" else f"{on:%Y}"


def reference(document: Any) -> str:
    """A document as it is named in a citation."""
    address = f", {document['url']}" if document["url"] else ""
    return f"{document['publisher']}, “{document['title']}”, {published(document)}{address}"


def number(value: float | None, unit: str = "", decimals: int | None = None) -> str:
    """A value with its unit, to the decimals that it is true to, or to about four digits.

    The latter where the decimals are not known, and where they are those of a computed cell of a workbook.
    """
    if value is None:
        return ""
    if unit == YES_OR_NO and value in (0, 1):
        return "yes" if value else "no"
    if decimals is None or decimals > MAX_DECIMALS:
        decimals = 0 if abs(value) >= 1000 else next(n for n in range(9) if n == 8 or _is_true_to(value, n))
    text = f"{value:,.{decimals}f}"
    return f"{text}%" if unit == "%" else f"£{text}" if unit == "£" else f"{text} {unit}".strip()


def _is_true_to(value: float, decimals: int) -> bool:
    """Whether rounding to these decimals changes no more than the fifth digit."""
    return abs(value - round(value, decimals)) <= abs(value) * 5e-5


@lru_cache(maxsize=100_000)
def shown(value: float | None, unit: str = "", decimals: int | None = None) -> str:
    """A value for people: to at most one decimal, a small one to two significant figures, a large one to none.

    A value that was printed with fewer decimals keeps those; a nought at the end says nothing.
    """
    if value is None:
        return ""
    if unit == YES_OR_NO and value in (0, 1):
        return "yes" if value else "no"
    size = abs(value)
    most = 0 if size >= 1000 else 1 if size >= 1 or size == 0 else 1 - floor(log10(size))
    places = most if decimals is None else min(most, max(decimals, 0))
    text = f"{value:,.{places}f}"
    if "." in text:
        text = text.rstrip("0").rstrip(".")
    return f"{text}%" if unit == "%" else f"£{text}" if unit == "£" else f"{text} {unit}".strip()


def limit(comparator: str, standard: float, unit: str = "") -> str:
    """A standard: what is asked for; of a share that cannot be more than all there is no "at least"."""
    value = shown(standard, unit)
    return value if unit == "%" and standard == 100 and comparator == "at least" else f"{comparator} {value}"


@lru_cache(maxsize=10_000)
def period(name: str) -> str:
    """A period as people name it: its months by their names."""
    return re.sub(r"\b(\d{4})-(\d\d)\b", lambda found: f"{MONTH_NAMES[int(found[2]) - 1]} {found[1]}", name)


def when(name: str, start: date | None) -> str:
    """The days that a value filed under a period is about, the first of them `start`: by its name, or by its end."""
    named = normal_period(name)
    if start is None or start == named.start:
        return period(name)
    return f"the {Period(name, start, named.end).months} months to {named.end:%B %Y}"


def days_of(row: Any) -> str:
    """The days that a row's value is about."""
    return when(row["period"], row["period_start"])


def filed(name: str, start: date | None) -> str:
    """A period by its name, with the days that a value filed under it is about where they are others."""
    told = when(name, start)
    return told if told == period(name) else f"{name} ({told.removeprefix('the ')})"


def sentence(text: str) -> str:
    """A note of the warehouse as a sentence."""
    return f"{text[:1].upper()}{text[1:]}{'' if text.endswith('.') else '.'}" if text else ""


def share(value: float | None) -> str:
    return "" if value is None else f"{100 * value:.1f}%"


def count(value: int, one: str, many: str | None = None) -> str:
    return f"{value:,} {one if value == 1 else many or one + 's'}"


def counts(row: Any) -> str:
    """A numerator of its denominator."""
    return f"{row['numerator']:,.0f} of {row['denominator']:,.0f}"


def summed(row: Any) -> str:
    """Of how many organisations the counts are that make a sum, and of how many that were open where some have none."""
    counted, are_open = row["organisations_counted"], row["organisations_open"]
    kind = ADDED_UP.get(row.get("org_type") or "", "organisation")
    of = f"{counted:,} of {count(are_open, kind)}" if counted < are_open else count(counted, kind)
    doubted = row.get("doubtful") or 0
    doubtful = f", {doubted} of them doubtful" if doubted and counted > 1 else ", doubtful" if doubted else ""
    return f"{'sum' if counted > 1 else 'counts'} of {of}{doubtful}"


def worked_out(row: Any) -> str:
    """That a percentage is no printed one, and what it is made of."""
    return f"worked out: {counts(row)}, {summed(row)}" if row["numerator"] is not None else "which no sum gives"


def listed(items: list[str]) -> str:
    """Several things in a sentence."""
    return " and ".join([", ".join(items[:-1]), items[-1]]) if len(items) > 1 else "".join(items)


def band(row: Any) -> str:
    """The band of a rating, or in words why there is none."""
    return str(row["band"]) if row["band"] else status(row["status"])
