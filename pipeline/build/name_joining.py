"""Names printed over several lines, joined where the whole is an organisation, or why that is in doubt.

A value is never given to a part of a name that happens to be another organisation: 'South' and 'Gloucestershire CCG'.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date

from pipeline.parse.text.tables.wrapped_names import Beside, NamePart, is_torn_off
from pipeline.reference.organisations import Resolver

REMEDY = "write the name on one line, or give the right name of the row with the values under `corrections`"

_OPENS = re.compile(r"\W*NHS\b", re.IGNORECASE)
_ENDS = re.compile(r"\b(?:CCG|Clinical Commissioning Group)\W*$", re.IGNORECASE)
# A name is not over after these, and does not begin with them.
_GOES_ON = re.compile(r"(?:,|&|-|\b(?:and|of|with|the))\s*$", re.IGNORECASE)
_LINKS = re.compile(r"\s*(?:&|,|(?:and|of|with)\b)", re.IGNORECASE)
# What also stands alone over rows, as the heading of a part of the country.
_COMPASS = re.compile(r"(?:(?:north|south|east|west|mid|central|greater|the|and|of)\W*)+", re.IGNORECASE)

_BRACKETED = re.compile(r"\W*\(.*\)\W*")

Resolve = Callable[[str], str | None]


@dataclass(frozen=True)
class Joined:
    """The name that a row has with the lines `line_nos`; or, where that is in doubt, `doubt` says why."""

    name: str
    line_nos: tuple[int, ...] = ()
    doubt: str | None = None


def join_name(own: str, beside: Beside, resolve: Resolve) -> Joined:
    """The name of a row that prints `own` and has parts of names beside it; `resolve` gives a name's organisation."""
    if not (beside.before or beside.after):
        doubt = f"'{own}' has lost its beginning: what is closed in it was never opened"
        return Joined(own, doubt=doubt if is_torn_off(own) else None)
    code = resolve(own)
    readings: dict[str, Joined] = {}
    for first, last in _chains(beside):
        name = " ".join([*(part.text for part in first), own, *(part.text for part in last)])
        if found := resolve(name):
            readings.setdefault(found, Joined(_plain(name), tuple(part.line_no for part in (*first, *last))))
    torn = _torn(own, beside)
    if torn and not readings and resolve(torn.text):
        # A part that is a whole name itself is another row's, whose values are missing.
        torn = None
    if len(readings) > 1:
        return _in_doubt(own, [*readings.values()])
    if readings:
        ((joined_code, joined),) = readings.items()
        if joined_code == code:
            is_bracketed = all(_BRACKETED.fullmatch(part.text) for part in beside.after) and not beside.before
            return joined if torn or is_bracketed else Joined(own)
        if code is None:
            return joined
        is_heading = any(_COMPASS.fullmatch(part.text) for part in beside.before if part.line_no in joined.line_nos)
        return _in_doubt(own, [Joined(own), joined]) if is_heading and not torn else joined
    if torn:
        line_no, words = torn
        doubt = f"'{own}' may be a part of the name that line {line_no} holds another part of, '{words}'"
        return Joined(own, doubt=f"{doubt}; joined they name no CCG of that day")
    return Joined(own)


@dataclass
class Names:
    """The names of a table's rows, in their order. `parts` are lines that another row's name is made up with.

    `doubts` say, by row, why it is not known whose it is.
    """

    names: list[str]
    parts: set[int] = field(default_factory=set)
    doubts: dict[int, str] = field(default_factory=dict)


def join_names(
    line_nos: Sequence[int],
    names: list[str],
    beside: Mapping[int, Beside],
    days: Callable[[int], Sequence[Sequence[date]]],
    resolver: Resolver,
) -> Names:
    """The names of rows, joined with the parts beside them; `days` gives sets of days, one of which must fit."""
    joined: dict[int, Joined] = {}
    for row, line_no in enumerate(line_nos) if beside else ():
        if line_no not in beside:
            continue

        def resolve(name: str, row: int = row) -> str | None:
            return next((code for each in days(row) if (code := resolver.resolve_many([name], each)[0])), None)

        joined[row] = join_name(names[row], beside[line_no], resolve)
    claimed = Counter(line_no for found in joined.values() for line_no in found.line_nos)
    result = Names(list(names) if joined else names)
    for row, found in joined.items():
        twice = [line_no for line_no in found.line_nos if claimed[line_no] > 1]
        if found.doubt or twice:
            of_two = f"line {twice[0]} may belong to its name or to that of another row" if twice else ""
            result.doubts[row] = found.doubt or of_two
        else:
            result.names[row] = found.name
            result.parts |= set(found.line_nos)
    return result


def _chains(beside: Beside) -> list[tuple[tuple[NamePart, ...], tuple[NamePart, ...]]]:
    """Which parts before a row and after it may be of one name: the nearest, the two nearest and so on."""
    before, after = beside
    firsts = [before[len(before) - count :] for count in range(len(before) + 1)]
    lasts = [after[:count] for count in range(len(after) + 1)]
    return [(first, last) for first in firsts for last in lasts if first or last]


def _torn(own: str, beside: Beside) -> NamePart | None:
    """The part beside a row that shows that one name goes over both lines, or None."""
    if beside.before:
        part = beside.before[-1]
        # An opening word of the chain shows where the name begins.
        opens = next((p for p in reversed(beside.before) if _OPENS.match(p.text)), part)
        is_open = _OPENS.match(opens.text) and not _ENDS.search(part.text) and not _OPENS.match(own)
        if is_open or _GOES_ON.search(part.text) or _LINKS.match(own) or is_torn_off(own):
            return part
    if beside.after:
        part = beside.after[0]
        is_end = _ENDS.search(part.text) and not _OPENS.match(part.text) and not _ENDS.search(own)
        if is_end or _GOES_ON.search(own) or _LINKS.match(part.text) or own.count("(") > own.count(")"):
            return part
    return None


def _plain(name: str) -> str:
    return " ".join(name.replace('"', " ").split())


def _in_doubt(own: str, readings: list[Joined]) -> Joined:
    names = " or ".join(f"'{reading.name}'" for reading in readings)
    return Joined(own, doubt=f"with the lines beside it this row may be of {names}")
