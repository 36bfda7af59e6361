"""A team loses a worker in each step of a refresh, and each of its servers: what becomes of the run and the release.

    python benchmarks/team_faults.py [--times 3] [--away 5] [--only worker|postgresql|s3|redis|coordinator]

PostgreSQL, Redis and the server of S3 are real, the workers have folders of their own. What is killed is killed with
SIGKILL, with all that it has started. A worker that is lost must leave the run to the other one, which ends it. Where
a server is lost, the run may wait or fail, the release in force answers all the while, and once the server is back the
same run or another try of it succeeds. Each time the release has the digests of a refresh on one machine.
"""

from __future__ import annotations

import argparse
import os
import random
import shutil
import signal
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from functools import partial
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "scripts"))

from team.commands import COORDINATOR, RECEIVER, RETRY, RETRY_TEXT
from team.running import Team
from team.servers import PROJECT, Missing, PostgreSQL, Served, need_all
from team_observed import Observed

from pipeline.app.published_tables import all_marts
from pipeline.app.refresh import Run
from pipeline.publish.warehouse import Warehouse
from pipeline.schema.dictionary import core_entries

STEPS = (
    "versions_read.unread_versions",
    "versions_read.read_version",
    "versions_read.all_read",
    "core",
    "marts",
    "release",
)
SERVERS = ("postgresql", "s3", "redis")
DIGESTS = """SELECT schema_name, table_name, rows, digest FROM meta."table" WHERE schema_name <> 'meta' ORDER BY ALL"""
# A step that its worker has not ended by then goes to the other one.
STEP_SECONDS = 20
# How long after a step has begun its worker is lost, at most.
LATE_SECONDS = {"core": 3, "marts": 3, "release": 3}
RUN_SECONDS = 360
# How long a try is waited for, before something else is done.
TRY_SECONDS = 120
SOURCE_KEPT = "four_week_waits"
# What is changed so that every step has something to do.
MARKS = {
    "documents/mailonline_2016.yml": "published_note: Article 3881380.",
    "sources.yml": "title: Mental Health Services Monthly Statistics, four-week waits",
}


@dataclass
class Counts:
    """What came of one kind of loss."""

    tried: int = 0
    succeeded: int = 0
    retried: Counter[str] = field(default_factory=Counter)
    missed: int = 0
    problems: list[str] = field(default_factory=list)


class Harness:
    """A team with the documents and one small file of figures, and the same refreshed on one machine."""

    def __init__(self, folder: Path, away: float = 5) -> None:
        self.folder, self.away = folder, away
        self.raw = folder / "person" / "raw"
        left_out = shutil.ignore_patterns("*.original.*", ".*", "versions", "figures")
        shutil.copytree(PROJECT / "raw", self.raw, ignore=left_out)
        shutil.copytree(PROJECT / "raw" / "figures" / SOURCE_KEPT, self.raw / "figures" / SOURCE_KEPT)
        no_sync = ("synchronous_commit=off", "autovacuum=off")
        self.team = Team(
            folder / "team", options=no_sync, environment={"CCG_STEP_SECONDS": str(STEP_SECONDS), "CCG_SITE": "no"}
        )
        self.number = 0
        self.web = Warehouse(self.team.folder / "web" / "warehouse")

    def start(self) -> None:
        self.team.start_servers()
        self.change()
        self.team.start([COORDINATOR, *self.team.workers, RECEIVER])
        os.environ["DAGSTER_HOME"] = self.team.environment_of(COORDINATOR)["DAGSTER_HOME"]
        os.environ["DAGSTER_POSTGRES_URL"] = self.team.postgresql.url
        self.observed = Observed()
        assert self.observed.end_of(self.observed.next_run(RUN_SECONDS), RUN_SECONDS) == "SUCCESS"
        self.compare()

    def change(self) -> None:
        """Sends a raw/ with which every step has something to do."""
        self.number += 1
        for path, mark in MARKS.items():
            text = (PROJECT / "raw" / path).read_text(encoding="utf-8")
            assert text.count(mark) == 1
            (self.raw / path).write_text(text.replace(mark, f"{mark} {self.number}"), encoding="utf-8")
        self.team.send(self.raw)

    def compare(self) -> None:
        """The release that the web server has is the one of a refresh on one machine."""
        alone = Warehouse(self.folder / "alone")
        run = Run("alone", self.raw, alone, date.today())
        run.build_core(list(core_entries()))
        run.build_marts([mart.entry.name for mart in all_marts()])
        run.publish()
        run.discard()
        until = time.monotonic() + 60
        while (found := rows_of(self.web)) != rows_of(alone):
            if time.monotonic() > until:
                differing = [row for row in found if row not in rows_of(alone)]
                raise AssertionError(f"another release than on one machine, first in {differing[:1]}")
            time.sleep(1)

    def lose_workers(self, steps: Iterable[str], counts: Mapping[str, Counts]) -> None:
        """Kills the worker that is at each of the steps of one run; the other worker must make up for it each time."""
        self.change()
        run = self.observed.next_run(RUN_SECONDS)
        lost = []
        for step in steps:
            key, worker = self.observed.begun(run, step, RUN_SECONDS)
            time.sleep(random.random() * LATE_SECONDS.get(step, 0))
            self.team.kill(worker)
            if self.observed.has_ended(run, key):
                counts[step].missed += 1
            else:
                counts[step].tried += 1
                lost.append(step)
            self.observed.succeeded(run, key, RUN_SECONDS)
            self.team.start([worker])
        ended = self.observed.end_of(run, RUN_SECONDS)
        for step in lost:
            if ended == "SUCCESS":
                counts[step].succeeded += 1
            else:
                counts[step].problems.append(f"{run} ended with {ended}")
        self.compare()

    def lose(self, step: str, kill: Callable[[], None], back: Callable[[], None], counts: Counts) -> None:
        """Kills something else while a step is under way; the release in force answers meanwhile."""
        self.change()
        run = self.observed.next_run(RUN_SECONDS)
        self.observed.begun(run, step, RUN_SECONDS)
        counts.tried += 1
        before = rows_of(self.web)
        kill()
        until = time.monotonic() + self.away
        while time.monotonic() < until:
            assert rows_of(self.web) == before
            time.sleep(0.2)
        back()
        self.restart_dead()
        ended = self.observed.end_of(run, STEP_SECONDS * 4, or_none=True)
        if ended != "SUCCESS":
            self.try_again(run, counts)
        counts.succeeded += 1
        self.compare()

    def try_again(self, run: str, counts: Counts) -> None:
        """Until a later try has succeeded: by itself, after the coordinator began anew, or because a person asked."""
        for how, act in (
            ("by itself", lambda: None),
            ("after the coordinator began anew", self.restart_coordinator),
            ("because it was asked for", lambda: self.team.ask([*RETRY, RETRY_TEXT.format(run=run)])),
        ):
            act()
            until = time.monotonic() + TRY_SECONDS
            while time.monotonic() < until:
                self.restart_dead()
                last = self.observed.last_run()
                if last != run and self.observed.end_of(last, RUN_SECONDS) == "SUCCESS":
                    counts.retried[how] += 1
                    return
                time.sleep(2)
        raise AssertionError(f"{run} and its tries did not succeed")

    def restart_coordinator(self) -> None:
        self.team.kill(COORDINATOR)
        self.team.start([COORDINATOR])

    def restart_dead(self) -> None:
        for name in self.team.dead():
            self.team.kill(name)
            self.team.start([name])


