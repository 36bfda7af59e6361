"""Assembles one release: a DuckDB file, and the Parquet and CSV exported from it.

The file gets comments, macros and meta tables, and its keys are checked. `pipeline.publish.warehouse` then makes the
release current.
"""

from __future__ import annotations

import shutil
import threading
from collections.abc import Iterable, Iterator, Mapping, Sequence, Set
from concurrent.futures import Executor, Future, ThreadPoolExecutor
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from typing import Any, TypeVar

import duckdb

from pipeline.base.digests import digest
from pipeline.base.formulas import FORMULA
from pipeline.base.parallel import PROCESSORS, row_counts, threads_per_table
from pipeline.base.problems import Problem, ValidationFailed
from pipeline.base.sql_text import identifier, literal, parquet, quoted
from pipeline.publish.kept_tables import begin_file
from pipeline.publish.release_files import DATABASE, has_csv
from pipeline.publish.release_history import add_history
from pipeline.publish.shared_files import SharedFiles, unchanged_files
from pipeline.schema.check_outcome import CheckOutcome
from pipeline.schema.dictionary import META_TABLES, TableEntry
from pipeline.schema.version import SCHEMA_VERSION

# Tables that together have fewer rows than this are stored as they are, and their texts are all looked at.
SMALL_ROWS = 50_000
# What DuckDB may hold in memory while it writes a release, in bytes; the rest of what it sorts lies on the disk.
LEAST_MEMORY = 300_000_000
MEMORY_PER_PROCESSOR = 50_000_000
MEMORY_PER_ROW = 60
SPILLED = ".spilled"
# Of the ways to compress, those that take longest to try; without them a large file is a quarter larger.
SLOW_TO_TRY = "fsst,dict_fsst,alp,alprd,zstd,chimp,patas,roaring"
SCHEMAS = ("core", "marts", "meta")
_RFC_4180 = r"FORMAT csv, HEADER, NEW_LINE E'\r\n', TIMESTAMPFORMAT '%Y-%m-%dT%H:%M:%S.%f'"
# The kinds of export, each a folder, and DuckDB's options for it.
EXPORTS = {"parquet": "FORMAT parquet", "csv": _RFC_4180}
_APOSTROPHE = r"'\0"
# What holds for every text that FORMULA finds, by its first character: of many rows, it is checked much faster.
_MAY_BE_FORMULA = "{0} < '0' OR {0} >= ':' AND {0} < 'A' OR {0} >= '＋'"

T = TypeVar("T")


@dataclass(frozen=True)
class ReleaseFacts:
    """What a release is and what it was made from; `inputs` maps each input's path to its SHA-256.

    `previous` is the folder of the release that it follows, None where there is none.
    """

    release_id: str
    as_at: date
    built_at: datetime
    code_version: str
    inputs: Mapping[str, str]
    previous: Path | None = None


def assemble(
    folder: Path,
    tables: Mapping[str, Path],
    entries: Sequence[TableEntry],
    facts: ReleaseFacts,
    checks: Sequence[CheckOutcome],
    macros: str,
) -> None:
    """Writes the DuckDB file of a release into `folder`, from the Parquet file of each table, and its exports.

    ValidationFailed when a key or a reference does not hold; what was written is then of no use.
    """
    rows = row_counts(tables)
    # The largest first, so that at the end no processor waits for one table.
    largest = sorted(entries, key=lambda entry: -rows[entry.full_name] * len(entry.columns))
    memory = LEAST_MEMORY + MEMORY_PER_PROCESSOR * PROCESSORS + MEMORY_PER_ROW * sum(rows.values())
    settings: dict[str, Any] = {
        "threads": threads_per_table(sum(rows.values())),
        "memory_limit": f"{memory // 1_000_000}MB",
        "temp_directory": str(folder / SPILLED),
    }
    with duckdb.connect(config=settings) as con, ThreadPoolExecutor(PROCESSORS) as pool:
        own = _OwnConnection(con)
        # A commit would compress what came so far, and everything would wait for it.
        con.execute("SET checkpoint_threshold = '1TB'")
        is_small = sum(rows.values()) < SMALL_ROWS
        kept = begin_file(con, folder, None if is_small else facts.previous, largest, tables, pool)
        con.execute(f"USE {DATABASE}")
        if is_small:
            # Trying every compression on every column takes longer than all else, and saves nothing worth having.
            con.execute("PRAGMA force_compression='uncompressed'")
        else:
            con.execute(f"SET disabled_compression_methods = {quoted(SLOW_TO_TRY)}")
        con.execute("".join(f"CREATE SCHEMA IF NOT EXISTS {schema};" for schema in SCHEMAS))
        new = [entry for entry in largest if entry.full_name not in kept]
        _results([pool.submit(_create, own, entry, tables[entry.full_name]) for entry in new])
        checks_of_keys = [pool.submit(lambda entry: key_problems(own.con, entry), entry) for entry in largest]
        summed = {entry.full_name: pool.submit(lambda name: digest(own.con, name), entry.full_name) for entry in new}
        # This thread need not wait for the others: there are a thousand comments.
        _describe(con, entries, macros)
        if problems := [problem for problems in _results(checks_of_keys) for problem in problems]:
            raise ValidationFailed(sorted(problems, key=lambda problem: problem.path))
        found = kept | dict(zip(summed, _results(summed.values()), strict=True))
        con.execute("BEGIN")
        _add_meta(con, entries, facts, checks, found)
        con.execute("COMMIT")
        # While one processor compresses the file, the others write the exports.
        compressed = pool.submit(con.cursor().execute, f"CHECKPOINT {DATABASE}")
        _results(_exports(own, folder, [*largest, *META_TABLES.values()], rows, facts.previous, pool))
        compressed.result()
    if (folder / SPILLED).exists():
        shutil.rmtree(folder / SPILLED)


