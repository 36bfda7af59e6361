"""The releases so far, as each release records them: its own line, and those of the release before it.

So a feed of all releases can be made from one file.
"""

from __future__ import annotations

from collections.abc import Collection
from pathlib import Path

import duckdb

from pipeline.base.sql_text import parquet
from pipeline.schema.dictionary import LATEST

# What a release counts of itself, by the column of meta.release_history: the table that is counted, and the query.
_COUNTS = {
    "documents": ("core.document", "count(*)"),
    "ratings": ("core.rating", "count(band)"),
    "measure_values": ("core.measure_value", "count(value)"),
    "claims": ("core.claim", "count(*)"),
    "claims_contradicted": ("marts.claim_check", "count_if(verdict = 'contradicts')"),
}
# A document as it was read: another text, or another sidecar, is another one.
_READ = "(document_id, sha256, sidecar_sha256)"


def add_history(con: duckdb.DuckDBPyConnection, tables: Collection[str], previous: Path | None) -> None:
    """Fills meta.release_history from meta.release, the `tables` of this release and the folder of the `previous` one.

    A release without a history, of an earlier version of the software, leaves none: the history then begins here.
    """
    counts = [
        f"(SELECT {question} FROM {table}) AS {name}" if table in tables else f"0 AS {name}"
        for name, (table, question) in _COUNTS.items()
    ]
    arrived = f"(SELECT list(title ORDER BY published_on, document_id) FROM core.document WHERE {_new(previous)})"
    own = f"""
        SELECT release_id, $previous_id AS previous_release_id, as_at, built_at, code_version,
            {", ".join(counts)},
            (SELECT coalesce(sum(rows), 0) FROM meta.table WHERE schema_name = 'core') AS rows,
            coalesce({arrived if "core.document" in tables else "NULL"}, []) AS arrived
        FROM meta.release"""
    con.execute(f"INSERT INTO meta.release_history BY NAME {own}", {"previous_id": previous.name if previous else None})
    history = previous / "parquet" / "meta" / "release_history.parquet" if previous else None
    if history and history.is_file():
        _take_over(con, history)


def _documents(folder: Path) -> Path:
    return folder / "parquet" / "core" / "document.parquet"


def _new(previous: Path | None) -> str:
    """The condition of the documents that the previous release had not, or not so."""
    if previous is None or not _documents(previous).is_file():
        return "true"
    return f"{_READ} NOT IN (SELECT {_READ} FROM {parquet(_documents(previous))})"


def _take_over(con: duckdb.DuckDBPyConnection, history: Path) -> None:
    """Adds the latest lines of an earlier history; a column that it has not is NULL, one that is gone is left out."""
    earlier = {row[0] for row in con.execute(f"DESCRIBE FROM {parquet(history)}").fetchall()}
    columns = [row[0] for row in con.execute("DESCRIBE meta.release_history").fetchall() if row[0] in earlier]
    names = ", ".join(f'"{name}"' for name in columns)
    con.execute(
        f"INSERT INTO meta.release_history BY NAME SELECT {names} FROM {parquet(history)} "
        f"ORDER BY built_at DESC LIMIT {LATEST - 1}"
    )
