"""The rows of the tables that a sidecar maps, as columns of cells with offsets.

Here: the headings of a document's tables, the rows under each, and what in them is no row. A table runs on
over blank lines, page breaks and repeated headings. Rows come by the hundred thousand, so everything is
done a column at a time and each distinct text is read once. Not here: what an organisation's name means, and
where a table ends (`pipeline.extract.table_ends`).
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from itertools import compress, pairwise

from pipeline.extract.cells import (
    BLANK,
    NAME,
    Cell,
    CodeColumn,
    Column,
    IgnoredColumn,
    MeasureColumn,
    OrganisationColumn,
    RatingColumn,
)
from pipeline.extract.corrections import Corrections
from pipeline.extract.facts import Reject
from pipeline.extract.headings import Heading, HeadingReader
from pipeline.extract.lines import Line, Lines, split_lines
from pipeline.extract.printed_cells import shown
from pipeline.extract.row_splitting import Body, split_delimited, split_typed
from pipeline.extract.table_ends import RowSigns, table_end, unheaded_rows

_SAY_PERCENTAGES = "say `percentages: fractions` or `percentages: percent` under the column's `measure` in the sidecar"
_REMEDY = "put the row right, or list its text under `accept` with a reason"


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

    def kept(self, keep: Sequence[bool]) -> CellColumn:
        """The cells that `keep` says to keep."""
        texts, starts = list(compress(self.texts, keep)), list(compress(self.starts, keep))
        return CellColumn(texts, starts, list(compress(self.cells, keep)))


@dataclass
class TableRows:
    """The rows taken from one table: `columns[i]` belongs to `spec.columns[i]`, all as long as `line_nos`.

    A column whose title is not printed is None. `accepted` are the document's lines that the sidecar accepts as
    rejects, with the reasons: what is found wrong with them later stops nothing. `renamed` are the lines whose
    organisation is printed wrong, with the right names, and `recoded` those whose code beside the name is.
    """

    spec: TableSpec
    line_nos: list[int] = field(default_factory=list)
    columns: list[CellColumn | None] = field(default_factory=list)
    accepted: dict[int, str] = field(default_factory=dict)
    renamed: dict[int, str] = field(default_factory=dict)
    recoded: dict[int, str] = field(default_factory=dict)

    def kept(self, keep: Sequence[bool]) -> TableRows:
        """The rows that `keep` says to keep."""
        columns = [column and column.kept(keep) for column in self.columns]
        line_nos = list(compress(self.line_nos, keep))
        return TableRows(self.spec, line_nos, columns, self.accepted, self.renamed, self.recoded)


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


def read_tables(
    text: str,
    lines: Lines,
    specs: Sequence[TableSpec],
    damaged: dict[int, str],
    corrections: Corrections | None = None,
) -> TablesRead:
    """The rows of every table of `specs` in `text`, whose lines are `lines`.

    A row that does not parse is a mapped reject; `damaged` lines are never read as rows.
    """
    found = TablesRead()
    corrections = corrections or Corrections()
    headings = _find_headings(text, lines, specs, damaged)
    ends = [heading.line.number - 1 for _, heading in headings] + [len(lines)]
    for (spec, heading), end in zip(headings, ends[1:], strict=True):
        found.heading_lines.add(heading.line.number)
        _read_body(spec, heading, Body(lines, heading.line.number, end), damaged, corrections, found)
    found.tables = [_of_one_form(table, lines, corrections, found.rejects) for table in found.tables]
    for table in found.tables:
        line = next(heading.line for spec, heading in headings if spec is table.spec)
        found.rejects += _without_doubtful(table, line, corrections)
    _record(found.tables, corrections)
    _refuse_unheaded(lines, headings, damaged, found)
    found.not_found = [spec for spec in specs if not any(spec is headed for headed, _ in headings)]
    return found


def _find_headings(
    text: str, lines: Lines, specs: Sequence[TableSpec], damaged: dict[int, str]
) -> list[tuple[TableSpec, Heading]]:
    best: dict[int, tuple[int, TableSpec, Heading]] = {}
    folded = text.casefold()
    starts = lines.starts if len(folded) == len(text) else split_lines(folded).starts
    for spec in specs:
        reader = HeadingReader([column.title for column in spec.columns], spec.organisation)
        for index in reader.candidates(folded, starts):
            if index + 1 in damaged or not (heading := reader.read(lines[index])):
                continue
            misfit = len(heading.unknown) + len(heading.missing)
            if index not in best or misfit < best[index][0]:
                best[index] = (misfit, spec, heading)
    return [(spec, heading) for _, (_, spec, heading) in sorted(best.items(), key=lambda item: item[0])]


def _record(tables: Sequence[TableRows], corrections: Corrections) -> None:
    for table in tables if corrections.given else ():
        for column, cells in zip(table.spec.columns, table.columns, strict=True):
            if cells is None or isinstance(column, IgnoredColumn):
                continue
            if isinstance(column, CodeColumn):
                table.recoded = corrections.renamed(table.line_nos, cells.texts)
            if isinstance(column, OrganisationColumn):
                table.renamed = corrections.renamed(table.line_nos, cells.texts)
            corrections.record(_ABOUT[type(column)], table.line_nos, cells.texts, cells.starts)


# What a corrected cell of a column is a cell of.
_ABOUT = {
    OrganisationColumn: "organisation",
    CodeColumn: "organisation",
    RatingColumn: "rating",
    MeasureColumn: "measure_value",
}


def _read_body(
    spec: TableSpec,
    heading: Heading,
    printed: Body,
    damaged: dict[int, str],
    corrections: Corrections,
    found: TablesRead,
) -> None:
    reasons = {number: damaged[number] for number in printed.numbers if number in damaged} if damaged else {}
    faults = _heading_faults(heading)
    rows = printed.copy()
    if reasons:
        rows.keep([number not in reasons for number in rows.numbers])
    if not _is_understood(heading):
        reasons |= dict.fromkeys(rows.numbers, "stands under a heading that is not understood")
        rows.keep([False] * len(rows.numbers))
    table = _read_rows(spec, heading, rows, reasons, corrections)
    if reasons:
        printed.drop_page_numbers(reasons)
    end = table_end(printed, reasons, heading, RowSigns(spec.columns, heading), damaged)
    last = printed.numbers[end - 1] if end else heading.line.number
    if table.line_nos and table.line_nos[-1] > last:
        table = table.kept([number <= last for number in table.line_nos])
    for fault in faults:
        found.rejects.append(_reject(heading.line, fault, "give the column a place in the sidecar's `columns`"))
    if not table.line_nos:
        remedy = "restore its rows, or list its text under `accept` with a reason"
        found.rejects.append(_reject(heading.line, "a heading with no row under it", remedy))
    if reasons:
        found.rejects += [
            _reject(printed.line(index), reasons[printed.numbers[index]], _REMEDY)
            for index in range(end)
            if printed.numbers[index] in reasons
        ]
    found.rows_seen += end
    found.lines_used.update(range(heading.line.number, last + 1))
    _add_rows(found, table)


def _is_understood(heading: Heading) -> bool:
    """Whether it is known which cell of a row belongs to which column."""
    is_whole = heading.delimiter is not None or not (heading.unknown or heading.missing)
    return is_whole and not heading.twice


def _heading_faults(heading: Heading) -> list[str]:
    faults = [f"the heading has a column '{title}' that the sidecar does not map" for title in heading.unknown]
    faults += [f"the heading lacks the column '{title}' that the sidecar maps" for title in heading.missing]
    return faults + [f"the heading has the column '{title}' twice" for title in heading.twice]


def _read_rows(
    spec: TableSpec, heading: Heading, rows: Body, reasons: dict[int, str], corrections: Corrections
) -> TableRows:
    """The rows whose every cell reads; for the others a reason is added."""
    if not rows.texts:
        return TableRows(spec, [], [CellColumn() if i in heading.order else None for i in range(len(spec.columns))])
    if heading.delimiter:
        split = split_delimited(heading, rows, reasons)
    else:
        split = split_typed(spec.columns, heading, rows, reasons)
    columns: list[CellColumn | None] = [None] * len(spec.columns)
    last = next(index for index in reversed(heading.order) if index is not None)
    faulty = False
    for (texts, starts), index in zip(split, heading.order, strict=True):
        if index is None:
            continue
        column = spec.columns[index]
        cut: set[str] = set()
        if isinstance(column, OrganisationColumn):
            cut = column.cut_short(texts) if index == last else cut
            if not cut and "" not in texts:
                columns[index] = CellColumn(texts, starts, [NAME] * len(texts))
                continue
        meant = corrections.meant(rows.numbers, texts)
        readings = {text: column.read(text) for text in set(meant)}
        readings |= {text: f"'{shown(text)}' does not end in CCG as other names do" for text in cut if text}
        misread = {text: reading for text, reading in readings.items() if isinstance(reading, str)}
        for number, text in zip(rows.numbers, meant, strict=True) if misread else ():
            if text in misread:
                faulty = True
                earlier = reasons.get(number)
                reason = f"{column.title}: {misread[text]}"
                reasons[number] = f"{earlier}; {reason}" if earlier else reason
        meanings = {text: reading if isinstance(reading, Cell) else BLANK for text, reading in readings.items()}
        columns[index] = CellColumn(texts, starts, list(map(meanings.__getitem__, meant)))
    if not faulty:
        return TableRows(spec, rows.numbers, columns)
    return TableRows(spec, rows.numbers, columns).kept([number not in reasons for number in rows.numbers])


def _of_one_form(table: TableRows, lines: Lines, corrections: Corrections, rejects: list[Reject]) -> TableRows:
    """`table` without the rows that print a measure's numbers otherwise than its other rows do."""
    reasons: dict[int, str] = {}
    for column, cells in zip(table.spec.columns, table.columns, strict=True):
        if not cells or not isinstance(column, MeasureColumn):
            continue
        texts = corrections.meant(table.line_nos, cells.texts)
        if odd := column.without_sign(Counter(texts)):
            for number, text in zip(table.line_nos, texts, strict=True):
                if text in odd:
                    reasons.setdefault(number, f"{column.title}: {odd[text]}")
    if not reasons:
        return table
    rejects += [_reject(lines[number - 1], reason, _REMEDY) for number, reason in reasons.items()]
    return table.kept([number not in reasons for number in table.line_nos])


