"""What a release's file keeps of the one before, on two small tables of which one changes."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterator
from pathlib import Path
from unittest.mock import patch

import duckdb
import polars as pl
import pytest
from installation import read_only
from test_release import FACTS, ORGANISATION, ORGANISATIONS, VALUE, VALUES

from pipeline.publish import kept_tables, release
from pipeline.publish.integrity import damage
from pipeline.publish.release import assemble
from pipeline.publish.release_files import FILE_NAME
from pipeline.schema.dictionary import TableEntry

CHANGED = VALUES.with_columns(value=pl.lit(1.5))


@pytest.fixture(autouse=True)
def _as_of_a_large_release() -> Iterator[None]:
    """Of a small release everything is written anew, which is faster."""
    with patch.object(release, "SMALL_ROWS", 0):
        yield


def build(
    folder: Path,
    values: pl.DataFrame = VALUES,
    previous: Path | None = None,
    value: TableEntry = VALUE,
    macros: str = "CREATE MACRO one() AS 1;",
) -> tuple[Path, set[str]]:
    """A release of the two tables, and which of them were written."""
    folder.mkdir(parents=True)
    (target := folder / "release").mkdir()
    paths = {"core.organisation": folder / "organisation.parquet", "marts.value": folder / "value.parquet"}
    ORGANISATIONS.write_parquet(paths["core.organisation"])
    values.write_parquet(paths["marts.value"])
    written = set()

    def create(con: duckdb.DuckDBPyConnection, entry: TableEntry, rows: Path) -> None:
        written.add(entry.full_name)
        really(con, entry, rows)

    really = release._create
    with patch.object(release, "_create", create):
        assemble(target, paths, [ORGANISATION, value], dataclasses.replace(FACTS, previous=previous), [], macros)
    assert damage(target, every_row=True) is None
    return target, written


@pytest.fixture
def first(tmp_path: Path) -> Path:
    folder, written = build(tmp_path / "first")
    assert written == {"core.organisation", "marts.value"}
    return folder


def test_only_the_table_that_changed_is_written(tmp_path: Path, first: Path) -> None:
    before = (first / FILE_NAME).read_bytes()
    second, written = build(tmp_path / "second", CHANGED, first)
    assert written == {"marts.value"}
    with read_only(second / FILE_NAME) as con:
        assert con.execute("FROM marts.value").fetchall() == [("03K", 1, 1.5), ("03K", 2, 1.5), ("08Q", 1, 1.5)]
        assert con.execute("FROM core.organisation").fetchall() == sorted(ORGANISATIONS.rows())
        assert con.execute("SELECT table_name, rows FROM meta.table").fetchall() == [("organisation", 2), ("value", 3)]
    assert (first / FILE_NAME).read_bytes() == before


@pytest.mark.nightly
def test_a_release_of_a_release_of_a_release_holds_what_it_should(tmp_path: Path, first: Path) -> None:
    previous = first
    for number in range(6):
        values = VALUES.with_columns(value=pl.lit(float(number)))
        previous, _ = build(tmp_path / f"release {number}", values, previous)
        with read_only(previous / FILE_NAME) as con:
            assert con.execute("SELECT DISTINCT value FROM marts.value").fetchall() == [(float(number),)]


def test_words_and_macros_are_those_of_now(tmp_path: Path, first: Path) -> None:
    column = dataclasses.replace(VALUE.columns[0], description="Whose it is")
    value = dataclasses.replace(VALUE, description="Another word.", columns=(column, *VALUE.columns[1:]))
    macros = "CREATE MACRO one() AS 2; CREATE MACRO several() AS TABLE FROM marts.value;"
    second, written = build(tmp_path / "second", previous=first, value=value, macros=macros)
    third, _ = build(tmp_path / "third", previous=second)
    assert not written
    with read_only(second / FILE_NAME) as con:
        assert con.execute("SELECT one(), (SELECT count(*) FROM several())").fetchall() == [(2, 3)]
        comments = con.execute("SELECT comment FROM duckdb_tables() WHERE table_name = 'value'").fetchall()
        assert comments == [("Another word.",)]
        query = "SELECT comment FROM duckdb_columns() WHERE table_name = 'value' AND column_name = 'org_code'"
        assert con.execute(query).fetchall() == [("Whose it is",)]
    with read_only(third / FILE_NAME) as con:
        assert con.execute("SELECT function_name FROM duckdb_functions() WHERE NOT internal").fetchall() == [("one",)]


def test_a_table_of_another_type_or_another_order_is_written(tmp_path: Path, first: Path) -> None:
    _, written = build(tmp_path / "type", VALUES.with_columns(pl.col("order").cast(pl.Int32)), first)
    assert written == {"marts.value"}
    other_key = dataclasses.replace(VALUE, key=("order", "org_code"))
    second, written = build(tmp_path / "order", previous=first, value=other_key)
    assert written == {"marts.value"}
    with read_only(second / FILE_NAME) as con:
        assert con.execute("SELECT org_code FROM marts.value").fetchall() == [("03K",), ("08Q",), ("03K",)]


def test_of_a_release_that_is_damaged_or_of_another_duckdb_nothing_is_kept(tmp_path: Path, first: Path) -> None:
    everything = {"core.organisation", "marts.value"}
    with duckdb.connect(str(first / FILE_NAME)) as con:
        con.execute("UPDATE marts.value SET value = 9")
    assert build(tmp_path / "other rows", previous=first)[1] == {"marts.value"}
    with duckdb.connect(str(first / FILE_NAME)) as con:
        con.execute("UPDATE meta.release SET duckdb_version = 'v0.1'")
    assert build(tmp_path / "other version", previous=first)[1] == everything
    content = (first / FILE_NAME).read_bytes()
    (first / FILE_NAME).write_bytes(content[: len(content) // 2])
    assert build(tmp_path / "half", previous=first)[1] == everything
    (first / FILE_NAME).unlink()
    assert build(tmp_path / "none", previous=first)[1] == everything


def test_a_file_full_of_holes_is_written_anew(tmp_path: Path, first: Path) -> None:
    with patch.object(kept_tables, "MOST_FREE", -1):
        assert build(tmp_path / "second", previous=first)[1] == {"core.organisation", "marts.value"}


def test_a_copy_that_fails_halfway_is_begun_again(tmp_path: Path, first: Path) -> None:
    with patch.object(kept_tables, "digest", side_effect=duckdb.IOException("the disk")):
        second, written = build(tmp_path / "second", CHANGED, first)
    assert written == {"core.organisation", "marts.value"}
    assert (second / FILE_NAME).is_file()
