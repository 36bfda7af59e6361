"""What is interrupted, and what must hold afterwards: publishing, going back, keeping, fetching, a whole refresh.

Each operation has a folder with all that it reads and writes. `prepare` fills it, `run` is what is interrupted, `holds`
looks at what is left, and `again` is the next time, which must succeed. A problem is an AssertionError.
"""

from __future__ import annotations

import hashlib
import io
import os
import shutil
import time
from collections.abc import Callable
from contextlib import chdir, redirect_stderr, redirect_stdout
from datetime import UTC, date, datetime
from pathlib import Path
from unittest.mock import patch

import polars as pl

from pipeline.app.cli import main
from pipeline.app.published_tables import all_marts
from pipeline.app.refresh import Run
from pipeline.base.os_errors import sha256_of
from pipeline.base.settings import PROJECT_DIR
from pipeline.fetch.parallel_fetch import fetch
from pipeline.fetch.snapshots import keep, snapshots_of, unreadable_snapshots
from pipeline.fetch.web import Limits
from pipeline.publish.file_sums import read_sums
from pipeline.publish.release import ReleaseFacts, assemble
from pipeline.publish.sealing import seal
from pipeline.publish.verification import verify
from pipeline.publish.warehouse import Published, Warehouse
from pipeline.reference.sources import Source, read_sources
from pipeline.schema.dictionary import ColumnEntry, TableEntry, core_entries

AS_AT = date(2021, 7, 1)
BUILT = datetime(2021, 7, 1, 6)
SOURCE_ID = "waits"
# A source as raw/sources.yml has it; {address} is where the server of the harness answers.
SOURCES = """sources:
  - source_id: waits
    title: Waits
    publisher: A publisher
    licence: Open Government Licence v3.0
    url: {address}
    format: csv
    cadence: annual
    feeds: measures
    layout:
      kind: csv
      period: Year
      period_form: financial_year
      group_is: CCG
      groups:
        CCG: {{org_type: ccg, code: Code, name: Name}}
      measure: Measure
      value: [Value]
"""
FIRST, SECOND = (f"Year,Code,Name,Measure,Value\n2018/19,08Q,NHS Southwark CCG,M,{n}\n".encode() for n in (1, 2))

Step = Callable[[Path], None]


def in_force(warehouse: Warehouse) -> str:
    """The release in force, which answers and holds; of all that are kept, each file is what it was."""
    current = warehouse.current_or_problem()
    assert isinstance(current, Published), f"no release is in force: {current}"
    with warehouse.connect_for_queries() as con:
        asked = con.execute("SELECT release_id, (SELECT count(*) FROM meta.table) FROM meta.release").fetchall()
    assert asked[0][0] == current.folder.name, f"{current.folder.name} calls itself {asked[0][0]}"
    wrong = verify(current.folder).problems
    assert not wrong, f"{current.folder.name}: {'; '.join(wrong[:3])}"
    for folder in warehouse.releases():
        found = {path: sha256_of(folder / path) for path in read_sums(folder) or {}}
        assert found, f"{folder.name} has no SHA256SUMS"
        assert found == read_sums(folder), f"{folder.name} has other files than were published"
    return current.folder.name


# Publishing alone, of a release with two small tables, of which one does not change.


def _release(number: int) -> str:
    """The name of a release; later ones sort later."""
    return f"2021070{number}T060000000000Z"


def _publish(folder: Path, release_id: str) -> None:
    warehouse = Warehouse(folder / "warehouse")
    tables = {}
    for name, rows in (("band", ["Good", release_id]), ("area", ["dementia"])):
        tables[f"core.{name}"] = folder / f"{name}.parquet"
        pl.DataFrame({name: rows}).write_parquet(folder / f"{name}.parquet")
    entries = [TableEntry("core", n, n, (n,), (ColumnEntry(n, "VARCHAR", "Its name"),)) for n in ("band", "area")]
    with warehouse.locked(print):
        current = warehouse.current()
        facts = ReleaseFacts(release_id, AS_AT, BUILT, "1", {}, current.folder if current else None)

        def write(target: Path) -> None:
            assemble(target, tables, entries, facts, [], "")
            (target / "release-note.md").write_text(f"# {release_id}\n", encoding="utf-8")
            seal(target, facts, None)

        warehouse.publish(release_id, write)
        warehouse.prune()


def _publish_five(folder: Path) -> None:
    for number in range(1, 6):
        _publish(folder, _release(number))


def _published_holds(folder: Path) -> None:
    assert in_force(Warehouse(folder / "warehouse")) in (_release(5), _release(6))


def _publish_again(folder: Path) -> None:
    _publish(folder, _release(7))
    warehouse = Warehouse(folder / "warehouse")
    assert in_force(warehouse) == _release(7)
    left = {path.name for path in warehouse.folder.iterdir()} | {p.suffix for p in warehouse.releases_dir.iterdir()}
    assert left <= {"current", "releases", ".lock", ""}, f"left behind: {sorted(left)}"


# Going back.


def roll_back(folder: Path) -> None:
    warehouse = Warehouse(folder / "warehouse")
    with warehouse.locked(print):
        warehouse.rollback()


def _rolled_back_holds(folder: Path) -> None:
    assert in_force(Warehouse(folder / "warehouse")) in (_release(4), _release(5))


def _roll_back_again(folder: Path) -> None:
    warehouse = Warehouse(folder / "warehouse")
    with warehouse.locked(print):
        warehouse.rollback(_release(3))
    assert in_force(warehouse) == _release(3)


