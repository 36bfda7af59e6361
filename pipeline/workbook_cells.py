"""The cells of a workbook, .xlsx or .xlsm, with the errors of its formulas.

Here: every sheet as rows of plain values. python-calamine reads a cell whose formula failed, or was saved without its
value, as empty, so these cells are looked up in the sheets' XML. Not here: what a sheet means (`pipeline.workbook`).
"""

from __future__ import annotations

import gc
import re
import zipfile
import zlib
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cache, lru_cache
from io import BytesIO
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

from python_calamine import CalamineError, CalamineWorkbook

_MAIN = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"
_LINKED = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}id"
# A cell with an error as every common program writes it; `t="e"` counts them, however they are written. Nearly all of
# them are #N/A, and a search that gives nothing but the place is the quickest.
_BEFORE_ERROR = rb'<c r="([A-Z]+[0-9]+)"(?: s="[0-9]+")? t="e"[^>]*>(?:<f[^>]*/>|<f[^>]*>[^<]*</f>)?'
_NOT_AVAILABLE = re.compile(_BEFORE_ERROR + rb"<v>#N/A</v>")
_OTHER_ERROR = re.compile(_BEFORE_ERROR + rb"<v>(?!#N/A<)([^<]*)</v>")
# A formula that was saved without its value, as programs that work none out write it. One whose value is an empty text
# has t="str", and its cell is empty.
_AFTER_FORMULA = re.compile(rb"(?:</f>|<f(?: [^<>]*)?/>)\s*(?:<v\s*/>|<v></v>)?\s*</c>")
_CELL_WITH_FORMULA = re.compile(rb"<c ([^<>]*)>\s*<f[ >/]")
_OWN_PLACE = re.compile(rb'(?:^| )r=["\']([A-Z]+[0-9]+)["\']')
_IS_TEXT = re.compile(rb't=["\'](?:str|s|inlineStr)["\']')
_LONGEST_CELL = 20_000
UNCALCULATED = "formula without a value"
_IS_ERROR, _IS_ERROR_TOO = b't="e"', b"t='e'"
# What a sheet may hold: the format's own limits.
_ROWS, _COLUMNS = 1_048_576, 16_384
# A workbook of a few megabytes can unpack to any size.
_MOST_BYTES = 1_000_000_000
# A sheet is held as a whole rectangle, and two cells in opposite corners of the largest one would not fit in memory.
_MOST_CELLS = 10_000_000
# A cell with content or a row from row 10,000 or column AAA on. Sheets without any are small enough; cells that have a
# style and nothing else end in />, and there can be some in the last columns.
_FAR = re.compile(rb' r="(?:[A-Z]{3}[0-9]|[A-Z]{0,3}[0-9]{5})[^>]*(?<!/)>')
_OTHER_QUOTES = b" r='"
_PLACE = re.compile(r"([A-Z]{1,3})([0-9]{1,7})")


@contextmanager
def collector_off() -> Iterator[None]:
    """Looking through hundreds of thousands of cells for garbage, again and again, takes a tenth of the time."""
    was_on = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_on:
            gc.enable()


class NotAWorkbook(ValueError):
    """The file cannot be read as a workbook."""


@dataclass(frozen=True)
class Sheet:
    """A sheet's rows from the first on; '' where a cell is empty, '#N/A' and the like where a formula failed.

    A formula that was saved without its value is UNCALCULATED.
    """

    name: str
    rows: list[list[Any]]


@collector_off()
def read_sheets(path: Path) -> list[Sheet]:
    """All sheets with cells, hidden ones too, in the order of the workbook; NotAWorkbook for anything else."""
    try:
        with zipfile.ZipFile(path) as package:
            if (unpacked := sum(entry.file_size for entry in package.infolist())) > _MOST_BYTES:
                raise NotAWorkbook(f"unpacks to {unpacked:,} bytes; the most that is read is {_MOST_BYTES:,}")
            workbook = CalamineWorkbook.from_path(str(path))
            files = sheet_files(package)
            names = [name for name in workbook.sheet_names if name in files]
            found, errors = [], []
            # python-calamine and the search for errors use a processor each.
            with ThreadPoolExecutor(1) as beside:
                for name in names:
                    content = package.read(files[name])
                    if _FAR.search(content) or _OTHER_QUOTES in content:
                        _refuse_wide(name, content)
                    found.append(beside.submit(_values, workbook, name))
                    errors.append(_errors(content))
            sheets = [Sheet(name, reading.result()) for name, reading in zip(names, found, strict=True)]
            for sheet, of_sheet in zip(sheets, errors, strict=True):
                _put_errors(sheet.rows, of_sheet)
            return sheets
    except (
        CalamineError,
        zipfile.BadZipFile,
        zlib.error,
        ElementTree.ParseError,
        KeyError,
        ValueError,
        OSError,
        EOFError,
        RuntimeError,  # a file with a password, or packed in a way that is not known
    ) as error:
        raise NotAWorkbook(str(error) or type(error).__name__) from None


