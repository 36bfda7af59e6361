"""The marts: one SQL file a table, run in the order that their own FROM and JOIN give.

Here: reading a file's header, finding what it reads, running all of them over Parquet, holding the result against
the header. Not here: the SQL, and anything with templates in it.
"""

from __future__ import annotations

import json
import re
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from concurrent.futures import FIRST_COMPLETED, Future, ThreadPoolExecutor, wait
from dataclasses import dataclass
from datetime import date
from functools import cache
from graphlib import CycleError, TopologicalSorter
from pathlib import Path

import duckdb

from pipeline.base.faults import Fault, Refused
from pipeline.base.parallel import AT_ONCE, row_counts, threads_per_table
from pipeline.base.paths import shown
from pipeline.base.sql_functions import sql_functions
from pipeline.schema.dictionary import ColumnEntry, TableEntry

_KEY = re.compile(r"-- key: (.+)")
_COLUMN = re.compile(r"--   (\w+) ([A-Z]+(?: [A-Z]+)*(?:\(\d+,\d+\))?(?:\[\])?)(\?)?(?: \[([^\]]+)\])? -- (.+)")


@dataclass(frozen=True)
class Mart:
    """A mart: what its header declares, the tables it reads (such as core.rating), and its query."""

    entry: TableEntry
    reads: frozenset[str]
    query: str
    path: str


@cache
def read_marts(folder: Path) -> tuple[Mart, ...]:
    """The marts of `folder`, each after those that it reads; Refused with every fault of headers and references."""
    faults: list[Fault] = []
    with duckdb.connect() as con:
        read = [_read(con, path, faults) for path in sorted(folder.glob("*.sql"))]
    marts = {mart.entry.full_name: mart for mart in read if mart}
    for mart in marts.values():
        faults += [
            Fault(mart.path, None, f"reads {name}, which no file defines", "Correct the name")
            for name in sorted(mart.reads)
            if name.startswith("marts.") and not (folder / f"{name.removeprefix('marts.')}.sql").is_file()
        ]
    try:
        # In sorted order: that of a set differs between processes, and a release's tables must stand in one order.
        graph = {name: sorted(mart.reads & marts.keys()) for name, mart in marts.items()}
        order = list(TopologicalSorter(graph).static_order())
    except CycleError as error:
        faults.append(
            Fault(shown(folder), None, f"marts read each other: {' -> '.join(error.args[1])}", "Break the circle")
        )
        order = []
    if faults:
        raise Refused(faults)
    return tuple(marts[name] for name in order)


def _read(con: duckdb.DuckDBPyConnection, path: Path, faults: list[Fault]) -> Mart | None:
    text = path.read_text(encoding="utf-8")
    header = []
    for line in text.splitlines():
        if not line.startswith("--"):
            break
        header.append(line)
    columns = []
    key: tuple[str, ...] = ()
    prose = []
    for number, line in enumerate(header, 1):
        if match := _KEY.fullmatch(line):
            key = tuple(match[1].split(", "))
        elif key and (match := _COLUMN.fullmatch(line)):
            name, kind, nullable, unit, description = match.groups()
            columns.append(ColumnEntry(name, kind, description, nullable is not None, unit))
        elif key:
            form = "--   name TYPE[?] [[unit]] -- description"
            faults.append(Fault(shown(path), number, "a column line that does not read", f"Write it as {form}"))
        else:
            prose.append(line[2:].strip())
    description = prose[0] if prose else ""
    entry = TableEntry("marts", path.stem, description, key, tuple(columns))
    if not description or not key or not set(key) <= {column.name for column in columns}:
        message = "the header needs a description, a line '-- key: ...' and its columns"
        faults.append(Fault(shown(path), 1, message, "See the files beside it"))
        return None
    try:
        return Mart(entry, _tables_read(con, text), text, shown(path))
    except ValueError as error:
        faults.append(Fault(shown(path), None, f"is no query that DuckDB reads: {error}", "Correct it"))
        return None


