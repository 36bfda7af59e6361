"""Every mart that says by what it is sliced gives in slices, row by row, what it gives at once; a wrong column shows.

On a generated world and on what the documents give; in the night on more worlds, on the figures that come with the
project, and on all that the tests of this folder make up. tests/unit/build/test_mart_slices.py has answers by hand.
"""

from __future__ import annotations

import os
import subprocess
import sys
from dataclasses import replace
from datetime import date
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from count_worlds import count_worlds
from effort import worlds
from generated_values import write_tables
from hypothesis import given
from installation import AS_AT, Installation
from mart_samples import Row, input_files, needed, organisations
from slices import differing_in_slices

from pipeline.base.settings import PROJECT_DIR, SQL_DIR
from pipeline.build.mart_files import Mart
from pipeline.build.marts import read_marts, run_marts

SLICED = [mart.entry.name for mart in read_marts(SQL_DIR / "marts") if mart.slices]


def differing(inputs: dict[str, Path], folder: Path, most_rows: int, marts: list[Mart] | None = None) -> list[str]:
    marts = marts or needed(SLICED)
    run_marts(marts, inputs, folder / "whole", AS_AT)
    return differing_in_slices(marts, inputs, folder / "whole", folder / "sliced", AS_AT, most_rows)


def differing_from_release(installation: Installation, folder: Path, most_rows: int) -> list[str]:
    current = installation.warehouse.current()
    assert current
    tables = current.folder / "parquet"
    inputs = {f"core.{path.stem}": path for path in (tables / "core").iterdir()}
    return differing_in_slices(needed(SLICED), inputs, tables / "marts", folder, AS_AT, most_rows)


def test_the_marts_that_have_a_row_for_each_value_are_sliced() -> None:
    # The dashboard compares a measure with its parts, and doubts compare measures with one another: they are not.
    assert {"measure_current", "measure_benchmark", "dashboard_value", "restatement", "spc_point"} <= set(SLICED)
    assert not {"dashboard", "value_doubt"} & set(SLICED)


# The world's three measures have up to 54 values, the reference data 80 rows of others: three slices or so.
@worlds(1)
@given(count_worlds())
def test_worlds_of_counts(world: dict[str, list[Row]]) -> None:
    with TemporaryDirectory() as name:
        assert differing(input_files(Path(name), world), Path(name), most_rows=60) == []


@pytest.mark.nightly
def test_the_documents(published: Installation, tmp_path: Path) -> None:
    assert differing_from_release(published, tmp_path, most_rows=700) == []


@pytest.mark.nightly
def test_wrong_slices_are_found(tmp_path: Path) -> None:
    """Ranks are among all organisations, so those of some do not tell them."""
    world: dict[str, list[Row]] = {
        "organisation": organisations(4),
        "document": [{"document_id": "d", "published_on": date(2020, 1, 1)}],
        "measure_value": [
            {"document_id": "d", "measure_id": "eip_two_week_wait", "period": period, "org_code": f"A{number:02}"}
            | {"value": 50.0 + number, "decimals": 0, "status": "published"}
            for number in range(4)
            for period in ("2017/18", "2018/19")
        ],
    }
    marts = [
        replace(mart, slices="org_code" if mart.entry.name == "measure_benchmark" else None)
        for mart in needed(["measure_benchmark"])
    ]
    assert differing(input_files(tmp_path, world), tmp_path, most_rows=6, marts=marts) == ["measure_benchmark"]


@pytest.mark.nightly
def test_generated_values(tmp_path: Path) -> None:
    assert differing(write_tables(tmp_path / "core", 60_000), tmp_path, most_rows=25_000) == []


@pytest.mark.nightly
def test_the_release_with_figures(released: Installation, tmp_path: Path) -> None:
    assert differing_from_release(released, tmp_path, most_rows=60_000) == []


@pytest.mark.nightly
def test_all_tests_of_the_marts_pass_in_slices() -> None:
    command = [sys.executable, "-m", "pytest", "-n", "0", "-q", "-p", "in_slices", "tests/unit/marts"]
    paths = os.pathsep.join([str(PROJECT_DIR / "tests"), os.environ.get("PYTHONPATH", "")])
    done = subprocess.run(
        command, cwd=PROJECT_DIR, env={**os.environ, "PYTHONPATH": paths}, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stdout[-2000:]
