"""A first entry for raw/sources.yml for a table of figures of no known source: what its columns seem to be."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import yaml

from pipeline.base.parts_beside import WHOLE
from pipeline.base.period_forms import period_in_form
from pipeline.base.periods import parse_period
from pipeline.parse.scaffold.breakdowns import broken_down_by, part_beside, subject_beside
from pipeline.parse.scaffold.columns import DECIMAL_COMMA, fill_in
from pipeline.parse.scaffold.measure_titles import words_of_others
from pipeline.parse.scaffold.source_groups import Column, groups_of, is_number
from pipeline.parse.scaffold.stated_periods import stated_periods
from pipeline.parse.sidecar.sidecar import FILL_IN
from pipeline.parse.xlsx.sheet_xml import UNCALCULATED
from pipeline.reference.register import Register

_HEADING_ROWS, _MOST_MARKERS = 50, 6
_DATE = re.compile(r"\d{1,2}/\d{1,2}/\d{4}|\d{4}-\d\d-\d\d( \d\d:\d\d:\d\d)?", re.ASCII)
# Days as the serial numbers that spreadsheets keep them as, of 2000 to 2050, in a column that says so.
_SERIAL = re.compile(r"3[67]\d{3}|4\d{4}|5[0-4]\d{3}", re.ASCII)
_OF_DAYS = re.compile(r"date|day|month|period|quarter|year", re.IGNORECASE)
_MOST_OF_A_BREAKDOWN = 60
# Parts of a year, in words or, below such a title, as numbers.
_PART_OF_YEAR = re.compile(
    r"(?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[a-z]*|(?:q|qtr|quarter|h|half|m|month|p|period)[ _-]?\d\d?",
    re.IGNORECASE,
)
_OF_PARTS = re.compile(r"month|quarter|qtr|half", re.IGNORECASE)
_AS_NUMBER = re.compile(r"0?[1-9]|1[0-2]")
# A text with figures is a number that does not read, unless it bounds one: <5, 1-4.
_BOUNDS = re.compile(r"(?:[<>≤≥]\s?)?\d{1,2}(?:\s?(?:-|–|to)\s?\d{1,2})?")
# With its counts a share that they contradict is found.
_COUNTS = re.compile(r"numerator|denominator", re.IGNORECASE)
# The title of values and of no others: Value, MEASURE_VALUE_SUPPRESSED, Value (%).
_VALUE = re.compile(
    r"(?:(?:measure|indicator|data|reported|published)[\s_]*)?(?:value|answer)s?"
    r"(?:[\s_]*(?:suppressed|%|\((?:%|£|per ?cent)\)))?",
    re.IGNORECASE,
)
_BEGINS_WITH_NUMBER = re.compile(r"[-+£]{0,2}\d[\d,.]*\s?%?\s*[^\w\s.,%].*\S|[-+£]{0,2}\d[\d,.]*%?\s*[^\w\s.,%]$")
_MEASURE = re.compile(r"measure|indicator|question|statistic|metric", re.IGNORECASE)


_PERHAPS_PERIODS = "periods, perhaps"
_UNIT = re.compile(r"\bunits?\b|\b(?:value|data)[\s_]?type\b", re.IGNORECASE)


@dataclass(frozen=True)
class SourceEntry:
    """A proposed entry, and what each column of the table was taken for."""

    entry: dict[str, Any]
    columns: list[tuple[str, str]]

    @property
    def has_periods(self) -> bool:
        """Whether a column of periods or of their days was found."""
        layout = self.entry["layout"]
        is_asked = any(role == _PERHAPS_PERIODS for _, role in self.columns)
        return is_asked or "period_start" in layout or not layout["period"].startswith(FILL_IN)

    @property
    def text(self) -> str:
        """The entry as it goes into the list `sources`."""
        return yaml.safe_dump([self.entry], sort_keys=False, allow_unicode=True, width=118)


def propose_entry(
    name: str, rows: Sequence[Sequence[str]], sheet: str | None, register: Register
) -> SourceEntry | None:
    """An entry for a table whose cells are `rows`; None where nothing in it looks like figures of organisations.

    A table with a column for each period is none either: a layout names columns, and the next file has others.
    """
    codes = {code for organisation in register.organisations for code in (organisation.org_code, organisation.gss_code)}
    heading = _heading(rows)
    if heading is None:
        return None
    columns = [
        Column(title.strip(), [row[at].strip() if at < len(row) else "" for row in rows[heading + 1 :]])
        for at, title in enumerate(rows[heading])
        if title.strip()
    ]
    code = next((column for column in columns if column.share(lambda cell: cell.upper() in codes) > 0.3), None)
    numbers = [column for column in columns if column is not code and column.share(is_number) > 0.4]
    if code is None or not numbers or _has_column_a_period([column.title for column in numbers]):
        return None
    if _stands_twice(columns, [code, *numbers]):
        return None
    roles: dict[str, str] = {code.title: "organisations' codes"}
    layout: dict[str, Any] = {"kind": "table", "sheet": sheet} if sheet else {"kind": "csv"}
    layout |= _periods(columns, roles)
    layout |= groups_of(columns, code, roles, register)
    layout |= _measures(columns, numbers, roles)
    layout |= _only(columns, code, roles)
    layout["percentages"] = fill_in("percent or fractions: how shares are printed")
    layout["markers"] = _markers([column for column in columns if roles.get(column.title) == "values"])
    entry = {
        "source_id": re.sub(r"[^a-z0-9]+", "_", name.casefold()).strip("_") or "source",
        "title": fill_in("its title"),
        "publisher": fill_in("who publishes it"),
        "licence": fill_in("on what terms its content may be used"),
        "url": fill_in("the address of the file"),
        "format": "xlsx" if sheet else "csv",
        "cadence": fill_in("monthly, quarterly, half-yearly, annual or once"),
        "feeds": "measures",
        "layout": layout,
    }
    words = next(filter(None, (words_of_others(cell) for row in rows[:heading] for cell in row)), "")
    if words:
        roles = {
            title: f"{role}, unless '{words}' above them is what they are" if role == "values" else role
            for title, role in roles.items()
        }
    return SourceEntry(entry, [(column.title, roles.get(column.title, _why_not_read(column))) for column in columns])


def _heading(rows: Sequence[Sequence[str]]) -> int | None:
    """The first row that is as filled as any of the first ones, and has texts only."""
    filled = [sum(bool(cell.strip()) for cell in row) for row in rows[:_HEADING_ROWS]]
    most = max(filled, default=0)
    return next(
        (
            place
            for place, row in enumerate(rows[:_HEADING_ROWS])
            if most >= 3 and filled[place] == most and not any(is_number(cell.strip()) for cell in row)
        ),
        None,
    )


def _why_not_read(column: Column) -> str:
    has_commas = column.share(lambda cell: bool(DECIMAL_COMMA.fullmatch(cell))) > 0.4
    return "not read: commas for decimals" if has_commas else "not read"


def _has_column_a_period(titles: Sequence[str]) -> bool:
    """Whether a title is a period or a day, or several name different ones: the next file then has other titles."""
    if any(_is_period(title) or _DATE.fullmatch(title) for title in titles):
        return True
    periods = {stated[0].period for title in titles if (stated := stated_periods(title, is_own=True))}
    return len(periods) > 1


def _periods(columns: Sequence[Column], roles: dict[str, str]) -> dict[str, str]:
    days = [column for column in columns if column.share(lambda cell: bool(_DATE.fullmatch(cell))) > 0.9]
    serials = [
        column
        for column in columns
        if _OF_DAYS.search(column.title) and column.share(lambda cell: bool(_SERIAL.fullmatch(cell))) > 0.9
    ]
    for pair in (days, serials):
        if len(pair) >= 2:
            roles |= {pair[0].title: "first days of periods", pair[1].title: "last days of periods"}
            as_serials = {"date_form": "excel"} if pair is serials else {}
            return {"period_start": pair[0].title, "period_end": pair[1].title, **as_serials}
    labels = [column for column in columns if column.share(_is_period) > 0.8]
    if labels and (part := next(filter(_is_part_of_year, columns), None)):
        roles |= {part.title: "parts of years", labels[0].title: "years"}
        whole = f"'{labels[0].title}' has only the years of '{part.title}'"
        return {"period": fill_in(f"a column of whole periods, such as 2018/19 Q1 or 2018-04; {whole}")}
    if len({tuple(label.cells) for label in labels}) > 1:
        roles |= {label.title: _PERHAPS_PERIODS for label in labels}
        choice = " or ".join(f"'{label.title}'" for label in labels)
        return {"period": fill_in(f"the column of the periods that the values are of, {choice}")}
    if label := next(iter(labels), None):
        roles[label.title] = "periods"
        return {"period": label.title}
    for day in [*days, *serials]:
        roles[day.title] = "periods"
        form = fill_in("month, if each day stands for its month; or another form")
        return {"period": day.title, "period_form": form} | ({} if day in days else {"date_form": "excel"})
    return {"period": fill_in("the column of the periods; or, in its place, period_is: the one period of the file")}


def _is_part_of_year(column: Column) -> bool:
    """Whether a column has months or quarters without their years: April, Q1, or 4 below 'Month'."""
    is_titled = _OF_PARTS.search(column.title) is not None
    return (
        column.share(lambda cell: bool(_PART_OF_YEAR.fullmatch(cell) or (is_titled and _AS_NUMBER.fullmatch(cell))))
        > 0.8
    )


def _is_period(cell: str) -> bool:
    """Whether a label names a period, or has a month's name in a day that stands for the month: 31MAR2019."""
    has_month = re.search("[A-Za-z]", cell) is not None and period_in_form(cell, "month") is not None
    return parse_period(cell) is not None or has_month


