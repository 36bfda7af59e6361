"""Where a table ends: which of the lines under its heading belong to it.

What a row begins with and what its cells hold distinguish a damaged row from the next paragraph and from another table.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from difflib import get_close_matches

from pipeline.parse.text.lines.line_signs import is_of_organisations
from pipeline.parse.text.tables.cells import Column, IgnoredColumn, MeasureColumn, OrganisationColumn, RatingColumn
from pipeline.parse.text.tables.headings import Heading, squash
from pipeline.parse.text.tables.row_splitting import Body
from pipeline.parse.text.tables.wrapped_names import ends_name

# Longer lines are paragraphs, unless a tab or a bar divides them.
_LONGEST_ROW = 250
# Of a longer line only so much is looked at.
_LONGEST_READ = 1_000

_OTHER_BODIES = r"(?!England\b|Improvement\b|Digital\b|Providers\b|Confederation\b|Trust|Foundation\b)"
# How an organisation's name begins, with its capitals; names of other bodies begin prose, too.
_OPENS = re.compile(rf"\W*(?i:NHS)\s+{_OTHER_BODIES}[A-Z0-9(]")
_WHOLE_NAME = re.compile(rf"\W*NHS\s+{_OTHER_BODIES}\S.{{0,100}}?\sCCG\b", re.IGNORECASE)
_SHORT_NAME = re.compile(r"\W*\w.{0,100}?\sCCG\b", re.IGNORECASE)
_NAMED = re.compile(rf"\bNHS\s+{_OTHER_BODIES}\w|[A-Z]\S*,?\s+CCG\b", re.IGNORECASE)
_ENDS_SENTENCE = re.compile(r"[^\W\d]['\"’”)]*[.:;!?]['\"’”)]*\s*$")
_ENDS_NUMBER = re.compile(r"(?:^|\s)[-−]?\d[\d,]*(?:\.\d+)?(?:\s?%|(?<=\.\d)|(?<=\.\d\d))\s*$")
_ENDS_IN_DATE = re.compile(
    r"\b(?:Jan|Feb|Mar|Apr|May|June?|July?|Aug|Sept?|Oct|Nov|Dec)(?:[a-z]{3,6})?,? (?:19|20)\d\d[\s.)]*$"
)
# A title is no sentence and no number.
_LIKE_A_TITLE = re.compile(r"[^\W\d_][^.!?;]{1,80}")
_WIDE_SPACE = re.compile(" {2,}")
_WIDE = re.compile(r"\s{2,}|\t")
_BARE = ' \t\r\f\v\xa0|;,"*'


class RowSigns:
    """What marks a line as a row of one table, even where the row is damaged."""

    def __init__(self, columns: Sequence[Column], heading: Heading) -> None:
        printed = [columns[index] for index in heading.order if index is not None]
        self._data = [column for column in printed if isinstance(column, RatingColumn | MeasureColumn)]
        self._leaves_out = any(isinstance(column, IgnoredColumn) for column in printed)
        self._first, self._last = printed[0], printed[-1]
        self._labels = next((column.labels for column in self._data if isinstance(column, RatingColumn)), [])
        self._delimiter = heading.delimiter
        self._width = len(heading.order) - len(heading.untitled)
        self._titles = {squash(column.title) for column in columns}
        self._data_titles = {squash(column.title) for column in self._data}
        self._organisation = next(column.title for column in columns if isinstance(column, OrganisationColumn))

    def of_damage(self, text: str, follows: bool = True) -> bool:
        """Whether `text` is a damaged row. `follows` says that no blank line parts it from the rows before it.

        A line that begins or ends as a row does is one where it follows, if it does not read as a sentence;
        elsewhere its organisation's whole name must come before the beginnings of a cell.
        """
        text = _WIDE_SPACE.sub(" ", text)
        if len(text) > _LONGEST_ROW or _ENDS_SENTENCE.search(text):
            begins = False
        else:
            begins = self._begins_with(_WHOLE_NAME, text)
            begins = begins or (follows and (self._begins_row(text) or self._ends_row(text)))
        return begins or ((follows or self._delimiter == "\t") and self._has_cells(text))

    def of_another_table(self, text: str) -> bool:
        """Whether `text` is the heading of a table that is not mapped: cells, none of which this table would have."""
        if (other := self.other_heading(text)) and not _alike(self._organisation, other):
            return True
        cells = [cell for cell in self._cells(text, self._delimiter or "\t") if cell]
        if len(cells) < 2 or not self._titles.isdisjoint(map(squash, cells)):
            return False
        if self._delimiter is None and any(title in squash("".join(cells)) for title in self._titles):
            return False
        return not any(self._is_data(cell) or _NAMED.search(cell) for cell in cells)

    def other_heading(self, text: str) -> str:
        """What stands in the place of this table's organisations in a heading that shares a title with it: Trust.

        '' where `text` is no such heading, as where it has this table's own title of organisations.
        """
        if self._delimiter and self._delimiter not in text:
            return ""
        cells = self._cells(text, self._delimiter) if self._delimiter else _WIDE.split(text.strip()[:_LONGEST_READ])
        titles = [cell for cell in cells if cell]
        squashed = set(map(squash, titles))
        if len(titles) < 2 or squash(self._organisation) in squashed or self._data_titles.isdisjoint(squashed):
            return ""
        if any(self._is_data(cell) or _NAMED.search(cell) for cell in titles):
            return ""
        return next((cell for cell in titles if squash(cell) not in self._titles), "")

    def heading_apart(self, text: str) -> str:
        """The first title of a heading that shares no title with this table; '' where `text` is none.

        It has as many titles as this one has, all of them words, and no name of an organisation.
        """
        cells = self._cells(text, self._delimiter) if self._delimiter else _WIDE.split(text.strip()[:_LONGEST_READ])
        titles = [cell for cell in cells if cell]
        is_whole = len(titles) == self._width and all(map(_LIKE_A_TITLE.fullmatch, titles))
        if not is_whole or any(self._is_data(cell) or _NAMED.search(cell) for cell in titles):
            return ""
        return titles[0]

    def of_row_of_another(self, text: str) -> bool:
        """Whether `text` has cells as the rows of a table under such a heading do."""
        return sum(map(bool, self._cells(text, self._delimiter or "\t"))) > 1

    def of_name(self, text: str) -> bool:
        """Whether `text` has an organisation's name as the registers write them, with NHS or CCG."""
        return _NAMED.search(text[:_LONGEST_ROW]) is not None

    def of_data(self, text: str) -> bool:
        """Whether `text` has a cell with a band, a value or what stands for one, or with what is left out."""
        if self._delimiter is None:
            # 'Published 18 June 2020' is no name with its value.
            return not _ENDS_IN_DATE.search(text)
        cells = self._cells(text, self._delimiter)
        return any(map(self._is_data, cells)) or (self._leaves_out and sum(map(bool, cells)) > 1)

    def _begins_row(self, text: str) -> bool:
        bare = text.strip(_BARE)
        if isinstance(self._first, OrganisationColumn):
            is_cut_short = bare != "" and "NHS".startswith(bare.upper())
            is_named = not text.strip(_BARE).endswith("CCG") and self._begins_with(_SHORT_NAME, text)
            return is_cut_short or is_named or bool(_OPENS.match(text))
        return bare != "" and isinstance(self._first, RatingColumn | MeasureColumn) and self._begins_cell(bare)

    def _ends_row(self, text: str) -> bool:
        if isinstance(self._last, MeasureColumn):
            return _ENDS_NUMBER.search(text) is not None
        bare = " ".join(text.casefold().split())
        return isinstance(self._last, RatingColumn) and any(
            bare == label or bare.endswith(f" {label}") for label in self._last.scale.by_label
        )

    def _begins_with(self, name: re.Pattern[str], text: str) -> bool:
        match = name.match(text)
        return match is not None and self._begins_cell(text[match.end() :])

    def _begins_cell(self, text: str) -> bool:
        rest = text.strip(_BARE).casefold()
        if any(label.startswith(rest) or rest.startswith(label) for label in self._labels):
            return True
        measured = any(isinstance(column, MeasureColumn) for column in self._data)
        return not rest or (measured and rest[0] in "0123456789-−£*")

    def _has_cells(self, text: str) -> bool:
        if self._delimiter is None or self._delimiter not in text:
            return False
        cells = self._cells(text, self._delimiter)
        if self._delimiter in ("\t", "|") and sum(map(bool, cells)) > 1 and any(map(_NAMED.search, cells)):
            return True
        return any(map(self._is_data, cells[1:]))

    def _cells(self, text: str, delimiter: str) -> list[str]:
        return [cell.strip(' "\r') for cell in text[:_LONGEST_READ].split(delimiter)]

    def _is_data(self, cell: str) -> bool:
        return cell != "" and any(not isinstance(column.read(cell), str) for column in self._data)


