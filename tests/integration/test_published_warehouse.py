"""The published warehouse as its users meet it: comments, dictionary, digests, keys, exports."""

from __future__ import annotations

import csv

import duckdb
import polars as pl
import pytest
from effort import sampled
from installation import Installation

from pipeline.app.published_tables import published_entries
from pipeline.schema.dictionary import META_TABLES

EVERY = [entry.full_name for entry in (*published_entries(), *META_TABLES.values())]


def test_the_file_holds_the_declared_tables_and_no_other(published: Installation) -> None:
    found = published.rows("SELECT schema_name || '.' || table_name FROM duckdb_tables()")
    assert {name for (name,) in found} == set(EVERY)
    assert published.rows("SELECT view_name FROM duckdb_views() WHERE NOT internal") == []


def test_every_table_and_column_has_a_comment(published: Installation) -> None:
    for source in ("duckdb_tables()", "duckdb_columns()"):
        query = f"SELECT * FROM {source} WHERE NOT internal AND coalesce(trim(comment), '') = ''"
        assert published.rows(query) == []


def test_the_comment_of_a_table_is_its_description_and_of_a_column_its_description_and_unit(
    published: Installation,
) -> None:
    assert (
        published.rows(
            """SELECT * FROM meta.table AS t LEFT JOIN duckdb_tables() AS d USING (schema_name, table_name)
        WHERE d.comment IS DISTINCT FROM t.description"""
        )
        == []
    )
    assert (
        published.rows(
            """SELECT * FROM meta.column AS c FULL JOIN (FROM duckdb_columns() WHERE NOT internal) AS d
        USING (schema_name, table_name, column_name)
        WHERE d.comment IS DISTINCT FROM c.description || coalesce(' [' || c.unit || ']', '')"""
        )
        == []
    )


@pytest.mark.parametrize("table", sampled(EVERY, 6))
def test_the_dictionary_in_the_file_is_what_the_table_is(published: Installation, table: str) -> None:
    described = [(name, kind) for name, kind, *_ in published.rows(f"DESCRIBE {table}")]
    schema, _, name = table.partition(".")
    stored = published.rows(
        "SELECT column_name, type FROM meta.column WHERE schema_name = ? AND table_name = ? ORDER BY column_no",
        schema, name,
    )  # fmt: skip
    assert stored == described


@pytest.mark.parametrize("table", sampled(EVERY, 6))
def test_a_column_that_is_said_never_to_be_null_never_is(published: Installation, table: str) -> None:
    schema, _, name = table.partition(".")
    required = published.rows(
        "SELECT column_name FROM meta.column WHERE schema_name = ? AND table_name = ? AND NOT nullable", schema, name
    )
    nulls = ", ".join(f'count(*) FILTER ("{column}" IS NULL)' for (column,) in required)
    assert published.rows(f"SELECT {nulls} FROM {table}") == [(0,) * len(required)]


def test_every_key_tells_rows_apart(published: Installation) -> None:
    for schema, table, key, rows in published.rows("SELECT schema_name, table_name, key, rows FROM meta.table"):
        columns = ", ".join(f'"{column}"' for column in key)
        query = f"SELECT count(*), (SELECT count(*) FROM (SELECT DISTINCT {columns} FROM {schema}.{table}))"
        assert published.rows(f"{query} FROM {schema}.{table}") == [(rows, rows)], table


def test_every_reference_leads_to_a_row(published: Installation) -> None:
    references = published.rows(
        """SELECT schema_name, table_name, column_name, "references", coalesce(of_rows, 'true')
        FROM meta.column WHERE "references" IS NOT NULL"""
    )
    assert len(references) >= 19
    for schema, table, column, target, of_rows in references:
        there, _, key = target.rpartition(".")
        rows = f"(FROM {schema}.{table} WHERE {of_rows})"
        query = f'SELECT count(*) FROM {rows} AS t ANTI JOIN {there} AS r ON t."{column}" = r."{key}"'
        assert published.rows(f'{query} WHERE t."{column}" IS NOT NULL') == [(0,)], f"{table}.{column}"


