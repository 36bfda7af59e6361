"""Reading a release of the lake: its catalogue is copied first, so that nothing that is asked reaches PostgreSQL.

Such a connection stays at its snapshot whatever is published meanwhile, and holds nothing of the catalogue open.
"""

from __future__ import annotations

from contextlib import closing
from pathlib import Path
from tempfile import TemporaryDirectory

import duckdb

from pipeline.base.problems import Problem, ValidationFailed
from pipeline.base.settings import MEMORY
from pipeline.base.sql_text import quoted
from pipeline.publish.lake.address import Address
from pipeline.publish.lake.engine import CATALOGUE, LAKE, open_engine, told
from pipeline.publish.lake.in_force import SCHEMA, LakeRelease, State
from pipeline.publish.lake.writing import UNREACHABLE
from pipeline.publish.warehouse import within

READER = "ccg-ratings reader"
NOTHING_YET = "Run: ccg-ratings refresh"


def connect(
    address: Address, release_id: str | None = None, memory: str = MEMORY
) -> tuple[duckdb.DuckDBPyConnection, LakeRelease]:
    """A connection to a release, the one in force without a name; it can read the lake's data and nothing else.

    ValidationFailed where there is none and where the lake cannot be reached.
    """
    with TemporaryDirectory(prefix="ccg-lake-") as folder:
        file = Path(folder) / "catalogue.ducklake"
        release = _copy(address, file, release_id)
        con = open_engine(address, catalogue=False)
        with told(address, f"release {release.release_id} cannot be read", UNREACHABLE):
            options = f"READ_ONLY, SNAPSHOT_VERSION {release.snapshot_id}, METADATA_CATALOG '{CATALOGUE}'"
            con.execute(f"ATTACH {quoted(f'ducklake:{file}')} AS {LAKE} ({options}); USE {LAKE}")
            # The data of the lake and no other file or address; the files of a release are small beside its tables.
            con.execute(
                f"{within(memory)}; SET allowed_directories = [{quoted(address.data)}];"
                "SET enable_external_access = false; SET lock_configuration = true"
            )
    return con, release


def releases(address: Address) -> tuple[LakeRelease | None, list[LakeRelease]]:
    """The release in force, None before the first, and all that are kept, the latest first."""
    with closing(_attached(address)) as con:
        if not _is_lake(con):
            return None, []
        state = State(con)
        with told(address, "its releases cannot be read", UNREACHABLE):
            con.execute("BEGIN")
            return state.in_force(), state.releases()


def _copy(address: Address, file: Path, release_id: str | None) -> LakeRelease:
    """Copies the catalogue as it is at one moment, and finds the release in it."""
    with closing(_attached(address)) as con:
        if not _is_lake(con):
            raise ValidationFailed([_missing(address, None, [])])
        with told(address, "its catalogue cannot be read", UNREACHABLE):
            con.execute(f"ATTACH {quoted(str(file))} AS copied; BEGIN")
            state = State(con)
            kept = state.releases()
            release = (
                state.in_force()
                if release_id is None
                else next((one for one in kept if one.release_id == release_id), None)
            )
            if release is None:
                raise ValidationFailed([_missing(address, release_id, kept)])
            tables = con.execute(
                f"""SELECT schema_name, table_name FROM duckdb_tables()
                WHERE database_name = '{CATALOGUE}' AND starts_with(table_name, 'ducklake_')"""
            ).fetchall()
            for schema, name in tables:
                con.execute(f"CREATE TABLE copied.{name} AS FROM {CATALOGUE}.{schema}.{name}")
            con.execute("COMMIT")
    return release


def _attached(address: Address) -> duckdb.DuckDBPyConnection:
    """A connection that can read the catalogue's database, without DuckLake."""
    con = open_engine(address, data=False)
    kind = "TYPE postgres, " if address.is_postgres else ""
    with told(address, "its catalogue cannot be reached", UNREACHABLE):
        con.execute(f"ATTACH {quoted(address.database(READER))} AS {CATALOGUE} ({kind}READ_ONLY)")
    return con


def _is_lake(con: duckdb.DuckDBPyConnection) -> bool:
    query = (
        "SELECT count(*) FROM duckdb_tables() WHERE database_name = ? AND schema_name = ? AND table_name = 'in_force'"
    )
    return bool(con.execute(query, [CATALOGUE, SCHEMA]).fetchall()[0][0])


def _missing(address: Address, release_id: str | None, kept: list[LakeRelease]) -> Problem:
    if release_id is None:
        return Problem(f"The lake {address}", None, "nothing is published there yet", NOTHING_YET)
    names = ", ".join(one.release_id for one in kept) or "none"
    return Problem(f"The lake {address}", None, f"no release '{release_id}' is kept there", f"Kept are: {names}")
