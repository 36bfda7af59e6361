"""Versions are read once: what they gave is kept by their content, their source's entry, the reference and the code."""

from __future__ import annotations

import hashlib
import os
import shutil
import time
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path

import polars as pl
import pytest
from installation import replace_text
from workbooks import ENGLAND, SHEFFIELD, change_sheet, figures, save

from pipeline.base.budget import Budget
from pipeline.base.limited_process import Ended
from pipeline.base.settings import PROJECT_DIR
from pipeline.build import snapshot_file, snapshot_reading
from pipeline.build.file_asked import FileAsked
from pipeline.build.inputs import read_inputs
from pipeline.build.kept_results import KeptResults
from pipeline.build.snapshot_reading import TABLES, SnapshotRead, entry_hash, read_snapshots, tables_of
from pipeline.fetch.snapshots import keep

RECOVERY = "IAPT(ii_a)_FINAL CALC"
FIRST, SECOND = "mh_dashboard_2022-08-11", "mh_dashboard_2022-11-11"


@dataclass
class Readings:
    """A raw/ with versions of the dashboard; `told` are the versions that were read anew."""

    raw: Path
    kept: Path
    told: list[str] = field(default_factory=list)

    def add(self, day: datetime, value: float | str) -> None:
        file = self.raw / "incoming.xlsx"
        if isinstance(value, str):
            file.write_text(value, encoding="utf-8")
        else:
            save(file, {RECOVERY: figures(["Q4 2021/22"], [*ENGLAND, value], [*SHEFFIELD, "*"])})
        self.add_file(file, day)

    def add_file(self, file: Path, day: datetime) -> None:
        sha256 = hashlib.sha256(file.read_bytes()).hexdigest()
        url = "https://www.england.nhs.uk/dashboard.xlsx"
        assert keep(self.raw, "mh_dashboard", file, url, day, None, None, sha256, "dashboard.xlsx")

    def read(self) -> list[SnapshotRead]:
        """What is read; `told` begins anew."""
        self.told.clear()
        inputs = read_inputs(self.raw)
        assert not inputs.problems
        return read_snapshots(inputs, self.kept, self.told.append)


