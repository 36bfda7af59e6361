"""What a new release's DuckDB file keeps of the one before: the tables that hold the same rows again.

Writing tables in order and compressing them is most of the work of a release. A copy of the earlier file has that done
for all that is not new.
"""

from __future__ import annotations

import shutil
from collections.abc import Mapping, Sequence
from concurrent.futures import Executor, wait
from pathlib import Path

import duckdb

from pipeline.base.digests import Digest, digest
from pipeline.base.sql_text import identifier, parquet, quoted
from pipeline.publish.release_files import DATABASE, FILE_NAME
from pipeline.schema.dictionary import TableEntry

# A file of which more than this is free is written anew: rows that are gone leave their room behind.
MOST_FREE = 0.25


def begin_file(
    con: duckdb.DuckDBPyConnection,
    folder: Path,
    previous: Path | None,
    entries: Sequence[TableEntry],
    tables: Mapping[str, Path],
    pool: Executor,
) -> dict[str, Digest]:
    """Attaches the DuckDB file of a release in `folder`; gives the tables that it has already, with their digests.

    They are of the release in the folder `previous`, and have the columns and the rows of their Parquet files in
    `tables`: both are read, the one from the copy. All else that the earlier release had is gone. A release that cannot
    be read, or that another version of DuckDB made, leaves nothing.
    """
    file = folder / FILE_NAME
    if previous and _is_fit(con, previous):
        try:
            shutil.copyfile(previous / FILE_NAME, file)
            _attach(con, file)
            return _only_what_stays(con, entries, tables, pool)
        except (duckdb.Error, OSError):
            con.execute(f"DETACH DATABASE IF EXISTS {DATABASE}")
            file.unlink(missing_ok=True)
    _attach(con, file)
    return {}


def _attach(con: duckdb.DuckDBPyConnection, file: Path) -> None:
    # Half a file is of no use to anybody, so there is no log from which it could be corrected.
    # It has the name that it will have for those who open it.
    con.execute(f"ATTACH {quoted(str(file))} AS {DATABASE} (RECOVERY_MODE no_wal_writes)")


def _is_fit(con: duckdb.DuckDBPyConnection, previous: Path) -> bool:
    """Whether a release's file is worth a copy: made by this version of DuckDB, and not full of holes."""
    try:
        con.execute(f"ATTACH {quoted(str(previous / FILE_NAME))} AS previous (READ_ONLY)")
        made_by = "SELECT duckdb_version FROM previous.meta.release"
        room = "SELECT free_blocks, total_blocks FROM pragma_database_size() WHERE database_name = 'previous'"
        (version,), (free, blocks) = (con.execute(query).fetchall()[0] for query in (made_by, room))
        return bool(version == duckdb.__version__ and free <= MOST_FREE * blocks)
    except (duckdb.Error, IndexError):
        return False
    finally:
        con.execute("DETACH DATABASE IF EXISTS previous")


def _only_what_stays(
    con: duckdb.DuckDBPyConnection, entries: Sequence[TableEntry], tables: Mapping[str, Path], pool: Executor
) -> dict[str, Digest]:
    keys = f"SELECT schema_name || '.' || table_name, key FROM {DATABASE}.meta.table"
    stored = {name: tuple(key) for name, key in con.execute(keys).fetchall()}
    candidates = [entry.full_name for entry in entries if stored.get(entry.full_name) == entry.key]
    found = [pool.submit(_digest_of_both, con.cursor(), name, tables[name]) for name in candidates]
    # Where one of them fails the file is detached, which it cannot be while another reads it.
    wait(found)
    digests = [task.result() for task in found]
    kept = {name: both for name, both in zip(candidates, digests, strict=True) if both}
    tables_there = f"SELECT schema_name || '.' || table_name FROM duckdb_tables() WHERE database_name = '{DATABASE}'"
    for (name,) in con.execute(tables_there).fetchall():
        if name not in kept:
            schema, _, table = name.partition(".")
            con.execute(f"DROP TABLE {DATABASE}.{schema}.{identifier(table)}")
    macros = f"""SELECT DISTINCT schema_name, function_name, function_type FROM duckdb_functions()
        WHERE database_name = '{DATABASE}' AND function_type IN ('macro', 'table_macro')"""
    for schema, name, kind in con.execute(macros).fetchall():
        what = "MACRO TABLE" if kind == "table_macro" else "MACRO"
        con.execute(f"DROP {what} {DATABASE}.{schema}.{identifier(name)}")
    return kept


def _digest_of_both(con: duckdb.DuckDBPyConnection, name: str, file: Path) -> Digest | None:
    """The digest of a table that has the columns and the rows of a Parquet file, or None."""
    written, read = f"{DATABASE}.{name}", parquet(file)
    columns, wanted = (con.execute(f"DESCRIBE FROM {rows}").fetchall() for rows in (written, read))
    if [column[:2] for column in columns] != [column[:2] for column in wanted]:
        return None
    (has,), (should,) = (con.execute(f"SELECT count(*) FROM {rows}").fetchall()[0] for rows in (written, read))
    if has != should:
        return None
    both = digest(con, written)
    return both if both == digest(con, read) else None
