"""A workbook with a sheet for each indicator, read into values, statuses and rejects: every cell is accounted for.

Here: finding a sheet's titles, its periods and organisations, and what each of its cells says. Not here: the
workbook's cells (`pipeline.parse.xlsx.cells`), its catalogue (`pipeline.parse.xlsx.catalogue`), files and versions.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import zip_longest
from typing import Any

import polars as pl

from pipeline.base.period_forms import ColumnForm, form_of_column, period_among
from pipeline.base.periods import Period, parse_period
from pipeline.parse.shares import MOST_AS_FRACTION
from pipeline.parse.xlsx.catalogue import find_titles, plain_code, read_catalogue
from pipeline.parse.xlsx.cells import Sheet, column_letters
from pipeline.parse.xlsx.rows import open_between, whose_row
from pipeline.parse.xlsx.values import (
    ORG_CODE,
    PERIOD_END,
    WAS_CLOSED,
    CellsFound,
    as_measure_values,
    classify_cells,
    count_cells,
)
from pipeline.reference.entries import Measure
from pipeline.reference.layouts import WorkbookLayout
from pipeline.reference.organisation_of import Body, OrganisationOf
from pipeline.reference.organisations import Resolver
from pipeline.reference.register import Register
from pipeline.schema.frames import schema_of

# What stands above the titles of a sheet, by its first words, and the column of core.document_part that holds it.
_ABOUT = {"title": "title", "source": "source_published", "updated": "updated_published",
          "last publication": "updated_published", "latest period": "latest_period_published"}  # fmt: skip
_QUARTER = re.compile(r"\bQ([1-4])\b")
_LONGEST_TEXT = 2_000
# Of a share that is printed as a fraction, whatever its measure allows.
_MOST_SHARE = 100 * MOST_AS_FRACTION


@dataclass(frozen=True)
class WorkbookReading:
    """What a workbook gave: rows of core.measure_value, document_part, indicator and rejected_row."""

    values: pl.DataFrame
    parts: list[dict[str, Any]]
    indicators: list[dict[str, Any]]
    rejects: list[dict[str, Any]]


@dataclass(frozen=True)
class _Column:
    """A column of figures: its measure and period, or why it is not read."""

    index: int
    published: str
    measure: Measure | None = None
    period: Period | None = None
    period_note: str | None = None
    refusal: str = ""


@dataclass(frozen=True)
class _Row:
    """A row of figures: its organisation."""

    index: int
    org_type: str
    org_code: str
    org_name: str


def read_workbook(
    sheets: Sequence[Sheet],
    layout: WorkbookLayout,
    document_id: str,
    measures: Mapping[str, Measure],
    register: Register,
    counted: Collection[str] = (),
) -> WorkbookReading:
    """Everything that the sheets state; `measures` are those of the source by their codes.

    `counted` are the ids of those that count, whose values are whole numbers.
    """
    by_code = {plain_code(code): measure for code, measure in measures.items()}
    found = CellsFound()
    parts, rejects = [], []
    # Where the figures of a measure and a period stand: a key of core.measure_value holds for all sheets.
    seen: dict[tuple[str, str], str] = {}
    organisations = OrganisationOf(Resolver(register), layout.misnamed)
    for number, sheet in enumerate(sheets):
        reader = _SheetReader(sheet, number, layout, by_code, register, organisations, counted, found, seen)
        reader.read()
        parts.append(reader.part)
        rejects += reader.rejects
    values, refused = classify_cells(found, layout)
    is_said = layout.organisations_on is not None
    for _, locator, text, (row_no, column_no), why in refused:
        code, ends = found.rows[row_no][ORG_CODE], found.columns[column_no][PERIOD_END]
        reason = organisations.when_open(code, ends, is_said) if why == WAS_CLOSED else why
        rejects.append(_rejected(locator, text, 1, reason))
    for number, *_ in refused:
        parts[number]["rejected"] += 1
    for number, published, without_value in count_cells(values):
        parts[number] |= {"published": published, "without_value": without_value}
    indicators, entries = read_catalogue(sheets, layout, by_code)
    for entry in entries:
        rejects.append(_rejected(*entry))
        part = next(part for part in parts if part["part"] == layout.catalogue_sheet)
        part["rejected"] += rejects[-1]["cells"]
        part["left_out"] -= rejects[-1]["cells"]
    for part in parts:
        # All other cells say what these are: what stands above, the titles, the organisations.
        part["labels"] = part["cells"] - sum(part[kind] for kind in COUNTED)
        part["part_no"] += 1
    rows = [parts, indicators, rejects]
    for table in rows:
        for row in table:
            row["document_id"] = document_id
    return WorkbookReading(as_measure_values(values, document_id), parts, indicators, rejects)


COUNTED = ("published", "without_value", "rejected", "left_out")


def _rejected(locator: str, text: str, cells: int, reason: str) -> dict[str, Any]:
    """A row of core.rejected_row."""
    told = {"locator": locator, "text": text[:_LONGEST_TEXT], "cells": cells, "stage": "sheet", "reason": reason}
    return dict.fromkeys(schema_of("rejected_row")) | told


class _SheetReader:
    def __init__(
        self,
        sheet: Sheet,
        number: int,
        layout: WorkbookLayout,
        by_code: Mapping[str, Measure],
        register: Register,
        organisations: OrganisationOf,
        counted: Collection[str],
        found: CellsFound,
        seen: dict[tuple[str, str], str],
    ) -> None:
        self.sheet, self.number, self.layout = sheet, number, layout
        self.by_code, self.register, self.found, self.seen = by_code, register, found, seen
        self.organisations, self.counted, self.code = organisations, counted, ""
        self.form = ColumnForm()
        self.rejects: list[dict[str, Any]] = []
        self.cells = sum(len(row) - row.count("") for row in sheet.rows)
        self.part: dict[str, Any] = dict.fromkeys(schema_of("document_part"))
        self.part |= {"part": sheet.name, "part_no": number, "state": "left_out", "cells": self.cells}
        self.part |= {"labels": 0, "published": 0, "without_value": 0, "rejected": 0, "left_out": self.cells}

    def read(self) -> None:
        """Lays the sheet's cells out in `found`; what is no cell of a value is then told in `part` and `rejects`."""
        titles = [self.layout.org_code, self.layout.org_name, self.layout.org_type]
        place = find_titles(self.sheet, titles)
        if place is None:
            is_catalogue = self.sheet.name == self.layout.catalogue_sheet
            self.part["state"] = "catalogue" if is_catalogue else "left_out"
            self.part["reason"] = None if is_catalogue else f"no row has the titles {', '.join(titles)}"
            return
        header, at = place
        self._read_about(header)
        self.code = code = self.sheet.name
        for suffix in self.layout.sheet_suffixes:
            self.code = code = code.removesuffix(suffix)
        measure = self.by_code.get(plain_code(code))
        if measure is None:
            self.part["reason"] = f"no measure in raw/reference/measures.yml has the code '{code}'"
            return
        self.part |= {"state": "read", "measure_id": measure.measure_id, "left_out": 0}
        columns = self._columns(header, set(at.values()), code)
        rows = self._rows(header, at)
        self._refuse_columns(columns, rows)
        self._collect([column for column in columns if not column.refusal], rows)

    def _read_about(self, header: int) -> None:
        for row in self.sheet.rows[:header]:
            printed = [_text(cell) for cell in row]
            first = next((cell for cell in printed if cell), "")
            words, colon, rest = first.partition(":")
            if colon and (name := _ABOUT.get(words.strip().casefold())):
                others = [cell for cell in printed[printed.index(first) + 1 :] if cell]
                self.part[name] = rest.strip() or (others[0] if others else None)
            elif first and not self.part["title"] and not colon:
                self.part["title"] = first

    def _columns(self, header: int, of_organisations: set[int], code: str) -> list[_Column]:
        """The columns of figures; before the last one of organisations only those are, whose titles name a period."""
        columns: list[_Column] = []
        first = max(of_organisations) + 1
        previous: Period | None = None
        self.form = ColumnForm(self.layout.period_form)
        if self.form.form is None:
            # Periods across have one form as those of a column have.
            self.form = form_of_column(self._label(_text(title))[0] for title in self.sheet.rows[header])
        for index, title in enumerate(self.sheet.rows[header]):
            if index in of_organisations:
                continue
            column = self._column(index, _text(title), code, previous)
            if index < first and column.refusal:
                continue
            if column.measure and column.period:
                previous = column.period
                subject = (column.measure.measure_id, column.period.period)
                if subject in self.seen:
                    column = _Column(index, column.published, refusal=f"repeats the period of {self.seen[subject]}")
                self.seen.setdefault(subject, f"'{column.published}' in '{self.sheet.name}'")
            columns.append(column)
        width = max((len(row) for row in self.sheet.rows), default=0)
        beyond = range(max(first, len(self.sheet.rows[header])), width)
        return columns + [_Column(index, "", refusal="stands in a column without a title") for index in beyond]

    def _column(self, index: int, published: str, code: str, previous: Period | None) -> _Column:
        label, is_planned = self._label(published)
        code = f"{code} {self.layout.planned}" if is_planned else code
        measure = self.by_code.get(plain_code(code))
        if measure is None:
            refusal = f"no measure in raw/reference/measures.yml has the code '{code}'"
            return _Column(index, published, refusal=refusal)
        period, note = period_among(label, self.form), None
        if period is None and previous and (quarter := _QUARTER.search(label)):
            period = _next_quarter(previous, quarter[1])
            note = f"printed as '{published}', taken for the first Q{quarter[1]} after {previous.period}"
        if period is None:
            title = f"under '{published}', which names no period" if published else "in a column without a title"
            if form_of_column([label]).question:
                title = f"under '{published}', a month or a financial year: say `period_form` in raw/sources.yml"
            return _Column(index, published, refusal=f"stands {title}")
        return _Column(index, published, measure, period, note)

    def _label(self, published: str) -> tuple[str, bool]:
        """The title of a column without the word for what is planned, and whether that stands there."""
        is_planned = published.casefold().endswith(f" {self.layout.planned}")
        return (published[: -len(self.layout.planned)].strip() if is_planned else published), is_planned

    def _rows(self, header: int, at: Mapping[str, int]) -> list[_Row]:
        rows: list[_Row] = []
        seen: dict[tuple[str, str], int] = {}
        codes: set[str] = set()
        for index, cells in enumerate(self.sheet.rows[header + 1 :], header + 1):
            if len(cells) == cells.count(""):
                continue
            code, name, kind = (
                _text(cells[at[title]]) if at[title] < len(cells) else ""
                for title in (self.layout.org_code, self.layout.org_name, self.layout.org_type)
            )
            body = whose_row(self.layout, self.organisations, code, name, kind)
            if self.layout.org_types.get(kind) == "ccg":
                # Also a row that is not taken says of which CCGs the sheet is.
                codes.add(self.organisations.ods_code(code))
            if isinstance(body, Body) and (body.org_type, body.org_code) in seen:
                body = f"repeats the organisation of row {seen[body.org_type, body.org_code] + 1}"
            if isinstance(body, str):
                self._reject(f"A{index + 1}:{column_letters(len(cells) - 1)}{index + 1}", cells, body)
                continue
            seen[body.org_type, body.org_code] = index
            rows.append(_Row(index, body.org_type, body.org_code, name))
        days = {organisation.opened_on for organisation in self.register.organisations}
        self.part["organisations_on"] = max((day for day in days if self.register.open_on(day) <= codes), default=None)
        return rows

    def _refuse_columns(self, columns: Sequence[_Column], rows: Sequence[_Row]) -> None:
        for column in columns:
            if column.refusal:
                cells = [
                    self.sheet.rows[row.index][column.index]
                    for row in rows
                    if column.index < len(self.sheet.rows[row.index])
                ]
                letters = column_letters(column.index)
                if len(cells) > cells.count(""):
                    where = f"{letters}{rows[0].index + 1}:{letters}{rows[-1].index + 1}"
                    self._reject(where, cells, column.refusal)

    def _reject(self, where: str, cells: Sequence[Any], reason: str) -> None:
        printed = [text for text in map(_text, cells) if text]
        # A blank cell is no text, but it is a cell.
        count = len(cells) - list(cells).count("")
        self.part["rejected"] += count
        self.rejects.append(_rejected(f"{self.sheet.name}!{where}", " | ".join(printed), count, reason))

    def _collect(self, columns: Sequence[_Column], rows: Sequence[_Row]) -> None:
        """Lays out every cell of a column and a row that are read."""
        first, day = len(self.found.rows), self.part["organisations_on"]
        self.found.rows += [
            (
                *(self.number, str(row.index + 1), row.org_type, row.org_code, row.org_name),
                *open_between(self.layout, self.organisations, row.org_type, row.org_code, day),
            )
            for row in rows
        ]
        row_nos = range(first, len(self.found.rows))
        columns_of_cells = list(zip_longest(*(self.sheet.rows[row.index] for row in rows), fillvalue=""))
        for column in columns:
            assert column.measure and column.period
            at, measure = column.index, column.measure
            as_share, maximum = self.layout.prints_as_fraction(measure.unit, self.code), measure.maximum
            if as_share:
                maximum = min(maximum or _MOST_SHARE, _MOST_SHARE)
            self.found.cells += columns_of_cells[at] if at < len(columns_of_cells) else [""] * len(rows)
            self.found.row_nos += row_nos
            self.found.column_nos += [len(self.found.columns)] * len(rows)
            self.found.columns.append(
                (
                    f"{self.sheet.name}!{column_letters(at)}",
                    measure.measure_id,
                    column.period.period,
                    column.published,
                    column.period.start,
                    column.period.end,
                    column.period_note,
                    100.0 if as_share else 1.0,
                    measure.minimum,
                    maximum,
                    measure.unit,
                    measure.whole and measure.measure_id in self.counted,
                    measure.unit == "%" and not self.layout.confirms(self.code),
                )
            )


def _next_quarter(previous: Period, quarter: str) -> Period | None:
    """The first period of that quarter of a financial year which begins after another period."""
    year = previous.end.year
    candidates = [parse_period(f"{start}/{(start + 1) % 100:02d} Q{quarter}") for start in (year - 1, year, year + 1)]
    return next((period for period in candidates if period and period.start > previous.end), None)


def _text(cell: Any) -> str:
    """A cell as it would be printed, without blanks around it."""
    if isinstance(cell, str):
        return cell.strip()
    if isinstance(cell, float) and cell.is_integer():
        return str(int(cell))
    return cell.isoformat() if isinstance(cell, date) else str(cell)
