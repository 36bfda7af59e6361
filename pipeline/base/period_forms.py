"""Periods as a layout says that they are printed: '201819', 'Q1 16-17', '12 months to March 2019'.

It reads one label under a form, and finds the form of a column of labels. Standard library only.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Literal, get_args

from pipeline.base.day_forms import GAP, LONGEST, MONTH_WORD, YEAR, DateForm, day_in_form, evened, month_number
from pipeline.base.periods import Period, parse_period, period_of

PeriodForm = Literal[
    "financial_year", "half_year", "quarter", "calendar_quarter", "month", "calendar_year", "rolling"
]  # fmt: skip
PERIOD_FORMS: tuple[PeriodForm, ...] = get_args(PeriodForm)

_CLEAR_FROM_WORDS: tuple[PeriodForm, ...] = ("half_year", "quarter", "month", "rolling")
# More years than that under one label are a slip of the pen.
_MAX_YEARS = 10
_WORDS_OF_YEAR = re.compile(r"\A(?:the )?(?:financial year|fin\.? year|FY|F/Y)\s*[:-]?\s*", re.IGNORECASE)
_YEARS = re.compile(rf"({YEAR})\s*([/-])\s*({YEAR}|\d\d)", re.ASCII)
_YEARS_TOGETHER = re.compile(rf"({YEAR})()({YEAR}|\d\d)", re.ASCII)
_YEARS_SHORT = re.compile(r"(\d\d)\s*([/-])\s*(\d\d)", re.ASCII)
_YEARS_SHORT_TOGETHER = re.compile(r"(?!19|20)(\d\d)()(\d\d)", re.ASCII)
_PART = r"(?:{word})\s*\.?\s*([1-{most}])"
_MONTH_YEAR = re.compile(rf"{MONTH_WORD}{GAP}({YEAR}|\d\d)", re.ASCII)
_YEAR_MONTH = re.compile(rf"({YEAR}){GAP}{MONTH_WORD}", re.ASCII)
_YEAR_NUMBER = re.compile(rf"({YEAR})[/.-]?(0[1-9]|1[0-2])", re.ASCII)
_NUMBER_YEAR = re.compile(rf"(0?[1-9]|1[0-2])[/.-]({YEAR})", re.ASCII)
_TO = re.compile(r"\s+(?:to|-)\s+|(?<=[A-Za-z\d])\s*-\s*(?=[A-Za-z])", re.IGNORECASE)
_YEAR_TO = re.compile(
    r"(?:rolling\s+)?(?:12|twelve)[\s-]months?(?:\s+rolling)?\s+(?:to|ending|ended|up to)\s+(.+)"
    r"|(?:rolling\s+)?year\s+(?:to|ending|ended)\s+(.+)",
    re.IGNORECASE,
)
_YEAR_AND_TWO = re.compile(rf"({YEAR})\s?-\s?(\d\d)", re.ASCII)


def period_in_form(label: str, form: PeriodForm, date_form: DateForm | None = None) -> Period | None:
    """The period that a label names under a form, None where it is none of that form.

    A two-year span such as '2015 - 17' is the run of its years. Days that stand for a month are read by `date_form`.
    """
    even = evened(label)
    if not even or len(even) > LONGEST:
        return None
    match form:
        case "financial_year":
            return _financial_years(even) or _of_form(even, "financial_year")
        case "calendar_year":
            return _calendar_years(even)
        case "quarter":
            return _part_of_year(even, "Q|quarter|qtr", 4) or _of_form(even, "quarter")
        case "half_year":
            return _part_of_year(even, "H|half", 2) or _of_form(even, "half_year")
        case "calendar_quarter":
            return _calendar_quarter(even)
        case "month":
            return _month(even, date_form)
        case "rolling":
            return _rolling(even, date_form)


@dataclass(frozen=True)
class ColumnForm:
    """The form of the labels of a column that can be months and financial years, or the question that they leave."""

    form: PeriodForm | None = None
    question: str | None = None


def form_of_column(labels: Iterable[str]) -> ColumnForm:
    """The one form of a column with labels such as 2010-11; neither form nor question where there are none of these."""
    open_labels: list[str] = []
    forms: set[PeriodForm] = set()
    for label in labels:
        kinds = _kinds(label)
        if len(kinds) == 2:
            open_labels.append(label)
        elif kinds:
            forms |= kinds
    if not open_labels:
        return ColumnForm()
    if len(forms) == 1:
        return ColumnForm(form=next(iter(forms)))
    shown = ", ".join(f"'{label.strip()}'" for label in sorted(open_labels)[:3])
    names = "can be a month and a financial year" if len(open_labels) == 1 else "can be months and financial years"
    return ColumnForm(question=f"{shown} {names}{', and its other labels are of both kinds' if forms else ''}")


def period_among(label: str, column: ColumnForm) -> Period | None:
    """The period of a label by itself or, where it leaves its form open, as its column has it."""
    if not form_of_column([label]).question:
        return parse_period(label.strip())
    return period_in_form(label, column.form) if column.form else None


def _kinds(label: str) -> set[PeriodForm]:
    """Which of months and financial years a label can be; none for labels of other kinds."""
    even = evened(label)
    if found := _YEAR_AND_TWO.fullmatch(even):
        kinds: set[PeriodForm] = {"month"} if 1 <= int(found[2]) <= 12 else set()
        return kinds | ({"financial_year"} if int(found[2]) == (int(found[1]) + 1) % 100 else set())
    # Who writes months by their names writes no months as 2010-11, so these say nothing of such labels.
    period = parse_period(even)
    return {"financial_year"} if period and _HAS_FORM["financial_year"](period) else set()


def certain_period(label: str) -> Period | None:
    """The period of a label that names it by a word or letter, and under one form only: 'APR2019', 'Q1 16-17'."""
    if period := parse_period(label.strip()):
        return period
    fits = forms_that_fit(label) if re.search("[A-Za-z]", label) else []
    return period_in_form(label, fits[0]) if len(fits) == 1 and fits[0] in _CLEAR_FROM_WORDS else None


def forms_that_fit(label: str) -> list[PeriodForm]:
    """The forms under which a label names a period, for a message on one that names none by itself."""
    return [form for form in PERIOD_FORMS if period_in_form(label, form)]


def _months(year: int, month: int, count: int) -> Period:
    """So many whole months from one on."""
    after = year * 12 + month - 1 + count
    return period_of(date(year, month, 1), date(after // 12, after % 12 + 1, 1) - timedelta(days=1))


_HAS_FORM: dict[PeriodForm, Callable[[Period], bool]] = {
    "financial_year": lambda period: period.start.month == 4 and period.months % 12 == 0,
    "half_year": lambda period: period.start.month in (4, 10) and period.months == 6,
    "quarter": lambda period: period.start.month % 3 == 1 and period.months == 3,
    "calendar_year": lambda period: period.start.month == 1 and period.months % 12 == 0,
    "month": lambda period: period.months == 1,
}


def _of_form(label: str, form: PeriodForm) -> Period | None:
    """What a label says by itself, where that is of the form."""
    period = parse_period(label)
    return period if period and _HAS_FORM[form](period) else None


def _year_span(label: str, *, short: bool) -> tuple[int, int] | None:
    """The first and the last year of '2015-17', '201516' and, if `short`, of '15/16'; only a dash skips years."""
    if found := _YEARS.fullmatch(label) or _YEARS_TOGETHER.fullmatch(label):
        first = int(found[1])
        last = int(found[3]) if len(found[3]) == 4 else first - first % 100 + int(found[3])
        last += 100 if last < first and len(found[3]) == 2 else 0
    elif short and (found := _YEARS_SHORT.fullmatch(label) or _YEARS_SHORT_TOGETHER.fullmatch(label)):
        first, last = 2000 + int(found[1]), 2000 + int(found[3])
    else:
        return None
    return (first, last) if first < last <= first + (_MAX_YEARS if found[2] == "-" else 1) else None


def _financial_years(label: str) -> Period | None:
    bare = _WORDS_OF_YEAR.sub("", label)
    years = _year_span(bare, short=True)
    return _months(years[0], 4, 12 * (years[1] - years[0])) if years else None


def _calendar_years(label: str) -> Period | None:
    bare = re.sub(r"\A(?:calendar year|CY)\s*", "", label, flags=re.IGNORECASE)
    if re.fullmatch(YEAR, bare, re.ASCII):
        return _months(int(bare), 1, 12)
    # Two years that follow each other are as a rule a financial year.
    if (years := _year_span(bare, short=False)) and years[1] > years[0] + 1:
        return _months(years[0], 1, 12 * (years[1] - years[0] + 1))
    return _of_form(label, "calendar_year")


def _split_part(label: str, word: str, most: int) -> tuple[int, str] | None:
    """The number of a part of a year, and what stands for the year."""
    part = _PART.format(word=word, most=most)
    gap = r"[\s,:_/-]*"
    first = re.fullmatch(rf"{part}(?!\d){gap}(?:of |in )?\(?(.*?\d)\)?", label, re.ASCII | re.IGNORECASE)
    if first:
        return int(first[1]), first[2]
    last = re.fullmatch(rf"(.*?\d){gap}\(?{part}\)?", label, re.ASCII | re.IGNORECASE)
    return (int(last[2]), last[1]) if last else None


def _part_of_year(label: str, word: str, most: int) -> Period | None:
    """A quarter or half of a financial year."""
    if (split := _split_part(label, word, most)) is None:
        return None
    years = _year_span(_WORDS_OF_YEAR.sub("", split[1]), short=True)
    if years is None or years[1] != years[0] + 1:
        return None
    length = 12 // most
    month = 3 + length * (split[0] - 1)
    return _months(years[0] + month // 12, month % 12 + 1, length)


def _calendar_quarter(label: str) -> Period | None:
    split = _split_part(label, "Q|quarter|qtr", 4)
    if split and re.fullmatch(YEAR, split[1], re.ASCII):
        return _months(int(split[1]), 3 * split[0] - 2, 3)
    return _of_form(label, "quarter") if split is None else None


def _month(label: str, date_form: DateForm | None) -> Period | None:
    if (found := _MONTH_YEAR.fullmatch(label)) and (month := month_number(found[1])):
        return _months(int(found[2]) if len(found[2]) == 4 else 2000 + int(found[2]), month, 1)
    if (found := _YEAR_MONTH.fullmatch(label)) and (month := month_number(found[2])):
        return _months(int(found[1]), month, 1)
    if found := _YEAR_NUMBER.fullmatch(label):
        return _months(int(found[1]), int(found[2]), 1)
    if found := _NUMBER_YEAR.fullmatch(label):
        return _months(int(found[2]), int(found[1]), 1)
    # A month is often printed as its first or last day; any other day names none.
    day = day_in_form(label, date_form)
    if day is None:
        return None
    whole = _months(day.year, day.month, 1)
    return whole if day in (whole.start, whole.end) else None


def _rolling(label: str, date_form: DateForm | None) -> Period | None:
    if found := _YEAR_TO.fullmatch(label):
        end = _ending_month(found[1] or found[2], date_form)
        return _months(end.year - 1 + end.month // 12, end.month % 12 + 1, 12) if end else None
    ends = _TO.split(label)
    if len(ends) != 2:
        return None
    first_day, last_day = day_in_form(ends[0], date_form), day_in_form(ends[1], date_form)
    if (first_day is None) != (last_day is None):
        return None
    try:
        if first_day and last_day:
            return period_of(first_day, last_day)
        first, last = _month(ends[0], date_form), _month(ends[1], date_form)
        return period_of(first.start, last.end) if first and last else parse_period(label)
    except ValueError:
        return None


def _ending_month(label: str, date_form: DateForm | None) -> date | None:
    """The last day of the month that a rolling year ends with."""
    bare = re.sub(r"\A(?:the )?end of ", "", label, flags=re.IGNORECASE)
    day = day_in_form(bare, date_form)
    month = _month(bare, date_form)
    if month is None or (day and day != month.end):
        return None
    return month.end
