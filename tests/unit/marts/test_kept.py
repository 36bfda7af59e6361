"""Marts that are kept are those that would be worked out: for a change in each table that marts read."""

from __future__ import annotations

from pathlib import Path

import polars as pl
import pytest
from mart_samples import AS_AT, input_files, real_tables

from pipeline.base.settings import SQL_DIR
from pipeline.build.marts import read_marts, run_marts

MARTS = read_marts(SQL_DIR / "marts")
READ = {name.removeprefix("core.") for mart in MARTS for name in mart.reads if name.startswith("core.")}
# No rating may lack its band in the scale.
CHANGED = sorted(READ - {"rating_scale"})


@pytest.mark.nightly
@pytest.mark.parametrize(
    "table", [pytest.param(name, marks=() if name == "document" else pytest.mark.nightly) for name in CHANGED]
)
def test_without_the_last_row_of_a_table_they_are_as_without_what_is_kept(tmp_path: Path, table: str) -> None:
    tables = real_tables()
    run_marts(MARTS, input_files(tmp_path / "before", tables), tmp_path / "before", AS_AT, kept=tmp_path / "kept")
    changed = {**tables, table: tables[table].head(-1)}
    inputs = input_files(tmp_path / "after", changed)
    run_marts(MARTS, inputs, tmp_path / "with", AS_AT, kept=tmp_path / "kept")
    run_marts(MARTS, inputs, tmp_path / "without", AS_AT)
    for mart in MARTS:
        name, key = f"{mart.entry.name}.parquet", mart.entry.key
        kept, worked_out = (
            pl.read_parquet(tmp_path / folder / name).sort(key, nulls_last=True) for folder in ("with", "without")
        )
        assert kept.equals(worked_out), mart.entry.name
