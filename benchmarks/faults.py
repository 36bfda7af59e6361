"""Interrupts what writes at its writes, one fault after the other, and looks at what is left.

    python benchmarks/faults.py                      every write of publish, rollback, keep and fetch
    python benchmarks/faults.py refresh --minutes 20 each kind of call and file of a refresh: first, middle and last
    python benchmarks/faults.py publish --kills 1000 nothing but kills, so many

A fault is survived if the release in force answers, the files of every kept release are those that were published, what
was kept of the sources is whole, no command ends in a traceback, and the next time succeeds.
"""

from __future__ import annotations

import argparse
import http.server
import os
import random
import re
import shutil
import signal
import sys
import tempfile
import time
import traceback
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from itertools import count
from pathlib import Path

import duckdb
import fault_shim
from fault_operations import OPERATIONS, SECOND
from fault_shim import KINDS, Fault
from polars.exceptions import PolarsError

from pipeline.base.problems import ValidationFailed

ALL_WRITES = ("publish", "rollback", "keep", "fetch")
KILLS = ("SIGKILL", "torn write")
# What an operation may end with at a fault: told by the system, DuckDB or the project.
REFUSED = (OSError, duckdb.Error, PolarsError, ValidationFailed, TimeoutError)
LONGEST_SECONDS = 600
SEED = 20261129
SHOWN_EVERY = 50
# What differs from run to run in the path of a file.
_VARYING = re.compile(r"[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f-]{22}|[0-9a-f]{32}|\d{8}T\d{12}Z|(?<=-)\d+$|tmp\w+")


@dataclass(frozen=True)
class Tried:
    """What came of a fault: `lost` says what did not hold afterwards, None where all did."""

    fault: Fault
    met: bool
    lost: str | None


def child(work: Callable[[], None], said: Path) -> int:
    """Does `work` in a process of its own; its exit code, negative for a signal. What it says goes into `said`."""
    pid = os.fork()
    if pid == 0:
        code = 1
        try:
            with said.open("w", encoding="utf-8") as out:
                os.dup2(out.fileno(), 1)
                os.dup2(out.fileno(), 2)
                work()
                code = 0
        except BaseException:
            fault_shim.disarm()
            said.write_text(traceback.format_exc(), encoding="utf-8")
        finally:
            os._exit(code)
    end = time.monotonic() + LONGEST_SECONDS
    pause = 0.001
    while time.monotonic() < end:
        done, status = os.waitpid(pid, os.WNOHANG)
        if done:
            return os.waitstatus_to_exitcode(status)
        time.sleep(pause)
        pause = min(0.05, pause * 1.5)
    os.kill(pid, signal.SIGKILL)
    os.waitpid(pid, 0)
    said.write_text(f"had no end within {LONGEST_SECONDS} seconds", encoding="utf-8")
    return 1


class Harness:
    """One operation, whose folder is made once and copied for each fault."""

    def __init__(self, name: str, folder: Path, address: str) -> None:
        self.name = name
        self.folder = folder
        self.prepare, self.run, self.holds, self.again = OPERATIONS[name]
        self.base, self.tried = folder / f"{name}-base", folder / f"{name}-tried"
        self.said = folder / f"{name}.said"
        self.base.mkdir()
        (self.base / "address").write_text(address, encoding="utf-8")
        self._expect(lambda: self.prepare(self.base))

    def writes(self) -> list[tuple[str, str]]:
        """Each call that writes in a run without faults, with the path of its file."""
        log = self.folder / f"{self.name}.log"
        self._fresh()

        def watched() -> None:
            with log.open("wb") as out:
                fault_shim.watch(self.tried, out.fileno())
                self.run(self.tried)
                fault_shim.disarm()

        self._expect(watched)
        lines = log.read_text(encoding="utf-8", errors="replace").splitlines()
        return [(call, path) for call, _, path in (line.partition("\t") for line in lines)]

    def attempt(self, fault: Fault) -> Tried:
        self._fresh()
        met = self.folder / "met"
        met.unlink(missing_ok=True)

        def faulty() -> None:
            fault_shim.arm(self.tried, fault)
            try:
                self.run(self.tried)
            except REFUSED:
                pass
            finally:
                if fault_shim.disarm():
                    met.touch()

        code = child(faulty, self.said)
        was_met = met.exists() or code == -signal.SIGKILL
        if code not in (0, -signal.SIGKILL):
            return Tried(fault, was_met, f"ended badly: {self._last_said()}")

        def afterwards() -> None:
            self.holds(self.tried)
            self.again(self.tried)

        code = child(afterwards, self.said)
        return Tried(fault, was_met, None if code == 0 else f"does not hold: {self._last_said()}")

    def _fresh(self) -> None:
        shutil.rmtree(self.tried, ignore_errors=True)
        shutil.copytree(self.base, self.tried, symlinks=True)

    def _expect(self, work: Callable[[], None]) -> None:
        if child(work, self.said):
            sys.exit(f"{self.name} does not work without a fault: {self.said.read_text(encoding='utf-8')}")

    def _last_said(self) -> str:
        return " | ".join(self.said.read_text(encoding="utf-8", errors="replace").strip().splitlines()[-6:])


def every_write(writes: list[tuple[str, str]], kinds: Iterable[str]) -> list[Fault]:
    """Each call by its number, with each kind of fault that it can have."""
    return [
        Fault(kind, number)
        for number, (call, _) in enumerate(writes, 1)
        for kind in kinds
        if kind != "torn write" or call == "write"
    ]


