"""Days as a layout says that they are printed: '01-Apr-2019', Excel's serial numbers, the month first.

Standard library only.
"""

from __future__ import annotations

import re
from datetime import date, timedelta
from typing import Literal

DateForm = Literal["dd/mm/yyyy", "mm/dd/yyyy", "excel"]

LONGEST = 100
_MONTHS = ("january", "february", "march", "april", "may", "june", "july", "august", "september", "october",
           "november", "december")  # fmt: skip
_EVEN = {ord(dash): "-" for dash in "\u2010\u2011\u2012\u2013\u2014\u2015\u2212"} | {
    ord(space): " " for space in "\xa0\u2009\u202f"
}
YEAR = r"(?:19|20)\d\d"
MONTH_WORD = r"([A-Za-z]{3,9})\.?"
GAP = r"[\s/._',-]*"
# A time of day that says nothing but that the day begins or ends.
_TIME = r"(?:[T ](?:00:00(?::00(?:\.0+)?)?|23:59(?::59(?:\.9+)?)?))?"
_ISO_DAY = re.compile(rf"(?P<y>{YEAR})-(?P<m>\d\d)-(?P<d>\d\d){_TIME}", re.ASCII)
_EIGHT = re.compile(rf"(?P<y>{YEAR})(?P<m>0[1-9]|1[0-2])(?P<d>[0-3]\d)", re.ASCII)
_DAY_FIRST = re.compile(rf"(?P<d>\d\d?)/(?P<m>\d\d?)/(?P<y>{YEAR}){_TIME}", re.ASCII)
_BY_NUMBERS = {
    "dd/mm/yyyy": re.compile(rf"(?P<d>\d\d?)([/.-])(?P<m>\d\d?)\2(?P<y>{YEAR}){_TIME}", re.ASCII),
    "mm/dd/yyyy": re.compile(rf"(?P<m>\d\d?)([/.-])(?P<d>\d\d?)\2(?P<y>{YEAR}){_TIME}", re.ASCII),
}
_NAMED_DAY = re.compile(rf"(\d\d?)(?:st|nd|rd|th)?{GAP}{MONTH_WORD}{GAP}({YEAR}){_TIME}", re.ASCII | re.IGNORECASE)
_SERIAL = re.compile(r"([1-7]\d{4})(?:\.0+)?", re.ASCII)
_FIRST_SERIAL_DAY = date(1899, 12, 30)


def day_in_form(text: str, form: DateForm | None = None) -> date | None:
    """The day that a text names; ISO and named months are read under every form.

    Without a form numbers are day, month, year; Excel's serial numbers and the month first are read only if `form`
    says so.
    """
    even = evened(text)
    if len(even) > LONGEST:
        return None
    if form == "excel":
        if found := _SERIAL.fullmatch(even):
            return _FIRST_SERIAL_DAY + timedelta(days=int(found[1]))
        numbers = None
    else:
        numbers = _BY_NUMBERS[form].fullmatch(even) if form else _DAY_FIRST.fullmatch(even)
    if found := numbers or _ISO_DAY.fullmatch(even) or _EIGHT.fullmatch(even):
        return _date(int(found["y"]), int(found["m"]), int(found["d"]))
    if (found := _NAMED_DAY.fullmatch(even)) and (month := month_number(found[2])):
        return _date(int(found[3]), month, int(found[1]))
    return None


def evened(text: str) -> str:
    """A text with plain dashes and single blanks."""
    return " ".join(text.translate(_EVEN).split())


def month_number(word: str) -> int | None:
    """1 to 12 for the beginning of a month's name of at least three letters."""
    folded = "sep" if word.casefold() == "sept" else word.casefold()
    return next((number for number, name in enumerate(_MONTHS, 1) if name.startswith(folded)), None)


def _date(year: int, month: int, day: int) -> date | None:
    try:
        return date(year, month, day)
    except ValueError:
        return None