def test_every_band_is_one_of_its_scale(published: Installation) -> None:
    assert (
        published.rows(
            """SELECT scale, band FROM (SELECT scale, band FROM core.rating WHERE band IS NOT NULL
        UNION SELECT scale, unnest(bands) FROM core.claim) ANTI JOIN core.rating_scale USING (scale, band)"""
        )
        == []
    )


def test_a_row_without_a_band_or_value_has_a_reason_and_one_with_it_has_none(published: Installation) -> None:
    for table, filled, status in [("rating", "band", "rated"), ("measure_value", "value", "published")]:
        assert (
            published.rows(
                f"""SELECT * FROM core.{table} WHERE ({filled} IS NULL) <> (status <> '{status}')
            OR ({filled} IS NULL) <> (reason IS NOT NULL)"""
            )
            == []
        )


@pytest.mark.parametrize("table", sampled(EVERY, 6))
def test_parquet_holds_the_rows_and_types_of_the_table(published: Installation, table: str) -> None:
    path = published.warehouse.current_link / "parquet" / f"{table.replace('.', '/')}.parquet"
    with published.warehouse.connect() as con:
        exported = f"read_parquet('{path.resolve()}')"
        described = [row[:2] for row in con.execute(f"DESCRIBE FROM {exported}").fetchall()]
        assert described == [row[:2] for row in con.execute(f"DESCRIBE {table}").fetchall()]
        assert con.execute(f"FROM {table} EXCEPT ALL FROM {exported}").fetchall() == []
        assert con.execute(f"FROM {exported} EXCEPT ALL FROM {table}").fetchall() == []
    assert pl.read_parquet(path).height == published.rows(f"SELECT count(*) FROM {table}")[0][0]


@pytest.mark.parametrize("table", sampled(EVERY, 6))
def test_csv_holds_the_rows_of_the_table(published: Installation, table: str) -> None:
    path = published.warehouse.current_link / "csv" / f"{table.replace('.', '/')}.csv"
    with published.warehouse.connect() as con:
        described = [row[:2] for row in con.execute(f"DESCRIBE {table}").fetchall()]
        types = ", ".join(f"'{name}': '{kind}'" for name, kind in described)
        options = f"header = true, auto_detect = false, quote = '\"', allow_quoted_nulls = false, columns = {{{types}}}"
        # The apostrophe that keeps a text from being a formula is taken away again.
        columns = [
            f"""regexp_replace("{name}", $$^'('*[-=+@])$$, $$\\1$$)""" if kind == "VARCHAR" else f'"{name}"'
            for name, kind in described
        ]
        exported = f"(SELECT {', '.join(columns)} FROM read_csv('{path.resolve()}', {options}))"
        assert con.execute(f"FROM {table} EXCEPT ALL FROM {exported}").fetchall() == []
        assert con.execute(f"FROM {exported} EXCEPT ALL FROM {table}").fetchall() == []
        ((count,),) = con.execute(f"SELECT count(*) FROM {table}").fetchall()
    with path.open(newline="", encoding="utf-8") as file:
        header, *rows = csv.reader(file)
    assert header == [name for name, _ in described]
    assert len(rows) == count
    assert all(len(row) == len(header) for row in rows)


@pytest.mark.nightly
def test_the_exports_of_two_builds_are_the_same_to_the_byte(published: Installation, unpublished: Installation) -> None:
    unpublished.refresh()
    one, other = (i.warehouse.current_link.resolve() for i in (published, unpublished))
    for kind in ("parquet", "csv"):
        for schema in ("core", "marts"):
            files = sorted(path.name for path in (one / kind / schema).iterdir())
            assert files == sorted(path.name for path in (other / kind / schema).iterdir())
            for name in files:
                assert (one / kind / schema / name).read_bytes() == (other / kind / schema / name).read_bytes(), name


def test_a_reader_cannot_change_the_warehouse(published: Installation) -> None:
    with published.warehouse.connect() as con, pytest.raises(duckdb.InvalidInputException, match="read-only"):
        con.execute("UPDATE core.rating SET band = 'Good'")
