"""A feed's file as the table `line`: one row for each measure, organisation and period, whatever form the file has.

Here: the rows below the heading, of a CSV or of a sheet, and rows that are none of the table. Not here: bytes and
headings of a CSV (`pipeline.feed_bytes`), columns of measures (`pipeline.feed_wide`), what the texts mean.
"""

from __future__ import annotations

import csv
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path

import duckdb

from pipeline.faults import Refused
from pipeline.feed_bytes import Opened, has_empty_line, in_utf8, is_utf8, open_csv
from pipeline.feed_columns import KEEPS, quoted, refused
from pipeline.feed_sheets import load_sheet
from pipeline.feed_table import LONGEST_TEXT, MOST_LISTED, Lines, OtherPart, StrayRow, note
from pipeline.feed_wide import set_below_each_other
from pipeline.sources import LongLayout, TableLayout

ABOVE = "above the heading"


def load_lines(con: duckdb.DuckDBPyConnection, path: Path, layout: LongLayout, work: Path) -> Lines:
    """Makes the table `line` of all cells as texts, in the file's order.

    Refused when needed columns are not there, and for a file that is no such table or has no rows.
    """
    if isinstance(layout, TableLayout):
        sheet = load_sheet(con, path, layout, work)
        lines = Lines(sheet.columns, number="row_no")
        lines.parts += [OtherPart(name, cells, "the layout names another sheet") for name, cells in sheet.others]
        above, letters, place_of = sheet.above, sheet.letters, f"{sheet.name}!"
        for number, cells in sheet.notes:
            lines.add_stray(note(number, cells))
    else:
        lines, above = _load_csv(con, path, layout, work)
        letters, place_of = [], ""
    if above:
        lines.parts.append(OtherPart(ABOVE, above, "stands above the heading", labels=above))
    if con.execute("FROM line LIMIT 1").fetchone() is None:
        raise refused(path, None, "has no row below its heading", f"Ask for it again; {KEEPS}")
    lines.measure = " || ' ' || ".join(f"trim({lines.column(name)})" for name in layout.measure)
    if len(layout.measure) == 1:
        lines.measure = lines.column(*layout.measure)
    if layout.measures:
        set_below_each_other(con, lines, layout, letters, place_of)
        return lines
    lines.value = lines.column(*layout.value)
    place = lines.columns.place(*layout.value) or 0
    lines.value_title = lines.columns.printed[place]
    lines.numerator, lines.denominator = lines.column(*layout.numerator), lines.column(*layout.denominator)
    if lines.number:
        cell = f"{quoted(place_of + letters[place])} || row_no" if letters else None
        lines.locator = cell or f"'row ' || row_no || {quoted(', ' + lines.value_title)}"
        lines.is_by_cell = bool(letters)
    return lines


# -- the rows of a CSV ------------------------------------------------------------------------------------------------


def _load_csv(con: duckdb.DuckDBPyConnection, path: Path, layout: LongLayout, work: Path) -> tuple[Lines, int]:
    """The table and how many rows stand above the heading."""
    opened = open_csv(path, layout, work)
    lines = Lines(opened.columns, opened.delimiter, first=opened.row + 1)
    width = len(opened.columns.printed)
    is_read = not has_empty_line(opened.path) and _read_as_it_is(con, opened, width)
    if not is_read and not opened.is_copy and not is_utf8(opened.path):
        opened = in_utf8(opened, work)
        is_read = not has_empty_line(opened.path) and _read_as_it_is(con, opened, width)
    if not is_read:
        rows = _whole_rows(path, opened, lines, work)
        try:
            _read_csv(con, rows, ",", width, numbered=True)
        except duckdb.InvalidInputException:
            raise _damaged(path, None, "a row is longer than any row of figures") from None
        lines.first, lines.number = 0, "row_no"
    return lines, len(opened.above)


def _read_as_it_is(con: duckdb.DuckDBPyConnection, opened: Opened, width: int) -> bool:
    """Whether all rows could be read at once; where not, each has to be looked at."""
    try:
        _read_csv(con, opened.path, opened.delimiter, width)
    except duckdb.InvalidInputException:
        return False
    return True


def _read_csv(
    con: duckdb.DuckDBPyConnection, path: Path, delimiter: str, width: int, *, numbered: bool = False
) -> None:
    names = [f"'c{place}'" for place in range(width)]
    types = ", ".join([f"{name}: 'VARCHAR'" for name in names] + ["'row_no': 'BIGINT'"] * numbered)
    con.execute(
        f"CREATE OR REPLACE TABLE line AS FROM read_csv({quoted(str(path))}, columns = {{{types}}}, header = true,"
        f" auto_detect = false, delim = {quoted(delimiter)}, quote = '\"', escape = '\"',"
        f" force_not_null = [{', '.join(names)}])"
    )


