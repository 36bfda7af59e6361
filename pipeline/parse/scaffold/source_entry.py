"""A first entry for raw/sources.yml for a table of figures of no known source: what its columns seem to be."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import yaml

from pipeline.base.period_forms import period_in_form
from pipeline.base.periods import parse_period
from pipeline.parse.printed_cells import read_cell
from pipeline.parse.scaffold.columns import DECIMAL_COMMA, fill_in
from pipeline.parse.scaffold.stated_periods import stated_periods
from pipeline.parse.sidecar.sidecar import FILL_IN
from pipeline.parse.xlsx.sheet_xml import UNCALCULATED
from pipeline.reference.organisations import normalise_name
from pipeline.reference.register import Register

_HEADING_ROWS, _MOST_MARKERS, _MOST_GROUPS = 50, 6, 15
_DATE = re.compile(r"\d{1,2}/\d{1,2}/\d{4}|\d{4}-\d\d-\d\d( \d\d:\d\d:\d\d)?", re.ASCII)
# What kinds of organisation are called in publishers' files.
_GROUPS = {
    "national": r"england|national",
    "commissioning_region": r"commissioning region",
    "region": r"region",
    "sub_icb": r"sub.?icb.*|sicbl.*",
    "icb": r"icb.*|integrated care.*",
    "stp": r"stp.*|sustainability.*",
    "ccg": r"ccg.*|clinical commissioning.*",
    "provider": r".*provider.*|trust",
}
_NAME = re.compile(r"name", re.IGNORECASE)
# Days as the serial numbers that spreadsheets keep them as, of 2000 to 2050, in a column that says so.
_SERIAL = re.compile(r"3[67]\d{3}|4\d{4}|5[0-4]\d{3}", re.ASCII)
_OF_DAYS = re.compile(r"date|day|month|period|quarter|year", re.IGNORECASE)
# What a breakdown calls its whole.
_WHOLE = re.compile(
    r"all|total|persons|all (?:persons|people|ages|sexes|genders|patients|referrals|groups)", re.IGNORECASE
)
_MOST_OF_A_BREAKDOWN = 60
# A text with figures is a number that does not read, unless it bounds one: <5, 1-4.
_BOUNDS = re.compile(r"(?:[<>≤≥]\s?)?\d{1,2}(?:\s?(?:-|–|to)\s?\d{1,2})?")
# With its counts a share that they contradict is found.
_COUNTS = re.compile(r"numerator|denominator", re.IGNORECASE)
_MEASURE = re.compile(r"measure|indicator|question|statistic|metric", re.IGNORECASE)


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
        return "period_start" in layout or not layout["period"].startswith(FILL_IN)

    @property
    def text(self) -> str:
        """The entry as it goes into the list `sources`."""
        return yaml.safe_dump([self.entry], sort_keys=False, allow_unicode=True, width=118)


@dataclass(frozen=True)
class _Column:
    title: str
    cells: list[str]

    @property
    def filled(self) -> list[str]:
        return [cell for cell in self.cells if cell]

    def share(self, fits: Any) -> float:
        return sum(map(fits, self.filled)) / len(self.filled) if self.filled else 0.0


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
        _Column(title.strip(), [row[at].strip() if at < len(row) else "" for row in rows[heading + 1 :]])
        for at, title in enumerate(rows[heading])
        if title.strip()
    ]
    code = next((column for column in columns if column.share(lambda cell: cell.upper() in codes) > 0.3), None)
    numbers = [column for column in columns if column is not code and column.share(_is_number) > 0.4]
    if code is None or not numbers or _has_column_a_period([column.title for column in numbers]):
        return None
    if _stands_twice(columns, [code, *numbers]):
        return None
    roles: dict[str, str] = {code.title: "organisations' codes"}
    layout: dict[str, Any] = {"kind": "table", "sheet": sheet} if sheet else {"kind": "csv"}
    layout |= _periods(columns, roles)
    layout |= _groups(columns, code, roles, register)
    layout |= _measures(columns, numbers, roles)
    layout |= _only(columns, roles)
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
    return SourceEntry(entry, [(column.title, roles.get(column.title, _why_not_read(column))) for column in columns])


def _heading(rows: Sequence[Sequence[str]]) -> int | None:
    """The first row that is as filled as any of the first ones, and has texts only."""
    filled = [sum(bool(cell.strip()) for cell in row) for row in rows[:_HEADING_ROWS]]
    most = max(filled, default=0)
    return next(
        (
            place
            for place, row in enumerate(rows[:_HEADING_ROWS])
            if most >= 3 and filled[place] == most and not any(_is_number(cell.strip()) for cell in row)
        ),
        None,
    )


def _why_not_read(column: _Column) -> str:
    has_commas = column.share(lambda cell: bool(DECIMAL_COMMA.fullmatch(cell))) > 0.4
    return "not read: commas for decimals" if has_commas else "not read"


def _has_column_a_period(titles: Sequence[str]) -> bool:
    """Whether a title is a period or a day, or several name different ones: the next file then has other titles."""
    if any(_is_period(title) or _DATE.fullmatch(title) for title in titles):
        return True
    periods = {stated[0].period for title in titles if (stated := stated_periods(title, is_own=True))}
    return len(periods) > 1


def _is_number(cell: str) -> bool:
    return read_cell(cell, {}).number is not None


def _periods(columns: Sequence[_Column], roles: dict[str, str]) -> dict[str, str]:
    days = [column for column in columns if column.share(lambda cell: bool(_DATE.fullmatch(cell))) > 0.9]
    if len(days) >= 2:
        roles |= {days[0].title: "first days of periods", days[1].title: "last days of periods"}
        return {"period_start": days[0].title, "period_end": days[1].title}
    labels = [column for column in columns if column.share(_is_period) > 0.8]
    if label := next(iter(labels), None):
        roles[label.title] = "periods"
        return {"period": label.title}
    serials = [
        column
        for column in columns
        if _OF_DAYS.search(column.title) and column.share(lambda cell: bool(_SERIAL.fullmatch(cell))) > 0.9
    ]
    for day in [*days, *serials]:
        roles[day.title] = "periods"
        form = fill_in("month, if each day stands for its month; or another form")
        return {"period": day.title, "period_form": form} | ({} if day in days else {"date_form": "excel"})
    return {"period": fill_in("the column of the periods; or, in its place, period_is: the one period of the file")}


def _is_period(cell: str) -> bool:
    """Whether a label names a period, or has a month's name in a day that stands for the month: 31MAR2019."""
    has_month = re.search("[A-Za-z]", cell) is not None and period_in_form(cell, "month") is not None
    return parse_period(cell) is not None or has_month


