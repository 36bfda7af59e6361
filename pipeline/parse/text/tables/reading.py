"""The rows of the tables that a sidecar maps, as columns of cells with offsets.

A table runs on over blank lines, page breaks and repeated headings. Rows come by the hundred thousand, so everything
is done a column at a time (`tables.rows`).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from itertools import pairwise

from pipeline.base.lines import Lines
from pipeline.base.notes_beside import is_one_of
from pipeline.parse.text.corrections import Corrections
from pipeline.parse.text.facts import Reject
from pipeline.parse.text.tables.beside_values import listed
from pipeline.parse.text.tables.captions import captions
from pipeline.parse.text.tables.cells import (
    OF_SOMETHING_ELSE,
    Cell,
    CodeColumn,
    IgnoredColumn,
    MeasureColumn,
    OrganisationColumn,
    RatingColumn,
)
from pipeline.parse.text.tables.doubts import REMEDY, of_one_form, row_reject, without_doubtful, without_merged
from pipeline.parse.text.tables.ends import RowSigns, cut_at_another, table_end, unheaded_rows
from pipeline.parse.text.tables.footnotes import marked
from pipeline.parse.text.tables.headings import Heading
from pipeline.parse.text.tables.mapped_headings import find_headings, heading_problems, is_understood
from pipeline.parse.text.tables.row_splitting import Body
from pipeline.parse.text.tables.rows import TableRows, TableSpec, read_rows
from pipeline.parse.text.tables.section_rows import (
    MAY_BE_OF,
    MAY_HEAD,
    labels_of,
    rows_above_remarks,
    rows_below_words,
    rows_of_other_sections,
)
from pipeline.parse.text.tables.wrapped_names import beside_rows

_CELL_REMEDY = (
    "put the row right, say under the column's `labels` or `markers` what its text stands for, or list the row's text "
    "under `accept` with a reason"
)
_NOTE_REMEDY = (
    "if that changes nothing, give its column `notes` with that text in the sidecar; else list the row's text under "
    "`accept` with a reason"
)
_WORDS_REMEDY = (
    "if those words change nothing, write them under `notes` of the table in the sidecar; else list the text under "
    "`accept` with a reason"
)
# How the reason reads where a cell's text is nothing that its column holds.
_UNREAD_CELL = ("is no band", "is no number")


@dataclass
class TablesRead:
    """All that a document's tables gave.

    `rows_seen` counts the lines that stand where rows do, read or not; `lines_used` are the lines that belong
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
    headings = find_headings(text, lines, specs, damaged)
    ends = [heading.first.number - 1 for _, heading in headings] + [len(lines)]
    for (spec, heading), end in zip(headings, ends[1:], strict=True):
        found.heading_lines.update(range(heading.first.number, heading.line.number + 1))
        _read_body(spec, heading, Body(lines, heading.line.number, end), damaged, corrections, found)
    found.tables = [of_one_form(table, lines, corrections, found.rejects) for table in found.tables]
    orders = {id(spec): heading.order for spec, heading in headings}
    found.tables = [without_merged(table, orders[id(table.spec)], lines, found.rejects) for table in found.tables]
    for table in found.tables:
        heading = next(heading for spec, heading in headings if spec is table.spec)
        found.rejects += without_doubtful(table, heading.line, corrections, captions(lines, heading, 0))
    record(found.tables, corrections)
    _refuse_unheaded(lines, headings, damaged, found)
    found.not_found = [spec for spec in specs if not any(spec is headed for headed, _ in headings)]
    return found


