"""What a release has that the one before it had not, and the other way round.

Here: counting the rows of each table that came and went. Not here: showing them.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import duckdb

from pipeline.release import FILE_NAME, quoted


@dataclass(frozen=True)
class TableChange:
    """Rows that a table gained and lost; a changed row counts as one of each. None: the table is new, or gone."""

    table: str
    gained: int | None
    lost: int | None


def changes(before: Path, after: Path) -> list[TableChange]:
    """The tables that differ between two releases' folders, in the order of the later one."""
    with duckdb.connect() as con:
        for name, folder in (("before", before), ("after", after)):
            con.execute(f"ATTACH {quoted(str(folder / FILE_NAME))} AS {name} (READ_ONLY)")
        question = "SELECT schema_name || '.' || table_name, digest FROM {}.meta.table ORDER BY rowid"
        old = dict(con.execute(question.format("before")).fetchall())
        new = dict(con.execute(question.format("after")).fetchall())
        found = []
        for table in [*new, *(table for table in old if table not in new)]:
            if table not in old or table not in new:
                found.append(TableChange(table, 0 if table in old else None, 0 if table in new else None))
            elif old[table] != new[table]:
                found.append(_compare(con, table))
        return found


def _compare(con: duckdb.DuckDBPyConnection, table: str) -> TableChange:
    shared = (
        "SELECT column_name FROM duckdb_columns() WHERE database_name = '{}' AND schema_name || '.' || table_name = ?"
    )
    kept = [row[0] for row in con.execute(shared.format("after"), [table]).fetchall()]
    earlier = {row[0] for row in con.execute(shared.format("before"), [table]).fetchall()}
    columns = ", ".join(f'"{name}"' for name in kept if name in earlier)
    count = "SELECT count(*) FROM (SELECT {0} FROM {1}.{3} EXCEPT ALL SELECT {0} FROM {2}.{3})"
    gained = con.execute(count.format(columns, "after", "before", table)).fetchall()[0][0]
    lost = con.execute(count.format(columns, "before", "after", table)).fetchall()[0][0]
    return TableChange(table, int(gained), int(lost))