def _stands_twice(columns: Sequence[Column], read: Sequence[Column]) -> bool:
    """Whether a title of a column that is read is that of another: what tells them apart stands above."""
    titles = Counter(" ".join(column.title.split()).casefold() for column in columns)
    return any(titles[" ".join(column.title.split()).casefold()] > 1 for column in read)


def _only(columns: Sequence[Column], code: Column, roles: dict[str, str]) -> dict[str, Any]:
    """The rows of wholes alone, where columns break values down: by age, by sex, by practice."""
    only: list[dict[str, Any]] = []
    for column in columns:
        texts = dict.fromkeys(column.cells)
        wholes = [text for text in texts if WHOLE.fullmatch(text)]
        if column.title in roles or not wholes or not 1 < len(texts) <= _MOST_OF_A_BREAKDOWN:
            continue
        roles[column.title] = "breakdowns, of which the whole is read"
        only.append({"column": column.title, "values": wholes + [""] * ("" in texts)})
    read = {entry["column"] for entry in only}
    if subject := _subject([column for column in columns if column.title not in read], code, roles):
        roles[subject] = "whom the rows are about"
        whole = fill_in(f"what stands there in rows of all of a CCG; those of one '{subject}' are not the CCG's")
        only.append({"column": subject, "values": [whole]})
    return {"only": only} if only else {}


