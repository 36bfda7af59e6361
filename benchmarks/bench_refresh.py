"""A full refresh against an empty Dagster job, each a process of its own, in-process executor, warm instance.

The refresh is full: every run finds its warehouse empty, reads all documents and publishes a release, without its site.
"""

from __future__ import annotations

import shutil
import sys
import tempfile
from pathlib import Path

from timing import finish, in_turn, print_ratio, seconds_of

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
        warehouse = Path(folder) / "warehouse"
        environment = {"DAGSTER_HOME": str(Path(folder) / "dagster"), "CCG_WAREHOUSE_DIR": str(warehouse)}
        refresh_command = [str(Path(sys.executable).with_name("ccg-ratings")), "refresh", "--no-site"]

        def refresh() -> float:
            shutil.rmtree(warehouse, ignore_errors=True)
            return seconds_of(refresh_command, environment)

        def unchanged() -> float:
            return seconds_of(refresh_command, environment)

        def empty() -> float:
            return seconds_of([sys.executable, "-c", EMPTY], environment)

        print_ratio("a full refresh / an empty job", *in_turn(refresh, empty, runs=7), bound=1.75)
        print_ratio("a refresh with nothing new / an empty job", *in_turn(unchanged, empty, runs=3), bound=1.75)


if __name__ == "__main__":
    main()
    finish()