def record(tables: Sequence[TableRows], corrections: Corrections) -> None:
    """Notes the corrections of the cells of `tables`, and lets names and codes be read as corrected."""
    for table in tables if corrections.given else ():
        for column, cells in zip(table.spec.columns, table.columns, strict=True):
            if cells is None or isinstance(column, IgnoredColumn):
                continue
            if isinstance(column, CodeColumn):
                table.recoded = corrections.renamed(table.line_nos, cells.texts)
            if isinstance(column, OrganisationColumn):
                table.renamed |= corrections.renamed(table.line_nos, cells.texts)
            line_nos = cells.line_nos or table.line_nos
            corrections.record(_ABOUT[type(column)], line_nos, cells.texts, cells.starts)


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
    problems = heading_problems(heading)
    if spec.notes:
        noted = {n for n, words in labels_of(printed, heading.delimiter, ()).items() if is_one_of(words, spec.notes)}
        printed.keep([number not in noted for number in printed.numbers])
    rows = printed.copy()
    cut_to = 0
    if reasons:
        rows.keep([number not in reasons for number in rows.numbers])
    if not is_understood(heading):
        reasons |= dict.fromkeys(rows.numbers, "stands under a heading that is not understood")
        rows.keep([False] * len(rows.numbers))
    table = read_rows(spec, heading, rows, reasons, corrections)
    if reasons:
        printed.drop_page_numbers(reasons)
    signs = RowSigns(spec.columns, heading)
    rows_of_words = () if heading.delimiter else set(table.line_nos)
    labels = labels_of(printed, heading.delimiter, rows_of_words) if spec.sections.periods else {}
    others = rows_of_other_sections(table.line_nos, printed, labels, spec.sections)
    reasons |= others
    if reasons:
        cut_to = max([cut_at_another(table.line_nos, printed, reasons, signs), *others])
        table = table.kept([number not in reasons for number in table.line_nos])
    end = max(table_end(printed, reasons, heading, signs, damaged), sum(number <= cut_to for number in printed.numbers))
    last = printed.numbers[end - 1] if end else heading.line.number
    if table.line_nos and table.line_nos[-1] > last:
        table = table.kept([number <= last for number in table.line_nos])
    titles = [column.title for column in spec.columns]
    doubtful = {
        **rows_above_remarks(table.line_nos, printed, labels, spec.notes),
        **rows_below_words(table.line_nos, labels, spec.sections, titles, signs.of_damage),
    }
    if doubtful:
        reasons |= doubtful
        table = table.kept([number not in doubtful for number in table.line_nos])
    unread = {
        number: text
        for number, text in (zip(printed.numbers[:end], printed.texts, strict=False) if reasons else ())
        if number in reasons and number not in damaged
    }
    names = table.columns[spec.organisation]
    table.beside = beside_rows(
        table.line_nos,
        names.texts if names else (),
        _has_content(table),
        unread,
        printed.numbers[:end],
        heading.delimiter,
    )
    found.rejects += [row_reject(heading.line, problem, remedy) for problem, remedy in problems]
    if not (table.line_nos or heading.doubt or doubtful):
        remedy = "restore its rows, or list its text under `accept` with a reason"
        found.rejects.append(row_reject(heading.line, "a heading with no row under it", remedy))
    if reasons:
        found.rejects += [
            row_reject(printed.line(index), reason := reasons[printed.numbers[index]], remedy_of(reason))
            for index in range(end)
            if printed.numbers[index] in reasons
        ]
    found.rows_seen += end + len(table.line_nos) - len(set(table.line_nos))
    found.lines_used.update(range(heading.first.number, last + 1))
    note_marks(table, found)
    _add_rows(found, table)


def note_marks(table: TableRows, found: TablesRead) -> None:
    """Lists the footnote marks of the rows' cells, and lets names be read without theirs."""
    for column, cells in zip(table.spec.columns, table.columns, strict=True):
        if cells is None or isinstance(column, IgnoredColumn):
            continue
        if isinstance(column, OrganisationColumn):
            marks = marked(cells.texts)
        else:
            read = set(cells.cells)
            marks = (
                {text: c.mark for text, c in zip(cells.texts, cells.cells, strict=True) if c.mark}
                if any(cell.mark for cell in read)
                else {}
            )
        numbers = cells.line_nos or table.line_nos
        for number, text, start in zip(numbers, cells.texts, cells.starts, strict=True) if marks else ():
            if mark := marks.get(text):
                bare = text.removesuffix(mark)
                if isinstance(column, OrganisationColumn):
                    table.renamed[number, text] = bare
                found.rejects.append(listed(number, start + len(bare), mark, bare))


def _has_content(table: TableRows) -> list[list[bool]]:
    """For each column but the organisation's, in which rows it has a text that is no mark of a missing value.

    None at all where one column has such a text in every row: then no row is of a name alone.
    """
    found = []
    for column, cells in zip(table.spec.columns, table.columns, strict=True):
        if cells is None or isinstance(column, OrganisationColumn):
            continue
        keys: Sequence[str | Cell] = cells.texts if isinstance(column, IgnoredColumn) else cells.cells
        is_content = {
            key: key != "" if isinstance(key, str) else key.value is not None or key.band is not None
            for key in set(keys)
        }
        if all(is_content.values()):
            return []
        found.append(list(map(is_content.__getitem__, keys)))
    return found


def _refuse_unheaded(
    lines: Lines, headings: Sequence[tuple[TableSpec, Heading]], damaged: dict[int, str], found: TablesRead
) -> None:
    """Adds a reject for each line outside of the tables that reads as a row of one: its heading is lost or damaged."""
    layouts = {(id(spec), heading.delimiter, heading.order): (spec, heading) for spec, heading in headings}
    for first, last in _gaps(found.lines_used, len(lines)):
        for spec, heading in layouts.values():
            if not is_understood(heading):
                continue
            printed = Body(lines, first, last)
            printed.keep([number not in damaged and number not in found.lines_used for number in printed.numbers])
            stray = read_rows(spec, heading, printed.copy(), {}, Corrections())
            for index in unheaded_rows(printed, set(stray.line_nos), RowSigns(spec.columns, heading)):
                reason = f"reads as a row of '{spec.name}' and stands under no heading of it"
                found.rejects.append(row_reject(printed.line(index), reason, "restore the heading above it"))
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
            table.beside |= rows.beside
            table.renamed |= rows.renamed
            for column, more in zip(table.columns, rows.columns, strict=True):
                if column is not None and more is not None:
                    column.extend(more)
            return
    found.tables.append(rows)


def remedy_of(reason: str) -> str:
    """What to do about a row that does not read for a reason."""
    if MAY_HEAD in reason or MAY_BE_OF in reason:
        return _WORDS_REMEDY
    if OF_SOMETHING_ELSE in reason:
        return _NOTE_REMEDY
    return _CELL_REMEDY if any(phrase in reason for phrase in _UNREAD_CELL) else REMEDY
