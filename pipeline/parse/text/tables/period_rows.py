"""Lines between the rows of a table that name a period alone: the rows below each are of that period."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

from pipeline.base.periods import Period, find_periods, normal_period, parse_period
from pipeline.base.shortening import shortened
from pipeline.parse.text.tables.row_splitting import Body

_LONGEST = 60
_AROUND = " \t\r\f\v\xa0|;,:*_#\"'()[]-–—"
# What may stand beside the period in such a line.
_WORDS = re.compile(
    r"(?:(?:the|for|in|of|financial|calendar|reporting|year|period|quarter|month|fy|ratings?|values?|data|results?"
    r"|figures?)\b\W*)*",
    re.IGNORECASE,
)


def rows_of_other_periods(numbers: Sequence[int], printed: Body, periods: Sequence[str]) -> Mapping[int, str]:
    """Those of the rows `numbers` that stand below a line that names another period than the table is mapped to.

    Each has its reason, and so has that line; `periods` are those of the table's columns.
    """
    rows = set(numbers)
    found: dict[int, str] = {}
    above: tuple[int, str] | None = None
    for number, text in zip(printed.numbers, printed.texts, strict=True) if rows and periods else ():
        if period := _period_alone(text):
            above = (number, text.strip(_AROUND)) if any(_is_other(period, mapped) for mapped in periods) else None
        elif above and number in rows:
            mapped = " and ".join(dict.fromkeys(periods))
            found[above[0]] = "names a period alone, which is that of the rows below it"
            found[number] = f"stands under '{shortened(above[1])}' on line {above[0]}, and is mapped to {mapped}"
    return found


def _is_other(period: Period, mapped: str) -> bool:
    """Whether a period is another one than the mapped; a bare year may be of the edition that it begins or ends in."""
    meant = normal_period(mapped)
    overlaps = period.start <= meant.end and meant.start <= period.end
    return period.period != meant.period and not (period.period.isdecimal() and overlaps)


def _period_alone(text: str) -> Period | None:
    bare = text.strip(_AROUND)
    if not bare or len(bare) > _LONGEST or not re.search(r"\d", bare):
        return None
    if period := parse_period(bare):
        return period
    mentions = find_periods(bare)
    if len(mentions) != 1:
        return None
    mention = mentions[0]
    rest = bare[: mention.start] + " " + bare[mention.end :]
    return parse_period(mention.period) if _WORDS.fullmatch(rest.strip(_AROUND)) else None
