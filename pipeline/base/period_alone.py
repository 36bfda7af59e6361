"""A line or cell that names a period and nothing else: the heading of the rows below it."""

from __future__ import annotations

import re

from pipeline.base.period_mentions import find_periods
from pipeline.base.periods import Period, normal_period, parse_period

_LONGEST = 60
AROUND = " \t\r\f\v\xa0|;,:*_#\"'()[]-–—"
# What may stand beside the period in such a line.
_WORDS = re.compile(
    r"(?:(?:the|for|in|of|financial|calendar|reporting|year|period|quarter|month|fy|ratings?|values?|data|results?"
    r"|figures?)\b\W*)*",
    re.IGNORECASE,
)


def period_alone(text: str) -> Period | None:
    """The period that a text names beside no other words than those that say so; None where it names none."""
    bare = text.strip(AROUND)
    if not bare or len(bare) > _LONGEST or not re.search(r"\d", bare):
        return None
    if period := parse_period(bare):
        return period
    mentions = find_periods(bare)
    if len(mentions) != 1:
        return None
    mention = mentions[0]
    rest = bare[: mention.start] + " " + bare[mention.end :]
    return parse_period(mention.period) if _WORDS.fullmatch(rest.strip(AROUND)) else None


def is_other_period(period: Period, mapped: str) -> bool:
    """Whether a period is another one than the mapped; a bare year may be of the edition that it begins or ends in."""
    meant = normal_period(mapped)
    overlaps = period.start <= meant.end and meant.start <= period.end
    return period.period != meant.period and not (period.period.isdecimal() and overlaps)
