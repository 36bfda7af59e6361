"""Whether a refresh would publish anything, found out without reading a document or loading what reads them."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date
from pathlib import Path

import duckdb

from pipeline.app.basis import basis
from pipeline.app.outcomes import Outcome
from pipeline.base.code_version import code_version
from pipeline.build.input_files import hash_inputs
from pipeline.publish.warehouse import Published, Warehouse


def unchanged(
    warehouse: Warehouse, raw_dir: Path, as_at: date, with_site: bool, waiting: Callable[[str], None]
) -> Outcome | None:
    """The outcome where the current release is what a refresh would publish; None where it would publish another.

    `waiting` is called with who holds the lock of the warehouse.
    """
    with warehouse.locked(waiting):
        current = up_to_date(warehouse, raw_dir, as_at, with_site)
        if current is None:
            return None
        warehouse.prune()
        return Outcome.unchanged(current.release_id)


def up_to_date(warehouse: Warehouse, raw_dir: Path, as_at: date, with_site: bool) -> Published | None:
    """The current release where it is what a refresh would publish."""
    current = basis(warehouse)
    if not isinstance(current, Published) or not holds(current, hash_inputs(raw_dir), code_version(), as_at):
        return None
    return current if current.site.is_dir() or not with_site else None


def holds(current: Published, inputs: Mapping[str, str], version: str, as_at: date) -> bool:
    """Whether `current` holds what a release of these inputs would."""
    same = current.made_from == (inputs, version, duckdb.__version__) and current.as_at <= as_at
    return same and not current.changes_by(as_at)