def _results(tasks: Iterable[Future[T]]) -> list[T]:
    """Waits for tasks, and raises what one of them raised."""
    return [task.result() for task in tasks]


class _OwnConnection(threading.local):
    """`con` is a connection for each thread, with the release's names."""

    def __init__(self, con: duckdb.DuckDBPyConnection) -> None:
        self._of = con
        self._own: duckdb.DuckDBPyConnection | None = None

    @property
    def con(self) -> duckdb.DuckDBPyConnection:
        if self._own is None:
            self._own = self._of.cursor().execute(f"USE {DATABASE}")
        return self._own


def _create(own: _OwnConnection, entry: TableEntry, rows: Path) -> None:
    """Makes a table from its Parquet file, in the order of its key."""
    order = ", ".join(map(identifier, entry.key))
    own.con.execute(f"CREATE TABLE {entry.full_name} AS FROM {parquet(rows)} ORDER BY {order}")


def key_problems(con: duckdb.DuckDBPyConnection, entry: TableEntry) -> list[Problem]:
    """Where a key of a table has several rows, and where a reference is to a row that is not there."""
    key = ", ".join(map(identifier, entry.key))
    doubles = f"SELECT 1 FROM {entry.full_name} GROUP BY {key} HAVING count(*) > 1"
    questions = {f"keys ({key}) with several rows": doubles}
    for column in entry.columns:
        if column.references:
            target, _, name = column.references.rpartition(".")
            own = identifier(column.name)
            rows = f"{entry.full_name} WHERE {column.of_rows or 'true'}"
            lost = f"SELECT 1 FROM {rows} AND {own} NOT IN (SELECT {identifier(name)} FROM {target})"
            questions[f"rows whose {column.name} is not in {column.references}"] = lost
    counts = con.execute(f"SELECT {', '.join(f'(SELECT count(*) FROM ({q}))' for q in questions.values())}").fetchall()
    return [
        Problem(entry.full_name, None, f"{count} {what}", "Correct the rows that the table is made from")
        for what, count in zip(questions, counts[0], strict=True)
        if count
    ]


def _add_meta(
    con: duckdb.DuckDBPyConnection,
    entries: Sequence[TableEntry],
    facts: ReleaseFacts,
    checks: Sequence[CheckOutcome],
    found: Mapping[str, tuple[int, str]],
) -> None:
    inputs = [{"path": path, "sha256": digest} for path, digest in sorted(facts.inputs.items())]
    made_by = [facts.code_version, duckdb.__version__, inputs, SCHEMA_VERSION]
    _insert(con, META_TABLES["release"], [[facts.release_id, facts.as_at, facts.built_at, *made_by]])
    _insert(
        con,
        META_TABLES["table"],
        [[e.schema, e.name, e.description, list(e.key), *found[e.full_name]] for e in entries],
    )
    _insert(
        con,
        META_TABLES["column"],
        [
            [e.schema, e.name, number, c.name, c.type, c.nullable, c.unit, c.references, c.of_rows, c.description]
            for e in [*entries, *META_TABLES.values()]
            for number, c in enumerate(e.columns, 1)
        ],
    )
    _insert(
        con,
        META_TABLES["check"],
        [[f"core.{c.spec.table}", c.spec.name, c.spec.severity, c.passed, c.outcome] for c in checks],
    )
    add_history(con, set(found), facts.previous)


