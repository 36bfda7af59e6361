"""Marts over core tables that a test writes row by row.

Here: core rows that need only what matters, and running marts over them. Not here: what should come out.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import polars as pl
from installation import raw_of_documents
from the_reference import REFERENCE

from pipeline.base.periods import normal_period
from pipeline.base.settings import SQL_DIR
from pipeline.build.core_tables import build_core
from pipeline.build.inputs import Inputs, read_inputs
from pipeline.build.marts import Mart, read_marts, run_marts
from pipeline.schema.tables import CORE_TABLES

AS_AT = date(2021, 7, 1)
Row = dict[str, Any]

# What a column holds that a test does not name, by its type; columns that may be NULL are NULL.
_PLAIN = {"String": "x", "Int64": 1, "Float64": 1.0, "Boolean": False, "Date": date(2018, 3, 31), "List(String)": []}


def rows_of(table: str, rows: Sequence[Mapping[str, Any]]) -> pl.DataFrame:
    """`rows` as the core table, each completed: by plain values, and by its period's days where it has a period."""
    columns = CORE_TABLES[table].to_schema().columns
    completed = []
    for number, row in enumerate(rows, 1):
        full: Row = {
            name: None if column.nullable else _PLAIN[str(column.dtype.type)] for name, column in columns.items()
        }
        full |= {name: plain for name, plain in {"org_type": "ccg", "stated_in": "list"}.items() if name in full}
        full |= {name: number for name in ("line_no", "char_start", "char_end") if name in full}
        named = row.get("period") or row.get("from_period")
        if named and "period_start" in full:
            period = normal_period(named)
            full |= {"period_start": period.start, "period_end": period.end, "period_published": period.period}
        assert row.keys() <= full.keys(), row.keys() - full.keys()
        completed.append(full | row)
    schema = {name: column.dtype.type for name, column in columns.items()}
    return pl.DataFrame(completed, schema=schema, orient="row")


@cache
def reference_tables() -> dict[str, pl.DataFrame]:
    """The core tables that come from raw/reference, with no document read."""
    return build_core(Inputs(REFERENCE)).tables


@cache
def real_tables() -> dict[str, pl.DataFrame]:
    """The core tables of the five documents."""
    return build_core(read_inputs(raw_of_documents())).tables


def run(
    folder: Path,
    mart: str,
    tables: Mapping[str, pl.DataFrame | Sequence[Mapping[str, Any]]],
    as_at: date = AS_AT,
) -> list[Row]:
    """The rows of `mart`, and of what it reads, over `tables`; core tables that are not given are the reference's."""
    return run_several(folder, [mart], tables, as_at)[mart]


def run_several(
    folder: Path,
    wanted: Sequence[str],
    tables: Mapping[str, pl.DataFrame | Sequence[Mapping[str, Any]]],
    as_at: date = AS_AT,
) -> dict[str, list[Row]]:
    """The same of several marts by one run, by their names."""
    marts = needed(wanted)
    run_marts(marts, input_files(folder, tables), folder / "marts", as_at)
    keys = {mart.entry.name: mart.entry.key for mart in marts}
    return {
        name: pl.read_parquet(folder / "marts" / f"{name}.parquet").sort(keys[name], nulls_last=True).to_dicts()
        for name in wanted
    }


def input_files(folder: Path, tables: Mapping[str, pl.DataFrame | Sequence[Mapping[str, Any]]]) -> dict[str, Path]:
    """The files of all core tables: those of `tables` are written to `folder`."""
    (folder / "core").mkdir(parents=True, exist_ok=True)
    inputs = _reference_files()
    for name, given in tables.items():
        if given is not reference_tables().get(name):
            inputs[f"core.{name}"] = folder / "core" / f"{name}.parquet"
            frame = given if isinstance(given, pl.DataFrame) else rows_of(name, given)
            frame.write_parquet(inputs[f"core.{name}"])
    return inputs


def _reference_files() -> dict[str, Path]:
    folder = Path(_reference_folder().name)
    return {f"core.{path.stem}": path for path in folder.iterdir()}


@cache
def _reference_folder() -> TemporaryDirectory[str]:
    """The reference tables as Parquet files; the folder goes when the process does."""
    folder = TemporaryDirectory()
    for name, frame in reference_tables().items():
        frame.write_parquet(Path(folder.name) / f"{name}.parquet")
    return folder


def needed(names: Sequence[str]) -> list[Mart]:
    """The marts of these names, each after all those that it reads, directly or not."""
    marts = {mart.entry.full_name: mart for mart in read_marts(SQL_DIR / "marts")}
    wanted = {f"marts.{name}" for name in names}
    for full_name in reversed(marts):
        if full_name in wanted:
            wanted |= marts[full_name].reads & marts.keys()
    return [mart for full_name, mart in marts.items() if full_name in wanted]


def organisations(count: int, opened_on: date = date(2013, 4, 1), **values: Any) -> list[Row]:
    """`count` organisations of one region and board, 'A00' and so on, unless `values` say otherwise."""
    return [
        {
            "org_code": f"A{number:02}",
            "org_name": f"NHS Sample {number} CCG",
            "opened_on": opened_on,
            "closed_on": date(2022, 6, 30),
            "icb_code": "QAA",
            "region_code": "Y01",
            **values,
        }
        for number in range(count)
    ]
