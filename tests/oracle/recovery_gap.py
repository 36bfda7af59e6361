"""Gaps in recovery worked out in plain Python, with decimals and by looking each other row up.

Here: gaps, ranks by counting who has less, changes. Not here: SQL.
"""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal

# By organisation and quarter: the rate of all and that of minority ethnic groups, each None where withheld.
Rates = Mapping[tuple[str, tuple[int, int]], tuple[str | None, str | None]]
Gap = tuple[Decimal, Decimal]


def gap(rates: Rates, org_code: str, quarter: tuple[int, int]) -> Gap | None:
    """The gap and how far rounding can move it."""
    everybody, minority = rates.get((org_code, quarter), (None, None))
    if everybody is None or minority is None:
        return None
    one, other = Decimal(everybody), Decimal(minority)
    return one - other, sum((Decimal(5).scaleb(number.as_tuple().exponent - 1) for number in (one, other)), Decimal(0))


def rank(rates: Rates, peers: list[str], org_code: str, quarter: tuple[int, int]) -> tuple[int, int, int] | None:
    """Rank, ranked and tied; None where there is no gap, a peer has no row, or fewer than half have a gap."""
    own = gap(rates, org_code, quarter)
    others = [found for peer in peers if (found := gap(rates, peer, quarter))]
    if own is None or any((peer, quarter) not in rates for peer in peers) or 2 * len(others) < len(peers):
        return None
    less, same = sum(one[0] < own[0] for one in others), sum(one[0] == own[0] for one in others)
    return less + 1, len(others), same


def trend(rates: Rates, org_code: str, quarter: tuple[int, int]) -> tuple[Decimal, str] | None:
    """The change to the quarter a year before, in points and in words."""
    now, before = gap(rates, org_code, quarter), gap(rates, org_code, (quarter[0] - 1, quarter[1]))
    if now is None or before is None:
        return None
    change = now[0] - before[0]
    if abs(change) <= now[1] + before[1]:
        return change, "within rounding"
    return change, "narrower" if abs(now[0]) < abs(before[0]) else "wider"