def rows_of(warehouse: Warehouse) -> list[tuple[Any, ...]]:
    """The digests of the release in force; none before the first has come."""
    if not warehouse.current_link.exists():
        return []
    with warehouse.connect() as con:
        return con.execute(DIGESTS).fetchall()


def kill_server(harness: Harness, name: str) -> tuple[Callable[[], None], Callable[[], None]]:
    """How a server is killed and comes back."""
    team = harness.team
    server: PostgreSQL | Served = {"postgresql": team.postgresql, "s3": team.store, "redis": team.redis}[name]  # type: ignore[assignment]
    return lambda: os.kill(server.pid(), 9), server.start


def lose_workers(harness: Harness, steps: Sequence[str], times: int) -> dict[str, Counts]:
    """Loses a worker in each of the steps so many times."""
    counts = {step: Counts() for step in steps}
    for _ in range(times * 5):
        if waiting := [step for step in steps if counts[step].tried < times]:
            harness.lose_workers(waiting, counts)
    for step in steps:
        told(f"a worker in {step}", counts[step])
    return counts


def lose_others(harness: Harness, only: str | None, times: int) -> dict[str, Counts]:
    """Loses each server, and the coordinator, so many times."""
    kill, start = partial(harness.team.kill, COORDINATOR), partial(harness.team.start, [COORDINATOR])
    losses = {name: kill_server(harness, name) for name in SERVERS} | {COORDINATOR: (kill, start)}
    counts = {}
    for name in [only] if only else losses:
        counts[name] = Counts()
        for _ in range(times):
            harness.lose("marts", *losses[name], counts[name])
        told(name, counts[name])
    return counts


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--times", type=int, default=3)
    parser.add_argument("--only", choices=("worker", *SERVERS, COORDINATOR))
    parser.add_argument("--away", type=float, default=5, metavar="SECONDS", help="how long a server is away")
    given = parser.parse_args()
    try:
        need_all()
    except Missing as missing:
        sys.exit(str(missing))
    # So that whatever ends this, nothing is left running.
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(1))
    folder = Path(tempfile.mkdtemp(prefix="ccg-team-"))
    folder.chmod(0o755)
    harness = Harness(folder, given.away)
    found: list[Counts] = []
    try:
        harness.start()
        print("a refresh with two workers has the digests of one machine", flush=True)
        if given.only in (None, "worker"):
            found += lose_workers(harness, STEPS, given.times).values()
        if given.only != "worker":
            found += lose_others(harness, given.only, given.times).values()
    finally:
        signal.signal(signal.SIGTERM, signal.SIG_IGN)
        harness.team.stop()
        if not sys.exc_info()[0]:
            shutil.rmtree(folder, ignore_errors=True)
        else:
            print(f"what it left is in {folder}", flush=True)
    if any(counts.problems for counts in found):
        sys.exit(1)


def told(name: str, counts: Counts) -> None:
    print(
        f"{name}: lost {counts.tried} times, {counts.succeeded} succeeded"
        + "".join(f", {number} by another try {how}" for how, number in counts.retried.items())
        + (f"; {counts.missed} times the step had ended before" if counts.missed else ""),
        *counts.problems,
        sep="\n  ",
        flush=True,
    )


if __name__ == "__main__":
    main()
