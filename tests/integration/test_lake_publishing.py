"""Publishing to a lake, release after release, with releases of two small tables: what is written, kept and refused."""

from __future__ import annotations

import json
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import closing
from datetime import timedelta
from pathlib import Path
from unittest.mock import patch

import duckdb
import pytest
from effort import is_nightly
from lakes import Server, child_environment, data_files, lake_in, need_extensions, running_server, small_release

from pipeline.base.problems import ValidationFailed
from pipeline.base.sql_text import quoted
from pipeline.publish.lake import differences, engine, keeping
from pipeline.publish.lake.address import Address, read_address
from pipeline.publish.lake.engine import open_engine
from pipeline.publish.lake.keeping import roll_back, tidy
from pipeline.publish.lake.publishing import LakePublication, publish
from pipeline.publish.lake.reading import connect, releases
from pipeline.publish.lake.verifying import verify
from pipeline.publish.lake.writing import writing

MACROS = """
create macro twice(n, times := 2) as n * times;
create macro stated_in(doc) as table from core.stated where document_id = doc;
"""
FIRST = [("a", 1, 10), ("a", 2, 20), ("b", 1, 30)]


@pytest.fixture(scope="module")
def server() -> Iterator[Server]:
    need_extensions()
    with running_server() as server:
        yield server


@pytest.fixture(autouse=True)
def _without_signatures(monkeypatch: pytest.MonkeyPatch) -> None:
    """To check the signatures of the extensions takes most of a small publication; the commands' tests do."""
    monkeypatch.setitem(engine.CONFIG, "allow_unsigned_extensions", True)


@pytest.fixture
def lake(tmp_path: Path) -> Address:
    """A lake whose catalogue is a file, where no other process is at it."""
    need_extensions()
    return read_address(f"ducklake:{tmp_path / 'lake.ducklake'}", str(tmp_path / "data"))


@pytest.fixture
def served(server: Server, tmp_path: Path) -> Address:
    """A lake whose catalogue is in PostgreSQL."""
    return lake_in(server, tmp_path / "data")


def put(lake: Address, folder: Path, name: str, values: list[tuple[str, int, int]], more: str = "") -> LakePublication:
    return publish(lake, small_release(folder, name, values, more=more), MACROS)


def stated(lake: Address, release: str | None = None) -> list[tuple[str, int, int]]:
    con, _ = connect(lake, release)
    with closing(con):
        return con.execute("FROM core.stated ORDER BY ALL").fetchall()


def problems_of(refused: pytest.ExceptionInfo[ValidationFailed]) -> str:
    return "\n".join(str(problem) for problem in refused.value.problems)


@pytest.mark.nightly
def test_a_release_is_in_the_lake_with_comments_macros_and_views(served: Address, tmp_path: Path) -> None:
    more = "CREATE VIEW marts.titles AS SELECT title FROM core.document"
    done = put(served, tmp_path, "R1", FIRST, more)
    assert set(done.written) == {"core.document", "core.stated", "meta.release", "meta.table", "meta.column"}
    con, release = connect(served)
    with closing(con):
        assert (release.release_id, release.as_at) == ("R1", "2021-07-01")
        assert con.execute("FROM core.stated").fetchall() == FIRST
        assert con.execute("SELECT twice(21), twice(5, 3)").fetchall() == [(42, 15)]
        assert con.execute("SELECT value FROM stated_in('b')").fetchall() == [(30,)]
        assert con.execute("FROM marts.titles").fetchall() == [("Title",), ("Title",)]
        comments = """SELECT comment FROM duckdb_tables() WHERE table_name = 'stated' UNION ALL
            SELECT comment FROM duckdb_columns() WHERE table_name = 'stated' AND column_name = 'value'"""
        assert con.execute(comments).fetchall() == [("A value.",), ("It's the value [people]",)]
    # The same again is nothing new.
    again = publish(served, tmp_path / "R1", MACROS)
    assert (again.was_in_force, again.written, again.snapshot_id) == (True, (), done.snapshot_id)