def each_kind_of_write(writes: list[tuple[str, str]], kinds: Iterable[str]) -> list[Fault]:
    """Of each call on each kind of file the first, the middle and the last, with each kind of fault."""
    counts = Counter((call, _VARYING.sub("*", path)) for call, path in writes)
    return [
        Fault(kind, number, call, pattern)
        for (call, pattern), found in counts.items()
        for number in sorted({1, (found + 1) // 2, found})
        for kind in kinds
        if kind != "torn write" or call == "write"
    ]


def sampled(faults: list[Fault], most: int | None) -> list[Fault]:
    """The faults in an order that is the same each time, and mixed, so that a part of them is a sample."""
    mixed = list(faults)
    random.Random(SEED).shuffle(mixed)
    return mixed[:most]


def rounds(faults: list[Fault], kills: int) -> Iterator[Fault]:
    """Kills, over and over, until there are so many."""
    for _, fault in zip(range(kills), (fault for _ in count() for fault in faults), strict=False):
        yield fault


def serve() -> tuple[str, int]:
    """The address of a server that has the second file of the source, and its process."""

    class Answer(http.server.BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            self.send_response(200)
            self.send_header("Content-Type", "text/csv")
            self.send_header("Content-Length", str(len(SECOND)))
            self.end_headers()
            self.wfile.write(SECOND)

        def log_message(self, *_: object) -> None:
            pass

    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Answer)
    pid = os.fork()
    if pid == 0:
        server.serve_forever()
    server.server_close()
    return f"http://127.0.0.1:{server.server_address[1]}/waits.csv", pid


def try_all(
    name: str, folder: Path, address: str, minutes: float | None, most: int | None, kills: int | None
) -> list[Tried]:
    """The faults of an operation, each printed where it was not survived."""
    harness = Harness(name, folder, address)
    writes = harness.writes()
    kinds = KILLS if kills else tuple(KINDS)
    faults = (each_kind_of_write if name == "refresh" else every_write)(writes, kinds)
    chosen = rounds(sampled(faults, None), kills) if kills else sampled(faults, most)
    end = time.monotonic() + 60 * minutes if minutes else float("inf")
    begun, tried = time.monotonic(), list[Tried]()
    for fault in chosen:
        if time.monotonic() > end:
            break
        try:
            found = harness.attempt(fault)
        except KeyboardInterrupt:
            print(f"{name}: ended by ctrl-C", flush=True)
            break
        tried.append(found)
        if len(tried) % SHOWN_EVERY == 0:
            print(f"{name}: {len(tried)} of {len(faults)} so far", file=sys.stderr, flush=True)
        if found.lost:
            print(f"NOT SURVIVED: {name}: {fault}: {found.lost}", flush=True)
            shutil.copytree(harness.tried, folder / "lost" / f"{name}-{len(tried)}", symlinks=True, dirs_exist_ok=True)
    met = [one for one in tried if one.met]
    by_kind = Counter(one.fault.kind for one in met)
    print(
        f"{name}: {len(writes)} writes, {len(faults)} faults known; {len(met)} tried "
        f"({', '.join(f'{by_kind[kind]} {kind}' for kind in KINDS if by_kind[kind])}), "
        f"{sum(not one.lost for one in met)} survived, {time.monotonic() - begun:.0f} s",
        flush=True,
    )
    return tried


def main() -> None:
    parser = argparse.ArgumentParser(description=(__doc__ or "").split("\n", 1)[0])
    parser.add_argument("operations", nargs="*", help=f"some of {', '.join(OPERATIONS)}; {', '.join(ALL_WRITES)}")
    parser.add_argument("--minutes", type=float, help="so long for each operation, and no longer")
    parser.add_argument("--most", type=int, help="so many faults of each operation, a sample")
    parser.add_argument("--kills", type=int, help="nothing but kills, so many of each operation")
    parser.add_argument("--folder", type=Path, help="where to work; what was lost stays there")
    asked = parser.parse_args()
    if unknown := set(asked.operations) - OPERATIONS.keys():
        parser.error(f"there is no {', '.join(sorted(unknown))}")
    if why := fault_shim.why_not():
        sys.exit(f"No fault was tried: {why}.")
    folder = asked.folder or Path(os.environ.get("CCG_FAULTS_FOLDER") or tempfile.mkdtemp(prefix="faults-"))
    folder = folder.absolute()
    folder.mkdir(parents=True, exist_ok=True)
    os.environ["CCG_FAULTS_FOLDER"] = str(folder)
    fault_shim.begin_with_shim(folder)
    del os.environ["CCG_FAULTS_FOLDER"]
    address, server = serve()
    try:
        tried = [
            one
            for name in asked.operations or ALL_WRITES
            for one in try_all(name, folder, address, asked.minutes, asked.most, asked.kills)
        ]
    finally:
        os.kill(server, signal.SIGKILL)
    met = [one for one in tried if one.met]
    lost = [one for one in tried if one.lost]
    print(f"{len(met)} faults tried, {len(met) - sum(one.met for one in lost)} survived")
    if lost:
        sys.exit(f"{len(lost)} not survived; their folders are in {folder / 'lost'}")
    if asked.folder is None:
        shutil.rmtree(folder, ignore_errors=True)


if __name__ == "__main__":
    main()
