"""The heading row of a table: finding it, and reading the order of its columns.

Here: headings with delimited titles, and titles run together as a web page's text gives them. A table's
columns are known by their titles, so they may stand in any order. Not here: rows.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from pipeline.extract.cells import DELIMITERS, split_cells
from pipeline.extract.lines import Line

# How much of a line the titles must make up for titles without delimiters to be a heading and not a sentence.
_SHARE_OF_TITLES = 0.6

_SPACE = re.compile(r"\s+")


@dataclass(frozen=True, slots=True)
class Heading:
    """A heading row at `line`: `order` gives for each printed column the index of its title, or None.

    `delimiter` is None where the titles run together. `unknown` are printed titles that nothing maps,
    `missing` are titles that are not printed.
    """

    line: Line
    delimiter: str | None
    order: tuple[int | None, ...]
    unknown: tuple[str, ...]
    missing: tuple[str, ...]


def squash(text: str) -> str:
    """`text` without white space or case: what is left of a title wherever it is broken or run together."""
    return _SPACE.sub("", text).casefold()


class HeadingReader:
    """Recognises the heading of one table by its titles; `anchor` is the index of the organisation's title."""

    def __init__(self, titles: Sequence[str], anchor: int) -> None:
        self.titles = tuple(titles)
        self._squashed = [squash(title) for title in titles]
        self._by_title = {title: index for index, title in enumerate(self._squashed)}
        self._anchor = anchor
        longest_first = sorted(set(self._squashed), key=len, reverse=True)
        self._any_title = re.compile("|".join(map(re.escape, longest_first)))
        # White space may stand, or be lost, between any two characters that it separates in the title.
        words = r"\s*".join(map(re.escape, titles[anchor].split()))
        self.anchor_pattern = re.compile(words)

    def read(self, line: Line) -> Heading | None:
        """The heading that `line` is, or None."""
        if not self.anchor_pattern.search(line.text):
            return None
        for delimiter in DELIMITERS:
            if delimiter in line.text and (heading := self._delimited(line, delimiter)):
                return heading
        return self._run_together(line)

    def _delimited(self, line: Line, delimiter: str) -> Heading | None:
        cells = [text for text, _ in split_cells(line, delimiter)]
        order = tuple(self._by_title.get(squash(cell)) for cell in cells)
        if self._anchor not in order or len({index for index in order if index is not None}) < 2:
            return None
        unknown = tuple(cell for cell, index in zip(cells, order, strict=True) if index is None)
        return Heading(line, delimiter, order, unknown, self._missing(order))

    def _run_together(self, line: Line) -> Heading | None:
        squashed = squash(line.text)
        order: list[int | None] = []
        unknown = []
        covered = end = 0
        for match in self._any_title.finditer(squashed):
            if gap := squashed[end : match.start()]:
                order.append(None)
                unknown.append(gap)
            order.append(self._by_title[match.group()])
            covered += match.end() - match.start()
            end = match.end()
        if rest := squashed[end:]:
            order.append(None)
            unknown.append(rest)
        known = {index for index in order if index is not None}
        if self._anchor not in known or len(known) < 2 or covered < _SHARE_OF_TITLES * len(squashed):
            return None
        return Heading(line, None, tuple(order), tuple(unknown), self._missing(order))

    def _missing(self, order: Sequence[int | None]) -> tuple[str, ...]:
        return tuple(title for index, title in enumerate(self.titles) if index not in order)
