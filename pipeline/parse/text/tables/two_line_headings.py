"""Headings of two lines: labels of groups of columns over the columns' own titles, or titles that go on below.

The label of a merged cell stands once over several titles, and what copies a table leaves empty cells beside it or
none at all. Which titles it is over is certain where the same titles come again under each label, or where each title
has a line of its own over it; else the two lines are no heading.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from pipeline.base.lines import Line
from pipeline.parse.text.tables.cell_splitting import DELIMITERS, split_cells

# So many columns may stand before the groups: a code, a name, a region.
_MOST_LEADING = 3
_WIDE_SPACE = re.compile(r"\s{2,}|\t")
_MARKDOWN_RULE = re.compile(r"[\s|:]*-[\s|:-]*")
# What is drawn on both sides of a label to show how far it goes.
_DRAWN = " \t\xa0-–—=_<>"


class Piece(NamedTuple):
    """A part of a heading's line, and its offset in the line."""

    text: str
    start: int


def joined_titles(upper: Line, lower: Line, delimiter: str | None, width: int) -> tuple[str, ...] | None:
    """The `width` titles that two lines give together, in order; None where they are not certain."""
    above, below = pieces(upper, delimiter), pieces(lower, delimiter)
    readings = {tuple(titles) for titles in _readings(above, below, delimiter, width)}
    titles = readings.pop() if len(readings) == 1 else ()
    return titles if len(set(map(str.casefold, titles))) == width and all(titles) else None


def upper_line(lines: Sequence[Line], place: int) -> Line | None:
    """The line above that of an index, past the rule that Markdown draws; None where that is blank."""
    for line in reversed(lines[max(0, place - 2) : place]):
        if line.is_blank:
            return None
        if not ("|" in line.text and _MARKDOWN_RULE.fullmatch(line.text)):
            return line
    return None


def delimiters_of(upper: Line, lower: Line) -> list[str | None]:
    """What may divide the cells of two lines: what both have, or else wide spaces."""
    found: list[str | None] = [mark for mark in DELIMITERS if mark in upper.text and mark in lower.text]
    return found or [None]


def pieces(line: Line, delimiter: str | None) -> list[Piece]:
    """The cells of a heading's line; where wide spaces divide them, those that hold something."""
    if delimiter is not None:
        return [Piece(_bare(text), start - line.start) for text, start in split_cells(line, delimiter)]
    found = []
    at = 0
    for gap in [*_WIDE_SPACE.finditer(line.text), None]:
        end = gap.start() if gap else len(line.text)
        if text := _bare(line.text[at:end]):
            found.append(Piece(text, at + line.text[at:end].index(text[:1])))
        at = gap.end() if gap else end
    return found


def _bare(text: str) -> str:
    return " ".join(text.strip(_DRAWN).split())


def _readings(
    above: Sequence[Piece], below: Sequence[Piece], delimiter: str | None, width: int
) -> Iterator[Sequence[str]]:
    if delimiter is not None and len(above) <= len(below) == width:
        # Empty cells at the end of a line are lost where its ends are trimmed.
        yield from _by_place([*above, *[Piece("", 0)] * (width - len(above))], below)
    if delimiter is None or len(above) < width:
        yield from _by_order([piece.text for piece in above], [piece.text for piece in below], width)
        if delimiter is None and len(above) == width:
            yield from _below_each_other(above, below)


def _by_place(above: Sequence[Piece], below: Sequence[Piece]) -> Iterator[Sequence[str]]:
    """The readings of lines that have a cell for each column, some of them empty."""
    upper, lower = [piece.text for piece in above], [piece.text for piece in below]
    for leading in range(1, min(_MOST_LEADING, len(upper) - 2) + 1):
        first = [_together(*pair) for pair in zip(upper[:leading], lower[:leading], strict=True)]
        if not all(first):
            continue
        places = [place for place, text in enumerate(upper[leading:]) if text]
        titles = lower[leading:]
        if len(places) == len(titles) and any(titles):
            yield [*first, *map(_together, upper[leading:], titles)]
            continue
        size = _size_of_groups(titles, len(places))
        if size and all(group == place // size for group, place in enumerate(places)):
            labels = [upper[leading + place] for place in places]
            yield [*first, *(_together(labels[at // size], title) for at, title in enumerate(titles))]


def _by_order(upper: Sequence[str], lower: Sequence[str], width: int) -> Iterator[Sequence[str]]:
    """The readings of lines whose empty cells are lost: so many labels, and as many times the same titles."""
    if not all(upper) or not all(lower):
        return
    for leading in range(1, _MOST_LEADING + 1):
        for is_above, is_below in ((True, False), (False, True), (True, True)):
            labels, titles = upper[leading * is_above :], lower[leading * is_below :]
            size = _size_of_groups(titles, len(labels))
            if size and leading + len(titles) == width:
                first = [
                    _together(*pair)
                    for pair in zip(
                        upper[:leading] if is_above else [""] * leading,
                        lower[:leading] if is_below else [""] * leading,
                        strict=True,
                    )
                ]
                yield [*first, *(_together(labels[at // size], title) for at, title in enumerate(titles))]


def _below_each_other(above: Sequence[Piece], below: Sequence[Piece]) -> Iterator[Sequence[str]]:
    """The reading of titles in columns of which some go on right below."""
    under = {piece.start: piece.text for piece in below}
    if len(under) == len(below) and under and under.keys() <= {piece.start for piece in above}:
        yield [_together(piece.text, under.get(piece.start, "")) for piece in above]


def _size_of_groups(titles: Sequence[str], groups: int) -> int:
    """How many titles each group has, where the same come in each; 0 where they do not."""
    if groups < 2 or not titles or len(titles) % groups or not all(titles):
        return 0
    size = len(titles) // groups
    even = [title.casefold() for title in titles]
    return size if even == even[:size] * groups and len(set(even[:size])) == size else 0


def _together(upper: str, lower: str) -> str:
    return f"{upper} {lower}".strip()
