"""How many tables are made at the same time and with how many threads; and threads that nobody need wait for."""

from __future__ import annotations

import os
import threading
from collections.abc import Callable, Mapping
from concurrent.futures import Future
from pathlib import Path
from typing import TypeVar

from pipeline.base import memory_database
from pipeline.base.sql_text import literal

T = TypeVar("T")

# The processors that this process may use, which in a container can be fewer than there are.
PROCESSORS = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1
# Up to this many rows, several tables at once of one thread each are made faster than one table of several threads.
MANY_ROWS = 5_000_000


def in_thread(work: Callable[[], T], name: str) -> Future[T]:
    """Runs `work` in a thread of its own; gives what it returns or raises. `result(timeout)` gives up waiting for it.

    A thread that hangs, as on a server that sends byte by byte, is left behind. Those of a ThreadPoolExecutor would
    keep the whole program from ending.
    """
    future: Future[T] = Future()

    def run() -> None:
        try:
            future.set_result(work())
        except BaseException as error:
            future.set_exception(error)

    threading.Thread(target=run, name=name, daemon=True).start()
    return future


def row_counts(tables: Mapping[str, Path]) -> dict[str, int]:
    """The rows of each table's Parquet file, from what the file says of itself."""
    if not tables:
        return {}
    files = literal([str(path) for path in tables.values()])
    with memory_database.cursor() as con:
        found = con.execute(f"SELECT file_name, num_rows FROM parquet_file_metadata({files})").fetchall()
    by_file = dict(found)
    return {name: int(by_file[str(path)]) for name, path in tables.items()}


def threads_per_table(rows: int) -> int:
    """How many threads DuckDB uses for one table where all of them have this many rows."""
    return 1 if rows < MANY_ROWS else PROCESSORS
