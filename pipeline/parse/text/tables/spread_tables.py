"""Tables whose rows are not one on a line: a cell a line, a key with its value a line, organisations across the top.

Such a table is read only where nothing in its form leaves a choice. Each row has its organisation and as many cells as
every other, so that a cell that is lost shows; where one does not fit, nothing of the table is read.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from pipeline.base.lines import Line
from pipeline.parse.text.lines.line_signs import Kind, LineSigns, filled, is_of_organisations, key_and_value
from pipeline.parse.text.tables.cell_splitting import DELIMITERS, split_cells
from pipeline.parse.text.tables.headings import squash

A_CELL_A_LINE = "has each cell on a line of its own"
A_KEY_A_LINE = "has each value on a line of its own, after its title and a colon"
TURNED = "has its organisations across the top"

_MOST_COLUMNS = 12
# So many titles a table with organisations across the top has at most.
_MOST_TITLES = 60
_FEWEST_ROWS = 2


class Piece(NamedTuple):
    """A cell: its text, its offset in the document, and its line."""

    text: str
    start: int
    line_no: int


@dataclass(frozen=True)
class SpreadTable:
    """A table of a `form`: `rows` have a piece under each of the `titles`, of which `organisation` is the CCGs'.

    `first` is its first line, `titles_on` are the lines that hold titles alone, `lines` are all. The title of the
    organisations is '' where nothing is printed in the corner of a table that is turned.
    """

    form: str
    titles: tuple[str, ...]
    organisation: int
    rows: tuple[tuple[Piece, ...], ...]
    first: Line
    titles_on: frozenset[int]
    lines: frozenset[int]


def find_spread_tables(lines: Iterable[Line], signs: LineSigns) -> list[SpreadTable]:
    """The tables of these forms among `lines`, which are in order and of no other table, by their first lines."""
    printed = filled(lines)
    tables = [*_turned(printed, signs), *_keyed(printed, signs), *_stacked(printed, signs)]
    taken: set[int] = set()
    found = []
    for table in sorted(tables, key=lambda table: table.first.number):
        if taken.isdisjoint(table.lines):
            taken |= table.lines
            found.append(table)
    return found


# A cell a line.


def _stacked(lines: Sequence[Line], signs: LineSigns) -> Iterator[SpreadTable]:
    kinds = [signs.kind(line) for line in lines]
    at = 0
    while (name := _next_name(kinds, at)) is not None:
        shape = _shape(lines, kinds, name)
        end = _end_of_groups(kinds, shape) if shape else name + 1
        if shape and end > shape.start and _is_whole(lines, kinds, shape, end):
            yield _stacked_table(lines, shape, end)
        at = max(end, name + 1)


class _Shape(NamedTuple):
    """The first cell of a stacked table, how many cells a row has, and which of them is the organisation's name."""

    start: int
    width: int
    name: int


def _next_name(kinds: Sequence[Kind], at: int) -> int | None:
    return next((place for place in range(at, len(kinds)) if kinds[place] == "name"), None)


def _shape(lines: Sequence[Line], kinds: Sequence[Kind], name: int) -> _Shape | None:
    """The shape of the table whose first organisation's name is line `name`; None where it has no heading."""
    second = _next_name(kinds, name + 1)
    if second is None or not 2 <= second - name <= _MOST_COLUMNS:
        return None
    width = second - name
    # A cell before the first name is a code, which its title says; then the heading ends before it.
    for before in (0, 1):
        start = name - before
        first_title = start - width
        if first_title < 0 or any(kind != "cell" for kind in kinds[start:name]):
            continue
        titles = lines[first_title:start]
        is_heading = all(kind == "words" for kind in kinds[first_title:start])
        of_organisations = [place for place, line in enumerate(titles) if is_of_organisations(line.text)]
        if is_heading and of_organisations == [before]:
            return _Shape(start, width, before)
    return None


def _end_of_groups(kinds: Sequence[Kind], shape: _Shape) -> int:
    """Where the rows end: each is a name, or words in its place, with nothing but cells beside it."""
    at = shape.start
    while at + shape.width <= len(kinds):
        group = kinds[at : at + shape.width]
        others = (*group[: shape.name], *group[shape.name + 1 :])
        if group[shape.name] not in ("name", "words") or any(kind != "cell" for kind in others):
            break
        at += shape.width
    return at


def _is_whole(lines: Sequence[Line], kinds: Sequence[Kind], shape: _Shape, end: int) -> bool:
    """Whether the rows up to `end` are a table of which nothing is left over."""
    names = kinds[shape.start + shape.name : end : shape.width]
    known = names.count("name")
    if known < _FEWEST_ROWS or 2 * known < len(names) or not _gaps_agree(lines, shape.start, end, shape.width):
        return False
    for place in range(end, min(len(kinds), end + 2 * shape.width + 1)):
        if kinds[place] == "":
            return True
        if kinds[place] == "cell":
            following = kinds[place + 1] if place + 1 < len(kinds) else ""
            return following == "name" and _shape(lines, kinds, place + 1) is not None
        if kinds[place] == "name":
            return _shape(lines, kinds, place) is not None
    return True


def _gaps_agree(lines: Sequence[Line], start: int, end: int, width: int) -> bool:
    """Whether blank lines, where they do not stand between all cells, stand between rows alone."""
    gaps = {place: lines[place].number > lines[place - 1].number + 1 for place in range(start + 1, end)}
    within = {is_gap for place, is_gap in gaps.items() if (place - start) % width}
    return within == {False} or set(gaps.values()) == {True}


