"""The cells of a workbook, .xlsx or .xlsm, with the errors of its formulas: every sheet as rows of plain values.

python-calamine reads a cell whose formula failed, or was saved without its value, as empty, so these cells are looked
up in the sheets' XML.
"""

from __future__ import annotations

import zipfile
import zlib
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

from python_calamine import CalamineError, CalamineWorkbook

from pipeline.base.file_kind import other_kind
from pipeline.parse.xlsx.comments import Comments, comments_of
from pipeline.parse.xlsx.errors import NotAWorkbook
from pipeline.parse.xlsx.formats import formats_of
from pipeline.parse.xlsx.package import MOST_CELLS, check_package, refuse_repeated, sheet_files
from pipeline.parse.xlsx.places import column_index, column_letters
from pipeline.parse.xlsx.sheet_xml import UNCALCULATED, Errors, SheetSigns, signs_of
from pipeline.parse.xlsx.unshown import Unshown

__all__ = [
    "UNCALCULATED",
    "NotAWorkbook",
    "Sheet",
    "column_index",
    "column_letters",
    "printed_text",
    "read_sheets",
    "sheet_files",
]


@dataclass(frozen=True)
class Sheet:
    """A sheet's rows from the first on; '' where a cell is empty, '#N/A' and the like where a formula failed.

    A formula that was saved without its value is UNCALCULATED. `comments` are those on cells, by row and column from 0,
    and `unshown` is what the sheet does not show as its own.
    """

    name: str
    rows: list[list[Any]]
    comments: Comments = field(default_factory=dict)
    unshown: Unshown = field(default_factory=Unshown)


def read_sheets(path: Path) -> list[Sheet]:
    """All sheets with cells, hidden ones too, in the order of the workbook; NotAWorkbook for anything else."""
    try:
        with zipfile.ZipFile(path) as package:
            size = path.stat().st_size
            check_package(package, size)
            files = sheet_files(package)
            refuse_repeated(package, files.values(), size)
            workbook = CalamineWorkbook.from_path(str(path))
            values = _Values(workbook)
            names = [name for name in workbook.sheet_names if name in files]
            if unnamed := sorted(files.keys() - names):
                raise NotAWorkbook(f"has a sheet '{unnamed[0]}' whose name can be read in two ways")
            formats = formats_of(package)
            found: list[Future[list[list[Any]]]] = []
            signs_of_sheets: list[SheetSigns] = []
            # python-calamine and the search for errors use a processor each.
            with ThreadPoolExecutor(1) as beside:
                for name in names:
                    signs = signs_of(name, package, files[name], formats)
                    found.append(beside.submit(values.of, name, signs))
                    signs_of_sheets.append(signs)
            sheets = []
            for name, reading, signs in zip(names, found, signs_of_sheets, strict=True):
                rows = reading.result()
                _put_errors(rows, signs.errors)
                sheets.append(Sheet(name, rows, comments_of(name, package, files[name]), signs.unshown))
            return sheets
    except NotAWorkbook:
        raise
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
        other = other_kind(path)
        raise NotAWorkbook(f"it {other}" if other else str(error) or type(error).__name__) from None


class _Values:
    """The values of a workbook's sheets, as long as all of them together are not too many."""

    def __init__(self, workbook: CalamineWorkbook) -> None:
        self.workbook = workbook
        self.cells = 0

    def of(self, name: str, signs: SheetSigns) -> list[list[Any]]:
        # python-calamine keeps a sheet as a whole rectangle, for which there may not be enough memory.
        self._refuse_many(name, signs, signs.cells)
        try:
            rows = self.workbook.get_sheet_by_name(name).to_python(skip_empty_area=False)
        except BaseException as error:
            if not _is_panic(error):
                raise
            raise NotAWorkbook(f"sheet '{name}' cannot be read: {error}") from None
        self.cells += len(rows) * len(rows[0]) if rows else 0
        self._refuse_many(name, signs, 0)
        return rows

    def _refuse_many(self, name: str, signs: SheetSigns, more: int) -> None:
        most = f"the most that are read of a workbook are {MOST_CELLS:,}"
        if more > MOST_CELLS:
            reach = f"sheet '{name}' reaches down to {signs.lowest} and right to {signs.rightmost}"
            raise NotAWorkbook(f"{reach}, {more:,} cells; {most}")
        if self.cells + more > MOST_CELLS:
            message = f"up to sheet '{name}' it has {self.cells + more:,} cells, with the empty ones between others"
            raise NotAWorkbook(f"{message}; {most}")


def printed_text(cell: Any) -> str:
    """A cell as it would be printed, without blanks around it."""
    if isinstance(cell, str):
        return cell.strip()
    if isinstance(cell, float) and cell.is_integer():
        return str(int(cell))
    return cell.isoformat() if isinstance(cell, date) else str(cell)


def _is_panic(error: BaseException) -> bool:
    """Whether a reader that is written in Rust ended on what it did not foresee.

    Its class is no Exception, each extension module makes its own, and none can be imported: only its name shows it.
    """
    return type(error).__name__ == "PanicException"


def _put_errors(rows: list[list[Any]], found: Errors) -> None:
    places = [place for of_error in found.values() for place in of_error]
    if not places:
        return
    _widen(rows, max(row for row, _ in places) + 1, max(column for _, column in places) + 1)
    for error, of_error in found.items():
        for row, column in of_error:
            rows[row][column] = error


def _widen(rows: list[list[Any]], height: int, width: int) -> None:
    """Makes a sheet at least so large."""
    width = max(width, len(rows[0]) if rows else 0)
    rows += ([] for _ in range(len(rows), height))
    for row in rows:
        row.extend([""] * (width - len(row)))
