"""Organisations listed with their values within a line or under one another: 'Top: Bury 58.2%, Bolton 57.9%'.

A sidecar maps such a list by the words before it. A name runs up to its value, so that a comma within it divides
nothing.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field

from pipeline.base.folding import fold
from pipeline.base.lines import Line
from pipeline.parse.text.anchors import find_anchor
from pipeline.parse.text.bullets import read_bullet
from pipeline.parse.text.cells import Cell, MeasureColumn
from pipeline.parse.text.facts import Reject

# A name, what may stand between it and its value, and the value; a name has no digits.
_ITEM = re.compile(
    r"(?:(?:and|the)\s+)*(?P<name>[^\W\d_][^\d%;|\t]{0,150}?)"
    r"(?:\s*[:=(–—]\s*|\s+-\s+|[ \t\xa0]+(?:(?:at|on|with|had|has)\s+)?)"
    r"(?P<value>[-−]?£?\d[\d,]*(?:\.\d+)?(?:\s?%)?)(?!\w)\)?"
)
_BETWEEN = re.compile(r"[\s,;.|*]*(?:and\s+)?")
_REMEDY = "put the list right, or list its text under `accept` with a reason"
LONGEST_KEPT = 300


@dataclass(frozen=True)
class ValueListSpec:
    """A list that a sidecar maps: names with values of `column`, after the words `after`."""

    name: str
    after: str
    column: MeasureColumn


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


def read_value_list(
    lines: Sequence[Line], spec: ValueListSpec, damaged: dict[int, str]
) -> tuple[ValueListRows, list[Reject], set[int]]:
    """The items of one mapped list, what in it is none, and the numbers of the lines that it uses.

    The list is what follows the words in their line; where nothing does, it is the lines below up to the first that is
    no item.
    """
    rows = ValueListRows(spec)
    rejects: list[Reject] = []
    at = find_anchor(lines, spec.after)
    if at is None or lines[at].number in damaged:
        return rows, rejects, set()
    opening = lines[at]
    begin = fold(opening.text).find(fold(spec.after)) + len(spec.after)
    rest = opening.text[begin:]
    if _ITEM.match(rest.lstrip(" :–—-\xa0\t")):
        begin += len(rest) - len(rest.lstrip(" :–—-\xa0\t"))
        _read_line(opening, begin, rows, rejects)
        return rows, rejects, {opening.number}
    used: set[int] = set()
    for line in [line for line in lines[at + 1 :] if not line.is_blank]:
        bullet = read_bullet(line)
        if used and not bullet and line.number != max(used) + 1:
            break
        begin = bullet.start - line.start if bullet else len(line.text) - len(line.text.lstrip())
        if line.number in damaged or not _ITEM.match(line.text, begin):
            follows = bool(used) and line.number == max(used) + 1 and bool(bullet)
            if not follows:
                break
            reason = damaged.get(line.number, "stands among names with values and is none")
            rejects.append(_reject(line, begin, line.text[begin:], reason))
        else:
            _read_line(line, begin, rows, rejects)
        used.add(line.number)
    return rows, rejects, used


def _read_line(line: Line, begin: int, rows: ValueListRows, rejects: list[Reject]) -> None:
    """Adds the items of a line from offset `begin` of it on; what is left that is no item is a reject."""
    at = begin
    while at < len(line.text):
        at += len(_BETWEEN.match(line.text, at)[0])  # type: ignore[index]
        found = _ITEM.match(line.text, at)
        if found is None:
            if rest := line.text[at:].strip():
                rejects.append(_reject(line, at, rest, "does not read as a name with its value"))
            return
        cell = rows.spec.column.read(found["value"])
        if isinstance(cell, str):
            rejects.append(_reject(line, found.start("name"), found[0][found.start("name") - found.start() :], cell))
        else:
            rows.line_nos.append(line.number)
            rows.names.append(found["name"].rstrip())
            rows.name_starts.append(line.start + found.start("name"))
            rows.texts.append(found["value"])
            rows.starts.append(line.start + found.start("value"))
            rows.cells.append(cell)
        at = found.end()


def _reject(line: Line, at: int, text: str, reason: str) -> Reject:
    text = text[:LONGEST_KEPT]
    start = line.start + at
    return Reject(line.number, start, start + len(text), text, "value_list", reason, True, _REMEDY)
