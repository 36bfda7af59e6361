"""Lines that look like a row, a cell or a list of names and that no sidecar maps, so that none is dropped unseen."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence, Set
from itertools import pairwise

from pipeline.base.lines import Line
from pipeline.parse.text.facts import Reject
from pipeline.parse.text.lines.bullets import read_bullet
from pipeline.parse.text.lines.line_signs import MARKS, LineSigns, key_and_value
from pipeline.parse.text.mentions.name_lists import names_alone
from pipeline.parse.text.tables.row_lines import is_sentence
from pipeline.parse.text.tables.row_splitting import is_page_number
from pipeline.parse.text.tables.spread_tables import find_spread_tables
from pipeline.reference.known_names import KnownNames
from pipeline.reference.vocabulary import Vocabulary

# An organisation's full name at the beginning of a line, as rows and list items have it.
_NAME_FIRST = re.compile(r"\W{0,8}NHS\s\S.{0,80}?\s(?:CCG|Clinical Commissioning Group)\b(.{0,200})", re.IGNORECASE)
_VALUE = re.compile(r"\d\s*%|\d[.,]\d|^\W*\d+\W*$")
# A name and the value that follows it, as in 'Bury 58.2%, Bolton 57.9%'.
_PAIR = re.compile(r"([A-Z][^\d%;:()]{1,80}?)[\s:(–-]{1,4}£?(\d[\d.,]{0,12}\s?%?)\)?(?=[\s,;.)]|$)")
_YEAR = re.compile(r"(?:19|20)\d\d[.,]?")

# A name and what is said of it, as in 'Bury: Good', 'Bury – 58.2%' and 'Bury 58.2%'.
_SAID_OF = re.compile(
    r"\s*(\S.{1,80}?)(?:\s?:\s*|\s+[–—-]{1,2}\s+|\s\(|\s(?=£?\d[\d,.]*\s?%?[\s.,;]*$))(\S.{0,60}?)\)?[\s.,;]*"
)
# What is left of a row that was cut in its name: the rows beside it distinguish it from prose.
_CUT_ROW = re.compile(r"\W{0,8}NHS\s[^.!?]{1,80}\s*$")
_CUT = "begins as a row of data does, beside others, and the sidecar maps no table here"

_ROW = "has the cells of a table row, and the sidecar maps no table here"
_LIKE_ROWS = "stands beside rows of data and ends as they do, and the sidecar maps no table here"
_IN_A_LIST = "lists an organisation, and the sidecar maps no list here"
_BESIDE_NAMES = "stands in a list of organisations that no sidecar maps, and is no name that is known"
_A_CELL_A_LINE = (
    "a cell of a table that has each cell on a line of its own, and in which it is not certain which cells are of one "
    "row: put the cells of a row on one line, with tabs between them"
)
_A_KEY_A_LINE = (
    "a value of a table that has each value on a line of its own, after its title, and whose rows have not all the "
    "same titles in the same order: put the values of a row on one line, with tabs between them"
)
_OF_A_TABLE = "belongs to a table that {}, and the sidecar maps no table here"
_GRID = "has the names of several organisations and nothing else, and the sidecar maps no list here"
_PAIRS = "lists organisations with values, and the sidecar maps no list here (`value_lists`)"

_NAMED_ROW = "has an organisation with a band or a value, and the sidecar maps no table here"
# The reasons of lines that are rows; of what is beside them they tell what it may be.
_OF_ROWS = (_ROW, _NAMED_ROW, _LIKE_ROWS, _CUT)
_WIDE_SPACE = re.compile(r"\s{2,}")
_MOST_WORDS_OF_ROW = 15
# Of so many words a band may be: greatest need for improvement.
_WORDS_OF_CELL = 4

LONGEST_KEPT = 300
_LONGEST_ITEM = 100


def find_unmapped(
    lines: Iterable[Line],
    damaged: dict[int, str],
    vocabulary: Vocabulary,
    rows: Set[int] = frozenset(),
    names: KnownNames | None = None,
) -> list[Reject]:
    """One reject for each of `lines` that is damaged or looks like a row of data; those numbered `rows` do.

    `names` are the names of organisations that are known.
    """
    names = names or KnownNames()
    signs = LineSigns(vocabulary, names)
    labels = sorted(signs.labels)
    rejects = []
    filled = [line for line in lines if line.text.strip() or line.number in damaged]
    reasons = [
        damaged.get(line.number)
        or _looks_like_data(line, labels, names, signs)
        or (_ROW if line.number in rows else None)
        for line in filled
    ]
    tables = find_spread_tables((line for line in filled if line.number not in damaged), signs)
    forms = {number: table.form for table in tables for number in table.lines}
    for place, line in enumerate(filled):
        if form := forms.get(line.number):
            reasons[place] = _OF_A_TABLE.format(form)
    _add_cells_and_lists(filled, reasons, signs)
    _add_ends_of_rows(filled, reasons, signs)
    for index, line in enumerate(filled):
        beside = reasons[max(0, index - 1)], reasons[min(index + 1, len(filled) - 1)]
        if reason := reasons[index] or (_CUT if _CUT_ROW.match(line.text) and any(beside) else None):
            text = line.text[:LONGEST_KEPT]
            rejects.append(Reject(line.number, line.start, line.start + len(text), text, "unmapped", reason))
    return rejects


def _looks_like_data(line: Line, labels: list[str], names: KnownNames, signs: LineSigns) -> str | None:
    cells = [cell.strip() for cell in line.text.split("\t") if cell.strip()] if "\t" in line.text else []
    if (len(cells) > 1 and not any(map(is_sentence, cells))) or _is_barred(line.text.strip()):
        return _ROW
    if "  " in line.text.strip() and _is_spaced_row(line.text, signs):
        return _ROW
    bullet = read_bullet(line)
    if match := _NAME_FIRST.match(bullet.text if bullet else line.text):
        rest = match[1].casefold()
        begun = rest.strip()
        if _VALUE.search(rest) or any(label in rest or (begun and label.startswith(begun)) for label in labels):
            return _NAMED_ROW
        if bullet and not rest.strip(" .,;"):
            return _IN_A_LIST
    said = _SAID_OF.fullmatch(bullet.text if bullet else line.text)
    if said and signs.is_name(said[1]) and signs.is_cell(said[2]):
        return _NAMED_ROW
    if bullet and names.holds(bullet.text.rstrip(MARKS)):
        return _IN_A_LIST
    if len(names_alone(line.text, names)) > 1:
        return _GRID
    pairs = [pair[1].strip(" ,and") for pair in _PAIR.finditer(line.text) if not _YEAR.fullmatch(pair[2])]
    if len(pairs) > 1 and sum(map(names.holds, pairs)) > 1:
        return _PAIRS
    return None


def _add_cells_and_lists(filled: Sequence[Line], reasons: list[str | None], signs: LineSigns) -> None:
    """Adds the reasons of lines that look like data because of the lines beside them."""
    kinds = [_kind(line, signs) for line in filled]
    first = 0
    for index in range(len(filled) + 1):
        if index < len(filled) and kinds[index]:
            continue
        run = kinds[first:index]
        # A band before several names heads a list of them; after each name it is the next cell of its row.
        is_table = run[:1] == ["name"] or run.count("cell") >= run.count("name")
        if "name" in run and "cell" in run and is_table:
            keyed = any(key_and_value(line) for line in filled[first:index])
            why = _A_KEY_A_LINE if keyed else _A_CELL_A_LINE
            reasons[first:index] = [reason or why for reason in reasons[first:index]]
        elif run.count("name") > 1:
            for place in range(first, index):
                reasons[place] = reasons[place] or (_IN_A_LIST if kinds[place] == "name" else None)
        first = index + 1
    for index, line in enumerate(filled):
        text = line.text.strip()
        if reasons[index] or len(text) > _LONGEST_ITEM or text.endswith((".", ":", "?")) or not read_bullet(line):
            continue
        beside = [other for other in (index - 1, index + 1) if 0 <= other < len(filled)]
        if any(reasons[other] == _IN_A_LIST and filled[other].number in (line.number - 1, line.number + 1)
               for other in beside):  # fmt: skip
            reasons[index] = _BESIDE_NAMES


def _add_ends_of_rows(filled: Sequence[Line], reasons: list[str | None], signs: LineSigns) -> None:
    """Adds the reasons of lines that end in cells right beside rows: of another body, or with the rest of a name."""
    for step in (1, -1):
        places = range(len(filled))[::step]
        for before, index in pairwise(places):
            is_beside = abs(filled[index].number - filled[before].number) == 1
            if (
                reasons[index] is None
                and is_beside
                and reasons[before] in _OF_ROWS
                and _ends_in_cell(filled[index], signs)
            ):
                reasons[index] = _LIKE_ROWS


def _ends_in_cell(line: Line, signs: LineSigns) -> bool:
    """Whether the last words of a line are a band or a number, and all of it is as short as a row."""
    words = line.text.split()
    if len(words) > _MOST_WORDS_OF_ROW or is_sentence(line.text) or is_page_number(line.text):
        return False
    return any(signs.is_cell(" ".join(words[-count:])) for count in range(1, min(len(words), _WORDS_OF_CELL + 1)))


def _is_spaced_row(text: str, signs: LineSigns) -> bool:
    """Whether wide spaces divide a name from words that are no sentence, or cells from whatever stands before them."""
    first, *rest = _WIDE_SPACE.split(text.strip())
    if not rest or is_sentence(first) or any(map(is_sentence, rest)):
        return False
    return signs.is_name(first) or all(map(signs.is_cell, rest))


def _kind(line: Line, signs: LineSigns) -> str:
    """Whether a line, or what it has after a key, is nothing but one name or one cell; '' for every other line."""
    pair = key_and_value(line)
    kind = signs.kind_of(pair[1]) if pair else signs.kind(line)
    return kind if kind in ("name", "cell") else ""


def _is_barred(text: str) -> bool:
    """Whether `text` is a row of a Markdown table, and not the rule under its heading."""
    return text[:1] == text[-1:] == "|" and text.count("|") > 2 and any(map(str.isalnum, text))
