"""What of a publisher's file the project carries: the cells that its source's layout reads, without sentences."""

from __future__ import annotations

import csv
import re
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from pipeline.base.notes_beside import is_one_of, may_change
from pipeline.parse.csv.columns import Columns, group_of, holds
from pipeline.parse.csv.file_bytes import open_csv
from pipeline.parse.csv.sheets import cell_text, heading_of, sheet_named
from pipeline.parse.xlsx.catalogue import find_titles, plain_code, sheet_code
from pipeline.parse.xlsx.cells import Sheet, printed_text, read_sheets
from pipeline.parse.xlsx.sheet_reading import ABOUT
from pipeline.reference.entries import Measure
from pipeline.reference.layouts import LongLayout, TableLayout, WorkbookLayout

# What is longer is a sentence and no label.
_LONGEST_LABEL = 200
# Of a catalogue of indicators, the columns that hold names and not sentences.
_NAMES = ("code", "indicator_name", "standard", "reporting_period", "data_source")


@dataclass(frozen=True)
class Table:
    """Cells to be carried: rows by their numbers from 1, and the places of the columns, from 0.

    `sheet` is the workbook's sheet that they are from, None for a CSV.
    """

    name: str
    sheet: str | None
    rows: dict[int, Sequence[Any]]
    places: Sequence[int]


def tables_to_carry(path: Path, layout: LongLayout | WorkbookLayout, measures: Mapping[str, Measure]) -> list[Table]:
    """The cells that the layout reads, for `measures` by their codes; errors are those of reading the file."""
    if isinstance(layout, WorkbookLayout):
        return list(_of_workbook(read_sheets(path), layout, {plain_code(code) for code in measures}))
    if isinstance(layout, TableLayout):
        sheet = sheet_named(path, read_sheets(path), layout)
        heading = heading_of(path, sheet, layout)
        rows = {
            number: [cell_text(cell) for cell in row] for number, row in enumerate(sheet.rows[heading:], heading + 1)
        }
        # Nor are comments carried, and the rows that one stands on.
        noted = {at + 1 for (at, _), text in sheet.comments.items() if not is_one_of(text, layout.notes)}
        rows = {number: row for number, row in rows.items() if number == heading + 1 or number not in noted}
        table = _of_table(rows, layout, measures)
        return [Table(sheet.name, sheet.name, {number: sheet.rows[number - 1] for number in table.rows}, table.places)]
    with TemporaryDirectory() as work:
        opened = open_csv(path, layout, Path(work))
        with opened.path.open(encoding="utf-8", newline="") as file:
            lines = enumerate(csv.reader(file, delimiter=opened.delimiter), opened.row if opened.is_copy else 1)
            rows = {number: line for number, line in lines if number >= opened.row}
    table = _of_table(rows, layout, measures)
    return [Table(path.stem, None, table.rows, table.places)]


def _of_workbook(sheets: Sequence[Sheet], layout: WorkbookLayout, codes: Collection[str]) -> Iterator[Table]:
    titles = [layout.org_code, layout.org_name, layout.org_type]
    for sheet in sheets:
        code = sheet_code(sheet.name, layout)
        if sheet.name == layout.catalogue_sheet:
            names = {title for name, title in layout.catalogue_columns.items() if name in _NAMES}
            yield from _some_columns(sheet, layout.catalogue_columns.values(), names)
        elif sheet.name == layout.direction_sheet:
            yield from _some_columns(sheet, layout.direction_columns.values(), set(layout.direction_columns.values()))
        elif plain_code(code) in codes and (place := find_titles(sheet, titles)):
            header, at = place
            rows: dict[int, Sequence[Any]] = {}
            for number, row in enumerate(sheet.rows, 1):
                if number <= header:
                    rows[number] = _labels(row)
                elif number == header + 1 or printed_text(row[at[layout.org_code]]):
                    rows[number] = [_label(cell) for cell in row]
            yield _table(code, sheet.name, rows)


def _labels(row: Sequence[Any]) -> list[Any]:
    """What a row above the titles says of the sheet, and nothing else."""
    first = next((printed_text(cell) for cell in row if printed_text(cell)), "")
    words, colon, _ = first.partition(":")
    return [_label(cell) for cell in row] if colon and words.strip().casefold() in ABOUT else [""] * len(row)


def _label(cell: Any) -> Any:
    """A cell, or nothing in the place of a sentence or a remark."""
    is_text = isinstance(cell, str)
    return "" if is_text and (len(cell) > _LONGEST_LABEL or (cell.startswith("*") and len(cell) > 9)) else cell


def _some_columns(sheet: Sheet, titles: Collection[str], kept: Collection[str]) -> Iterator[Table]:
    """The titles of a sheet's columns, and the cells of those that are `kept`."""
    if place := find_titles(sheet, titles):
        header, at = place
        of_titles, of_kept = set(at.values()), {at[title] for title in kept}
        rows = {
            number: [_label(cell) if index in wanted else "" for index, cell in enumerate(row)]
            for number, row in enumerate(sheet.rows[header:], header + 1)
            for wanted in [of_titles if number == header + 1 else of_kept]
        }
        yield _table(sheet.name, sheet.name, rows)


def _table(name: str, sheet: str, rows: Mapping[int, Sequence[Any]]) -> Table:
    """Without the rows and columns that hold nothing."""
    filled = {number: row for number, row in rows.items() if len(row) > list(row).count("")}
    width = max(map(len, filled.values()), default=0)
    places = [place for place in range(width) if any(place < len(row) and row[place] != "" for row in filled.values())]
    return Table(name, sheet, filled, places)


def _of_table(rows: Mapping[int, Sequence[str]], layout: LongLayout, measures: Mapping[str, Measure]) -> Table:
    """The heading, and the rows of groups and measures that are known, in the columns that the layout names."""
    numbers = iter(rows)
    heading = next(numbers)
    columns = Columns(tuple(name.strip() for name in rows[heading]))
    found = {columns.place(*names) for names in layout.needed} | {columns.place(*layout.numerator)}
    found |= {columns.place(*layout.denominator)}
    places = sorted(place for place in found if place is not None)
    group, codes = columns.place(layout.group), [columns.place(name) for name in layout.measure]
    only = [(columns.place(only.column), only.values) for only in layout.only]
    known = {*measures, *(code for counts in layout.counts.values() for code in (counts.numerator, counts.denominator))}

    valued = {columns.place(*names) for names in layout.valued}
    unread = [(place, title) for place, title in enumerate(columns.printed) if place not in found]

    def is_noted(row: Sequence[str]) -> bool:
        """A row that the file itself does not give: its note would not be carried."""
        has_value = any(place is not None and re.search("[0-9]", "".join(row[place : place + 1])) for place in valued)
        return has_value and any(may_change(title, "".join(row[at : at + 1]), layout.notes) for at, title in unread)

    def is_wanted(row: Sequence[str]) -> bool:
        cells = [row[place] if place is not None and place < len(row) else "" for place in (group, *codes)]
        kept = all(place is not None and place < len(row) and holds(row[place], values) for place, values in only)
        in_group = group is None or group_of(cells[0], layout.groups) is not None
        return (
            kept
            and in_group
            and not is_noted(row)
            and (not codes or " ".join(cell.strip() for cell in cells[1:]) in known)
        )

    wanted = {number: rows[number] for number in numbers if is_wanted(rows[number])}
    return Table("", None, {heading: rows[heading], **wanted}, places)
