"""The text of sql/functions.sql, which marts, the release and its note share, and the macros of a release."""

from __future__ import annotations

from functools import cache

from pipeline.base.settings import SQL_DIR


@cache
def sql_functions() -> str:
    """The statements that create the functions, to be run once on a database."""
    return (SQL_DIR / "functions.sql").read_text(encoding="utf-8")


def release_macros() -> str:
    """The statements that create what a release has beside its tables: the functions, and the macros for questions."""
    return sql_functions() + (SQL_DIR / "macros.sql").read_text(encoding="utf-8")