def test_only_what_differs_is_written(lake: Address, tmp_path: Path) -> None:
    put(lake, tmp_path, "R1", FIRST)
    # Another value, and the documents as they were.
    other = [*FIRST[:2], ("b", 1, 31)]
    assert put(lake, tmp_path, "R2", other).written == ("core.stated", "meta.release", "meta.table")
    # A table of other columns, and one that is gone.
    more = """ALTER TABLE core.document ADD COLUMN publisher VARCHAR DEFAULT 'NHS';
        CREATE TABLE marts.gone AS SELECT 1 AS n"""
    assert put(lake, tmp_path, "R3", FIRST, more).written == (
        "core.document", "core.stated", "marts.gone", "meta.release", "meta.table",
    )  # fmt: skip
    assert put(lake, tmp_path, "R4", FIRST).written == ("core.document", "meta.release", "meta.table")
    con, _ = connect(lake)
    with closing(con):
        assert con.execute("FROM core.document ORDER BY ALL").fetchall() == [("a", "Title"), ("b", "Title")]
        with pytest.raises(duckdb.CatalogException):
            con.execute("FROM marts.gone")
    # Each release is read as it was.
    assert stated(lake, "R2") == other
    # Another version of the code has other macros.
    other_code = small_release(tmp_path, "R5", FIRST, more="UPDATE meta.release SET code_version = 'another'")
    assert publish(lake, other_code, "create macro twice(n) as n + n + 1;\n").written == ("meta.release",)
    con, _ = connect(lake)
    with closing(con):
        assert con.execute("SELECT twice(5)").fetchall() == [(11,)]
        with pytest.raises(duckdb.CatalogException):
            con.execute("FROM stated_in('b')")
    con, _ = connect(lake, "R4")
    with closing(con):
        assert con.execute("SELECT twice(5), (SELECT value FROM stated_in('b'))").fetchall() == [(10, 30)]
    assert stated(lake, "R1") == FIRST == stated(lake)
    assert verify(lake, "R3").problems == []


@pytest.mark.nightly
def test_of_a_large_table_the_documents_that_differ_are_replaced(lake: Address, tmp_path: Path) -> None:
    many = [(document, no, no) for document in "abcdefgh" for no in range(50)]
    changed = [row for row in many if row[0] not in "cd"] + [("c", 0, 7), ("i", 1, 1)]
    with patch.object(differences, "SMALL_ROWS", 100):
        put(lake, tmp_path, "R1", many)
        done = put(lake, tmp_path, "R2", changed)
        assert sorted(stated(lake)) == sorted(changed)
        assert verify(lake).problems == []
    # Of 400 rows the 100 of c and d went; c and i came with a row each.
    assert changes(lake, "core", "stated", done) == [("delete", 100), ("insert", 2)]


@pytest.mark.nightly
def test_rows_of_a_table_without_documents_are_replaced_by_their_hash(lake: Address, tmp_path: Path) -> None:
    made = "CREATE TABLE marts.number AS SELECT range AS n, range AS x FROM range(300);"
    other = f"{made} INSERT INTO marts.number VALUES (500, 1); UPDATE marts.number SET x = 9 WHERE n = 3;"
    keys = {"marts.number": ["n"]}
    with patch.object(differences, "SMALL_ROWS", 100):
        publish(lake, small_release(tmp_path, "R1", FIRST, more=made, keys=keys), MACROS)
        publish(lake, small_release(tmp_path, "R2", FIRST, more=other, keys=keys), MACROS)
        fewer = f"{other} DELETE FROM marts.number WHERE n = 4"
        done = publish(lake, small_release(tmp_path, "R3", FIRST, more=fewer, keys=keys), MACROS)
    assert changes(lake, "marts", "number", done) == [("delete", 1)]
    con, _ = connect(lake)
    with closing(con):
        # 300 rows, one more, one fewer; row 3 has 9 in place of 3: 44850 + 1 - 4 + 6.
        assert con.execute("SELECT count(*), sum(x)::BIGINT FROM marts.number").fetchall() == [(300, 44853)]


def changes(lake: Address, schema: str, table: str, done: LakePublication) -> list[tuple[str, int]]:
    """How many rows of a table came and went with a publication, as DuckLake counts them."""
    between = f"'ccg_ratings', '{schema}', '{table}', {done.snapshot_id}, {done.snapshot_id}"
    query = f"SELECT change_type, count(*) FROM ducklake_table_changes({between}) GROUP BY ALL ORDER BY ALL"
    with writing(lake) as con:
        return con.execute(query).fetchall()


def test_keys_that_do_not_hold_and_other_rows_than_it_says_stop_a_release(lake: Address, tmp_path: Path) -> None:
    put(lake, tmp_path, "R1", FIRST)
    files = data_files(lake)
    bad = "INSERT INTO core.stated VALUES ('b', 1, 99); DELETE FROM core.document WHERE document_id = 'a'"
    release = small_release(tmp_path, "R2", FIRST, more=bad)
    with duckdb.connect(str(release / "ccg_ratings.duckdb")) as con:
        con.execute("UPDATE core.document SET title = 'Another'")
    with pytest.raises(ValidationFailed) as refused:
        publish(lake, release, MACROS)
    assert [f"{one.path}: {one.message}" for one in refused.value.problems] == [
        "core.document: holds other rows in the lake than in the release",
        'core.stated: 1 keys ("document_id", "no") with several rows',
        "core.stated: 2 rows whose document_id is not in core.document.document_id",
    ]
    in_force, kept = releases(lake)
    assert in_force is not None
    assert (in_force.release_id, [one.release_id for one in kept]) == ("R1", ["R1"])
    assert stated(lake) == FIRST
    # The next one goes through, and nothing of the refused one is left.
    put(lake, tmp_path, "R3", FIRST)
    assert orphans(lake) == []
    assert data_files(lake) <= files + 2


