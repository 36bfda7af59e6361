"""What a series shows, in words: its change beyond chance, and on which side of its standard its usual values lie.

The kinds are those of NHS England's Making Data Count, as marts.spc_series names them.
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise
from statistics import fmean

STEADY = "no recent change"
CHANGES = {
    "common_cause": STEADY,
    "improvement_high": "recently better",
    "improvement_low": "recently better",
    "concern_high": "recently worse",
    "concern_low": "recently worse",
    "neutral_high": "recently higher",
    "neutral_low": "recently lower",
}
# Of the limits within which a course's own values are expected, and not of its latest value.
ASSURANCES = {
    "pass": "usual range meets it",
    "fail": "usual range misses it",
    "hit_or_miss": "usual range spans it",
}
# So many mean moving ranges two values lie apart by chance: a value strays from the mean by 3 / 1.128 of them, the
# limits of an XmR chart, and the difference of two values by the root of two times as much.
LIMIT = 3.76


def beyond_chance(values: Sequence[float | None]) -> bool:
    """Whether the last value differs from the first by more than values usually vary from period to period."""
    known = [value for value in values if value is not None]
    ranges = [abs(after - before) for before, after in pairwise(known)]
    return bool(ranges) and abs(known[-1] - known[0]) > LIMIT * fmean(ranges)
