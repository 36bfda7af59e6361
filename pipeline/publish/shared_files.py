"""Files that a release shares with the one before it: the Parquet files of tables that have not changed."""

from __future__ import annotations

import os
from dataclasses import dataclass
from pathlib import Path

import duckdb

from pipeline.base.digests import digest
from pipeline.base.sql_text import quoted
from pipeline.schema.dictionary import META_TABLES


@dataclass(frozen=True)
class SharedFile:
    """A Parquet file of the release before, and the row count and digest that its table has again."""

    path: Path
    rows: int
    digest: str


def unchanged_files(con: duckdb.DuckDBPyConnection, previous: Path) -> dict[str, SharedFile]:
    """The files of the `previous` release whose tables have the same columns and rows now, by the tables' names.

    `con` is at the new release, whose meta.table and meta.column are filled. None where another version of DuckDB made
    the previous one, whose digests may be others, or where that cannot be read.
    """
    meta = {name: quoted(str(previous / "parquet" / "meta" / f"{name}.parquet")) for name in META_TABLES}
    columns = "list((column_name, type) ORDER BY column_no)"
    try:
        found = con.execute(
            f"""SELECT schema_name, table_name, rows, digest
            FROM read_parquet({meta["table"]})
            JOIN (SELECT schema_name, table_name, rows, digest FROM meta.table) AS now
                USING (schema_name, table_name, rows, digest)
            JOIN (SELECT schema_name, table_name, {columns} AS columns FROM read_parquet({meta["column"]}) GROUP BY ALL)
                USING (schema_name, table_name)
            JOIN (SELECT schema_name, table_name, {columns} AS columns FROM meta.column GROUP BY ALL) AS declared
                USING (schema_name, table_name, columns)
            WHERE (SELECT duckdb_version FROM read_parquet({meta["release"]})) = {quoted(duckdb.__version__)}"""
        ).fetchall()
    except duckdb.Error:
        return {}
    folder = previous / "parquet"
    return {
        f"{schema}.{name}": SharedFile(folder / schema / f"{name}.parquet", rows, digested)
        for schema, name, rows, digested in found
    }


def share(con: duckdb.DuckDBPyConnection, file: SharedFile | None, target: Path) -> bool:
    """Makes `target` the same file on the disk, if it still holds what was published, and says whether it did."""
    if file is None:
        return False
    try:
        if digest(con, f"read_parquet({quoted(str(file.path))})") != (file.rows, file.digest):
            return False
        os.link(file.path, target)
    except (duckdb.Error, OSError):
        return False
    return True
