"""What notes say of the items of a list: of those that have their mark, and of those whose CCG they name."""

from __future__ import annotations

import re
from collections.abc import Sequence

from pipeline.base.lines import Line, Lines
from pipeline.parse.foot_notes import key_of, mark_at_end
from pipeline.parse.text.facts import Reject
from pipeline.parse.text.lists.band_lists import BandListRows
from pipeline.parse.text.lists.value_lists import ValueListRows
from pipeline.parse.text.tables.footnotes import CLOSE_MARK, mark_of
from pipeline.parse.text.tables.notes_below import NOTE_REMEDY, NotesOn, notes_on
from pipeline.reference.known_names import KnownNames

_MARK_NEXT = re.compile(rf"[ \xa0]?{CLOSE_MARK}", re.IGNORECASE)


def without_noted_items(
    lists: Sequence[BandListRows | ValueListRows], lines: Lines, used: set[int], names: KnownNames
) -> list[Reject]:
    """Takes the items of which a note may say that they are of something else out of their lists; they are rejects.

    `used` are the lines of tables, which are no notes.
    """
    items = [_lines_of(rows, names) for rows in lists]
    used = used.union(*items)
    rejects = []
    for rows, own in zip(lists, items, strict=True):
        if not own or not rows.spec.periods:
            continue
        notes = notes_on(min(own), lines, used, rows.spec.periods, rows.spec.notes, names)
        if notes.is_empty:
            continue
        reasons = [_why_not(rows, place, lines, notes) for place in range(len(rows.line_nos))]
        stage = "band_list" if isinstance(rows, BandListRows) else "value_list"
        numbers = [number for number, reason in zip(rows.line_nos, reasons, strict=True) if reason]
        given = filter(None, reasons)
        rejects += [_reject(lines[number - 1], why, stage) for number, why in zip(numbers, given, strict=True)]
        rows.keep([not reason for reason in reasons])
    return rejects


def _lines_of(rows: BandListRows | ValueListRows, names: KnownNames) -> set[int]:
    """The lines of a list; an item that names no CCG may be a note that begins as an item does: '* For 2017/18'."""
    named = {
        number
        for number, name in zip(rows.line_nos, rows.names, strict=True)
        if names.holds(name.removesuffix(mark_of(name)))
    }
    return named | rows.headings if isinstance(rows, BandListRows) else named


def _why_not(rows: BandListRows | ValueListRows, place: int, lines: Lines, notes: NotesOn) -> str:
    """Why an item is not taken, or ''."""
    name, line = rows.names[place], lines[rows.line_nos[place] - 1]
    mark = mark_of(name)
    reason = notes.why_none or notes.why_marked(mark_at_end(name)) or notes.why_named(name.removesuffix(mark))
    if reason or isinstance(rows, BandListRows):
        return reason
    if mark := mark_of(rows.texts[place]):
        return notes.why_marked(key_of(mark))
    found = _MARK_NEXT.match(line.text, rows.starts[place] + len(rows.texts[place]) - line.start)
    return notes.why_marked(key_of(found[0])) if found else ""


def _reject(line: Line, reason: str, stage: str) -> Reject:
    text = line.text[:300]
    return Reject(line.number, line.start, line.start + len(text), text, stage, reason, True, NOTE_REMEDY)
