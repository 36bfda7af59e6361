"""The one connection that may write to a lake: of several publishers at once one gets it, the others are told."""

from __future__ import annotations

import os
import socket
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import duckdb

from pipeline.base.problems import Problem, ValidationFailed
from pipeline.base.sql_text import quoted
from pipeline.publish.duckdb_errors import is_locked
from pipeline.publish.lake.address import Address
from pipeline.publish.lake.engine import CATALOGUE, LAKE, open_engine, told
from pipeline.publish.lake.in_force import State

# Of PostgreSQL's advisory locks, which are numbers of a database; this is “ccg lake” in ASCII, cut to eight bytes.
LOCK = int.from_bytes(b"ccg lake", "big")
# PostgreSQL shows it beside each connection of a publisher, with the machine and the process.
APPLICATION = "ccg-ratings publisher"
# How long the connections of a publisher that died may take to end.
PATIENCE_SECONDS = 20.0
_GATE = "gate"
UNREACHABLE = "See to it that the catalogue's database runs and CCG_LAKE and CCG_LAKE_DATA are right"


@contextmanager
def writing(address: Address) -> Iterator[duckdb.DuckDBPyConnection]:
    """A connection with the lake attached as its default database, locked against every other publisher.

    ValidationFailed where another one publishes, and where the lake cannot be reached; nothing is changed then.
    """
    me = f"{APPLICATION} {socket.gethostname()[:24]} {os.getpid()}"
    with open_engine(address) as con:
        held = con.cursor()
        if address.is_postgres:
            with told(address, "its catalogue cannot be reached", UNREACHABLE):
                con.execute(f"ATTACH {quoted(address.database(me))} AS {_GATE} (TYPE postgres)")
                # The lock ends with this transaction, and so with this process however it ends.
                held.execute("BEGIN")
            _take_lock(held, address)
        try:
            _attach(con, address, me)
            yield con
        finally:
            held.close()


def _attach(con: duckdb.DuckDBPyConnection, address: Address, me: str) -> None:
    # Rows are in files of the data alone, so that a copy of it and a dump of the catalogue are the whole lake.
    options = f"DATA_PATH {quoted(address.data)}, METADATA_CATALOG '{CATALOGUE}', DATA_INLINING_ROW_LIMIT 0"
    try:
        if not address.is_remote:
            Path(address.data).mkdir(parents=True, exist_ok=True)
        with told(address, "it cannot be opened for publishing", UNREACHABLE):
            try:
                con.execute(f"ATTACH {quoted(address.ducklake(me))} AS {LAKE} ({options})")
            except duckdb.IOException as error:
                if is_locked(error):
                    raise ValidationFailed([_held(address, "another process, which has its catalogue open")]) from None
                raise
            con.execute(f"USE {LAKE}")
            State(con).prepare()
    except OSError as error:
        raise ValidationFailed(
            [Problem(address.data, None, f"cannot be written: {error.strerror}", UNREACHABLE)]
        ) from None


def _take_lock(held: duckdb.DuckDBPyConnection, address: Address) -> None:
    # Nothing is asked of this connection while a release is written, however long that takes.
    kept_open = "set_config('idle_in_transaction_session_timeout', '0', true)"
    if not _asked(held, f"SELECT pg_try_advisory_xact_lock({LOCK}), {kept_open}")[0][0]:
        who = _asked(
            held,
            f"""SELECT application_name || ', since ' || to_char(backend_start, 'YYYY-MM-DD HH24:MI')
            FROM pg_locks INNER JOIN pg_stat_activity USING (pid)
            WHERE locktype = 'advisory' AND granted AND objsubid = 1
            AND (classid::bigint << 32 | objid::bigint) = {LOCK}""",
        )
        raise ValidationFailed([_held(address, str(who[0][0]) if who and who[0][0] else "another publisher")])
    # What a publisher that was killed had begun, the server may still be ending.
    others = f"""SELECT count(*) FROM pg_stat_activity WHERE datname = current_database()
        AND application_name LIKE '{APPLICATION}%' AND state IN ('active', 'idle in transaction')
        AND application_name <> (SELECT application_name FROM pg_stat_activity WHERE pid = pg_backend_pid())
        AND backend_start < (SELECT backend_start FROM pg_stat_activity WHERE pid = pg_backend_pid())"""
    until = time.monotonic() + PATIENCE_SECONDS
    while _asked(held, others)[0][0]:
        if time.monotonic() > until:
            raise ValidationFailed([_held(address, "a publisher whose connection is still open")])
        time.sleep(0.2)


def _asked(con: duckdb.DuckDBPyConnection, query: str) -> list[tuple[object, ...]]:
    return con.execute(f"FROM postgres_query('{_GATE}', {quoted(query)})").fetchall()


def _held(address: Address, who: str) -> Problem:
    return Problem(
        f"The lake {address}",
        None,
        f"it is being published to by {who}; nothing of this release was published there",
        "Wait for it; the next refresh publishes what is missing",
    )
