"""Numbers of what a run made, which Dagster's pages plot over all runs, and the ways to pages and release note."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import dagster as dg
import polars as pl

from pipeline.publish.release_files import FILE_NAME, NOTE_NAME, SITE

if TYPE_CHECKING:
    from pipeline.app.refresh import Run

# The tables whose rows are counted by a column.
_COUNTED_BY = {"marts.claim_check": "verdict", "core.rejected_row": "stage"}
_OF_RELEASE = ["documents", "ratings", "measure_values", "claims", "claims_contradicted", "rows"]


def numbers(run: Run, table: str, rows: int) -> dict[str, Any]:
    """The rows and bytes of a table that `run` made; of some, how many rows have each value of a column."""
    schema, _, name = table.partition(".")
    file = run.folder / schema / f"{name}.parquet"
    found: dict[str, Any] = {"dagster/row_count": rows}
    if file.is_file():
        found["bytes"] = file.stat().st_size
        if column := _COUNTED_BY.get(table):
            counts = pl.read_parquet(file, columns=[column], glob=False)[column].value_counts()
            found |= dict(sorted(counts.iter_rows()))
    return found


def numbers_of_release(folder: Path) -> dict[str, Any]:
    """What a release says of itself, its size, and where its release note is."""
    file = folder / "parquet" / "meta" / "release_history.parquet"
    history = pl.read_parquet(file, columns=["release_id", *_OF_RELEASE], glob=False)
    found: dict[str, Any] = {"bytes": (folder / FILE_NAME).stat().st_size}
    for row in history.filter(pl.col("release_id") == folder.name).iter_rows(named=True):
        found |= {name: row[name] for name in _OF_RELEASE}
    return found | {"release_note_file": dg.MetadataValue.path(str(folder / NOTE_NAME))}


def pages_of(folder: Path) -> dict[str, Any]:
    """Where the pages of a release begin."""
    return {"pages": dg.MetadataValue.path(str(folder / SITE / "index.html"))}
