"""How time and memory grow with the values: core tables and marts of generated values, under a limit of memory.

Two numbers of values may be given, such as 10_000_000 and 100_000_000, which take hours. Each is worked out in a
process of its own, whose address space the system limits to 4 GB; DuckDB may hold CCG_MEMORY of them, by default 2 GB,
for the address space counts what is only mapped too.
"""

from __future__ import annotations

import os
import resource
import subprocess
import sys
import tempfile
import threading
import time
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from bench_marts import AS_AT, inputs_in
from generated_values import count, write_tables
from timing import finish, held, peak_mebibytes

from pipeline.base.settings import SQL_DIR
from pipeline.build.marts import read_marts, run_marts

SIZES = (2_000_000, 20_000_000)
MEMORY = "2GB"
LIMIT = 4_000_000_000
# Of ten times the values.
TIMES_AS_LONG, TIMES_THE_MEMORY = 13, 1.2


@dataclass(frozen=True)
class Measured:
    """Seconds of the clock and of processors, peak memory in MiB, and the most room on the disk in bytes."""

    seconds: float
    cpu_seconds: float
    peak: float
    disk: int
    rows: int


def work(values: int, folder: Path) -> None:
    """Core tables and marts in this process, within the limit."""
    resource.setrlimit(resource.RLIMIT_AS, (LIMIT, LIMIT))
    begun = time.perf_counter()
    core = write_tables(folder / "core", values)
    assert count(core["core.measure_value"]) == values
    print(f"core in {time.perf_counter() - begun:.0f} s", file=sys.stderr, flush=True)
    marts = read_marts(SQL_DIR / "marts")
    counts = run_marts(marts, inputs_in(folder / "core"), folder / "marts", AS_AT, os.environ.get("CCG_MEMORY", MEMORY))
    used = resource.getrusage(resource.RUSAGE_SELF)
    print(peak_mebibytes(), used.ru_utime + used.ru_stime, sum(counts.values()))


def measured(values: int) -> Measured:
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        most, ended = 0, threading.Event()

        def watch() -> None:
            nonlocal most
            while not ended.wait(1):
                most = max(most, _room(folder))

        watching = threading.Thread(target=watch)
        watching.start()
        begun = time.perf_counter()
        command = [sys.executable, __file__, "work", str(values), name]
        done = subprocess.run(command, stdout=subprocess.PIPE, text=True, check=False)
        taken = time.perf_counter() - begun
        ended.set()
        watching.join()
        if done.returncode:
            sys.exit(f"{values:,} values ended with {done.returncode}")
        peak, cpu, rows = done.stdout.split()
        return Measured(taken, float(cpu), float(peak), most, int(rows))


def _room(folder: Path) -> int:
    room = 0
    for path, _, files in os.walk(folder):
        for name in files:
            # What is being written may be gone by now.
            with suppress(FileNotFoundError):
                room += (Path(path) / name).stat().st_blocks * 512
    return room


def main(small: int, large: int) -> None:
    found = []
    for values in (small, large):
        one = measured(values)
        found.append(one)
        print(
            f"{values:,} values, {one.rows:,} rows of marts: {one.seconds:,.0f} s, "
            f"{one.cpu_seconds:,.0f} s of processors, at most {one.peak:,.0f} MiB of memory, "
            f"{one.disk / 1e9:.1f} GB of disk",
            flush=True,
        )
    of_small, of_large = found
    times, memory = of_large.cpu_seconds / of_small.cpu_seconds, of_large.peak / of_small.peak
    what, allowed = f"{large // small} times the values", TIMES_AS_LONG * large / small / 10
    verdict = held(f"{what}: time", times <= allowed)
    clock = of_large.seconds / of_small.seconds
    print(
        f"{what}: {times:.1f} times the processors' time ({clock:.1f} by the clock), {verdict} the bound of {allowed:g}"
    )
    verdict = held(f"{what}: memory", memory <= TIMES_THE_MEMORY)
    print(f"{what}: {memory:.2f} times the memory, {verdict} the bound of {TIMES_THE_MEMORY:g}")


if __name__ == "__main__":
    match sys.argv[1:]:
        case ["work", values, folder]:
            work(int(values), Path(folder))
        case [small, large]:
            main(int(small), int(large))
            finish()
        case _:
            main(*SIZES)
            finish()
