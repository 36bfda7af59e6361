"""Cells carried from a publisher's file, in a CSV that shows where each of them stands in it.

The first line has the letters of the columns, and the first column the number of each row, as a spreadsheet shows them;
rows and columns that are not carried are not there. A cell that is the same as the one above it is ^, and one that is
the same as the last time that the cell before it in its row was the same is ~, such as a name after its code. Numbers
and days of a workbook are written plainly, and a text that looks like one of them has an apostrophe before it, as a
spreadsheet has it too. In the grid of a CSV, where every cell is a text, nothing has.
"""

from __future__ import annotations

import csv
import re
from collections.abc import Mapping, Sequence
from datetime import date, datetime
from pathlib import Path
from typing import Any

from pipeline.base.problems import Problem, ValidationFailed
from pipeline.parse.xlsx.cells import Sheet, column_index, column_letters
from pipeline.parse.xlsx.package import MOST_CELLS

ROW = "row"
ABOVE, AGAIN = "^", "~"
_APOSTROPHE = "'"
_NUMBER = re.compile(r"-?\d+(\.\d+)?(e[+-]?\d+)?", re.ASCII)
_DAY = re.compile(r"\d{4}-\d\d-\d\d( \d\d:\d\d:\d\d(\.\d+)?)?", re.ASCII)
_LETTERS = re.compile(r"[A-Z]{1,3}", re.ASCII)
_WORDS = {"TRUE": True, "FALSE": False}


def read_grids(files: Mapping[str | None, Path]) -> list[Sheet]:
    """The sheets of several grids, with empty cells in place of those that are not carried.

    A CSV, whose name is None, is a sheet without a name. ValidationFailed for a file that is no grid.
    """
    return [Sheet(name or "", read_grid(path, is_workbook=name is not None)) for name, path in files.items()]


def read_grid(path: Path, *, is_workbook: bool) -> list[list[Any]]:
    """The rows of a grid from the first of the original on, each as long as the longest."""
    with path.open(encoding="utf-8", newline="") as file:
        lines = csv.reader(file)
        try:
            return _read(path, lines, is_workbook=is_workbook)
        except (csv.Error, ValueError) as error:
            # A day that is none, a cell without an end, what is no UTF-8.
            raise _refused(path, max(1, lines.line_num), f"cannot be read: {error}") from None


def _read(path: Path, lines: Any, *, is_workbook: bool) -> list[list[Any]]:
    places = _places(path, next(lines, []))
    width = max(places, default=-1) + 1
    rows: list[list[Any]] = []
    texts = _Texts(len(places))
    for line in lines:
        number, cells = _numbered(path, lines.line_num, line, len(places))
        if number <= len(rows):
            raise _refused(path, lines.line_num, f"row {number} stands below a later one")
        if number * width > MOST_CELLS:
            reach = f"reaches down to row {number} and right to {column_letters(width - 1)}"
            raise _refused(path, lines.line_num, f"{reach}; the most that are read are {MOST_CELLS:,} cells")
        rows += ([""] * width for _ in range(number - len(rows)))
        row = rows[-1]
        for place, cell in zip(places, texts.read(cells), strict=True):
            row[place] = value_of(cell) if is_workbook else cell
    return rows


def write_grid(path: Path, rows: Mapping[int, Sequence[Any]], places: Sequence[int], *, is_workbook: bool) -> None:
    """Writes cells as a grid: of each row, by its number from 1, those at `places`, from 0."""
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow([ROW, *map(column_letters, places)])
        texts = _Texts(len(places))
        for number, row in sorted(rows.items()):
            cells = [row[place] if place < len(row) else "" for place in places]
            if not is_workbook and (sign := next((cell for cell in cells if cell in (ABOVE, AGAIN)), None)):
                raise ValueError(f"{path}: row {number} has a cell {sign}, which means another thing in a grid")
            written = [text_of(cell) if is_workbook else str(cell) for cell in cells]
            writer.writerow([number, *texts.write(written)])


class _Texts:
    """The texts of a grid row by row, with signs in place of those that repeat."""

    def __init__(self, width: int) -> None:
        self.above = [""] * width
        # Of each column, what stood last after a text in the column before it.
        self.after: list[dict[str, str]] = [{} for _ in range(width)]

    def read(self, cells: Sequence[str]) -> list[str]:
        """The texts of a row without signs."""
        texts: list[str] = []
        for place, cell in enumerate(cells):
            before = texts[-1] if texts else ""
            text = self.above[place] if cell == ABOVE else self.after[place].get(before, "") if cell == AGAIN else cell
            texts.append(text)
        self._note(texts)
        return texts

    def write(self, texts: Sequence[str]) -> list[str]:
        """The same with signs."""
        cells = []
        for place, text in enumerate(texts):
            is_again = place and len(text) > 1 and self.after[place].get(texts[place - 1]) == text
            cells.append(ABOVE if text and text == self.above[place] else AGAIN if is_again else text)
        self._note(texts)
        return cells

    def _note(self, texts: Sequence[str]) -> None:
        self.above = list(texts)
        for place, text in enumerate(texts[1:], 1):
            self.after[place][texts[place - 1]] = text


def text_of(cell: Any) -> str:
    """A cell of a workbook as a grid has it."""
    if isinstance(cell, bool):
        return "TRUE" if cell else "FALSE"
    if isinstance(cell, float):
        return repr(int(cell)) if cell.is_integer() and abs(cell) < 1e15 else repr(cell)
    if isinstance(cell, datetime):
        return cell.isoformat(" ")
    if isinstance(cell, date):
        return cell.isoformat()
    text = str(cell)
    is_other = _looks_otherwise(text) if isinstance(cell, str) else False
    return _APOSTROPHE + text if is_other else text


def value_of(text: str) -> Any:
    """The cell that stands so in a grid."""
    if text.startswith(_APOSTROPHE):
        return text[1:]
    if text in _WORDS:
        return _WORDS[text]
    if _NUMBER.fullmatch(text):
        return float(text)
    if _DAY.fullmatch(text):
        return datetime.fromisoformat(text) if " " in text else date.fromisoformat(text)
    return text


def _looks_otherwise(text: str) -> bool:
    """Whether a text would be read as something else than a text."""
    is_plain = text in _WORDS or text in (ABOVE, AGAIN) or text.startswith(_APOSTROPHE)
    return is_plain or bool(_NUMBER.fullmatch(text) or _DAY.fullmatch(text))


def _places(path: Path, heading: Sequence[str]) -> list[int]:
    letters = heading[1:]
    if heading[:1] != [ROW] or not letters or not all(_LETTERS.fullmatch(name) for name in letters):
        raise _refused(path, 1, f"its first line is not '{ROW}' and the letters of columns")
    places = [column_index(name.encode()) for name in letters]
    if places != sorted(set(places)):
        raise _refused(path, 1, "its columns are not in order")
    return places


def _numbered(path: Path, line_no: int, line: Sequence[str], width: int) -> tuple[int, Sequence[str]]:
    if len(line) != width + 1:
        raise _refused(path, line_no, f"has {len(line)} cells, and its first line {width + 1}")
    if not re.fullmatch(r"[1-9]\d{0,6}", line[0], re.ASCII):
        raise _refused(path, line_no, f"'{line[0]}' is no number of a row")
    return int(line[0]), line[1:]


def _refused(path: Path, line_no: int, message: str) -> ValidationFailed:
    return ValidationFailed([Problem(str(path), line_no, message, "Carry the figures anew: scripts/carry_figures.py")])
