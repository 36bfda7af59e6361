"""Shares that are printed in another form than their layout or sidecar says.

They are fractions of 1 where it says per cent, or the other way round. A value's own counts show it, or a column as a
whole.
"""

from __future__ import annotations

from collections.abc import Collection
from statistics import median

# No share that is printed as a fraction is greater, but for an organisation that does half as much again as it should.
MOST_AS_FRACTION = 1.5
NOT_CONFIRMED = (
    f"its measure is in %, and every number lies below {MOST_AS_FRACTION:g}, so these may be fractions: 0.44 for 44 %"
)
SAY_PERCENTAGES = "say `percentages: fractions` or `percentages: percent` under the `measure` in the sidecar"
# So much less than its column's other percentages is one that may be a fraction, and so near them its hundredfold.
LESS_THAN_LEAST, LESS_THAN_USUAL, NEAR = 10, 20, 2
AMONG_PERCENTAGES = (
    "is far below its column's other percentages, and a hundred times as much is like them, so it may be a fraction"
)
LOST_POINT = "is far above its column's other percentages, and with a point it would be like them, so that may be lost"
# What is counted may be rounded to fives where it is published; a share that was worked out before is not.
ROUNDED_TO = 5
# What binary fractions leave behind where a publisher divided in single precision.
_SMALLEST = 1e-7


def are_fractions(values: Collection[float]) -> bool:
    """Whether the values of a column may all be fractions of 1; zeros alone say the same either way."""
    return any(values) and all(abs(value) < MOST_AS_FRACTION for value in values)


def among_percentages(values: Collection[float]) -> set[float]:
    """Those of a column of percentages that may be fractions of 1 among them: 0.54 beside 61.3 and 71.4."""
    others = [value for value in values if value >= MOST_AS_FRACTION]
    if not others:
        return set()
    most = min(min(others) / LESS_THAN_LEAST, median(others) / LESS_THAN_USUAL)
    return {
        value for value in values if 0 < value < most and min(others) <= 100 * value * NEAR <= max(others) * NEAR**2
    }


def without_points(values: Collection[float]) -> set[float]:
    """Those of a column of percentages that may have lost their point in copying: 697 beside 67.1 and 60.1."""
    most = 100 * MOST_AS_FRACTION
    others = [value for value in values if 0 < value <= most]
    if not others:
        return set()
    least, greatest = min(others) / NEAR, max(others) * NEAR
    return {
        value for value in values if value > most and any(least <= value / times <= greatest for times in (10, 100))
    }


def counts_agree(
    value: float, decimals: int, numerator: float, denominator: float, rounded: bool = False, terms: int = 1
) -> bool:
    """Whether a share in per cent, rounded to its decimals, can be that of its counts; `rounded` are they to fives.

    `terms` is how many counts the denominator is made from, each of them rounded.
    """
    slack = ROUNDED_TO / 2 if rounded else 0.0
    below = slack * terms
    half = 0.5 * 10.0**-decimals + _SMALLEST * max(1.0, abs(value))
    least = 100 * max(0.0, numerator - slack) / (denominator + below)
    if denominator <= below:
        return least - half <= value
    return least - half <= value <= 100 * (numerator + slack) / (denominator - below) + half
