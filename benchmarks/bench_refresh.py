"""A full refresh against an empty Dagster job, each a process of its own, in-process executor, warm instance.

A full refresh finds its warehouse empty, reads everything and publishes a release; after a change in one article all
else is as in the release before. All are without the site.
"""

from __future__ import annotations

import shutil
import sys
import tempfile
from collections.abc import Callable
from pathlib import Path

from timing import finish, in_turn, print_ratio, seconds_of

from pipeline.base.settings import PROJECT_DIR

EMPTY = """
import uuid
import dagster as dg
from pipeline.app.dagster.launch import run_job

@dg.op
def nothing(): pass

@dg.job(executor_def=dg.in_process_executor)
def empty(): nothing()

succeeded, _ = run_job(empty, str(uuid.uuid4()), {})
assert succeeded
"""


def main() -> None:
    with tempfile.TemporaryDirectory() as folder:
        documents = Path(folder) / "raw"
        ignored = shutil.ignore_patterns("figures", "versions", ".*")
        shutil.copytree(PROJECT_DIR / "raw", documents, ignore=ignored)
        home = {"DAGSTER_HOME": str(Path(folder) / "dagster")}
        refresh_command = [str(Path(sys.executable).with_name("ccg-ratings")), "refresh", "--no-site"]

        def refreshing(raw: Path, cleared: str | None) -> Callable[[], float]:
            """A refresh of `raw` when `cleared` of the warehouse, the path of a part of it, is gone."""
            warehouse = Path(folder) / f"warehouse_of_{raw.parent.name}"
            environment = home | {"CCG_RAW_DIR": str(raw), "CCG_WAREHOUSE_DIR": str(warehouse)}

            def refresh() -> float:
                if cleared is not None:
                    shutil.rmtree(warehouse / cleared, ignore_errors=True)
                    (warehouse / "current").unlink(missing_ok=True)
                return seconds_of(refresh_command, environment)

            return refresh

        def changed(raw: Path) -> Callable[[], float]:
            """A refresh of a copy of `raw` in which the sidecar of an article has changed."""
            copy = Path(folder) / "changed" / "raw"
            shutil.copytree(raw, copy, ignore=shutil.ignore_patterns("versions", ".*"))
            sidecar = copy / "documents" / "mailonline_2016.yml"
            refresh = refreshing(copy, None)
            refresh()

            def once() -> float:
                sidecar.write_text(f"{sidecar.read_text(encoding='utf-8')}# Another line.\n", encoding="utf-8")
                return refresh()

            return once

        def empty() -> float:
            return seconds_of([sys.executable, "-c", EMPTY], home)

        figures = PROJECT_DIR / "raw"
        for what, refresh, runs, bound in (
            ("a full refresh of the documents alone", refreshing(documents, ""), 7, 1.75),
            ("a full refresh with the carried figures", refreshing(figures, ""), 5, 8),
            ("the same with what was read kept", refreshing(figures, "releases"), 5, 7),
            ("a refresh after a change in one article", changed(figures), 5, 4),
            ("a refresh with nothing new", refreshing(figures, None), 5, 0.25),
        ):
            print_ratio(f"{what} / an empty job", *in_turn(refresh, empty, runs=runs), bound=bound)


if __name__ == "__main__":
    main()
    finish()
