"""What the lake is asked, and what not: whatever writes, looks after files or runs a text as a statement."""

from __future__ import annotations

import pytest

from pipeline.publish.lake.questions import objection


@pytest.mark.parametrize(
    "query",
    [
        "FROM core.rating",
        "SELECT org_name FROM find_organisation('leeds west')",
        "WITH x AS (SELECT 1 AS n) SELECT n FROM x ORDER BY n",
        "DESCRIBE core.rating",
        "SUMMARIZE core.rating",
        "SHOW TABLES",
        "FROM core.rating AT (VERSION => 3)",
        "PIVOT core.rating ON area IN ('dementia') USING count(*)",
        "SELECT 'ducklake_snapshots(1)', 'query(2)' AS query -- query('x')",
        "SELECT 1; SELECT 2",
        # It is told by the engine that this is no SQL.
        "SELEC 1",
        "",
    ],
)
def test_questions_are_asked(query: str) -> None:
    assert objection(query) is None


@pytest.mark.parametrize(
    "query",
    [
        "COPY (SELECT 1) TO 'data/new.csv'",
        "EXPLAIN ANALYZE COPY (SELECT 1) TO 'data/new.csv'",
        "INSERT INTO core.rating FROM core.rating",
        "SELECT 1; DROP TABLE core.rating",
        "CREATE TABLE marts.mine AS SELECT 1",
        "ATTACH 'data/mine.duckdb' AS mine",
        "ATTACH 'host=127.0.0.1' AS mine (TYPE postgres)",
        "SET threads = 1",
        "LOAD postgres_scanner",
        "PRAGMA database_list",
        "CALL ducklake_delete_orphaned_files('ccg_ratings', cleanup_all => true)",
    ],
)
def test_statements_are_not(query: str) -> None:
    assert objection(query) == "the lake answers questions alone: SELECT, FROM, DESCRIBE"


@pytest.mark.parametrize(
    ("query", "name"),
    [
        ("FROM ducklake_cleanup_old_files('ccg_ratings', cleanup_all => true)", "ducklake_cleanup_old_files"),
        ("SELECT (SELECT count(*) FROM DuckLake_Snapshots('ccg_ratings'))", "ducklake_snapshots"),
        ("""FROM "query"('FROM duck' || 'lake_snapshots(''ccg_ratings'')')""", "query"),
        ("FROM query /* of mine */ ('SELECT 1')", "query"),
        ("WITH x AS (FROM query_table('core.rating')) FROM x", "query_table"),
        ("FROM core.rating WHERE band IN (FROM json_execute_serialized_sql('…'))", "json_execute_serialized_sql"),
    ],
)
def test_functions_that_reach_further_are_not(query: str, name: str) -> None:
    assert objection(query) == f"{name} is not for questions"
