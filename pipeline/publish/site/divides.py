"""Whether figures of the regions show a divide between north and south, by a rule that is stated where it is used."""

from __future__ import annotations

from collections.abc import Mapping

NORTH = ("North East and Yorkshire", "North West")
SOUTH = ("London", "South East", "South West")
NO_DIVIDE = "No clean north–south divide"
# A share that is nearer to England's is on neither side of it.
POINT = 1.0
RULE = (
    "A divide between north and south is stated where both northern regions lie on one side of England’s figure and "
    "London, South East and South West on the other, each by a point or more; ‘no clean divide’ where in the north or "
    "in the south there are regions on either side by as much. In all other cases nothing is said of it."
)
# The same beside a chart whose title says either.
BRIEFLY = (
    "A clean divide: both northern regions on one side of England’s figure and London, South East and South West on "
    "the other, each by a point or more."
)


def north_south(regions: Mapping[str, float | None], england: float | None) -> str | None:
    """What is to be said of north and south; None where a figure is missing or the rule has no answer."""
    if england is None or any(regions.get(name) is None for name in (*NORTH, *SOUTH)):
        return None
    north, south = (
        {_side(value, england) for name in part if (value := regions[name]) is not None} for part in (NORTH, SOUTH)
    )
    if (north, south) == ({-1}, {1}):
        return "Lower in the north than in the south"
    if (north, south) == ({1}, {-1}):
        return "Higher in the north than in the south"
    return NO_DIVIDE if {-1, 1} <= north or {-1, 1} <= south else None


def _side(value: float, england: float) -> int:
    return 0 if abs(value - england) < POINT else 1 if value > england else -1
