"""A sheet with an indicator, read into cells of figures: every cell is laid out, rejected or excluded."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import zip_longest
from typing import Any

from pipeline.base.shortening import shortened
from pipeline.parse.foot_notes import may_change_cell
from pipeline.parse.shares import MOST_AS_FRACTION
from pipeline.parse.xlsx.catalogue import find_titles, plain_code, sheet_code
from pipeline.parse.xlsx.cells import Sheet, column_letters, printed_text
from pipeline.parse.xlsx.rows import days_of_row, open_between, whose_row
from pipeline.parse.xlsx.sheet_columns import ColumnReader, SheetColumn
from pipeline.parse.xlsx.values import CellsFound
from pipeline.reference.entries import Measure
from pipeline.reference.layouts import WorkbookLayout
from pipeline.reference.organisation_of import Body, OrganisationOf
from pipeline.reference.register import Register
from pipeline.schema.frames import schema_of

# What stands above the titles of a sheet, by its first words, and the column of core.document_part that holds it.
ABOUT = {"title": "title", "source": "source_published", "updated": "updated_published",
          "last publication": "updated_published", "latest period": "latest_period_published"}  # fmt: skip
_LONGEST_TEXT = 2_000
# Of a share that is printed as a fraction, whatever its measure allows.
_MOST_SHARE = 100 * MOST_AS_FRACTION


@dataclass(frozen=True)
class _Row:
    """A row of figures: its organisation."""

    index: int
    org_type: str
    org_code: str
    org_name: str


def rejected_row(locator: str, text: str, cells: int, reason: str) -> dict[str, Any]:
    """A row of core.rejected_row."""
    known = {"locator": locator, "text": text[:_LONGEST_TEXT], "cells": cells, "stage": "sheet", "reason": reason}
    return dict.fromkeys(schema_of("rejected_row")) | known


class SheetReader:
    """Reads one sheet: `part` is its row of core.document_part, `rejects` what in it is neither value nor marker."""

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
        self.at: Mapping[str, int] = {}
        self.rejects: list[dict[str, Any]] = []
        self.cells = sum(len(row) - row.count("") for row in sheet.rows)
        self.part: dict[str, Any] = dict.fromkeys(schema_of("document_part"))
        self.part |= {"part": sheet.name, "part_no": number, "state": "left_out", "cells": self.cells}
        self.part |= {"labels": 0, "published": 0, "without_value": 0, "rejected": 0, "left_out": self.cells}

    def read(self) -> None:
        """Lays the sheet's cells out in `found`; what is no cell of a value is then counted in `part` and `rejects`."""
        titles = [self.layout.org_code, self.layout.org_name, self.layout.org_type]
        place = find_titles(self.sheet, titles)
        if place is None:
            is_catalogue = self.sheet.name == self.layout.catalogue_sheet
            self.part["state"] = "catalogue" if is_catalogue else "left_out"
            self.part["reason"] = None if is_catalogue else f"no row has the titles {', '.join(titles)}"
            return
        header, at = place
        self.at = at
        self._read_about(header)
        self.code = code = sheet_code(self.sheet.name, self.layout)
        measure = self.by_code.get(plain_code(code))
        if measure is None:
            self.part["reason"] = f"no measure in raw/reference/measures.yml has the code '{code}'"
            return
        self.part |= {"state": "read", "measure_id": measure.measure_id, "left_out": 0}
        columns = ColumnReader(self.sheet, self.layout, self.by_code, code, self.seen).read(header, set(at.values()))
        columns = [self._commented(column, header) for column in columns]
        rows = self._rows(header, at)
        self._refuse_columns(columns, rows)
        self._collect([column for column in columns if not column.refusal], rows)

    def _read_about(self, header: int) -> None:
        for row in self.sheet.rows[:header]:
            printed = [printed_text(cell) for cell in row]
            first = next((cell for cell in printed if cell), "")
            words, colon, rest = first.partition(":")
            if colon and (name := ABOUT.get(words.strip().casefold())):
                others = [cell for cell in printed[printed.index(first) + 1 :] if cell]
                self.part[name] = rest.strip() or (others[0] if others else None)
            elif first and not self.part["title"] and not colon:
                self.part["title"] = first

    def _rows(self, header: int, at: Mapping[str, int]) -> list[_Row]:
        rows: list[_Row] = []
        seen: dict[tuple[str, str], int] = {}
        codes: set[str] = set()
        for index, cells in enumerate(self.sheet.rows[header + 1 :], header + 1):
            if len(cells) == cells.count(""):
                continue
            code, name, kind = (
                printed_text(cells[at[title]]) if at[title] < len(cells) else ""
                for title in (self.layout.org_code, self.layout.org_name, self.layout.org_type)
            )
            body = whose_row(self.layout, self.organisations, code, name, kind)
            if self.layout.org_types.get(kind) == "ccg":
                # Also a row that is rejected shows of which CCGs the sheet is.
                codes.add(self.organisations.ods_code(code))
            if isinstance(body, Body) and (why := self.sheet.unshown.why_row(index, self.at.values())):
                body = why
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

    def _commented(self, column: SheetColumn, header: int) -> SheetColumn:
        """A column that is not shown, or with a comment that may say that its figures are others, is not read."""
        why = self.sheet.unshown.why_column(column.index, header) or self._why_noted(header, column.index)
        return replace(column, refusal=why) if why and not column.refusal else column

    def _why_noted(self, row: int, column: int) -> str:
        """Why what a comment is on may be of something else; '' where there is none, or it says nothing of the kind."""
        text = self.sheet.comments.get((row, column), "")
        if not may_change_cell(text, self.layout.notes):
            return ""
        says = f"'{shortened(text)}' in the comment on {column_letters(column)}{row + 1}"
        return (
            f"{says} may say that it is of something else; if it changes nothing, write it under `notes` of the layout"
        )

    def _refuse_columns(self, columns: Sequence[SheetColumn], rows: Sequence[_Row]) -> None:
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
        printed = [text for text in map(printed_text, cells) if text]
        # A blank cell is no text, but it is a cell.
        count = len(cells) - list(cells).count("")
        self.part["rejected"] += count
        self.rejects.append(rejected_row(f"{self.sheet.name}!{where}", " | ".join(printed), count, reason))

    def _refuse_noted(self, column: SheetColumn, rows: Sequence[_Row]) -> set[int]:
        """Rejects the cells of a column that are not shown, or with a comment that may say that they are of something
        else; gives their rows.

        A comment on the code, the name or the kind of an organisation is on its cells, too.
        """
        found = set()
        unshown = self.sheet.unshown
        for row in rows if self.sheet.comments or unshown.cells else ():
            cells = self.sheet.rows[row.index]
            places = [column.index, *self.at.values()]
            why = unshown.why_cell(row.index, column.index)
            why = why or next(filter(None, (self._why_noted(row.index, place) for place in places)), "")
            if why and column.index < len(cells) and cells[column.index] != "":
                self._reject(f"{column_letters(column.index)}{row.index + 1}", [cells[column.index]], why)
                found.add(row.index)
        return found

    def _collect(self, columns: Sequence[SheetColumn], rows: Sequence[_Row]) -> None:
        """Lays out every cell of a column and a row that are read."""
        first, day = len(self.found.rows), self.part["organisations_on"]
        self.found.rows += [
            (
                *(self.number, str(row.index + 1), row.org_type, row.org_code, row.org_name),
                *open_between(self.layout, self.organisations, row.org_type, row.org_code, day),
                *days_of_row(self.organisations, row.org_type, row.org_code),
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
            cells = columns_of_cells[at] if at < len(columns_of_cells) else [""] * len(rows)
            numbers: Sequence[int] = row_nos
            if noted := self._refuse_noted(column, rows):
                cells = [cell for cell, row in zip(cells, rows, strict=True) if row.index not in noted]
                numbers = [number for number, row in zip(row_nos, rows, strict=True) if row.index not in noted]
            self.found.cells += cells
            self.found.row_nos += numbers
            self.found.column_nos += [len(self.found.columns)] * len(numbers)
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
                    column.kept_out,
                )
            )