def orphans(lake: Address) -> list[object]:
    """The files of the data that belong to nothing, as DuckLake itself finds them."""
    with writing(lake) as con:
        query = "SELECT path FROM ducklake_delete_orphaned_files('ccg_ratings', cleanup_all => true, dry_run => true)"
        return con.execute(query).fetchall()


@pytest.mark.nightly
def test_of_two_publishers_at_once_the_other_is_told_and_leaves_nothing(served: Address, tmp_path: Path) -> None:
    put(served, tmp_path, "R1", FIRST)
    before = data_files(served), releases(served)
    with writing(served), pytest.raises(ValidationFailed) as refused:
        put(served, tmp_path, "R2", [("z", 1, 1)])
    said = problems_of(refused)
    assert "it is being published to by ccg-ratings publisher" in said
    assert "nothing of this release was published there" in said
    assert "password=…" in said
    assert served.catalogue.partition("password=")[2] not in said
    assert (data_files(served), releases(served)) == before
    publish(served, tmp_path / "R2", MACROS)
    assert stated(served) == [("z", 1, 1)]


@pytest.mark.nightly
def test_publishers_that_race_end_with_one_whole_release(served: Address, tmp_path: Path) -> None:
    put(served, tmp_path, "R0", FIRST)
    wanted = {name: [(name, no, no) for no in range(5)] for name in ("R1", "R2", "R3")}
    for name, values in wanted.items():
        small_release(tmp_path, name, values)
    refused: list[str] = []

    def one(name: str) -> None:
        try:
            publish(served, tmp_path / name, MACROS)
        except ValidationFailed as problem:
            refused.append(f"{name}: {problem}")

    threads = [threading.Thread(target=one, args=(name,)) for name in wanted]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(refused) < len(wanted)
    assert all("being published to by" in problem for problem in refused), refused
    in_force, kept = releases(served)
    assert in_force is not None
    assert stated(served) == wanted[in_force.release_id]
    assert {one.release_id for one in kept} == {"R0", *wanted} - {problem[:2] for problem in refused}
    assert [verify(served, one.release_id).problems for one in kept] == [[]] * len(kept)


@pytest.mark.nightly
def test_a_pinned_reader_sees_its_release_and_an_unpinned_one_never_a_mixture(served: Address, tmp_path: Path) -> None:
    publishes = 100 if is_nightly() else 2
    first = [("a", no, 0) for no in range(20)]
    put(served, tmp_path, "R000", first)
    pinned, _ = connect(served)
    unpinned = open_engine(served)
    unpinned.execute(f"ATTACH {quoted(served.ducklake())} AS ccg_ratings (READ_ONLY); USE ccg_ratings")
    looks, ended, mixed = 0, threading.Event(), []

    def look() -> None:
        nonlocal looks
        while not ended.is_set() or looks == 0:
            unpinned.execute("BEGIN")
            # The three are of one release if they are of one snapshot.
            ((name,),) = unpinned.execute("SELECT release_id FROM meta.release").fetchall()
            found = unpinned.execute("SELECT count(*), min(value), max(value) FROM core.stated").fetchall()
            again = unpinned.execute("SELECT release_id FROM meta.release").fetchall()
            unpinned.execute("COMMIT")
            number = int(name[1:])
            if (found, again) != ([(20, number, number)], [(name,)]):
                mixed.append((name, found, again))
            looks += 1
            time.sleep(0.02)

    reader = threading.Thread(target=look)
    reader.start()
    for number in range(1, publishes + 1):
        put(served, tmp_path, f"R{number:03}", [("a", no, number) for no in range(20)])
        assert pinned.execute("SELECT release_id FROM meta.release").fetchall() == [("R000",)]
        assert pinned.execute("SELECT no, value FROM core.stated ORDER BY no").fetchall() == [(n, 0) for n in range(20)]
        if number % 2 == 0:
            tidy(served)
    ended.set()
    reader.join()
    pinned.close()
    unpinned.close()
    assert mixed == []
    assert looks >= publishes / 4
    assert stated(served)[0] == ("a", 0, publishes)


