"""A release whose files are not what was published: it is told, is never made current, and no command ends badly."""

from __future__ import annotations

import dataclasses
import errno
import os
import shutil
import sqlite3
import subprocess
import sys
import time
from collections.abc import Callable
from contextlib import closing
from datetime import date
from pathlib import Path
from unittest.mock import patch

import duckdb
import open_sql
import pytest
from effort import sampled
from installation import Installation, make, replace_text

from pipeline.publish import integrity
from pipeline.publish.integrity import damage
from pipeline.publish.release_files import FILE_NAME
from pipeline.publish.warehouse import Published

AS_AT = ("--as-at", "2021-07-01")


@pytest.fixture(scope="module")
def twice(tmp_path_factory: pytest.TempPathFactory, dagster_home: Path, published: Installation) -> Installation:
    """Two releases, the second with another note; tests copy it."""
    installation = make(tmp_path_factory.mktemp("twice") / "installation", dagster_home, published)
    replace_text(installation.sidecar("mailonline_2016"), "Article 3881380.", "Another note.")
    assert installation.refresh().published
    return installation


@pytest.fixture
def two(tmp_path: Path, dagster_home: Path, twice: Installation) -> Installation:
    installation = make(tmp_path / "installation", dagster_home, twice)
    replace_text(installation.sidecar("mailonline_2016"), "Article 3881380.", "Another note.")
    return installation


def releases(installation: Installation) -> tuple[Path, Path]:
    """The earlier release and the current one."""
    current, earlier = installation.warehouse.releases()
    assert installation.warehouse.current_link.resolve() == current
    return earlier, current


def cut(path: Path, share: float = 0.5) -> None:
    content = path.read_bytes()
    path.write_bytes(content[: int(len(content) * share)])


def file_in_place_of(path: Path) -> None:
    path.unlink()
    path.mkdir()


def overwritten(path: Path) -> None:
    """Bytes in the middle are others, and the size is the same."""
    content = bytearray(path.read_bytes())
    middle = len(content) // 3
    content[middle : middle + 4000] = b"\xa5" * 4000
    path.write_bytes(content)


def other_rows(path: Path) -> None:
    """A whole Parquet file of the same columns, with a row less."""
    with duckdb.connect() as con:
        con.execute(f"CREATE TABLE t AS FROM read_parquet('{path}') OFFSET 1; COPY t TO '{path}' (FORMAT parquet)")


def of_sqlite(path: Path) -> None:
    """For one of these DuckDB would ask the network."""
    path.unlink()
    with closing(sqlite3.connect(path)) as con:
        con.execute("CREATE TABLE t (a)")


def written_to(path: Path) -> None:
    """A program has changed rows, and died: what it wrote lies beside the file, and is read with it."""
    program = """import duckdb, os, sys
con = duckdb.connect(sys.argv[1])
con.execute("PRAGMA disable_checkpoint_on_shutdown; UPDATE core.rating SET band = 'Outstanding'")
os._exit(0)"""
    subprocess.run([sys.executable, "-c", program, str(path)], check=True)


DAMAGES: dict[str, tuple[str, Callable[[Path], None], str]] = {
    "an empty DuckDB file": (FILE_NAME, lambda path: path.write_bytes(b""), "missing or empty"),
    "no DuckDB file": (FILE_NAME, Path.unlink, "missing or empty"),
    "a folder of that name": (FILE_NAME, file_in_place_of, "missing or empty"),
    "garbage as DuckDB file": (FILE_NAME, lambda path: path.write_bytes(b"garbage " * 4000), "cannot be opened"),
    "a file of SQLite": (FILE_NAME, of_sqlite, "cannot be opened: it does not begin as a DuckDB file"),
    "half a DuckDB file": (FILE_NAME, cut, "cannot be opened"),
    "a DuckDB file without its end": (FILE_NAME, lambda path: cut(path, 0.98), FILE_NAME),
    "what was written to it": (FILE_NAME, written_to, f"{FILE_NAME}.wal lies beside {FILE_NAME}"),
    "half of meta.release": ("parquet/meta/release.parquet", cut, "meta.release cannot be read"),
    "an empty meta.release": ("parquet/meta/release.parquet", lambda path: path.write_bytes(b""), "missing or empty"),
    "no meta.release": ("parquet/meta/release.parquet", Path.unlink, "missing or empty"),
    "a folder as meta.release": ("parquet/meta/release.parquet", file_in_place_of, "missing or empty"),
    "no row in meta.release": ("parquet/meta/release.parquet", other_rows, "does not hold one row"),
    "half of meta.table": ("parquet/meta/table.parquet", cut, "meta.table cannot be read"),
    "half of another meta table": ("parquet/meta/check.parquet", cut, "meta.check cannot be read"),
    "half of a mart": ("parquet/marts/claim_check.parquet", cut, "claim_check"),
    "garbage as a table": ("parquet/core/rating.parquet", lambda path: path.write_bytes(b"garbage" * 99), "rating"),
    "a row less": ("parquet/core/document.parquet", other_rows, "core.document holds 4 rows, and 5 were published"),
    "no CSV": ("csv/core/rating.csv", Path.unlink, "csv/core/rating.csv is missing or empty"),
    "an empty CSV": ("csv/core/rating.csv", lambda path: path.write_bytes(b""), "is missing or empty"),
}  # fmt: skip


