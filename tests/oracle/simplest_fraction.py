"""The fractions of unrounded percentages, found by trying each denominator.

Here: the same answers as marts.simplest_fraction gives. Not here: SQL, and continued fractions.
"""

from __future__ import annotations

from collections.abc import Iterable


def simplest_fraction(percentages: Iterable[float]) -> dict[float, tuple[int, int]]:
    """The numerator and denominator by percentage; of one that no denominator up to 2,000 gives there is none."""
    found = {}
    for percentage in percentages:
        for denominator in range(1, 2001):
            numerator = round(percentage * denominator / 100)
            if abs(100 * numerator / denominator - percentage) < 5e-9:
                found[percentage] = (numerator, denominator)
                break
    return found