def _without_doubtful(table: TableRows, heading: Line, corrections: Corrections) -> list[Reject]:
    """Empties the columns of which nobody knows whether they are fractions or per cent; gives a reject for each."""
    rejects = []
    for index, (column, cells) in enumerate(zip(table.spec.columns, table.columns, strict=True)):
        if not cells or not isinstance(column, MeasureColumn):
            continue
        if reason := column.why_doubtful(corrections.meant(table.line_nos, cells.texts)):
            table.columns[index] = None
            rejects.append(_reject(heading, reason, _SAY_PERCENTAGES))
    return rejects


def _refuse_unheaded(
    lines: Lines, headings: Sequence[tuple[TableSpec, Heading]], damaged: dict[int, str], found: TablesRead
) -> None:
    """Adds a reject for each line outside of the tables that reads as a row of one: its heading is lost or damaged."""
    layouts = {(id(spec), heading.delimiter, heading.order): (spec, heading) for spec, heading in headings}
    for first, last in _gaps(found.lines_used, len(lines)):
        for spec, heading in layouts.values():
            if not _is_understood(heading):
                continue
            printed = Body(lines, first, last)
            printed.keep([number not in damaged and number not in found.lines_used for number in printed.numbers])
            stray = _read_rows(spec, heading, printed.copy(), {}, Corrections())
            for index in unheaded_rows(printed, set(stray.line_nos), RowSigns(spec.columns, heading)):
                reason = f"reads as a row of '{spec.name}' and stands under no heading of it"
                found.rejects.append(_reject(printed.line(index), reason, "restore the heading above it"))
                found.lines_used.add(printed.numbers[index])
                found.rows_seen += 1


def _gaps(used: set[int], total: int) -> list[tuple[int, int]]:
    """The runs of lines that are not used, each as the index of its first line and that after its last."""
    edges = [0, *sorted(used), total + 1]
    return [(before, after - 1) for before, after in pairwise(edges) if after - before > 1]


def _add_rows(found: TablesRead, rows: TableRows) -> None:
    """Adds `rows` to the table of the same name when a heading before it was that table's too."""
    printed = [column is not None for column in rows.columns]
    for table in found.tables:
        if table.spec is rows.spec and printed == [column is not None for column in table.columns]:
            table.line_nos += rows.line_nos
            for column, more in zip(table.columns, rows.columns, strict=True):
                if column is not None and more is not None:
                    column.extend(more)
            return
    found.tables.append(rows)


def _reject(line: Line, reason: str, remedy: str) -> Reject:
    text = line.text if len(line.text) <= 300 else line.text[:300]
    return Reject(line.number, line.start, line.start + len(text), text, "table", reason, True, remedy)
