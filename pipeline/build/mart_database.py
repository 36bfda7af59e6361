"""Marts and their steps run in one database, each when those that it reads are done, and checked.

Here: a database in memory with what the marts read, the order, the files, and each result against the header of its
SQL file. Not here: whether all rows go through at once or in slices.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from concurrent.futures import FIRST_COMPLETED, Future, ThreadPoolExecutor, wait
from dataclasses import dataclass, field
from datetime import date
from graphlib import TopologicalSorter
from pathlib import Path

import duckdb

from pipeline.base.os_errors import of_disk
from pipeline.base.parallel import PROCESSORS, threads_per_table
from pipeline.base.problems import Problem, ValidationFailed
from pipeline.base.sql_functions import sql_functions
from pipeline.base.sql_text import parquet, quoted
from pipeline.build.mart_checks import wrong_columns, wrong_rows
from pipeline.build.mart_files import STEPS, Mart, Step

# Inputs of fewer rows are read into memory once, where they cost little, and not from their files by each query.
SMALL_ROWS = 50_000
# Of the ways to compress, the one that is written and read again fastest.
WORK_FORMAT = "FORMAT parquet, COMPRESSION lz4_raw"


@dataclass(frozen=True)
class Input:
    """A table that marts read: its files, and which of its rows, as a condition."""

    files: tuple[Path, ...]
    condition: str | None = None

    def __str__(self) -> str:
        return f"FROM {parquet(*self.files)}" + (f" WHERE {self.condition}" if self.condition else "")


@dataclass(frozen=True)
class Database:
    """How marts are run over `inputs`, of which there are `rows` in all: what is written goes to `folder`.

    The steps of `kept` are written too. `memory` is what DuckDB may hold; what is larger goes through files in the
    folder. `at_once` is how many marts are worked out at the same time. No mart may have a row that is not `inside`.
    """

    inputs: Mapping[str, Input]
    rows: int
    folder: Path
    as_at: date
    memory: str
    kept: Collection[str] = field(default=())
    at_once: int = PROCESSORS
    inside: str | None = None

    def file(self, step: Step) -> Path:
        name = step.entry.name if isinstance(step, Mart) else step.full_name
        return self.folder / f"{name}.parquet"


@dataclass(frozen=True)
class _Ran:
    """How a mart or a step went."""

    problems: Sequence[Problem] = ()
    rows: int = 0


def run_steps(steps: Sequence[Step], database: Database) -> dict[str, int]:
    """Runs marts and steps, each after those that it reads, and gives the row counts of what was written.

    A mart finds the day up to which editions are shown in meta.release. ValidationFailed when a table does not agree
    with its header.
    """
    database.folder.mkdir(parents=True, exist_ok=True)
    problems: list[Problem] = []
    invalid: list[Path] = []
    counts = {}
    in_memory = database.rows < SMALL_ROWS
    readers = Counter(name for step in steps for name in step.names)
    is_shared = {step.full_name for step in steps if readers[step.full_name] > 1}
    with opened(steps, database, in_memory) as con:

        def run(step: Step) -> _Ran:
            cursor = con.cursor()
            if isinstance(step, Mart) or step.full_name in database.kept:
                return _run(cursor, step, database, in_memory)
            # Worked out once where several queries read it, else only the columns that its one reader wants are. Of few
            # rows all are worked out: a view is planned anew by each view and query that reads it.
            is_table = in_memory or step.full_name in is_shared
            cursor.execute(f"CREATE {_relation(is_table)} {step.full_name} AS {step.query}")
            return _Ran()

        for step, result in _in_order(steps, run, database.at_once):
            try:
                ran = result.result()
            except duckdb.Error as error:
                if refused := of_disk(error):
                    raise refused from None
                # Marts that read this one would fail for its sake, so it is reported alone.
                lacks_memory = isinstance(error, duckdb.OutOfMemoryException)
                remedy = "Allow more memory (CCG_MEMORY, ulimit -v)" if lacks_memory else "Correct the query"
                raise ValidationFailed(
                    [*problems, Problem(step.path, None, f"does not run: {error}", remedy)]
                ) from None
            if ran.problems:
                problems += ran.problems
                invalid.append(database.file(step))
            elif isinstance(step, Mart) or step.full_name in database.kept:
                counts[step.full_name] = ran.rows
    if problems:
        for target in invalid:
            target.unlink(missing_ok=True)
        raise ValidationFailed(sorted(problems, key=lambda problem: problem.path))
    return counts


def opened(steps: Sequence[Step], database: Database, in_memory: bool) -> duckdb.DuckDBPyConnection:
    """A database in memory with what the marts read."""
    settings: dict[str, str | bool | int | float | list[str]] = {
        "memory_limit": database.memory,
        "temp_directory": str(database.folder / "spilled"),
        "preserve_insertion_order": False,
        # Joins run as they are written: from Parquet DuckDB cannot tell how many rows a join leaves.
        "disabled_optimizers": "join_order",
        "threads": threads_per_table(database.rows),
    }
    con = duckdb.connect(config=settings)
    for schema in {name.partition(".")[0] for name in database.inputs} | {"marts", "meta", STEPS}:
        con.execute(f'CREATE SCHEMA IF NOT EXISTS "{schema}"')
    con.execute(sql_functions())
    con.execute("CREATE TABLE meta.release AS SELECT CAST(? AS DATE) AS as_at", [database.as_at])
    for name in {name for step in steps for name in step.names} & database.inputs.keys():
        con.execute(f"CREATE {_relation(in_memory)} {name} AS {database.inputs[name]}")
    return con


def _in_order(steps: Sequence[Step], run: Callable[[Step], _Ran], at_once: int) -> Iterator[tuple[Step, Future[_Ran]]]:
    """Runs marts and steps, several at once, each when those that it reads are done; gives them as they end.

    Of those that could be run, the ones for which the most others wait come first.
    """
    by_name = {step.full_name: step for step in steps}
    order = TopologicalSorter({name: step.names & by_name.keys() for name, step in by_name.items()})
    order.prepare()
    waiting = _waiting_for(by_name)
    ready: list[str] = []
    running: dict[Future[_Ran], str] = {}
    pool = ThreadPoolExecutor(at_once)
    try:
        while order.is_active():
            ready = sorted([*ready, *order.get_ready()], key=lambda name: (-waiting[name], name))
            free = at_once - len(running)
            running |= {pool.submit(run, by_name[name]): name for name in ready[:free]}
            ready = ready[free:]
            for future in wait(running, return_when=FIRST_COMPLETED).done:
                name = running.pop(future)
                order.done(name)
                yield by_name[name], future
    finally:
        # Where one does not run, those that wait for a thread need not.
        pool.shutdown(cancel_futures=True)


def _waiting_for(steps: Mapping[str, Step]) -> Counter[str]:
    """How many wait for each, directly or through others."""
    read: dict[str, frozenset[str]] = {}
    # Each stands after those that it reads.
    for name, step in steps.items():
        direct = step.names & steps.keys()
        read[name] = direct.union(*(read[other] for other in direct))
    return Counter(name for names in read.values() for name in names)


def _run(con: duckdb.DuckDBPyConnection, step: Step, database: Database, in_memory: bool) -> _Ran:
    """Writes a mart to its file, for others to read; gives what is not as its header says, and its row count.

    Few rows stay in memory as well: planning a query over many small files takes longer than running it.
    """
    name, file = step.full_name, database.file(step)
    con.execute(f"CREATE {_relation(in_memory)} {name} AS {step.query}")
    if isinstance(step, Mart) and (wrong := wrong_columns(con, step)):
        return _Ran(wrong)
    # The rows are in no order: the release puts every table into the order of its key.
    con.execute(f"COPY {name} TO {quoted(str(file))} ({WORK_FORMAT})")
    if not in_memory:
        con.execute(f"CREATE OR REPLACE VIEW {name} AS FROM {parquet(file)}")
    return _Ran(*wrong_rows(con, step, database.inside)) if isinstance(step, Mart) else _Ran(rows=_rows(con, name))


def _rows(con: duckdb.DuckDBPyConnection, name: str) -> int:
    return int(con.execute(f"SELECT count(*) FROM {name}").fetchall()[0][0])


def _relation(in_memory: bool) -> str:
    return "TABLE" if in_memory else "VIEW"
