"""The text of sql/functions.sql: the SQL functions that marts, the release and its note share."""

from __future__ import annotations

from functools import cache

from pipeline.base.settings import SQL_DIR


@cache
def sql_functions() -> str:
    """The statements that create the functions, to be run once on a database."""
    return (SQL_DIR / "functions.sql").read_text(encoding="utf-8")
