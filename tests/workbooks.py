"""Small workbooks for the tests, laid out as the mental health dashboard is, and a count of cells by another reader.

Here: grids of cells, saving them with openpyxl, changing the XML of a saved sheet. Not here: what is read from them.
"""

from __future__ import annotations

import warnings
import zipfile
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any
from unittest.mock import patch

import openpyxl
from openpyxl.compat import safe_string

from pipeline.base.settings import PROJECT_DIR

EDITION = PROJECT_DIR.parent / "shared" / "data" / "nhsmh-dashboard-q4-21-22-v3.2.xlsm"

Grid = list[list[Any]]

ORGANISATION = ["Region Code", "STP Code", "Org code", "Org name", "Org Type"]
ENGLAND = ["EN", "EN", "Eng", "ENGLAND", "National"]
NORTH_WEST = ["EN", "EN", "Y62", "NORTH WEST", "Region"]
HUMBER = ["EN", "Y63", "QOQ", "HUMBER, COAST AND VALE", "STP"]
NORTH_LINCOLNSHIRE = ["Y63", "QOQ", "03K", "NHS NORTH LINCOLNSHIRE CCG", "CCG"]
ROTHERHAM = ["Y63", "QF7", "03L", "NHS ROTHERHAM CCG", "CCG"]
SHEFFIELD = ["Y63", "QF7", "03N", "NHS SHEFFIELD CCG", "CCG"]
ABOUT: Grid = [
    ["Title:", "Quarter Recovery Rate"],
    ["Unique ID:", "IAPT(ii)"],
    ["Source:", "NHS Digital"],
    ["Updated:", "28 June 2022"],
    ["Period Covered:", "Quarterly"],
    ["Latest Period:", "Q4 2021/22"],
    ["Format:", "Percentage"],
    [],
]
CATALOGUE_TITLES = [
    "Code",
    "Indicator name",
    "Description",
    "Standard (if applicable)",
    "Numerator",
    "Denominator",
    "Further information and data quality",
    "Reporting period",
    "Data source",
    "Link to published data source (where available)",
]


def figures(periods: Sequence[Any], *rows: Sequence[Any], above: Sequence[Sequence[Any]] = ABOUT) -> Grid:
    """A sheet of figures: what stands above, a row of 1s, the titles, and `rows` that begin with an organisation."""
    ones = [None] * len(ORGANISATION) + [1] * len(periods)
    return [*map(list, above), ones, [*ORGANISATION, *periods], *map(list, rows)]


def catalogue(*entries: Mapping[str, str]) -> Grid:
    """The sheet Metadata: each entry by its titles; one with a code only is the heading of a section."""
    rows = [[None, *(entry.get(title) for title in CATALOGUE_TITLES)] for entry in entries]
    return [[], [None, "Metadata for the indicators"], [], [None, *CATALOGUE_TITLES], *rows]


def directions(*entries: tuple[str, str]) -> Grid:
    """The sheet Dashboard: codes with the direction of good."""
    titles = [None, "Code", "Indicator", "Better is…"]
    return [[], titles, *([None, code, "an indicator", better] for code, better in entries)]


def save(path: Path, sheets: Mapping[str, Grid]) -> Path:
    """A workbook; texts such as #N/A become cells whose formula failed, None is no cell."""
    workbook = openpyxl.Workbook()
    workbook.remove(workbook.worksheets[0])
    for name, grid in sheets.items():
        sheet = workbook.create_sheet(name)
        for row_no, row in enumerate(grid, 1):
            for column_no, value in enumerate(row, 1):
                if value is not None:
                    sheet.cell(row_no, column_no, value)
    with patch("openpyxl.cell._writer.safe_string", _with_all_digits):
        workbook.save(path)
    return path


def _with_all_digits(value: Any) -> str:
    """A cell's content; openpyxl saves 16 digits of a number, Excel as many as tell it apart from any other."""
    return repr(value) if type(value) is float else safe_string(value)


def change_sheet(path: Path, change: Callable[[bytes], bytes], sheet_no: int = 1) -> Path:
    """The same file with the XML of a sheet changed."""
    name = f"xl/worksheets/sheet{sheet_no}.xml"
    with zipfile.ZipFile(path) as package:
        files = {entry: package.read(entry) for entry in package.namelist()}
    changed = change(files[name])
    assert changed != files[name]
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as package:
        for entry, content in files.items():
            package.writestr(entry, changed if entry == name else content)
    return path


def open_quietly(path: Path, **options: Any) -> Any:
    """A workbook as openpyxl opens it; what it says of charts and formats that it does not know is of no matter."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        return openpyxl.load_workbook(path, data_only=True, **options)


def cells_by_openpyxl(path: Path) -> dict[str, Grid]:
    """The values of every sheet by another reader than the project's; None where a cell is empty."""
    workbook = open_quietly(path, read_only=True)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        sheets = {sheet.title: [list(row) for row in sheet.iter_rows(values_only=True)] for sheet in workbook}
    workbook.close()
    return sheets


def count(cells: Sequence[Any]) -> int:
    """How many are not empty."""
    return sum(cell is not None and cell != "" for cell in cells)
