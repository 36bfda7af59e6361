"""All core tables: those of reference data, of documents and of snapshots put together."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path

import polars as pl

from pipeline.base.problems import Problem
from pipeline.build.document_facts import read_facts
from pipeline.build.document_reading import DocumentRead, document_tables, of_facts
from pipeline.build.inputs import Inputs
from pipeline.build.reference_tables import reference_tables
from pipeline.build.snapshot_reading import SnapshotRead, tables_of
from pipeline.reference.organisations import Resolver
from pipeline.schema.frames import to_frame
from pipeline.schema.tables import CORE_TABLES


@dataclass
class CoreBuild:
    """The core tables, and every problem of the documents and reference data that they were built from."""

    tables: dict[str, pl.DataFrame]
    documents: Sequence[DocumentRead] = ()
    problems: list[Problem] = field(default_factory=list)
    snapshots: list[SnapshotRead] = field(default_factory=list)

    def row_count(self, table: str) -> int:
        """Rows of a table, those of snapshots too."""
        read = [snapshot for snapshot in self.snapshots if snapshot.is_read and table == "measure_value"]
        return self.tables[table].height + sum(snapshot.counts["rows_parsed"] for snapshot in read)

    @property
    def value_files(self) -> list[Path]:
        """The rows of core.measure_value that snapshots gave, which are too many to go from hand to hand."""
        return [snapshot.file("measure_value") for snapshot in self.snapshots if snapshot.is_read]


def build_core(
    inputs: Inputs, snapshots: Sequence[SnapshotRead] = (), documents: Sequence[DocumentRead] | None = None
) -> CoreBuild:
    """All core tables of `inputs`, of what its documents gave, which are read if it is not given, and of snapshots.

    The measure values of snapshots are not in the tables: they are in the files of `CoreBuild.value_files`.
    """
    if documents is None:
        resolver = Resolver(inputs.reference.register)
        documents = [of_facts(read_facts(document, inputs.reference, resolver)) for document in inputs.documents]
    problems = [*inputs.problems, *(problem for read in documents for problem in read.problems)]
    tables = {**reference_tables(inputs.reference, inputs.sources), **document_tables(documents)}
    for name, rows in _snapshot_tables(snapshots).items():
        tables[name] = pl.concat([tables[name], rows]) if name in tables else rows
    return CoreBuild({name: tables[name] for name in CORE_TABLES}, documents, problems, list(snapshots))


def _snapshot_tables(snapshots: Sequence[SnapshotRead]) -> dict[str, pl.DataFrame]:
    return {
        "document": to_frame("document", [snapshot.document_row for snapshot in snapshots if snapshot.is_read]),
        "source_version": to_frame("source_version", [snapshot.version_row for snapshot in snapshots]),
        **tables_of(snapshots),
    }
