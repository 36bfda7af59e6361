"""The folder of releases: what is current, how it changes, what is kept, and who may write."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from datetime import UTC, date, datetime
from pathlib import Path

import duckdb
import polars as pl
import pytest

from pipeline.base.problems import ValidationFailed
from pipeline.publish import warehouse as warehouse_module
from pipeline.publish.kept_releases import KEPT, new_release_id
from pipeline.publish.release import ReleaseFacts, assemble
from pipeline.publish.release_files import FILE_NAME
from pipeline.publish.warehouse import Warehouse
from pipeline.schema.dictionary import META_TABLES, ColumnEntry, TableEntry

BUILT = datetime(2021, 7, 1, 6, 0, 0)
# Names of releases.
R = [f"2021070{number}T060000000000Z" for number in range(10)]


@pytest.fixture
def warehouse(tmp_path: Path) -> Warehouse:
    return Warehouse(tmp_path / "warehouse")


def publish(warehouse: Warehouse, release_id: str, as_at: date = date(2021, 7, 1)) -> Path:
    """A release with one small table."""
    facts = ReleaseFacts(release_id, as_at, BUILT, "1", {"documents/a.txt": "0" * 64})
    entry = TableEntry("core", "band", "A band.", ("band",), (ColumnEntry("band", "VARCHAR", "Its label"),))
    rows = warehouse.folder.parent / "band.parquet"
    pl.DataFrame({"band": ["Good"]}).write_parquet(rows)
    published = warehouse.publish(
        release_id, lambda folder: assemble(folder, {"core.band": rows}, [entry], facts, [], "")
    )
    warehouse.prune()
    return published


def names(warehouse: Warehouse) -> list[str]:
    return [path.name for path in warehouse.releases()]


def test_before_the_first_release_nothing_is_in_force(warehouse: Warehouse) -> None:
    assert warehouse.current() is None
    assert warehouse.releases() == []
    with pytest.raises(ValidationFailed, match=r"there is no published warehouse yet. Run: ccg-ratings refresh"):
        warehouse.connect()


def test_a_published_release_is_in_force_and_tells_what_it_is(warehouse: Warehouse) -> None:
    publish(warehouse, R[1], date(2020, 1, 1))
    current = warehouse.current()
    assert current
    assert (current.release_id, current.as_at) == (R[1], date(2020, 1, 1))
    assert current.built_at == BUILT.replace(tzinfo=UTC)
    assert current.made_from == ({"documents/a.txt": "0" * 64}, "1", duckdb.__version__)
    assert current.file == warehouse.releases_dir / R[1] / FILE_NAME
    with warehouse.connect() as con:
        assert con.execute("SELECT release_id FROM meta.release").fetchall() == [(R[1],)]


def test_the_link_is_relative_so_that_the_warehouse_can_be_moved(warehouse: Warehouse, tmp_path: Path) -> None:
    publish(warehouse, R[1])
    assert str(warehouse.current_link.readlink()) == f"releases/{R[1]}"
    moved = Warehouse(tmp_path / "moved")
    warehouse.folder.rename(moved.folder)
    with moved.connect() as con:
        assert con.execute("SELECT release_id FROM meta.release").fetchall() == [(R[1],)]


def test_a_release_that_cannot_be_assembled_changes_nothing(warehouse: Warehouse) -> None:
    publish(warehouse, R[1])

    def fail(folder: Path) -> None:
        (folder / FILE_NAME).write_text("half")
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        warehouse.publish(R[2], fail)
    assert str(warehouse.current_link.readlink()) == f"releases/{R[1]}"
    assert [path.name for path in warehouse.releases_dir.iterdir()] == [R[1]]


def test_a_reader_goes_on_reading_its_release_while_another_is_made_current(warehouse: Warehouse) -> None:
    publish(warehouse, R[1])
    with warehouse.connect() as reader:
        publish(warehouse, R[2])
        with warehouse.connect() as later:
            query = "SELECT release_id FROM meta.release"
            assert later.execute(query).fetchall() == [(R[2],)]
            assert reader.execute(query).fetchall() == [(R[1],)]


@pytest.mark.nightly
def test_five_releases_are_kept(warehouse: Warehouse) -> None:
    for number in range(1, 9):
        publish(warehouse, R[number])
    assert KEPT == 5
    assert names(warehouse) == [R[8], R[7], R[6], R[5], R[4]]


def test_the_current_release_is_kept_however_old_it_is(warehouse: Warehouse) -> None:
    for number in range(1, 6):
        publish(warehouse, R[number])
    warehouse.rollback(R[1])
    (warehouse.releases_dir / R[6]).mkdir()
    warehouse.prune()
    assert names(warehouse) == [R[6], R[5], R[4], R[3], R[2], R[1]]


def test_what_killed_refreshes_left_behind_is_taken_away(warehouse: Warehouse) -> None:
    publish(warehouse, R[1])
    (warehouse.releases_dir / f"{R[0]}.partial" / "csv").mkdir(parents=True)
    warehouse.rejected_csv.write_text("file\n")
    (warehouse.folder / ".current-next").symlink_to(f"releases/{R[0]}.partial")
    publish(warehouse, R[2])
    assert sorted(path.name for path in warehouse.folder.iterdir()) == ["current", "releases"]
    assert names(warehouse) == [R[2], R[1]]
    assert sorted(path.name for path in warehouse.releases_dir.iterdir()) == [R[1], R[2]]


@pytest.mark.nightly
def test_a_kill_while_an_old_release_is_taken_away_leaves_no_half_release_to_go_back_to(
    warehouse: Warehouse, monkeypatch: pytest.MonkeyPatch
) -> None:
    for number in range(1, 6):
        publish(warehouse, R[number])

    def killed(folder: Path, **_: bool) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr("shutil.rmtree", killed)
    with pytest.raises(KeyboardInterrupt):
        publish(warehouse, R[6])
    assert names(warehouse) == [R[6], R[5], R[4], R[3], R[2]]


def test_what_is_no_release_of_ours_counts_as_none_and_stays(warehouse: Warehouse) -> None:
    publish(warehouse, R[1])
    own = ["zz_mine", "backup", f"{R[9]}-copy", "lost+found", "mine.partial", "2021", "a", "b", "c"]
    for name in own:
        (warehouse.releases_dir / name).mkdir()
        (warehouse.releases_dir / name / "precious.txt").write_text("mine")
    for number in (2, 3):
        publish(warehouse, R[number])
    assert names(warehouse) == [R[3], R[2], R[1]]
    assert warehouse.rollback().release_id == R[2]
    assert sorted(path.parent.name for path in warehouse.releases_dir.glob("*/precious.txt")) == sorted(own)


def test_a_release_that_cannot_be_made_current_leaves_nothing_behind(warehouse: Warehouse) -> None:
    publish(warehouse, R[1])
    (warehouse.folder / ".current-next").mkdir()
    with pytest.raises(OSError, match="Is a directory"):
        publish(warehouse, R[2])
    assert [path.name for path in warehouse.releases_dir.iterdir()] == [R[1]]
    assert warehouse.current_name() == R[1]


def test_what_cannot_be_removed_is_told_and_stays(warehouse: Warehouse, caplog: pytest.LogCaptureFixture) -> None:
    warehouse.rejected_csv.mkdir(parents=True)
    publish(warehouse, R[1])
    assert warehouse.current_name() == R[1]
    assert f"{warehouse.rejected_csv}: cannot be removed: Is a directory" in caplog.text


def test_a_release_without_its_file_is_told_as_damaged(warehouse: Warehouse) -> None:
    (publish(warehouse, R[1]) / FILE_NAME).unlink()
    with pytest.raises(ValidationFailed, match=rf"{R[1]}: the current release is damaged: {FILE_NAME} is missing"):
        warehouse.connect()


def test_a_partial_release_is_none(warehouse: Warehouse) -> None:
    publish(warehouse, R[1])
    (warehouse.releases_dir / f"{R[2]}.partial").mkdir()
    assert names(warehouse) == [R[1]]
    with pytest.raises(ValidationFailed, match=f"no release '{R[2]}' is kept"):
        warehouse.rollback(R[2])


def test_going_back_puts_the_release_before_the_current_one_in_force(warehouse: Warehouse) -> None:
    for number in range(1, 4):
        publish(warehouse, R[number])
    assert warehouse.rollback().release_id == R[2]
    assert warehouse.rollback().release_id == R[1]
    assert str(warehouse.current_link.readlink()) == f"releases/{R[1]}"
    with pytest.raises(ValidationFailed, match=f"no earlier release is kept. Kept are: {R[3]}, {R[2]}, {R[1]}"):
        warehouse.rollback()


def test_going_back_to_a_named_release_may_lead_forward_too(warehouse: Warehouse) -> None:
    for number in range(1, 4):
        publish(warehouse, R[number])
    assert warehouse.rollback(R[1]).release_id == R[1]
    assert warehouse.rollback(R[3]).release_id == R[3]


def test_an_empty_name_is_no_release_and_changes_nothing(warehouse: Warehouse) -> None:
    for number in (1, 2):
        publish(warehouse, R[number])
    for ask in (warehouse.rollback, warehouse.release_named):
        with pytest.raises(ValidationFailed, match=f"no release '' is kept. Kept are: {R[2]}, {R[1]}"):
            ask("")
    assert warehouse.current_name() == R[2]
    assert warehouse.release_named(None).name == R[2]


def test_going_back_without_an_earlier_release_is_refused(warehouse: Warehouse) -> None:
    with pytest.raises(ValidationFailed, match=r"no earlier release is kept. Kept are: none"):
        warehouse.rollback()
    publish(warehouse, R[1])
    with pytest.raises(ValidationFailed, match=f"no earlier release is kept. Kept are: {R[1]}"):
        warehouse.rollback()
    with pytest.raises(ValidationFailed, match=f"no release '{R[9]}' is kept. Kept are: {R[1]}"):
        warehouse.rollback(R[9])
    assert str(warehouse.current_link.readlink()) == f"releases/{R[1]}"


def test_where_the_current_release_was_taken_away_another_can_be_made_current(warehouse: Warehouse) -> None:
    publish(warehouse, R[1])
    publish(warehouse, R[2])
    (warehouse.releases_dir / R[2]).rename(warehouse.folder / "taken_away")
    assert warehouse.current() is None
    with pytest.raises(ValidationFailed, match="there is no published warehouse"):
        warehouse.connect()
    assert warehouse.rollback(R[1]).release_id == R[1]
    publish(warehouse, R[3])
    assert str(warehouse.current_link.readlink()) == f"releases/{R[3]}"


def test_where_no_link_can_be_made_the_release_is_refused(
    warehouse: Warehouse, monkeypatch: pytest.MonkeyPatch
) -> None:
    publish(warehouse, R[1])

    def no_links(self: Path, target: Path, target_is_directory: bool = False) -> None:
        raise OSError(1, "Operation not permitted")

    with monkeypatch.context() as patch:
        patch.setattr(Path, "symlink_to", no_links)
        with pytest.raises(ValidationFailed, match="a link cannot be made here") as refused:
            publish(warehouse, R[2])
    assert "Use a file system with symbolic links" in str(refused.value)
    assert str(warehouse.current_link.readlink()) == f"releases/{R[1]}"


def test_only_one_writes_and_the_other_is_told_who(warehouse: Warehouse) -> None:
    told: list[str] = []
    with (
        warehouse.locked(told.append),
        pytest.raises(ValidationFailed) as refused,
        Warehouse(warehouse.folder).locked(told.append, patience=0.05),
    ):
        pytest.fail("both hold the warehouse")
    holder = f"another refresh (process {os.getpid()}, since "
    assert [message.startswith(f"waiting for {holder}") for message in told] == [True]
    assert f"held by {holder}" in str(refused.value)
    assert "for more than 0.05 seconds. Wait for it, or end that process" in str(refused.value)


def test_a_lock_is_free_again_after_its_holder_was_killed(warehouse: Warehouse, tmp_path: Path) -> None:
    script = (
        "import sys, time; from pathlib import Path; from pipeline.publish.warehouse import Warehouse\n"
        "with Warehouse(Path(sys.argv[1])).locked(print):\n    print('held', flush=True); time.sleep(60)"
    )
    command = [sys.executable, "-c", script, str(warehouse.folder)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as holder:
        assert holder.stdout
        assert holder.stdout.readline() == "held\n"
        told: list[str] = []
        with pytest.raises(ValidationFailed), warehouse.locked(told.append, patience=0.05):
            pytest.fail("both hold the warehouse")
        assert f"process {holder.pid}" in told[0]
        holder.kill()
    with warehouse.locked(told.append, patience=10):
        assert json.loads((warehouse.folder / ".lock-holder.json").read_text())["pid"] == os.getpid()
    assert len(told) == 1


@pytest.mark.parametrize("content", ["[]", "5", '{"pid": 1}', "no JSON"])
def test_who_holds_the_lock_and_cannot_be_read_is_another_refresh(warehouse: Warehouse, content: str) -> None:
    told: list[str] = []
    with warehouse.locked(told.append):
        (warehouse.folder / ".lock-holder.json").write_text(content)
        with pytest.raises(ValidationFailed), warehouse.locked(told.append, patience=0.01):
            pytest.fail("both hold the warehouse")
    assert told == ["waiting for another refresh, which is publishing"]


def test_nothing_is_written_through_what_lies_in_the_place_of_the_holder(warehouse: Warehouse, tmp_path: Path) -> None:
    warehouse.folder.mkdir(exist_ok=True)
    (holder := warehouse.folder / ".lock-holder.json").symlink_to(tmp_path / "notes")
    (tmp_path / "notes").write_text("precious")
    with warehouse.locked(print):
        assert (tmp_path / "notes").read_text() == "precious"
    os.mkfifo(holder)
    with warehouse.locked(print):
        assert json.loads(holder.read_text())["pid"] == os.getpid()
    assert not os.path.lexists(holder)


def test_a_program_that_has_the_file_open_for_writing_is_named_and_stops_no_refresh(warehouse: Warehouse) -> None:
    publish(warehouse, R[1])
    script = "import sys, time, duckdb; con = duckdb.connect(sys.argv[1]); print('open', flush=True); time.sleep(60)"
    command = [sys.executable, "-c", script, str(warehouse.releases_dir / R[1] / FILE_NAME)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as writer:
        assert writer.stdout
        assert writer.stdout.readline() == "open\n"
        with pytest.raises(ValidationFailed, match=rf"cannot be opened: .*PID {writer.pid}"):
            warehouse.connect()
        current = warehouse.current()
        assert current
        assert current.release_id == R[1]
        publish(warehouse, R[2])
        with warehouse.connect() as con:
            assert con.execute("SELECT release_id FROM meta.release").fetchall() == [(R[2],)]
        writer.kill()


def test_a_later_release_has_a_name_that_sorts_after() -> None:
    earlier, later = datetime(2021, 7, 1, 6, 0, 0, 999), datetime(2021, 7, 1, 6, 0, 1)
    assert new_release_id(earlier) == "20210701T060000000999Z"
    assert new_release_id(earlier) < new_release_id(later) < new_release_id(datetime(2021, 12, 1))


def test_a_release_is_later_than_those_that_are_kept_where_the_clock_has_gone_back() -> None:
    kept = [Path("releases") / name for name in ("20990101T000000999999Z", R[1])]
    assert new_release_id(BUILT, kept) == "20990101T000001000000Z"
    assert new_release_id(BUILT, [Path(R[0]), Path("99999999T999999999999Z")]) == "20210701T060000000000Z"


def test_a_release_is_flushed_to_the_disk_before_it_is_made_current(
    warehouse: Warehouse, monkeypatch: pytest.MonkeyPatch
) -> None:
    order: list[str] = []
    point_at = Warehouse.point_at
    monkeypatch.setattr(warehouse_module, "sync", lambda folder: order.append("flushed"))
    monkeypatch.setattr(Warehouse, "point_at", lambda self, release: (order.append("current"), point_at(self, release)))
    publish(warehouse, R[1])
    assert order == ["flushed", "current"]


def test_every_meta_table_is_written_even_without_rows(warehouse: Warehouse) -> None:
    publish(warehouse, R[1])
    with warehouse.connect() as con:
        found = con.execute("SELECT table_name FROM duckdb_tables() WHERE schema_name = 'meta'").fetchall()
    assert {name for (name,) in found} == set(META_TABLES)
