"""One DuckDB database in memory for all short questions of a process: to make one for each takes longer than to ask."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import duckdb


def cursor() -> duckdb.DuckDBPyConnection:
    """A connection to it, for a thread of its own and for queries that make no table; to be used in a with statement.

    It can be closed like any other: the database stays.
    """
    return _database().cursor()


@cache
def _database() -> duckdb.DuckDBPyConnection:
    import duckdb

    return duckdb.connect()
