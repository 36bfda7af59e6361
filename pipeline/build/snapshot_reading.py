"""Snapshots of sources to rows, by the layout of their source.

Each is read once and checked against the declared columns; the result is kept under a hash of what it was made from. A
snapshot that cannot be read is quarantined.
"""

from __future__ import annotations

import hashlib
import json
import os
import shutil
import tempfile
import time
import zipfile
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal

import polars as pl

from pipeline.base.code_version import hash_of_imports
from pipeline.base.problems import Problem, ValidationFailed
from pipeline.build.inputs import Inputs
from pipeline.fetch.carried_figures import FOLDER_NAME as FIGURES
from pipeline.fetch.snapshots import Snapshot
from pipeline.parse.counted_cells import count_grid_cells, count_rows, count_sheet_cells, count_sheet_rows
from pipeline.reference.layouts import LongLayout, WorkbookLayout
from pipeline.reference.sources import Source
from pipeline.schema.frames import schema_of, to_frame
from pipeline.schema.quick_check import what_is_not_as_declared
from pipeline.schema.tables import CORE_TABLES

if TYPE_CHECKING:
    from pipeline.parse.csv.feed import FeedReading

# The table of what providers contribute, which few feeds have.
PROVIDERS = "provider_value.parquet"
# The tables that a snapshot fills, besides its rows in core.document and core.source_version.
TABLES = ("measure_value", "document_part", "indicator", "rejected_row", "provider_value")
_OUTCOME = "outcome.json"
# What a cell of a part can be.
CELL_KINDS = ("labels", "published", "without_value", "rejected", "left_out")
ALL = ""
MISMATCHES_SHOWN = 3
# Of the ways to compress, the one that is written and read again fastest.
COMPRESSION: Literal["lz4"] = "lz4"
SUPERSEDED = "another version came from its address on the same day"
# What no refresh has used for that time is removed.
_UNUSED_SECONDS = 60 * 24 * 3600


@dataclass(frozen=True)
class SnapshotRead:
    """A snapshot and what it gave: a Parquet file of rows for each of TABLES, or the reason why it is quarantined.

    One without a folder was not read, for another came from its address later on the same day.
    """

    snapshot: Snapshot
    source: Source
    folder: Path | None
    quarantined: str | None
    counts: dict[str, int] = field(default_factory=dict)
    # The cells or rows of the file, counted without its reader.
    cells_in_file: int = 0

    @property
    def is_read(self) -> bool:
        return self.folder is not None and not self.quarantined

    def file(self, table: str) -> Path:
        assert self.folder is not None
        return self.folder / f"{table}.parquet"

    @property
    def document_row(self) -> dict[str, Any]:
        """Its row in core.document."""
        return {
            "document_id": self.snapshot.document_id,
            "title": self.source.title,
            "publisher": self.source.publisher,
            "published_on": self.snapshot.published_on,
            "published_precision": "day",
            "published_note": self.snapshot.published_note,
            "url": self.snapshot.url,
            "source_id": self.source.source_id,
            "product": "dashboard" if self.source.feeds == "dashboard" else None,
            "licence": self.source.licence,
            "text_kind": "figures" if self.snapshot.grids else "original",
            "sha256": self.snapshot.sha256,
            "sidecar_sha256": entry_hash(self.source),
            "lines": None,
            "claims_found": 0,
            "figures_found": 0,
            **self.counts,
        }

    @property
    def version_row(self) -> dict[str, Any]:
        """Its row in core.source_version."""
        return {
            "document_id": self.snapshot.document_id,
            "source_id": self.source.source_id,
            "fetched_on": self.snapshot.fetched_at.date(),
            "published_on": self.snapshot.published_on,
            "url": self.snapshot.url,
            "sha256": self.snapshot.sha256,
            "bytes": self.snapshot.bytes,
            "state": "read" if self.is_read else "quarantined" if self.quarantined else "superseded",
            "reason": self.quarantined or (None if self.is_read else SUPERSEDED),
        }


