"""How many cells a workbook has and how many rows a CSV, counted without the readers of either.

What a reader accounts for is compared with these counts, so that nothing is lost unseen.
"""

from __future__ import annotations

import csv
import zipfile
from collections.abc import Iterator, Mapping
from itertools import chain
from pathlib import Path
from xml.parsers import expat

_PIECE = 1 << 20
_SHARED_STRINGS = "xl/sharedStrings.xml"
_QUOTE = b'"'
_MARK = b"\xef\xbb\xbf"
_BEGINNING = 400
# By their first bytes; anything else has a byte for each character that parts cells and rows.
_WIDE = (
    (b"\xff\xfe\0\0", "utf-32-le"),
    (b"\0\0\xfe\xff", "utf-32-be"),
    (b"\xff\xfe", "utf-16-le"),
    (b"\xfe\xff", "utf-16-be"),
)


def count_sheet_cells(path: Path, files: Mapping[str, str]) -> dict[str, int]:
    """The cells with content of each sheet, by its name; `files` are the sheets' XML files by their names.

    A cell has content when it has a value that is not empty, an error, or a formula that was saved without its value.
    """
    with zipfile.ZipFile(path) as package:
        empty = _empty_strings(package)
        return {name: sum(_cells_in(package, file, empty)) for name, file in files.items()}


def count_sheet_rows(path: Path, file: str) -> int:
    """The rows of a sheet that have a cell with content; `file` is the sheet's XML file."""
    with zipfile.ZipFile(path) as package:
        return sum(cells > 0 for cells in _cells_in(package, file, _empty_strings(package)))


def count_grid_cells(path: Path) -> list[int]:
    """How many cells with content each row of a grid of carried cells has, but its number."""
    with path.open(encoding="utf-8", newline="") as file:
        return [len(line) - 1 - line[1:].count("") for line in csv.reader(file)][1:]


def _local(tag: str) -> str:
    return tag.rpartition(":")[2]


def _parse(package: zipfile.ZipFile, file: str, parser: expat.XMLParserType) -> None:
    with package.open(file) as content:
        while piece := content.read(_PIECE):
            parser.Parse(piece, False)
    parser.Parse(b"", True)


def _empty_strings(package: zipfile.ZipFile) -> set[str]:
    """The numbers of the shared strings that are empty."""
    if _SHARED_STRINGS not in package.namelist():
        return set()
    empty: set[str] = set()
    number, has_text, is_text = -1, False, False

    def start(tag: str, _: dict[str, str]) -> None:
        nonlocal number, has_text, is_text
        if (name := _local(tag)) == "si":
            number, has_text = number + 1, False
        is_text = name == "t"

    def text(_: str) -> None:
        nonlocal has_text
        has_text = has_text or is_text

    def end(tag: str) -> None:
        nonlocal is_text
        is_text = False
        if _local(tag) == "si" and not has_text:
            empty.add(str(number))

    parser = expat.ParserCreate("UTF-8")
    parser.StartElementHandler, parser.EndElementHandler, parser.CharacterDataHandler = start, end, text
    _parse(package, _SHARED_STRINGS, parser)
    return empty


def _cells_in(package: zipfile.ZipFile, file: str, empty: set[str]) -> list[int]:
    """How many cells with content each row of a sheet has."""
    cells: list[int] = []
    kind, value, has_formula, reads = "", "", False, False

    def start(tag: str, attributes: dict[str, str]) -> None:
        nonlocal kind, value, has_formula, reads
        name = _local(tag)
        if name == "row":
            cells.append(0)
        elif name == "c":
            kind, value, has_formula = attributes.get("t", "n"), "", False
        elif name == "f":
            has_formula = True
        reads = name in ("v", "t")

    def text(piece: str) -> None:
        nonlocal value
        if reads:
            value += piece

    def end(tag: str) -> None:
        nonlocal reads
        reads = False
        if _local(tag) == "c":
            is_string = kind in ("s", "str", "inlineStr")
            has_value = value not in empty if kind == "s" and value else bool(value if is_string else value.strip())
            if not cells:
                # A cell that stands in no row.
                cells.append(0)
            cells[-1] += has_value or kind == "e" or (has_formula and not is_string)

    parser = expat.ParserCreate("UTF-8")
    parser.buffer_text = True
    parser.StartElementHandler, parser.EndElementHandler, parser.CharacterDataHandler = start, end, text
    _parse(package, file, parser)
    return cells


def count_rows(path: Path, delimiter: str = ",") -> int:
    """The rows of a CSV but its heading, wherever that stands; lines of nothing but their end are none.

    From where quotation marks do not agree on, each line is a row.
    """
    rows = 0
    with path.open("rb") as file:
        wide = _wide(file.read(_BEGINNING))
        file.seek(0)
        lines = iter(path.read_bytes().decode(wide, "replace").encode().splitlines(True)) if wide else _lines(file)
        lines = chain([next(lines, b"").lstrip(_MARK)], lines)
        for line in lines:
            if line.count(_QUOTE) % 2:
                # A cell that runs over the line's end, or a quotation mark that quotes nothing: that needs a parser.
                lines_read: list[bytes] = []
                try:
                    next(csv.reader(_texts(chain([line], lines), lines_read), delimiter=delimiter, strict=True), None)
                    rows += 1
                except csv.Error:
                    return max(0, rows + sum(map(_has_text, chain(lines_read, lines))) - 1)
            elif _has_text(line):
                rows += 1
    return max(0, rows - 1)


def _has_text(line: bytes) -> bool:
    return bool(line.strip(b"\r\n"))


def _texts(lines: Iterator[bytes], lines_read: list[bytes]) -> Iterator[str]:
    """Lines for a parser; those that it has read are in `lines_read`."""
    for line in lines:
        lines_read.append(line)
        yield line.decode("latin-1")


def _wide(start: bytes) -> str | None:
    """The encoding of a file whose characters have two or four bytes, by its mark or by the zeros of plain letters."""
    for mark, encoding in _WIDE:
        if start.startswith(mark):
            return encoding
    even_zeros, odd_zeros = start[::2].count(0), start[1::2].count(0)
    if max(even_zeros, odd_zeros) * 10 <= len(start) * 4 or min(even_zeros, odd_zeros):
        return None
    return "utf-16-le" if odd_zeros else "utf-16-be"


def _lines(pieces: Iterator[bytes]) -> Iterator[bytes]:
    """The lines of a file, also of one whose lines end in nothing but a carriage return."""
    for piece in pieces:
        if piece.count(b"\r") > 1 or (b"\r" in piece and not piece.endswith(b"\r\n")):
            yield from piece.splitlines(True)
        else:
            yield piece
