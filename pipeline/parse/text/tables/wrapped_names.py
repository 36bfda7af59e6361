"""Names that are printed over several lines of a table: the lines beside a row that hold words of a name and no data.

Whether the lines belong together is known only when the joined name is resolved (`pipeline.build.name_joining`).
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from itertools import takewhile
from typing import NamedTuple

LONGEST_PART = 120
# Of how many lines before a row, and after it, a name may be made up.
MOST_LINES = 5

_NO_NAME = re.compile(r"[\d%£:!?<>=•]|;.|\.\s*$")
_EMPTY_CELLS = re.compile(r"(?:,{2,}|;+)$")
_FOOTNOTE = re.compile(r"\s*(?:\(\w{1,2}\)|\[\w{1,2}\]|[*†‡§¹²³]|(?<=[a-z])\d)$")
_WORD = re.compile(r"[^\W\d_]")
_AROUND = ' \t\r\f\v\xa0\x85|"*_'
_ENDS_IN_CCG = re.compile(r"\b(?:CCG|Clinical Commissioning Group)\W*$", re.IGNORECASE)
_MOST_WORDS_OF_AN_END = 6


class NamePart(NamedTuple):
    """A line that holds words of a name and nothing else: `text` is what it may be a part of a name with."""

    line_no: int
    text: str


class Beside(NamedTuple):
    """The parts right before a row and right after it, in the order of their lines."""

    before: tuple[NamePart, ...]
    after: tuple[NamePart, ...]


def name_part(text: str, delimiter: str | None) -> str | None:
    """The words of a name that are all that the line `text` holds, or None.

    Where a comma or semicolon divides cells, a name may hold it; a tab or a bar has text on one side only.
    """
    if len(text) > LONGEST_PART:
        return None
    cells = [cell for cell in text.split(delimiter) if cell.strip(_AROUND)] if delimiter in ("\t", "|") else [text]
    if len(cells) != 1:
        return None
    # One comma at the end may belong to the name; several divide empty cells.
    part = _EMPTY_CELLS.sub("", " ".join(cells[0].strip(_AROUND).split()))
    part = _FOOTNOTE.sub("", part) or part
    return part if _WORD.search(part) and not _NO_NAME.search(part) else None


def beside_rows(
    line_nos: Sequence[int],
    names: Sequence[str],
    others: Sequence[Sequence[bool]],
    unread: Mapping[int, str],
    printed: Sequence[int],
    delimiter: str | None,
) -> dict[int, Beside]:
    """The parts of names beside a table's rows, by the rows' lines: lines of `unread`, and rows of a name alone.

    `printed` are the table's lines, without blank ones: a blank line ends no name.
    `others` say, for each column beside that of the `names`, in which rows it says something; no column, in all.
    A row whose name has lost its beginning is there, too, with no parts where none are beside it.
    """
    parts = {number: part for number, text in unread.items() if (part := name_part(text, delimiter))}
    if others:
        alone = (row for row, flags in enumerate(zip(*others, strict=True)) if not any(flags))
        parts |= {line_nos[row]: part for row in alone if (part := name_part(names[row], None))}
    found = _beside(set(line_nos) - parts.keys(), parts, printed) if parts else {}
    together = "".join(names)
    torn = set(filter(is_torn_off, names)) if '"' in together or ")" in together else ()
    for number, name in zip(line_nos, names, strict=True) if torn else ():
        if name in torn and number not in parts:
            found.setdefault(number, Beside((), ()))
    return found


def is_torn_off(name: str) -> bool:
    """Whether a name has lost its beginning: a quotation mark or bracket is closed in it that was never opened."""
    return (name.endswith('"') and not name.startswith('"')) or name.count(")") > name.count("(")


def _beside(rows: set[int], parts: Mapping[int, str], printed: Sequence[int]) -> dict[int, Beside]:
    place_of = {number: place for place, number in enumerate(printed)}
    found: dict[int, Beside] = {}
    for part in parts:
        for step in (-1, 1):
            # The first line beyond the parts that adjoin this one, as far as a name may reach.
            near = _reach(place_of[part], step, printed)
            row = next((number for number in near if number not in parts), None)
            if row in rows and row is not None and row not in found:
                before, after = (_run(place_of[row], way, parts, printed) for way in (-1, 1))
                found[row] = Beside(tuple(reversed(before)), tuple(after))
    return found


def _reach(place: int, step: int, printed: Sequence[int]) -> Sequence[int]:
    """The lines before or after a place, the nearest first, of which a name may be made up."""
    if step > 0:
        return printed[place + 1 : place + 1 + MOST_LINES]
    return printed[max(0, place - MOST_LINES) : place][::-1]


def _run(place: int, step: int, parts: Mapping[int, str], printed: Sequence[int]) -> list[NamePart]:
    near = takewhile(parts.__contains__, _reach(place, step, printed))
    return [NamePart(number, parts[number]) for number in near]


def ends_name(text: str, before: str) -> bool:
    """Whether `text` is the rest of a name that the row `before`, the line above it, begins."""
    part = name_part(text, None)
    if part is None or not _ENDS_IN_CCG.search(part) or part.upper().startswith("NHS"):
        return False
    return len(part.split()) <= _MOST_WORDS_OF_AN_END and not re.search(r"\bCCG\b|Commissioning Group", before)
