"""Where a text names reporting periods and dates; every search is linear in its length. Standard library only."""

from __future__ import annotations

import re
from dataclasses import dataclass

from pipeline.base.periods import EVEN, FINANCIAL, MONTH, PART, YEAR, YEAR_TO, parse_period


@dataclass(frozen=True, slots=True)
class PeriodMention:
    """A period that a text names: its normal form, and where it stands (half-open, in code points)."""

    period: str
    start: int
    end: int


def find_periods(text: str) -> list[PeriodMention]:
    """The financial years, halves and quarters that `text` names, in order, without overlaps."""
    mentions = []
    for found in _MENTION.finditer(text.translate(EVEN)):
        period = parse_period(found[0])
        # '2011-12' reads as a month; whoever writes it in prose may mean the year: say nothing
        if period is not None and "/" in period.period:
            mentions.append(PeriodMention(period.period, found.start(), found.end()))
    return mentions


def find_dates(text: str) -> list[tuple[int, int]]:
    """The spans of dates, months with a year, years and periods in `text`, in order, without overlaps.

    Numbers inside them are no figures. Spans are half-open, in code points. A number such as 2016
    counts as a year unless it looks like a count ('2000 people', 'more than 2000', '£2016').
    """
    even = text.translate(EVEN)
    return [
        found.span()
        for found in _DATE.finditer(even)
        if found.lastgroup != "year" or not _is_count(even, found.start(), found.end())
    ]


_BEFORE = r"(?<![\w£$€./#=&?-])"
_AFTER = r"(?![\w%]|[./-]\d|,\d{3}(?!\d))"
_PART_OF = rf"{PART},?\s{{0,2}}(?:(?:of|in)\s)?(?:the\s)?(?:FY\s?|financial\syear\s)?"
_MENTION = re.compile(
    rf"{_BEFORE}(?:{_PART_OF}{FINANCIAL}|{FINANCIAL}(?:,?\s{{0,2}}{PART})?|{YEAR_TO}{YEAR}){_AFTER}",
    re.ASCII | re.IGNORECASE,
)
_DAY_NUMBER = r"(?:[12]\d|3[01]|0?[1-9])(?:st|nd|rd|th)?"
_DATE = re.compile(
    "|".join(
        (
            # the longest reading first
            rf"{_BEFORE}{YEAR_TO}{YEAR}{_AFTER}",
            rf"{_BEFORE}{_PART_OF}(?:{FINANCIAL}|{YEAR}){_AFTER}",
            rf"{_BEFORE}{FINANCIAL},?\s{{0,2}}{PART}{_AFTER}",
            rf"{_BEFORE}(?:{_DAY_NUMBER}\s?(?:to|and|-)\s?)?{_DAY_NUMBER}\s(?:of\s)?{MONTH}\b(?:,?\s{YEAR}{_AFTER})?",
            rf"\b{MONTH}\s{_DAY_NUMBER},\s{YEAR}{_AFTER}",
            rf"\b{MONTH}\s\d\d?(?:st|nd|rd|th)\b",
            rf"\b{MONTH},?[\s-]{YEAR}{_AFTER}",
            rf"\b{MONTH}-\d\d{_AFTER}",
            rf"{_BEFORE}{YEAR}-\d\d-\d\d(?!\d)",
            rf"{_BEFORE}\d{{1,2}}([/.])\d{{1,2}}\1(?:{YEAR}|\d\d){_AFTER}",
            rf"{_BEFORE}{YEAR}\s?(?:to|and|[/-])\s?{YEAR}{_AFTER}",
            rf"{_BEFORE}{FINANCIAL}{_AFTER}",
            rf"{_BEFORE}\d\d/\d\d{_AFTER}",
            rf"\b[Qq]uarter\s[1-4]{_AFTER}|\bQ[1-4]{_AFTER}",
            rf"(?:(?<=\bmid-)|(?<=\bpre-)|(?<=\bpost-)|{_BEFORE})(?P<year>{YEAR})(?:(?<=0)s\b|{_AFTER})",
        )
    ),
    re.ASCII,
)

# Words after which a number such as 2016 is a year though a plural noun follows it ("in 2016 services improved").
_DATING = re.compile(
    r"(?:in|since|during|until|till|year|years|early|late|mid-|the|this|its|their|last|spring|summer|autumn|winter)"
    r"\s?$",
    re.IGNORECASE,
)
_COMPARING = re.compile(
    r"(?:more than|at least|at most|up to|nearly|almost|over|under|fewer than|less than|only|some|total of)\s$",
    re.IGNORECASE,
)
_PLAIN_WORD = (
    r"(?!(?:and|or|but|when|while|as|to|the|a|an|in|on|by|for|with|from|at|that|which|who|it|is|its|was|has|had|have|"
    r"were|are|be|been|will|would|this|these|those|if|after|before|until|since|than|then|so|not|does|us|plus)\b)"
)
_COUNTED = re.compile(
    rf"\s(?:more|extra|new|additional|other|fewer|further|people|per\scent|percent|percentage|million|billion|thousand"
    rf"|(?:{_PLAIN_WORD}[a-z-]{{1,30}}\s){{0,2}}(?:people|staff|children|women|men|{_PLAIN_WORD}[A-Za-z-]{{1,30}}s))\b"
)


def _is_count(text: str, start: int, end: int) -> bool:
    """Whether the number that could be a year counts something instead."""
    before = text[max(0, start - 24) : start]
    if _COMPARING.search(before):
        return True
    if not _COUNTED.match(text, end):
        return False
    # a round number before a plural noun is more often a count, even after "in" or "the"
    return text[end - 2 : end] == "00" or not _DATING.search(before)