# Fetching and keeping: a source whose first file is kept, and whose server has a second.


def address_of(folder: Path) -> str:
    return (folder / "address").read_text(encoding="utf-8")


def sources_of(raw: Path) -> list[Source]:
    known, problems = read_sources(raw)
    assert not problems, problems
    return list(known.sources)


def _keep(folder: Path, content: bytes) -> None:
    raw = folder / "raw"
    incoming = raw / "versions" / f"incoming-{os.getpid()}"
    incoming.parent.mkdir(parents=True, exist_ok=True)
    incoming.write_bytes(content)
    sha256 = hashlib.sha256(content).hexdigest()
    moment = datetime(2020, 1, 1 if content == FIRST else 2, tzinfo=UTC)
    keep(raw, SOURCE_ID, incoming, address_of(folder), moment, None, None, sha256, "waits.csv")


def keep_first(folder: Path) -> None:
    raw = folder / "raw"
    raw.mkdir()
    (raw / "sources.yml").write_text(SOURCES.format(address=address_of(folder)), encoding="utf-8")
    _keep(folder, FIRST)


def _kept(folder: Path) -> list[bytes]:
    wrong = unreadable_snapshots(folder / "raw", [SOURCE_ID])
    assert not wrong, str(wrong[0])
    found = [snapshot.file.read_bytes() for snapshot in snapshots_of(folder / "raw", SOURCE_ID)]
    assert found[:1] == [FIRST], "what was kept before is another"
    assert found[1:] in ([], [SECOND]), f"kept {len(found)} files"
    return found


def _kept_holds(folder: Path) -> None:
    _kept(folder)


def _keep_again(folder: Path) -> None:
    _keep(folder, SECOND)
    assert _kept(folder) == [FIRST, SECOND]


def _fetch(folder: Path) -> None:
    (outcome,) = fetch(sources_of(folder / "raw"), folder / "raw", limits=Limits(total_seconds=20))
    if outcome.state == "failed":
        raise OSError(outcome.message)


def _fetch_again(folder: Path) -> None:
    _fetch(folder)
    assert _kept(folder) == [FIRST, SECOND]


# A whole refresh, as the command does it with Dagster, of the documents without the carried figures.


def _environment(folder: Path) -> dict[str, str]:
    return {
        "CCG_RAW_DIR": str(folder / "raw"),
        "CCG_WAREHOUSE_DIR": str(folder / "warehouse"),
        "DAGSTER_HOME": str(folder / "home"),
        "CCG_SITE": "no",
    }


def _note(folder: Path, text: str) -> None:
    sidecar = folder / "raw" / "documents" / "mailonline_2016.yml"
    before = (PROJECT_DIR / "raw" / "documents" / sidecar.name).read_text(encoding="utf-8")
    assert before.count("Article 3881380.") == 1
    sidecar.write_text(before.replace("Article 3881380.", text), encoding="utf-8")


def _command(folder: Path, *arguments: str) -> None:
    """The command as a user meets it; OSError with what it said where it refused, and no traceback ever."""
    said = io.StringIO()
    with patch.dict(os.environ, _environment(folder)), chdir(folder), redirect_stdout(said), redirect_stderr(said):
        try:
            main(arguments)
            code = 0
        except SystemExit as end:
            code = int(end.code or 0)
    assert "Traceback" not in said.getvalue(), said.getvalue()[-1500:]
    if code:
        raise OSError(said.getvalue()[-1500:])


def refresh_steps(folder: Path, run_id: str) -> str:
    """The steps of a refresh without Dagster."""
    with patch.dict(os.environ, _environment(folder)):
        run = Run(run_id, folder / "raw", Warehouse(folder / "warehouse"), AS_AT)
        run.build_core(list(core_entries()))
        run.build_marts([mart.entry.name for mart in all_marts()])
        outcome = run.publish()
        run.discard()
    return outcome.release_id


def _refresh_twice(folder: Path) -> None:
    left_out = shutil.ignore_patterns("*.original.*", ".*", "versions", "figures")
    shutil.copytree(PROJECT_DIR / "raw", folder / "raw", ignore=left_out)
    _command(folder, "refresh", "--as-at", f"{AS_AT}")
    _note(folder, "Another note.")


def _refresh(folder: Path) -> None:
    _command(folder, "refresh", "--as-at", f"{AS_AT}")


def _refreshed_holds(folder: Path) -> None:
    in_force(Warehouse(folder / "warehouse"))


def _refresh_again(folder: Path) -> None:
    _note(folder, f"Again at {time.time()}.")
    release_id = refresh_steps(folder, "again")
    assert in_force(Warehouse(folder / "warehouse")) == release_id


def _refresh_again_with_dagster(folder: Path) -> None:
    _note(folder, f"Again at {time.time()}.")
    _command(folder, "refresh", "--as-at", f"{AS_AT}")
    in_force(Warehouse(folder / "warehouse"))


# Each as: prepare, run, holds, again.
OPERATIONS: dict[str, tuple[Step, Step, Step, Step]] = {
    "publish": (_publish_five, lambda folder: _publish(folder, _release(6)), _published_holds, _publish_again),
    "rollback": (_publish_five, roll_back, _rolled_back_holds, _roll_back_again),
    "keep": (keep_first, lambda folder: _keep(folder, SECOND), _kept_holds, _keep_again),
    "fetch": (keep_first, _fetch, _kept_holds, _fetch_again),
    "refresh": (_refresh_twice, _refresh, _refreshed_holds, _refresh_again_with_dagster),
}
