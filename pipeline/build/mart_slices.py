"""Marts of more rows than fit into memory: in slices, where their headers say by what column they may be sliced.

Here: which marts and steps run together, where a slice begins and ends, and its files put together. A slice holds the
rows that have some values of the column, of every table that has it, and all rows of the others. tests/slices.py tells
for each mart whether its slices give what all rows at once give.
"""

from __future__ import annotations

import shutil
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import duckdb

from pipeline.base import memory_database
from pipeline.base.sql_text import quoted
from pipeline.build.mart_database import WORK_FORMAT, Database, Input, run_steps
from pipeline.build.mart_files import Mart, Step

# What the marts of one row of the inputs need of memory, at most, while all of them are worked out.
BYTES_PER_ROW = 2_000
_UNITS = {"MB": 10**6, "GB": 10**9, "TB": 10**12}


def bytes_of(memory: str) -> int:
    """A size such as 3GB in bytes."""
    return int(memory[:-2]) * _UNITS[memory[-2:]]


def rows_at_once(memory: str) -> int:
    """The most rows of inputs whose marts are worked out at once."""
    return max(1, bytes_of(memory) // BYTES_PER_ROW)


@dataclass(frozen=True)
class Stage:
    """Marts and steps that run together: in the slices of a column, or all rows at once where there is none.

    `kept` are the steps that a later stage reads.
    """

    column: str | None
    steps: tuple[Step, ...]
    kept: frozenset[str] = frozenset()


def stages(steps: Sequence[Step]) -> list[Stage]:
    """In what order marts and steps run in slices; each of `steps` stands after those that it reads."""
    column = _columns(steps)
    waiting = {step.full_name: step for step in steps}
    found: list[Stage] = []
    # What takes all rows at once goes first, so that the slices that follow are as few as can be.
    while waiting:
        for of in (None, *sorted({kind for name, kind in column.items() if kind and name in waiting})):
            together: dict[str, Step] = {}
            for name, step in waiting.items():
                if column[name] == of and not (step.names & waiting.keys()) - together.keys():
                    together[name] = step
            together = _needed(together, steps, column)
            waiting = {name: step for name, step in waiting.items() if name not in together}
            if together:
                found.append(Stage(of, tuple(together.values())))
    return [replace(stage, kept=_kept(stage, steps)) for stage in found]


def _needed(together: Mapping[str, Step], steps: Sequence[Step], column: Mapping[str, str | None]) -> dict[str, Step]:
    """Those that run together, without steps that only later stages of the same column read: they run with those."""
    needed: dict[str, Step] = {}
    for name, step in reversed(list(together.items())):
        readers = [other.full_name for other in steps if name in other.names]
        if isinstance(step, Mart) or any(other in needed or column[other] != column[name] for other in readers):
            needed[name] = step
    return {name: step for name, step in together.items() if name in needed}


def _columns(steps: Sequence[Step]) -> dict[str, str | None]:
    """By what each is sliced. A step that says nothing is sliced as all that read it are."""
    column: dict[str, str | None] = {}
    for step in reversed(steps):
        of_readers = {column[reader.full_name] for reader in steps if step.full_name in reader.names}
        is_like_readers = not isinstance(step, Mart) and not step.slices and len(of_readers) == 1
        column[step.full_name] = of_readers.pop() if is_like_readers else step.slices
    return column


def _kept(stage: Stage, steps: Sequence[Step]) -> frozenset[str]:
    inside = {step.full_name for step in stage.steps}
    read_later = {name for step in steps if step.full_name not in inside for name in step.names}
    return frozenset(step.full_name for step in stage.steps if not isinstance(step, Mart)) & read_later


@dataclass(frozen=True)
class Slice:
    """Rows whose `column` is from `low` on and below `high`; None is no end. Those without a value are in the first."""

    number: int
    column: str
    low: str | None
    high: str | None
    rows: int

    @property
    def condition(self) -> str:
        parts = [f"{self.column} >= {self.low}"] if self.low else []
        parts += [f"{self.column} < {self.high}"] if self.high else []
        inside = " AND ".join(parts) or "true"
        return inside if self.low else f"({inside} OR {self.column} IS NULL)"


def slices_of(inputs: Mapping[str, Input], column: str, most_rows: int) -> list[Slice]:
    """Slices of a column of the inputs, each of at most so many rows unless one value has more."""
    counts = " UNION ALL ".join(
        f"SELECT {column} AS value, count(*) AS rows FROM ({given}) WHERE {column} IS NOT NULL GROUP BY ALL"
        for given in inputs.values()
    )
    query = f"SELECT value, typeof(value), sum(rows)::BIGINT FROM ({counts}) GROUP BY ALL ORDER BY ALL"
    with memory_database.cursor() as con:
        values = con.execute(query).fetchall()
    slices = [Slice(0, column, None, None, 0)]
    for value, kind, rows in values:
        last = slices[-1]
        if last.rows and last.rows + rows > most_rows:
            literal = f"{quoted(str(value))}::{kind}"
            slices[-1] = replace(last, high=literal)
            slices.append(Slice(len(slices), column, literal, None, rows))
        else:
            slices[-1] = replace(last, rows=last.rows + rows)
    return slices


# The file of each table that was written, and its rows.
_Built = dict[str, tuple[Path, int]]


class _Tables:
    """What there is to read: `inputs`, and what has been built, of which slices keep their own files."""

    def __init__(self, inputs: Mapping[str, Input], memory: str) -> None:
        self._inputs = dict(inputs)
        self._memory = memory
        self._by_slice: dict[tuple[str, Slice], Input] = {}
        self._columns: dict[str, frozenset[str]] = {}
        self.counts: dict[str, int] = {}

    def add(self, built: _Built, of: Slice | None = None) -> None:
        for name, (file, rows) in built.items():
            before = self._inputs[name].files if name in self._inputs else ()
            self._inputs[name] = Input((*before, file))
            self.counts[name] = self.counts.get(name, 0) + rows
            if of:
                self._by_slice[name, of] = Input((file,))

    def files(self, name: str) -> tuple[Path, ...]:
        return self._inputs[name].files

    def read_by(self, steps: Sequence[Step]) -> dict[str, Input]:
        names = {name for step in steps for name in step.names}
        return {name: given for name, given in self._inputs.items() if name in names}

    def having(self, column: str, steps: Sequence[Step]) -> dict[str, Input]:
        """Those that `steps` read and that have the column."""
        return {name: given for name, given in self.read_by(steps).items() if column in self._columns_of(name)}

    def in_slice(self, one: Slice, steps: Sequence[Step], folder: Path) -> dict[str, Input]:
        """What `steps` read, as the slice has it; what is large is written to `folder` once, for all that read it."""
        given = self.read_by(steps)
        for name, everything in self.having(one.column, steps).items():
            if (name, one) not in self._by_slice:
                narrowed = Input(everything.files, one.condition)
                self._by_slice[name, one] = _copied(narrowed, folder / f"{name}.parquet", self._memory)
            given[name] = self._by_slice[name, one]
        return given

    def _columns_of(self, name: str) -> frozenset[str]:
        if name not in self._columns:
            with memory_database.cursor() as con:
                described = con.execute(f"DESCRIBE {self._inputs[name]}").fetchall()
            self._columns[name] = frozenset(row[0] for row in described)
        return self._columns[name]


def _copied(given: Input, file: Path, memory: str) -> Input:
    with _database(memory) as con:
        con.execute(f"COPY ({given}) TO {quoted(str(file))} ({WORK_FORMAT})")
    return Input((file,))


def _database(memory: str) -> duckdb.DuckDBPyConnection:
    return duckdb.connect(config={"memory_limit": memory, "preserve_insertion_order": False})


def run_in_slices(steps: Sequence[Step], whole: Database, most_rows: int) -> dict[str, int]:
    """Runs marts and steps stage by stage, and gives the row counts of what was written."""
    work = whole.folder / "slices"
    tables = _Tables(whole.inputs, whole.memory)
    slices: dict[str, list[Slice]] = {}
    try:
        for number, stage in enumerate(stages(steps)):
            database = replace(whole, folder=work / str(number), kept=stage.kept)
            if stage.column is None:
                # One at a time, for each is of all rows.
                given = tables.read_by(stage.steps)
                tables.add(_run(stage, replace(database, inputs=given, at_once=1)))
                continue
            if stage.column not in slices:
                slices[stage.column] = slices_of(tables.having(stage.column, steps), stage.column, most_rows)
            built = [_run_slice(stage, one, tables, database) for one in slices[stage.column]]
            for one, files in zip(slices[stage.column], built, strict=True):
                tables.add(files, one)
        for step in steps:
            if isinstance(step, Mart):
                _put_together(tables.files(step.full_name), whole.file(step), whole.memory)
    finally:
        shutil.rmtree(work, ignore_errors=True)
    return tables.counts


def _run_slice(stage: Stage, one: Slice, tables: _Tables, database: Database) -> _Built:
    folder = database.folder / str(one.number)
    folder.mkdir(parents=True)
    given = tables.in_slice(one, stage.steps, folder)
    return _run(stage, replace(database, inputs=given, folder=folder, rows=one.rows, inside=one.condition))


def _run(stage: Stage, database: Database) -> _Built:
    counts = run_steps(stage.steps, database)
    written = (step for step in stage.steps if step.full_name in counts)
    return {step.full_name: (database.file(step), counts[step.full_name]) for step in written}


def _put_together(files: Sequence[Path], target: Path, memory: str) -> None:
    """One file out of those of the slices, which are gone then."""
    if len(files) == 1:
        files[0].replace(target)
        return
    with _database(memory) as con:
        con.execute(f"COPY ({Input(tuple(files))}) TO {quoted(str(target))} ({WORK_FORMAT})")
    for file in files:
        file.unlink()
