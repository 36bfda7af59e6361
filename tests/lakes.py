"""Lakes for tests: a PostgreSQL of the session, started by the project's own script, and releases of a few tables."""

from __future__ import annotations

import os
import shutil
import socket
import subprocess
import tempfile
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from importlib.util import find_spec
from itertools import count
from pathlib import Path

import duckdb
import pytest

from pipeline.base.digests import digest
from pipeline.base.settings import PROJECT_DIR
from pipeline.publish.lake.address import Address, read_address

SCRIPT = PROJECT_DIR / "scripts" / "postgresql.sh"
_numbers = count()


@dataclass(frozen=True)
class Server:
    """A PostgreSQL that runs: its programs, and how to connect to it."""

    programs: Path
    connection: str

    def database(self) -> str:
        """How to connect to a new and empty database."""
        name = f"lake_{next(_numbers)}"
        self.psql("postgres", f"CREATE DATABASE {name}")
        return self.connection.replace("dbname=postgres", f"dbname={name}")

    def psql(self, database: str, command: str) -> str:
        to = self.connection.replace("dbname=postgres", f"dbname={database}")
        return self.run("psql", to, "--quiet", "--no-align", "--tuples-only", "--command", command)

    def run(self, program: str, *arguments: str) -> str:
        done = subprocess.run([self.programs / program, *arguments], capture_output=True, text=True, check=True)
        return done.stdout


@contextmanager
def running_server() -> Iterator[Server]:
    """PostgreSQL for the tests of a session; they are skipped where it cannot be had."""
    found = subprocess.run(["sh", SCRIPT, "find"], capture_output=True, text=True, check=False)
    if found.returncode:
        pytest.skip(found.stderr.strip())
    with server_folder() as folder:
        try:
            # Nothing outlives the session, so nothing needs to reach the disk.
            options = ("fsync=off", "synchronous_commit=off", "full_page_writes=off", "autovacuum=off")
            start = ["sh", SCRIPT, "start", folder, str(free_port()), *options]
            started = subprocess.run(start, capture_output=True, text=True, check=False, timeout=60)
            assert started.returncode == 0, started.stderr
            yield Server(Path(found.stdout.strip()), started.stdout.strip())
        finally:
            subprocess.run(["sh", SCRIPT, "stop", folder], check=False, capture_output=True, timeout=60)


@contextmanager
def server_folder() -> Iterator[Path]:
    """A folder for a server: not one of pytest's, which the user that PostgreSQL runs as may not enter."""
    folder = Path(tempfile.mkdtemp(prefix="ccg-postgresql-"))
    folder.chmod(0o755)
    try:
        yield folder / "data"
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def need_extensions() -> None:
    """Skips where the extra `lake` is not installed, as with the next DuckDB."""
    package = find_spec("duckdb_extension_ducklake")
    file = package and Path(package.submodule_search_locations[0]) / "extensions" / f"v{duckdb.__version__}"  # type: ignore[index]
    if not file or not file.is_dir():
        pytest.skip(f"the extra `lake` is not installed for DuckDB {duckdb.__version__}")


def free_port() -> int:
    with socket.socket() as listening:
        listening.bind(("127.0.0.1", 0))
        return int(listening.getsockname()[1])


def lake_in(server: Server, folder: Path) -> Address:
    """An empty lake: a new database, and its data in `folder`."""
    return read_address(f"ducklake:postgres:{server.database()}", str(folder))


def small_release(
    folder: Path,
    release_id: str,
    values: Sequence[tuple[str, int, int]],
    *,
    more: str = "",
    keys: Mapping[str, list[str]] | None = None,
) -> Path:
    """A release of two tables: documents, and the values (document, number, value) that they state.

    `more` is SQL that goes on from there, `keys` are those of tables that it makes; the digests are taken afterwards.
    """
    release = folder / release_id
    release.mkdir(parents=True)
    with duckdb.connect(str(release / "ccg_ratings.duckdb")) as con:
        con.execute(
            """CREATE SCHEMA core; CREATE SCHEMA marts; CREATE SCHEMA meta;
            CREATE TABLE core.document (document_id VARCHAR, title VARCHAR);
            CREATE TABLE core.stated (document_id VARCHAR, no BIGINT, value BIGINT);
            COMMENT ON TABLE core.stated IS 'A value.';
            COMMENT ON COLUMN core.stated.value IS 'It''s the value [people]';
            CREATE TABLE meta.release (release_id VARCHAR, as_at DATE, code_version VARCHAR, duckdb_version VARCHAR);
            CREATE TABLE meta."table" (schema_name VARCHAR, table_name VARCHAR, key VARCHAR[], rows BIGINT,
                digest VARCHAR);
            CREATE TABLE meta."column" (schema_name VARCHAR, table_name VARCHAR, column_no BIGINT, column_name VARCHAR,
                "references" VARCHAR, of_rows VARCHAR);
            INSERT INTO meta."column" VALUES ('core', 'stated', 1, 'document_id', 'core.document.document_id', NULL)"""
        )
        con.execute("INSERT INTO meta.release VALUES (?, DATE '2021-07-01', 'code', version()[2:])", [release_id])
        if values:
            con.executemany("INSERT INTO core.stated VALUES (?, ?, ?)", values)
        con.execute("INSERT INTO core.document SELECT DISTINCT document_id, 'Title' FROM core.stated ORDER BY ALL")
        con.execute(more)
        note_digests(con, {"core.document": ["document_id"], "core.stated": ["document_id", "no"], **(keys or {})})
    return release


def note_digests(con: duckdb.DuckDBPyConnection, keys: dict[str, list[str]]) -> None:
    """Fills meta.table with the tables of `keys`, as a release does."""
    con.execute('DELETE FROM meta."table"')
    for name, key in keys.items():
        schema, _, table = name.partition(".")
        row = [schema, table, key, *digest(con, name)]
        con.execute('INSERT INTO meta."table" BY NAME SELECT ? AS schema_name, ? AS table_name, ? AS key, '
                    "? AS rows, ? AS digest", row)  # fmt: skip


def data_files(address: Address) -> int:
    return sum(1 for path in Path(address.data).rglob("*") if path.is_file())


def environment_of(address: Address) -> dict[str, str]:
    """The settings that name a lake."""
    return {"CCG_LAKE": address.ducklake(), "CCG_LAKE_DATA": address.data}


def child_environment() -> dict[str, str]:
    return {**os.environ, "PYTHONPATH": os.pathsep.join([str(PROJECT_DIR), str(PROJECT_DIR / "tests")])}
