"""Files made to take all memory, time or room: each is read or quarantined with its reason, within the budget."""

from __future__ import annotations

import hashlib
import time
from contextlib import suppress
from datetime import UTC, datetime
from functools import cache
from pathlib import Path

import pytest
from bombs import CSV, MOST_BYTES, Bomb, bombs
from effort import sampled
from installation import Installation, make, raw_of_documents
from workbooks import ENGLAND, SHEFFIELD, figures, save

from pipeline.base.budget import MEGABYTE, budget_of
from pipeline.build.file_asked import FileAsked
from pipeline.build.inputs import Inputs, read_inputs
from pipeline.build.snapshot_reading import READERS, TABLES, reader
from pipeline.fetch.snapshots import keep

# Of a refresh, which has a gigabyte and a minute with all of its processes.
MOST_MEMORY, MOST_SECONDS = 550 * MEGABYTE, 60
FIRST = [bomb for bomb in bombs() if bomb.number == 1]


@cache
def _inputs() -> Inputs:
    return read_inputs(raw_of_documents())


@pytest.mark.parametrize("bomb", sampled([*FIRST, *(b for b in bombs() if b.number > 1)], 40), ids=str)
def test_a_hostile_file_is_read_or_refused_within_the_budget(tmp_path: Path, bomb: Bomb) -> None:
    content = bomb.make()
    assert len(content) <= MOST_BYTES
    file = tmp_path / f"{bomb}.{'csv' if bomb.source_id == CSV else 'xlsx'}"
    file.write_bytes(content)
    reference, source = _inputs().reference, _inputs().sources.by_id[bomb.source_id]
    measures = reference.measures_of(bomb.source_id)
    counted = {measure.measure_id for measure in measures.values() if reference.is_count(measure)}
    (folder := tmp_path / "read").mkdir()
    budget = budget_of(len(content))
    asked = FileAsked(
        folder, file, {}, source.layout, "a_file", measures, counted, reference.register, budget.output
    )  # fmt: skip
    begun = time.monotonic()
    ended = reader().run(f"{READERS}:read_file", asked, budget=budget)
    assert time.monotonic() - begun < MOST_SECONDS
    assert ended.peak_bytes < MOST_MEMORY
    assert (ended.result is None) != (ended.reason is None)
    assert "broke down" not in (ended.reason or ""), ended.reason
    is_read = ended.result is not None and not ended.result["quarantined"]
    assert is_read == all((folder / f"{table}.parquet").is_file() for table in TABLES)


def test_a_refresh_goes_on_over_hostile_files_and_names_each(tmp_path: Path) -> None:
    """The first of each kind, with a good file among them: as a user meets them, and again."""
    installation = make(tmp_path, tmp_path / "home")
    good = save(tmp_path / "good.xlsx", {"IAPT(ii_a)": figures(["Q4 2021/22"], [*ENGLAND, 0.5], [*SHEFFIELD, 0.25])})
    _keep(installation, "mh_dashboard", good.read_bytes(), "good.xlsx")
    kept = [_keep(installation, bomb.source_id, bomb.make(), f"{bomb}.xlsx") for bomb in FIRST]
    begun = time.monotonic()
    told = installation.command("refresh", "--as-at", "2026-01-01")
    again = installation.command("refresh", "--as-at", "2026-01-01")
    assert (told.exit_code, again.exit_code) == (0, 0), told.err + again.err
    assert "Traceback" not in told.out + told.err
    # They are not read again: a minute is for them all.
    assert time.monotonic() - begun < 2 * MOST_SECONDS
    states = dict(installation.rows("SELECT document_id, reason FROM core.source_version"))
    read = [document_id for document_id, reason in states.items() if reason is None]
    assert "mh_dashboard_2022-08-11" in read
    refused = {document_id: states[document_id] for document_id in kept if states[document_id] is not None}
    assert len(refused) >= len(kept) - 2
    values = "SELECT value FROM core.measure_value WHERE document_id = 'mh_dashboard_2022-08-11' AND org_code = '03N'"
    assert installation.rows(values) == [(25.0,)]
    for document_id in refused:
        assert f"{document_id} is quarantined: " in told.err


@pytest.mark.nightly
@pytest.mark.skipif(not Path("/proc/self/task").exists(), reason="the system does not list processes")
def test_a_refresh_over_hostile_files_needs_less_than_a_gigabyte_with_all_its_processes(tmp_path: Path) -> None:
    """A real one, whose processes are measured a hundred times a second."""
    installation = make(tmp_path, tmp_path / "home")
    for bomb in FIRST:
        _keep(installation, bomb.source_id, bomb.make(), f"{bomb}.xlsx")
    most = 0
    with (tmp_path / "told").open("w", encoding="utf-8") as told:
        refresh = installation.start("refresh", "--no-site", "--as-at", "2026-01-01", output=told)
        while refresh.poll() is None:
            most = max(most, _memory(refresh.pid))
            time.sleep(0.01)
    assert refresh.returncode == 0, (tmp_path / "told").read_text(encoding="utf-8")
    print(f"a refresh over {len(FIRST)} hostile files took {most // MEGABYTE:,} MB at most")
    assert 100 * MEGABYTE < most < 1_000 * MEGABYTE


def _memory(pid: int) -> int:
    """Bytes of memory of a process and all that it started, what they share counted once."""
    found = 0
    with suppress(OSError, ProcessLookupError):
        for line in Path(f"/proc/{pid}/smaps_rollup").read_text(encoding="ascii").splitlines():
            if line.startswith("Pss:"):
                found = int(line.split()[1]) * 1024
        for thread in Path(f"/proc/{pid}/task").iterdir():
            found += sum(_memory(int(child)) for child in (thread / "children").read_text(encoding="ascii").split())
    return found


@pytest.mark.parametrize(
    ("name", "words"),
    [
        ("far-cells-1", "has a cell AAAAAAAA5, and a sheet ends at XFD1048576"),
        ("long-texts-1", "needs more than 400 MB of memory to be read. Ask its publisher for the plain table"),
    ],
)
def test_a_hostile_file_is_not_added(tmp_path: Path, name: str, words: str) -> None:
    (bomb,) = (bomb for bomb in FIRST if str(bomb) == name)
    file = tmp_path / "given.xlsx"
    file.write_bytes(bomb.make())
    installation = make(tmp_path / "own", tmp_path / "home")
    told = installation.command("add", str(file))
    assert (told.exit_code, words in told.err, "given.xlsx: " in told.err) == (1, True, True), told.err
    assert "Traceback" not in told.err
    assert not (installation.raw / "versions").exists()


def _keep(installation: Installation, source_id: str, content: bytes, name: str) -> str:
    incoming = installation.raw / "versions" / "incoming"
    incoming.parent.mkdir(exist_ok=True)
    incoming.write_bytes(content)
    digest, url = hashlib.sha256(content).hexdigest(), f"https://www.england.nhs.uk/{name}"
    day = datetime(2022, 8, 11, 12, tzinfo=UTC)
    snapshot = keep(installation.raw, source_id, incoming, url, day, None, None, digest, name)
    assert snapshot is not None
    return snapshot.document_id