def read_snapshots(inputs: Inputs, kept: Path, progress: Callable[[str], None]) -> list[SnapshotRead]:
    """Every snapshot of the inputs; `kept` is the folder of results, `progress` gets the id of each one read anew."""
    if not inputs.snapshots:
        return []
    kept.mkdir(parents=True, exist_ok=True)
    reference = "".join(f"{path} {digest}\n" for path, digest in inputs.hashes.items() if path.startswith("reference/"))
    made_with = hashlib.sha256(f"{hash_of_imports(__name__)}\n{reference}".encode()).hexdigest()
    # What was known by the end of a day is the last that an address held on it.
    last = {(snapshot.source_id, snapshot.url, snapshot.published_on): snapshot for snapshot in inputs.snapshots}
    read = []
    for snapshot in inputs.snapshots:
        source = inputs.sources.by_id[snapshot.source_id]
        if last[snapshot.source_id, snapshot.url, snapshot.published_on] is not snapshot:
            read.append(SnapshotRead(snapshot, source, None, None))
            continue
        content = _hash_of_grids(snapshot, inputs) or snapshot.sha256
        key = f"{made_with}\n{entry_hash(source)}\n{content}\n{snapshot.document_id}"
        folder = kept / hashlib.sha256(key.encode()).hexdigest()[:32]
        if not (folder / _OUTCOME).is_file():
            progress(snapshot.document_id)
            _read_into(folder, snapshot, source, inputs)
        os.utime(folder)
        outcome = json.loads((folder / _OUTCOME).read_text(encoding="utf-8"))
        cells = outcome["cells_in_file"]
        read.append(SnapshotRead(snapshot, source, folder, outcome["quarantined"], outcome["counts"], cells))
    return read


def tables_of(read: Sequence[SnapshotRead]) -> dict[str, pl.DataFrame]:
    """The rows of all snapshots that were read, for every table of TABLES but measure_value."""
    found = [one for one in read if one.is_read]
    tables = {}
    for table in TABLES[1:]:
        files = [one.file(table) for one in found]
        tables[table] = pl.read_parquet(files) if files else to_frame(table, [])
    return tables


def prune(kept: Path) -> None:
    """Removes results that no refresh has used for a long time, and what was left half written."""
    if not kept.is_dir():
        return
    for folder in kept.iterdir():
        # Another refresh may remove it meanwhile.
        with suppress(FileNotFoundError):
            if time.time() - folder.stat().st_mtime > _UNUSED_SECONDS:
                shutil.rmtree(folder, ignore_errors=True)


def entry_hash(source: Source) -> str:
    """SHA-256 of what raw/sources.yml says of a source."""
    return hashlib.sha256(source.model_dump_json().encode()).hexdigest()


def _read_into(folder: Path, snapshot: Snapshot, source: Source, inputs: Inputs) -> None:
    """Reads a snapshot and keeps the result as `folder`, by one rename."""
    # The readers are loaded where something is new, which it seldom is.
    from pipeline.parse.xlsx.package import NotAWorkbook

    partial = Path(tempfile.mkdtemp(dir=folder.parent, prefix=".reading-"))
    try:
        quarantined, cells = None, 0
        counts: dict[str, int] = {}
        try:
            counts, cells = _read(partial, snapshot, source, inputs)
        except NotAWorkbook as error:
            quarantined = f"is no workbook that can be read: {snapshot.file.name}: {error}"
        except ValidationFailed as refused:
            quarantined = "; ".join(f"{problem.message}. {problem.remedy}" for problem in refused.problems)
        result = {"quarantined": quarantined, "counts": counts, "cells_in_file": cells}
        outcome = json.dumps(result, ensure_ascii=False)
        (partial / _OUTCOME).write_text(outcome, encoding="utf-8")
        with suppress(OSError):  # another refresh was faster
            partial.rename(folder)
    finally:
        shutil.rmtree(partial, ignore_errors=True)


