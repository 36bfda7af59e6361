"""Lines under a heading to columns of cell texts with their offsets.

Here: delimited rows, quoted cells, and rows without delimiters whose columns are told apart by what they can
hold. Not here: what a cell means, and where a table ends (`pipeline.extract.tables`).
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import compress
from operator import add

from pipeline.extract.cells import Column, split_cells
from pipeline.extract.headings import Heading
from pipeline.extract.lines import LONGEST_LINE, Line, Lines

# One column's cells: their texts and their offsets in the document.
Texts = tuple[list[str], list[int]]

_MARKDOWN_RULE = re.compile(r"[\s|:]*-[\s|:-]*")


class Body:
    """The printed lines under a heading, as columns: their numbers, texts and offsets."""

    def __init__(self, lines: Lines, first: int, last: int, delimiter: str | None) -> None:
        self.texts = lines.texts[first:last]
        self.starts = lines.starts[first:last]
        self.numbers = list(range(first + 1, last + 1))
        keep = [bool(text) and not text.isspace() for text in self.texts]
        if delimiter == "|":
            keep = [kept and not _MARKDOWN_RULE.fullmatch(text) for kept, text in zip(keep, self.texts, strict=True)]
        self.keep(keep)

    def keep(self, flags: list[bool]) -> None:
        if not all(flags):
            self.texts = list(compress(self.texts, flags))
            self.starts = list(compress(self.starts, flags))
            self.numbers = list(compress(self.numbers, flags))

    def line(self, index: int) -> Line:
        return Line(self.numbers[index], self.starts[index], self.texts[index])

    def copy(self) -> Body:
        body = object.__new__(Body)
        body.texts, body.starts, body.numbers = self.texts, self.starts, self.numbers
        return body


def split_delimited(heading: Heading, rows: Body, reasons: dict[int, str]) -> list[Texts]:
    """The cells of each column; rows of another width are taken out of `rows`, with the reason."""
    delimiter, width = heading.delimiter or "\t", len(heading.order)
    if delimiter == "|" or any('"' in text for text in rows.texts):
        return _split_quoted(heading, rows, reasons)
    delimiters = [text.count(delimiter) for text in rows.texts]
    if delimiters.count(width - 1) < len(delimiters):
        for number, count in zip(rows.numbers, delimiters, strict=True):
            if count != width - 1:
                reasons[number] = _wrong_width(count + 1, width)
        rows.keep([count == width - 1 for count in delimiters])
    # All rows have the same width, so every width-th cell of all of them together is one column.
    cells = delimiter.join(rows.texts).split(delimiter) if rows.texts else []
    columns = []
    starts = rows.starts
    after = range(1, LONGEST_LINE + 2)  # what a cell of a length takes, its delimiter with it
    for position in range(width):
        raw = cells[position::width]
        texts = list(map(str.strip, raw))
        shifted = starts
        if texts != raw:
            # An all-blank cell strips to nothing: its offset is the cell's beginning.
            shifted = [
                start + (len(cell) - len(cell.lstrip()) if text else 0)
                for start, cell, text in zip(starts, raw, texts, strict=True)
            ]
        columns.append((texts, shifted))
        if position < width - 1:
            starts = list(map(add, starts, map(after.__getitem__, map(len, raw))))
    return columns


def _split_quoted(heading: Heading, rows: Body, reasons: dict[int, str]) -> list[Texts]:
    width = len(heading.order)
    columns: list[Texts] = [([], []) for _ in range(width)]
    fits = []
    for index, number in enumerate(rows.numbers):
        cells = split_cells(rows.line(index), heading.delimiter or "\t")
        fits.append(len(cells) == width)
        if len(cells) != width:
            reasons[number] = _wrong_width(len(cells), width)
            continue
        for column, (text, start) in zip(columns, cells, strict=True):
            column[0].append(text)
            column[1].append(start)
    rows.keep(fits)
    return columns


def _wrong_width(found: int, width: int) -> str:
    return f"{found} cells where the heading has {width}: the row is cut, or a cell holds the delimiter"


def split_typed(
    columns: Sequence[Column], heading: Heading, rows: Body, reasons: dict[int, str]
) -> list[Texts]:
    """The cells of each column of rows without delimiters, told apart by what each column can hold."""
    order = [columns[index] for index in heading.order if index is not None]
    pattern = re.compile(r"\s*" + r"\s+".join(f"({column.pattern})" for column in order) + r"\s*", re.IGNORECASE)
    titles = ", ".join(column.title for column in order)
    matches = list(map(pattern.fullmatch, rows.texts))
    for number, match in zip(rows.numbers, matches, strict=True):
        if not match:
            reasons[number] = f"does not read as a row of: {titles}"
    rows.keep([match is not None for match in matches])
    found = [match for match in matches if match]
    texts = [match.groups() for match in found]
    spans = [match.regs for match in found]
    return [
        (
            [row[position] for row in texts],
            [start + span[position + 1][0] for start, span in zip(rows.starts, spans, strict=True)],
        )
        for position in range(len(order))
    ]
