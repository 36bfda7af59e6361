"""Printed percentages held against counts in plain Python, in whole numbers and fractions.

Here: one printed value after the other, and windows of months tried one by one. Not here: SQL.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from fractions import Fraction
from itertools import combinations

# By organisation and month: numerator and denominator.
Counts = Mapping[tuple[str, str], tuple[int, int]]


def share(counts: Counts, org_code: str, months: Iterable[str]) -> Fraction | None:
    """The percentage of an organisation over months; None without a pathway."""
    own = [counts[org_code, month] for month in months if (org_code, month) in counts]
    total = sum(denominator for _, denominator in own)
    return Fraction(100 * sum(numerator for numerator, _ in own), total) if total else None


def prints_as(percentage: Fraction | None, digits: int, decimals: int) -> bool:
    """Whether a percentage can be printed as `digits` tenths, hundredths and so on; of a half either neighbour."""
    return percentage is not None and abs(percentage * 10**decimals - digits) <= Fraction(1, 2)


def verdict(counts: Counts, months: Sequence[str], org_code: str, digits: int, decimals: int) -> tuple[str, str | None]:
    """The verdict on a printed value, and why it is not checkable."""
    covered = {month for _, month in counts}
    if not set(months) <= covered:
        return "not_checkable", "period not covered"
    if not any((org_code, month) in counts for month in months):
        return "not_checkable", "no row"
    percentage = share(counts, org_code, months)
    if percentage is None:
        return "not_checkable", "denominator 0"
    return ("corroborated" if prints_as(percentage, digits, decimals) else "contradicted"), None


def matches(
    counts: Counts, months: Sequence[str], printed: Mapping[str, int], decimals: int
) -> dict[str, tuple[int, int]]:
    """By window, which is any choice of `months`: how many printed values have a percentage, and how many match."""
    found = {}
    for size in range(1, len(months) + 1):
        for window in combinations(months, size):
            shares = {code: share(counts, code, window) for code in printed}
            compared = sum(one is not None for one in shares.values())
            matched = sum(prints_as(one, printed[code], decimals) for code, one in shares.items())
            found[", ".join(window)] = (compared, matched)
    return found
