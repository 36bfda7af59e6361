"""Runs of months that headings name by their ends or their last month: 'Apr-Jun 2018', 'three months to March 2019'.

Sentences say as much of a change ('it rose from April to June 2018'), so only headings are read in this way.
"""

from __future__ import annotations

import re
from datetime import date

from pipeline.base.day_forms import MONTH_WORD, YEAR, month_number
from pipeline.base.period_mentions import PeriodMention
from pipeline.base.periods import Period, parse_period, period_of

_MONTHS = {"half year": 6, "quarter": 3, "year": 12, "two": 2, "three": 3, "four": 4, "six": 6, "nine": 9, "twelve": 12}
_NAMED = MONTH_WORD.replace("(", "(?:", 1)
_DASHES = {ord(dash): "-" for dash in "\u2010\u2011\u2012\u2013\u2014\u2015\u2212"}
# A financial year that ends before March has only begun, and 'the first quarter to' is no quarter that ends then.
_LAST_MONTH = re.compile(
    r"(?<!\w)(?<!financial )(?<!fiscal )(?<!of the )(?<!first )(?<!to )(?<!half )(?<!half-)"
    r"(?P<long>half[ -]year|quarter|year|(?:\d\d?|two|three|four|six|nine|twelve)[ -]months?) "
    r"(?:up )?(?:to|ending|ended)(?: on)?(?: the end of)?(?: (?P<day>\d\d?)(?:st|th)?)? "
    rf"(?P<month>{_NAMED}),? (?P<year>{YEAR})(?!\w)",
    re.IGNORECASE | re.ASCII,
)
_BOTH_ENDS = re.compile(
    rf"(?<!\w)(?:\d\d? )?{_NAMED}(?:,? {YEAR})? ?(?:-|to) ?(?:\d\d? )?{_NAMED},? {YEAR}(?!\w)",
    re.IGNORECASE | re.ASCII,
)


def find_runs(text: str) -> list[PeriodMention]:
    """The runs of months that a heading names, in order, without overlaps."""
    even = text.translate(_DASHES).replace("\xa0", " ")
    mentions = [
        PeriodMention(period.period, *found.span())
        for found in _LAST_MONTH.finditer(even)
        if (period := _ending(found))
    ]
    for found in _BOTH_ENDS.finditer(even):
        period = parse_period(found[0])
        if period and not any(found.start() < mention.end and mention.start < found.end() for mention in mentions):
            mentions.append(PeriodMention(period.period, *found.span()))
    return sorted(mentions, key=lambda mention: mention.start)


def _ending(found: re.Match[str]) -> Period | None:
    """The period of so many months that ends with a month; None for one that ends on another day than its last."""
    words = found["long"].casefold().replace("-", " ").removesuffix("s").removesuffix(" month")
    count = _MONTHS.get(words) or int(words)
    year, month = int(found["year"]), month_number(found["month"])
    if not 0 < count <= 12 or month is None:
        return None
    last = parse_period(f"{year}-{month:02}")
    if last is None or (found["day"] and int(found["day"]) != last.end.day):
        return None
    first = year * 12 + month - count
    return period_of(date(first // 12, first % 12 + 1, 1), last.end)