def _read(folder: Path, snapshot: Snapshot, source: Source, inputs: Inputs) -> tuple[dict[str, int], int]:
    """Writes the tables of a snapshot into `folder`; gives what its row in core.document counts, and the file's cells.

    ValidationFailed where a cell of the file is not accounted for.
    """
    from pipeline.parse.csv.feed import read_feed
    from pipeline.parse.grids import read_grids
    from pipeline.parse.xlsx.cells import read_sheets
    from pipeline.parse.xlsx.workbook import read_workbook

    reference = inputs.reference
    measures = reference.measures_of(source.source_id)
    counted = {measure.measure_id for measure in measures.values() if reference.is_count(measure)}
    target = folder / "measure_value.parquet"
    grids = read_grids(snapshot.grid_files) if snapshot.grids else None
    match source.layout:
        case WorkbookLayout() as layout:
            sheets = grids if grids is not None else read_sheets(snapshot.file)
            read = read_workbook(sheets, layout, snapshot.document_id, measures, reference.register, counted)
            read.values.write_parquet(target, compression=COMPRESSION)
            parts, indicators, rejects = read.parts, read.indicators, read.rejects
            cells_in = _cells_by_sheet(snapshot)
        case LongLayout() as layout:
            of_reference = (measures, counted, reference.register)
            feed = read_feed(snapshot.file, layout, snapshot.document_id, *of_reference, target, grids)
            parts, indicators, rejects = feed.parts, [], feed.rejects
            cells_in = {ALL: _rows_in_grids(snapshot, feed) if grids else rows_of_feed(snapshot.file, feed)}
    if lost := not_accounted_for(parts, cells_in):
        remedy = (
            "Keep the file and report it: a problem of this program, and no figure of the file is published till then"
        )
        raise ValidationFailed([Problem(snapshot.file.name, None, "; ".join(lost[:MISMATCHES_SHOWN]), remedy)])
    if not any(part["published"] for part in parts):
        reasons = {part["reason"] for part in parts if part["reason"]}
        message = f"holds no value that could be read ({'; '.join(sorted(reasons)[:3]) or 'no part is known'})"
        raise ValidationFailed([Problem(snapshot.file.name, None, message, "Correct the layout in raw/sources.yml")])
    tables = {"document_part": parts, "indicator": indicators, "rejected_row": rejects}
    for table, rows in tables.items():
        to_frame(table, [{name: row.get(name) for name in schema_of(table)} for row in rows]).write_parquet(
            folder / f"{table}.parquet"
        )
    if not (folder / PROVIDERS).exists():
        to_frame("provider_value", []).write_parquet(folder / PROVIDERS)
    wrong = {table: what_is_not_as_declared(CORE_TABLES[table], folder / f"{table}.parquet") for table in TABLES}
    problems = [
        Problem(snapshot.file.name, None, f"core.{table}: {message}", "Correct the layout in raw/sources.yml")
        for table, message in wrong.items()
        if message
    ]
    if problems:
        raise ValidationFailed(problems)
    counts = {kind: sum(part[kind] for part in parts) for kind in ("published", "without_value", "rejected")}
    row_counts = {
        "tables_found": sum(part["state"] == "read" for part in parts),
        "rows_found": sum(counts.values()),
        "rows_parsed": counts["published"] + counts["without_value"],
        "rows_rejected": counts["rejected"],
    }
    return row_counts, sum(cells_in.values())


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


def _hash_of_grids(snapshot: Snapshot, inputs: Inputs) -> str | None:
    """A digest of the folder of carried figures; None for a file."""
    if not snapshot.grids:
        return None
    folder = f"{FIGURES}/{snapshot.source_id}/{snapshot.folder.name}/"
    return "".join(digest for path, digest in inputs.hashes.items() if path.startswith(folder))


def _cells_by_sheet(snapshot: Snapshot) -> dict[str, int]:
    if snapshot.grids:
        return {str(name): sum(count_grid_cells(path)) for name, path in snapshot.grid_files.items()}
    return count_sheet_cells(snapshot.file, _sheet_files(snapshot.file))


def _rows_in_grids(snapshot: Snapshot, feed: FeedReading) -> int:
    """The rows of a carried table but its heading, with what its parts count beyond one for each row."""
    rows = sum(cells > 0 for path in snapshot.grid_files.values() for cells in count_grid_cells(path))
    return rows - 1 + feed.beyond_rows


def _sheet_files(path: Path) -> dict[str, str]:
    from pipeline.parse.xlsx.cells import sheet_files

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
