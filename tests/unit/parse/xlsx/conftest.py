"""Reading sheets that a test makes up."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from workbook_reading import LAYOUT, MEASURES, REFERENCE, Read, conserved
from workbooks import Grid, cells_by_openpyxl, count, save

from pipeline.parse.xlsx.cells import read_sheets
from pipeline.parse.xlsx.workbook import read_workbook
from pipeline.reference.layouts import WorkbookLayout


@pytest.fixture
def read(tmp_path: Path) -> Iterator[Any]:
    """Saves sheets and reads them; what every reading must hold is asked of each."""

    def reading_of(sheets: dict[str, Grid]) -> Read:
        assert isinstance(LAYOUT, WorkbookLayout)
        path = save(tmp_path / "w.xlsx", sheets)
        found = Read(read_workbook(read_sheets(path), LAYOUT, "an_edition", MEASURES, REFERENCE.register))
        by_openpyxl = cells_by_openpyxl(path)
        conserved(found.reading, {name: sum(map(count, grid)) for name, grid in by_openpyxl.items()})
        return found

    yield reading_of
