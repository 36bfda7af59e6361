"""The heading row of a table: finding it, and reading the order of its columns.

Titles are delimited, or run together as a web page's text gives them. A table's columns are known by their titles, so
they may stand in any order.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass, replace

from pipeline.base.folding import UNSEEN
from pipeline.base.lines import Line
from pipeline.parse.text.tables.cell_splitting import DELIMITERS, cut_cells, without_markdown
from pipeline.parse.text.tables.two_line_headings import delimiters_of, joined_titles

# How much of a line the titles must make up, where nothing that only tables have divides it, to be no sentence.
_SHARE_OF_TITLES = 0.6
_TABLE_DELIMITERS = ("\t", "|")

# A byte order mark and a zero-width space are seen by nobody, and stand where files were joined.
_SPACE = re.compile(rf"[\s{UNSEEN}]+")
_MARK_UP = f" \t\r\f\v\xa0*_#>`{UNSEEN}"
_ENUMERATES = re.compile(r"[,;]?\s*(?:and|or|&|by|for|of|in|at|per)?", re.IGNORECASE)
_ENDS_SENTENCE = re.compile(r"[.:;!?,][\"'’”)\s]*$")


@dataclass(frozen=True, slots=True)
class Heading:
    """A heading row at `line`: `order` gives for each printed column the index of its title, or None.

    `delimiter` is None where the titles run together. `unknown` are printed titles that nothing maps,
    `missing` are titles that are not printed, `twice` those printed more than once; `untitled` are the
    columns, by their printed place, over which nothing is printed. `doubt` is why it may be that of another table.
    `upper` is the line above that gives its titles together with `line`.
    """

    line: Line
    delimiter: str | None
    order: tuple[int | None, ...]
    unknown: tuple[str, ...]
    missing: tuple[str, ...]
    twice: tuple[str, ...]
    untitled: tuple[int, ...] = ()
    doubt: str = ""
    upper: Line | None = None

    @property
    def first(self) -> Line:
        """Its first line."""
        return self.upper or self.line

    @property
    def sides(self) -> list[tuple[int, ...]]:
        """The printed places of each of the tables that stand side by side under this heading, one as a rule.

        Empty where a title stands twice and the same titles do not come again in the same order.
        """
        titled = [place for place in range(len(self.order)) if place not in self.untitled]
        if not self.twice:
            return [tuple(range(len(self.order)))]
        again = [place for place in titled if self.order[place] == self.order[titled[0]]]
        width = len(titled) // len(again)
        sides = [tuple(titled[first : first + width]) for first in range(0, len(titled), width)]
        orders = {tuple(self.order[place] for place in side) for side in sides}
        is_repeated = len(orders) == 1 and len(set(next(iter(orders)))) == width
        return sides if self.delimiter and is_repeated and not self.unknown else []


def squash(text: str) -> str:
    """`text` without white space or case: what is left of a title wherever it is broken or run together."""
    return _SPACE.sub("", text).casefold()


class HeadingReader:
    """Recognises the heading of one table by its titles; `anchor` is the index of the organisation's title."""

    def __init__(self, titles: Sequence[str], anchor: int) -> None:
        self.titles = tuple(titles)
        self._by_title = {squash(without_markdown(title)[0]): index for index, title in enumerate(titles)}
        self._by_title |= {squash(title): index for index, title in enumerate(titles)}
        self._anchor = anchor
        # White space may stand, or be lost, between any two words of a title, whatever the case of its letters.
        words = [r"[^\S\n]*".join(map(re.escape, title.split())) for title in titles]
        self._any_title = re.compile("|".join(sorted(words, key=len, reverse=True)), re.IGNORECASE)
        self._folded = [re.compile(r"[^\S\n]*".join(map(re.escape, title.casefold().split()))) for title in titles]

    def candidates(self, folded: str, starts: list[int]) -> set[int]:
        """Indices of the lines, beginning at `starts`, of a case-folded text that hold the anchor and another title."""
        anchor = self._folded[self._anchor]
        others = [pattern for index, pattern in enumerate(self._folded) if index != self._anchor]
        found = {bisect_right(starts, match.start()) - 1 for match in anchor.finditer(folded)}
        ends = [*starts[1:], len(folded)] if found else []
        return {
            index for index in found if any(pattern.search(folded, starts[index], ends[index]) for pattern in others)
        }

    def candidates_of_two(self, folded: str, starts: list[int]) -> list[int]:
        """Indices of the lines that may be the lower of two of a heading: they or one above name the anchor."""
        first = self.titles[self._anchor].casefold().split()[0]
        found = {bisect_right(starts, match.start()) - 1 for match in re.finditer(re.escape(first), folded)}
        return sorted({index + after for index in found for after in (0, 1, 2) if index + after < len(starts)})

    def read(self, line: Line) -> Heading | None:
        """The heading that `line` is, or None."""
        for delimiter in DELIMITERS:
            if delimiter in line.text and (heading := self._delimited(line, delimiter)):
                return heading
        return self._run_together(line)

    def read_two(self, upper: Line, lower: Line) -> Heading | None:
        """The heading that two lines are together, or None; all of its titles have to be mapped."""
        for delimiter in delimiters_of(upper, lower):
            titles = joined_titles(upper, lower, delimiter, len(self.titles)) or ()
            order = [self._by_title.get(squash(title)) for title in titles]
            if not order or None in order or len(set(order)) < len(self.titles):
                continue
            if delimiter is None:
                return replace(self._heading(lower, None, order, ()), upper=upper)
            # A Markdown table's outer bars make columns without a title.
            cells = cut_cells(lower, delimiter)
            outer = (0, len(cells) - 1) if len(cells) == len(order) + 2 else ()
            places = [None, *order, None] if outer else order
            return replace(self._heading(lower, delimiter, places, (), outer), upper=upper)
        return None

    def _delimited(self, line: Line, delimiter: str) -> Heading | None:
        cells = [text for text, _ in cut_cells(line, delimiter)]
        order = tuple(self._by_title.get(squash(cell)) for cell in cells)
        if not self._is_headed(order):
            return None
        if delimiter not in _TABLE_DELIMITERS:
            known = sum(len(cell) for cell, index in zip(cells, order, strict=True) if index is not None)
            ends = order[-1] is None and _ENDS_SENTENCE.search(cells[-1])
            if ends or known < _SHARE_OF_TITLES * sum(map(len, cells)):
                return None
        untitled = tuple(place for place, cell in enumerate(cells) if not squash(cell))
        unknown = [cell for cell, index in zip(cells, order, strict=True) if index is None and squash(cell)]
        return self._heading(line, delimiter, order, unknown, untitled)

    def _run_together(self, line: Line) -> Heading | None:
        order: list[int | None] = []
        unknown = []
        covered = end = 0
        text = line.text.rstrip(_MARK_UP)
        for match in self._any_title.finditer(text):
            gap = text[end : match.start()]
            if order and _reads_on(gap):
                return None
            if gap := gap.strip(_MARK_UP):
                order.append(None)
                unknown.append(gap)
            order.append(self._by_title.get(squash(match.group())))
            covered += len(squash(match.group()))
            end = match.end()
        if rest := text[end:].strip(_MARK_UP):
            if _reads_on(text[end:]) or _ENDS_SENTENCE.search(rest):
                return None
            order.append(None)
            unknown.append(rest)
        if not self._is_headed(order) or covered < _SHARE_OF_TITLES * len(squash(text)):
            return None
        return self._heading(line, None, order, unknown)

    def _is_headed(self, order: Sequence[int | None]) -> bool:
        return self._anchor in order and len(set(order) - {None}) > 1

    def _heading(
        self,
        line: Line,
        delimiter: str | None,
        order: Sequence[int | None],
        unknown: Sequence[str],
        untitled: Sequence[int] = (),
    ) -> Heading:
        missing = tuple(title for index, title in enumerate(self.titles) if index not in order)
        twice = tuple(title for index, title in enumerate(self.titles) if order.count(index) > 1)
        return Heading(line, delimiter, tuple(order), tuple(unknown), missing, twice, tuple(untitled))


def _reads_on(gap: str) -> bool:
    """Whether what follows a title goes on with its last word, or joins it with the next as a sentence does."""
    return gap[:1].islower() or bool(gap.strip() and _ENUMERATES.fullmatch(gap.strip()))
