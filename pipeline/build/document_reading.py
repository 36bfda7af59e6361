"""Documents to rows: each is read once, and what it gave is kept as long as neither it nor what reads it changes."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict, dataclass
from functools import partial
from pathlib import Path
from typing import Any

import polars as pl
from polars.exceptions import PolarsError

from pipeline.base.os_errors import content_of
from pipeline.base.problems import Problem
from pipeline.build.document_facts import DocumentFacts, read_facts
from pipeline.build.document_rows import TABLES, rows_of_document
from pipeline.build.inputs import Document, Inputs
from pipeline.build.kept_results import KeptResults
from pipeline.build.line_account import LineAccount, account_of
from pipeline.build.number_account import NumberAccount, numbers_of
from pipeline.parse.text.facts import Reject
from pipeline.reference.organisations import Resolver
from pipeline.schema.frames import to_frame


@dataclass(frozen=True)
class DocumentRead:
    """A document and what it gave: the rows of each table that it fills, what stops a refresh, and what is counted.

    `rejects` are those of places that its sidecar maps.
    """

    path: str
    tables: Mapping[str, pl.DataFrame]
    problems: Sequence[Problem]
    rejects: Sequence[Reject]
    lines: LineAccount
    numbers: NumberAccount


def read_documents(inputs: Inputs, kept: Path, version: str, progress: Callable[[str], None]) -> list[DocumentRead]:
    """Every document of the inputs; `kept` is the folder of results, `progress` gets the id of each one read anew.

    `version` is that of the code. Results are not shared with other machines: reading takes less than bringing them.
    """
    results = KeptResults(kept)
    made_with = f"{version}\n{inputs.reference_files}"
    resolver = Resolver(inputs.reference.register)
    read = []
    for document in inputs.documents:
        name = _name_of(document, made_with)
        found = _kept(document, name, results)
        if found is None:
            progress(document.document_id)
            found = of_facts(read_facts(document, inputs.reference, resolver))
            results.make(name, partial(_write, found))
        read.append(found)
    return read


def of_facts(facts: DocumentFacts) -> DocumentRead:
    """What a document gave that has just been read."""
    return DocumentRead(
        facts.document.path,
        {name: rows for name, rows in rows_of_document(facts).items() if not rows.is_empty()},
        facts.problems,
        [reject for reject in facts.rejects if reject.mapped],
        account_of(facts),
        numbers_of(facts),
    )


def document_tables(read: Sequence[DocumentRead]) -> dict[str, pl.DataFrame]:
    """The rows of all documents, for every table that documents fill."""

    def rows(name: str) -> pl.DataFrame:
        of_each = [one.tables[name] for one in read if name in one.tables]
        return pl.concat([to_frame(name, []), *of_each])

    return {name: rows(name) for name in TABLES}


def _name_of(document: Document, made_with: str) -> str:
    """The name of what a document gives, by all that it is made from."""
    made_from = [
        made_with, document.document_id, document.path, document.sidecar_path,
        document.sha256, document.sidecar_sha256, document.text_kind,
    ]  # fmt: skip
    return hashlib.sha256(json.dumps(made_from).encode()).hexdigest()[:32]


def _write(read: DocumentRead, folder: Path) -> tuple[dict[str, Any], bool]:
    for name, rows in read.tables.items():
        rows.write_ipc(folder / f"{name}.arrow")
    outcome = {
        "tables": list(read.tables),
        "problems": [asdict(problem) for problem in read.problems],
        "rejects": [asdict(reject) for reject in read.rejects],
        "lines": asdict(read.lines),
        "numbers": asdict(read.numbers),
    }
    return outcome, True


def _kept(document: Document, name: str, results: KeptResults) -> DocumentRead | None:
    """What was kept of a document; None where it is new, and where what was kept cannot be read any more."""
    if (outcome := results.find(name)) is None:
        return None
    place = results.place(name)
    try:
        tables = {table: pl.read_ipc(content_of(place / f"{table}.arrow")) for table in outcome["tables"]}
    except (OSError, PolarsError):
        results.remove(name)
        return None
    lines, numbers = outcome["lines"], outcome["numbers"]
    return DocumentRead(
        document.path,
        tables,
        [Problem(**problem) for problem in outcome["problems"]],
        [Reject(**reject) for reject in outcome["rejects"]],
        LineAccount(**lines | {"lost": tuple(lines["lost"])}),
        NumberAccount(**numbers | {"lost": tuple(map(tuple, numbers["lost"]))}),
    )
