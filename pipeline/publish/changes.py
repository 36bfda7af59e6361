"""What a release has that the one before it had not, and the reverse.

The rows of each table that were gained and lost are counted in the releases' Parquet files, which no program can lock.
"""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path

import duckdb

from pipeline.base import memory_database
from pipeline.base.parallel import PROCESSORS
from pipeline.base.sql_text import identifier, parquet


@dataclass(frozen=True)
class TableChange:
    """Rows that a table gained and lost; a changed row counts as one of each. None: the table is new, or gone.

    Only columns that both have are compared, so a table with neither has other columns than before.
    """

    table: str
    gained: int | None
    lost: int | None

    @property
    def of_whole_table(self) -> str | None:
        """What happened to the table as a whole, in words; None where it was to its rows."""
        if self.gained is None:
            return "new table"
        if self.lost is None:
            return "gone"
        return None if self.gained or self.lost else "other columns"

    def __str__(self) -> str:
        return f"{self.table}: {self.of_whole_table or f'+{self.gained} -{self.lost} rows'}"


def changes(before: Path, after: Path) -> list[TableChange]:
    """The tables that differ between two releases' folders, in the order of the later one."""
    with memory_database.cursor() as con, ThreadPoolExecutor(PROCESSORS) as pool:
        old, new = _digests(con, before), _digests(con, after)
        differing = [table for table in new if table in old and old[table] != new[table]]
        compared = pool.map(lambda table: _compare(con.cursor(), table, before, after), differing)
        found = {change.table: change for change in compared if change}
        found |= {table: TableChange(table, None, 0) for table in new if table not in old}
        found |= {table: TableChange(table, 0, None) for table in old if table not in new}
        return [found[table] for table in {**new, **old} if table in found]


def _digests(con: duckdb.DuckDBPyConnection, folder: Path) -> dict[str, str]:
    tables = _read(folder, "meta.table")
    query = f"SELECT schema_name || '.' || table_name, digest FROM {tables} ORDER BY file_row_number"
    return dict(con.execute(query).fetchall())


def _read(folder: Path, table: str) -> str:
    schema, _, name = table.partition(".")
    return parquet(folder / "parquet" / schema / f"{name}.parquet", numbered=True)


def _compare(con: duckdb.DuckDBPyConnection, table: str, before: Path, after: Path) -> TableChange | None:
    """None where rows and columns are the same; digests differ between versions of DuckDB."""
    old, new = _read(before, table), _read(after, table)
    had, has = ([row[0] for row in con.execute(f"DESCRIBE FROM {rows}").fetchall()] for rows in (old, new))
    columns = ", ".join(identifier(name) for name in has if name in had and name != "file_row_number")
    # Rows are compared by their hashes, because whole rows of a wide table would not all fit in memory.
    hashes = f"SELECT hash({columns}) AS row_hash, {{}} AS copies FROM {{}}"
    both = f"{hashes.format(1, new)} UNION ALL {hashes.format(-1, old)}"
    surplus = f"SELECT sum(copies) AS copies FROM ({both}) GROUP BY row_hash"
    gained, lost = con.execute(
        f"SELECT sum(greatest(copies, 0))::BIGINT, sum(greatest(-copies, 0))::BIGINT FROM ({surplus})"
    ).fetchall()[0]
    return TableChange(table, gained or 0, lost or 0) if gained or lost or had != has else None
