"""The rows of a CSV one by one, where they cannot be read at once.

Rows of another length than the heading, notes below the data, quotation marks that do not agree and a file that breaks
off are found here.
"""

from __future__ import annotations

import csv
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from itertools import islice
from pathlib import Path
from typing import TextIO

from pipeline.base.problems import ValidationFailed
from pipeline.parse.csv.columns import KEEPS, refused
from pipeline.parse.csv.file_bytes import Opened
from pipeline.parse.csv.table import LONGEST_TEXT, MOST_LISTED, Lines, StrayRow

# More rows of another length below the data are no notes.
MOST_NOTES = 100
_LONGEST_LINE = 100_000


@dataclass(frozen=True)
class _Row:
    """A record of a file: its number, the line on which it begins, its cells."""

    number: int
    line: int
    cells: list[str]


@dataclass
class _Ragged:
    """Rows of another length than the heading: the first of them, how many, and how many since the last whole row."""

    rows: list[_Row] = field(default_factory=list)
    last: _Row | None = None
    count: int = 0
    below: int = 0

    def add(self, row: _Row) -> None:
        self.last = row
        self.count += 1
        self.below += 1
        if len(self.rows) < MOST_LISTED:
            self.rows.append(row)


class _Unread(Exception):
    """Quotation marks do not agree from a row on; `lines` are its lines and the next ones."""

    def __init__(self, number: int, line: int, lines: list[str], is_too_long: bool) -> None:
        super().__init__()
        self.number, self.line, self.lines, self.is_too_long = number, line, lines, is_too_long


def whole_rows(path: Path, opened: Opened, lines: Lines, work: Path) -> Path:
    """A copy of the rows that are as long as the heading, with their numbers; the others become strays of `lines`.

    ValidationFailed where quotation marks do not match, where there are more strays than rows, and where the file is
    cut off.
    """
    heading = opened.columns.printed
    titled = max((place for place, name in enumerate(heading) if name), default=-1) + 1
    copy = work / "rows.csv"
    whole, last, ragged = 0, _Row(opened.row, opened.line, []), _Ragged()
    with (
        opened.path.open(encoding="utf-8-sig", newline="") as source,
        copy.open("w", encoding="utf-8", newline="") as sink,
    ):
        writer = csv.writer(sink, lineterminator="\n")
        try:
            for row in _records(source, opened):
                if row.number == opened.row:
                    writer.writerow([*heading, "row_no"])
                elif (full := _fitted(row.cells, len(heading), titled)) is not None:
                    writer.writerow([*full, row.number])
                    whole, last, ragged.below = whole + 1, row, 0
                elif row.cells:
                    ragged.add(row)
        except _Unread as unread:
            if not whole or unread.is_too_long:
                raise damaged(path, unread.line, _why_unread(unread)) from None
            for row in _notes(path, unread, opened, titled):
                ragged.add(row)
    _refuse_damaged(path, opened, whole, last, ragged)
    for row in ragged.rows:
        lines.add_stray(_stray(row, len(heading), is_below=row.number > last.number))
    lines.strays = ragged.count
    return copy


def damaged(path: Path, line: int | None, message: str) -> ValidationFailed:
    """The refusal of a file that cannot be corrected here."""
    return refused(path, line, message, f"Ask its publisher; {KEEPS}")


def _records(source: TextIO, opened: Opened) -> Iterator[_Row]:
    """The records from the heading on; a copy begins with it, and lines are numbered as in the file that came."""
    lines_read: list[str] = []

    def lines() -> Iterator[str]:
        for line in source:
            lines_read.append(line)
            yield line

    reader = csv.reader(lines(), delimiter=opened.delimiter, strict=True)
    number, line = opened.row, opened.line
    try:
        for cells in reader:
            yield _Row(number, line, cells)
            number, line = number + 1, reader.line_num + opened.line
            lines_read.clear()
    except csv.Error as error:
        raise _Unread(number, line, [*lines_read, *islice(source, MOST_NOTES)], _is_too_long(error)) from None


def _notes(path: Path, unread: _Unread, opened: Opened, titled: int) -> list[_Row]:
    """Lines with quotation marks that do not agree, if they are notes below the data; else the file is refused."""
    found = []
    for place, line in enumerate(unread.lines):
        # Cut off, for the longest cell that is read has an end, and a note is shorter.
        cells = next(csv.reader([line[:_LONGEST_LINE]], delimiter=opened.delimiter), [])
        found.append(_Row(unread.number + place, unread.line + place, cells))
        is_row = _fitted(cells, len(opened.columns.printed), titled) is not None
        if is_row or len(found) >= MOST_NOTES:
            raise damaged(path, unread.line, _why_unread(unread))
    return [row for row in found if row.cells]


def _is_too_long(error: csv.Error) -> bool:
    """Whether a cell is longer than csv reads; the module has one class for all errors, and only the words differ."""
    return "field larger" in str(error)


def _why_unread(unread: _Unread) -> str:
    if unread.is_too_long:
        return "a row is longer than any row of figures"
    return "a quotation mark is not closed, or text follows the one that closes"


def _refuse_damaged(path: Path, opened: Opened, whole: int, last: _Row, ragged: _Ragged) -> None:
    if ragged.last is None:
        return
    width = len(opened.columns.printed)
    if not whole or ragged.count - ragged.below > whole or ragged.below > max(whole, MOST_NOTES):
        first = ragged.rows[0]
        raise damaged(path, first.line, f"a row of {_count(first.cells)} where the heading has {width}")
    is_last = ragged.last.number > last.number and len(ragged.last.cells) < width
    if is_last and _breaks_off(opened.path, ragged.last.cells, last.cells):
        raise damaged(path, ragged.last.line, "breaks off in the middle of its last row")


def _fitted(cells: list[str], width: int, titled: int) -> list[str] | None:
    """A row of the heading's width, without empty cells beyond it and with those under no title; else None."""
    if len(cells) == width:
        return cells
    if len(cells) > width:
        return cells[:width] if not any(cell.strip() for cell in cells[width:]) else None
    return [*cells, *[""] * (width - len(cells))] if cells and len(cells) >= titled else None


def _breaks_off(path: Path, cells: list[str], before: list[str]) -> bool:
    """Whether a file ends within a row of data: there is no line end, and the row begins as the one before does."""
    with path.open("rb") as file:
        file.seek(-1, 2)
        if file.read(1) in b"\r\n":
            return False
    return len(cells) > 1 and bool(cells[0].strip()) and cells[:1] == before[:1]


def _stray(row: _Row, width: int, *, is_below: bool) -> StrayRow:
    has = f"line {row.line} {{}} {_count(row.cells)} where the heading has {width}"
    if is_below:
        reason = f"{has.format('stands below the data and has')}: a note, it seems"
    else:
        reason = f"{has.format('has')}, so its cells are uncertain; ask its publisher"
    filled = sum(bool(cell.strip()) for cell in row.cells)
    return StrayRow(row.number, " | ".join(row.cells)[:LONGEST_TEXT], filled or None, reason)


def _count(cells: Sequence[str]) -> str:
    return f"{len(cells)} cell{'s' * (len(cells) != 1)}"