@pytest.fixture(params=sampled((pytest.param(damage, id=name) for name, damage in DAMAGES.items()), 6))
def damaged(request: pytest.FixtureRequest) -> tuple[str, Callable[[Path], None], str]:
    found: tuple[str, Callable[[Path], None], str] = request.param
    return found


Damage = tuple[str, Callable[[Path], None], str]


def test_a_damaged_release_is_never_made_current(two: Installation, damaged: Damage) -> None:
    file, spoil, told_of = damaged
    earlier, current = releases(two)
    spoil(earlier / file)
    told = two.command("rollback")
    assert (told.exit_code, told.out) == (1, "")
    assert f"{earlier}: it is damaged, and was not made current: " in told.err
    assert told_of in told.err
    assert "Publish anew: ccg-ratings refresh" in told.err
    assert two.warehouse.current_link.resolve() == current


def test_a_damaged_current_release_is_told_by_every_command(two: Installation, damaged: Damage) -> None:
    file, spoil, told_of = damaged
    _, current = releases(two)
    spoil(current / file)

    status = two.command("status")
    assert (status.exit_code, status.err) == (0, "")
    assert f"{current.name}: the current release is damaged: " in status.out
    assert told_of in status.out
    assert "ccg-ratings refresh; or go back: ccg-ratings rollback" in status.out

    for arguments in (["site"], ["sql", "FROM meta.release"], ["trace", "03C"]):
        told = two.command(*arguments)
        assert "Traceback" not in told.err
        if file != FILE_NAME or arguments == ["site"]:
            assert told.exit_code == (1 if arguments == ["site"] else 0), told.err


@pytest.mark.nightly
@pytest.mark.parametrize("name", sampled(["half of meta.release", "an empty DuckDB file", "no CSV"]))
def test_a_damaged_current_release_is_published_anew(two: Installation, name: str) -> None:
    earlier, current = releases(two)
    file, spoil, _ = DAMAGES[name]
    spoil(current / file)
    refreshed = two.command("refresh", *AS_AT)
    assert refreshed.exit_code == 0, refreshed.err
    assert "the current release is damaged" in refreshed.out
    assert f"Since {earlier.name}:" in refreshed.out
    now = two.warehouse.current()
    assert now
    assert now.release_id > current.name
    # Its history goes on from the one before the damaged one.
    assert two.rows("SELECT release_id FROM meta.release_history ORDER BY 1") == [
        (earlier.name,),
        (now.release_id,),
    ]
    assert two.command("status").exit_code == 0


def test_a_release_that_verify_finds_damaged_is_published_anew_as_it_says(two: Installation) -> None:
    """A byte more in a CSV is found by nobody but verify; until then there is nothing new."""
    earlier, current = releases(two)
    with (current / "csv/core/claim.csv").open("ab") as file:
        file.write(b"x")
    assert "nothing was published" in two.command("refresh", *AS_AT).out
    told = two.command("verify")
    assert "csv/core/claim.csv is not the file that was published" in told.err
    assert "Publish it anew: ccg-ratings refresh; or go back" in told.err
    assert "Publish it anew: ccg-ratings refresh; or go back" in two.command("status").out

    refreshed = two.command("refresh", *AS_AT)
    assert refreshed.exit_code == 0, refreshed.err
    assert "Published anew, for " in refreshed.out
    assert "did not hold when it was verified: csv/core/claim.csv is not the file" in refreshed.out
    assert f"Since {earlier.name}:" in refreshed.out
    assert two.command("verify").exit_code == 0
    assert "nothing was published" in two.command("refresh", *AS_AT).out


def test_a_rollback_says_what_the_next_refresh_will_do(two: Installation) -> None:
    forward = two.refresh(date.today()).release_id
    assert "The next refresh publishes anew." in two.command("rollback").out
    told = two.command("rollback", forward).out
    assert "The next refresh publishes nothing, for it is of the present inputs." in told
    assert two.run(date.today()).unchanged() is not None


def test_from_a_damaged_release_one_goes_back_to_the_one_before(two: Installation, damaged: Damage) -> None:
    file, spoil, _ = damaged
    earlier, current = releases(two)
    spoil(current / file)
    told = two.command("rollback")
    assert (told.exit_code, told.err) == (0, "")
    assert f"Current release: {earlier.name}" in told.out
    assert two.command("sql", "FROM meta.release").exit_code == 0


