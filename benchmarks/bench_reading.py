"""A refresh with one new file that a process with limits reads, against the same refresh reading it itself.

The difference may be a tenth of an empty Dagster job. The file is a month of a feed, which is read in no time: what is
measured is the process.
"""

from __future__ import annotations

import os
import shutil
import sys
import tempfile
from pathlib import Path

from bench_refresh import EMPTY
from bench_versions import lay
from timing import finish, in_turn, print_ratio, seconds_of

from pipeline.base.settings import PROJECT_DIR

SHARE = 0.1
HERE = """
import sys
from importlib import import_module
from pipeline.app.cli import run
from pipeline.base.limited_process import Ended
from pipeline.build import snapshot_reading

class Here:
    def prepare(self): pass

    def run(self, work, *arguments, budget):
        module, _, name = work.partition(":")
        return Ended(result=getattr(import_module(module), name)(*arguments))

snapshot_reading.reader = Here
sys.argv = ["ccg-ratings", "refresh", "--no-site"]
run()
"""


def main(runs: int) -> None:
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        ignored = shutil.ignore_patterns("versions", "figures", "*.original.*")
        shutil.copytree(PROJECT_DIR / "raw", folder / "before" / "raw", ignore=ignored)
        home = folder / "home"
        environment = {
            "CCG_RAW_DIR": str(home / "raw"),
            "CCG_WAREHOUSE_DIR": str(home / "warehouse"),
            "DAGSTER_HOME": str(folder / "dagster"),
        }
        shutil.copytree(folder / "before", home)
        apart = [str(Path(sys.executable).with_name("ccg-ratings")), "refresh", "--no-site"]
        seconds_of(apart, environment)
        shutil.rmtree(folder / "before")
        home.rename(folder / "before")

        def one_new(command: list[str]) -> float:
            shutil.rmtree(home, ignore_errors=True)
            shutil.copytree(folder / "before", home, symlinks=True)
            lay(home / "raw", range(1))
            os.sync()
            return seconds_of(command, environment)

        def allowed() -> float:
            return one_new([sys.executable, "-c", HERE]) + SHARE * seconds_of(
                [sys.executable, "-c", EMPTY], environment
            )

        what = f"a refresh with one new file / the same without the process and {SHARE:g} of an empty job"
        print_ratio(what, *in_turn(lambda: one_new(apart), allowed, runs=runs), bound=1.0)


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 7)
    finish()