def _subject(columns: Sequence[Column], code: Column, roles: Mapping[str, str]) -> str:
    """The column of whom the rows are about, where that is no whole CCG."""
    titles, cells = [column.title for column in columns], [column.cells for column in columns]
    keys = [column.cells for column in columns if roles.get(column.title) not in (None, "values")]
    taken = [place for place, title in enumerate(titles) if title in roles]
    others = [place for place in range(len(titles)) if place not in taken]
    return (
        subject_beside(titles, cells, columns.index(code))
        or broken_down_by([titles[place] for place in others], [cells[place] for place in others])
        or part_beside(titles, cells, list(zip(*keys, strict=True)), taken)
    )


def _measures(columns: Sequence[Column], numbers: Sequence[Column], roles: dict[str, str]) -> dict[str, Any]:
    named = [column for column in columns if _MEASURE.search(column.title) and column.title not in roles]
    texts = [column for column in named if column.share(is_number) < 0.5 and len(set(column.filled)) <= 500]
    if texts:
        # A share and a count of one measure are told apart by their unit alone.
        units = [column for column in columns if _UNIT.search(column.title) and column.title not in roles]
        texts += [column for column in units if column not in texts and column.share(is_number) < 0.5]
    values = [column for column in numbers if column.title not in roles]
    if texts and values:
        values = [column for column in values if not _COUNTS.fullmatch(column.title)] or values
        others = [column for column in columns if column.title not in roles and column not in values]
        joined = [column.title for column in others if column.share(_has_more_than_a_number) > 0.4]
        value = None if joined else _the_value(values)
        roles |= {column.title: "measures' codes" for column in texts} | ({value.title: "values"} if value else {})
        counts = {column.title.casefold(): [column.title] for column in columns if _COUNTS.fullmatch(column.title)}
        roles |= {titles[0]: f"{kind}s" for kind, titles in counts.items()}
        choice = ", ".join(column.title for column in values)
        not_read = f"; the cells of {', '.join(joined)} hold more than a number and are not read" if joined else ""
        asked = fill_in(f"the column of each organisation's own value, of {choice}{not_read}")
        return {"measure": [column.title for column in texts], "value": [value.title if value else asked], **counts}
    roles |= {column.title: "values" for column in values}
    return {"measures": [column.title for column in values]}


def _the_value(numbers: Sequence[Column]) -> Column | None:
    """The column of the values, of several of numbers; None where their titles leave a choice.

    Others may be ranks, limits, targets, or the value of England beside each.
    """
    if len(numbers) == 1:
        return None if words_of_others(numbers[0].title) else numbers[0]
    found = [column for column in numbers if _VALUE.fullmatch(column.title)]
    return found[0] if len(found) == 1 else None


def _has_more_than_a_number(cell: str) -> bool:
    """Whether a number is the first of what a cell holds: '54.2 (51.0-57.3)', '71.2 ▲', '45/57'."""
    is_none = is_number(cell) or _DATE.match(cell) or _is_period(cell)
    return not is_none and _BEGINS_WITH_NUMBER.match(cell) is not None


def _markers(columns: Sequence[Column]) -> dict[str, Any]:
    """What stands where there is no number; not a number that does not read, a heading again or a formula's failure."""
    texts = (text for column in columns for text in column.cells if text not in (column.title, UNCALCULATED))
    found = Counter(text for text in texts if not re.search(r"\d", text) or _BOUNDS.fullmatch(text))
    found -= Counter(text for text in found.elements() if is_number(text))
    return {
        text: {
            "status": fill_in("suppressed, insufficient_data, not_available, not_applicable or not_published"),
            "reason": fill_in("what it stands for"),
        }
        for text, _ in found.most_common(_MOST_MARKERS)
    }
