"""The file of a snapshot, or the figures carried from one, to tables: what is worked in a process with limits.

Every cell is accounted for, and what cannot be read is told in words.
"""

from __future__ import annotations

import zipfile
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any, Literal
from xml.parsers import expat

from pipeline.base.budget import MEGABYTE
from pipeline.base.paths import shown
from pipeline.base.problems import Problem, ValidationFailed
from pipeline.build.file_asked import CELL_KINDS, FileAsked, in_words
from pipeline.parse.counted_cells import count_grid_cells, count_rows, count_sheet_cells, count_sheet_rows
from pipeline.parse.csv.feed import FeedReading, read_feed
from pipeline.parse.grids import read_grids
from pipeline.parse.xlsx.cells import read_sheets, sheet_files
from pipeline.parse.xlsx.errors import NotAWorkbook
from pipeline.parse.xlsx.workbook import read_workbook
from pipeline.reference.layouts import LongLayout, WorkbookLayout
from pipeline.schema.frames import schema_of, to_frame

# The table of what providers contribute, which few feeds have.
PROVIDERS = "provider_value.parquet"
ALL = ""
MISMATCHES_SHOWN = 3
# Of the ways to compress, the one that is written and read again fastest.
COMPRESSION: Literal["lz4"] = "lz4"
_LONGEST_REASON = 2_000


def read_file(asked: FileAsked) -> dict[str, Any]:
    """Writes the tables of a file; gives why it is quarantined, what it counts, and how many cells it has."""
    quarantined, cells = None, 0
    counts: dict[str, int] = {}
    try:
        counts, cells = _read(asked)
    except (NotAWorkbook, expat.ExpatError) as error:
        quarantined = f"is no workbook that can be read: {asked.file.name}: {error}"
    except ValidationFailed as refused:
        quarantined = in_words(refused.problems)
    if quarantined and len(quarantined) > _LONGEST_REASON:
        quarantined = f"{quarantined[:_LONGEST_REASON]}…"
    return {"quarantined": quarantined, "counts": counts, "cells_in_file": cells}


def look_through(file: Path) -> int:
    """How many sheets of a workbook can be read: for whoever is to read it without limits."""
    try:
        return len(read_sheets(file))
    except NotAWorkbook as error:
        message = f"is no workbook that can be read: {error}"
        raise ValidationFailed([Problem(shown(file), None, message, "Download it again, or save it anew")]) from None


def _read(asked: FileAsked) -> tuple[dict[str, int], int]:
    """Writes the tables; gives what the row in core.document counts, and the file's cells.

    ValidationFailed where a cell of the file is not accounted for.
    """
    target = asked.folder / "measure_value.parquet"
    grids = read_grids(asked.grids) if asked.grids else None
    of_reference = (asked.measures, asked.counted, asked.register)
    match asked.layout:
        case WorkbookLayout() as layout:
            sheets = grids if grids is not None else read_sheets(asked.file)
            read = read_workbook(sheets, layout, asked.document_id, asked.measures, asked.register, asked.counted)
            read.values.write_parquet(target, compression=COMPRESSION)
            parts, indicators, rejects = read.parts, read.indicators, read.rejects
            cells_in = _cells_by_sheet(asked)
        case LongLayout() as layout:
            feed = read_feed(asked.file, layout, asked.document_id, *of_reference, target, grids)
            parts, indicators, rejects = feed.parts, [], feed.rejects
            cells_in = {ALL: _rows_in_grids(asked, feed) if grids else rows_of_feed(asked.file, feed)}
    name = asked.file.name
    if lost := not_accounted_for(parts, cells_in):
        remedy = (
            "Keep the file and report it: a problem of this program, and no figure of the file is published till then"
        )
        raise ValidationFailed([Problem(name, None, "; ".join(lost[:MISMATCHES_SHOWN]), remedy)])
    if not any(part["published"] for part in parts):
        reasons = {part["reason"] for part in parts if part["reason"]}
        message = f"holds no value that could be read ({'; '.join(sorted(reasons)[:3]) or 'no part is known'})"
        raise ValidationFailed([Problem(name, None, message, "Correct the layout in raw/sources.yml")])
    _write_tables(asked, {"document_part": parts, "indicator": indicators, "rejected_row": rejects})
    counts = {kind: sum(part[kind] for part in parts) for kind in ("published", "without_value", "rejected")}
    row_counts = {
        "tables_found": sum(part["state"] == "read" for part in parts),
        "rows_found": sum(counts.values()),
        "rows_parsed": counts["published"] + counts["without_value"],
        "rows_rejected": counts["rejected"],
    }
    return row_counts, sum(cells_in.values())


