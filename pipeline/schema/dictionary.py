"""Every published table and column in one form, for core, marts and meta, and the data dictionary written from it.

The entries of core tables come from their pandera models, those of marts from the heads of their SQL files
(`pipeline.build.marts`).
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache

from pipeline.schema.tables import CORE_TABLES, CoreTable

# pandera's types as DuckDB names them.
_DUCKDB_TYPES = {
    "String": "VARCHAR",
    "Int64": "BIGINT",
    "Float64": "DOUBLE",
    "Boolean": "BOOLEAN",
    "Date": "DATE",
    "List(String)": "VARCHAR[]",
}

# What a mart is about; its SQL file says which.
MART_GROUPS = ("organisations", "ratings", "measures", "control_charts", "claims", "editions", "evidence")

# Releases that meta.release_history keeps.
LATEST = 50


@dataclass(frozen=True)
class ColumnEntry:
    """A column: `type` is DuckDB's, `unit` None where the value has none, `references` a column such as core.x.y.

    `of_rows` is the SQL condition of the rows whose values must stand in that column, None for all.
    """

    name: str
    type: str
    description: str
    nullable: bool = False
    unit: str | None = None
    references: str | None = None
    of_rows: str | None = None


@dataclass(frozen=True)
class TableEntry:
    """A table: `key` are the columns that tell its rows apart, in which order it is stored; `group` is a mart's."""

    schema: str
    name: str
    description: str
    key: tuple[str, ...]
    columns: tuple[ColumnEntry, ...]
    group: str = ""

    @property
    def full_name(self) -> str:
        return f"{self.schema}.{self.name}"


@cache
def core_entries() -> dict[str, TableEntry]:
    """The entry of each core table, by its name without the schema."""
    return {name: _core_entry(name, model) for name, model in CORE_TABLES.items()}


def _core_entry(name: str, model: type[CoreTable]) -> TableEntry:
    schema = model.to_schema()
    columns = tuple(
        ColumnEntry(
            column_name,
            _DUCKDB_TYPES[str(column.dtype.type)],
            column.description or "",
            bool(column.nullable),
            (column.metadata or {}).get("unit"),
            (column.metadata or {}).get("references"),
            (column.metadata or {}).get("of_rows"),
        )
        for column_name, column in schema.columns.items()
    )
    description = (model.__doc__ or "").strip().splitlines()[0]
    return TableEntry("core", name, description, tuple(schema.unique or ()), columns)


def _meta(name: str, description: str, key: str, *columns: ColumnEntry) -> TableEntry:
    return TableEntry("meta", name, description, tuple(key.split(", ")), columns)