def _whole_rows(path: Path, opened: Opened, lines: Lines, work: Path) -> Path:
    """A copy of the rows that have as many cells as the heading, with their numbers; the others are strays.

    Refused where quotation marks do not agree, where there are more strays than rows, and where the file breaks off.
    """
    heading = opened.columns.printed
    titled = max((place for place, name in enumerate(heading) if name), default=-1) + 1
    copy = work / "rows.csv"
    whole, last, ragged = 0, (0, ""), _Ragged()
    with (
        opened.path.open(encoding="utf-8-sig", newline="") as source,
        copy.open("w", encoding="utf-8", newline="") as sink,
    ):
        reader = csv.reader(source, delimiter=opened.delimiter, strict=True)
        writer = csv.writer(sink, lineterminator="\n")
        # A copy begins with the heading; lines are told as they are in the file that came.
        offset = opened.line - 1
        try:
            for number, cells in enumerate(reader, opened.row):
                if number == opened.row:
                    writer.writerow([*heading, "row_no"])
                elif (full := _fitted(cells, len(heading), titled)) is not None:
                    writer.writerow([*full, number])
                    whole, last = whole + 1, (number, cells[0])
                elif cells:
                    ragged.add(number, reader.line_num + offset, cells)
        except csv.Error as error:
            raise _damaged(path, reader.line_num + offset, _unread(error)) from None
    if ragged.count > whole:
        number, line, cells = ragged.rows[0]
        raise _damaged(path, line, f"a row of {len(cells)} cells where the heading has {len(heading)}")
    is_last = ragged.last[0] > last[0] and len(ragged.last[2]) < len(heading)
    if is_last and _breaks_off(opened.path, ragged.last[2], last[1]):
        raise _damaged(path, ragged.last[1], "breaks off in the middle of its last row")
    for number, line, cells in ragged.rows:
        lines.add_stray(_ragged_row(number, line, cells, len(heading), below=number > last[0]))
    lines.strays = ragged.count
    return copy


@dataclass
class _Ragged:
    """Rows with another number of cells than the heading has: the first of them, the last one, and how many."""

    rows: list[tuple[int, int, list[str]]] = field(default_factory=list)
    last: tuple[int, int, list[str]] = (0, 0, [])
    count: int = 0

    def add(self, number: int, line: int, cells: list[str]) -> None:
        self.last = (number, line, cells)
        self.count += 1
        if len(self.rows) < MOST_LISTED:
            self.rows.append(self.last)


def _fitted(cells: list[str], width: int, titled: int) -> list[str] | None:
    """A row of the heading's width, without empty cells beyond it and with those under no title; else None."""
    if len(cells) == width:
        return cells
    if len(cells) > width:
        return cells[:width] if not any(cell.strip() for cell in cells[width:]) else None
    return [*cells, *[""] * (width - len(cells))] if cells and len(cells) >= titled else None


def _breaks_off(path: Path, cells: list[str], before: str) -> bool:
    """Whether a file ends within a row of data: there is no line end, and the row begins as the one before does."""
    with path.open("rb") as file:
        file.seek(-1, 2)
        if file.read(1) in b"\r\n":
            return False
    return len(cells) > 1 and bool(cells[0].strip()) and cells[0] == before


def _ragged_row(number: int, line: int, cells: Sequence[str], width: int, *, below: bool) -> StrayRow:
    filled = sum(bool(cell.strip()) for cell in cells)
    count = f"{len(cells)} cell{'s' * (len(cells) != 1)}"
    if below:
        reason = f"line {line} stands below the data and has {count} where the heading has {width}: a note, it seems"
    else:
        reason = f"line {line} has {count} where the heading has {width}, so its cells are uncertain; ask its publisher"
    return StrayRow(number, " | ".join(cells)[:LONGEST_TEXT], filled, reason)


def _unread(error: csv.Error) -> str:
    told = str(error)
    if "field larger" in told:
        return "a row is longer than any row of figures"
    return "a quotation mark is not closed, or text follows the one that closes"


def _damaged(path: Path, line: int | None, message: str) -> Refused:
    return refused(path, line, message, f"Ask its publisher; {KEEPS}")
