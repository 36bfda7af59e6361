"""Runs the marts and their steps over Parquet: all rows at once, or in slices where they are too many for memory."""

from __future__ import annotations

import logging
from collections.abc import Iterable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import date
from pathlib import Path

from pipeline.base.parallel import PROCESSORS, row_counts
from pipeline.base.settings import MEMORY
from pipeline.build.kept_marts import KeptMarts, keys_of
from pipeline.build.mart_database import WORK_FORMAT, Database, Input, run_steps
from pipeline.build.mart_files import STEPS, Mart, Step, read_marts
from pipeline.build.mart_slices import rows_at_once, run_in_slices
from pipeline.schema.dictionary import TableEntry

__all__ = ["STEPS", "WORK_FORMAT", "Mart", "entries", "read_marts", "run_marts"]

log = logging.getLogger(__name__)


def run_marts(
    marts: Sequence[Mart],
    inputs: dict[str, Path],
    folder: Path,
    as_at: date,
    memory: str = MEMORY,
    most_rows: int | None = None,
    kept: Path | None = None,
) -> dict[str, int]:
    """Runs `marts` over the Parquet files of `inputs`, each after those that it reads, and gives their row counts.

    Each is written to `folder`. Inputs of more than `most_rows`, by default those that fit into `memory`, are worked
    through in slices. What the folder `kept` has of the same query and inputs is taken from there, unless there are
    slices. ValidationFailed when a table does not agree with its header.
    """
    folder.mkdir(parents=True, exist_ok=True)
    steps = with_steps(marts)
    rows = sum(row_counts(inputs).values())
    given = {name: Input((path,)) for name, path in inputs.items()}
    whole = Database(given, rows, folder, as_at, memory)
    most_rows = most_rows or rows_at_once(memory)
    if rows > most_rows:
        counts = run_in_slices(steps, whole, most_rows)
    else:
        counts = _run_new(marts, whole, KeptMarts(kept)) if kept else run_steps(steps, whole)
    return {mart.entry.name: counts[mart.full_name] for mart in marts}


def _run_new(marts: Sequence[Mart], database: Database, kept: KeptMarts) -> dict[str, int]:
    """Runs those of the marts that are not kept, keeps them, and gives the row counts of all."""
    keys = keys_of(with_steps(marts), database)
    with ThreadPoolExecutor(PROCESSORS) as pool:
        found = list(pool.map(lambda mart: kept.lay(mart, keys[mart.full_name], database.file(mart)), marts))
    counts = {mart.full_name: rows for mart, rows in zip(marts, found, strict=True) if rows is not None}
    laid = {mart.full_name: Input((database.file(mart),)) for mart in marts if mart.full_name in counts}
    new = [mart for mart in marts if mart.full_name not in counts]
    log.info("working out %d of %d marts", len(new), len(marts))
    if new:
        counts |= run_steps(with_steps(new), replace(database, inputs={**database.inputs, **laid}))
    for mart in new:
        kept.keep(mart, keys[mart.full_name], database.file(mart), counts[mart.full_name])
    return counts


def with_steps(marts: Sequence[Mart]) -> list[Step]:
    """Marts and the steps that they read, each after those that it reads."""
    return list({step.full_name: step for mart in marts for step in (*mart.steps, mart)}.values())


def entries(marts: Iterable[Mart]) -> list[TableEntry]:
    """What the marts' headers declare."""
    return [mart.entry for mart in marts]