def sheet_files(package: zipfile.ZipFile) -> dict[str, str]:
    """The XML file of each worksheet, by the sheet's name; charts and macros have none."""
    links = ElementTree.fromstring(package.read("xl/_rels/workbook.xml.rels"))
    targets = {link.get("Id"): link.get("Target", "") for link in links}
    sheets = ElementTree.fromstring(package.read("xl/workbook.xml")).iter(f"{_MAIN}sheet")
    named = {sheet.get("name", ""): targets.get(sheet.get(_LINKED), "") for sheet in sheets}
    files = {name: target.lstrip("/") if target.startswith("/") else f"xl/{target}" for name, target in named.items()}
    return {name: file for name, file in files.items() if "worksheets/" in file}


def _refuse_wide(name: str, content: bytes) -> None:
    """NotAWorkbook for a sheet whose cells lie too far apart."""
    height = width = 0
    for _, element in ElementTree.iterparse(BytesIO(content)):
        if element.tag == f"{_MAIN}c":
            place = _PLACE.fullmatch(element.get("r", ""))
            if place and len(element):
                height, width = max(height, int(place[2])), max(width, column_index(place[1].encode()) + 1)
        elif element.tag == f"{_MAIN}row":
            element.clear()
    if height * width > _MOST_CELLS or height > _ROWS or width > _COLUMNS:
        told = f"'{name}' has {height:,} rows and {width:,} columns"
        raise NotAWorkbook(f"{told}; the most cells that are read of a sheet are {_MOST_CELLS:,}")


def _values(workbook: CalamineWorkbook, name: str) -> list[list[Any]]:
    return workbook.get_sheet_by_name(name).to_python(skip_empty_area=False)


def _errors(content: bytes) -> dict[str, list[bytes]]:
    """The places of the cells with an error of a sheet, by the error."""
    count = content.count(_IS_ERROR)
    found = {"#N/A": _NOT_AVAILABLE.findall(content)} if count else {}
    if _IS_ERROR_TOO not in content and sum(map(len, found.values())) < count:
        for place, text in _OTHER_ERROR.findall(content):
            found.setdefault(text.decode(), []).append(place)
    if _IS_ERROR_TOO in content or sum(map(len, found.values())) != count:
        found = {}
        for place, text in _errors_by_parser(content):
            found.setdefault(text, []).append(place)
    if uncalculated := _uncalculated(content):
        found[UNCALCULATED] = uncalculated
    return found


def _uncalculated(content: bytes) -> list[bytes]:
    """The places of the cells of a sheet whose formula was saved without its value."""
    places = []
    for end in _AFTER_FORMULA.finditer(content):
        begin = content.rfind(b"<c ", max(0, end.start() - _LONGEST_CELL), end.end())
        cell = _CELL_WITH_FORMULA.match(content, begin) if begin >= 0 else None
        if cell and not _IS_TEXT.search(cell[1]) and (place := _OWN_PLACE.search(cell[1])):
            places.append(place[1])
    return places


def _put_errors(rows: list[list[Any]], found: dict[str, list[bytes]]) -> None:
    places = {error: [_place(cell) for cell in cells] for error, cells in found.items() if cells}
    if not places:
        return
    reach = [(max(rows), max(columns)) for rows, columns in (zip(*cells, strict=True) for cells in places.values())]
    _widen(rows, max(row for row, _ in reach) + 1, max(column for _, column in reach) + 1)
    for error, cells in places.items():
        for row, column in cells:
            rows[row][column] = error


@lru_cache(maxsize=100_000)
def _place(cell: bytes) -> tuple[int, int]:
    """Row and column of a cell such as AB12, from 0; many sheets have the same ones."""
    letters = cell.rstrip(b"0123456789")
    return int(cell[len(letters) :]) - 1, column_index(letters)


def _errors_by_parser(content: bytes) -> Iterator[tuple[bytes, str]]:
    """The same by an XML parser, for workbooks that are written in an unusual way."""
    for _, cell in ElementTree.iterparse(BytesIO(content)):
        if cell.tag == f"{_MAIN}c" and cell.get("t") == "e":
            place = _PLACE.fullmatch(cell.get("r", ""))
            if place is None:
                raise NotAWorkbook("a cell with an error does not say where it stands")
            yield cell.get("r", "").encode(), cell.findtext(f"{_MAIN}v") or "#N/A"


def _widen(rows: list[list[Any]], height: int, width: int) -> None:
    """Makes a sheet at least so large."""
    width = max(width, len(rows[0]) if rows else 0)
    rows += ([] for _ in range(len(rows), height))
    for row in rows:
        row.extend([""] * (width - len(row)))


@cache
def column_index(letters: bytes) -> int:
    """The column that letters name, from 0: A is 0, AA is 26."""
    index = 0
    for letter in letters:
        index = index * 26 + letter - 64
    return index - 1


@cache
def column_letters(index: int) -> str:
    """The letters of a column, from 0."""
    letters = ""
    index += 1
    while index:
        index, letter = divmod(index - 1, 26)
        letters = chr(65 + letter) + letters
    return letters
