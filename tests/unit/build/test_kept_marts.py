"""Which marts are worked out again: those of which the query or something that they read has changed, and no others."""

from __future__ import annotations

import os
from collections.abc import Sequence
from datetime import date
from pathlib import Path
from unittest.mock import patch

import polars as pl
import pytest

from pipeline.build import marts
from pipeline.build.mart_database import Database, run_steps
from pipeline.build.mart_files import STEPS, Mart, Step
from pipeline.build.marts import read_marts, run_marts

AS_AT = date(2021, 7, 1)
EVERYTHING = {"bands", "values", "above", "edition"}
# A mart of ratings; one of values by way of a step that says what it changes with; one of that mart; one of the day.
QUERIES = {
    "bands": "SELECT band AS k, count(*) AS n FROM core.rating GROUP BY ALL",
    "values": "SELECT k, count(*) AS n FROM core.value JOIN steps.of_value USING (document_id) GROUP BY ALL",
    "above": "SELECT k, n + 1 AS n FROM marts.values",
    "edition": "SELECT year(as_at)::VARCHAR AS k, count(*) AS n FROM meta.release, core.rating GROUP BY ALL",
}
STEP = """-- Documents that have a value.
--
-- changes with: rows
SELECT document_id FROM core.document SEMI JOIN core.value USING (document_id)
"""


class World:
    """Marts over three core tables, run as refreshes do, with what is kept between."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.runs = 0
        self.queries, self.step = dict(QUERIES), STEP
        self.tables = {
            "rating": pl.DataFrame({"band": ["Good", "Good", "Inadequate"]}),
            "value": pl.DataFrame({"document_id": ["a", "a"], "k": ["x", "y"]}),
            "document": pl.DataFrame({"document_id": ["a"], "title": ["A"]}),
        }

    def run(self, as_at: date = AS_AT, *, keeps: bool = True) -> set[str]:
        """The names of the marts that were worked out; what came out is in `self.built`."""
        self.runs += 1
        folder = self.folder / f"run {self.runs}"
        (folder / "sql" / STEPS).mkdir(parents=True)
        (folder / "sql" / STEPS / "of_value.sql").write_text(self.step, encoding="utf-8")
        for name, query in self.queries.items():
            header = "-- A mart.\n--\n-- key: k\n--   k VARCHAR -- Key\n--   n BIGINT [rows] -- How many\n"
            (folder / "sql" / f"{name}.sql").write_text(header + query, encoding="utf-8")
        inputs = {f"core.{name}": folder / f"{name}.parquet" for name in self.tables}
        for name, path in inputs.items():
            self.tables[name.removeprefix("core.")].write_parquet(path)
        worked_out = set()

        def noted(steps: Sequence[Step], database: Database) -> dict[str, int]:
            worked_out.update(step.entry.name for step in steps if isinstance(step, Mart))
            return run_steps(steps, database)

        self.built = folder / "built"
        with patch.object(marts, "run_steps", noted):
            found = read_marts(folder / "sql")
            kept = self.folder / "kept" if keeps else None
            self.counts = run_marts(found, inputs, self.built, as_at, kept=kept)
        return worked_out

    def rows(self) -> dict[str, list[tuple[str, int]]]:
        return {name: sorted(pl.read_parquet(self.built / f"{name}.parquet").rows()) for name in QUERIES}


@pytest.fixture
def world(tmp_path: Path) -> World:
    made = World(tmp_path)
    assert made.run() == EVERYTHING
    return made


def test_nothing_is_worked_out_twice(world: World) -> None:
    rows, counts = world.rows(), world.counts
    assert world.run() == set()
    assert (world.rows(), world.counts) == (rows, counts)
    assert rows["bands"] == [("Good", 2), ("Inadequate", 1)]
    assert rows["above"] == [("x", 2), ("y", 2)]


@pytest.mark.parametrize(
    ("table", "rows", "expected"),
    [
        ("rating", {"band": ["Good"]}, {"bands", "edition"}),
        ("value", {"document_id": ["a"], "k": ["x"]}, {"values", "above"}),
        # A document without a value, and another title of one with values.
        ("document", {"document_id": ["a", "b"], "title": ["A", "B"]}, set()),
        ("document", {"document_id": ["a"], "title": ["Another"]}, set()),
        ("document", {"document_id": ["b"], "title": ["A"]}, {"values", "above"}),
    ],
)
def test_what_reads_a_table_that_changed_is(
    world: World, table: str, rows: dict[str, list[str]], expected: set[str]
) -> None:
    world.tables[table] = pl.DataFrame(rows)
    assert world.run() == expected
    found = world.rows()
    world.run(keeps=False)
    assert found == world.rows()


def test_what_reads_a_query_that_changed_is(world: World) -> None:
    world.queries["values"] += " -- another word"
    assert world.run() == {"values", "above"}
    world.step = STEP.replace("SELECT", "-- It is the same.\nSELECT")
    assert world.run() == set()
    world.step = STEP.replace("SELECT document_id", "SELECT document_id, 1 AS one")
    assert world.run() == {"values", "above"}


def test_on_another_day_only_what_asks_for_the_day_is(world: World) -> None:
    assert world.run(date(2022, 7, 1)) == {"edition"}
    assert world.rows()["edition"] == [("2022", 3)]


@pytest.mark.parametrize("kind", ["parquet", "json"])
@pytest.mark.parametrize("damage", [b"", b"{}", b"other bytes", b"[" * 200_000, "a pipe", None])
def test_what_is_damaged_is(world: World, kind: str, damage: bytes | str | None) -> None:
    rows = world.rows()
    (file,) = (world.folder / "kept").glob(f"bands-*.{kind}")
    # The file of a run that is still there is the same one.
    file.unlink()
    if isinstance(damage, bytes):
        file.write_bytes(damage)
    elif damage:
        os.mkfifo(file)
    assert world.run() == {"bands"}
    assert world.rows() == rows
    assert world.run() == set()


def test_only_what_was_used_last_is_kept(world: World) -> None:
    world.tables["rating"] = pl.DataFrame({"band": ["Good"]})
    world.run()
    assert len(list((world.folder / "kept").iterdir())) == 2 * len(QUERIES)


def test_a_disk_that_refuses_links_or_all_writing_is_no_failure(world: World) -> None:
    with patch("os.link", side_effect=OSError("no links here")):
        assert world.run() == set()
        (file,) = (world.folder / "kept").glob("bands-*.parquet")
        assert not file.samefile(world.built / "bands.parquet")
        world.tables["rating"] = pl.DataFrame({"band": ["Good"]})
        assert world.run() == {"bands", "edition"}
    assert world.rows()["bands"] == [("Good", 1)]
