"""A sheet of a workbook as the rows of a feed: its cells as the texts that they show, under the layout's heading."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

import duckdb
import polars as pl

from pipeline.base.sql_text import parquet
from pipeline.parse.csv.columns import KEEPS, Columns, refused
from pipeline.parse.csv.file_bytes import HEADING_ROWS, closest_heading
from pipeline.parse.xlsx.cells import Sheet, column_letters
from pipeline.parse.xlsx.unshown import Unshown
from pipeline.reference.layouts import LongLayout, TableLayout

# A workbook states no more digits; what its programs save beyond differs from one saving to another.
_DIGITS = 15
# Of a sheet of notes; what stands further down is one of figures.
_ROWS_OF_NOTES = 200
_LONGEST_MARK = 7


@dataclass(frozen=True)
class TitleComment:
    """A comment on the title of a column, by its place, or above it, or a note with its mark; `where` it stands."""

    place: int
    is_on_title: bool
    where: str
    text: str


@dataclass(frozen=True)
class LoadedSheet:
    """The sheet that the layout names: `above` are the rows over its heading, `notes` are rows of one cell below it.

    `empty` rows hold nothing but blanks. `comments` are those on cells below the heading, by the number of the row,
    each with its cell; `on_titles` are those on the heading and above it. `others` are the workbook's other sheets,
    each with how many of its cells are not empty, and `elsewhere` are their notes, each with where it stands. `heading`
    is the row of the titles, from 0, and `unshown` what the sheet does not show as its own.
    """

    name: str
    columns: Columns
    letters: list[str]
    above: list[str]
    notes: list[tuple[int, str]]
    empty: int
    comments: dict[int, tuple[str, str]]
    on_titles: list[TitleComment]
    elsewhere: list[tuple[str, str]]
    others: list[tuple[str, int]]
    heading: int
    unshown: Unshown


def load_sheet(
    con: duckdb.DuckDBPyConnection, path: Path, layout: LongLayout, sheets: Sequence[Sheet], work: Path
) -> LoadedSheet:
    """Makes the table `line` of a sheet's cells as texts, c0, c1 and so on, with the number of each row in `row_no`."""
    sheet = sheet_named(path, sheets, layout) if isinstance(layout, TableLayout) else sheets[0]
    heading = heading_of(path, sheet, layout)
    columns = Columns(tuple(cell_text(cell).strip() for cell in sheet.rows[heading]))
    if repeated := columns.repeated(layout):
        message = f"has more than one column {', '.join(repeated)}; its columns are {_shown(columns)}"
        raise refused(path, None, f"'{sheet.name}' row {heading + 1} {message}", _remedy())
    texts: list[list[str]] = [[] for _ in columns.printed]
    numbers: list[int] = []
    notes = []
    empty = 0
    for number, row in enumerate(sheet.rows[heading + 1 :], heading + 2):
        cells = [cell_text(cell) for cell in row]
        filled = [cell for cell in cells if cell.strip()]
        if len(filled) == 1 < len(columns.printed):
            notes.append((number, filled[0]))
        elif filled:
            numbers.append(number)
            for column, cell in zip(texts, cells, strict=True):
                column.append(cell)
        else:
            empty += any(cell != "" for cell in row)
    table = work / "sheet.parquet"
    data = {f"c{place}": column for place, column in enumerate(texts)} | {"row_no": numbers}
    schema = dict.fromkeys((f"c{place}" for place in range(len(texts))), pl.String) | {"row_no": pl.Int64}
    pl.DataFrame(data, schema=schema).write_parquet(table)
    con.execute(f"CREATE TABLE line AS FROM {parquet(table)}")
    above = [" | ".join(filter(None, map(cell_text, row))) for row in sheet.rows[:heading] if any(c != "" for c in row)]
    others = [
        (other.name, sum(len(row) - row.count("") for row in other.rows)) for other in sheets if other is not sheet
    ]
    comments = {
        row + 1: (f"{column_letters(column)}{row + 1}", text)
        for (row, column), text in sheet.comments.items()
        if row > heading
    }
    on_titles = [
        TitleComment(column, row == heading, f"in the comment on {column_letters(column)}{row + 1}", text)
        for (row, column), text in sheet.comments.items()
        if row <= heading
    ]
    letters = [column_letters(place) for place in range(len(texts))]
    return LoadedSheet(
        *(sheet.name, columns, letters, above, notes, empty, comments, on_titles, _notes_elsewhere(sheet, sheets)),
        *(others, heading, sheet.unshown),
    )


def _notes_elsewhere(sheet: Sheet, sheets: Sequence[Sheet]) -> list[tuple[str, str]]:
    """The notes on other sheets, each with where it stands: words alone in a row, or after their mark."""
    found = []
    for other in sheets:
        for number, row in enumerate(other.rows[:_ROWS_OF_NOTES], 1) if other is not sheet else ():
            cells = [text for cell in row if (text := cell_text(cell).strip())]
            is_marked = len(cells) == 2 and len(cells[0]) <= _LONGEST_MARK
            if cells and (len(cells) == 1 or is_marked) and re.search("[A-Za-z]{2}", cells[-1]):
                found.append((f"on the sheet '{other.name}', row {number},", " ".join(cells)))
    return found


def cell_text(cell: Any) -> str:
    """A cell as a text: whole numbers without a point, others in full, a day as yyyy-mm-dd."""
    if isinstance(cell, str):
        return cell
    if isinstance(cell, bool):
        return "TRUE" if cell else "FALSE"
    if isinstance(cell, float):
        return str(int(cell)) if cell.is_integer() and abs(cell) < 10**_DIGITS else _number_text(cell)
    if isinstance(cell, datetime):
        return cell.date().isoformat() if cell.time() == datetime.min.time() else cell.isoformat(" ")
    return cell.isoformat() if isinstance(cell, date) else str(cell)


def _number_text(number: float) -> str:
    return format(Decimal(repr(float(f"{number:.{_DIGITS}g}"))), "f")


def sheet_named(path: Path, sheets: Sequence[Sheet], layout: TableLayout) -> Sheet:
    pattern = ".*".join(map(re.escape, layout.sheet.strip().split("*")))
    found = [sheet for sheet in sheets if re.fullmatch(pattern, sheet.name.strip(), re.IGNORECASE | re.DOTALL)]
    if len(found) == 1:
        return found[0]
    names = ", ".join(f"'{sheet.name}'" for sheet in found or sheets)
    message = f"has no sheet '{layout.sheet}'" if not found else f"has more than one sheet '{layout.sheet}'"
    raise refused(path, None, f"{message}: {names}", f"Correct `sheet` in raw/sources.yml; {KEEPS}")


def heading_of(path: Path, sheet: Sheet, layout: LongLayout) -> int:
    rows = [tuple(cell_text(cell).strip() for cell in row) for row in sheet.rows[:HEADING_ROWS]]
    for place, row in enumerate(rows):
        if not Columns(row).missing(layout):
            return place
    best, _ = closest_heading(rows, layout)
    columns = Columns(rows[best] if rows else ())
    message = f"has no column {', '.join(columns.missing(layout))}; its columns are {_shown(columns)}"
    raise refused(path, None, f"'{sheet.name}' row {best + 1} {message}", _remedy())


def _shown(columns: Columns) -> str:
    return ", ".join(name for name in columns.printed if name) or "none"


def _remedy() -> str:
    return f"If its publisher renamed it, correct the layout in raw/sources.yml; {KEEPS}"
