"""The rows of the tables that a sidecar maps, as columns of cells with offsets.

Here: where a table begins and ends, its delimited or typed rows, and what in it is no row. A table runs on
over blank lines, page breaks and repeated headings. Rows come by the hundred thousand, so everything is
done a column at a time and each distinct text is read once. Not here: what an organisation's name means.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass, field
from itertools import compress

from pipeline.extract.cells import BLANK, NAME, Cell, Column, OrganisationColumn
from pipeline.extract.facts import Reject
from pipeline.extract.headings import Heading, HeadingReader
from pipeline.extract.lines import Line, Lines
from pipeline.extract.row_splitting import Body, Texts, split_delimited, split_typed

# A line under a table that may be a damaged row rather than the next paragraph: it opens as an
# organisation's name does, is short, and does not end as a sentence does.
_OPENS_AS_ROW = re.compile(r"\W*NHS\s\S.{0,120}[^.:;!?’”\"'\s]\s*", re.IGNORECASE)


@dataclass(frozen=True)
class TableSpec:
    """A table that a sidecar maps: its columns, known by their titles, one of them the organisation's."""

    name: str
    columns: tuple[Column, ...]

    @property
    def organisation(self) -> int:
        return next(i for i, column in enumerate(self.columns) if isinstance(column, OrganisationColumn))


@dataclass
class CellColumn:
    """One column of a table's rows: each cell's text, its offset in the document, and what it means."""

    texts: list[str] = field(default_factory=list)
    starts: list[int] = field(default_factory=list)
    cells: list[Cell] = field(default_factory=list)

    def extend(self, other: CellColumn) -> None:
        self.texts += other.texts
        self.starts += other.starts
        self.cells += other.cells


@dataclass
class TableRows:
    """The rows taken from one table: `columns[i]` belongs to `spec.columns[i]`, all as long as `line_nos`.

    A column whose title is not printed is None.
    """

    spec: TableSpec
    line_nos: list[int] = field(default_factory=list)
    columns: list[CellColumn | None] = field(default_factory=list)


@dataclass
class TablesRead:
    """All that a document's tables gave.

    `rows_seen` counts the lines that stand where rows do, taken or not; `lines_used` are the lines that belong
    to a table, blank ones included.
    """

    tables: list[TableRows] = field(default_factory=list)
    rejects: list[Reject] = field(default_factory=list)
    rows_seen: int = 0
    heading_lines: set[int] = field(default_factory=set)
    lines_used: set[int] = field(default_factory=set)
    not_found: list[TableSpec] = field(default_factory=list)


def read_tables(text: str, lines: Lines, specs: Sequence[TableSpec], damaged: dict[int, str]) -> TablesRead:
    """The rows of every table of `specs` in `text`, whose lines are `lines`.

    A row that does not parse is a mapped reject; `damaged` lines are never read as rows.
    """
    found = TablesRead()
    headings = _find_headings(text, lines, specs, damaged)
    ends = [heading.line.number - 1 for _, heading in headings[1:]] + [len(lines)]
    for (spec, heading), end in zip(headings, ends, strict=True):
        found.heading_lines.add(heading.line.number)
        _read_body(spec, heading, Body(lines, heading.line.number, end, heading.delimiter), damaged, found)
    headed = {spec.name for spec, _ in headings}
    found.not_found = [spec for spec in specs if spec.name not in headed]
    return found


def _find_headings(
    text: str, lines: Lines, specs: Sequence[TableSpec], damaged: dict[int, str]
) -> list[tuple[TableSpec, Heading]]:
    best: dict[int, tuple[int, TableSpec, Heading]] = {}
    for spec in specs:
        reader = HeadingReader([column.title for column in spec.columns], spec.organisation)
        for index in {bisect_right(lines.starts, match.start()) - 1 for match in reader.anchor_pattern.finditer(text)}:
            if index + 1 in damaged or not (heading := reader.read(lines[index])):
                continue
            misfit = len(heading.unknown) + len(heading.missing)
            if index not in best or misfit < best[index][0]:
                best[index] = (misfit, spec, heading)
    return [(spec, heading) for _, (_, spec, heading) in sorted(best.items(), key=lambda item: item[0])]