def _tables_read(con: duckdb.DuckDBPyConnection, query: str) -> frozenset[str]:
    """The tables that a query reads, with their schemas; names that it defines itself are none.

    Those of meta are left out: they tell of the release and are there for every mart. ValueError, with DuckDB's own
    words, for what is no query. DuckDB's parser is asked, which looks no table up.
    """
    tree = json.loads(con.execute("SELECT json_serialize_sql(?)", [query]).fetchall()[0][0])
    if tree["error"]:
        raise ValueError(tree["error_message"])
    found = set()
    nodes = [tree]
    while nodes:
        node = nodes.pop()
        if isinstance(node, dict):
            if node.get("type") == "BASE_TABLE" and node["schema_name"] not in ("", "meta"):
                found.add(f"{node['schema_name']}.{node['table_name']}")
            nodes += node.values()
        elif isinstance(node, list):
            nodes += node
    return frozenset(found)


# What is at fault with a mart that was run, and its row count.
Ran = tuple[list[Fault], int]

# What DuckDB may hold in memory while it builds marts; what is larger goes through files in the run's folder.
MEMORY = "3GB"
# Of the ways to compress, the one that is written and read again fastest.
WORK_FORMAT = "FORMAT parquet, COMPRESSION lz4_raw"


def run_marts(marts: Sequence[Mart], inputs: dict[str, Path], folder: Path, as_at: date) -> dict[str, int]:
    """Runs `marts` over the Parquet files of `inputs`, each after those that it reads, and gives their row counts.

    Each is written to `folder`.

    A mart finds the day up to which editions are shown in meta.release. Refused when a table does not agree with
    its header.
    """
    folder.mkdir(parents=True, exist_ok=True)
    faults: list[Fault] = []
    faulty: list[Path] = []
    counts = {}
    settings: dict[str, str | bool | int | float | list[str]] = {
        "memory_limit": MEMORY,
        "temp_directory": str(folder / "spilled"),
        "preserve_insertion_order": False,
        # Joins run as they are written: from Parquet DuckDB cannot tell how many rows a join leaves.
        "disabled_optimizers": "join_order",
        "threads": threads_per_table(sum(row_counts(inputs).values())),
    }
    with duckdb.connect(config=settings) as con:
        for schema in {name.partition(".")[0] for name in inputs} | {"marts", "meta"}:
            con.execute(f'CREATE SCHEMA IF NOT EXISTS "{schema}"')
        con.execute(sql_functions())
        con.execute("CREATE TABLE meta.release AS SELECT CAST(? AS DATE) AS as_at", [as_at])
        for name in {name for mart in marts for name in mart.reads} & inputs.keys():
            con.execute(f"CREATE VIEW {name} AS FROM read_parquet($path)".replace("$path", _quoted(inputs[name])))
        for mart, result in _in_order(marts, lambda mart: _run(con.cursor(), mart, folder)):
            try:
                found, rows = result.result()
            except duckdb.Error as error:
                # Marts that read this one would fail for its sake, so it is told alone.
                raise Refused(
                    [*faults, Fault(mart.path, None, f"does not run: {error}", "Correct the query")]
                ) from None
            if found:
                faults += found
                faulty.append(_file(folder, mart))
            else:
                counts[mart.entry.name] = rows
    if faults:
        for target in faulty:
            target.unlink(missing_ok=True)
        raise Refused(sorted(faults, key=lambda fault: fault.path))
    return counts


