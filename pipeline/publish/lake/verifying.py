"""Whether a release still is in the lake as it was published: every row, key and comment of it is read."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass

import duckdb

from pipeline.base.digests import digest
from pipeline.publish.lake.address import Address, without_passwords
from pipeline.publish.lake.differences import LakeTable, tables_in
from pipeline.publish.lake.engine import LAKE
from pipeline.publish.lake.in_force import LakeRelease
from pipeline.publish.lake.publishing import digest_of_all, entries_in
from pipeline.publish.lake.reading import connect
from pipeline.publish.release import key_problems


@dataclass(frozen=True)
class LakeVerified:
    """What came of it: how much was read, what is wrong, and what could not be compared."""

    release: LakeRelease
    tables: int
    rows: int
    problems: list[str]
    not_compared: list[str]


def verify(address: Address, release_id: str | None = None) -> LakeVerified:
    """Compares a release in the lake, the one in force without a name, with what it says of itself."""
    con, release = connect(address, release_id)
    with closing(con):
        try:
            tables = tables_in(con, LAKE)
            versions = {version for (version,) in con.execute("SELECT duckdb_version FROM meta.release").fetchall()}
            is_comparable = versions == {duckdb.__version__}
            problems = [*_of_release(con, release), *_of_tables(con, tables, is_comparable)]
        except duckdb.Error as error:
            return LakeVerified(release, 0, 0, [_first_line(error)], [])
    hashes = f"the digests, which are those of DuckDB {', '.join(versions)}, and this is {duckdb.__version__}"
    rows = sum(table.rows or 0 for table in tables.values())
    return LakeVerified(release, len(tables), rows, problems, [] if is_comparable else [hashes])


def _of_release(con: duckdb.DuckDBPyConnection, release: LakeRelease) -> Iterator[str]:
    names = [name for (name,) in con.execute("SELECT release_id FROM meta.release").fetchall()]
    if names != [release.release_id]:
        yield f"meta.release names {', '.join(names) or 'none'}, and the catalogue {release.release_id}"
    if digest_of_all(con, LAKE) != release.digest:
        yield "meta.table is not what was published"


def _of_tables(con: duckdb.DuckDBPyConnection, tables: dict[str, LakeTable], is_comparable: bool) -> Iterator[str]:
    query = """SELECT schema_name || '.' || table_name FROM meta."table" UNION
        SELECT schema_name || '.' || table_name FROM meta."column" ORDER BY ALL"""
    said = [name for (name,) in con.execute(query).fetchall()]
    yield from (f"{name} is missing" for name in said if name not in tables)
    readable = {}
    for name in (name for name in said if name in tables):
        try:
            found = digest(con, tables[name].sql)
        except duckdb.Error as error:
            yield f"{name} cannot be read: {_first_line(error)}"
            continue
        readable[name] = tables[name]
        rows, recorded = tables[name].rows, tables[name].digest
        if rows is not None and (found if is_comparable else found[0]) != ((rows, recorded) if is_comparable else rows):
            yield f"{name} holds other rows than were published"
    for entry in entries_in(con, tables):
        needs = {column.references.rpartition(".")[0] for column in entry.columns if column.references}
        if {entry.full_name, *needs} <= readable.keys():
            yield from (str(problem) for problem in key_problems(con, entry))


def _first_line(error: Exception) -> str:
    return without_passwords(str(error)).partition("\n")[0]
