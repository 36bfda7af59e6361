"""All core tables: those of reference data, of documents and of snapshots put together."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from pathlib import Path

import polars as pl

from pipeline.base.problems import Problem
from pipeline.build.document_facts import DocumentFacts, read_facts
from pipeline.build.document_rows import document_tables
from pipeline.build.inputs import Inputs
from pipeline.build.reference_tables import reference_tables
from pipeline.build.snapshot_reading import VersionRead, tables_of
from pipeline.reference.organisations import Resolver
from pipeline.schema.frames import to_frame
from pipeline.schema.tables import CORE_TABLES


@dataclass
class CoreBuild:
    """The core tables, and every problem of the documents and reference data that they were built from."""

    tables: dict[str, pl.DataFrame]
    facts: list[DocumentFacts] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)
    versions: list[VersionRead] = field(default_factory=list)

    def row_count(self, table: str) -> int:
        """Rows of a table, those of versions too."""
        read = [version for version in self.versions if version.is_read and table == "measure_value"]
        return self.tables[table].height + sum(version.counts["rows_parsed"] for version in read)

    @property
    def value_files(self) -> list[Path]:
        """The rows of core.measure_value that versions gave, which are too many to go from hand to hand."""
        return [version.file("measure_value") for version in self.versions if version.is_read]


def build_core(
    inputs: Inputs, versions: Sequence[VersionRead] = (), progress: Callable[[str], None] = lambda document_id: None
) -> CoreBuild:
    """All core tables of `inputs` and of the versions read; `progress` is told each document before it is read.

    The measure values of versions are not in the tables: they are in the files of `CoreBuild.value_files`.
    """
    resolver = Resolver(inputs.reference.register)
    facts = []
    for document in inputs.documents:
        progress(document.document_id)
        facts.append(read_facts(document, inputs.reference, resolver))
    problems = [*inputs.problems, *(problem for found in facts for problem in found.problems)]
    tables = {**reference_tables(inputs.reference, inputs.sources), **document_tables(facts)}
    for name, rows in _version_tables(versions).items():
        tables[name] = pl.concat([tables[name], rows]) if name in tables else rows
    return CoreBuild({name: tables[name] for name in CORE_TABLES}, facts, problems, list(versions))


def _version_tables(versions: Sequence[VersionRead]) -> dict[str, pl.DataFrame]:
    return {
        "document": to_frame("document", [version.document_row for version in versions if version.is_read]),
        "source_version": to_frame("source_version", [version.version_row for version in versions]),
        **tables_of(versions),
    }
