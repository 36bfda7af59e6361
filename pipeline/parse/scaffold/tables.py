"""The tables that a text prints, found without knowing their titles.

Rows are lines with an organisation in one cell; the heading stands over them, and titles that run together are split.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import NamedTuple

from pipeline.base.lines import Line
from pipeline.parse.scaffold.heading_titles import LONGEST_HEADING, WIDE_SPACE, split_titles
from pipeline.parse.text.lines.bullets import read_bullet
from pipeline.parse.text.lines.line_signs import LineSigns
from pipeline.parse.text.tables.cell_splitting import DELIMITERS, split_cells
from pipeline.parse.text.tables.cells import MISSING_VALUES
from pipeline.parse.text.tables.headings import squash
from pipeline.parse.text.tables.row_splitting import only_divides
from pipeline.parse.text.tables.spread_tables import find_spread_tables
from pipeline.parse.text.tables.two_line_headings import joined_titles, pieces
from pipeline.reference.vocabulary import Vocabulary

LONGEST_TITLE = 120

NUMBER = re.compile(r"[-−]?£?(?:\d{1,3}(?:,\d{3})+|\d+)(?:\.\d+)?\s*%?")
# A name that is wrapped has so many lines at most, and so many words on a line of its own.
LINES_OF_A_NAME = 4
WORDS_OF_A_PART = 6
# What publishers shorten bands to: Outstanding, Good, Requires improvement, Inadequate, and the four of 2016.
SHORT_FORMS = frozenset(
    ("o", "o/s", "os", "g", "ri", "r/i", "r.i", "req imp", "req. imp", "reqs imp", "i", "inad", "inadeq", "tp", "pw")
) | {"ni", "gnfi"}
_YEAR = re.compile(r"(?:19|20)\d\d")
_BEGINS_NAME = re.compile(r"NHS\s")
# What stands in a sidecar for the title of the organisations across the top of a table without a corner.
_NO_CORNER = "Name"
_COMMON_TITLES = ("ccg name", "ccg", "organisation name", "organisation", "overall rating", "rating")


class Row(NamedTuple):
    """A line that may be a row: `delimiter` is None where white space alone divides its cells."""

    line: Line
    delimiter: str | None
    cells: tuple[str, ...]


@dataclass
class PrintedTable:
    """A table: its titles, and the rows under all of its headings, whose lines are `headings`.

    `others` are further lines of a table whose rows are not one on a line.
    """

    titles: tuple[str, ...]
    headings: list[Line] = field(default_factory=list)
    rows: list[Row] = field(default_factory=list)
    others: set[int] = field(default_factory=set)

    @cached_property
    def columns(self) -> list[list[str]]:
        """The cells under each title, once all rows are in."""
        return [[row.cells[index] for row in self.rows] for index in range(len(self.titles))]

    @property
    def line_numbers(self) -> set[int]:
        return self.others.union(line.number for line in [*self.headings, *(row.line for row in self.rows)])


def spread_tables(lines: Sequence[Line], signs: LineSigns) -> list[PrintedTable]:
    """The tables whose rows are not one on a line, each set of titles once."""
    tables: dict[frozenset[str], PrintedTable] = {}
    for found in find_spread_tables(lines, signs):
        titles = tuple(title or _NO_CORNER for title in found.titles)
        table = tables.setdefault(frozenset(map(squash, titles)), PrintedTable(titles))
        order = list(map(list(map(squash, titles)).index, map(squash, table.titles)))
        table.headings.append(found.first)
        table.others |= found.lines
        for parts in found.rows:
            last = max(part.line_no for part in parts)
            cells = tuple(parts[at].text for at in order)
            table.rows.append(Row(Line(last, parts[0].start, parts[0].text), None, cells))
    return list(tables.values())


class _Open(NamedTuple):
    """The table under whose heading the present line stands; `order` is the printed place of each of its titles."""

    table: PrintedTable
    delimiter: str | None
    order: list[int]


class TableFinder:
    """Finds the tables of texts.

    `is_organisation` says whether a cell's text names one; `known_titles` are names of measures and areas, which
    separate titles that run together.
    """

    def __init__(
        self, is_organisation: Callable[[str], bool], vocabulary: Vocabulary, known_titles: Iterable[str]
    ) -> None:
        self._is_organisation = is_organisation
        # The numbers of lines that look like rows of the text last looked through, and have no heading.
        self.without_heading: set[int] = set()
        labels = {label for scale in vocabulary.scales for label in scale.by_label}
        labels.update(label.casefold() for label in vocabulary.missing_labels)
        self._never_titles = labels | set(MISSING_VALUES)
        self._never_before_names = set(MISSING_VALUES) - labels
        # A change is printed with its sign, or in brackets.
        cell = rf"(?:{_any_of(self._never_titles)}|\+?{NUMBER.pattern}|\({NUMBER.pattern}\))"
        # Initials are words of a name, too, unless wide spaces set them off.
        short = rf"(?<=\s\s)(?:{_any_of(SHORT_FORMS)})(?=\s\s|\s*$)"
        code = r"(?:^\s*|(?<=\s\s))(?-i:\d\d[A-Z]|[A-Z]\d[A-Z]\d[A-Z]|E\d{8})(?=\s\s)"
        self._token = re.compile(rf"(?:(?<!\S){cell}(?!\S)|{short}|{code})", re.IGNORECASE)
        self._known = re.compile(rf"(?:{_any_of({*_COMMON_TITLES, *known_titles})})", re.IGNORECASE)

    def find(self, lines: Iterable[Line]) -> tuple[list[PrintedTable], list[str]]:
        """The tables in order, each set of titles once, and for people what looks like one and could not be read."""
        tables: dict[frozenset[str], PrintedTable] = {}
        notes: dict[int, str] = {}
        without_heading: list[int] = []
        now: _Open | None = None
        above: list[Line] = []
        last_row = 0
        for line in lines:
            if only_divides(line.text):
                continue
            row = self._organisation_row(line)
            if row and (headed := self._heading(above, row)):
                heading, titles = headed
                if not _are_distinct(titles):
                    notes[heading[-1].number] = "a heading in which a title is missing or stands twice cannot be mapped"
                    now = None
                else:
                    table = tables.setdefault(frozenset(map(squash, titles)), PrintedTable(titles))
                    table.headings.append(heading[0])
                    table.others.update(line.number for line in heading)
                    printed = list(map(squash, titles))
                    now = _Open(table, row.delimiter, [printed.index(squash(title)) for title in table.titles])
            if now and row is None and line.number - 1 > last_row and self._is_another_heading(line, now):
                now = None
            row = self._fitting(line, row, now)
            last_row = line.number if row else last_row
            if row and now:
                now.table.rows.append(row._replace(cells=tuple(row.cells[index] for index in now.order)))
            elif row and self._holds_data(row.cells):
                without_heading.append(line.number)
            above = [] if row else [*above, line][-LINES_OF_A_NAME:]
        self.without_heading = set(without_heading)
        messages = [f"line {number}: {note}" for number, note in notes.items()]
        return [table for table in tables.values() if table.rows], messages

    def _heading(self, above: Sequence[Line], row: Row) -> tuple[Sequence[Line], tuple[str, ...]] | None:
        """The lines of the heading of `row`, one or two, and its titles.

        It stands above the row, and above a region, a total or a part of a name between.
        """
        for place in reversed(range(len(above))):
            line = above[place]
            titles = self._titles(line, row)
            if titles and _are_distinct(titles):
                return [line], titles
            if place and (both := self._titles_of_two(above[place - 1], line, row)):
                return above[place - 1 : place + 1], both
            if titles:
                return [line], titles
            if not self._stands_between(line, row):
                return None
        return None

    def _stands_between(self, line: Line, row: Row) -> bool:
        """Whether `line` may stand between a heading and its row: one cell alone, or a part of a name."""
        if row.delimiter is not None:
            cells = _texts(line, row.delimiter)
            return sum(map(bool, cells)) == 1 or (len(cells) == len(row.cells) and self._holds_data(cells))
        typed = self._typed_row(line)
        return len(line.text.split()) <= WORDS_OF_A_PART or (typed is not None and len(typed.cells) == len(row.cells))

    def _organisation_row(self, line: Line) -> Row | None:
        """The row that `line` is if one of its cells names an organisation."""
        for delimiter in DELIMITERS:
            if delimiter in line.text:
                cells = _texts(line, delimiter)
                if any(map(self._is_organisation, cells)):
                    return Row(line, delimiter, cells)
        row = self._typed_row(line)
        return row if row and any(map(self._is_organisation, row.cells)) else None

    def _typed_row(self, line: Line) -> Row | None:
        if len(line.text) > LONGEST_HEADING or read_bullet(line):
            return None
        text = line.text.rstrip()
        tokens = list(self._token.finditer(text))
        after = _run([match.span() for match in reversed(tokens)], text, len(text))
        if not after:
            return None
        rest = text[: tokens[-after].start()]
        usable = [match.span() for match in tokens[:-after] if match[0].casefold() not in self._never_before_names]
        before = _run(usable, text, 0)
        name = rest[usable[before - 1][1] if before else 0 :].strip()
        if not name:
            return None
        leading = (text[start:end] for start, end in usable[:before])
        return Row(line, None, (*leading, name, *(match[0] for match in tokens[-after:])))

    def _fitting(self, line: Line, row: Row | None, now: _Open | None) -> Row | None:
        """The row of the table `now` that `line` is, also with a name that is not known; without a table, `row`."""
        if now is None:
            return row
        if row is None or row.delimiter != now.delimiter:
            row = Row(line, now.delimiter, _texts(line, now.delimiter)) if now.delimiter else self._typed_row(line)
        if row is None or len(row.cells) != len(now.order) or self._reads_as_heading(row.cells):
            return None
        return row

    def _is_another_heading(self, line: Line, now: _Open) -> bool:
        """Whether a line that stands apart has as many titles as the table before it, and so heads another."""
        titles = _texts(line, now.delimiter) if now.delimiter else tuple(WIDE_SPACE.split(line.text.strip()))
        return len(titles) == len(now.order) and self._reads_as_heading(titles)

    def _titles(self, line: Line, row: Row) -> tuple[str, ...] | None:
        """The titles of the heading that `line` is for `row`, some perhaps empty or alike; None if it is none."""
        if row.delimiter is None:
            typed = split_titles(line.text, len(row.cells), self._known)
            return typed if typed and self._reads_as_heading(typed) else None
        titles = _texts(line, row.delimiter)
        return titles if len(titles) == len(row.cells) and self._reads_as_heading(titles, fewest=2) else None

    def _titles_of_two(self, upper: Line, lower: Line, row: Row) -> tuple[str, ...] | None:
        """The titles of the heading that two lines, one right below the other, are together for `row`."""
        if lower.number > upper.number + (2 if row.delimiter == "|" else 1):
            return None
        below = [piece.text for piece in pieces(lower, row.delimiter)]
        cells = [*(piece.text for piece in pieces(upper, row.delimiter)), *below]
        # The first line of a name that goes on below it is no title.
        if not self._reads_as_heading(cells, fewest=2) or any(map(_BEGINS_NAME.match, below)):
            return None
        return joined_titles(upper, lower, row.delimiter, len(row.cells))

    def _holds_data(self, cells: Sequence[str]) -> bool:
        return any(cell.casefold() in self._never_titles or NUMBER.fullmatch(cell) for cell in cells)

    def _reads_as_heading(self, cells: Sequence[str], fewest: int | None = None) -> bool:
        """Whether no cell holds data, and `fewest` of them, by default all, hold something."""
        if sum(map(bool, cells)) < (len(cells) if fewest is None else fewest):
            return False
        return not any(
            len(cell) > LONGEST_TITLE
            or cell.casefold() in self._never_titles
            or (NUMBER.fullmatch(cell) and not _YEAR.fullmatch(cell))
            or self._is_organisation(cell)
            for cell in cells
            if cell
        )


def _are_distinct(titles: Sequence[str]) -> bool:
    """Whether each title is there, and stands once."""
    return "" not in titles and len(set(map(squash, titles))) == len(titles)


def _run(spans: Sequence[tuple[int, int]], text: str, edge: int) -> int:
    """How many of `spans`, the nearest first, follow each other from `edge` of `text` with white space between."""
    count = 0
    for start, end in spans:
        if text[min(edge, end) : max(edge, start)].strip():
            break
        edge = start if edge >= end else end
        count += 1
    return count


def _texts(line: Line, delimiter: str) -> tuple[str, ...]:
    return tuple(text for text, _ in split_cells(line, delimiter))


def _any_of(words: Iterable[str]) -> str:
    """A pattern of any of `words`, the longest first, whatever the white space in them."""
    return "|".join(r"\s+".join(map(re.escape, word.split())) for word in sorted(words, key=len, reverse=True))
