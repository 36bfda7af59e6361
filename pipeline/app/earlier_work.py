"""What a step of a refresh needs of the steps before it: their tables and checks.

Where this run has not made them, those of the current release are taken, if it has the same inputs.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from pathlib import Path
from typing import Any

from pipeline.app.basis import basis
from pipeline.base.code_version import code_version
from pipeline.base.problems import Problem, ValidationFailed
from pipeline.build.input_files import hash_inputs
from pipeline.publish.warehouse import Published, Warehouse
from pipeline.schema.check_outcome import CheckOutcome
from pipeline.schema.core_checks import CHECKS


def tables_of(folder: Path, names: Collection[str], raw_dir: Path, warehouse: Warehouse) -> dict[str, Path]:
    """The Parquet file of each table: of the run of `folder`, or of the current release when that has the same inputs.

    ValidationFailed where it has not.
    """
    paths = {}
    missing = []
    for name in names:
        schema, _, table = name.partition(".")
        path = folder / schema / f"{table}.parquet"
        if path.is_file():
            paths[name] = path
        else:
            missing.append((name, schema, table))
    if missing:
        current = _same_inputs(folder, missing[0][0], raw_dir, warehouse)
        for name, schema, table in missing:
            paths[name] = current.folder / "parquet" / schema / f"{table}.parquet"
    return paths


def _same_inputs(folder: Path, needed: str, raw_dir: Path, warehouse: Warehouse) -> Published:
    current = basis(warehouse)
    inputs = hash_inputs(raw_dir)
    if not isinstance(current, Published):
        message = f"this run did not build {needed}, and there is no release to take it from"
    elif current.inputs != inputs:
        changed = first_difference(current.inputs, inputs)
        message = f"this run did not build {needed}, and {changed} has changed since release {current.release_id}"
    elif current.code_version != code_version():
        message = f"this run did not build {needed}, and the code has changed since release {current.release_id}"
    else:
        return current
    raise ValidationFailed([Problem(str(folder), None, message, "Run the whole refresh")])


def checks_of(state: Mapping[str, Any], warehouse: Warehouse) -> list[CheckOutcome]:
    """The checks of a run, or of the current release where the run made none."""
    specs = {(spec.table, spec.name): spec for spec in CHECKS}
    if stored := state.get("checks"):
        return [
            CheckOutcome(specs[check["spec"]["table"], check["spec"]["name"]], check["passed"], check["outcome"])
            for check in stored
        ]
    with warehouse.connect() as con:
        rows = con.execute("SELECT table_name, check_name, passed, outcome FROM meta.check").fetchall()
    return [CheckOutcome(specs[t.removeprefix("core."), n], passed, outcome) for t, n, passed, outcome in rows]


def first_difference(before: Mapping[str, str], now: Mapping[str, str]) -> str:
    """The first input that is not the same, or the code where all are."""
    changed = sorted(path for path in before.keys() | now.keys() if before.get(path) != now.get(path))
    return changed[0] if changed else "the code"
