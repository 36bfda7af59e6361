"""What the package of a workbook shows before its cells are read: each sheet's file, how far its cells reach, errors.

python-calamine keeps a sheet as a whole rectangle, so one cell that lies far away needs more memory than there is and
ends the process; such sheets are refused beforehand.
"""

from __future__ import annotations

import re
import zipfile
from dataclasses import dataclass, field
from functools import cache
from typing import Any
from xml.etree import ElementTree
from xml.parsers import expat

_ID = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}id"
_STRICT_ID = "{http://purl.oclc.org/ooxml/officeDocument/relationships}id"
# What a sheet may hold: the format's own limits.
_ROWS, _COLUMNS = 1_048_576, 16_384
# A workbook of a few megabytes can unpack to any size.
_MOST_BYTES = 1_000_000_000
# The cells, empty ones too, of the rectangles of all sheets. The largest real workbook known has a million.
MOST_CELLS = 10_000_000

_ATTRIBUTES = rb'(?: [a-qs-z][a-z]*="[0-9A-Za-z]*")*+'
# The beginning of a cell that is neither within the first 702 columns and 9,999 rows nor empty, or that is written
# otherwise than common programs do, so that a search for bytes cannot find it. Sheets without any are small enough.
_UNUSUAL = re.compile(
    rb'<c(?![a-zA-Z])(?! r="[A-Z][A-Z]?[1-9][0-9]{0,3}"' + _ATTRIBUTES + rb">)"
    rb'(?! r="[A-Z]{1,3}[0-9]{1,7}"' + _ATTRIBUTES + rb"/>)"
)
_HEAD = 10_000
_PREFIXED = re.compile(rb":c[\s/>]")
# Nearly all errors are #N/A, and a search that gives nothing but the place is the quickest.
_BEFORE_ERROR = rb'<c r="([A-Z]+[0-9]+)"(?: s="[0-9]+")? t="e"[^>]*>(?:<f[^>]*/>|<f[^>]*>[^<]*</f>)?'
_NOT_AVAILABLE = re.compile(_BEFORE_ERROR + rb"<v>#N/A</v>")
_OTHER_ERROR = re.compile(_BEFORE_ERROR + rb"<v>(?!#N/A<)([^<]*)</v>")
_IS_ERROR = b't="e"'
# A formula that was saved without its value, as programs that work none out write it. One whose value is an empty text
# has t="str", and its cell is empty.
_AFTER_FORMULA = re.compile(rb"(?:</f>|<f(?: [^<>]*)?/>)\s*(?:<v\s*/>|<v></v>)?\s*</c>")
_CELL_WITH_FORMULA = re.compile(rb"<c ([^<>]*)>\s*<f[ >/]")
_OWN_PLACE = re.compile(rb'(?:^| )r=["\']([A-Z]+[0-9]+)["\']')
_IS_TEXT = re.compile(rb't=["\'](?:str|s|inlineStr)["\']')
_TEXT_KINDS = ("str", "s", "inlineStr")
_LONGEST_CELL = 20_000
UNCALCULATED = "formula without a value"
_ROW = re.compile("[0-9]{1,9}")
_PLACE = re.compile(r"([A-Z]{1,9})([0-9]{1,20})")

Errors = dict[str, list[bytes]]


class NotAWorkbook(ValueError):
    """The file cannot be read as a workbook."""


@dataclass
class SheetSigns:
    """How far the cells of a sheet reach, where that had to be measured, and the places of each error in it."""

    cells: int = 0
    errors: Errors = field(default_factory=dict)


def check_package(package: zipfile.ZipFile) -> None:
    """NotAWorkbook for a package that unpacks to too much, or whose files two readers would distinguish differently."""
    entries = package.infolist()
    if (unpacked := sum(entry.file_size for entry in entries)) > _MOST_BYTES:
        raise NotAWorkbook(f"unpacks to {unpacked:,} bytes; the most that is read is {_MOST_BYTES:,}")
    names: set[str] = set()
    for entry in entries:
        name = entry.filename.casefold()
        if name in names:
            raise NotAWorkbook(f"holds '{entry.filename}' twice")
        names.add(name)


def sheet_files(package: zipfile.ZipFile) -> dict[str, str]:
    """The XML file of each worksheet, by the sheet's name; charts and macros have none."""
    links = _parsed(package, "xl/_rels/workbook.xml.rels")
    targets = {link.get("Id"): link.get("Target", "") for link in links}
    files: dict[str, str] = {}
    for sheet in _parsed(package, "xl/workbook.xml").findall(".//{*}sheet"):
        name = sheet.get("name", "")
        if name in files:
            raise NotAWorkbook(f"has two sheets of the name '{name}'")
        target = targets.get(sheet.get(_ID, sheet.get(_STRICT_ID, "")), "")
        files[name] = target.lstrip("/") if target.startswith(("/", "xl/")) else f"xl/{target}"
    return {name: file for name, file in files.items() if "worksheets/" in file}


def _parsed(package: zipfile.ZipFile, file: str) -> ElementTree.Element:
    content = package.read(file)
    _refuse_declarations(file, content)
    return ElementTree.fromstring(content)


def _refuse_declarations(what: str, head: bytes) -> None:
    """Entities that a document type declares can grow without end, and no workbook has any."""
    if b"<!DOCTYPE" in head or b"\0" in head:
        raise NotAWorkbook(f"{what} declares a document type, or is not in UTF-8")


