"""Reporting periods: their one normal form, their dates, and the labels that name one.

A period is a run of whole months, and its normal form follows from its first and last day alone: '2016/17' (financial
year, 1 April to 31 March), '2019/20 Q1' (April to June), '2016/17 H1' (April to September), '2017' (calendar year),
'2017-07' (calendar month); every other run of months is named by its ends, '2016-12 to 2017-02'. Where a
text names one: period_mentions.py. Standard library only.
"""

from __future__ import annotations

import re
from calendar import monthrange
from dataclasses import dataclass
from datetime import date
from functools import lru_cache

_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
MONTH = (
    r"(?:Jan(?:uary)?|Feb(?:ruary)?|Mar(?:ch)?|Apr(?:il)?|May|June?|July?|Aug(?:ust)?"
    r"|Sept?(?:ember)?|Oct(?:ober)?|Nov(?:ember)?|Dec(?:ember)?)"
)
YEAR = r"(?:19|20)\d\d"
FINANCIAL = rf"{YEAR}[/-](?:{YEAR}|\d\d?)"
PART = r"(?:[QH][1-4]|(?:quarter|half)\s[1-4]|(?:first|second|third|fourth|1st|2nd|3rd|4th)\s(?:quarter|half))"
_ORDINALS = {"first": 1, "second": 2, "third": 3, "fourth": 4}


@dataclass(frozen=True, slots=True)
class Period:
    """A reporting period: its normal form, its first and its last day (inclusive)."""

    period: str
    start: date
    end: date

    @property
    def months(self) -> int:
        """How many months it has, those begun among them."""
        return (self.end.year - self.start.year) * 12 + self.end.month - self.start.month + 1


def period_of(start: date, end: date) -> Period:
    """The period of the whole months from `start` to `end`; ValueError if these are not whole months."""
    if start.day != 1 or end != _month_end(end.year, end.month) or end < start:
        raise ValueError(f"{start} to {end} is no run of whole months")
    months = (end.year - start.year) * 12 + end.month - start.month + 1
    since_april = (start.month - 4) % 12
    year = start.year - (start.month < 4)
    financial = f"{year}/{(year + 1) % 100:02d}"
    if months == 12 and since_april == 0:
        name = financial
    elif months == 12 and start.month == 1:
        name = f"{start.year}"
    elif months == 6 and since_april % 6 == 0:
        name = f"{financial} H{since_april // 6 + 1}"
    elif months == 3 and since_april % 3 == 0:
        name = f"{financial} Q{since_april // 3 + 1}"
    elif months == 1:
        name = f"{start:%Y-%m}"
    else:
        name = f"{start:%Y-%m} to {end:%Y-%m}"
    return Period(name, start, end)


@lru_cache(maxsize=65_536)
def parse_period(published: str) -> Period | None:
    """The period that a printed label names, or None if it names none for certain.

    Labels are read whole: '2017/18 planned' is a plan and no period. With a hyphen, what can be a
    calendar month is one ('2017-07'); '2020 to 2021' is None, since some write it for 2020/21.
    """
    if len(published) > 100:
        return None
    label = _PRELUDE.sub("", " ".join(published.translate(EVEN).split()))
    single = _single(label)
    if single is not None:
        return single
    if years := _YEARS_SPAN.fullmatch(label):
        first, last = int(years[1]), int(years[2])
        return period_of(date(first, 1, 1), date(last, 12, 31)) if last > first + 1 else None
    for separator in (" to ", " - ", "-"):
        start, found, end = label.partition(separator)
        if found:
            return _between(start, end)
    return None


def normal_period(text: str) -> Period:
    """The period of a normal form; ValueError, which says what to write, for anything else."""
    period = parse_period(text)
    if period is not None and period.period == text:
        return period
    if period is not None:
        raise ValueError(f"period {text!r} is not in its normal form; write '{period.period}'")
    raise ValueError(
        f"{text[:60]!r} is no period; write a financial year '2016/17', a quarter '2019/20 Q1', "
        "a calendar year '2017', a month '2017-07' or a run of months '2016-12 to 2017-02'"
    )


def is_normal_period(text: str) -> bool:
    """Whether a text is a period in its normal form."""
    period = parse_period(text)
    return period is not None and period.period == text


def last_day(published: str) -> tuple[date, str]:
    """The last possible day of '2016-10-28', '2016-10' or '2016', and its precision: day, month or year.

    ValueError for anything else.
    """
    parts = _ISO.fullmatch(published)
    try:
        if parts is None:
            raise ValueError
        year, month, day = (int(part) if part else None for part in parts.groups())
        assert year is not None
        if month is None:
            return date(year, 12, 31), "year"
        if day is None:
            return _month_end(year, month), "month"
        return date(year, month, day), "day"
    except ValueError:
        raise ValueError(f"{published[:60]!r} is no date; write '2016-10-28', '2016-10' or '2016'") from None


