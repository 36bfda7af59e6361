"""Names that are printed over several lines of a table: which lines may belong to one name.

Here: the lines beside a row that hold words of a name and no data. Not here: which organisation the joined name means,
and so whether the lines belong together (`pipeline.name_joining`): extraction knows no organisations.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import NamedTuple

LONGEST_PART = 120
# Of how many lines before a row, and after it, a name may be made up.
MOST_LINES = 3

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
    delimiter: str | None,
) -> dict[int, Beside]:
    """The parts of names beside a table's rows, by the rows' lines: lines of `unread`, and rows of a name alone.

    `others` tell, for each column beside that of the `names`, in which rows it says something; no column, in all.
    A row whose name has lost its beginning is there, too, with no parts where none are beside it.
    """
    parts = {number: part for number, text in unread.items() if (part := name_part(text, delimiter))}
    if others:
        alone = (row for row, says in enumerate(zip(*others, strict=True)) if not any(says))
        parts |= {line_nos[row]: part for row in alone if (part := name_part(names[row], None))}
    found = _beside(set(line_nos) - parts.keys(), parts) if parts else {}
    together = "".join(names)
    torn = set(filter(is_torn_off, names)) if '"' in together or ")" in together else ()
    for number, name in zip(line_nos, names, strict=True) if torn else ():
        if name in torn and number not in parts:
            found.setdefault(number, Beside((), ()))
    return found


def is_torn_off(name: str) -> bool:
    """Whether a name has lost its beginning: a quotation mark or bracket is closed in it that was never opened."""
    return (name.endswith('"') and not name.startswith('"')) or name.count(")") > name.count("(")


def _beside(rows: set[int], parts: Mapping[int, str]) -> dict[int, Beside]:
    edges = {at for part in parts for at in (_after(part, parts), _before(part, parts)) if at in rows}
    return {
        number: Beside(tuple(reversed(_run(number, -1, parts))), tuple(_run(number, 1, parts)))
        for number in sorted(edges)
    }


def ends_name(text: str, before: str) -> bool:
    """Whether `text` is the rest of a name that the row `before`, the line above it, begins."""
    part = name_part(text, None)
    if part is None or not _ENDS_IN_CCG.search(part) or part.upper().startswith("NHS"):
        return False
    return len(part.split()) <= _MOST_WORDS_OF_AN_END and not re.search(r"\bCCG\b|Commissioning Group", before)


def _run(number: int, step: int, parts: Mapping[int, str]) -> list[NamePart]:
    lines = range(number + step, number + step * (MOST_LINES + 1), step)
    run = []
    for line_no in lines:
        if line_no not in parts:
            break
        run.append(NamePart(line_no, parts[line_no]))
    return run


def _after(part: int, parts: Mapping[int, str]) -> int:
    """The line after the parts that follow `part` without a gap, as far as a name may reach."""
    return next((at for at in range(part + 1, part + MOST_LINES + 1) if at not in parts), 0)


def _before(part: int, parts: Mapping[int, str]) -> int:
    return next((at for at in range(part - 1, part - MOST_LINES - 1, -1) if at not in parts), 0)
