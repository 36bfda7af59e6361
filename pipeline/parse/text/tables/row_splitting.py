"""Lines under a heading to columns of cell texts with their offsets.

Rows are delimited, with quoted cells, or have no delimiters; then what each column can hold shows where it ends.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import accumulate, compress, repeat
from operator import add, itemgetter

from pipeline.base.lines import LONGEST_LINE, Line, Lines
from pipeline.parse.text.tables.cell_splitting import MARKDOWN_SIGNS, cut_cells
from pipeline.parse.text.tables.cells import Column
from pipeline.parse.text.tables.headings import Heading

# One column's cells: their texts and their offsets in the document.
Texts = tuple[list[str], list[int]]

# No row of a name, bands and values is longer where nothing divides its cells; a sentence may be.
LONGEST_TYPED = 1_000

# What the lines between the rows of a table consist of that only divide it, and what a page break leaves.
_RULE = " \t\r\f\v\xa0|:+=_-\ufeff"
_PAGE = re.compile(r"[\W_]*page\s+\d{1,4}(?:\s+of\s+\d{1,4})?[\W_]*", re.IGNORECASE)


def only_divides(text: str) -> bool:
    """Whether a line of a table holds nothing but a rule or a page number."""
    return not text.strip(_RULE) or _PAGE.fullmatch(text[:40]) is not None


# How many rows there must be for each way in which they go on after their first cell.
MOSTLY_ALIKE = 4


def is_page_number(text: str) -> bool:
    """Whether a line holds a page number and nothing else."""
    return _PAGE.fullmatch(text[:40]) is not None


def is_rule(text: str) -> bool:
    """Whether a line only divides the rows of a table."""
    return not text.strip(_RULE)


class Body:
    """The printed lines under a heading, as columns: their numbers, texts and offsets.

    Blank lines and lines that only rule the table are not among them.
    """

    def __init__(self, lines: Lines, first: int, last: int) -> None:
        self.texts = lines.texts[first:last]
        self.starts = lines.starts[first:last]
        self.numbers = list(range(first + 1, last + 1))
        self.keep(list(map(bool, map(str.strip, self.texts, repeat(_RULE)))))

    def keep(self, flags: list[bool]) -> None:
        if not all(flags):
            self.texts = list(compress(self.texts, flags))
            self.starts = list(compress(self.starts, flags))
            self.numbers = list(compress(self.numbers, flags))

    def line(self, index: int) -> Line:
        return Line(self.numbers[index], self.starts[index], self.texts[index])

    def drop_page_numbers(self, reasons: dict[int, str]) -> None:
        """Removes the page numbers among the lines that are no rows: `reasons` has those that are not."""
        pages = {
            number
            for number, text in zip(self.numbers, self.texts, strict=True)
            if number in reasons and is_page_number(text)
        }
        if pages:
            self.keep([number not in pages for number in self.numbers])
            for number in pages:
                del reasons[number]

    def copy(self) -> Body:
        body = object.__new__(Body)
        body.texts, body.starts, body.numbers = self.texts, self.starts, self.numbers
        return body


def split_delimited(heading: Heading, rows: Body, reasons: dict[int, str]) -> list[Texts]:
    """The cells of each column; rows of another width are removed from `rows`, with the reason."""
    delimiter, width = heading.delimiter or "\t", len(heading.order)
    widths = list(map(add, map(str.count, rows.texts, repeat(delimiter)), repeat(1)))
    # What stands in quotes may hold the delimiter, and so may what a Markdown table escapes.
    signs = ('"', *MARKDOWN_SIGNS) if delimiter == "|" else ('"',)
    together = "".join(rows.texts)
    has_signs = any(sign in together for sign in signs)
    with_quotes = (
        [index for index, text in enumerate(rows.texts) if any(sign in text for sign in signs)] if has_signs else []
    )
    quoted = {index: cut_cells(rows.line(index), delimiter) for index in with_quotes}
    for index, cells in quoted.items():
        widths[index] = len(cells)
    if widths.count(width) < len(widths):
        _even_ends(heading, rows, delimiter, widths, quoted)
    if widths.count(width) < len(widths):
        fits = [found == width for found in widths]
        for number, found in zip(rows.numbers, widths, strict=True):
            if found != width:
                reasons[number] = f"{found} cells where the heading has {width}: cut, or a cell holds the delimiter"
        if quoted:
            kept = {index: place for place, index in enumerate(compress(range(len(fits)), fits))}
            quoted = {kept[index]: cells for index, cells in quoted.items() if index in kept}
        rows.keep(fits)
    columns = (None if quoted else _split_alike(rows, delimiter)) or _split_plain(rows, delimiter, width, quoted)
    for place in heading.untitled:
        if any(columns[place][0]):
            keep = [not text for text in columns[place][0]]
            for number, is_kept in zip(rows.numbers, keep, strict=True):
                if not is_kept:
                    reasons[number] = "has text in a column that has no title"
            rows.keep(keep)
            columns = [(list(compress(texts, keep)), list(compress(starts, keep))) for texts, starts in columns]
    return columns


def _even_ends(
    heading: Heading, rows: Body, delimiter: str, widths: list[int], quoted: dict[int, list[tuple[str, int]]]
) -> None:
    """Takes empty cells off the ends of rows that have more than the heading, and gives rows those that it has beside.

    A spreadsheet leaves delimiters at the ends of some lines and not of others; no offset changes by it.
    """
    width = len(heading.order)
    texts = rows.texts.copy()
    for index, found in enumerate(widths):
        if found == width:
            continue
        if index in quoted:
            if found > width and not any(text for text, _ in quoted[index][width:]):
                quoted[index] = quoted[index][:width]
                widths[index] = width
        elif found > width:
            cells = texts[index].split(delimiter)
            if not any(map(str.strip, cells[width:])):
                texts[index] = delimiter.join(cells[:width])
                widths[index] = width
        elif all(place in heading.untitled for place in range(found, width)):
            texts[index] += delimiter * (width - found)
            widths[index] = width
    rows.texts = texts


def _split_alike(rows: Body, delimiter: str) -> list[Texts] | None:
    """Columns of rows that differ in their first cell and are mostly alike in the others, as tables of bands are.

    What is alike is split once. None where that would save nothing.
    """
    cuts = list(map(str.find, rows.texts, repeat(delimiter)))
    if not cuts or -1 in cuts:
        return None
    tails = [text[cut + 1 :] for text, cut in zip(rows.texts, cuts, strict=True)]
    distinct = set(tails)
    if len(distinct) * MOSTLY_ALIKE > len(tails):
        return None
    cells = {tail: _cells_of(tail, delimiter) for tail in distinct}
    heads = [text[:cut] for text, cut in zip(rows.texts, cuts, strict=True)]
    columns = [_stripped(heads, rows.starts)]
    tail_starts = list(map(add, rows.starts, map((1).__add__, cuts)))
    found = list(map(cells.__getitem__, tails))
    for place in range(len(found[0])):
        column = list(map(itemgetter(place), found))
        columns.append((list(map(itemgetter(0), column)), list(map(add, tail_starts, map(itemgetter(1), column)))))
    return columns


def _cells_of(text: str, delimiter: str) -> list[tuple[str, int]]:
    """The stripped cells of a part of a row, each with its offset in that part."""
    raw = text.split(delimiter)
    starts = list(accumulate((len(cell) + 1 for cell in raw[:-1]), initial=0))
    return list(zip(*_stripped(raw, starts), strict=True))


def _stripped(raw: list[str], starts: list[int]) -> Texts:
    """Cells without the white space around them, and where what is left begins.

    An all-blank cell strips to nothing: its offset is the cell's beginning.
    """
    texts = list(map(str.strip, raw))
    if texts == raw:
        return texts, starts
    return texts, [
        start + (len(cell) - len(cell.lstrip()) if text else 0)
        for start, cell, text in zip(starts, raw, texts, strict=True)
    ]


def _split_plain(rows: Body, delimiter: str, width: int, quoted: dict[int, list[tuple[str, int]]]) -> list[Texts]:
    """Columns of rows that all have `width` cells; those of the rows in `quoted` are known already."""
    # All rows have the same width, so every width-th cell of all of them together is one column.
    printed = rows.texts
    if quoted:
        printed = printed.copy()
        for index in quoted:
            printed[index] = delimiter * (width - 1)
    cells = delimiter.join(printed).split(delimiter) if printed else []
    columns = []
    starts = rows.starts
    after = range(1, LONGEST_LINE + 2)  # the room that a cell of a length needs, its delimiter with it
    for place in range(width):
        raw = cells[place::width]
        texts, shifted = _stripped(raw, starts)
        if quoted:
            shifted = shifted.copy()
            for index, known in quoted.items():
                texts[index], shifted[index] = known[place]
        columns.append((texts, shifted))
        if place < width - 1:
            starts = list(map(add, starts, map(after.__getitem__, map(len, raw))))
    return columns


def split_typed(columns: Sequence[Column], heading: Heading, rows: Body, reasons: dict[int, str]) -> list[Texts]:
    """The cells of each column of rows without delimiters, separated by what each column can hold."""
    order = [columns[index] for index in heading.order if index is not None]
    pattern = re.compile(r"\s*+" + r"\s++".join(f"({column.pattern})" for column in order) + r"\s*+", re.IGNORECASE)
    titles = ", ".join(column.title for column in order)
    matches = [pattern.fullmatch(text) if len(text) <= LONGEST_TYPED else None for text in rows.texts]
    for number, match in zip(rows.numbers, matches, strict=True):
        if not match:
            reasons[number] = f"does not read as a row of: {titles}"
    rows.keep([match is not None for match in matches])
    found = [match for match in matches if match]
    texts = [match.groups() for match in found]
    spans = [match.regs for match in found]
    return [
        (
            [row[position] for row in texts],
            [start + span[position + 1][0] for start, span in zip(rows.starts, spans, strict=True)],
        )
        for position in range(len(order))
    ]
