"""Ten readers through a hundred refreshes, with going back, fetching and verifying among them.

    python benchmarks/soak.py [--refreshes 100] [--readers 10]

Each reader is a process of its own; every second one keeps its connection for a while. Each refresh leaves the same
mark in a sidecar, in reference data and in a document. An answer that fails, that has the marks of two releases, or
other rows than its release counts, is an error; so is whatever the writer does not survive.
"""

from __future__ import annotations

import argparse
import json
import os
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections import Counter
from pathlib import Path

from fault_operations import keep_first, refresh_steps, roll_back, sources_of
from faults import serve

from pipeline.base.settings import PROJECT_DIR
from pipeline.fetch.parallel_fetch import fetch
from pipeline.fetch.snapshots import snapshots_of, unreadable_snapshots
from pipeline.publish.verification import verify
from pipeline.publish.warehouse import Published, Warehouse

READER = """
import json, os, sys, time
from pathlib import Path
import duckdb

link, stop, answers, keeps = sys.argv[1:]
QUERY = '''SELECT (SELECT release_id FROM meta.release),
    (SELECT published_note FROM core.document WHERE document_id = 'mailonline_2016'),
    (SELECT count(*) FROM core.organisation_alias),
    (SELECT rows FROM meta.table WHERE schema_name = 'core' AND table_name = 'organisation_alias'),
    (SELECT value FROM core.measure_value WHERE org_code = '05W' AND measure_id = 'iapt_recovery_rate'),
    (SELECT count(*) FROM core.rating)'''
with open(answers, 'w') as out:
    kept, asked, parent = None, 0, os.getppid()
    # Where the soak itself is ended, nobody says stop.
    while not Path(stop).exists() and os.getppid() == parent:
        try:
            if kept is None:
                # By its own path: a release that is opened stays the one that was opened.
                kept = duckdb.connect(str(Path(link).resolve() / 'ccg_ratings.duckdb'), read_only=True)
            answer = [str(cell) for cell in kept.execute(QUERY).fetchall()[0]]
            asked += 1
            if keeps == 'no' or asked % 50 == 0:
                kept.close()
                kept = None
        except Exception as error:
            answer = [f'{type(error).__name__}: {error}']
            kept = None
        out.write(json.dumps(answer) + '\\n')
        out.flush()
        time.sleep(0.05)
"""
ALIASES = PROJECT_DIR / "raw" / "reference" / "aliases.csv"


def put(path: Path, old: str, new: str) -> None:
    text = path.read_text(encoding="utf-8")
    assert text.count(old) == 1, f"{old!r} stands {text.count(old)} times in {path.name}"
    path.write_text(text.replace(old, new), encoding="utf-8")


def leave_marks(raw: Path, number: int) -> None:
    documents = raw / "documents"
    put(
        documents / "mailonline_2016.yml",
        "Article 3881380." if number == 1 else f"Look {number - 1}.",
        f"Look {number}.",
    )
    with (raw / "reference" / "aliases.csv").open("a", encoding="utf-8") as aliases:
        aliases.write(f"NHS Otherwise {number} CCG,03K,a test's\n")
    row, before = (
        "NHS STOKE ON TRENT CCG Top performing {} 78.30%",
        "59.10%" if number == 1 else f"{(number - 1) / 10}%",
    )
    put(documents / "nursing_times_2016.txt", row.format(before), row.format(f"{number / 10}%"))


def expected(release_id: str, number: int) -> list[str]:
    # Those of the project, without comments and the heading, and one more with each refresh.
    lines = ALIASES.read_text(encoding="utf-8").splitlines()
    aliases = str(sum(not line.startswith("#") for line in lines) - 1 + number)
    return [release_id, f"Look {number}.", aliases, aliases, f"{number / 10}", "894"]


def write(folder: Path, address: str, refreshes: int) -> tuple[dict[str, int], Counter[str]]:
    """The mark of each release, and how often each thing was done."""
    raw, warehouse = folder / "raw", Warehouse(folder / "warehouse")
    marks, done = dict[str, int](), Counter[str]()
    for number in range(1, refreshes + 1):
        leave_marks(raw, number)
        marks[refresh_steps(folder, f"run-{number}")] = number
        done["refreshes"] += 1
        if number == 1:
            (folder / "published").touch()
        if number % 5 == 0:
            roll_back(folder)
            done["rollbacks"] += 1
        if number % 7 == 0:
            # Into a raw/ of its own: what is fetched changes no answer that a reader knows.
            fetched = folder / "fetched" / str(number)
            fetched.mkdir(parents=True)
            (fetched / "address").write_text(address, encoding="utf-8")
            keep_first(fetched)
            (outcome,) = fetch(sources_of(fetched / "raw"), fetched / "raw")
            assert outcome.state == "new", outcome.message
            assert not unreadable_snapshots(fetched / "raw", [outcome.source_id])
            assert len(snapshots_of(fetched / "raw", outcome.source_id)) == 2
            done["fetches"] += 1
        if number % 10 == 0:
            current = warehouse.current_or_problem()
            assert isinstance(current, Published), str(current)
            assert not (wrong := verify(current.folder).problems), wrong
            done["verifications"] += 1
    return marks, done


def main() -> None:
    parser = argparse.ArgumentParser(description=(__doc__ or "").split("\n", 1)[0])
    parser.add_argument("--refreshes", type=int, default=100)
    parser.add_argument("--readers", type=int, default=10)
    asked = parser.parse_args()
    folder = Path(tempfile.mkdtemp(prefix="soak-"))
    left_out = shutil.ignore_patterns("*.original.*", ".*", "versions", "figures")
    shutil.copytree(PROJECT_DIR / "raw", folder / "raw", ignore=left_out)
    address, server = serve()
    stop, link = folder / "stop", folder / "warehouse" / "current"
    begun = time.monotonic()
    # A process of its own starts the readers, when there is a release to read.
    watcher = os.fork()
    if watcher == 0:
        os._exit(_start_and_wait(folder, link, stop, asked.readers))
    try:
        marks, done = write(folder, address, asked.refreshes)
    finally:
        stop.touch()
        _, status = os.waitpid(watcher, 0)
        os.kill(server, signal.SIGKILL)
    answers = [
        json.loads(line)
        for path in sorted(folder.glob("answers-*"))
        for line in path.read_text(encoding="utf-8").splitlines()
    ]
    errors = [answer for answer in answers if answer[0] not in marks or answer != expected(answer[0], marks[answer[0]])]
    what = ", ".join(f"{count} {name}" for name, count in done.items())
    print(
        f"{asked.readers} readers: {len(answers)} answers of {len({answer[0] for answer in answers})} releases through "
        f"{what}: {len(errors)} errors, {time.monotonic() - begun:.0f} s"
    )
    for answer in errors[:5]:
        print(f"  {answer}")
    if errors or status or not answers:
        sys.exit(f"The soak failed; its folder is {folder}")
    shutil.rmtree(folder, ignore_errors=True)


def _start_and_wait(folder: Path, link: Path, stop: Path, count: int) -> int:
    """Starts the readers once there is a release, and waits for them; how many ended badly."""
    while not (folder / "published").exists():
        if stop.exists():
            return 1
        time.sleep(0.05)
    command = [sys.executable, "-c", READER, str(link), str(stop)]
    readers = [
        subprocess.Popen([*command, str(folder / f"answers-{number}"), "yes" if number % 2 else "no"])
        for number in range(count)
    ]
    return sum(reader.wait() != 0 for reader in readers)


if __name__ == "__main__":
    main()
