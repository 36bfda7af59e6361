"""What of a release differs from the lake, and putting it there: whole tables, documents or rows.

All of it runs in the transaction of the caller. The release is attached as `fresh`, the lake is the default database.
"""

from __future__ import annotations

from dataclasses import dataclass

import duckdb

from pipeline.base.sql_text import identifier, quoted
from pipeline.publish.lake.engine import LAKE

FRESH = "fresh"
# A table of fewer rows is replaced whole, which takes less time than to find out which of its rows differ.
SMALL_ROWS = 50_000
# So is one of which this part or more differs.
MOST = 0.5
# The column by which rows come and go together, where a table has it.
DOCUMENT = "document_id"


@dataclass(frozen=True)
class LakeTable:
    """A table of the release: its columns with their types, in order, and its key."""

    schema: str
    name: str
    columns: tuple[tuple[str, str], ...]
    key: tuple[str, ...]
    rows: int | None
    digest: str | None

    @property
    def full_name(self) -> str:
        return f"{self.schema}.{self.name}"

    @property
    def sql(self) -> str:
        return f"{identifier(self.schema)}.{identifier(self.name)}"

    @property
    def row_hash(self) -> str:
        return f"hash({', '.join(identifier(name) for name, _ in self.columns)})"

    @property
    def has_documents(self) -> bool:
        return any(name == DOCUMENT for name, _ in self.columns)


def tables_in(con: duckdb.DuckDBPyConnection, database: str) -> dict[str, LakeTable]:
    """The tables of `database`, each with what its meta.table says of it; none where it is empty."""
    described = con.execute(
        """SELECT schema_name, table_name, list((column_name, data_type) ORDER BY column_index)
        FROM duckdb_columns() WHERE database_name = $database AND schema_name IN ('core', 'marts', 'meta')
        AND (schema_name, table_name) IN (
            SELECT (schema_name, table_name) FROM duckdb_tables() WHERE database_name = $database
        ) GROUP BY ALL""",
        {"database": database},
    ).fetchall()
    found = {(schema, name): tuple(map(tuple, columns)) for schema, name, columns in described}
    says: dict[tuple[str, str], tuple[tuple[str, ...], int, str]] = {}
    if ("meta", "table") in found:
        query = f'SELECT schema_name, table_name, key, rows, digest FROM {database}.meta."table"'
        says = {
            (schema, name): (tuple(key), rows, own) for schema, name, key, rows, own in con.execute(query).fetchall()
        }
    return {
        f"{schema}.{name}": LakeTable(schema, name, columns, *says.get((schema, name), ((), None, None)))
        for (schema, name), columns in sorted(found.items())
    }


def put(con: duckdb.DuckDBPyConnection, table: LakeTable, before: LakeTable | None, *, by_digest: bool) -> bool:
    """Makes the lake's table that of the release; says whether anything had to be written.

    `by_digest` is whether both have digests of one version of DuckDB, so that equal ones mean equal rows.
    """
    if before is None or before.columns != table.columns:
        order = f" ORDER BY {', '.join(map(identifier, table.key))}" if table.key else ""
        con.execute(f"CREATE OR REPLACE TABLE {table.sql} AS FROM {FRESH}.{table.sql}{order}")
        return True
    if by_digest and table.digest is not None and table.digest == before.digest and table.rows == before.rows:
        return False
    if (table.rows or 0) >= SMALL_ROWS and (before.rows or 0) >= SMALL_ROWS:
        return _put_part(con, table, DOCUMENT if table.has_documents else None)
    if _sum(con, FRESH, table) == _sum(con, LAKE, table):
        return False
    _put_whole(con, table)
    return True


def _sum(con: duckdb.DuckDBPyConnection, database: str, table: LakeTable) -> tuple[object, ...]:
    query = f"SELECT count(*), sum({table.row_hash}::HUGEINT) FROM {database}.{table.sql}"
    return con.execute(query).fetchall()[0]


def _put_whole(con: duckdb.DuckDBPyConnection, table: LakeTable) -> None:
    con.execute(f"DELETE FROM {table.sql}")
    con.execute(f"INSERT INTO {table.sql} FROM {FRESH}.{table.sql}")


def _put_part(con: duckdb.DuckDBPyConnection, table: LakeTable, group: str | None) -> bool:
    """Replaces the documents, or without them the rows, that differ; all rows where most do."""
    by = identifier(group) if group else table.row_hash
    sums = (
        f"SELECT {by} AS part, count(*) AS rows, sum({table.row_hash}::HUGEINT) AS hashes "
        f"FROM {{}}.{table.sql} GROUP BY ALL"
    )
    con.execute(
        f"""CREATE OR REPLACE TEMP TABLE differing AS
        SELECT part, coalesce(now.rows, 0) AS gained, coalesce(had.rows, 0) AS lost
        FROM ({sums.format(FRESH)}) AS now FULL JOIN ({sums.format(LAKE)}) AS had USING (part)
        WHERE now.hashes IS DISTINCT FROM had.hashes OR now.rows IS DISTINCT FROM had.rows"""
    )
    gained, lost = con.execute("SELECT coalesce(sum(gained), 0), coalesce(sum(lost), 0) FROM differing").fetchall()[0]
    if not gained and not lost:
        return False
    if max(gained, lost) >= MOST * (table.rows or 0):
        _put_whole(con, table)
        return True
    if lost:
        con.execute(f"DELETE FROM {table.sql} WHERE {by} IN (SELECT part FROM temp.differing WHERE lost > 0)")
    if gained:
        rows = f"SELECT * FROM {FRESH}.{table.sql} WHERE {by} IN (SELECT part FROM temp.differing WHERE gained > 0)"
        con.execute(f"INSERT INTO {table.sql} {rows}")
    return True


def put_comments(con: duckdb.DuckDBPyConnection) -> None:
    """The comments on tables and columns that the lake has not, or has otherwise."""
    tables = (
        "SELECT schema_name, table_name, NULL AS column_name, comment FROM duckdb_tables() WHERE database_name = '{0}'"
    )
    columns = """SELECT schema_name, table_name, column_name, comment FROM duckdb_columns() WHERE database_name = '{0}'
        AND (schema_name, table_name) IN
        (SELECT (schema_name, table_name) FROM duckdb_tables() WHERE database_name = '{0}')"""
    differing = " UNION ALL ".join(
        f"({query.format(FRESH)} AND schema_name IN ('core', 'marts', 'meta') EXCEPT {query.format(LAKE)})"
        for query in (tables, columns)
    )
    for schema, name, column, comment in con.execute(differing).fetchall():
        what = ".".join(identifier(part) for part in (schema, name, column) if part is not None)
        kind = "TABLE" if column is None else "COLUMN"
        con.execute(f"COMMENT ON {kind} {what} IS {quoted(comment) if comment is not None else 'NULL'}")


def put_views(con: duckdb.DuckDBPyConnection) -> None:
    """The views of the release, in place of those of the lake."""
    query = """SELECT schema_name, view_name, sql FROM duckdb_views()
        WHERE database_name = ? AND NOT internal ORDER BY view_oid"""
    now, had = (con.execute(query, [database]).fetchall() for database in (FRESH, LAKE))
    if now == had:
        return
    for schema, name, _ in had:
        con.execute(f"DROP VIEW {identifier(schema)}.{identifier(name)}")
    for _, _, sql in now:
        con.execute(sql)
