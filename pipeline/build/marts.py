"""Runs the marts and their steps over Parquet: all rows at once, or in slices where they are too many for memory."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date
from pathlib import Path

from pipeline.base.parallel import row_counts
from pipeline.build.mart_database import WORK_FORMAT, Database, Input, run_steps
from pipeline.build.mart_files import STEPS, Mart, Step, read_marts
from pipeline.build.mart_slices import rows_at_once, run_in_slices
from pipeline.schema.dictionary import TableEntry

__all__ = ["MEMORY", "STEPS", "WORK_FORMAT", "Mart", "entries", "read_marts", "run_marts"]

# What DuckDB may hold in memory while it builds marts, if no setting says otherwise.
MEMORY = "3GB"


def run_marts(
    marts: Sequence[Mart],
    inputs: dict[str, Path],
    folder: Path,
    as_at: date,
    memory: str = MEMORY,
    most_rows: int | None = None,
) -> dict[str, int]:
    """Runs `marts` over the Parquet files of `inputs`, each after those that it reads, and gives their row counts.

    Each is written to `folder`. Inputs of more than `most_rows`, by default those that fit into `memory`, are worked
    through in slices. ValidationFailed when a table does not agree with its header.
    """
    folder.mkdir(parents=True, exist_ok=True)
    steps = with_steps(marts)
    rows = sum(row_counts(inputs).values())
    given = {name: Input((path,)) for name, path in inputs.items()}
    whole = Database(given, rows, folder, as_at, memory)
    most_rows = most_rows or rows_at_once(memory)
    counts = run_steps(steps, whole) if rows <= most_rows else run_in_slices(steps, whole, most_rows)
    return {mart.entry.name: counts[mart.full_name] for mart in marts}


def with_steps(marts: Sequence[Mart]) -> list[Step]:
    """Marts and the steps that they read, each after those that it reads."""
    return list({step.full_name: step for mart in marts for step in (*mart.steps, mart)}.values())


def entries(marts: Iterable[Mart]) -> list[TableEntry]:
    """What the marts' headers declare."""
    return [mart.entry for mart in marts]
