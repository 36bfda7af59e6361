"""What notes say of a table's rows: of those that have their mark, and of those whose CCG they name.

'* Figure for Q3, as Q4 was not returned.' 'Note: the figure for NHS Bolton CCG is for 2017/18.'
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence

from pipeline.base.lines import Line, Lines
from pipeline.base.notes_beside import is_one_of
from pipeline.base.period_alone import is_other_period
from pipeline.base.periods import Period
from pipeline.base.shortening import shortened
from pipeline.parse.foot_notes import key_of, mark_at_end, marked_note, may_change, names_noted
from pipeline.parse.text.facts import Reject
from pipeline.parse.text.tables.cells import CodeColumn, IgnoredColumn, OrganisationColumn
from pipeline.parse.text.tables.doubts import row_reject
from pipeline.parse.text.tables.rows import CellColumn, TableRows
from pipeline.reference.known_names import KnownNames

_REMEDY = (
    "list the row under `accept` with a reason; or, where the note changes nothing, write its words under `notes` of "
    "the table in the sidecar"
)


def without_noted(
    table: TableRows, marks: Iterable[Reject], lines: Lines, used: set[int], names: KnownNames, rejects: list[Reject]
) -> TableRows:
    """`table` without the rows of which a note may say that they are of something else than the others.

    `marks` are the footnote marks of its cells; `used` are the lines of tables, which are no notes.
    """
    if not table.spec.sections.periods or not table.line_nos:
        return table
    first = min(table.line_nos)
    below = [line for line in lines[first:] if line.number not in used and line.text.strip()]
    notes = [line for line in below if not is_one_of(line.text, table.spec.notes)]
    reasons = _by_mark(table, marks, notes) if notes else {}
    reasons |= _by_name(table, notes, names) if names.names else {}
    for number, reason in sorted(reasons.items()):
        rejects.append(row_reject(lines[number - 1], reason, _REMEDY))
    return table.kept([number not in reasons for number in table.line_nos]) if reasons else table


def _by_mark(table: TableRows, marks: Iterable[Reject], notes: Sequence[Line]) -> dict[int, str]:
    """The lines of rows with the mark of a note, each with the reason not to take it."""
    by_key: dict[str, Line] = {}
    for line in notes:
        if (note := marked_note(line.text)) and may_change(note[1], _is_other(table)):
            by_key.setdefault(note[0], line)
    if not by_key:
        return {}
    rows = set(table.line_nos)
    of_rows = [(mark.line_no, key_of(mark.text)) for mark in marks if mark.stage == "footnote" and mark.line_no in rows]
    for cells in _columns(table, IgnoredColumn):
        of_rows += [
            (number, mark_at_end(text)) for number, text in zip(table.line_nos, cells.texts, strict=True) if text
        ]
    says = "its mark is that of line {}, '{}', which may say that it is of something else than the other rows"
    return {
        number: says.format(by_key[key].number, shortened(by_key[key].text.strip()))
        for number, key in of_rows
        if key in by_key
    }


def _by_name(table: TableRows, notes: Sequence[Line], names: KnownNames) -> dict[int, str]:
    """The lines of rows whose CCG a note names, each with the reason not to take it."""
    printed = [(line.number, line.text) for line in notes]
    noted: Mapping[tuple[str, ...], tuple[int, str]] = {
        name: (number, sentence)
        for name, number, sentence in names_noted(printed, names, _is_other(table))
        if not is_one_of(sentence, table.spec.notes)
    }
    if not noted:
        return {}
    found: dict[int, str] = {}
    for cells in _columns(table, OrganisationColumn, CodeColumn, IgnoredColumn):
        for number, text in zip(table.line_nos, cells.texts, strict=True):
            if note := noted.get(names.key(table.renamed.get((number, text), text))):
                says = f"line {note[0]} says '{shortened(note[1])}'"
                found[number] = f"{says}, so the row may be of something else than the other rows"
    return found


def _columns(table: TableRows, *kinds: type) -> Iterator[CellColumn]:
    """The cells of the columns of some kinds that are printed."""
    for column, cells in zip(table.spec.columns, table.columns, strict=True):
        if cells is not None and isinstance(column, kinds):
            yield cells


def _is_other(table: TableRows) -> Callable[[Period], bool]:
    """Whether a period is another than each that a table is mapped to."""
    return lambda period: all(is_other_period(period, mapped) for mapped in table.spec.sections.periods)