def _alike(title: str, other: str) -> bool:
    """Whether two titles share a word, also one that has lost a letter or two."""
    words = re.findall(r"\w+", title.casefold())
    return any(get_close_matches(word, words, n=1) for word in re.findall(r"\w+", other.casefold()))


def cut_at_another(numbers: Sequence[int], printed: Body, reasons: dict[int, str], signs: RowSigns) -> int:
    """Adds a reason for each of the rows `numbers` that stands under a heading of another table: Trust, Rating.

    Such a heading never reads as a row, so `reasons` has its line. One without a title of this table stands apart from
    the rows above it. If it is one of organisations, its rows may be this table's with other columns, and stay with
    it; gives the number of the last of these, else 0.
    """
    rows = set(numbers)
    for number, text in zip(printed.numbers, printed.texts, strict=True):
        if number in reasons and (
            other := signs.other_heading(text) or (number - 1 not in rows and signs.heading_apart(text))
        ):
            why = f"stands under another heading, '{other}' on line {number}"
            cut = [row for row in numbers if row > number]
            reasons.update(dict.fromkeys(cut, why))
            return cut[-1] if cut and is_of_organisations(other) else 0
    return 0


def table_end(
    printed: Body, reasons: dict[int, str], heading: Heading, signs: RowSigns, damaged: dict[int, str]
) -> int:
    """How many of the lines under a heading belong to the table; `reasons` are those of the lines that are no rows.

    It ends with its last row, and with what follows that looks like damaged rows of it.
    """
    end = _last_row(printed, reasons, signs)
    while end < len(printed.texts):
        before = printed.numbers[end - 1] if end else heading.line.number
        follows = printed.numbers[end] == before + 1
        is_damaged = follows and printed.numbers[end] in damaged
        is_rest = follows and end > 0 and ends_name(printed.texts[end], printed.texts[end - 1])
        if not is_damaged and not is_rest and not signs.of_damage(printed.texts[end], follows):
            break
        end += 1
    return end


