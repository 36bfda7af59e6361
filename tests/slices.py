"""Whether marts built in slices are those that all rows at once give: by row counts and hash sums, and row by row.

Here: building in slices, and the marts that differ. Not here: the rows that they are built from.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from pathlib import Path

import duckdb

from pipeline.build.mart_files import Mart
from pipeline.build.marts import run_marts

# However many rows a table has, its rows are put beside one another up to so many.
FEW = 20_000


def differing_in_slices(
    marts: Sequence[Mart], inputs: dict[str, Path], whole: Path, folder: Path, as_at: date, most_rows: int
) -> list[str]:
    """The marts, by name, whose rows in slices of about `most_rows` are others than those of their files in `whole`."""
    counts = run_marts(marts, inputs, folder, as_at, most_rows=most_rows)
    with duckdb.connect() as con:
        return [name for name in counts if not _same(con, whole / f"{name}.parquet", folder / f"{name}.parquet")]


def _same(con: duckdb.DuckDBPyConnection, one: Path, other: Path) -> bool:
    # A row's hash does not depend on the place of the row, nor their sum on its order.
    summed = "SELECT count(*), sum(hash(t)::HUGEINT) FROM read_parquet($file) AS t"
    sums = [con.execute(summed, {"file": str(file)}).fetchall() for file in (one, other)]
    if sums[0] != sums[1] or sums[0][0][0] > FEW:
        return sums[0] == sums[1]
    missing = [
        con.execute("FROM read_parquet($a) EXCEPT ALL FROM read_parquet($b)", {"a": str(a), "b": str(b)}).fetchall()
        for a, b in ((one, other), (other, one))
    ]
    return missing == [[], []]
