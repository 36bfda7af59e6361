"""Files that a release shares with the one before it: Parquet and CSV of tables that have not changed."""

from __future__ import annotations

import os
from dataclasses import dataclass, field
from pathlib import Path

import duckdb

from pipeline.base.sql_text import parquet
from pipeline.publish.file_sums import read_sums, sha256_of
from pipeline.schema.dictionary import META_TABLES


@dataclass(frozen=True)
class SharedFiles:
    """The files of tables that have the same columns, rows and order again, by kind: `sums` are their SHA-256.

    `tables` are those of which the rows are the same; CSV is shared where the code that writes it is the same too.
    """

    folder: Path | None = None
    tables: frozenset[str] = frozenset()
    kinds: tuple[str, ...] = ()
    sums: dict[str, str] = field(default_factory=dict)

    def share(self, table: str, kind: str, target: Path) -> bool:
        """Makes `target` the same file on the disk, if that still holds what was published; says whether it did."""
        if not self.folder or table not in self.tables or kind not in self.kinds:
            return False
        path = f"{kind}/{table.replace('.', '/')}.{kind}"
        try:
            if sha256_of(self.folder / path) != self.sums.get(path):
                return False
            os.link(self.folder / path, target)
        except OSError:
            return False
        return True


def unchanged_files(con: duckdb.DuckDBPyConnection, previous: Path) -> SharedFiles:
    """The files of the `previous` release whose tables are the same now.

    `con` is at the new release, whose meta.release, meta.table and meta.column are filled. There are none where another
    version of DuckDB made the previous one, whose digests may be others, or where that cannot be read.
    """
    meta = {name: parquet(previous / "parquet" / "meta" / f"{name}.parquet") for name in META_TABLES}
    columns = "list((column_name, type) ORDER BY column_no)"
    made_by = f"SELECT duckdb_version, code_version FROM {meta['release']}"
    try:
        tables = con.execute(
            f"""SELECT schema_name || '.' || table_name
            FROM {meta["table"]}
            JOIN (SELECT schema_name, table_name, key, rows, digest FROM meta.table) AS now
                USING (schema_name, table_name, key, rows, digest)
            JOIN (SELECT schema_name, table_name, {columns} AS columns FROM {meta["column"]} GROUP BY ALL)
                USING (schema_name, table_name)
            JOIN (SELECT schema_name, table_name, {columns} AS columns FROM meta.column GROUP BY ALL) AS declared
                USING (schema_name, table_name, columns)"""
        ).fetchall()
        ((engine, code),) = con.execute(made_by).fetchall()
        ((same_code,),) = con.execute("SELECT code_version = $code FROM meta.release", {"code": code}).fetchall()
        sums = read_sums(previous)
    except (duckdb.Error, OSError, ValueError):
        return SharedFiles()
    if engine != duckdb.__version__ or sums is None:
        return SharedFiles()
    kinds = ("parquet", "csv") if same_code else ("parquet",)
    return SharedFiles(previous, frozenset(name for (name,) in tables), kinds, sums)