def _stacked_table(lines: Sequence[Line], shape: _Shape, end: int) -> SpreadTable:
    heading = lines[shape.start - shape.width : shape.start]
    titles = tuple(" ".join(line.text.split()) for line in heading)
    groups = [lines[at : at + shape.width] for at in range(shape.start, end, shape.width)]
    rows = tuple(tuple(map(_piece, group)) for group in groups)
    titles_on = frozenset(line.number for line in heading)
    numbers = titles_on.union(line.number for group in groups for line in group)
    return SpreadTable(A_CELL_A_LINE, titles, shape.name, rows, heading[0], titles_on, numbers)


def _piece(line: Line) -> Piece:
    text = line.text.strip()
    return Piece(text, line.start + line.text.index(text), line.number)


# A key with its value a line.


def _keyed(lines: Sequence[Line], signs: LineSigns) -> Iterator[SpreadTable]:
    pairs = [key_and_value(line) for line in lines]
    at = 0
    while at < len(pairs):
        if pairs[at] is None:
            at += 1
            continue
        end = next((place for place in range(at, len(pairs)) if pairs[place] is None), len(pairs))
        run = [(*pair, line) for pair, line in zip(pairs[at:end], lines[at:end], strict=True) if pair]
        if table := _keyed_table(run, signs):
            yield table
        at = end


def _keyed_table(run: Sequence[tuple[str, str, int, Line]], signs: LineSigns) -> SpreadTable | None:
    """The table that a run of pairs is from its first line to its last, or None."""
    names = [
        place
        for place, (key, value, _, _) in enumerate(run)
        if is_of_organisations(key) and signs.kind_of(value) == "name"
    ]
    if len(names) < _FEWEST_ROWS:
        return None
    width = names[1] - names[0]
    keys = [squash(key) for key, *_ in run]
    own = set(keys[names[0] : names[1]])
    # What stands before the first row or after the last under other keys is of the document: 'Published: July 2018'.
    ours = [place for place, key in enumerate(keys) if key in own]
    run, keys = run[ours[0] : ours[-1] + 1], keys[ours[0] : ours[-1] + 1]
    is_repeated = width > 1 and len(run) % width == 0 and keys == keys[:width] * (len(run) // width)
    lines = [line for *_, line in run]
    if not is_repeated or len(set(keys)) < width or not _gaps_agree(lines, 0, len(run), width):
        return None
    pieces = [Piece(value, start, line.number) for _, value, start, line in run]
    rows = tuple(tuple(pieces[at : at + width]) for at in range(0, len(run), width))
    titles = tuple(key for key, *_ in run[:width])
    named = (names[0] - ours[0]) % width
    if 2 * sum(signs.is_name(row[named].text) for row in rows) < len(rows):
        return None
    numbers = frozenset(line.number for line in lines)
    return SpreadTable(A_KEY_A_LINE, titles, named, rows, lines[0], frozenset(), numbers)


# Organisations across the top.


def _turned(lines: Sequence[Line], signs: LineSigns) -> Iterator[SpreadTable]:
    for place, line in enumerate(lines):
        for delimiter in DELIMITERS:
            if line.text.count(delimiter) >= _FEWEST_ROWS and (table := _turned_table(lines, place, delimiter, signs)):
                yield table
                break


def _turned_table(lines: Sequence[Line], place: int, delimiter: str, signs: LineSigns) -> SpreadTable | None:
    """The table whose organisations stand in line `place` beside its corner, or None."""
    corner, *top = _pieces(lines[place], delimiter)
    kinds = [signs.kind_of(piece.text) for piece in top]
    known = kinds.count("name")
    if known < _FEWEST_ROWS or 2 * known < len(kinds) or set(kinds) - {"name", "words"} or _is_data(corner, signs):
        return None
    if len({squash(piece.text) for piece in top}) < len(top):
        # One of several groups of columns: of two periods, say, that stand above them.
        return None
    below: list[list[Piece]] = []
    for line in lines[place + 1 :]:
        if delimiter == "|" and not any(map(str.isalnum, line.text)):
            continue
        cells = _pieces(line, delimiter)
        is_top = len(cells) > 1 and signs.kind_of(cells[1].text) == "name"
        if len(cells) != len(top) + 1 or not cells[0].text or _is_data(cells[0], signs) or is_top:
            break
        if len(below) == _MOST_TITLES:
            return None
        below.append(cells)
    titles = (corner.text, *(cells[0].text for cells in below))
    data = [piece for cells in below for piece in cells[1:] if piece.text]
    # A title with nothing beside it heads the titles below it, of one period or area.
    is_divided = any(not any(piece.text for piece in cells[1:]) for cells in below)
    is_table = 2 * sum(signs.is_cell(piece.text) for piece in data) > len(data) > 0
    if not is_table or is_divided or len(set(map(squash, titles))) < len(titles):
        return None
    rows = tuple((piece, *(cells[at] for cells in below)) for at, piece in enumerate(top, 1))
    numbers = frozenset([lines[place].number, *(cells[0].line_no for cells in below)])
    return SpreadTable(TURNED, titles, 0, rows, lines[place], frozenset(), numbers)


def _pieces(line: Line, delimiter: str) -> list[Piece]:
    return [Piece(text, start, line.number) for text, start in split_cells(line, delimiter)]


def _is_data(piece: Piece, signs: LineSigns) -> bool:
    return signs.kind_of(piece.text) in ("name", "cell")