# One code point for one, so that offsets stay true.
EVEN = {ord(dash): "-" for dash in "\u2010\u2011\u2012\u2013\u2014\u2015\u2212"} | {
    ord(space): " " for space in "\xa0\u2009\u202f"
}
_PRELUDE = re.compile(r"\A(?:the )?(?:end of |financial year |FY ?(?=\d))?", re.IGNORECASE)
_ISO = re.compile(rf"({YEAR})(?:-(\d\d)(?:-(\d\d))?)?", re.ASCII)
_SHORT_FINANCIAL = re.compile(r"(\d\d)/(\d\d)", re.ASCII)
_FINANCIAL_YEAR = re.compile(rf"({YEAR})\s?[/-]\s?({YEAR}|\d\d?)(?: financial year)?", re.ASCII | re.IGNORECASE)
_YEAR_ALONE = re.compile(YEAR, re.ASCII)
_MONTH_ISO = re.compile(rf"({YEAR})-(0[1-9]|1[0-2])", re.ASCII)
_MONTH_YEAR = re.compile(rf"({MONTH})[\s-](?:({YEAR})|(\d\d))", re.ASCII | re.IGNORECASE)
_PART_FIRST = re.compile(rf"({PART}),? ?(?:(?:of|in) )?(?:the )?(?:FY ?|financial year )?(.+)", re.IGNORECASE)
_PART_LAST = re.compile(rf"(.+?),? ?({PART})", re.IGNORECASE)
_YEARS_SPAN = re.compile(rf"({YEAR})\s?(?:/|-|to)\s?({YEAR})", re.ASCII)
# 'The year to 31 March 2018' is a financial year; 'half year to March' and 'a quarter of the year to March' are none.
YEAR_TO = (
    r"(?<![Hh]alf )(?<!of the )(?:[Yy]ear|(?:12|[Tt]welve)\smonths)\s(?:to|ending|ended)\s(?:on\s)?"
    r"(?:the\send\sof\s)?(?:31(?:st)?\s)?"
    r"(?:March|MARCH|march),?\s"
)
_YEAR_TO_MARCH = re.compile(rf"{YEAR_TO}({YEAR})", re.ASCII | re.IGNORECASE)
_DAY = re.compile(rf"(\d\d?) (?={MONTH})", re.ASCII | re.IGNORECASE)


def _month_end(year: int, month: int) -> date:
    """The last day of a month; ValueError if there is no such month."""
    if not 1 <= month <= 12:
        raise ValueError(f"no month {month}")
    return date(year, month, monthrange(year, month)[1])


def _months(year: int, month: int, count: int) -> Period:
    last = month + count - 2
    return period_of(date(year, month, 1), _month_end(year + last // 12, last % 12 + 1))


def _financial_year(label: str, *, short: bool = False) -> int | None:
    """The year in which a financial year starts; `short` allows '17/18' too."""
    if found := _FINANCIAL_YEAR.fullmatch(label):
        year, following = int(found[1]), found[2]
        return year if int(following) == (year + 1) % 10 ** len(following) else None
    if short and (found := _SHORT_FINANCIAL.fullmatch(label)):
        return 2000 + int(found[1]) if int(found[2]) == (int(found[1]) + 1) % 100 else None
    return None


def _part_of_year(part: str, year_label: str) -> Period | None:
    year = _financial_year(year_label, short=True)
    word = part.casefold()
    number = next((_ORDINALS[key] for key in _ORDINALS if word.startswith(key)), 0) or int(re.sub(r"\D", "", word))
    is_half = word[0] == "h" or "half" in word
    if year is None or (is_half and number > 2):
        return None
    length = 6 if is_half else 3
    month = 3 + length * (number - 1)
    return _months(year + month // 12, month % 12 + 1, length)


def _single(label: str) -> Period | None:
    """The period of a label that names it in one piece."""
    if found := _MONTH_ISO.fullmatch(label):
        return _months(int(found[1]), int(found[2]), 1)
    if _YEAR_ALONE.fullmatch(label):
        return _months(int(label), 1, 12)
    if (year := _financial_year(label)) is not None:
        return _months(year, 4, 12)
    if found := _YEAR_TO_MARCH.fullmatch(label):
        return _months(int(found[1]) - 1, 4, 12)
    if found := _MONTH_YEAR.fullmatch(label):
        year = int(found[2] or f"20{found[3]}")
        return _months(year, _MONTHS.index(found[1][:3].casefold()) + 1, 1)
    if found := _PART_FIRST.fullmatch(label):
        return _part_of_year(found[1], found[2])
    if found := _PART_LAST.fullmatch(label):
        return _part_of_year(found[2], found[1])
    return None


def _between(first: str, last: str) -> Period | None:
    """The period from the first day of one label to the last of another, '1 April 2018' to '31 March 2019'."""
    first_day, end_day = _DAY.match(first), _DAY.match(last)
    end = _single(_DAY.sub("", last, count=1))
    start = _single(_DAY.sub("", first, count=1))
    if start is None and end is not None:
        start = _single(f"{_DAY.sub('', first, count=1)} {end.start.year}")
    if start is None or end is None or (first_day is None) != (end_day is None) or end.end < start.start:
        return None
    if first_day and end_day and (int(first_day[1]), int(end_day[1])) != (1, end.end.day):
        return None
    return period_of(start.start, end.end)
