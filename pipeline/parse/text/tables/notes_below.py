"""What notes say of the rows of a table or list: of those with their mark, of those whose CCG they name, or of all.

'* Figure for Q3, as Q4 was not returned.' 'Note: the figure for NHS Bolton CCG is for 2017/18.'
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from pipeline.base.lines import Line, Lines
from pipeline.base.notes_beside import is_one_of
from pipeline.base.period_alone import is_other_period
from pipeline.base.periods import Period, normal_period
from pipeline.base.shortening import shortened
from pipeline.parse.foot_notes import (
    key_of,
    leaves_as_it_is,
    mark_at_end,
    marked_note,
    may_change,
    names_noted,
    other_period_stated,
)
from pipeline.parse.text.facts import Reject
from pipeline.parse.text.tables.cells import MeasureColumn, RatingColumn
from pipeline.parse.text.tables.doubts import row_reject
from pipeline.parse.text.tables.rows import TableRows
from pipeline.reference.known_names import KnownNames

NOTE_REMEDY = (
    "list the row under `accept` with a reason; or, where the note changes nothing, write its words under `notes` of "
    "the table or list in the sidecar"
)
_IS_NUMBERED = re.compile(r"\s*\d{1,2}\.\s")
_OF_ANOTHER = "may be of something else than the other rows"


@dataclass(frozen=True)
class NotesOn:
    """The notes of a document that may be on the rows of one of its tables or lists.

    `by_mark` and `by_name` are the lines with their words, `on_all` is one that is on every row. `unknown` are those
    with a mark of which it is not known that they change nothing.
    """

    by_mark: dict[str, tuple[int, str]]
    unknown: dict[str, tuple[int, str]]
    by_name: dict[tuple[str, ...], tuple[int, str]]
    on_all: tuple[int, str] | None
    names: KnownNames

    def why_marked(self, mark: str, is_certain: bool = True) -> str:
        """Why a row with a mark is not taken; '' where no note is on it. A letter or number may be no mark at all."""
        unknown = self.unknown if is_certain or not mark.isalnum() else {}
        note = self.by_mark.get(mark, unknown.get(mark)) if mark else None
        return f"its mark is that of line {note[0]}, '{shortened(note[1])}', and so it {_OF_ANOTHER}" if note else ""

    def why_named(self, name: str) -> str:
        """Why the row of a CCG is not taken; '' where no note names it."""
        note = self.by_name.get(self.names.key(name)) if self.by_name else None
        return f"line {note[0]} says '{shortened(note[1])}', and so the row {_OF_ANOTHER}" if note else ""

    @property
    def why_none(self) -> str:
        """Why no row is taken; '' where no note is on all of them."""
        return f"line {self.on_all[0]} says '{shortened(self.on_all[1])}'" if self.on_all else ""

    @property
    def is_empty(self) -> bool:
        return not (self.by_mark or self.unknown or self.by_name or self.on_all)


def notes_on(
    first: int, lines: Lines, used: set[int], periods: Sequence[str], harmless: Sequence[str], names: KnownNames
) -> NotesOn:
    """The notes on what begins on line `first`: below it, and above it as far as to the table or list before it.

    `used` are the lines of tables and lists, which are no notes; `periods` are what the rows are mapped to.
    """

    def is_other(period: Period) -> bool:
        return all(is_other_period(period, mapped) for mapped in periods)

    def is_of_none(period: Period) -> bool:
        # The last day or month of a period stands for it.
        return is_other(period) and all(period.end != normal_period(mapped).end for mapped in periods)

    top = first
    while top > 1 and (top - 1 in used or top == first):
        top -= 1
    while top > 1 and top - 1 not in used:
        top -= 1
    # Rows come by the hundred thousand, and only what is none of them is looked at.
    beside = [(number, lines.texts[number - 1]) for number in sorted({*range(top, len(lines) + 1)} - used)]
    notes = [(number, text) for number, text in beside if text.strip() and not is_one_of(text, harmless)]
    by_mark: dict[str, tuple[int, str]] = {}
    unknown: dict[str, tuple[int, str]] = {}
    for number, text in notes:
        if number > first and (note := marked_note(text)) and not leaves_as_it_is(note[1], is_other):
            kind = by_mark if may_change(note[1], is_other) else unknown
            kind.setdefault(note[0], (number, text.strip()))
    by_name = {
        name: (number, sentence)
        for name, number, sentence in names_noted(notes, names, is_other)
        if not is_one_of(sentence, harmless)
    }
    # A note with a mark is on what has it; those in an enumeration may be on all.
    below = [note for note in notes if note[0] > first and (_IS_NUMBERED.match(note[1]) or not marked_note(note[1]))]
    return NotesOn(by_mark, unknown, by_name, other_period_stated(below, names, is_of_none), names)


def without_noted(
    table: TableRows, lines: Lines, used: set[int], names: KnownNames, rejects: list[Reject]
) -> TableRows:
    """`table` without the rows of which a note may say that they are of something else than the others."""
    periods = table.spec.sections.periods
    if not periods or not table.line_nos:
        return table
    notes = notes_on(min(table.line_nos), lines, used, periods, table.spec.notes, names)
    if notes.is_empty:
        return table
    reasons = [notes.why_none] * len(table.line_nos)
    for number, (column, cells) in enumerate(zip(table.spec.columns, table.columns, strict=True)):
        if cells is None:
            continue
        is_value = isinstance(column, RatingColumn | MeasureColumn)
        glued = _glued(cells.texts, notes) if isinstance(column, MeasureColumn) else {}
        for place, text in enumerate(cells.texts):
            if reasons[place]:
                continue
            mark = glued.get(text) or key_of(cells.cells[place].mark) if is_value else mark_at_end(text)
            bare = table.renamed.get((table.line_nos[place], text), text)
            reasons[place] = notes.why_marked(mark, is_value or number == table.spec.organisation) or (
                "" if is_value else notes.why_named(bare)
            )
    for place, reason in enumerate(reasons):
        if reason:
            rejects.append(row_reject(_line_of(table, place, lines), reason, NOTE_REMEDY))
    return table.kept([not reason for reason in reasons]) if any(reasons) else table


def _line_of(table: TableRows, place: int, lines: Lines) -> Line:
    """What a row is listed as: its line, or its name where several rows may stand on one line."""
    number = table.line_nos[place]
    names = table.columns[table.spec.organisation]
    return Line(number, names.starts[place], names.texts[place]) if table.lines and names else lines[number - 1]


def _glued(texts: Sequence[str], notes: NotesOn) -> dict[str, str]:
    """Numbers whose last decimal is the mark of a note: 71.21 among numbers of one decimal, where note 1 is."""
    decimals = {text: len(text.partition(".")[2]) for text in set(texts) if "." in text and text[-1:].isdecimal()}
    counts = list(decimals.values())
    if not counts or max(counts) == min(counts):
        return {}
    usual = max(set(counts), key=counts.count)
    return {text: text[-1] for text, count in decimals.items() if count == usual + 1 and text[-1] in notes.by_mark}
