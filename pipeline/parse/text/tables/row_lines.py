"""Lines that are rows of data and not prose, whatever table they belong to.

A row is distinguished from a sentence by its cells, so that no reader of prose reads a cell as a statement. The rows of
mapped tables are read in `pipeline.parse.text.tables.reading`.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

from pipeline.base.lines import Line
from pipeline.parse.text.lines.bullets import read_bullet
from pipeline.parse.text.tables.cell_splitting import cut_cells

# Of a longer line only so much is looked at.
LONGEST_READ = 2_000
# A cell of so many words is no cell of a name or a band.
_MOST_WORDS = 12
_FEWEST_OF_SENTENCE = 3
_MOST_OF_NAME = 3
_FEWEST_CELLS = 3

_NUMBER = r"[-−+±~<>≤≥]?\s?[£€$]?\d[\d,]*(?:\.\d+)?\s?(?:%|pp|p|k|m|bn)?"
_MARK = r"(?:\s?(?:[a-z*†‡§#^¹²³]|\[\w{1,2}\]|\(\w{1,2}\)))?"
_DATUM = re.compile(
    rf"\(?{_NUMBER}\)?{_MARK}|{_NUMBER}\s?(?:to|-|–|/|of)\s?{_NUMBER}|{_NUMBER}\s?\([^()]*\d[^()]*\)"
    # codes, days, periods, and what stands for a missing value
    r"|[A-Z]\d{8}|(?-i:(?=[A-Z]{0,4}\d)[A-Z0-9]{3,6})|\d{1,4}[/-]\d{1,2}[/-]\d{1,4}|Q[1-4]\s\d{4}[/-]\d\d|\d{4}[/-]\d\d\sQ[1-4]"
    r"|\*|-|–|—|\.\.|…|:|\[\w{1,2}\]|n/?a|#n/a|null|none",
    re.IGNORECASE | re.ASCII,
)
_HAS_DIGIT = re.compile(r"\d")
# What opens an item of a list; a number without a mark does so before a sentence only.
_OPENS_ITEM = re.compile(r"\W{1,3}|\(?(?:\d{1,3}(?:\.\d{1,3})*|[a-zA-Z]|[ivx]{1,5})[.)]{1,2}")
_NUMBERED = re.compile(r"\d{1,3}(?:\.\d{1,3})*")
_ORGANISATION = re.compile(r"\b(?:CCGs?|Clinical Commissioning Group|ICB|STP)\b", re.IGNORECASE)
_ENDS_SENTENCE = re.compile(r"[.!?;:]['\"’”)]*$")
_WIDE_SPACE = re.compile(r"[ \xa0]{2,}")
_THOUSANDS = re.compile(r"(?<=\d),(?=\d{3}(?!\d))")
_LINKS = frozenset(("and", "of", "with", "the", "upon", "on", "&", "–", "-"))
_DASH = re.compile(r"[–—-]")
_DECIMAL = re.compile(r"\d+\.\d+")
_YEAR = re.compile(r"(?:19|20)\d\d(?:[/-]\d{2,4})?|Q[1-4]", re.IGNORECASE)
_BAND_WORDS = frozenset(
    ("need", "needs", "for", "improvement", "improving", "performing", "well", "data", "applicable")
)
_NAME_AND_REST = re.compile(r"\W{0,8}NHS\s\S.{0,80}?\s(?:CCG|Clinical Commissioning Group)\b(?P<rest>.{1,200})", re.I)
_RANK = re.compile(r"(?:rank(?:ed)?\s)?\d{1,3}(?:st|nd|rd|th)?[:)]?\s+(?=NHS\s)", re.IGNORECASE)
# What is stated of an organisation, and then more on that: ' – Good – 7 of 12', ': Good (2 of 4)'.
_LABELLED = re.compile(r"\s*[–—:|-]\s*([^–—:|(\d,.-]{2,40}?)\s*[–—|(-]")
_BETWEEN = re.compile(r"[\s:–—|,;-]+")


def row_lines(lines: Iterable[Line]) -> set[int]:
    """The numbers of those of `lines` that are rows of data, by themselves or as one of the rows beside them."""
    lines = list(lines)
    rows = {line.number for line in lines if is_row(line.text)}
    for run in (lines, lines[::-1]) if rows else ():
        before: Line | None = None
        for line in run:
            if before and abs(line.number - before.number) == 1 and before.number in rows and _is_alike(line, before):
                rows.add(line.number)
            before = line
    return rows


def is_row(text: str) -> bool:
    """Whether a line is a row of data: cells that are no sentences, of which one is a number, a code or a marker."""
    text = text[:LONGEST_READ].strip()
    if not text:
        return False
    return (
        _is_tabbed(text)
        or _is_barred(text)
        or any(_is_separated(text, delimiter) for delimiter in (",", ";") if delimiter in text)
        or _is_spaced(text)
        or _ends_in_cells(text)
    )


def is_datum(cell: str) -> bool:
    """Whether a cell is a number, a code, a day or what stands for a missing value, and nothing else."""
    return _DATUM.fullmatch(cell) is not None


def is_sentence(cell: str) -> bool:
    """Whether what stands in a cell is a sentence, or as long as one."""
    words = len(cell.split())
    return words >= _MOST_WORDS or (words >= _FEWEST_OF_SENTENCE and _ENDS_SENTENCE.search(cell) is not None)


def _is_tabbed(text: str) -> bool:
    if "\t" not in text:
        return False
    cells = [cell.strip() for cell in text.split("\t") if cell.strip()]
    opens = len(cells) > 1 and (
        _OPENS_ITEM.fullmatch(cells[0]) or (_NUMBERED.fullmatch(cells[0]) and is_sentence(cells[1]))
    )
    cells = cells[1:] if opens else cells
    return len(cells) > 1 and _are_cells(cells)


def _are_cells(cells: Sequence[str]) -> bool:
    data = sum(map(is_datum, cells))
    named = any(_ORGANISATION.search(cell) and not is_sentence(cell) for cell in cells)
    if any(map(is_sentence, cells)):
        return data + named > 1
    return data > 0 or named or len(cells) >= _FEWEST_CELLS


def _is_barred(text: str) -> bool:
    """A row of a Markdown table, or cells between bars with figures; a title and its publisher are none."""
    if "|" not in text:
        return False
    cells = [cell.strip() for cell in text.split("|") if cell.strip()]
    if text[0] == text[-1] == "|":
        return len(cells) > 1 and any(any(map(str.isalnum, cell)) for cell in cells)
    data = sum(map(is_datum, cells))
    return data > 0 and data + any(map(_ORGANISATION.search, cells)) > 1 and not any(map(is_sentence, cells))


def _is_separated(text: str, delimiter: str) -> bool:
    """A row of a CSV: no space after its delimiters; or with spaces, a short name and figures alone."""
    whole = _THOUSANDS.sub("", text) if delimiter == "," else text
    cells = [cell for cell, _ in cut_cells(Line(1, 0, whole), delimiter)]
    data = sum(map(is_datum, filter(None, cells)))
    if len(cells) < 2 or not data:
        return False
    is_quoted = text.startswith('"') or f'{delimiter}"' in text
    spaces = whole.count(f"{delimiter} ")
    if 3 * spaces <= len(cells) - 1:
        is_prose = any(map(is_sentence, cells)) and not is_quoted
        return not is_prose or data > 1
    if len(cells) < _FEWEST_CELLS or 2 * data < len(cells):
        return is_quoted and not any(map(is_sentence, cells))
    return all(is_datum(cell) or _is_name(cell) for cell in cells if cell)


def _is_name(cell: str) -> bool:
    """Whether a cell is short, without numbers and verbs: a name of an organisation or a place, or a band."""
    words = cell.split()
    if _HAS_DIGIT.search(cell) or _ENDS_SENTENCE.search(cell):
        return False
    is_short = len(words) <= _MOST_OF_NAME or _ORGANISATION.search(cell) is not None
    return is_short and len(words) < _MOST_WORDS and not any(word.islower() and word not in _LINKS for word in words)


def _is_spaced(text: str) -> bool:
    """Cells divided by wide spaces, two with a figure last or more with one among them.

    Justified prose has single words between wide spaces, and no cells of a few.
    """
    if "  " not in text.replace("\xa0", " "):
        return False
    cells = [cell.strip() for cell in _WIDE_SPACE.split(text)]
    figures = [cell for cell in cells[1:] if is_datum(cell) and not _YEAR.fullmatch(cell)]
    if len(cells) < 2 or not figures or (len(cells) == 2 and not is_datum(cells[-1])):
        return False
    return all(is_datum(cell) or _is_label(cell) for cell in cells)


def _is_label(cell: str) -> bool:
    """Whether a cell is as short as a name or a band, which begins with a capital letter."""
    if _ENDS_SENTENCE.search(cell):
        return False
    words = [word for word in cell.split() if word not in _BAND_WORDS]
    return (len(words) <= _MOST_OF_NAME and not cell[:1].islower()) or _is_name(cell)


def _ends_in_cells(text: str) -> bool:
    """Figures alone, a short name with two figures after it or a decimal, or an organisation with figures and bands."""
    words = text.split()
    if len(words) > 2 * _MOST_WORDS:
        return False
    data = 0
    for word in reversed(words):
        if not is_datum(word):
            break
        data += 1
    last = words[len(words) - data :]
    # A number in brackets says more of the one before it; what follows a dash is about what stands before it.
    numbers = [word for word in last if _HAS_DIGIT.search(word) and not word.startswith("(")]
    follows_dash = bool(last) and _DASH.fullmatch(last[0]) is not None
    is_enough = len(numbers) > 1 or (len(last) == 1 and _DECIMAL.fullmatch(last[0]) is not None)
    if is_enough and not follows_dash and not all(map(_YEAR.fullmatch, numbers)):
        if data == len(words):
            return data > 1
        if _is_name(" ".join(words[:-data])):
            return True
    return _names_and_describes(text)


def _names_and_describes(text: str) -> bool:
    """An organisation, perhaps after its rank, with figures and bands alone after it, or a band and a remark on it."""
    rank = _RANK.match(text)
    named = _NAME_AND_REST.fullmatch(text, rank.end() if rank else 0)
    if named is None or _ENDS_SENTENCE.search(text):
        return False
    rest = [part for part in _BETWEEN.split(named["rest"]) if part]
    has_figure = any(is_datum(part) and not _YEAR.fullmatch(part) for part in rest)
    if not any(part.islower() for part in rest if part not in _BAND_WORDS and not is_datum(part)):
        return has_figure or rank is not None
    label = _LABELLED.match(named["rest"])
    return label is not None and _is_label(label[1]) and _HAS_DIGIT.search(named["rest"]) is not None


def _is_alike(line: Line, row: Line) -> bool:
    """Whether a line beside a row has as many of its delimiters, as a heading or a row without figures has."""
    for delimiter in ("\t", "|", ";", ","):
        count = row.text.count(delimiter)
        if count and (count > 1 or delimiter == "\t"):
            is_prose = (
                is_sentence(line.text) or read_bullet(line) or (delimiter in ",;" and f"{delimiter} " in line.text)
            )
            return line.text.count(delimiter) == count and not is_prose
    return False