@pytest.fixture
def readings(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Readings:
    # No test depends on whether the package's files are edited meanwhile.
    monkeypatch.setattr(snapshot_reading, "hash_of_imports", lambda *modules: "this one")
    raw = tmp_path / "raw"
    shutil.copytree(PROJECT_DIR / "raw" / "reference", raw / "reference")
    shutil.copyfile(PROJECT_DIR / "raw" / "sources.yml", raw / "sources.yml")
    (raw / "documents").mkdir()
    found = Readings(raw, tmp_path / "warehouse" / "read")
    found.add(datetime(2022, 8, 11, 12, tzinfo=UTC), 0.505)
    return found


def values(read: SnapshotRead) -> list[tuple[str, float | None]]:
    return pl.read_parquet(read.file("measure_value")).select("org_code", "value").rows()


def test_a_version_gives_its_tables_and_its_rows(readings: Readings) -> None:
    (read,) = readings.read()
    assert (readings.told, read.quarantined) == ([FIRST], None)
    assert values(read) == [("England", 50.5), ("03N", None)]
    assert all(read.file(table).is_file() for table in TABLES)
    document, version = read.document_row, read.version_row
    assert (document["document_id"], document["product"], document["lines"]) == (FIRST, "dashboard", None)
    assert [document[name] for name in ("tables_found", "rows_found", "rows_parsed", "rows_rejected")] == [1, 2, 2, 0]
    assert document["sidecar_sha256"] == entry_hash(read.source)
    assert (version["state"], version["reason"], version["sha256"]) == ("read", None, read.snapshot.sha256)


def test_a_second_reading_reads_nothing_again(readings: Readings) -> None:
    first = readings.read()
    content = {path: path.stat().st_mtime_ns for path in readings.kept.rglob("*") if path.is_file()}
    second = readings.read()
    assert readings.told == []
    assert first == second
    assert {path: path.stat().st_mtime_ns for path in readings.kept.rglob("*") if path.is_file()} == content


def test_what_is_kept_is_what_is_given(readings: Readings, tmp_path: Path) -> None:
    (kept,) = readings.read()
    (kept,) = readings.read()
    (anew,) = Readings(readings.raw, tmp_path / "elsewhere").read()
    assert kept.counts == anew.counts
    for table in TABLES:
        assert pl.read_parquet(kept.file(table)).equals(pl.read_parquet(anew.file(table)))


def test_a_new_version_is_the_only_one_that_is_read(readings: Readings) -> None:
    readings.read()
    readings.add(datetime(2022, 11, 11, 12, tzinfo=UTC), 0.25)
    first, second = readings.read()
    assert readings.told == [SECOND]
    assert (values(first)[0], values(second)[0]) == (("England", 50.5), ("England", 25.0))


def test_the_entry_of_the_source_is_part_of_it(readings: Readings) -> None:
    readings.read()
    replace_text(
        readings.raw / "sources.yml", "      percentages: fractions\n", "      percentages: {IAPT(ii.a): percent}\n"
    )
    (read,) = readings.read()
    assert readings.told == [FIRST]
    assert values(read) == [("England", 0.505), ("03N", None)]


def test_the_entry_of_another_source_is_not(readings: Readings) -> None:
    readings.read()
    path = readings.raw / "sources.yml"
    replace_text(path, "title: NHS Talking Therapies monthly", "title: Talking Therapies monthly")
    readings.read()
    assert readings.told == []


def test_a_comment_in_the_sources_is_not(readings: Readings) -> None:
    readings.read()
    path = readings.raw / "sources.yml"
    path.write_text("# A comment.\n" + path.read_text(encoding="utf-8"), encoding="utf-8")
    readings.read()
    assert readings.told == []


def test_the_reference_is_part_of_it(readings: Readings) -> None:
    readings.read()
    path = readings.raw / "reference" / "measures.yml"
    replace_text(path, 'codes: {mh_dashboard: ["IAPT(ii_a)"], ', 'codes: {mh_dashboard: ["IAPT(x)"], ')
    (read,) = readings.read()
    assert readings.told == [FIRST]
    assert read.quarantined is not None
    assert "no measure in raw/reference/measures.yml has the code 'IAPT(ii_a)'" in read.quarantined


def test_the_code_is_part_of_it(readings: Readings, monkeypatch: pytest.MonkeyPatch) -> None:
    (before,) = readings.read()
    monkeypatch.setattr(snapshot_reading, "hash_of_imports", lambda *modules: "other")
    (after,) = readings.read()
    assert readings.told == [FIRST]
    assert before.folder != after.folder
    readings.read()
    assert readings.told == []


def test_a_version_that_cannot_be_read_is_quarantined_and_not_tried_again(readings: Readings) -> None:
    readings.add(datetime(2022, 11, 11, 12, tzinfo=UTC), "<html>Not found</html>")
    for _ in range(2):
        good, bad = readings.read()
        assert good.quarantined is None
        assert (bad.quarantined or "").startswith("is no workbook that can be read: ")
        assert (bad.version_row["state"], bad.version_row["reason"]) == ("quarantined", bad.quarantined)
    assert readings.told == []
    tables = tables_of([good, bad])
    assert {name: set(table["document_id"]) for name, table in tables.items() if len(table)} == {
        "document_part": {FIRST}
    }


def test_a_file_that_is_not_what_was_stored_is_quarantined_until_it_is(readings: Readings) -> None:
    [record] = (readings.raw / "versions").rglob("version.json")
    [file] = (path for path in record.parent.iterdir() if path != record)
    content = file.read_bytes()
    file.write_bytes(content[:-1] + bytes([content[-1] ^ 1]))
    (read,) = readings.read()
    told = f"{file.name} is not the file that was stored: its SHA-256 is another. Take its folder away and fetch anew"
    assert read.quarantined == told
    file.write_bytes(content)
    (read,) = readings.read()
    assert read.quarantined is None


def test_a_version_with_a_cell_that_lies_far_away_is_quarantined_with_file_and_cell(readings: Readings) -> None:
    readings.add(datetime(2022, 11, 11, 12, tzinfo=UTC), 0.25)
    far = b'<row r="5"><c r="AAAAAAAA5"><v>1</v></c></row></sheetData>'
    file = save(readings.raw / "far.xlsx", {RECOVERY: figures(["Q4 2021/22"], [*ENGLAND, 0.3])})
    change_sheet(file, lambda content: content.replace(b"</sheetData>", far))
    readings.add_file(file, datetime(2022, 12, 11, 12, tzinfo=UTC))
    first, second, bad = readings.read()
    assert (first.quarantined, second.quarantined) == (None, None)
    assert bad.quarantined == (
        f"is no workbook that can be read: {bad.snapshot.file.name}: "
        f"sheet '{RECOVERY}' has a cell AAAAAAAA5, and a sheet ends at XFD1048576"
    )


def test_tables_of_several_versions_stand_below_each_other(readings: Readings) -> None:
    readings.add(datetime(2022, 11, 11, 12, tzinfo=UTC), 0.25)
    tables = tables_of(readings.read())
    assert set(tables) == set(TABLES) - {"measure_value"}
    assert tables["document_part"]["document_id"].to_list() == [FIRST, SECOND]
    assert all(len(table) == 0 for table in tables_of([]).values())


def test_a_reading_that_the_disk_refuses_leaves_nothing_that_counts(
    readings: Readings, monkeypatch: pytest.MonkeyPatch
) -> None:
    with monkeypatch.context() as patch:
        patch.setattr(snapshot_reading, "reader", lambda: Answers(OSError(28, "No space left on device")))
        with pytest.raises(OSError, match="No space left"):
            readings.read()
    assert list(readings.kept.iterdir()) == []
    (read,) = readings.read()
    assert (readings.told, read.quarantined) == ([FIRST], None)


class Answers:
    """A reader that gives or raises always the same."""

    def __init__(self, answer: Ended | Exception) -> None:
        self.answer = answer

    def run(self, *_: object, budget: Budget) -> Ended:
        if isinstance(self.answer, Exception):
            raise self.answer
        return self.answer


@pytest.mark.parametrize("lasting", [True, False])
def test_what_a_reader_dies_of_quarantines_the_file_and_is_tried_again_only_where_it_may_lie_in_the_machine(
    readings: Readings, monkeypatch: pytest.MonkeyPatch, lasting: bool
) -> None:
    with monkeypatch.context() as patch:
        ended = Ended(reason="needs more than 500 MB of memory to be read", lasting=lasting)
        patch.setattr(snapshot_reading, "reader", lambda: Answers(ended))
        (read,) = readings.read()
    why = "dashboard.xlsx needs more than 500 MB of memory to be read. Ask its publisher for the plain table, or"
    assert (read.quarantined or "").startswith(why)
    assert (read.version_row["state"], read.is_read) == ("quarantined", False)
    (again,) = readings.read()
    assert (readings.told, again.quarantined == read.quarantined) == (([], True) if lasting else ([FIRST], False))


def test_what_a_source_cannot_declare_is_quarantined(readings: Readings, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(snapshot_reading, "what_is_not_as_declared", lambda *_: "value holds what it cannot")
    (read,) = readings.read()
    assert "core.measure_value: value holds what it cannot. Correct the layout in raw/sources.yml" in (
        read.quarantined or ""
    )


def test_a_version_with_a_cell_that_nothing_accounts_for_is_quarantined(
    readings: Readings, monkeypatch: pytest.MonkeyPatch
) -> None:
    (whole,) = readings.read()
    assert whole.cells_in_file == sum(whole_cells(whole))
    snapshot, source = whole.snapshot, whole.source
    measures = read_inputs(readings.raw).reference.measures_of(source.source_id)
    count = snapshot_file.count_sheet_cells
    monkeypatch.setattr(
        snapshot_file, "count_sheet_cells", lambda *of: {name: cells + 1 for name, cells in count(*of).items()}
    )
    register = read_inputs(readings.raw).reference.register
    asked = FileAsked(
        readings.raw, snapshot.file, {}, source.layout, snapshot.document_id, measures, set(), register, 10_000_000
    )
    cells = whole.cells_in_file
    assert (
        f"'{RECOVERY}' has {cells + 1} cells or rows, and {cells} were read"
        in snapshot_file.read_file(asked)["quarantined"]
    )


def whole_cells(read: SnapshotRead) -> list[int]:
    return pl.read_parquet(read.file("document_part"))["cells"].to_list()


def test_what_is_old_is_taken_away(readings: Readings) -> None:
    (read,) = readings.read()
    KeptResults(readings.kept).prune()
    assert read.folder.is_dir()
    half_written = readings.kept / ".reading-x"
    for folder in (readings.kept / ("0" * 32), half_written, readings.kept / "somebody's"):
        folder.mkdir()
        (folder / "measure_value.parquet").write_bytes(b"x")
        days_ago = time.time() - 61 * 24 * 3600
        os.utime(folder, (days_ago, days_ago))
    recent = readings.kept / ("1" * 32)
    recent.mkdir()
    days_ago = time.time() - 59 * 24 * 3600
    os.utime(recent, (days_ago, days_ago))
    KeptResults(readings.kept).prune()
    assert set(readings.kept.iterdir()) == {read.folder, recent, readings.kept / "somebody's"}


def test_what_is_asked_for_stays_however_long_ago_it_was_read(readings: Readings) -> None:
    (read,) = readings.read()
    long_ago = time.time() - 300 * 24 * 3600
    os.utime(read.folder, (long_ago, long_ago))
    readings.read()
    KeptResults(readings.kept).prune()
    assert (readings.told, read.folder.is_dir()) == ([], True)


def test_nothing_is_tidied_where_nothing_was_read(tmp_path: Path) -> None:
    KeptResults(tmp_path / "none").prune()
    assert not (tmp_path / "none").exists()
