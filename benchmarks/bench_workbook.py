"""Reading an edition of the mental health dashboard into core tables against python-calamine reading all its cells.

Ours finds the sheets' titles, judges every cell, writes the four tables and asks whether they are as declared; the
other only reads the cells, without the errors of formulas. The edition is not part of the project.
"""

from __future__ import annotations

import sys
import tempfile
import time
from pathlib import Path

from python_calamine import CalamineWorkbook
from timing import finish, in_turn, peak_mebibytes, print_ratio

from pipeline.base.settings import PROJECT_DIR
from pipeline.build.snapshot_file import COMPRESSION
from pipeline.parse.xlsx.cells import read_sheets
from pipeline.parse.xlsx.workbook import read_workbook
from pipeline.reference.layouts import WorkbookLayout
from pipeline.reference.reading import read_reference
from pipeline.reference.sources import read_sources
from pipeline.schema.frames import to_frame
from pipeline.schema.quick_check import what_is_not_as_declared
from pipeline.schema.tables import CORE_TABLES

RAW = PROJECT_DIR / "raw"
EDITION = PROJECT_DIR.parent / "shared" / "data" / "nhsmh-dashboard-q4-21-22-v3.2.xlsm"
BOUND = 3.0


def main(edition: Path) -> None:
    if not edition.is_file():
        print(f"{edition} is not there; give the path of an edition: python benchmarks/bench_workbook.py EDITION.xlsm")
        return
    layout = read_sources(RAW)[0].by_id["mh_dashboard"].layout
    assert isinstance(layout, WorkbookLayout)
    reference = read_reference(RAW / "reference")
    measures = reference.measures_of("mh_dashboard")
    cells = 0

    def ours(folder: Path) -> float:
        nonlocal cells
        begun = time.perf_counter()
        read = read_workbook(read_sheets(edition), layout, "an_edition", measures, reference.register)
        read.values.write_parquet(folder / "measure_value.parquet", compression=COMPRESSION)
        rows = {"document_part": read.parts, "indicator": read.indicators, "rejected_row": read.rejects}
        for table, found in rows.items():
            to_frame(table, found).write_parquet(folder / f"{table}.parquet")
        wrong = [
            what_is_not_as_declared(CORE_TABLES[table], folder / f"{table}.parquet")
            for table in ("measure_value", *rows)
        ]
        taken = time.perf_counter() - begun
        assert not any(wrong), wrong
        cells = sum(part["cells"] for part in read.parts)
        return taken

    def bare() -> float:
        begun = time.perf_counter()
        workbook = CalamineWorkbook.from_path(str(edition))
        for name in workbook.sheet_names:
            workbook.get_sheet_by_name(name).to_python(skip_empty_area=False)
        return time.perf_counter() - begun

    with tempfile.TemporaryDirectory() as name:
        taken, base = in_turn(lambda: ours(Path(name)), bare, runs=9)
    print(f"{edition.name}, {cells:,} cells")
    print_ratio("a workbook to core tables / python-calamine reading its cells", taken, base, bound=BOUND)
    print(f"at most {peak_mebibytes():,.0f} MiB")


if __name__ == "__main__":
    main(Path(sys.argv[1]) if len(sys.argv) > 1 else EDITION)
    finish()
