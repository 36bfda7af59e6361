"""Numbers of what a run made, which Dagster's pages plot over all runs, and the ways to pages and release note."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import dagster as dg
import duckdb

from pipeline.app.refresh import Run
from pipeline.base import memory_database
from pipeline.base.sql_text import quoted
from pipeline.publish.release import FILE_NAME
from pipeline.publish.release_note import FILE_NAME as NOTE_NAME
from pipeline.publish.warehouse import SITE

# What more is counted of some tables: each row of the answer is a name and a number.
_QUESTIONS = {
    "marts.claim_check": "SELECT verdict, count(*) FROM {} GROUP BY ALL ORDER BY ALL",
    "core.rejected_row": "SELECT 'rejected_in_' || stage, count(*) FROM {} GROUP BY ALL ORDER BY ALL",
    "core.measure_value": "SELECT 'values_published', count(value) FROM {}",
    "core.rating": "SELECT 'ratings_with_band', count(band) FROM {}",
}
_OF_RELEASE = """
SELECT documents, ratings, measure_values, claims, claims_contradicted, rows
FROM read_parquet({history}) WHERE release_id = {release}
"""


def numbers(run: Run, table: str, rows: int) -> dict[str, Any]:
    """The rows and bytes of a table that `run` made, and of some tables more."""
    schema, _, name = table.partition(".")
    file = run.folder / schema / f"{name}.parquet"
    found: dict[str, Any] = {"dagster/row_count": rows}
    if file.is_file():
        found["bytes"] = file.stat().st_size
        if question := _QUESTIONS.get(table):
            found |= dict(_asked(question.format(f"read_parquet({quoted(str(file))})")))
    return found


def numbers_of_release(folder: Path) -> dict[str, Any]:
    """What a release says of itself, its size, and where its release note is."""
    history = folder / "parquet" / "meta" / "release_history.parquet"
    query = _OF_RELEASE.format(history=quoted(str(history)), release=quoted(folder.name))
    names = ("documents", "ratings", "measure_values", "claims", "claims_contradicted", "rows")
    found: dict[str, Any] = {"bytes": (folder / FILE_NAME).stat().st_size}
    for row in _asked(query):
        found |= dict(zip(names, row, strict=True))
    return found | {"release_note_file": dg.MetadataValue.path(str(folder / NOTE_NAME))}


def pages_of(folder: Path) -> dict[str, Any]:
    """Where the pages of a release begin."""
    return {"pages": dg.MetadataValue.path(str(folder / SITE / "index.html"))}


def _asked(query: str) -> list[tuple[Any, ...]]:
    """The answer, or none where a table is of an earlier shape: a number less is no reason to fail."""
    with memory_database.cursor() as con:
        try:
            return con.execute(query).fetchall()
        except duckdb.Error:
            return []
