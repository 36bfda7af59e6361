"""What a release gained and lost against the one before it."""

from __future__ import annotations

from pathlib import Path

import duckdb
import polars as pl
import pytest

from pipeline.base.digests import digest
from pipeline.publish.changes import TableChange, changes


def release(folder: Path, **tables: str) -> Path:
    """A release's exports: each of `tables` as its query gives it, and meta.table."""
    with duckdb.connect() as con:
        (folder / "parquet" / "core").mkdir(parents=True)
        (folder / "parquet" / "meta").mkdir()
        for name, query in tables.items():
            con.execute(f'CREATE TABLE "{name}" AS {query}')
            con.execute(f"COPY \"{name}\" TO '{folder}/parquet/core/{name}.parquet'")
        listed = ", ".join(f"('core', '{name}', '{digest(con, name)[1]}')" for name in tables)
        con.execute(f"CREATE TABLE listed AS FROM (VALUES {listed}) AS t (schema_name, table_name, digest)")
        con.execute(f"COPY listed TO '{folder}/parquet/meta/table.parquet'")
    return folder


ONE = "FROM (VALUES ('03K', 67.6), ('08Q', 35.4)) AS t (org_code, value)"


@pytest.mark.parametrize(
    ("query", "gained", "lost"),
    [
        ("FROM (VALUES ('03K', 67.6), ('08Q', 35.4), ('05W', 59.1)) AS t (org_code, value)", 1, 0),
        ("FROM (VALUES ('03K', 67.6)) AS t (org_code, value)", 0, 1),
        ("FROM (VALUES ('03K', 62.5), ('08Q', 35.4)) AS t (org_code, value)", 1, 1),
        ("FROM (VALUES ('03K', 67.6), ('08Q', 35.4), ('08Q', 35.4)) AS t (org_code, value)", 1, 0),
    ],
    ids=["a-row-more", "a-row-less", "a-cell-changed", "a-row-twice"],
)
def test_rows_that_came_and_went_are_counted(tmp_path: Path, query: str, gained: int, lost: int) -> None:
    before, after = release(tmp_path / "1", value=ONE), release(tmp_path / "2", value=query)
    assert changes(before, after) == [TableChange("core.value", gained, lost)]


def test_equal_tables_are_left_out_whatever_the_order_of_their_rows(tmp_path: Path) -> None:
    before = release(tmp_path / "1", value=ONE, other="SELECT 1 AS a")
    after = release(tmp_path / "2", value=f"{ONE} ORDER BY org_code DESC", other="SELECT 2 AS a")
    assert changes(before, after) == [TableChange("core.other", 1, 1)]


def test_a_table_that_is_new_or_gone_is_told_as_such(tmp_path: Path) -> None:
    before = release(tmp_path / "1", value=ONE, gone="SELECT 1 AS a")
    after = release(tmp_path / "2", new="SELECT 1 AS a", value=ONE)
    assert changes(before, after) == [TableChange("core.new", None, 0), TableChange("core.gone", 0, None)]


def test_a_column_that_only_one_of_them_has_is_left_out_of_the_count(tmp_path: Path) -> None:
    before = release(tmp_path / "1", value=ONE)
    after = release(tmp_path / "2", value=f"SELECT *, 'x' AS note {ONE}")
    assert changes(before, after) == [TableChange("core.value", 0, 0)]


def test_the_same_rows_with_another_digest_are_no_change(tmp_path: Path) -> None:
    before, after = release(tmp_path / "1", value=ONE), release(tmp_path / "2", value=ONE)
    listed = after / "parquet" / "meta" / "table.parquet"
    rows = pl.read_parquet(listed)
    rows.with_columns(digest=pl.lit("of another DuckDB")).write_parquet(listed)
    assert changes(before, after) == []


@pytest.mark.parametrize(
    ("gained", "lost", "told"), [(None, 0, "new table"), (0, None, "gone"), (0, 0, "other columns"), (1, 0, None)]
)
def test_what_happened_to_a_whole_table_is_told(gained: int | None, lost: int | None, told: str | None) -> None:
    assert TableChange("core.value", gained, lost).of_whole_table == told


def test_folders_with_odd_names_are_read(tmp_path: Path) -> None:
    before, after = (
        release(tmp_path / "a {b}", value=ONE),
        release(tmp_path / "c", value="SELECT '03K' AS org_code, 1.0 AS value"),
    )
    assert changes(before, after) == [TableChange("core.value", 1, 2)]
