"""What of a publisher's file the project carries: the cells that its source's layout reads, without sentences."""

from __future__ import annotations

import csv
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import duckdb

from pipeline.parse.csv.columns import KEEPS, Columns, group_of, holds, refused
from pipeline.parse.csv.file_bytes import open_csv
from pipeline.parse.csv.lines import load_lines
from pipeline.parse.csv.sheets import cell_text, heading_of, sheet_named
from pipeline.parse.foot_notes import may_change_cell
from pipeline.parse.xlsx.catalogue import find_titles, plain_code, sheet_code
from pipeline.parse.xlsx.cells import Sheet, column_letters, printed_text, read_sheets
from pipeline.parse.xlsx.sheet_reading import ABOUT
from pipeline.reference.entries import Measure
from pipeline.reference.layouts import LongLayout, TableLayout, WorkbookLayout
from pipeline.reference.organisations import Resolver, known_names
from pipeline.reference.register import Register

_WHAT_OF_NOTES = "If it changes nothing, write it under `notes` of the layout in raw/sources.yml"
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


def tables_to_carry(
    path: Path, layout: LongLayout | WorkbookLayout, measures: Mapping[str, Measure], register: Register
) -> list[Table]:
    """The cells that the layout reads, for `measures` by their codes; errors are those of reading the file."""
    if isinstance(layout, WorkbookLayout):
        sheets = read_sheets(path)
        _refuse_commented(path, sheets, layout)
        return list(_of_workbook(sheets, layout, {plain_code(code) for code in measures}))
    kept = _rows_read(path, layout, register)
    if isinstance(layout, TableLayout):
        sheet = sheet_named(path, read_sheets(path), layout)
        heading = heading_of(path, sheet, layout)
        rows = {
            number: [cell_text(cell) for cell in row] for number, row in enumerate(sheet.rows[heading:], heading + 1)
        }
        table = _of_table(rows, kept, layout, measures)
        return [Table(sheet.name, sheet.name, {number: sheet.rows[number - 1] for number in table.rows}, table.places)]
    with TemporaryDirectory() as work:
        opened = open_csv(path, layout, Path(work))
        with opened.path.open(encoding="utf-8", newline="") as file:
            lines = enumerate(csv.reader(file, delimiter=opened.delimiter), opened.row if opened.is_copy else 1)
            rows = {number: line for number, line in lines if number >= opened.row}
    table = _of_table(rows, kept, layout, measures)
    return [Table(path.stem, None, table.rows, table.places)]


def _rows_read(path: Path, layout: LongLayout, register: Register) -> set[int]:
    """The numbers of the rows that a reading of the file takes: what stands beside and around them is not carried.

    ValidationFailed where a title has a comment, for the values below it would stand there without it.
    """
    with TemporaryDirectory() as work, duckdb.connect() as con:
        names = known_names(register)
        lines = load_lines(con, path, layout, Path(work), None, Resolver(register).is_known, names)
        number = lines.number or f"rowid + {lines.first}"
        titles = "title_" if layout.measures else "''"
        found = con.execute(f"SELECT DISTINCT {number}, {titles} FROM line").fetchall()
    lacking = {lines.columns.printed[lines.columns.place(title) or 0] for title in layout.measures}
    if lacking := lacking - {title for _, title in found}:
        message = f"has a comment on {', '.join(sorted(lacking))} that would not be carried, or hides it"
        raise refused(path, None, message, _WHAT_OF_NOTES)
    return {row for row, _ in found}


def _refuse_commented(path: Path, sheets: Sequence[Sheet], layout: WorkbookLayout) -> None:
    """ValidationFailed where a comment may say that a figure is of something else, or where a sheet of figures does
    not show one as its own: neither would be carried.
    """
    for sheet in sheets:
        place = find_titles(sheet, [layout.org_code, layout.org_name, layout.org_type])
        if place and (why := sheet.unshown.why_any(len(sheet.rows), max(map(len, sheet.rows)))):
            raise refused(path, None, f"'{sheet.name}' is not all shown, which would not be carried: {why}", KEEPS)
        for (row, column), text in sheet.comments.items() if place else ():
            if place and row >= place[0] and may_change_cell(text, layout.notes):
                where = f"'{sheet.name}' {column_letters(column)}{row + 1}"
                raise refused(path, None, f"has a comment on {where} that would not be carried: {text}", _WHAT_OF_NOTES)


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


def _of_table(
    rows: Mapping[int, Sequence[str]], kept: Collection[int], layout: LongLayout, measures: Mapping[str, Measure]
) -> Table:
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

    def is_wanted(row: Sequence[str]) -> bool:
        cells = [row[place] if place is not None and place < len(row) else "" for place in (group, *codes)]
        is_whole = all(place is not None and place < len(row) and holds(row[place], values) for place, values in only)
        in_group = group is None or group_of(cells[0], layout.groups) is not None
        return is_whole and in_group and (not codes or " ".join(cell.strip() for cell in cells[1:]) in known)

    wanted = {number: rows[number] for number in numbers if number in kept and is_wanted(rows[number])}
    return Table("", None, {heading: rows[heading], **wanted}, places)
