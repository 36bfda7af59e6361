"""Dagster's event log in SQLite, with its connections kept instead of a new engine and connection for every event.

Without this `ccg-ratings refresh` takes 1.9 x as long, because it waits for the disk, and 1.2 x as much processor time
(benchmarks/bench_exceptions.py). It relies on Dagster's private names, so a test refreshes through it. Layout, schema
and queries of the log are Dagster's: removing the lines from dagster.yaml loses nothing.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import Any

import sqlalchemy
from dagster._core.storage.event_log import SqliteEventLogStorage

BUSY_TIMEOUT_SECONDS = 15


class KeptEngineEventLogStorage(SqliteEventLogStorage):
    """SqliteEventLogStorage that keeps its connections, and with them the compiled statements, until it is disposed."""

    @classmethod
    def from_config_value(cls, inst_data: Any, config_value: Mapping[str, Any]) -> KeptEngineEventLogStorage:
        return cls(inst_data=inst_data, **config_value)

    def __init__(self, base_dir: str, inst_data: Any = None) -> None:
        self._engines: dict[str, sqlalchemy.Engine] = {}
        super().__init__(base_dir, inst_data)

    @contextmanager
    def _connect(self, shard: str) -> Iterator[sqlalchemy.Connection]:
        if shard not in self._engines:
            # The first time, Dagster makes the database if it is not there.
            with super()._connect(shard):
                pass
            engine = sqlalchemy.create_engine(
                self.conn_string_for_shard(shard), connect_args={"timeout": BUSY_TIMEOUT_SECONDS}
            )
            sqlalchemy.event.listen(engine, "connect", _flush_at_checkpoints)
            self._engines[shard] = engine
        with self._db_lock, self._engines[shard].begin() as connection:
            yield connection

    def dispose(self) -> None:
        for engine in self._engines.values():
            engine.dispose()
        self._engines.clear()
        super().dispose()


def _flush_at_checkpoints(connection: Any, record: Any) -> None:
    """Waits for the disk at checkpoints and not at every event: a power cut may cost the last events, never the log."""
    connection.execute("PRAGMA synchronous=NORMAL")
