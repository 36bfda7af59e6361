"""The periods that a heading, or a line above a table, states.

Where words speak of a time and leave open which period it is, none is given: neither theirs nor that of words further
away.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from pipeline.base.period_mentions import PeriodMention, find_dates, find_periods
from pipeline.base.period_runs import find_runs
from pipeline.base.periods import parse_period

_MONTH = r"(?:jan|feb|mar|apr|may|june?|july?|aug|sept?|oct|nov|dec)[a-z]*"
_COUNT = r"(?:\d\d?|two|three|four|six|nine|twelve)"
# A part of a year, or a time before, that stands apart from its year, so that the year alone is not the period.
_LOOSE_PART = re.compile(
    r"\b(?:q[1-4]|h[12]|(?:first|second|third|fourth|last|final|1st|2nd|3rd|4th) (?:quarter|half|six months)"
    r"|(?:quarter|half|qtr) (?:[1-4]|one|two|three|four)|half[ -]year|year[ -]to[ -]date|ytd|mid[ -]year"
    rf"|(?:rolling|moving) (?:{_COUNT}[ -])?(?:months?|quarter|year|period)"
    rf"|{_MONTH} ?(?:to|-|–|and) ?{_MONTH})\b",
    re.IGNORECASE,
)
# A month without its year; in lower case 'may' and 'march' are other words.
_LOOSE_MONTH = re.compile(
    r"\b(?:Jan(?:uary)?|Feb(?:ruary)?|Mar(?:ch)?|Apr(?:il)?|June?|July?|Aug(?:ust)?|Sept?(?:ember)?|Oct(?:ober)?"
    r"|Nov(?:ember)?|Dec(?:ember)?)\b"
)
# A time that only other words can date.
_RELATIVE = re.compile(
    rf"\b(?:previous|prior|preceding|latest|current|last|same) (?:{_COUNT}[ -])?(?:months?|quarter|year|period)\b"
    r"|\b(?:year|quarter|month) (?:before|earlier|ago)\b"
    r"|\b(?:previous|prior|preceding|last year[’']s|earlier|former) (?:ratings?|assessments?|results?|scores?)\b",
    re.IGNORECASE,
)
_NO_PERIOD = re.compile(r"\b(?:publish|releas|issue|updat|accessed|read\b|retriev|download)", re.IGNORECASE)
# What makes a date the end of a time whose beginning is not read.
_BOUND = re.compile(
    r"\b(?:as (?:at|of)|position|to|end(?:ing|ed)?(?: (?:of|on))?|until|till|since|from|before|after|by|at)"
    r"(?: the end of)?(?: the)?[\s:]{1,3}$",
    re.IGNORECASE,
)


def stated_periods(
    text: str, *, of_ratings: bool = False, is_title: bool = False, is_own: bool = False
) -> list[PeriodMention] | None:
    """The periods that `text` names; None where it speaks of a time and it is not certain of which.

    Of a measure it may be a month or a run of months, but no month in the document's title. `is_own` says that `text`
    is the column's own title, in which no date stands by chance.
    """
    mentions = find_periods(text)
    if not of_ratings:
        mentions = _together(mentions, find_runs(text))
    if has_loose_part(text, mentions):
        return None
    dates = find_dates(text)
    is_published = not is_own and _NO_PERIOD.search(text)
    dated = [*dates, *((mention.start, mention.end) for mention in mentions)]
    if not is_published and any(
        not any(start <= month.start() < end for start, end in dated) for month in _LOOSE_MONTH.finditer(text)
    ):
        return None
    if mentions or is_published:
        return mentions
    if not is_title and _RELATIVE.search(text):
        return None
    if any(_BOUND.search(text[:start]) for start, _ in dates):
        return None
    if of_ratings or is_title:
        return []
    months = [
        PeriodMention(period.period, start, end)
        for start, end in dates
        if (period := parse_period(text[start:end])) and "-" in period.period
    ]
    return None if is_own and len(months) < len(dates) else months


def has_loose_part(text: str, mentions: Sequence[PeriodMention]) -> bool:
    """Whether `text` names a part of a year that none of its periods holds: 'Ratings 2019/20: quarter 1'."""
    return any(
        not any(mention.start < part.end() and part.start() < mention.end for mention in mentions)
        for part in _LOOSE_PART.finditer(text)
    )


def _together(mentions: Sequence[PeriodMention], runs: Sequence[PeriodMention]) -> list[PeriodMention]:
    """Periods and runs in the order of the text; of two that overlap the longer words."""
    chosen: list[PeriodMention] = []
    for mention in sorted([*runs, *mentions], key=lambda mention: mention.start - mention.end):
        if not any(mention.start < other.end and other.start < mention.end for other in chosen):
            chosen.append(mention)
    return sorted(chosen, key=lambda mention: mention.start)