def unheaded_rows(printed: Body, reading: set[int], signs: RowSigns) -> list[int]:
    """The indices of lines of `printed` that are rows without a heading.

    `reading` are the numbers of the lines that read as rows; those of another table under its own heading may.
    """
    found = []
    is_under_another = False
    for index, (number, text) in enumerate(zip(printed.numbers, printed.texts, strict=True) if reading else ()):
        if signs.of_another_table(text):
            is_under_another = True
        elif number not in reading:
            is_under_another = is_under_another and signs.of_row_of_another(text)
        elif not is_under_another and signs.of_data(text):
            found.append(index)
    return found


def _last_row(printed: Body, reasons: dict[int, str], signs: RowSigns) -> int:
    """How many lines there are up to the last row.

    Where rows name organisations with NHS or CCG, lines after them that do not are no rows when they
    have no data, or stand under another table's heading.
    """
    numbers, texts = printed.numbers, printed.texts
    rows = [index for index, number in enumerate(numbers) if number not in reasons] if reasons else range(len(numbers))
    if not rows:
        return 0
    place = len(rows) - 1
    if signs.of_name(texts[rows[place]]) or not signs.of_name(texts[rows[0]]):
        return rows[place] + 1
    while not signs.of_name(texts[rows[place]]):
        place -= 1
    doubtful = rows[place + 1 :]
    for index in range(rows[place] + 1, rows[-1]):
        if numbers[index] in reasons and signs.of_another_table(texts[index]):
            doubtful = [row for row in doubtful if row < index]
            break
    last = rows[place]
    return max([last, *(row for row in doubtful if signs.of_data(texts[row]))]) + 1