def test_bytes_that_changed_within_a_file_are_found_before_a_release_is_made_current(two: Installation) -> None:
    earlier, current = releases(two)
    overwritten(earlier / "parquet" / "core" / "rating.parquet")
    told = two.command("rollback")
    assert told.exit_code == 1
    assert "core.rating" in told.err
    assert two.warehouse.current_link.resolve() == current


def test_values_that_were_changed_in_the_database_are_found_too(two: Installation) -> None:
    earlier, current = releases(two)
    with duckdb.connect(str(earlier / FILE_NAME)) as con:
        con.execute("UPDATE core.rating SET band = 'Outstanding' WHERE band = 'Inadequate'")
    told = two.command("rollback")
    assert told.exit_code == 1
    assert f"{FILE_NAME} core.rating holds other rows than were published" in told.err
    assert two.warehouse.current_link.resolve() == current


def test_a_table_that_is_gone_from_the_database_is_told(two: Installation) -> None:
    _, current = releases(two)
    with duckdb.connect(str(current / FILE_NAME)) as con:
        con.execute("DROP TABLE core.figure")
    assert f"{FILE_NAME} core.figure holds no rows" in two.command("status").out


@pytest.mark.nightly
def test_another_sound_release_is_named_where_the_one_asked_for_is_damaged(two: Installation) -> None:
    replace_text(two.sidecar("mailonline_2016"), "Another note.", "A third note.")
    assert two.refresh().published
    _, second, first = two.warehouse.releases()
    (second / FILE_NAME).write_bytes(b"")
    told = two.command("rollback")
    assert told.exit_code == 1
    assert f"Name another: ccg-ratings rollback {first.name}" in told.err
    assert two.command("rollback", first.name).exit_code == 0
    assert two.warehouse.current_link.resolve() == first


@pytest.mark.nightly
def test_where_no_release_is_sound_a_refresh_publishes_the_first(two: Installation) -> None:
    for release in releases(two):
        (release / FILE_NAME).write_bytes(b"")
    assert two.command("rollback").exit_code == 1
    told = two.command("refresh", *AS_AT)
    assert told.exit_code == 0, told.err
    assert two.rows("SELECT count(*) FROM meta.release_history") == [(1,)]


def test_a_damaged_current_release_stays_as_it_is_where_a_refresh_is_refused(two: Installation) -> None:
    _, current = releases(two)
    cut(current / "parquet" / "meta" / "release.parquet")
    two.document("new").write_text("A new document.\n", encoding="utf-8")
    assert two.command("refresh", *AS_AT).exit_code == 1
    assert two.warehouse.current_link.resolve() == current


@pytest.mark.nightly
def test_a_site_is_built_with_a_release_that_takes_the_place_of_a_damaged_one(two: Installation) -> None:
    _, current = releases(two)
    shutil.rmtree(current / "parquet")
    assert dataclasses.replace(two, with_site=True).refresh().published
    now = two.warehouse.current()
    assert now
    assert (now.site / "index.html").is_file()


def test_make_sql_tells_of_a_damaged_release(two: Installation) -> None:
    _, current = releases(two)
    cut(current / FILE_NAME)
    with two.entered():
        said = open_sql.main()
    assert said
    assert "the current release is damaged" in said


def test_a_release_of_an_earlier_version_without_some_tables_is_sound(two: Installation) -> None:
    """What a release has is told by itself, so that one can go back to what an earlier version made."""
    earlier, _ = releases(two)
    with duckdb.connect(str(earlier / FILE_NAME)) as con:
        con.execute("DROP TABLE meta.release_history; DELETE FROM meta.column WHERE table_name = 'release_history'")
        con.execute(f"COPY meta.column TO '{earlier / 'parquet' / 'meta' / 'column.parquet'}' (FORMAT parquet)")
    for kind in ("parquet", "csv"):
        (earlier / kind / "meta" / f"release_history.{kind}").unlink()
    assert damage(earlier, every_row=True) is None
    assert two.command("rollback").exit_code == 0


def test_a_sound_release_is_looked_through_quickly(two: Installation) -> None:
    _, current = releases(two)
    begun = time.perf_counter()
    assert isinstance(two.warehouse.current_or_problem(), Published)
    assert damage(current, every_row=True) is None
    assert time.perf_counter() - begun < 10


@pytest.mark.parametrize("lack", [OSError(errno.EMFILE, os.strerror(errno.EMFILE)), duckdb.OutOfMemoryException("Out")])
def test_what_the_process_has_too_little_of_is_no_damage(two: Installation, lack: Exception) -> None:
    with patch.object(integrity, "_unreadable", side_effect=lack), pytest.raises(type(lack)):
        two.warehouse.current_or_problem()
