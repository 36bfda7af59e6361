"""rejected.csv: everything that stopped a refresh, for a spreadsheet."""

from __future__ import annotations

import csv
from pathlib import Path

from pipeline.base.formulas import defused
from pipeline.base.whole_files import put_in_place
from pipeline.build.core_tables import CoreBuild


def write_rejected(path: Path, build: CoreBuild) -> None:
    """Everything that stopped the refresh, with the rejected text; what would be a formula is defused."""
    path.parent.mkdir(parents=True, exist_ok=True)
    written = set()
    with put_in_place(path) as file:
        writer = csv.writer(file)

        def write(*cells: str | int | None) -> None:
            writer.writerow([defused(cell) if isinstance(cell, str) else cell for cell in cells])

        write("file", "line_no", "stage", "text", "reason", "remedy")
        for read in build.documents:
            for reject in read.rejects:
                write(read.path, reject.line_no, reject.stage, reject.text, reject.reason, reject.remedy)
                written.add((read.path, reject.line_no, reject.reason))
        for problem in build.problems:
            if (problem.path, problem.line_no, problem.message) not in written:
                write(problem.path, problem.line_no, "input", "", problem.message, problem.remedy)