META_TABLES: dict[str, TableEntry] = {
    entry.name: entry
    for entry in (
        _meta(
            "release",
            "What this file is: one row.",
            "release_id",
            ColumnEntry("release_id", "VARCHAR", "Name of the release and of its folder"),
            ColumnEntry("as_at", "DATE", "Day up to which editions are shown"),
            ColumnEntry("built_at", "TIMESTAMP", "When it was assembled, in UTC"),
            ColumnEntry("code_version", "VARCHAR", "Version of the software and a hash of its code and SQL"),
            ColumnEntry("duckdb_version", "VARCHAR", "DuckDB that wrote the file"),
            ColumnEntry("inputs", "STRUCT(path VARCHAR, sha256 VARCHAR)[]", "Every file that it was made from"),
            ColumnEntry(
                "schema_version",
                "BIGINT",
                "Version of the tables' shape, raised whenever a table or column is another",
                unit="version",
            ),
        ),
        _meta(
            "table",
            "A table of this file, with a digest of its rows that does not depend on their order.",
            "schema_name, table_name",
            ColumnEntry("schema_name", "VARCHAR", "Schema: core or marts"),
            ColumnEntry("table_name", "VARCHAR", "Table"),
            ColumnEntry("description", "VARCHAR", "What a row is"),
            ColumnEntry("key", "VARCHAR[]", "Columns that tell its rows apart"),
            ColumnEntry("rows", "BIGINT", "Number of rows", unit="rows"),
            ColumnEntry(
                "digest", "VARCHAR", "Digest of its rows: equal tables that one version of DuckDB wrote have equal ones"
            ),
        ),
        _meta(
            "column",
            "A column of this file: the data dictionary.",
            "schema_name, table_name, column_name",
            ColumnEntry("schema_name", "VARCHAR", "Schema"),
            ColumnEntry("table_name", "VARCHAR", "Table"),
            ColumnEntry("column_no", "BIGINT", "Place in the table, from 1", unit="position"),
            ColumnEntry("column_name", "VARCHAR", "Column"),
            ColumnEntry("type", "VARCHAR", "DuckDB type"),
            ColumnEntry("nullable", "BOOLEAN", "Whether it may be NULL"),
            ColumnEntry("unit", "VARCHAR", "Unit of its values; NULL when they have none", nullable=True),
            ColumnEntry("references", "VARCHAR", "Column in which its values stand; NULL when none", nullable=True),
            ColumnEntry(
                "of_rows",
                "VARCHAR",
                "Condition of the rows whose values stand in that column; NULL when all do",
                nullable=True,
            ),
            ColumnEntry("description", "VARCHAR", "What it holds"),
        ),
        _meta(
            "release_history",
            f"A release: this one and those that led to it, the latest {LATEST}.",
            "release_id",
            ColumnEntry("release_id", "VARCHAR", "Name of the release"),
            ColumnEntry(
                "previous_release_id",
                "VARCHAR",
                "The release that was current when it was built; NULL when there was none",
                nullable=True,
            ),
            ColumnEntry("as_at", "DATE", "Day up to which editions are shown"),
            ColumnEntry("built_at", "TIMESTAMP", "When it was assembled, in UTC"),
            ColumnEntry("code_version", "VARCHAR", "Version of the software and a hash of its code and SQL"),
            ColumnEntry("documents", "BIGINT", "Documents that it was made from", unit="documents"),
            ColumnEntry("ratings", "BIGINT", "Ratings with a band", unit="ratings"),
            ColumnEntry("measure_values", "BIGINT", "Measure values that are published", unit="values"),
            ColumnEntry("rows", "BIGINT", "Rows of all core tables", unit="rows"),
            ColumnEntry("claims", "BIGINT", "Claims found in the documents", unit="claims"),
            ColumnEntry("claims_contradicted", "BIGINT", "Claims of those that rows contradict", unit="claims"),
            ColumnEntry(
                "arrived", "VARCHAR[]", "Titles of the documents that are new or changed since the previous release"
            ),
        ),
        _meta(
            "check",
            "A check that was made of this release's tables before it was published.",
            "table_name, check_name",
            ColumnEntry("table_name", "VARCHAR", "Table with its schema"),
            ColumnEntry("check_name", "VARCHAR", "Check"),
            ColumnEntry("severity", "VARCHAR", "error, which stops a release, or warning"),
            ColumnEntry("passed", "BOOLEAN", "Whether it passed"),
            ColumnEntry("outcome", "VARCHAR", "What was found"),
        ),
    )
}


def written(entries: Iterable[TableEntry]) -> str:
    """The data dictionary of `entries` as Markdown."""
    parts = [
        "# Data dictionary",
        "",
        "Generated by `make dictionary` from `pipeline/schema` (core), the headers of `sql/marts/*.sql`",
        "(marts) and `pipeline/schema/dictionary.py` (meta). The warehouse holds the same text: `FROM meta.column`.",
    ]
    for entry in entries:
        parts += ["", f"## {entry.full_name}", "", entry.description, "", f"Key: {', '.join(entry.key)}.", ""]
        parts += ["| column | type | unit | description |", "|---|---|---|---|"]
        parts += [
            f"| {column.name} | {column.type}{'' if column.nullable else ' not null'} | {column.unit or ''} "
            f"| {_described(column)} |"
            for column in entry.columns
        ]
    return "\n".join(parts) + "\n"


def _described(column: ColumnEntry) -> str:
    text = column.description.replace("|", "\\|")
    where = f" where {column.of_rows}" if column.of_rows else ""
    return f"{text} (in {column.references}{where})" if column.references else text
