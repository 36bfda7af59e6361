"""How the processors are shared out between tables: several at once, or all for one.

Here: that choice, and the row counts that it rests on. Not here: any work on tables.
"""

from __future__ import annotations

import os
from collections.abc import Mapping
from pathlib import Path

import duckdb

# The processors that this process may use, which in a container can be fewer than there are.
AT_ONCE = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1
# Up to this many rows, several tables at once of one thread each are made faster than one table of several threads.
MANY_ROWS = 5_000_000


def row_counts(tables: Mapping[str, Path]) -> dict[str, int]:
    """The rows of each table's Parquet file, from what the file says of itself."""
    if not tables:
        return {}
    files = [str(path) for path in tables.values()]
    with duckdb.connect() as con:
        found = con.execute("SELECT file_name, num_rows FROM parquet_file_metadata($files)", {"files": files})
        by_file = dict(found.fetchall())
    return {name: int(by_file[str(path)]) for name, path in tables.items()}


def threads_per_table(rows: int) -> int:
    """How many threads DuckDB uses for one table where all of them have this many rows."""
    return 1 if rows < MANY_ROWS else AT_ONCE
