"""Whether a mart is as the header of its SQL file says: columns, NULLs and keys."""

from __future__ import annotations

import duckdb

from pipeline.base.problems import Problem
from pipeline.build.mart_files import Mart


def wrong_columns(con: duckdb.DuckDBPyConnection, mart: Mart) -> list[Problem]:
    """Where the query returns other columns than the header declares."""
    found = [(row[0], row[1]) for row in con.execute(f"DESCRIBE {mart.full_name}").fetchall()]
    declared = [(column.name, column.type) for column in mart.entry.columns]
    if found == declared:
        return []
    differing = [f"{name} {kind}" for name, kind in found if (name, kind) not in declared]
    missing = [f"{name} {kind}" for name, kind in declared if (name, kind) not in found]
    parts = [f"returns {', '.join(differing)}, which the header does not declare"] if differing else []
    parts += [f"does not return {', '.join(missing)}, which the header declares"] if missing else []
    message = " and ".join(parts) or "returns the columns in another order than the header declares"
    return [Problem(mart.path, None, message, "Make the header and the query agree")]


def wrong_rows(con: duckdb.DuckDBPyConnection, mart: Mart, inside: str | None) -> tuple[list[Problem], int]:
    """Where a built table has NULLs, keys or rows outside its slice that its header excludes, and its row count."""
    entry = mart.entry
    required = [column.name for column in entry.columns if not column.nullable]
    key = ", ".join(entry.key)
    doubles = "SELECT count(*) FROM (FROM {} SELECT {} GROUP BY ALL HAVING count(*) > 1)"
    # Keys are compared by their hashes first, which takes a fraction of the time; equal hashes need not be equal keys.
    alike = doubles.format(entry.full_name, f"hash({key})")
    outside = f"count(*) FILTER (NOT coalesce({inside or True}, false))"
    counts = ["count(*)", f"({alike})", outside, *(f"count(*) FILTER ({name} IS NULL)" for name in required)]
    rows, repeated, beyond, *nulls = con.execute(f"SELECT {', '.join(counts)} FROM {entry.full_name}").fetchall()[0]
    if repeated:
        repeated = _one(con, doubles.format(entry.full_name, key))
    problems = [
        Problem(
            mart.path,
            None,
            f"{name} is NULL in {count} rows, and the header says that it never is",
            "Write the type with a ? or correct the query",
        )
        for name, count in zip(required, nulls, strict=True)
        if count
    ]
    if beyond:
        message = f"{beyond} rows are of another slice than those that they come from"
        problems.append(Problem(mart.path, None, message, "Take the slices out of the header or correct the query"))
    if repeated:
        message = f"{repeated} keys ({key}) have several rows"
        problems.append(Problem(mart.path, None, message, "Correct the key or the query"))
    return problems, rows


def _one(con: duckdb.DuckDBPyConnection, query: str) -> int:
    return int(con.execute(query).fetchall()[0][0])