def _groups(columns: Sequence[_Column], code: _Column, roles: dict[str, str], register: Register) -> dict[str, Any]:
    group, kinds = next(
        (
            (column, kinds)
            for column in columns
            if column is not code and (kinds := _kinds(column)) and _is_of_ccgs(column, kinds, code, register)
        ),
        (None, {}),
    )
    taken = {code.title, group.title if group else "", *roles}
    known = {normalise_name(organisation.org_name) for organisation in register.organisations}
    names = [
        column
        for column in columns
        if column.title not in taken
        # A name beside the code of another organisation makes no other column of it.
        and (_names(column, code) or column.share(lambda cell: normalise_name(cell) in known) > 0.5)
    ]
    # Of two columns of words the one whose title says so has the names, as the region of each code may stand before it.
    name = next((column for column in names if _NAME.search(column.title)), next(iter(names), None))
    of_code = {"code": code.title} | ({"name": name.title} if name else {})
    if name:
        roles[name.title] = "organisations' names"
    if group is None:
        return {"group_is": "CCG", "groups": {"CCG": {"org_type": "ccg"} | of_code}}
    roles[group.title] = "kinds of organisation"
    groups = {text: {"org_type": kind} | ({} if kind == "national" else of_code) for text, kind in kinds.items()}
    return {"group": group.title, "groups": groups}


def _kinds(column: _Column) -> dict[str, str]:
    """The kinds of organisation that a column says, if most of its texts are kinds."""
    texts = Counter(column.filled)
    kinds = {text: kind for text in texts if (kind := _kind(text))}
    return kinds if len(texts) <= _MOST_GROUPS and len(kinds) * 2 > len(texts) else {}