@pytest.mark.nightly
def test_going_back_expiring_and_merging(lake: Address, tmp_path: Path) -> None:
    values = {"R1": [("a", no, no) for no in range(40)]}
    for number in range(2, 6):
        values[f"R{number}"] = [*values[f"R{number - 1}"], (f"d{number}", 1, number)]
    with patch.object(differences, "SMALL_ROWS", 10), patch.object(keeping, "KEPT", 3):
        for name, rows in values.items():
            put(lake, tmp_path, name, rows)
        assert roll_back(lake).release_id == "R4"
        assert roll_back(lake, "R1").release_id == "R1"
        assert stated(lake) == values["R1"]
        with pytest.raises(ValidationFailed) as refused:
            roll_back(lake, "R9")
        assert "no release 'R9' is kept there. Kept are: R5, R4, R3, R2, R1" in problems_of(refused)
        # Within the grace everything stays.
        assert (tidy(lake).releases, len(releases(lake)[1])) == (0, 5)
        files = data_files(lake)
        done = tidy(lake, timedelta(0))
    # The last three stay, and the one in force.
    assert [one.release_id for one in releases(lake)[1]] == ["R5", "R4", "R3", "R1"]
    assert done.releases == 1
    assert done.snapshots >= 1
    assert done.merged >= 0
    assert 2 <= files - data_files(lake) <= done.removed
    assert verify(lake, "R3").problems == []
    for name in ("R5", "R4", "R1"):
        assert stated(lake, name) == sorted(values[name])
    with pytest.raises(ValidationFailed):
        connect(lake, "R2")
    # One that went is published as any other; one that is kept only comes into force again.
    assert publish(lake, tmp_path / "R2", MACROS).written
    assert publish(lake, tmp_path / "R5", MACROS).written == ()
    assert stated(lake) == sorted(values["R5"])


@pytest.mark.nightly
def test_what_is_damaged_is_found_and_not_gone_back_to(lake: Address, tmp_path: Path) -> None:
    put(lake, tmp_path, "R1", FIRST)
    (first,) = Path(lake.data).rglob("core/document/*.parquet")
    put(lake, tmp_path, "R2", [("z", 1, 1)])
    first.unlink()
    problems = verify(lake, "R1").problems
    assert problems
    assert problems[0].startswith("core.document cannot be read: ")
    with pytest.raises(ValidationFailed) as refused:
        roll_back(lake)
    assert "release R1 does not hold, and was not put in force" in problems_of(refused)
    assert stated(lake) == [("z", 1, 1)]


KILLED = """
import json, sys, pathlib
from pipeline.publish.lake import engine, publishing
from pipeline.publish.lake.address import read_address
engine.CONFIG["allow_unsigned_extensions"] = True
lake, data, folder, macros, marker = json.loads(sys.argv[1])
last = publishing._broken_keys
def marked(*arguments):
    found = last(*arguments)
    pathlib.Path(marker).touch()
    return found
publishing._broken_keys = marked
publishing.publish(read_address(lake, data), pathlib.Path(folder), macros)
"""


@pytest.mark.nightly
def test_a_publisher_may_be_killed_at_any_moment_around_its_commit(served: Address, tmp_path: Path) -> None:
    old = FIRST
    put(served, tmp_path, "R000", old)
    # So many seconds after the last check, at which the commit begins.
    moments = [number * 0.004 for number in range(50)] if is_nightly() else [0.02]
    seen = set()
    for number, moment in enumerate(moments, 1):
        new = [(f"d{number}", no, number) for no in range(10)]
        release = small_release(tmp_path, f"R{number:03}", new)
        marker = tmp_path / f"marker{number}"
        told = json.dumps([served.ducklake(), served.data, str(release), MACROS, str(marker)])
        with subprocess.Popen([sys.executable, "-c", KILLED, told], env=child_environment()) as process:
            until = time.monotonic() + 60
            while not marker.exists() and process.poll() is None and time.monotonic() < until:
                time.sleep(0.001)
            time.sleep(moment)
            process.kill()
        found = stated(served)
        assert found in (old, new), moment
        assert verify(served).problems == [], moment
        seen.add(found == new)
        publish(served, release, MACROS)
        assert stated(served) == new, moment
        assert orphans(served) == [], moment
        old = new
    if is_nightly():
        assert seen == {False, True}


def test_nothing_reached_is_told_without_the_password(tmp_path: Path) -> None:
    need_extensions()
    lake = read_address("ducklake:postgres:host=127.0.0.1 port=1 user=u password=geheim", str(tmp_path / "data"))
    for asked in (lambda: put(lake, tmp_path, "R1", FIRST), lambda: connect(lake), lambda: releases(lake)):
        with pytest.raises(ValidationFailed) as refused:
            asked()
        said = problems_of(refused)
        assert "its catalogue cannot be reached" in said
        assert "geheim" not in said
    assert not (tmp_path / "data").exists()


def test_a_lake_of_which_nothing_is_published_says_so(served: Address) -> None:
    assert releases(served) == (None, [])
    with pytest.raises(ValidationFailed) as refused:
        connect(served)
    assert "nothing is published there yet. Run: ccg-ratings refresh" in problems_of(refused)
