"""The XML of a sheet by an XML parser: how far its cells reach, which hold an error or a formula without a value, and
what is not shown as its own.

It is read piece by piece and only begun elements are looked at, for a call at each end would take half as long again.
What python-calamine would read otherwise than XML has it is refused: a value of several parts, or with markup in it.
"""

from __future__ import annotations

import itertools
import re
import zipfile
from array import array
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Any
from xml.parsers import expat

from pipeline.parse.xlsx.errors import NotAWorkbook
from pipeline.parse.xlsx.formats import NO_FORMATS, Formats
from pipeline.parse.xlsx.places import COLUMNS, ROWS, column_index, column_letters
from pipeline.parse.xlsx.unshown import STRUCK, Unshown, is_said

UNCALCULATED = "formula without a value"
_PIECE = 1 << 18
# More than a sheet has, so that a row and a column make one number.
_COLUMNS = 1 << 15
# Of the elements that matter, by their names without a namespace.
_CELL, _ROW, _VALUE, _FORMULA, _TEXT, _COLUMN, _STRIKE, _AFTER = range(1, 9)
_KINDS = {"c": _CELL, "row": _ROW, "v": _VALUE, "f": _FORMULA, "is": _TEXT, "col": _COLUMN, "strike": _STRIKE}
# What follows the rows and may have fonts of its own.
_KINDS |= {"conditionalFormatting": _AFTER, "extLst": _AFTER}
_TEXTS = ("str", "s", "inlineStr")
_PLACE = re.compile("([A-Za-z]{1,9})([0-9]{1,20})", re.ASCII)
_NO_SIZE = re.compile(r"0+(?:\.0*)?", re.ASCII)
_NUMBER = re.compile("[0-9]{1,9}", re.ASCII)

Errors = dict[str, list[tuple[int, int]]]


@dataclass
class SheetSigns:
    """How far the filled cells of a sheet reach, with the last place on either way; the places of its errors; and
    what it does not show as its own.

    Places are rows and columns, from 0.
    """

    height: int = 0
    width: int = 0
    lowest: str = ""
    rightmost: str = ""
    errors: Errors = field(default_factory=dict)
    unshown: Unshown = field(default_factory=Unshown)

    @property
    def cells(self) -> int:
        """All of the rectangle, empty ones too."""
        return self.height * self.width


def signs_of(name: str, package: zipfile.ZipFile, file: str, formats: Formats = NO_FORMATS) -> SheetSigns:
    """What the XML of a sheet shows of it; NotAWorkbook for cells outside of any sheet, and for what is no XML.

    `formats` are those of the workbook that do not show a cell as its own.
    """
    sheet = _Sheet(name, formats)
    with package.open(file) as content:
        while piece := content.read(_PIECE):
            sheet.parse(piece, False)
    sheet.parse(b"", True)
    return sheet.signs