def _is_of_ccgs(column: _Column, kinds: Mapping[str, str], code: _Column, register: Register) -> bool:
    """Whether a column says of no CCG that it is England or a region, as one of what each belongs to does."""
    ccgs = {one for organisation in register.organisations for one in (organisation.org_code, organisation.gss_code)}
    said = {kinds.get(text) for text, of in zip(column.cells, code.cells, strict=True) if of.upper() in ccgs}
    return said.isdisjoint({"national", "region", "commissioning_region", "stp"})


def _stands_twice(columns: Sequence[_Column], read: Sequence[_Column]) -> bool:
    """Whether a title of a column that is read is that of another: what tells them apart stands above."""
    titles = Counter(" ".join(column.title.split()).casefold() for column in columns)
    return any(titles[" ".join(column.title.split()).casefold()] > 1 for column in read)


def _only(columns: Sequence[_Column], roles: dict[str, str]) -> dict[str, Any]:
    """The rows of wholes alone, where columns break values down: by age, by sex."""
    only = []
    for column in columns:
        texts = dict.fromkeys(column.cells)
        wholes = [text for text in texts if _WHOLE.fullmatch(text)]
        if column.title in roles or not wholes or not 1 < len(texts) <= _MOST_OF_A_BREAKDOWN:
            continue
        roles[column.title] = "breakdowns, of which the whole is read"
        only.append({"column": column.title, "values": wholes + [""] * ("" in texts)})
    return {"only": only} if only else {}


def _kind(text: str) -> str | None:
    return next((kind for kind, pattern in _GROUPS.items() if re.fullmatch(pattern, text, re.IGNORECASE)), None)


def _names(column: _Column, code: _Column) -> bool:
    """Whether each code has one text in this column, and most texts are words."""
    pairs = {(key, text) for key, text in zip(code.cells, column.cells, strict=True) if key and text}
    keys: Collection[str] = {key for key, _ in pairs}
    texts = {text for _, text in pairs}
    has_one_each = bool(keys) and len(pairs) <= 1.1 * len(keys) and len(texts) > 0.5 * len(keys)
    return has_one_each and column.share(_is_number) < 0.1


def _measures(columns: Sequence[_Column], numbers: Sequence[_Column], roles: dict[str, str]) -> dict[str, Any]:
    named = [column for column in columns if _MEASURE.search(column.title) and column.title not in roles]
    texts = [column for column in named if column.share(_is_number) < 0.5 and len(set(column.filled)) <= 500]
    if texts:
        # A share and a count of one measure are told apart by their unit alone.
        units = [column for column in columns if _UNIT.search(column.title) and column.title not in roles]
        texts += [column for column in units if column not in texts and column.share(_is_number) < 0.5]
    values = [column for column in numbers if column.title not in roles]
    if texts and values:
        named = [column for column in values if re.search("value|answer", column.title, re.IGNORECASE)]
        value = (named or values)[-1]
        roles |= {column.title: "measures' codes" for column in texts} | {value.title: "values"}
        counts = {column.title.casefold(): [column.title] for column in columns if _COUNTS.fullmatch(column.title)}
        roles |= {titles[0]: f"{kind}s" for kind, titles in counts.items()}
        return {"measure": [column.title for column in texts], "value": [value.title], **counts}
    roles |= {column.title: "values" for column in values}
    return {"measures": [column.title for column in values]}


def _markers(columns: Sequence[_Column]) -> dict[str, Any]:
    """What stands where there is no number; not a number that does not read, a heading again or a formula's failure."""
    texts = (text for column in columns for text in column.cells if text not in (column.title, UNCALCULATED))
    found = Counter(text for text in texts if not re.search(r"\d", text) or _BOUNDS.fullmatch(text))
    found -= Counter(text for text in found.elements() if _is_number(text))
    return {
        text: {
            "status": fill_in("suppressed, insufficient_data, not_available, not_applicable or not_published"),
            "reason": fill_in("what it stands for"),
        }
        for text, _ in found.most_common(_MOST_MARKERS)
    }
