"""The rows of tables that a sidecar maps and whose rows are not one on a line (`spread_tables`)."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from typing import NamedTuple

from pipeline.base.lines import Line, Lines
from pipeline.base.shortening import shortened
from pipeline.parse.text.corrections import Corrections
from pipeline.parse.text.lines.line_signs import LineSigns
from pipeline.parse.text.tables.captions import is_under, lines_above, why_doubtful
from pipeline.parse.text.tables.cells import NAME, Cell, Column, MeasureColumn, OrganisationColumn
from pipeline.parse.text.tables.doubts import doubt_of, row_reject
from pipeline.parse.text.tables.headings import squash
from pipeline.parse.text.tables.reading import TablesRead, note_marks, record, remedy_of
from pipeline.parse.text.tables.rows import CellColumn, TableRows, TableSpec
from pipeline.parse.text.tables.spread_tables import Piece, SpreadTable, find_spread_tables


class _Unread(NamedTuple):
    """A cell of a row that is not taken, why, and what to do."""

    piece: Piece
    reason: str
    remedy: str


_TELL_APART = "give each table with these titles an entry of its own, with words of the line above it as `under`"


def read_spread_tables(
    lines: Lines, damaged: dict[int, str], corrections: Corrections, signs: LineSigns, found: TablesRead
) -> None:
    """Adds to `found` the rows of those of its tables that were not found with a row on a line."""
    if not found.not_found:
        return
    printed = find_spread_tables(lines.without(found.lines_used | damaged.keys()), signs)
    for spec in list(found.not_found):
        of_spec = [table for table in printed if _has_titles(table, spec)]
        chosen = [table for table in of_spec if not spec.under or is_under(spec.under, _above(table, lines, printed))]
        if not chosen:
            continue
        found.not_found.remove(spec)
        for table in chosen:
            above = _above(table, lines, printed)
            doubt = why_doubtful(spec.about, above) if not spec.under else ""
            if not doubt and len(chosen) > 1 and table is not chosen[0] and above:
                doubt = f"stands under '{shortened(above[0].strip())}', and one with the same titles stands above it"
            _read(table, spec, corrections, found, doubt, above)


def _has_titles(table: SpreadTable, spec: TableSpec) -> bool:
    """Whether a printed table has the titles that a sidecar maps, and no others; an empty corner has none."""
    own = [squash(column.title) for column in spec.columns]
    titles = [squash(title) for title in table.titles]
    titles[table.organisation] = titles[table.organisation] or own[spec.organisation]
    return titles[table.organisation] == own[spec.organisation] and sorted(titles) == sorted(own)


def _above(table: SpreadTable, lines: Lines, printed: Sequence[SpreadTable]) -> list[str]:
    """The lines above a table, back to the table before it."""
    before = [max(other.lines) for other in printed if max(other.lines) < table.first.number]
    return lines_above(lines, table.first.number, max(before, default=0))


def _read(
    table: SpreadTable, spec: TableSpec, corrections: Corrections, found: TablesRead, doubt: str, above: Sequence[str]
) -> None:
    """Adds the rows of one table; `doubt` is why it may be another, of which no row is taken."""
    found.lines_used |= table.lines
    found.heading_lines |= table.titles_on
    places = _places(table, spec)
    named = [row[table.organisation] for row in table.rows]
    reasons: dict[int, list[_Unread]] = {}
    columns: list[CellColumn | None] = [
        _column(column, [row[place] for row in table.rows], corrections, reasons, above)
        for column, place in zip(spec.columns, places, strict=True)
    ]
    if doubt:
        reasons = {at: [_Unread(piece, f"the table {doubt}", _TELL_APART)] for at, piece in enumerate(named)}
    for at in sorted(reasons):
        piece, _, remedy = reasons[at][0]
        why = "; ".join(unread.reason for unread in reasons[at])
        found.rejects.append(row_reject(Line(piece.line_no, piece.start, piece.text), why, remedy))
    found.rows_seen += len(table.rows)
    rows = TableRows(spec, [piece.line_no for piece in named], columns, lines=set(table.lines))
    rows = rows.kept([at not in reasons for at in range(len(named))])
    record([rows], corrections)
    note_marks(rows, found)
    found.tables.append(rows)


def _places(table: SpreadTable, spec: TableSpec) -> list[int]:
    """The printed place of each of the columns that a sidecar maps."""
    by_title = {squash(title): place for place, title in enumerate(table.titles)}
    return [
        table.organisation if at == spec.organisation else by_title[squash(column.title)]
        for at, column in enumerate(spec.columns)
    ]


def _column(
    column: Column,
    pieces: Sequence[Piece],
    corrections: Corrections,
    reasons: dict[int, list[_Unread]],
    above: Sequence[str],
) -> CellColumn:
    """The cells under one title; adds, by row, why they do not read."""
    texts, line_nos = [piece.text for piece in pieces], [piece.line_no for piece in pieces]
    meant = corrections.meant(line_nos, texts)
    readings: dict[str, Cell | str] = {text: column.read(text) for text in set(meant)}
    why = ("", "")
    if isinstance(column, MeasureColumn):
        readings |= column.unlike_others(Counter(meant))
        if doubt := doubt_of(column, meant, above):
            readings, why = dict.fromkeys(readings, doubt[0]), doubt
    cells = []
    for at, text in enumerate(meant):
        reading = readings[text]
        if isinstance(reading, str):
            remedy = why[1] if reading == why[0] else remedy_of(reading)
            reason = reading if reading.startswith(f"{column.title}: ") else f"{column.title}: {reading}"
            reasons.setdefault(at, []).append(_Unread(pieces[at], reason, remedy))
        cells.append(reading if isinstance(reading, Cell) else NAME)
    starts = [piece.start for piece in pieces]
    own_lines = None if isinstance(column, OrganisationColumn) else line_nos
    return CellColumn(texts, starts, cells, own_lines)