class _Sheet:
    def __init__(self, name: str, formats: Formats) -> None:
        self.name, self.formats, self.has_formats = name, formats, bool(formats.styles or formats.struck_texts)
        self.signs = SheetSigns()
        # The encoding is the one in which python-calamine reads; what says that it is in another has been refused.
        self.parser = expat.ParserCreate("UTF-8")
        self.parser.buffer_text = True
        self.parser.ordered_attributes = True
        self.parser.StartDoctypeDeclHandler = self._refuse_doctype
        self.parser.StartElementHandler = self._start
        self.is_first = True
        # The number of the row, and the column after the last cell, both from 1.
        self.row, self.next_column = 0, 1
        # The attributes of the cell that is open, which are names and values in turn; it is filled once it holds one.
        self.cell: list[str] | None = None
        self.closed: list[str] | None = None
        self.is_filled = self.has_formula = self.has_value = self.in_value = False
        # Whether the last cell has its text within itself, whose pieces may have fonts.
        self.has_text = False
        self.value: list[str] = []
        # The places of filled cells, and whether each lies after the one before, as programs write them.
        self.places, self.last, self.is_in_order = array("q"), 0, True
        self.within_value = self._within_value

    def parse(self, piece: bytes, is_last: bool) -> None:
        if self.is_first and b"\0" in piece[:4]:
            raise NotAWorkbook(f"sheet '{self.name}' is in UTF-16 or UTF-32, and sheets are read in UTF-8 alone")
        if self.is_first and piece.startswith((b"\xff\xfe", b"\xfe\xff")):
            raise NotAWorkbook(f"sheet '{self.name}' is in UTF-16, and sheets are read in UTF-8 alone")
        self.is_first = False
        try:
            self.parser.Parse(piece, is_last)
        except expat.ExpatError as error:
            raise NotAWorkbook(f"sheet '{self.name}' is no XML: {error}") from None
        if is_last:
            self._close()
            if not self.is_in_order:
                self._refuse_twice()

    def _start(self, tag: str, attributes: list[str]) -> None:
        if self.in_value:
            self._refuse_value("with other elements in it")
        kind = _KINDS.get(tag) or _KINDS.get(tag.rpartition(":")[2])
        if kind is _CELL:
            if self.cell is not None:
                self._close()
            self.cell, self.is_filled, self.has_text = attributes, False, False
        elif kind is _VALUE or kind is _TEXT:
            self._begin_value(kind)
        elif kind is _FORMULA:
            # One that stands elsewhere is of a rule for formats or a chart.
            if self.cell is not None:
                if self.has_value:
                    self._refuse_value("before the formula of the same cell")
                self.is_filled = self.has_formula = True
        else:
            if self.cell is not None:
                self._close()
            if kind is _ROW:
                self._begin_row(attributes)
            elif kind is not None:
                self._note(kind, attributes)

    def _begin_value(self, kind: int) -> None:
        if self.cell is None:
            # Else one that is hidden so would lie anywhere.
            raise NotAWorkbook(f"sheet '{self.name}' has a value outside of a cell")
        if self.has_value:
            self._refuse_value("after another of the same cell")
        self.is_filled = self.has_value = True
        if kind is _VALUE:
            # It is given what no other handler is given: texts as they are written, markup, the end of an element.
            self.in_value, self.parser.DefaultHandler = True, self.within_value
        else:
            self.has_text = True

    def _within_value(self, written: str) -> None:
        """Takes what stands in a value as it is written, up to the end of the value."""
        if written[0] not in "<&":
            self.value.append(written)
        elif written.startswith("</"):
            self.in_value, self.parser.DefaultHandler = False, None
            # The number of a shared text is read as 0 where it is none.
            text = self.value[0] if len(self.value) == 1 else "".join(self.value)
            is_text_no = not text or (len(text) < 10 and text.isdigit() and text.isascii())
            if not is_text_no and _attribute(self.cell, "t") == "s":
                self._refuse_value("that is no number of a shared text")
        elif _attribute(self.cell, "t") != "str":
            # Only texts of formulas are read with their entities, comments and the like as XML has it.
            self._refuse_value(f"with {written[:20]} in it")
        else:
            self.value.append(written)

    def _refuse_value(self, what: str) -> None:
        place = _attribute(self.cell, "r")
        where = f"in cell {place.upper()[:40]}" if place else f"in row {self.row}"
        raise NotAWorkbook(f"sheet '{self.name}' has a value {what}, {where}, which cannot be read for certain")

    def _begin_row(self, attributes: list[str]) -> None:
        self.row, self.next_column = self.row + 1, 1
        is_hidden = False
        for name, value in zip(attributes[::2], attributes[1::2], strict=True):
            if name == "r":
                # What is no number is no row in which a cell could stand.
                self.row = int(value) if _NUMBER.fullmatch(value) else ROWS + 1
            elif (name == "hidden" and is_said(value)) or (name == "ht" and _NO_SIZE.fullmatch(value)):
                is_hidden = True
        if is_hidden:
            self.signs.unshown.rows.add(self.row - 1)

    def _note(self, kind: int, attributes: list[str]) -> None:
        """Takes what says that columns are hidden, or that a piece of the last cell's text is struck through."""
        if kind is _COLUMN:
            first, last = (_attribute(attributes, name) or "" for name in ("min", "max"))
            is_hidden = is_said(_attribute(attributes, "hidden"))
            is_hidden |= bool(_NO_SIZE.fullmatch(_attribute(attributes, "width") or ""))
            if is_hidden and _NUMBER.fullmatch(first) and _NUMBER.fullmatch(last):
                self.signs.unshown.columns.append((int(first) - 1, int(last) - 1))
        elif kind is _STRIKE and self.has_text and is_said(_attribute(attributes, "val") or "1"):
            row, column = divmod(self.last, _COLUMNS)
            self.signs.unshown.cells[row - 1, column - 1] = STRUCK
        elif kind is _AFTER:
            self.has_text = False

    def _close(self) -> None:
        """Takes the cell that was open; one that does not say where it stands stands beside the one before."""
        cell, self.cell = self.cell, None
        self.closed = cell
        if cell is None:
            return
        place, kind = _attribute(cell, "r"), _attribute(cell, "t")
        if place is None:
            if kind == "e":
                raise NotAWorkbook(f"sheet '{self.name}' has a cell with an error that does not say where it stands")
            row, column = self.row or 1, self.next_column
        else:
            row, column = row_and_column(self.name, place)
        self.next_column = column + 1
        if self.is_filled:
            self._take(place, row, column, kind)
        if self.value or self.has_formula or self.has_value:
            self.value, self.has_formula, self.has_value = [], False, False

    def _take(self, place: str | None, row: int, column: int, kind: str | None) -> None:
        signs = self.signs
        if not row or row > signs.height or column > signs.width:
            shown = (place or f"{column_letters(column - 1)}{row}").upper()
            if not row or row > ROWS or column > COLUMNS:
                message = f"sheet '{self.name}' has a cell {shown}, and a sheet ends at"
                raise NotAWorkbook(f"{message} {column_letters(COLUMNS - 1)}{ROWS}")
            if row > signs.height:
                signs.height, signs.lowest = row, shown
            if column > signs.width:
                signs.width, signs.rightmost = column, shown
        at = row * _COLUMNS + column
        if at <= self.last:
            self.is_in_order = False
        self.last = at
        self.places.append(at)
        if self.has_formats and (why := self._why_unshown(kind)):
            signs.unshown.cells[row - 1, column - 1] = why
        if kind == "e":
            text = "".join(self.value).strip() or "#N/A"
            signs.errors.setdefault(text, []).append((row - 1, column - 1))
        elif self.has_formula and kind not in _TEXTS and not "".join(self.value).strip():
            signs.errors.setdefault(UNCALCULATED, []).append((row - 1, column - 1))

    def _why_unshown(self, kind: str | None) -> str | None:
        """Why the cell that is closed is not shown as its own; `_close` has put it away."""
        is_struck = kind == "s" and "".join(self.value) in self.formats.struck_texts
        return STRUCK if is_struck else self.formats.styles.get(_attribute(self.closed, "s") or "0")

    def _refuse_twice(self) -> None:
        """Of two cells of one place some programs take the first and some the last."""
        places = sorted(self.places)
        for before, place in itertools.pairwise(places):
            if before == place:
                row, column = divmod(place, _COLUMNS)
                raise NotAWorkbook(f"sheet '{self.name}' has the cell {column_letters(column - 1)}{row} twice")

    def _refuse_doctype(self, *declared: Any) -> None:
        raise NotAWorkbook(f"sheet '{self.name}' declares a document type")


def _attribute(names_and_values: list[str] | None, name: str) -> str | None:
    if names_and_values:
        for at in range(0, len(names_and_values), 2):
            if names_and_values[at] == name:
                return names_and_values[at + 1]
    return None


@lru_cache(maxsize=200_000)
def row_and_column(sheet: str, place: str) -> tuple[int, int]:
    """Row and column of a cell such as AB12, from 1; NotAWorkbook where it is none."""
    found = _PLACE.fullmatch(place)
    if not found:
        raise NotAWorkbook(f"sheet '{sheet}' has a cell '{place.upper()[:40]}', and no sheet has such a one")
    return int(found[2]), column_index(found[1].upper().encode()) + 1
