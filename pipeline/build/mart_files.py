"""The files of the marts, with their headers: one SQL file a table, in the order that their own FROM and JOIN give.

A step is a query that several marts share or that a long one is divided into: a file of the folder `steps` beside them,
which marts read as steps.<name>. It is not published.
"""

from __future__ import annotations

import json
import re
from dataclasses import dataclass, field, replace
from functools import cache
from graphlib import CycleError, TopologicalSorter
from pathlib import Path
from typing import Any

import duckdb

from pipeline.base import memory_database
from pipeline.base.paths import shown
from pipeline.base.problems import Problem, ValidationFailed
from pipeline.base.sql_text import quoted
from pipeline.schema.dictionary import MART_GROUPS, ColumnEntry, TableEntry

_KEY = re.compile(r"-- key: (.+)")
_GROUP = re.compile(r"-- group: (\w+)")
_SLICES = re.compile(r"^-- slices: (\w+)$", re.MULTILINE)
_CHANGES_WITH_ROWS = "\n-- changes with: rows\n"
_COLUMN = re.compile(r"--   (\w+) ([A-Z]+(?: [A-Z]+)*(?:\(\d+,\d+\))?(?:\[\])?)(\?)?(?: \[([^\]]+)\])? -- (.+)")


# The folder and the schema of the steps.
STEPS = "steps"


@dataclass(frozen=True)
class Step:
    """A query with a name, such as steps.measure_rank, and the tables and steps that it reads itself.

    `slices` is a column: the rows of the query that have some values of it come of those rows of what it reads that
    have the same values, of all tables that have the column. Where it `changes_with_rows`, what reads it is worked out
    anew only when its rows have changed.
    """

    full_name: str
    names: frozenset[str]
    query: str
    path: str
    slices: str | None = field(default=None, kw_only=True)
    changes_with_rows: bool = field(default=False, kw_only=True)


@dataclass(frozen=True)
class Mart(Step):
    """A mart: what its header declares, and its query.

    `reads` are the core tables and marts (such as core.rating) that it reads itself or by way of `steps`, which stand
    each after those that it reads.
    """

    entry: TableEntry
    reads: frozenset[str] = frozenset()
    steps: tuple[Step, ...] = ()


@cache
def read_marts(folder: Path) -> tuple[Mart, ...]:
    """The marts of `folder`, each after those that it reads; ValidationFailed lists all problems of their headers."""
    problems: list[Problem] = []
    with memory_database.cursor() as con:
        of_marts = [_read_mart(con, path, problems) for path in sorted(folder.glob("*.sql"))]
        of_steps = [_read_step(con, path, problems) for path in sorted((folder / STEPS).glob("*.sql"))]
    found: dict[str, Step] = {step.full_name: step for step in (*of_marts, *of_steps) if step}
    files = {"marts": folder, STEPS: folder / STEPS}
    for step in found.values():
        problems += [
            Problem(step.path, None, f"reads {name}, which no file defines", "Correct the name")
            for schema, _, table in (name.partition(".") for name in sorted(step.names))
            if (name := f"{schema}.{table}") and schema in files and not (files[schema] / f"{table}.sql").is_file()
        ]
    try:
        # In sorted order: that of a set differs between processes, and a release's tables must stand in one order.
        graph = {name: sorted(step.names & found.keys()) for name, step in found.items()}
        order = list(TopologicalSorter(graph).static_order())
    except CycleError as error:
        problems.append(
            Problem(shown(folder), None, f"marts read each other: {' -> '.join(error.args[1])}", "Break the cycle")
        )
        order = []
    if problems:
        raise ValidationFailed(problems)
    steps: dict[str, tuple[Step, ...]] = {}
    marts = []
    for name in order:
        step = found[name]
        direct = [other for other in steps if other in step.names]
        behind = tuple(dict.fromkeys(one for other in direct for one in (*steps[other], found[other])))
        if isinstance(step, Mart):
            names = step.names.union(*(one.names for one in behind))
            marts.append(replace(step, reads=names - steps.keys(), steps=behind))
        else:
            steps[name] = behind
    return tuple(marts)


def _read_step(con: duckdb.DuckDBPyConnection, path: Path, problems: list[Problem]) -> Step | None:
    text = path.read_text(encoding="utf-8")
    if not text.startswith("-- "):
        problems.append(Problem(shown(path), 1, "the header needs a description", "See the files beside it"))
        return None
    try:
        return Step(f"{STEPS}.{path.stem}", _tables_read(con, text), text, shown(path), **_headers(text))
    except ValueError as error:
        problems.append(_no_query(path, error))
        return None


def _headers(text: str) -> dict[str, Any]:
    """What the headers of marts and steps say alike."""
    return {"slices": _slices(text), "changes_with_rows": _CHANGES_WITH_ROWS in text}


def _slices(text: str) -> str | None:
    """The column of the slices, as the header of a mart or a step names it."""
    match = _SLICES.search(text)
    return match[1] if match else None


def _no_query(path: Path, error: ValueError) -> Problem:
    return Problem(shown(path), None, f"is no query that DuckDB reads: {error}", "Correct it")


def _read_mart(con: duckdb.DuckDBPyConnection, path: Path, problems: list[Problem]) -> Mart | None:
    text = path.read_text(encoding="utf-8")
    header = []
    for line in text.splitlines():
        if not line.startswith("--"):
            break
        header.append(line)
    columns = []
    key: tuple[str, ...] = ()
    prose = []
    group = ""
    for number, line in enumerate(header, 1):
        if match := _KEY.fullmatch(line):
            key = tuple(match[1].split(", "))
        elif not key and (match := _GROUP.fullmatch(line)):
            group = match[1]
            if group not in MART_GROUPS:
                known = ", ".join(MART_GROUPS)
                problems.append(Problem(shown(path), number, f"no group is named {group}", f"Groups are {known}"))
        elif key and (match := _COLUMN.fullmatch(line)):
            name, kind, nullable, unit, description = match.groups()
            columns.append(ColumnEntry(name, kind, description, nullable is not None, unit))
        elif key:
            form = "--   name TYPE[?] [[unit]] -- description"
            problems.append(Problem(shown(path), number, "a column line that does not read", f"Write it as {form}"))
        else:
            prose.append(line[2:].strip())
    description = prose[0] if prose else ""
    entry = TableEntry("marts", path.stem, description, key, tuple(columns), group)
    if not description or not key or not set(key) <= {column.name for column in columns}:
        message = "the header needs a description, a line '-- key: ...' and its columns"
        problems.append(Problem(shown(path), 1, message, "See the files beside it"))
        return None
    slices = _slices(text)
    if slices and slices not in key:
        # Keys of two slices are then different ones, so that each slice can be checked by itself.
        problems.append(Problem(shown(path), 1, f"the slices are of {slices}, which is not in the key", "Correct it"))
    try:
        return Mart(entry.full_name, _tables_read(con, text), text, shown(path), entry, **_headers(text))
    except ValueError as error:
        problems.append(_no_query(path, error))
        return None


def _tables_read(con: duckdb.DuckDBPyConnection, query: str) -> frozenset[str]:
    """The tables that a query reads, with their schemas; names that it defines itself are none.

    Those of meta are left out: they describe the release and are there for every mart. ValueError, with DuckDB's own
    words, for what is no query. DuckDB's parser decides, which looks no table up.
    """
    tree = json.loads(con.execute(f"SELECT json_serialize_sql({quoted(query)})").fetchall()[0][0])
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