def _read_body(spec: TableSpec, heading: Heading, printed: Body, damaged: dict[int, str], found: TablesRead) -> None:
    reasons: dict[int, str] = {number: damaged[number] for number in printed.numbers if number in damaged}
    faults = _heading_faults(heading)
    rows = printed.copy()
    if reasons:
        rows.keep([number not in reasons for number in rows.numbers])
    if faults and heading.delimiter is None:
        reasons |= dict.fromkeys(rows.numbers, "stands under a heading that is not understood")
        rows.keep([False] * len(rows.numbers))
        columns: list[Texts] = [([], []) for _ in heading.order]
    elif heading.delimiter:
        columns = split_delimited(heading, rows, reasons)
    else:
        columns = split_typed(spec.columns, heading, rows, reasons)
    table = _read_cells(spec, heading, rows, columns, reasons)
    end = _table_end(printed, reasons, heading.delimiter)
    for fault in faults:
        found.rejects.append(_reject(heading.line, fault, "give the column a place in the sidecar's `columns`"))
    if not table.line_nos:
        found.rejects.append(_reject(heading.line, "a heading with no row under it", "restore its rows"))
    if reasons:
        remedy = "put the row right, or list its text under `accept` with a reason"
        found.rejects += [
            _reject(printed.line(index), reasons[printed.numbers[index]], remedy)
            for index in range(end)
            if printed.numbers[index] in reasons
        ]
    found.rows_seen += end
    last = printed.numbers[end - 1] if end else heading.line.number
    found.lines_used.update(range(heading.line.number, last + 1))
    _add_rows(found, table)


def _heading_faults(heading: Heading) -> list[str]:
    faults = [f"the heading has a column '{title}' that the sidecar does not map" for title in heading.unknown]
    faults += [f"the heading lacks the column '{title}' that the sidecar maps" for title in heading.missing]
    if len(set(heading.order)) < len(heading.order) and None not in heading.order:
        faults.append("the heading names a column twice")
    return faults


def _read_cells(
    spec: TableSpec, heading: Heading, rows: Body, split: list[Texts], reasons: dict[int, str]
) -> TableRows:
    """The rows whose every cell reads; for the others a reason is added."""
    columns: list[CellColumn | None] = [None] * len(spec.columns)
    faulty = False
    for (texts, starts), index in zip(split, heading.order, strict=True):
        if index is None:
            continue
        column = spec.columns[index]
        if isinstance(column, OrganisationColumn) and "" not in texts:
            columns[index] = CellColumn(texts, starts, [NAME] * len(texts))
            continue
        readings = {text: column.read(text) for text in set(texts)}
        misread = {text: reading for text, reading in readings.items() if isinstance(reading, str)}
        for number, text in zip(rows.numbers, texts, strict=True) if misread else ():
            if text in misread:
                faulty = True
                earlier = reasons.get(number)
                reason = f"{column.title}: {misread[text]}"
                reasons[number] = f"{earlier}; {reason}" if earlier else reason
        meanings = {text: reading if isinstance(reading, Cell) else BLANK for text, reading in readings.items()}
        columns[index] = CellColumn(texts, starts, list(map(meanings.__getitem__, texts)))
    if not faulty:
        return TableRows(spec, rows.numbers, columns)
    keep = [number not in reasons for number in rows.numbers]
    return TableRows(spec, list(compress(rows.numbers, keep)), [column and _kept(column, keep) for column in columns])


def _kept(column: CellColumn, keep: list[bool]) -> CellColumn:
    return CellColumn(
        list(compress(column.texts, keep)), list(compress(column.starts, keep)), list(compress(column.cells, keep))
    )


def _table_end(printed: Body, reasons: dict[int, str], delimiter: str | None) -> int:
    """How many of the lines under a heading belong to the table.

    It ends with its last good row, and with what follows that looks like damaged rows of it.
    """
    numbers, texts = printed.numbers, printed.texts
    end = next((i + 1 for i in range(len(numbers) - 1, -1, -1) if numbers[i] not in reasons), 0)
    while end < len(texts) and ((delimiter == "\t" and "\t" in texts[end]) or _OPENS_AS_ROW.fullmatch(texts[end])):
        end += 1
    return end


def _add_rows(found: TablesRead, rows: TableRows) -> None:
    """Adds `rows` to the table of the same name when a heading before it was that table's too."""
    for table in found.tables:
        if table.spec.name == rows.spec.name and [c is None for c in table.columns] == [c is None for c in rows.columns]:
            table.line_nos += rows.line_nos
            for column, more in zip(table.columns, rows.columns, strict=True):
                if column is not None and more is not None:
                    column.extend(more)
            return
    found.tables.append(rows)


def _reject(line: Line, reason: str, remedy: str) -> Reject:
    text = line.text if len(line.text) <= 300 else line.text[:300]
    return Reject(line.number, line.start, line.start + len(text), text, "table", reason, True, remedy)
