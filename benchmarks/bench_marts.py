"""The marts over generated measure values: against the same SQL by hand, against plain pandas, and how they grow.

Ten million values by default; another number may be given. Each run is a process of its own. Plain pandas needs a
Python that has it: `make bench` makes .venv-truth for that.
"""

from __future__ import annotations

import math
import shutil
import subprocess
import sys
import tempfile
import time
from datetime import date
from pathlib import Path

import duckdb
from generated_values import write_tables
from timing import finish, in_turn, peak_mebibytes, print_ratio

from pipeline.base.settings import MEMORY, PROJECT_DIR, SQL_DIR
from pipeline.base.sql_functions import sql_functions
from pipeline.build.marts import STEPS, WORK_FORMAT, Mart, read_marts, run_marts

AS_AT = date(2026, 11, 21)
VALUES = 10_000_000
PANDAS = PROJECT_DIR / ".venv-truth" / "bin" / "python"


def inputs_in(folder: Path) -> dict[str, Path]:
    return {f"core.{path.stem}": path for path in folder.glob("*.parquet")}


def built(source: Path, target: Path) -> None:
    """All marts as a refresh makes them."""
    run_marts(read_marts(SQL_DIR / "marts"), inputs_in(source), target, AS_AT)


def by_hand(source: Path, target: Path) -> None:
    """The same queries, as somebody would type them: one file after the other."""
    target.mkdir(parents=True)
    with duckdb.connect(config={"memory_limit": MEMORY, "temp_directory": str(target / "spilled")}) as con:
        con.execute(sql_functions())
        con.execute("CREATE SCHEMA core; CREATE SCHEMA marts; CREATE SCHEMA meta")
        con.execute("CREATE TABLE meta.release AS SELECT CAST(? AS DATE) AS as_at", [AS_AT])
        for name, path in inputs_in(source).items():
            con.execute(f"CREATE VIEW {name} AS FROM '{path}'")
        con.execute(f"CREATE SCHEMA {STEPS}")
        for mart in read_marts(SQL_DIR / "marts"):
            for step in mart.steps:
                con.execute(f"CREATE OR REPLACE VIEW {step.full_name} AS {step.query}")
            _typed(con, mart, target)


def _typed(con: duckdb.DuckDBPyConnection, mart: Mart, target: Path) -> None:
    path = target / f"{mart.entry.name}.parquet"
    con.execute(f"COPY (\n{mart.query}\n) TO '{path}' ({WORK_FORMAT})")
    con.execute(f"CREATE VIEW {mart.entry.full_name} AS FROM '{path}'")


def measured(way: str, source: Path, target: Path) -> tuple[float, float]:
    """Wall seconds and peak MiB of one way in a process of its own."""
    shutil.rmtree(target, ignore_errors=True)
    command = [sys.executable, __file__, way, str(source), str(target)]
    if way == "pandas":
        command = [str(PANDAS), str(Path(__file__).with_name("pandas_marts.py")), str(source), str(target), f"{AS_AT}"]
    begun = time.perf_counter()
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    taken = time.perf_counter() - begun
    if done.returncode:
        sys.exit(f"{way} ended with {done.returncode}:\n{done.stderr[-2000:]}")
    return taken, float(done.stdout.split()[-1]) if done.stdout else 0.0


def main(values: int) -> None:
    with tempfile.TemporaryDirectory() as folder:
        target = Path(folder) / "marts"
        sources = {}
        for size in (values // 100, values // 10, values):
            sources[size] = Path(folder) / str(size)
            write_tables(sources[size], size)
        taken = {size: measured("built", source, target) for size, source in sources.items()}
        for size, (seconds, peak) in taken.items():
            print(f"the marts of {size:,} values: {seconds:.1f} s, at most {peak:,.0f} MiB", flush=True)
        small, large = values // 100, values
        growth = taken[large][0] / taken[small][0]
        allowed = large * math.log(large) / (small * math.log(small))
        print(f"100 times the values take {growth:.0f} times as long; n log n would be {allowed:.0f} times", flush=True)
        # A tenth of the values, for the largest take minutes each time.
        middle = sources[values // 10]
        ours, typed = in_turn(
            lambda: measured("built", middle, target)[0], lambda: measured("by_hand", middle, target)[0], runs=3
        )
        print_ratio("the marts / the same SQL by hand", ours, typed, bound=1.5)
        if PANDAS.exists():
            plain = [measured("pandas", sources[large], target)[0]]
            print_ratio("the marts / plain pandas", [taken[large][0]], plain, bound=1 / 3)
        else:
            print("plain pandas: not measured, for there is no .venv-truth (make bench makes it)")


if __name__ == "__main__":
    match sys.argv[1:]:
        case [("built" | "by_hand") as way, source, target]:
            {"built": built, "by_hand": by_hand}[way](Path(source), Path(target))
            print(peak_mebibytes())
        case given:
            main(int(given[0]) if given else VALUES)
            finish()
