"""Whether the files of a release are still what they were when it was published, and what is wrong first."""

from __future__ import annotations

import os
from collections.abc import Collection, Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import duckdb

from pipeline.base.digests import Digest, digest
from pipeline.base.parallel import PROCESSORS
from pipeline.base.sql_text import literal, parquet, quoted
from pipeline.publish.duckdb_errors import is_locked, lack_of
from pipeline.publish.release_files import FILE_NAME, has_csv, is_database

# What a DuckDB file has before its blocks.
_HEADERS = 3 * 4096
# The Parquet files that are read whenever a release is looked at.
_OFTEN_READ = ("core.document", "marts.release_calendar")
# What every release has, also one of an earlier version of the software; they say what else it has.
_DESCRIBING = ("meta.release", "meta.table", "meta.column")

# The row count and the digest of each table, as meta.table has them.
_Tables = dict[str, Digest]


def damage(folder: Path, every_row: bool = False) -> str | None:
    """What is wrong with the files of the release in `folder`, or None.

    Every file is opened and its rows are counted; with `every_row` all rows are read too, which takes longer.
    """
    try:
        with duckdb.connect() as con:
            return next(_damages(con, folder, every_row), None)
    except (duckdb.Error, OSError) as error:
        return _told(error)


def _damages(con: duckdb.DuckDBPyConnection, folder: Path, every_row: bool) -> Iterator[str]:
    """All damages, each looked for only when the caller wants one more, but that the digests are taken together."""
    yield from _missing(folder, _DESCRIBING, ("parquet",))
    yield from _unreadable(con, {f"parquet/{name}": _read(folder, name) for name in _DESCRIBING})
    releases = con.execute(f"SELECT duckdb_version FROM {_read(folder, 'meta.release')}").fetchall()
    if len(releases) != 1:
        yield "parquet/meta/release.parquet does not hold one row"
    name = "schema_name || '.' || table_name"
    query = f"SELECT DISTINCT {name} FROM {_read(folder, 'meta.column')} WHERE schema_name = 'meta' ORDER BY ALL"
    meta = [found for (found,) in con.execute(query).fetchall()]
    query = f"SELECT {name}, rows, digest FROM {_read(folder, 'meta.table')}"
    tables: _Tables = {name: (rows, digested) for name, rows, digested in con.execute(query).fetchall()}
    yield from _missing(folder, [*meta, *tables], ("parquet",))
    yield from _missing(folder, [*meta, *(name for name, (rows, _) in tables.items() if has_csv(rows))], ("csv",))
    files = {str(_export(folder, "parquet", name)): name for name in tables}
    counts = con.execute(f"SELECT file_name, num_rows FROM parquet_file_metadata({literal(list(files))})").fetchall()
    yield from _miscounted({files[file]: rows for file, rows in counts}, tables, "parquet/")
    read = [*meta, *(name for name in _OFTEN_READ if name in tables)]
    yield from _unreadable(con, {f"parquet/{name}": _read(folder, name) for name in read})
    # The hashes that a digest sums up are those of one version of DuckDB.
    digests = {name: recorded for name, recorded in tables.items() if every_row and releases == [(duckdb.__version__,)]}
    yield from _changed(con, {f"parquet/{name}": (_read(folder, name), recorded) for name, recorded in digests.items()})
    yield from _of_database(con, folder / FILE_NAME, meta, tables, digests)


def _of_database(
    con: duckdb.DuckDBPyConnection, file: Path, meta: list[str], tables: _Tables, digests: _Tables
) -> Iterator[str]:
    if not file.is_file() or not file.stat().st_size:
        yield f"{file.name} is missing or empty"
        return
    if not is_database(file):
        yield f"{file.name} cannot be opened: it does not begin as a DuckDB file"
        return
    try:
        con.execute(f"ATTACH {quoted(str(file))} AS release (READ_ONLY)")
    except duckdb.Error as error:
        if not is_locked(error):
            yield f"{file.name} cannot be opened: {_told(error)}"
        return
    if os.path.lexists(f"{file}.wal"):
        # DuckDB reads it as a part of the database.
        yield f"{file.name}.wal lies beside {file.name}: a program has written to the release"
    # Blocks that are free may lie beyond the file's end.
    query = "SELECT used_blocks * block_size FROM pragma_database_size() WHERE database_name = 'release'"
    if file.stat().st_size < _HEADERS + con.execute(query).fetchall()[0][0]:
        yield f"{file.name} is cut short"
    query = """SELECT schema_name || '.' || table_name, estimated_size FROM duckdb_tables()
        WHERE database_name = 'release'"""
    yield from _miscounted(dict(con.execute(query).fetchall()), tables, f"{file.name} ")
    yield from _unreadable(con, {f"{file.name} {name}": f"release.{name}" for name in meta})
    yield from _changed(
        con, {f"{file.name} {name}": (f"release.{name}", recorded) for name, recorded in digests.items()}
    )


def _missing(folder: Path, names: Collection[str], kinds: Collection[str]) -> Iterator[str]:
    for kind in kinds:
        for name in names:
            file = _export(folder, kind, name)
            if not file.is_file() or not file.stat().st_size:
                yield f"{file.relative_to(folder)} is missing or empty"


def _miscounted(counts: dict[str, int], tables: _Tables, where: str) -> Iterator[str]:
    for name, (rows, _) in tables.items():
        if counts.get(name) != rows:
            yield f"{where}{name} holds {counts.get(name, 'no')} rows, and {rows} were published"


def _unreadable(con: duckdb.DuckDBPyConnection, found: dict[str, str]) -> Iterator[str]:
    """The tables that cannot be read; `found` gives the SQL that reads each."""
    for name, rows in found.items():
        try:
            con.execute(f"FROM {rows}").fetchall()
        except duckdb.Error as error:
            yield f"{name} cannot be read: {_told(error)}"


def _changed(con: duckdb.DuckDBPyConnection, found: dict[str, tuple[str, Digest]]) -> Iterator[str]:
    """The tables whose rows are not those of their digest; `found` gives the SQL that reads each, and its digest."""

    def digested(rows: str) -> Digest | duckdb.Error:
        try:
            return digest(con.cursor(), rows)
        except duckdb.Error as error:
            return error

    with ThreadPoolExecutor(PROCESSORS) as pool:
        digests = list(pool.map(digested, (rows for rows, _ in found.values())))
    for (name, (_, recorded)), now in zip(found.items(), digests, strict=True):
        if isinstance(now, duckdb.Error):
            yield f"{name} cannot be read: {_told(now)}"
        elif now != recorded:
            yield f"{name} holds other rows than were published"


def _export(folder: Path, kind: str, table: str) -> Path:
    schema, _, name = table.partition(".")
    return folder / kind / schema / f"{name}.{kind}"


def _read(folder: Path, table: str) -> str:
    return parquet(_export(folder, "parquet", table))


def _told(error: Exception) -> str:
    """The first line of an error. What this process has too little of is raised: it says nothing of a release."""
    if lack := lack_of(error):
        raise lack
    return str(error).partition("\n")[0]
