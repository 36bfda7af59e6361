"""The history of releases: each release's own line, those that it takes over, and what arrived between them."""

from __future__ import annotations

from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import duckdb
import pytest
from installation import Installation, replace_text

from pipeline.base.sql_text import literal
from pipeline.publish.release_history import add_history
from pipeline.schema.dictionary import LATEST, META_TABLES

START = datetime(2021, 7, 1, 6, 30)
DOCUMENTS = {"a": "one", "b": "two"}


def release(folder: Path, number: int, previous: Path | None, documents: dict[str, str] | None = None) -> Path:
    """A release's meta.release_history and core.document as Parquet; `documents` are texts' hashes by document_id."""
    target = folder / f"r{number:03}"
    for schema in ("core", "meta"):
        (target / "parquet" / schema).mkdir(parents=True)
    with duckdb.connect() as con:
        con.execute("CREATE SCHEMA core; CREATE SCHEMA meta")
        for name in ("release", "table", "release_history"):
            columns = ", ".join(f'"{column.name}" {column.type}' for column in META_TABLES[name].columns)
            con.execute(f"CREATE TABLE meta.{name} ({columns})")
        row = [target.name, "2021-07-01", START + timedelta(days=number), "0.1.0+abc", "1.5.5", None, 1]
        con.execute(f"INSERT INTO meta.release VALUES ({', '.join(map(literal, row))})")
        con.execute("INSERT INTO meta.table BY NAME SELECT 'core' AS schema_name, 'document' AS table_name, 7 AS rows")
        con.execute("INSERT INTO meta.table BY NAME SELECT 'marts' AS schema_name, 'm' AS table_name, 100 AS rows")
        columns = "document_id VARCHAR, title VARCHAR, published_on DATE, sha256 VARCHAR, sidecar_sha256 VARCHAR"
        con.execute(f"CREATE TABLE core.document ({columns})")
        for document_id, digest in (DOCUMENTS if documents is None else documents).items():
            values = [document_id, f"Title {document_id}", "2016-10-28", digest, "s"]
            con.execute("INSERT INTO core.document VALUES (?, ?, ?, ?, ?)", values)
        add_history(con, {"core.document"}, previous)
        for table in ("core.document", "meta.release_history"):
            con.execute(f"COPY {table} TO '{target}/parquet/{table.replace('.', '/')}.parquet'")
    return target


def history(folder: Path, columns: str) -> list[tuple[Any, ...]]:
    with duckdb.connect() as con:
        return con.execute(f"SELECT {columns} FROM '{folder}/parquet/meta/release_history.parquet'").fetchall()


def test_the_first_release_has_none_before_it(tmp_path: Path) -> None:
    found = history(release(tmp_path, 1, None), "release_id, previous_release_id, documents, rows, arrived, claims")
    assert found == [("r001", None, 2, 7, ["Title a", "Title b"], 0)]


def test_a_release_tells_of_those_that_led_to_it_the_latest_first(tmp_path: Path) -> None:
    last = None
    for number in (1, 2, 3):
        last = release(tmp_path, number, last)
    assert last
    assert history(last, "release_id, previous_release_id") == [("r003", "r002"), ("r002", "r001"), ("r001", None)]
    # The line of an earlier release is the one that it told itself.
    assert history(last, "* EXCLUDE (as_at)")[1:] == history(tmp_path / "r002", "* EXCLUDE (as_at)")


@pytest.mark.parametrize(
    ("documents", "arrived"),
    [
        (DOCUMENTS, []),
        ({"a": "one"}, []),
        ({"a": "one", "b": "another"}, ["Title b"]),
        (DOCUMENTS | {"c": "three"}, ["Title c"]),
        ({}, []),
    ],
    ids=["the-same", "one-less", "one-changed", "one-more", "none"],
)
def test_what_arrived_is_new_or_changed(tmp_path: Path, documents: dict[str, str], arrived: list[str]) -> None:
    last = release(tmp_path, 2, release(tmp_path, 1, None), documents)
    assert history(last, "arrived")[0] == (arrived,)


@pytest.mark.nightly
def test_the_latest_are_kept(tmp_path: Path) -> None:
    last = None
    for number in range(1, LATEST + 3):
        last = release(tmp_path, number, last)
    assert last
    assert history(last, "release_id") == [(f"r{number:03}",) for number in range(LATEST + 2, 2, -1)]


def test_a_release_without_a_history_is_named_and_begins_none(tmp_path: Path) -> None:
    first = release(tmp_path, 1, None)
    (first / "parquet" / "meta" / "release_history.parquet").unlink()
    assert history(release(tmp_path, 2, first), "release_id, previous_release_id") == [("r002", "r001")]


def test_a_history_with_other_columns_is_taken_over_as_far_as_it_goes(tmp_path: Path) -> None:
    first = release(tmp_path, 1, None)
    path = first / "parquet" / "meta" / "release_history.parquet"
    with duckdb.connect() as con:
        con.execute(f"CREATE TABLE h AS SELECT * EXCLUDE (claims), 1 AS gone FROM '{path}'")
        con.execute(f"COPY h TO '{path}'")
    assert history(release(tmp_path, 2, first), "release_id, documents, claims") == [("r002", 2, 0), ("r001", 2, None)]


@pytest.mark.nightly
def test_a_refresh_adds_to_the_history_of_the_release_before(installation: Installation) -> None:
    before = installation.warehouse.current()
    replace_text(installation.sidecar("mailonline_2016"), "Article 3881380.", "Article 3881380, seen again.")
    assert before
    outcome = installation.refresh()
    ((title,),) = installation.rows("SELECT title FROM core.document WHERE document_id = 'mailonline_2016'")
    columns = "release_id, previous_release_id, documents, rows"
    now, earlier = installation.rows(f"SELECT {columns}, arrived FROM meta.release_history")
    ((rows,),) = installation.rows("SELECT sum(rows) FROM meta.table WHERE schema_name = 'core'")
    assert now == (outcome.release_id, before.release_id, 5, rows, [title])
    assert earlier[:3] == (before.release_id, None, 5)
    assert len(earlier[4]) == 5


def test_the_published_release_counts_what_its_tables_hold(published: Installation) -> None:
    counted = "ratings, measure_values, claims, claims_contradicted"
    tables = (
        "core.rating WHERE status = 'rated'",
        "core.measure_value",
        "core.claim",
        "marts.claim_check WHERE verdict = 'contradicts'",
    )
    questions = ", ".join(f"(SELECT count(*) FROM {table})" for table in tables)
    assert published.rows(f"SELECT {counted} FROM meta.release_history") == published.rows(f"SELECT {questions}")
