"""The description of a release's tables that programs read: datapackage.json, a Data Package of version 2.

All that it says of tables, columns and sources comes from the release's DuckDB file.
"""

from __future__ import annotations

import json
from collections import defaultdict
from concurrent.futures import ThreadPoolExecutor
from importlib.metadata import metadata
from pathlib import Path
from typing import Any

import duckdb

from pipeline.base.parallel import PROCESSORS
from pipeline.publish.file_sums import sha256_of
from pipeline.publish.site import addresses
from pipeline.schema.dictionary import META_TABLES, ColumnEntry

PROFILE = "https://datapackage.org/profiles/2.0/datapackage.json"
PROJECT = "ccg-ratings"
DEFUSED = "In the CSV files a text that a spreadsheet would run as a formula has an apostrophe before it."

# DuckDB's types as Table Schema names them; all others, lists among them, stand in CSV as DuckDB's text.
_TYPES = {
    "VARCHAR": "string",
    "BIGINT": "integer",
    "DOUBLE": "number",
    "BOOLEAN": "boolean",
    "DATE": "date",
    "TIMESTAMP": "datetime",
}
_DIALECT = {"delimiter": ",", "lineTerminator": "\r\n", "quoteChar": '"', "doubleQuote": True, "header": True}
_AS_CSV = {"format": "csv", "mediatype": "text/csv", "encoding": "utf-8", "dialect": _DIALECT}
_AS_PARQUET = {"format": "parquet", "mediatype": "application/vnd.apache.parquet"}
_MISSING = [{"value": "", "label": "no value; where a table has a column `status` or `reason`, it says why"}]
# The licences that the Open Definition has a name for, by their titles in the documents' sidecars and in sources.yml.
_KNOWN_LICENCES = {
    "Open Government Licence v3.0": {
        "name": "OGL-UK-3.0",
        "path": "https://www.nationalarchives.gov.uk/doc/open-government-licence/version/3/",
    }
}
_OTHER_LICENCE = {"name": "other-closed"}

# Versions of a source are one source; a document that a person laid in is one by itself.
SOURCES = """
SELECT title, publisher, licence, url, published_on AS first FROM core.document WHERE source_id IS NULL
UNION ALL
SELECT source.title, source.publisher, source.licence, source.url, min(document.published_on)
FROM core.source AS source
INNER JOIN core.document AS document ON source.source_id = document.source_id
GROUP BY ALL
ORDER BY first, title
"""
TABLES = """
SELECT schema_name, table_name, description, key FROM meta.table ORDER BY rowid
"""
COLUMNS = """
SELECT schema_name, table_name, column_name, type, description, nullable, unit, "references", of_rows
FROM meta.column ORDER BY rowid
"""

Described = dict[str, Any]


def data_package(con: duckdb.DuckDBPyConnection, release_folder: Path) -> str:
    """The text of the datapackage.json of the release in `release_folder`, of which `con` has the DuckDB file open.

    It is to lie beside data/csv, where the release's CSV files are.
    """
    release_id, as_at, built_at = con.execute("SELECT release_id, as_at, built_at FROM meta.release").fetchall()[0]
    project = metadata(PROJECT)
    sources = con.execute(SOURCES).fetchall()
    package = {
        "$schema": PROFILE,
        "name": PROJECT,
        "title": "Ratings of England's clinical commissioning groups",
        "description": f"{project['Summary']}. As at {as_at}. {DEFUSED}",
        "version": release_id,
        "created": f"{built_at.isoformat()}Z",
        "licenses": _licences(str(project["License-Expression"]), [licence for _, _, licence, _, _ in sources]),
        "sources": [
            _without_none({"title": title, "path": url, "publisher": publisher, "licence": licence})
            for title, publisher, licence, url, _ in sources
        ],
        "resources": _resources(con, release_folder),
    }
    return json.dumps(package, ensure_ascii=False, indent=2) + "\n"


def _licences(software: str, of_sources: list[str]) -> list[Described]:
    """The licence of what this project made, and each of the sources'."""
    own = {"name": software, "title": f"{software}, for the software and what it adds to its sources"}
    return [own] + [
        {**_KNOWN_LICENCES.get(licence, _OTHER_LICENCE), "title": licence} for licence in dict.fromkeys(of_sources)
    ]


def _resources(con: duckdb.DuckDBPyConnection, folder: Path) -> list[Described]:
    tables = [
        *con.execute(TABLES).fetchall(),
        *((entry.schema, entry.name, entry.description, entry.key) for entry in META_TABLES.values()),
    ]
    columns: dict[tuple[str, str], list[ColumnEntry]] = defaultdict(list)
    for schema, table, *column in con.execute(COLUMNS).fetchall():
        columns[schema, table].append(ColumnEntry(*column))
    exports = [addresses.export(folder, f"{schema}.{table}") for schema, table, *_ in tables]
    files = [folder / export.path.removeprefix("data/") for export in exports]
    with ThreadPoolExecutor(PROCESSORS) as pool:
        sums = list(pool.map(sha256_of, files))
    return [
        {
            "name": f"{schema}.{table}",
            "description": description,
            "type": "table",
            "path": export.path,
            **(_AS_CSV if export.kind == "CSV" else _AS_PARQUET),
            "bytes": file.stat().st_size,
            "hash": f"sha256:{digest}",
            "schema": _schema(columns[schema, table], key),
        }
        for (schema, table, description, key), export, file, digest in zip(tables, exports, files, sums, strict=True)
    ]


def _schema(columns: list[ColumnEntry], key: list[str]) -> Described:
    """A table's Table Schema; a reference that only some rows make cannot be stated in it."""
    schema: Described = {"fields": [_field(c) for c in columns], "missingValues": _MISSING, "primaryKey": list(key)}
    references = []
    for column in columns:
        if column.references and not column.of_rows:
            table, _, name = column.references.rpartition(".")
            references.append({"fields": [column.name], "reference": {"resource": table, "fields": [name]}})
    return schema | ({"foreignKeys": references} if references else {})


def _field(column: ColumnEntry) -> Described:
    description = column.description
    if column.type not in _TYPES:
        description += f" (DuckDB's text of a {column.type})"
    field: Described = {
        "name": column.name,
        "type": _TYPES.get(column.type, "string"),
        "description": description,
        "unit": column.unit,
    }
    if not column.nullable:
        field["constraints"] = {"required": True}
        if column.type == "VARCHAR":
            # Nothing is missing in this column: an empty cell is an empty text.
            field["missingValues"] = []
    return _without_none(field)


def _without_none(described: Described) -> Described:
    return {name: value for name, value in described.items() if value is not None}
