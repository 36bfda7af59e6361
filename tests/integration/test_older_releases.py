"""A release of an earlier version of the software, whose meta.release tells no version of the schema."""

from __future__ import annotations

import duckdb
import pytest
from installation import Installation, replace_text

COLUMN = "table_name = 'release' AND column_name = 'schema_version'"


@pytest.fixture
def older(installation: Installation) -> Installation:
    """The current release is one that has not the column."""
    current = installation.warehouse.current()
    assert current
    with duckdb.connect(str(current.file)) as con:
        con.execute(f"ALTER TABLE meta.release DROP COLUMN schema_version; DELETE FROM meta.column WHERE {COLUMN}")
        for kind in ("parquet", "csv"):
            for table in ("release", "column"):
                con.execute(f"COPY meta.{table} TO '{current.folder / kind / 'meta' / table}.{kind}' (FORMAT {kind})")
    return installation


def test_it_is_asked_and_told_of_as_any_other(older: Installation) -> None:
    current = older.warehouse.current()
    assert current
    for command in (["status"], ["trace", "03C"], ["sql", "FROM meta.release"]):
        assert older.command(*command).exit_code == 0
    assert current.release_id in older.command("status").out


@pytest.mark.nightly
def test_a_refresh_follows_it_and_a_rollback_goes_back_to_it(older: Installation) -> None:
    before = older.warehouse.current()
    assert before
    title = "title: Ratings of October 2016"
    path = older.sidecar("nursing_times_2016")
    replace_text(path, next(line for line in path.read_text().splitlines() if line.startswith("title:")), title)
    outcome = older.refresh()
    assert (outcome.published, outcome.previous_id) == (True, before.release_id)
    assert older.rows("SELECT schema_version > 0 FROM meta.release") == [(True,)]
    history = older.rows("SELECT release_id FROM meta.release_history")
    assert history == [(outcome.release_id,), (before.release_id,)]
    assert older.command("site").exit_code == 0
    assert older.command("rollback").exit_code == 0
    assert older.rows("SELECT release_id FROM meta.release") == [(before.release_id,)]