def _in_order(marts: Sequence[Mart], run: Callable[[Mart], Ran]) -> Iterator[tuple[Mart, Future[Ran]]]:
    """Runs marts, several at once, each when those that it reads are done; gives them as they end.

    Of those that could be run, the ones for which the most others wait come first.
    """
    by_name = {mart.entry.full_name: mart for mart in marts}
    order = TopologicalSorter({name: mart.reads & by_name.keys() for name, mart in by_name.items()})
    order.prepare()
    waiting = _waiting_for(by_name)
    ready: list[str] = []
    running: dict[Future[Ran], str] = {}
    pool = ThreadPoolExecutor(AT_ONCE)
    try:
        while order.is_active():
            ready = sorted([*ready, *order.get_ready()], key=lambda name: (-waiting[name], name))
            free = AT_ONCE - len(running)
            running |= {pool.submit(run, by_name[name]): name for name in ready[:free]}
            ready = ready[free:]
            for future in wait(running, return_when=FIRST_COMPLETED).done:
                name = running.pop(future)
                order.done(name)
                yield by_name[name], future
    finally:
        # Where one does not run, those that wait for a thread need not.
        pool.shutdown(cancel_futures=True)


def _waiting_for(marts: Mapping[str, Mart]) -> Counter[str]:
    """How many marts wait for each, directly or through others."""
    read: dict[str, frozenset[str]] = {}
    # Each mart stands after those that it reads.
    for name, mart in marts.items():
        direct = mart.reads & marts.keys()
        read[name] = direct.union(*(read[other] for other in direct))
    return Counter(name for names in read.values() for name in names)


def _file(folder: Path, mart: Mart) -> Path:
    return folder / f"{mart.entry.name}.parquet"


def _run(con: duckdb.DuckDBPyConnection, mart: Mart, folder: Path) -> Ran:
    """Writes the mart to its file and makes it a view; gives what is not as its header says, and its row count."""
    target = _file(folder, mart)
    view = f"CREATE VIEW {mart.entry.full_name} AS"
    if wrong := _wrong_columns(con, mart):
        con.execute(f"{view} {mart.query}")
        return wrong, 0
    # The rows are in no order: the release puts every table into the order of its key.
    con.execute(f"COPY (\n{mart.query}\n) TO {_quoted(target)} ({WORK_FORMAT})")
    con.execute(f"{view} FROM read_parquet({_quoted(target)})")
    return _wrong_rows(con, mart)


def _wrong_columns(con: duckdb.DuckDBPyConnection, mart: Mart) -> list[Fault]:
    """Where the query returns other columns than the header declares."""
    found = [(row[0], row[1]) for row in con.execute(f"DESCRIBE FROM (\n{mart.query}\n)").fetchall()]
    declared = [(column.name, column.type) for column in mart.entry.columns]
    if found == declared:
        return []
    differing = [f"{name} {kind}" for name, kind in found if (name, kind) not in declared]
    lacking = [f"{name} {kind}" for name, kind in declared if (name, kind) not in found]
    parts = [f"returns {', '.join(differing)}, which the header does not declare"] if differing else []
    parts += [f"does not return {', '.join(lacking)}, which the header declares"] if lacking else []
    message = " and ".join(parts) or "returns the columns in another order than the header declares"
    return [Fault(mart.path, None, message, "Make the header and the query agree")]


def _wrong_rows(con: duckdb.DuckDBPyConnection, mart: Mart) -> tuple[list[Fault], int]:
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
    faults = [
        Fault(
            mart.path,
            None,
            f"{name} is NULL in {count} rows, and the header says that it never is",
            "Write the type with a ? or mend the query",
        )
        for name, count in zip(required, nulls, strict=True)
        if count
    ]
    if repeated:
        message = f"{repeated} keys ({key}) have several rows"
        faults.append(Fault(mart.path, None, message, "Correct the key or the query"))
    return faults, rows


def _one(con: duckdb.DuckDBPyConnection, query: str) -> int:
    return int(con.execute(query).fetchall()[0][0])


def _quoted(path: Path) -> str:
    return "'" + str(path).replace("'", "''") + "'"


def entries(marts: Iterable[Mart]) -> list[TableEntry]:
    """What the marts' headers declare."""
    return [mart.entry for mart in marts]