def signs_of(name: str, content: bytes) -> SheetSigns:
    """What the XML of a sheet shows of it; NotAWorkbook for cells outside of any sheet or too far apart."""
    # Further on than here one is found by the parser, and where no parser is needed nothing expands it.
    _refuse_declarations(f"sheet '{name}'", content[:_HEAD])
    if not _UNUSUAL.search(content) and not _PREFIXED.search(content):
        count = content.count(_IS_ERROR)
        found: Errors = {"#N/A": _NOT_AVAILABLE.findall(content)} if count else {}
        if sum(map(len, found.values())) < count:
            for place, text in _OTHER_ERROR.findall(content):
                found.setdefault(text.decode(), []).append(place)
        if sum(map(len, found.values())) == count:
            if uncalculated := _uncalculated(content):
                found[UNCALCULATED] = uncalculated
            return SheetSigns(errors=found)
    return _SheetParser(name).read(content)


def _uncalculated(content: bytes) -> list[bytes]:
    """The places of the cells of a sheet whose formula was saved without its value."""
    places = []
    for end in _AFTER_FORMULA.finditer(content):
        begin = content.rfind(b"<c ", max(0, end.start() - _LONGEST_CELL), end.end())
        cell = _CELL_WITH_FORMULA.match(content, begin) if begin >= 0 else None
        if cell and not _IS_TEXT.search(cell[1]) and (place := _OWN_PLACE.search(cell[1])):
            places.append(place[1])
    return places


class _SheetParser:
    """The same by an XML parser, for sheets that are large or written in an unusual way."""

    def __init__(self, name: str) -> None:
        self.name = name
        # The encoding is the one in which python-calamine reads.
        self.parser = expat.ParserCreate("UTF-8")
        self.parser.buffer_text = True
        self.parser.StartDoctypeDeclHandler = self._refuse_doctype
        self.parser.StartElementHandler = self._start
        self.parser.EndElementHandler = self._end
        self.row = self.column = self.height = self.width = 0
        self.lowest = self.rightmost = ""
        self.cell: dict[str, str] | None = None
        self.is_filled = self.has_formula = False
        self.value: list[str] = []
        self.errors: Errors = {}

    def read(self, content: bytes) -> SheetSigns:
        try:
            self.parser.Parse(content, True)
        except expat.ExpatError as error:
            raise NotAWorkbook(f"sheet '{self.name}' is no XML: {error}") from None
        cells = self.height * self.width
        if cells > MOST_CELLS:
            reach = f"sheet '{self.name}' reaches down to {self.lowest} and right to {self.rightmost}"
            raise NotAWorkbook(f"{reach}, {cells:,} cells; the most that are read of a workbook are {MOST_CELLS:,}")
        return SheetSigns(cells, self.errors)

    def _start(self, tag: str, attributes: dict[str, str]) -> None:
        match tag.rpartition(":")[2]:
            case "row":
                self.column = 0
                if number := attributes.get("r"):
                    # What is no number is no row in which a cell could stand.
                    self.row = int(number) - 1 if _ROW.fullmatch(number) else _ROWS
            case "c":
                self.cell, self.is_filled, self.value = attributes, False, []
                self.has_formula = False
            case part if self.cell is not None:
                self.is_filled = True
                self.has_formula = self.has_formula or part == "f"
                self.parser.CharacterDataHandler = self.value.append if part == "v" else None

    def _end(self, tag: str) -> None:
        match tag.rpartition(":")[2]:
            case "row":
                self.row += 1
            case "c" if self.cell is not None:
                self._take(self.cell)
                self.cell = None
            case "v":
                self.parser.CharacterDataHandler = None

    def _take(self, cell: dict[str, str]) -> None:
        """Counts a cell; one that does not say where it stands stands beside the one before."""
        is_error = cell.get("t") == "e"
        row, place = self.row + 1, cell.get("r", "").upper()
        if found := _PLACE.fullmatch(place):
            row, self.column = int(found[2]), column_index(found[1].encode())
        elif "r" in cell:
            raise NotAWorkbook(f"sheet '{self.name}' has a cell '{place[:40]}', and no sheet has such a one")
        elif is_error:
            raise NotAWorkbook(f"sheet '{self.name}' has a cell with an error that does not say where it stands")
        self.column += 1
        if not self.is_filled:
            return
        place = place or f"{column_letters(self.column - 1)}{row}"
        if not (1 <= row <= _ROWS and self.column <= _COLUMNS):
            message = f"sheet '{self.name}' has a cell {place}, and a sheet ends at"
            raise NotAWorkbook(f"{message} {column_letters(_COLUMNS - 1)}{_ROWS}")
        if row > self.height:
            self.height, self.lowest = row, place
        if self.column > self.width:
            self.width, self.rightmost = self.column, place
        if is_error:
            self.errors.setdefault("".join(self.value) or "#N/A", []).append(place.encode())
        elif self.has_formula and cell.get("t") not in _TEXT_KINDS and not "".join(self.value).strip():
            self.errors.setdefault(UNCALCULATED, []).append(place.encode())

    def _refuse_doctype(self, *declared: Any) -> None:
        raise NotAWorkbook(f"sheet '{self.name}' declares a document type")


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
