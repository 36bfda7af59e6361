"""Organisations listed with what is said of each, within a line or under one another: 'Top: Bury 58.2%, Bolton 57.9%'.

What is said is a value or a band: 'Bury – Good'. A sidecar maps such a list by the words before it. A name runs up to
its value, so that a comma within it divides nothing.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from itertools import compress
from typing import Any

from pipeline.base.folding import fold
from pipeline.base.lines import Line
from pipeline.parse.text.corrections import Corrections
from pipeline.parse.text.facts import Reject
from pipeline.parse.text.lines.bullets import read_bullet
from pipeline.parse.text.lists.anchors import find_anchor
from pipeline.parse.text.tables.captions import LINES_ABOVE
from pipeline.parse.text.tables.cells import Cell, MeasureColumn, RatingColumn
from pipeline.parse.text.tables.doubts import doubt_of

# A name, what may stand between it and its value, and the value; a name has no digits.
_NAME = r"(?:(?:and|the)\s+)*(?P<name>[^\W\d_][^\d%;|\t]{0,150}?)"
_SETS_OFF = r"(?:\s*[:=(]\s*|\s+[–—-]{1,2}\s+)"
_END = r"(?![.,]?\d)\)?(?=\s*(?:[;,.]|$))"
_NUMBER = re.compile(
    rf"{_NAME}(?:\s*[:=(–—]\s*|\s+-\s+|[ \t\xa0]+(?:(?:at|on|with|had|has)\s+)?)"
    r"(?P<value>[-−]?£?(?:\d{1,3}(?:,\d{3})+|\d+)(?:\.\d+)?(?:\s?%)?)(?!\w|[.,]\d)\)?"
)
_BETWEEN = re.compile(r"[\s,;.|*]*(?:and\s+)?")
# What divides an item from the next; other words may say more of its value.
_DIVIDES = re.compile(r"\s*(?:$|[,;.|*]|and\s)")
_LIKE_AN_ITEM = re.compile(rf"[^\W\d_][^:;|\t]{{1,80}}?{_SETS_OFF}\S.{{0,100}}(?<![.!?])$")
_REMEDY = "put the list right, or list its text under `accept` with a reason"
LONGEST_KEPT = 300


@dataclass(frozen=True)
class ValueListSpec:
    """A list that a sidecar maps: names with the values or bands of `column`, after the words `after`.

    `periods` are what the list is of, and `notes` words beside it that change nothing.
    """

    name: str
    after: str
    column: MeasureColumn | RatingColumn
    periods: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()

    def items(self) -> list[re.Pattern[str]]:
        """The forms that an item may have, each with the groups name and value."""
        set_off = re.compile(rf"{_NAME}{_SETS_OFF}(?P<value>{self.column.pattern}){_END}", re.IGNORECASE)
        return [set_off] if isinstance(self.column, RatingColumn) else [set_off, _NUMBER]


@dataclass
class ValueListRows:
    """Names with their values, and the offsets of both; `accepted` and `renamed` as for the rows of tables."""

    spec: ValueListSpec
    line_nos: list[int] = field(default_factory=list)
    names: list[str] = field(default_factory=list)
    name_starts: list[int] = field(default_factory=list)
    texts: list[str] = field(default_factory=list)
    starts: list[int] = field(default_factory=list)
    cells: list[Cell] = field(default_factory=list)
    accepted: dict[int, str] = field(default_factory=dict)
    renamed: dict[tuple[int, str], str] = field(default_factory=dict)

    def keep(self, kept: Sequence[bool]) -> None:
        """Leaves only the items for which `kept` is true."""
        columns: list[list[Any]]
        columns = [self.line_nos, self.names, self.name_starts, self.texts, self.starts, self.cells]
        for column in columns:
            column[:] = compress(column, kept)


def read_value_list(
    lines: Sequence[Line], spec: ValueListSpec, damaged: dict[int, str]
) -> tuple[ValueListRows, list[Reject], set[int]]:
    """The items of one mapped list, what in it is none, and the numbers of the lines that it uses.

    The list is what follows the words in their line; where nothing does, it is the lines below up to the first that is
    no item.
    """
    reader = _Reader(spec)
    at = find_anchor(lines, spec.after)
    if at is None or lines[at].number in damaged:
        return reader.rows, [], set()
    opening = lines[at]
    begin = fold(opening.text).find(fold(spec.after)) + len(spec.after)
    rest = opening.text[begin:]
    begin += len(rest) - len(rest.lstrip(" :–—-\xa0\t"))
    if reader.item(opening.text, begin):
        reader.read_line(opening, begin)
        used = {opening.number}
    else:
        used = _read_below([line for line in lines[at + 1 :] if not line.is_blank], reader, damaged)
    above = [line.text for line in lines[:at] if not line.is_blank][-LINES_ABOVE:]
    reader.drop_doubtful(opening, [opening.text, *above])
    return reader.rows, reader.rejects, used


def _read_below(lines: Sequence[Line], reader: _Reader, damaged: dict[int, str]) -> set[int]:
    """Reads the items of the lines below the words, up to the first that is none; gives the numbers of their lines."""
    used: set[int] = set()
    for line in lines:
        bullet = read_bullet(line)
        is_beside = bool(used) and line.number == max(used) + 1
        if used and not bullet and not is_beside:
            break
        begin = bullet.start - line.start if bullet else len(line.text) - len(line.text.lstrip())
        if line.number not in damaged and reader.item(line.text, begin):
            reader.read_line(line, begin)
        elif is_beside and (bullet or _LIKE_AN_ITEM.match(line.text, begin)):
            reader.refuse(line, begin, damaged.get(line.number, "stands among names with values and is none"))
        else:
            break
        used.add(line.number)
    return used


class _Reader:
    """Reads the items of one list."""

    def __init__(self, spec: ValueListSpec) -> None:
        self.rows = ValueListRows(spec)
        self.rejects: list[Reject] = []
        self._items = spec.items()

    def item(self, text: str, at: int) -> re.Match[str] | None:
        """The item that begins at offset `at` of a text."""
        return next((found for form in self._items if (found := form.match(text, at))), None)

    def read_line(self, line: Line, begin: int) -> None:
        """Adds the items of a line from offset `begin` of it on; what is left that is no item is a reject."""
        at = begin
        while at < len(line.text):
            at += len(_BETWEEN.match(line.text, at)[0])  # type: ignore[index]
            found = self.item(line.text, at)
            if found is None:
                if line.text[at:].strip():
                    self.refuse(line, at, "does not read as a name with its value")
                return
            rest = line.text[found.end() :].lstrip()
            if not _DIVIDES.match(rest) and not (rest[0].isupper() and self.item(rest, 0)):
                self.refuse(line, found.start("name"), "a name with its value, and words after it that may change it")
                return
            self._add(line, found)
            at = found.end()

    def _add(self, line: Line, found: re.Match[str]) -> None:
        cell = self.rows.spec.column.read(found["value"])
        if isinstance(cell, str):
            self.refuse(line, found.start("name"), cell, found[0][found.start("name") - found.start() :])
            return
        self.rows.line_nos.append(line.number)
        self.rows.names.append(found["name"].rstrip())
        self.rows.name_starts.append(line.start + found.start("name"))
        self.rows.texts.append(found["value"])
        self.rows.starts.append(line.start + found.start("value"))
        self.rows.cells.append(cell)

    def drop_doubtful(self, opening: Line, above: Sequence[str]) -> None:
        """Takes back what is printed otherwise than the rest, and numbers of which nobody knows how large they are."""
        column, rows = self.rows.spec.column, self.rows
        if isinstance(column, RatingColumn):
            return
        if doubt := doubt_of(column, rows.texts, above):
            self.refuse(opening, 0, doubt[0], remedy=doubt[1])
            rows.keep([False] * len(rows.texts))
        unlike = column.unlike_others(Counter(rows.texts))
        for number, start, name, text in zip(rows.line_nos, rows.name_starts, rows.names, rows.texts, strict=True):
            if text in unlike:
                self.rejects.append(_reject(number, start, name, unlike[text], _REMEDY))
        rows.keep([text not in unlike for text in rows.texts])

    def refuse(self, line: Line, at: int, reason: str, text: str | None = None, remedy: str = _REMEDY) -> None:
        self.rejects.append(_reject(line.number, line.start + at, text or line.text[at:].rstrip(), reason, remedy))


def _reject(number: int, start: int, text: str, reason: str, remedy: str) -> Reject:
    text = text[:LONGEST_KEPT]
    return Reject(number, start, start + len(text), text, "value_list", reason, True, remedy)


def correct_values(rows: ValueListRows, corrections: Corrections) -> None:
    """Puts names and values of a list right."""
    rows.renamed |= corrections.renamed(rows.line_nos, rows.names)
    corrections.record("organisation", rows.line_nos, rows.names, rows.name_starts)
    about = "measure_value" if isinstance(rows.spec.column, MeasureColumn) else "rating"
    corrections.record(about, rows.line_nos, rows.texts, rows.starts)
    for index, text in enumerate(corrections.meant(rows.line_nos, rows.texts)):
        if text != rows.texts[index] and isinstance(cell := rows.spec.column.read(text), Cell):
            rows.cells[index] = cell
