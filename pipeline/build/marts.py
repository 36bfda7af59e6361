"""Runs the marts and their steps over Parquet, each when those that it reads are done.

Each result is checked against the header of its SQL file.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from concurrent.futures import FIRST_COMPLETED, Future, ThreadPoolExecutor, wait
from datetime import date
from graphlib import TopologicalSorter
from pathlib import Path

import duckdb

from pipeline.base.parallel import PROCESSORS, row_counts, threads_per_table
from pipeline.base.problems import Problem, ValidationFailed
from pipeline.base.sql_functions import sql_functions
from pipeline.build.mart_files import STEPS, Mart, Step, read_marts
from pipeline.schema.dictionary import TableEntry

__all__ = ["MEMORY", "STEPS", "WORK_FORMAT", "Mart", "entries", "read_marts", "run_marts"]

# What is at problem with a mart that was run, and its row count.
Ran = tuple[list[Problem], int]

# Inputs of fewer rows are read into memory once, where they cost little, and not from their files by each query.
SMALL_ROWS = 50_000
# What DuckDB may hold in memory while it builds marts; what is larger goes through files in the run's folder.
MEMORY = "3GB"
# Of the ways to compress, the one that is written and read again fastest.
WORK_FORMAT = "FORMAT parquet, COMPRESSION lz4_raw"


def run_marts(marts: Sequence[Mart], inputs: dict[str, Path], folder: Path, as_at: date) -> dict[str, int]:
    """Runs `marts` over the Parquet files of `inputs`, each after those that it reads, and gives their row counts.

    Each is written to `folder`.

    A mart finds the day up to which editions are shown in meta.release. ValidationFailed when a table does not agree
    with its header.
    """
    folder.mkdir(parents=True, exist_ok=True)
    problems: list[Problem] = []
    invalid: list[Path] = []
    counts = {}
    rows = sum(row_counts(inputs).values())
    in_memory = rows < SMALL_ROWS
    settings: dict[str, str | bool | int | float | list[str]] = {
        "memory_limit": MEMORY,
        "temp_directory": str(folder / "spilled"),
        "preserve_insertion_order": False,
        # Joins run as they are written: from Parquet DuckDB cannot tell how many rows a join leaves.
        "disabled_optimizers": "join_order",
        "threads": threads_per_table(rows),
    }
    with duckdb.connect(config=settings) as con:
        for schema in {name.partition(".")[0] for name in inputs} | {"marts", "meta", STEPS}:
            con.execute(f'CREATE SCHEMA IF NOT EXISTS "{schema}"')
        con.execute(sql_functions())
        con.execute("CREATE TABLE meta.release AS SELECT CAST(? AS DATE) AS as_at", [as_at])
        for name in {name for mart in marts for name in mart.reads} & inputs.keys():
            con.execute(f"CREATE {_relation(in_memory)} {name} AS FROM read_parquet({_quoted(inputs[name])})")
        steps = _with_steps(marts)
        readers = Counter(name for step in steps for name in step.names)
        is_shared = {step.full_name for step in steps if readers[step.full_name] > 1}

        def run(step: Step) -> Ran:
            if isinstance(step, Mart):
                return _run(con.cursor(), step, _file(folder, step), in_memory)
            # Worked out once where several queries read it; else only the columns that its one reader wants are.
            con.cursor().execute(f"CREATE {_relation(step.full_name in is_shared)} {step.full_name} AS {step.query}")
            return [], 0

        for step, result in _in_order(steps, run):
            try:
                found, rows = result.result()
            except duckdb.Error as error:
                # Marts that read this one would fail for its sake, so it is reported alone.
                raise ValidationFailed(
                    [*problems, Problem(step.path, None, f"does not run: {error}", "Correct the query")]
                ) from None
            if not isinstance(step, Mart):
                continue
            if found:
                problems += found
                invalid.append(_file(folder, step))
            else:
                counts[step.entry.name] = rows
    if problems:
        for target in invalid:
            target.unlink(missing_ok=True)
        raise ValidationFailed(sorted(problems, key=lambda problem: problem.path))
    return counts


def _with_steps(marts: Sequence[Mart]) -> list[Step]:
    """Marts and the steps that they read, each after those that it reads."""
    return list({step.full_name: step for mart in marts for step in (*mart.steps, mart)}.values())


def _in_order(steps: Sequence[Step], run: Callable[[Step], Ran]) -> Iterator[tuple[Step, Future[Ran]]]:
    """Runs marts and steps, several at once, each when those that it reads are done; gives them as they end.

    Of those that could be run, the ones for which the most others wait come first.
    """
    by_name = {step.full_name: step for step in steps}
    order = TopologicalSorter({name: step.names & by_name.keys() for name, step in by_name.items()})
    order.prepare()
    waiting = _waiting_for(by_name)
    ready: list[str] = []
    running: dict[Future[Ran], str] = {}
    pool = ThreadPoolExecutor(PROCESSORS)
    try:
        while order.is_active():
            ready = sorted([*ready, *order.get_ready()], key=lambda name: (-waiting[name], name))
            free = PROCESSORS - len(running)
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


def _file(folder: Path, mart: Mart) -> Path:
    return folder / f"{mart.entry.name}.parquet"


def _run(con: duckdb.DuckDBPyConnection, mart: Mart, target: Path, in_memory: bool) -> Ran:
    """Writes a mart to its file, for others to read; gives what is not as its header says, and its row count.

    Few rows stay in memory as well: planning a query over many small files takes longer than running it.
    """
    name, file = mart.full_name, _quoted(target)
    con.execute(f"CREATE {_relation(in_memory)} {name} AS {mart.query}")
    if wrong := _wrong_columns(con, mart):
        return wrong, 0
    # The rows are in no order: the release puts every table into the order of its key.
    con.execute(f"COPY {name} TO {file} ({WORK_FORMAT})")
    if not in_memory:
        con.execute(f"CREATE OR REPLACE VIEW {name} AS FROM read_parquet({file})")
    return _wrong_rows(con, mart)


def _relation(in_memory: bool) -> str:
    return "TABLE" if in_memory else "VIEW"


def _wrong_columns(con: duckdb.DuckDBPyConnection, mart: Mart) -> list[Problem]:
    """Where the query returns other columns than the header declares."""
    found = [(row[0], row[1]) for row in con.execute(f"DESCRIBE {mart.full_name}").fetchall()]
    declared = [(column.name, column.type) for column in mart.entry.columns]
    if found == declared:
        return []
    differing = [f"{name} {kind}" for name, kind in found if (name, kind) not in declared]
    missing = [f"{name} {kind}" for name, kind in declared if (name, kind) not in found]
    parts = [f"returns {', '.join(differing)}, which the header does not declare"] if differing else []
    parts += [f"does not return {', '.join(missing)}, which the header declares"] if missing else []
    message = " and ".join(parts) or "returns the columns in another order than the header declares"
    return [Problem(mart.path, None, message, "Make the header and the query agree")]


def _wrong_rows(con: duckdb.DuckDBPyConnection, mart: Mart) -> tuple[list[Problem], int]:
    """Where a built table has NULLs or keys that its header excludes, and its row count."""
    entry = mart.entry
    required = [column.name for column in entry.columns if not column.nullable]
    key = ", ".join(entry.key)
    doubles = "SELECT count(*) FROM (FROM {} SELECT {} GROUP BY ALL HAVING count(*) > 1)"
    # Keys are compared by their hashes first, which takes a fraction of the time; equal hashes need not be equal keys.
    alike = doubles.format(entry.full_name, f"hash({key})")
    counts = ["count(*)", f"({alike})", *(f"count(*) FILTER ({name} IS NULL)" for name in required)]
    rows, repeated, *nulls = con.execute(f"SELECT {', '.join(counts)} FROM {entry.full_name}").fetchall()[0]
    if repeated:
        repeated = _one(con, doubles.format(entry.full_name, key))
    problems = [
        Problem(
            mart.path,
            None,
            f"{name} is NULL in {count} rows, and the header says that it never is",
            "Write the type with a ? or correct the query",
        )
        for name, count in zip(required, nulls, strict=True)
        if count
    ]
    if repeated:
        message = f"{repeated} keys ({key}) have several rows"
        problems.append(Problem(mart.path, None, message, "Correct the key or the query"))
    return problems, rows


def _one(con: duckdb.DuckDBPyConnection, query: str) -> int:
    return int(con.execute(query).fetchall()[0][0])


def _quoted(path: Path) -> str:
    return "'" + str(path).replace("'", "''") + "'"


def entries(marts: Iterable[Mart]) -> list[TableEntry]:
    """What the marts' headers declare."""
    return [mart.entry for mart in marts]
