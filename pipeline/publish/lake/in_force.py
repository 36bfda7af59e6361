"""Which release of a lake is in force: those that it keeps, and a pointer of one row, in the catalogue's database.

They stand beside DuckLake's own tables, in a schema of their own, and change in one transaction of that database.
"""

from __future__ import annotations

from dataclasses import astuple, dataclass
from datetime import datetime

import duckdb

from pipeline.base.sql_text import literal
from pipeline.publish.lake.engine import CATALOGUE

SCHEMA = "ccg_ratings"
# `unfinished` has a row while a release is written; one that is still there was left by a publisher that died.
_TABLES = """
CREATE SCHEMA IF NOT EXISTS {0};
CREATE TABLE IF NOT EXISTS {0}.release (release_id VARCHAR PRIMARY KEY, snapshot_id BIGINT NOT NULL,
    published_at TIMESTAMP NOT NULL, as_at DATE NOT NULL, code_version VARCHAR NOT NULL, digest VARCHAR NOT NULL);
CREATE TABLE IF NOT EXISTS {0}.in_force (one BOOLEAN PRIMARY KEY, release_id VARCHAR NOT NULL,
    snapshot_id BIGINT NOT NULL, since TIMESTAMP NOT NULL);
CREATE TABLE IF NOT EXISTS {0}.unfinished (release_id VARCHAR PRIMARY KEY, since TIMESTAMP NOT NULL)
"""
_COLUMNS = "release_id, snapshot_id, published_at, as_at::VARCHAR, code_version, digest"


@dataclass(frozen=True)
class LakeRelease:
    """A release in the lake: the `snapshot_id` at which it is read, and a `digest` over those of all its tables."""

    release_id: str
    snapshot_id: int
    published_at: datetime
    as_at: str
    code_version: str
    digest: str


class State:
    """The state of a lake whose catalogue's database is attached as `database`."""

    def __init__(self, con: duckdb.DuckDBPyConnection, database: str = CATALOGUE) -> None:
        self.con = con
        self.schema = f"{database}.{SCHEMA}"

    def prepare(self) -> None:
        self.con.execute(_TABLES.format(self.schema))

    def releases(self) -> list[LakeRelease]:
        """All releases that can be read, the latest first."""
        rows = self.con.execute(f"SELECT {_COLUMNS} FROM {self.schema}.release ORDER BY release_id DESC").fetchall()
        return [LakeRelease(*row) for row in rows]

    def in_force(self) -> LakeRelease | None:
        """The release that readers see; None before the first."""
        columns = _COLUMNS.replace("release_id", "release.release_id").replace("snapshot_id", "release.snapshot_id")
        rows = self.con.execute(
            f"SELECT {columns} FROM {self.schema}.in_force INNER JOIN {self.schema}.release USING (release_id)"
        ).fetchall()
        return LakeRelease(*rows[0]) if rows else None

    def put_in_force(self, release: LakeRelease, since: datetime) -> None:
        """Notes a release and points at it, or does neither."""
        values = ", ".join(map(literal, astuple(release)))
        pointer = ", ".join(map(literal, (True, release.release_id, release.snapshot_id, since)))
        self._in_transaction(
            f"DELETE FROM {self.schema}.release WHERE release_id = {literal(release.release_id)}",
            f"INSERT INTO {self.schema}.release VALUES ({values})",
            f"DELETE FROM {self.schema}.in_force",
            f"INSERT INTO {self.schema}.in_force VALUES ({pointer})",
            f"DELETE FROM {self.schema}.unfinished",
        )

    def forget(self, release_ids: list[str]) -> None:
        """Takes releases off the list; their snapshots are then nobody's."""
        if release_ids:
            names = ", ".join(map(literal, release_ids))
            self.con.execute(f"DELETE FROM {self.schema}.release WHERE release_id IN ({names})")

    def begin(self, release_id: str, since: datetime) -> None:
        """Notes that a release is being written."""
        self._in_transaction(
            f"DELETE FROM {self.schema}.unfinished",
            f"INSERT INTO {self.schema}.unfinished VALUES ({literal(release_id)}, {literal(since)})",
        )

    def was_interrupted(self) -> bool:
        """Whether a publisher left files behind that belong to nothing."""
        return bool(self.con.execute(f"FROM {self.schema}.unfinished").fetchall())

    def end(self) -> None:
        self.con.execute(f"DELETE FROM {self.schema}.unfinished")

    def _in_transaction(self, *statements: str) -> None:
        self.con.execute("BEGIN")
        try:
            for statement in statements:
                self.con.execute(statement)
            self.con.execute("COMMIT")
        except duckdb.Error:
            self.con.execute("ROLLBACK")
            raise