def _write_tables(asked: FileAsked, tables: Mapping[str, Sequence[Mapping[str, Any]]]) -> None:
    size = 0
    for table, rows in tables.items():
        frame = to_frame(table, [{name: row.get(name) for name in schema_of(table)} for row in rows])
        size += int(frame.estimated_size())
        frame.write_parquet(asked.folder / f"{table}.parquet")
    if size > asked.most:
        message = f"gives {size // MEGABYTE:,} MB of parts and rejected rows; the most that is taken is"
        remedy = "Correct the layout in raw/sources.yml, or take the file away"
        raise ValidationFailed([Problem(asked.file.name, None, f"{message} {asked.most // MEGABYTE:,} MB", remedy)])
    if not (asked.folder / PROVIDERS).exists():
        to_frame("provider_value", []).write_parquet(asked.folder / PROVIDERS)


def not_accounted_for(parts: Sequence[Mapping[str, Any]], cells_in: Mapping[str, int]) -> list[str]:
    """The parts of a document whose cells are not all accounted for, in words.

    `cells_in` were counted without the reader; where they are of the document as a whole, they stand under ALL.
    """
    mismatches = []
    for part in parts:
        kinds = sum(part[kind] for kind in CELL_KINDS)
        if kinds != part["cells"]:
            mismatches.append(f"'{part['part']}' has {part['cells']:,} cells, and {kinds:,} are accounted for")
    found = {ALL: sum(part["cells"] for part in parts)} if ALL in cells_in else {p["part"]: p["cells"] for p in parts}
    for name in cells_in.keys() | found.keys():
        inside, read = cells_in.get(name, 0), found.get(name, 0)
        if inside != read:
            where = f"'{name}'" if name != ALL else "the file"
            mismatches.append(f"{where} has {inside:,} cells or rows, and {read:,} were read")
    return sorted(mismatches)


def _cells_by_sheet(asked: FileAsked) -> dict[str, int]:
    if asked.grids:
        return {str(name): sum(count_grid_cells(path)) for name, path in asked.grids.items()}
    return count_sheet_cells(asked.file, _sheet_files(asked.file))


def _rows_in_grids(asked: FileAsked, feed: FeedReading) -> int:
    """The rows of a carried table but its heading, with what its parts count beyond one for each row."""
    rows = sum(cells > 0 for path in asked.grids.values() for cells in count_grid_cells(path))
    return rows - 1 + feed.beyond_rows


def _sheet_files(path: Path) -> dict[str, str]:
    with zipfile.ZipFile(path) as package:
        return sheet_files(package)


def rows_of_feed(path: Path, feed: FeedReading) -> int:
    """The rows of a feed's file but its heading, with what its parts count beyond one for each row.

    Where the table is a sheet of a workbook, the cells of its other sheets count too.
    """
    if feed.sheet is None:
        return count_rows(path, feed.delimiter) + feed.beyond_rows
    files = _sheet_files(path)
    rows = count_sheet_rows(path, files[feed.sheet]) - 1
    others = count_sheet_cells(path, {name: file for name, file in files.items() if name != feed.sheet})
    return rows + sum(others.values()) + feed.beyond_rows
