"""Rows of the release that the pages show, each by the names of its columns."""

from __future__ import annotations

from typing import Any

import duckdb

Row = dict[str, Any]


def rows_of(con: duckdb.DuckDBPyConnection, query: str, **parameters: Any) -> list[Row]:
    """All rows that a query gives."""
    cursor = con.execute(query, parameters)
    names = [column[0] for column in cursor.description or ()]
    return [dict(zip(names, row, strict=True)) for row in cursor.fetchall()]
