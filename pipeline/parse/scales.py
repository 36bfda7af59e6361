"""What a title says of the size of the numbers under it: '(£000s)', '£m', 'in thousands', 'per 1,000'.

A number under it is another than it looks: 31,450 in thousands of pounds is no sum of £31,450.
"""

from __future__ import annotations

import re
from collections.abc import Iterable

from pipeline.base.shortening import shortened

_SCALE = re.compile(
    r"(?:£\s?|\b(?:gbp|in|of)\s)['’]?000(?:'?s)?\b|£\s?(?:k|th|m|mn|mln|bn)\b|\(['’]?000(?:'?s)?\)"
    r"|(?:\bin\s|£\s?|\()(?:£\s?)?(?:thousands?|millions?|billions?)\b",
    re.IGNORECASE,
)
_RATE = re.compile(r"\bper\s+(?:(?P<number>\d[\d,]*)|head\b|capita\b|thousand\b|million\b)", re.IGNORECASE)
# Units whose numbers are the same however a title counts.
_SIZELESS = ("%", "yes or no")


def scale_of(words: str, unit: str | None) -> str:
    """Why numbers of a unit beside such words are not what they look like; '' where these say nothing of the kind."""
    scale = None if unit in _SIZELESS or unit is None else _SCALE.search(words)
    return f"its numbers are in '{scale[0].strip('( )')}', while numbers are read as they stand" if scale else ""


def why_scaled_below(title: str, unit: str | None, above: Iterable[str]) -> str:
    """The same of a title below some words, or over notes with them; '' where the title itself says that it is in £."""
    if reason := why_scaled(title, unit):
        return reason
    found = next(((words, scale) for words in above if (scale := scale_of(words, unit))), None)
    return f"with '{shortened(found[0].strip())}' beside its table {found[1]}" if found and "(£)" not in title else ""


def why_scaled(title: str, unit: str | None) -> str:
    """The same of a column's own title, which may also say that its numbers are a rate."""
    if unit in _SIZELESS or unit is None:
        return ""
    if scale := scale_of(title, unit):
        return scale
    rate = _RATE.search(title)
    if (
        rate
        and unit != "not stated"
        and (rate["number"] is None or rate["number"].replace(",", "") not in unit.replace(",", "").split())
    ):
        return f"its numbers are '{rate[0]}', and the measure is in {unit}"
    return ""
