"""Generated values are core tables: every table is there, with the columns that it declares."""

from __future__ import annotations

from pathlib import Path

import polars as pl
from generated_values import count, write_tables

from pipeline.schema.tables import CORE_TABLES


def test_every_core_table_is_written_as_declared(tmp_path: Path) -> None:
    paths = write_tables(tmp_path, 20_000)
    declared = {f"core.{name}": list(table.to_schema().columns) for name, table in CORE_TABLES.items()}
    assert {name: pl.read_parquet_schema(path).names() for name, path in paths.items()} == declared
    assert count(paths["core.measure_value"]) == 20_000
    # 200 organisations, one measure and a hundred quarters.
    values = pl.read_parquet(paths["core.measure_value"])
    assert [values[column].n_unique() for column in ("org_code", "measure_id", "period")] == [200, 1, 100]
