"""What a note below a table says of the rows that have its mark: '* Figure for Q3, as Q4 was not returned.'"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

from pipeline.base.lines import Line, Lines
from pipeline.base.period_alone import is_other_period
from pipeline.base.period_mentions import find_dates, find_periods
from pipeline.base.period_runs import find_runs
from pipeline.base.periods import Period, parse_period
from pipeline.base.shortening import shortened
from pipeline.parse.text.facts import Reject
from pipeline.parse.text.tables.doubts import row_reject
from pipeline.parse.text.tables.footnotes import ARROWS
from pipeline.parse.text.tables.rows import TableRows

_SUPERSCRIPTS = str.maketrans("⁰¹²³⁴⁵⁶⁷⁸⁹", "0123456789")
_NOTE = re.compile(
    rf"\W{{0,3}}?(?P<mark>[*†‡§¶{ARROWS}]{{1,3}}|[¹²³⁰⁴-⁹]{{1,3}}"
    r"|(?:note )?\d{1,2}(?=[\s\]).:<])|[a-z]{1,2}(?=[\])]))"
    r"(?:</sup>)?[\])]?[\s.:–-]*(?P<says>\w.*)",
    re.IGNORECASE,
)
_REMEDY = (
    "list the row under `accept` with a reason; or, where the note changes nothing, give its cell without the mark "
    "under `corrections`"
)


def without_other_periods(
    table: TableRows, marks: Iterable[Reject], lines: Lines, used: set[int], rejects: list[Reject]
) -> TableRows:
    """`table` without the rows that have the mark of a note below it which names other periods than the mapped ones.

    `marks` are the footnote marks of its cells; `used` are the lines of tables, which are no notes.
    """
    periods = table.spec.sections.periods
    of_rows = [(mark.line_no, _key(mark.text)) for mark in marks if mark.stage == "footnote"]
    if not periods or not of_rows or not table.line_nos:
        return table
    notes = _notes(lines[table.line_nos[0] :], {key for _, key in of_rows}, used, periods)
    rows = set(table.line_nos)
    wrong = {number: notes[key] for number, key in of_rows if key in notes and number in rows}
    for number, note in sorted(wrong.items()):
        says = f"its mark is that of line {note.number}, '{shortened(note.text.strip())}'"
        reason = f"{says}, which names another period than {' and '.join(dict.fromkeys(periods))}"
        rejects.append(row_reject(lines[number - 1], reason, _REMEDY))
    return table.kept([number not in wrong for number in table.line_nos]) if wrong else table


def _notes(below: Sequence[Line], marks: set[str], used: set[int], periods: Sequence[str]) -> dict[str, Line]:
    """The notes with one of `marks` that name, first of all, a period that a table is not mapped to."""
    found: dict[str, Line] = {}
    for line in below:
        if line.number in used or not (note := _NOTE.match(line.text)) or _key(note["mark"]) not in marks:
            continue
        named = _first_period(note["says"])
        if named and all(is_other_period(named, mapped) for mapped in periods):
            found.setdefault(_key(note["mark"]), line)
    return found


def _first_period(text: str) -> Period | None:
    """The first period or month that a text names: one that it is compared with stands behind."""
    spans = [(mention.start, mention.period) for mention in [*find_runs(text), *find_periods(text)]]
    months = [(start, text[start:end]) for start, end in find_dates(text) if not text[start:end].isdecimal()]
    return next((period for _, label in sorted([*spans, *months]) if (period := parse_period(label))), None)


def _key(mark: str) -> str:
    """A mark as it is compared: without brackets, raised or not."""
    bare = re.sub(r"</?sup>|[\s()\[\]\xa0]", "", mark.casefold()).translate(_SUPERSCRIPTS)
    return bare.removeprefix("note")
