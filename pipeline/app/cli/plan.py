"""`ccg-ratings refresh --plan`: what a refresh would change. Nothing of it stays."""

from __future__ import annotations

import gc
import logging
import os
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from rich.console import Console

from pipeline.base.settings import read_settings

MAX_SHOWN = 40


@contextmanager
def imports_kept() -> Iterator[None]:
    """What is imported stays, and is not looked through again and again for garbage.

    That would take 1.07 x as much processor time (benchmarks/bench_exceptions.py).
    """
    gc.disable()
    try:
        yield
    finally:
        gc.freeze()
        gc.enable()


def show_plan(out: Console, raw_dir: Path, warehouse: Any, day: date, with_site: bool) -> None:
    """Prints what a refresh would change; ValidationFailed where it would be refused."""
    with imports_kept():
        from pipeline.app.unchanged import unchanged
        from pipeline.app.work import work_of
    with _worked_in(warehouse) as place:
        work_of(read_settings(), raw_dir, place).begin()
        if outcome := unchanged(place, raw_dir, day, with_site, logging.getLogger("pipeline").warning):
            out.print(f"Nothing would change: release {outcome.release_id} holds all of it.")
            return
        plan = _worked_out(raw_dir, place, day, with_site)
    if plan.previous_id is None:
        out.print("A refresh would publish the first release. Nothing was published.")
        return
    out.print(f"A refresh would change, against release {plan.previous_id}:")
    for change in plan.changed:
        out.print(f"  {change}", markup=False)
    if not plan.changed:
        out.print("  no table")
    if plan.pages is not None:
        shown = "".join(f"\n  {page}" for page in plan.pages[:MAX_SHOWN])
        more = f"\n  and {len(plan.pages) - MAX_SHOWN} more" if len(plan.pages) > MAX_SHOWN else ""
        out.print(f"Pages that would be written anew: {len(plan.pages)}{shown}{more}", soft_wrap=True)
    out.print("Nothing was published.")


@contextmanager
def _worked_in(warehouse: Any) -> Iterator[Any]:
    """The warehouse; where no refresh has been there, one that goes afterwards, so that nothing is left there."""
    from pipeline.publish.warehouse import Warehouse

    # What a refresh makes first, and what a copy has.
    if any(os.path.lexists(warehouse.folder / name) for name in (".lock", "current", "releases")):
        yield warehouse
        return
    with TemporaryDirectory(prefix="ccg-ratings-plan-", ignore_cleanup_errors=True) as folder:
        yield Warehouse(Path(folder))


def _worked_out(raw_dir: Path, warehouse: Any, day: date, with_site: bool) -> Any:
    with imports_kept():
        from pipeline.app.published_tables import all_marts
        from pipeline.app.refresh import Run
        from pipeline.build.snapshot_reading import prepare_reading
        from pipeline.schema.dictionary import core_entries

    prepare_reading(raw_dir, warehouse.read_dir)
    run = Run(str(uuid.uuid4()), raw_dir, warehouse, day, with_site)
    try:
        build, _ = run.build_core(list(core_entries()), is_plan=True)
        if not build.problems:
            run.build_marts([mart.entry.name for mart in all_marts()])
        return run.plan()
    finally:
        run.discard()