def _insert(con: duckdb.DuckDBPyConnection, entry: TableEntry, rows: Sequence[Sequence[Any]]) -> None:
    if rows:
        written = ", ".join(f"({', '.join(map(literal, row))})" for row in rows)
        con.execute(f"INSERT INTO {entry.full_name} VALUES {written}")


def _describe(con: duckdb.DuckDBPyConnection, entries: Sequence[TableEntry], macros: str) -> None:
    """Adds empty meta tables, the macros, and the comments of the tables and columns that do not have theirs yet."""
    for entry in META_TABLES.values():
        declared = ", ".join(f"{identifier(column.name)} {column.type}" for column in entry.columns)
        con.execute(f"CREATE TABLE {entry.full_name} ({declared})")
    there = f"database_name = '{DATABASE}' AND comment IS NOT NULL"
    columns = f"SELECT schema_name || '.' || table_name, column_name, comment FROM duckdb_columns() WHERE {there}"
    tables = f"SELECT schema_name || '.' || table_name, NULL, comment FROM duckdb_tables() WHERE {there}"
    has = set(con.execute(f"{tables} UNION ALL {columns}").fetchall())
    lines = [line for entry in [*entries, *META_TABLES.values()] for line in _comments(entry, has)]
    con.execute("\n".join(["BEGIN;", *lines, f"{macros}\nCOMMIT"]))


def _comments(entry: TableEntry, has: Set[tuple[str, str | None, str]]) -> Iterator[str]:
    if (entry.full_name, None, entry.description) not in has:
        yield f"COMMENT ON TABLE {entry.full_name} IS {quoted(entry.description)};"
    for column in entry.columns:
        text = f"{column.description} [{column.unit}]" if column.unit else column.description
        if (entry.full_name, column.name, text) not in has:
            yield f"COMMENT ON COLUMN {entry.full_name}.{identifier(column.name)} IS {quoted(text)};"


def _exports(
    own: _OwnConnection,
    folder: Path,
    entries: Sequence[TableEntry],
    rows_of: Mapping[str, int],
    previous: Path | None,
    pool: Executor,
) -> list[Future[None]]:
    """Parquet and CSV of every table, as tasks of `pool`; what is as in `previous` is shared with it.

    In CSV a text that a spreadsheet would take for a formula has an apostrophe before it, by which it stays text.
    """
    for kind in EXPORTS:
        for schema in SCHEMAS:
            (folder / kind / schema).mkdir(parents=True)
    as_before = unchanged_files(own.con, previous) if previous else SharedFiles()

    def export(entry: TableEntry, kind: str, options: str) -> None:
        target = folder / kind / entry.schema / f"{entry.name}.{kind}"
        if as_before.share(entry.full_name, kind, target):
            return
        rows = _defused(entry, rows_of.get(entry.full_name, 0)) if kind == "csv" else entry.full_name
        own.con.execute(f"COPY {rows} TO {quoted(str(target))} ({options})")

    return [
        pool.submit(export, entry, kind, options)
        for entry in entries
        for kind, options in EXPORTS.items()
        if kind != "csv" or has_csv(rows_of.get(entry.full_name, 0))
    ]


def _defused(entry: TableEntry, rows: int) -> str:
    """The query of a table's rows in which no text is a formula; a list's text begins with a bracket and is none."""
    texts = [identifier(column.name) for column in entry.columns if column.type == "VARCHAR"]
    if not texts:
        return entry.full_name
    safe = f"regexp_replace({{0}}, {quoted(FORMULA)}, {quoted(_APOSTROPHE)})"
    if rows >= SMALL_ROWS:
        safe = f"CASE WHEN {_MAY_BE_FORMULA} THEN {safe} ELSE {{0}} END"
    replaced = ", ".join(f"{safe} AS {{0}}".format(text) for text in texts)
    return f"(SELECT * REPLACE ({replaced}) FROM {entry.full_name})"
