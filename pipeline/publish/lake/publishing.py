"""Publishes a release to the lake: what differs, checked, in one transaction; then the pointer.

Whoever is killed in between leaves the release that was in force, whole. The next publisher finds what is there and
goes on, and removes the files that belong to nothing.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path

import duckdb

from pipeline.base.digests import digest
from pipeline.base.problems import Problem, ValidationFailed
from pipeline.base.sql_text import identifier, quoted
from pipeline.publish.lake.address import Address
from pipeline.publish.lake.differences import FRESH, LakeTable, put, put_comments, put_views, tables_in
from pipeline.publish.lake.engine import LAKE, told
from pipeline.publish.lake.in_force import LakeRelease, State
from pipeline.publish.lake.writing import writing
from pipeline.publish.release import SCHEMAS, key_problems
from pipeline.publish.release_files import FILE_NAME
from pipeline.schema.dictionary import ColumnEntry, TableEntry

AGAIN = "The release in the folder is in force all the same. See to it, and publish again: ccg-ratings refresh"
_CREATE = re.compile(r"^create macro ", re.MULTILINE)
_NAMES = re.compile(r"^create macro (\w+)", re.MULTILINE)


@dataclass(frozen=True)
class LakePublication:
    """What came of publishing to the lake: the tables that were written, none where the lake had them all."""

    release_id: str
    snapshot_id: int
    written: tuple[str, ...]
    was_in_force: bool


def publish(address: Address, folder: Path, macros: str) -> LakePublication:
    """Puts the release in `folder` in force in the lake; `macros` is the SQL that makes its macros.

    ValidationFailed, with the lake as it was, where that cannot be done.
    """
    with writing(address) as con, told(address, f"release {folder.name} was not published there", AGAIN):
        state = State(con)
        con.execute(f"ATTACH {quoted(str(folder / FILE_NAME))} AS {FRESH} (READ_ONLY)")
        release = _described(con)
        in_force = state.in_force()
        if in_force and _same(in_force, release):
            return LakePublication(in_force.release_id, in_force.snapshot_id, (), True)
        kept = next((one for one in state.releases() if _same(one, release)), None)
        written: tuple[str, ...] = ()
        if kept is None:
            if state.was_interrupted():
                # Nobody else writes, for the lock is ours.
                con.execute(f"CALL ducklake_delete_orphaned_files('{LAKE}', cleanup_all => true)")
            state.begin(release.release_id, _now())
            written = _write(con, release, macros)
            snapshot = con.execute(f"SELECT max(snapshot_id) FROM ducklake_snapshots('{LAKE}')").fetchall()[0][0]
            kept = replace(release, snapshot_id=snapshot)
        state.put_in_force(kept, _now())
        return LakePublication(kept.release_id, kept.snapshot_id, written, False)


def _same(one: LakeRelease, other: LakeRelease) -> bool:
    return (one.release_id, one.digest) == (other.release_id, other.digest)


def _now() -> datetime:
    return datetime.now(UTC).replace(tzinfo=None)


def _described(con: duckdb.DuckDBPyConnection) -> LakeRelease:
    release_id, as_at, code = con.execute(
        f"SELECT release_id, as_at::VARCHAR, code_version FROM {FRESH}.meta.release"
    ).fetchall()[0]
    return LakeRelease(release_id, -1, _now(), as_at, code, digest_of_all(con, FRESH))


def digest_of_all(con: duckdb.DuckDBPyConnection, database: str) -> str:
    """One digest over the row counts and digests of all tables, as meta.table has them."""
    query = f'SELECT schema_name, table_name, rows, digest FROM {database}.meta."table" ORDER BY ALL'
    return hashlib.sha256(repr(con.execute(query).fetchall()).encode()).hexdigest()


def _write(con: duckdb.DuckDBPyConnection, release: LakeRelease, macros: str) -> tuple[str, ...]:
    """Writes what differs and commits, or leaves the lake as it was."""
    con.execute("BEGIN")
    try:
        tables, before = tables_in(con, FRESH), tables_in(con, LAKE)
        con.execute("".join(f"CREATE SCHEMA IF NOT EXISTS {LAKE}.{schema};" for schema in SCHEMAS))
        by_digest = bool(before) and _versions_of(con, FRESH) == _versions_of(con, LAKE) == {duckdb.__version__}
        # The version of the code is that of sql/ too. Asked now, for meta.release is written with the tables.
        has_macros = bool(before) and _of_release(con, LAKE, "code_version") == {release.code_version}
        for gone in before.keys() - tables.keys():
            con.execute(f"DROP TABLE {before[gone].sql}")
        written = [name for name, table in tables.items() if put(con, table, before.get(name), by_digest=by_digest)]
        put_comments(con)
        if not has_macros:
            _put_macros(con, macros)
        put_views(con)
        if wrong := [*_other_rows(con, tables, written), *_broken_keys(con, tables, written)]:
            raise ValidationFailed(wrong)
        note = f"CALL ducklake_set_commit_message('{LAKE}', 'ccg-ratings', {quoted(f'release {release.release_id}')})"
        con.execute(f"{note};\nCOMMIT")
    except BaseException:
        _undo(con)
        raise
    return tuple(written)


def _put_macros(con: duckdb.DuckDBPyConnection, macros: str) -> None:
    """The macros that `macros` creates, and no others."""
    query = "SELECT function_name, function_type FROM duckdb_functions() WHERE database_name = ? AND NOT internal"
    for name, kind in con.execute(query, [LAKE]).fetchall():
        if name not in _NAMES.findall(macros):
            con.execute(f"DROP MACRO {'TABLE ' if kind == 'table_macro' else ''}{LAKE}.main.{identifier(name)}")
    con.execute(_CREATE.sub("create or replace macro ", macros))


def _undo(con: duckdb.DuckDBPyConnection) -> None:
    try:
        con.execute("ROLLBACK")
    except duckdb.Error:
        # A COMMIT that failed has ended the transaction already.
        return


def _versions_of(con: duckdb.DuckDBPyConnection, database: str) -> set[str]:
    """The versions of DuckDB whose digests a database has."""
    return _of_release(con, database, "duckdb_version")


def _of_release(con: duckdb.DuckDBPyConnection, database: str, column: str) -> set[str]:
    return {value for (value,) in con.execute(f"SELECT {column} FROM {database}.meta.release").fetchall()}


def _other_rows(con: duckdb.DuckDBPyConnection, tables: Mapping[str, LakeTable], written: list[str]) -> list[Problem]:
    """The tables that, read back before the commit, have not the digest of the release."""
    is_recorded = _versions_of(con, FRESH) == {duckdb.__version__}
    problems = []
    for table in map(tables.__getitem__, written):
        recorded = (table.rows, table.digest) if is_recorded and table.digest else digest(con, f"{FRESH}.{table.sql}")
        if digest(con, table.sql) != recorded:
            problems.append(Problem(table.full_name, None, "holds other rows in the lake than in the release", AGAIN))
    return problems


def _broken_keys(con: duckdb.DuckDBPyConnection, tables: Mapping[str, LakeTable], written: list[str]) -> list[Problem]:
    """Keys and references that do not hold, of each table that was written or refers to one: DuckLake has none."""
    problems = []
    for entry in entries_in(con, tables):
        targets = {column.references.rpartition(".")[0] for column in entry.columns if column.references}
        if entry.full_name in written or targets.intersection(written):
            problems += key_problems(con, entry)
    return problems


def entries_in(con: duckdb.DuckDBPyConnection, tables: Mapping[str, LakeTable]) -> list[TableEntry]:
    """The tables as the release itself declares them, as far as keys go."""
    query = 'SELECT schema_name, table_name, column_name, "references", of_rows FROM meta."column" ORDER BY column_no'
    columns: dict[str, list[ColumnEntry]] = {}
    for schema, name, column, references, of_rows in con.execute(query).fetchall():
        columns.setdefault(f"{schema}.{name}", []).append(
            ColumnEntry(column, "", "", references=references, of_rows=of_rows)
        )
    return [
        TableEntry(table.schema, table.name, "", table.key, tuple(columns.get(name, ())))
        for name, table in tables.items()
        if table.key
    ]
