"""Snapshots of sources to rows, by the layout of their source.

Each is read once, in a process with limits, and checked against the declared columns. A snapshot that cannot be read
is quarantined.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import polars as pl

from pipeline.base.budget import budget_of
from pipeline.base.code_version import hash_of_imports
from pipeline.base.limited_process import LimitedProcess, limited_process
from pipeline.base.os_errors import sha256_of
from pipeline.base.problems import Problem
from pipeline.build.file_asked import FileAsked, in_words
from pipeline.build.inputs import Inputs
from pipeline.build.kept_results import KeptResults
from pipeline.build.shared_results import SharedResults
from pipeline.fetch.carried_figures import FOLDER_NAME as FIGURES
from pipeline.fetch.carried_figures import RECORD_NAME as CARRIED_NAME
from pipeline.fetch.snapshots import Snapshot
from pipeline.fetch.stored_files import FOLDER_NAME as VERSIONS
from pipeline.fetch.stored_files import RECORD_NAME
from pipeline.reference.reading import Reference
from pipeline.reference.sources import Source
from pipeline.schema.frames import to_frame
from pipeline.schema.quick_check import what_is_not_as_declared
from pipeline.schema.tables import CORE_TABLES

# The tables that a snapshot fills, besides its rows in core.document and core.source_version.
TABLES = ("measure_value", "document_part", "indicator", "rejected_row", "provider_value")
# Loaded only in the process that reads.
READERS = "pipeline.build.snapshot_file"
SUPERSEDED = "another version came from its address on the same day"
# What can be done about a file that is beyond its budget.
_REMEDY = "Ask its publisher for the plain table, or take the file away"


@dataclass(frozen=True)
class SnapshotRead:
    """A snapshot and what it gave: a Parquet file of rows for each of TABLES, or the reason why it is quarantined.

    One that is `superseded` counts for nothing but the comparison with what came after it, for another that may be
    published came from its address later on the same day.
    """

    snapshot: Snapshot
    source: Source
    folder: Path
    quarantined: str | None
    counts: dict[str, int] = field(default_factory=dict)
    # The cells or rows of the file, counted without its reader.
    cells_in_file: int = 0
    superseded: bool = False

    @property
    def may_be_published(self) -> bool:
        return not self.quarantined

    @property
    def is_read(self) -> bool:
        return self.may_be_published and not self.superseded

    def file(self, table: str) -> Path:
        return self.folder / f"{table}.parquet"

    @property
    def document_row(self) -> dict[str, Any]:
        """Its row in core.document."""
        return {
            "document_id": self.snapshot.document_id,
            "title": self.source.title,
            "publisher": self.source.publisher,
            "published_on": self.snapshot.published_on,
            "published_precision": self.snapshot.published_precision,
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
            "state": "superseded" if self.superseded else "quarantined" if self.quarantined else "read",
            "reason": SUPERSEDED if self.superseded else self.quarantined,
        }


@dataclass(frozen=True)
class Version:
    """A snapshot to be read; `result` names what that gives by what it is made from."""

    snapshot: Snapshot
    source: Source
    result: str


def read_snapshots(
    inputs: Inputs, kept: Path, progress: Callable[[str], None], shared: SharedResults | None = None
) -> list[SnapshotRead]:
    """Every snapshot of the inputs; `kept` is the folder of results, `progress` gets the id of each one read anew.

    `shared` is where other machines keep theirs.
    """
    return [read_version(version, inputs.reference, kept, progress, shared) for version in versions(inputs)]


def versions(inputs: Inputs) -> list[Version]:
    """The snapshots of the inputs, as they came out."""
    if not inputs.snapshots:
        return []
    made_with = hashlib.sha256(f"{hash_of_imports(__name__, READERS)}\n{inputs.reference_files}".encode()).hexdigest()
    found = []
    for snapshot in inputs.snapshots:
        source = inputs.sources.by_id[snapshot.source_id]
        content = _hash_of_grids(snapshot, inputs) or snapshot.sha256
        key = f"{made_with}\n{entry_hash(source)}\n{content}\n{snapshot.document_id}"
        found.append(Version(snapshot, source, hashlib.sha256(key.encode()).hexdigest()[:32]))
    return found


def read_version(
    version: Version,
    reference: Reference,
    kept: Path,
    progress: Callable[[str], None],
    shared: SharedResults | None = None,
) -> SnapshotRead:
    """What a snapshot gave, here or on another machine; else it is read."""
    snapshot, source = version.snapshot, version.source
    results = KeptResults(kept, shared)
    outcome = results.find(version.result)
    if outcome is None:
        progress(snapshot.document_id)
        if shared:
            shared.bring_file(snapshot)
        outcome = results.make(version.result, lambda folder: _read_into(folder, snapshot, source, reference))
    folder, cells = results.place(version.result), outcome["cells_in_file"]
    return SnapshotRead(snapshot, source, folder, outcome["quarantined"], outcome["counts"], cells)


def reader() -> LimitedProcess:
    """The processes that read files."""
    return limited_process(READERS)


def prepare_reading(raw_dir: Path, kept: Path) -> None:
    """Starts the processes that read files where some seem to be new, so that nobody waits for it later.

    That is a guess, by what was written since files were last read.
    """
    with suppress(OSError):
        patterns = (f"{VERSIONS}/*/*/{RECORD_NAME}", f"{FIGURES}/*/*/{CARRIED_NAME}", "sources.yml", "reference/*")
        written = [path.stat().st_mtime for pattern in patterns for path in raw_dir.glob(pattern)]
        read = [path.stat().st_mtime for path in kept.iterdir()] if kept.is_dir() else []
        has_files = any(any(raw_dir.glob(pattern)) for pattern in patterns[:2])
        if has_files and max(written, default=0.0) > max(read, default=0.0):
            reader().prepare()


def tables_of(read: Sequence[SnapshotRead]) -> dict[str, pl.DataFrame]:
    """The rows of all snapshots that were read, for every table of TABLES but measure_value."""
    found = [one for one in read if one.is_read]
    tables = {}
    for table in TABLES[1:]:
        files = [one.file(table) for one in found]
        tables[table] = pl.read_parquet(files, glob=False) if files else to_frame(table, [])
    return tables


def entry_hash(source: Source) -> str:
    """SHA-256 of what raw/sources.yml says of a source."""
    return hashlib.sha256(source.model_dump_json().encode()).hexdigest()


def _read_into(folder: Path, snapshot: Snapshot, source: Source, reference: Reference) -> tuple[dict[str, Any], bool]:
    """Has a snapshot read into `folder`; what came of it, and whether it would come of it again."""
    if _is_another(snapshot):
        what = f"{snapshot.file.name} is not the file that was stored: its SHA-256 is another"
        return {"quarantined": f"{what}. Take its folder away and fetch anew", "counts": {}, "cells_in_file": 0}, False
    measures = reference.measures_of(source.source_id)
    counted = {measure.measure_id for measure in measures.values() if reference.is_count(measure)}
    grids = {sheet: path.absolute() for sheet, path in snapshot.grid_files.items()}
    # Cells that are carried stand closer together than in the file that they are from.
    budget = budget_of(snapshot.bytes)
    asked = FileAsked(
        folder, snapshot.file.absolute(), grids, source.layout, snapshot.document_id, measures, counted,
        reference.register, budget.output,
    )  # fmt: skip
    ended = reader().run(f"{READERS}:read_file", asked, budget=budget)
    outcome: dict[str, Any] = ended.result or {"quarantined": None, "counts": {}, "cells_in_file": 0}
    if ended.reason:
        outcome["quarantined"] = f"{snapshot.file.name} {ended.reason}. {_REMEDY}"
    elif not outcome["quarantined"]:
        outcome["quarantined"] = _not_as_declared(folder, snapshot.file.name)
    return outcome, ended.lasting


def _is_another(snapshot: Snapshot) -> bool:
    """Whether a stored file has other bytes than it had; what cannot be opened its reader tells."""
    with suppress(OSError):
        return not snapshot.grids and sha256_of(snapshot.file) != snapshot.sha256
    return False


def _not_as_declared(folder: Path, file_name: str) -> str | None:
    """What of the tables read from a file is not as the schema declares it."""
    wrong = {table: what_is_not_as_declared(CORE_TABLES[table], folder / f"{table}.parquet") for table in TABLES}
    problems = [
        Problem(file_name, None, f"core.{table}: {message}", "Correct the layout in raw/sources.yml")
        for table, message in wrong.items()
        if message
    ]
    return in_words(problems) if problems else None


def _hash_of_grids(snapshot: Snapshot, inputs: Inputs) -> str | None:
    """A digest of the folder of carried figures; None for a file."""
    if not snapshot.grids:
        return None
    folder = f"{FIGURES}/{snapshot.source_id}/{snapshot.folder.name}/"
    return "".join(digest for path, digest in inputs.hashes.items() if path.startswith(folder))
