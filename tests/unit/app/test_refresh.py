"""The three steps of a refresh, and what each refuses; in this process and without Dagster."""

from __future__ import annotations

import os
import shutil
import time
from datetime import date
from pathlib import Path
from uuid import uuid4

import duckdb
import pytest
from installation import AS_AT, Installation, replace_text

from pipeline.app import refresh as refresh_module
from pipeline.app.published_tables import all_marts, published_entries
from pipeline.schema.dictionary import core_entries

CORE = list(core_entries())
MARTS = [mart.entry.name for mart in all_marts()]


def change_an_input(installation: Installation, note: str = "Article 3881380, seen again.") -> None:
    replace_text(installation.sidecar("mailonline_2016"), "Article 3881380.", note)


def digests(installation: Installation) -> dict[str, str]:
    return dict(installation.rows("SELECT schema_name || '.' || table_name, digest FROM meta.table"))


def test_a_refresh_publishes_every_declared_table(published: Installation) -> None:
    found = published.rows("SELECT schema_name || '.' || table_name FROM meta.table")
    assert [name for (name,) in found] == [entry.full_name for entry in published_entries()]
    assert len(found) == len(CORE) + len(MARTS)


def test_core_tables_come_before_marts_and_a_mart_after_those_it_reads() -> None:
    names = [entry.full_name for entry in published_entries()]
    assert names[: len(CORE)] == [f"core.{name}" for name in CORE]
    for mart in all_marts():
        position = names.index(mart.entry.full_name)
        assert all(names.index(read) < position for read in mart.reads)


def test_a_refresh_leaves_no_work_behind(published: Installation) -> None:
    assert list(published.warehouse.work_dir.iterdir()) == []
    assert not published.warehouse.rejected_csv.exists()


def test_when_nothing_has_changed_nothing_is_published(installation: Installation) -> None:
    state = installation.published_state()
    before = installation.warehouse.current()
    outcome = installation.run().publish()
    assert before
    assert (outcome.published, outcome.release_id, outcome.message) == (False, before.release_id, "nothing has changed")
    assert installation.published_state() == state


def test_a_day_without_a_due_date_changes_nothing(installation: Installation) -> None:
    state = installation.published_state()
    assert not installation.run(date(2021, 9, 30)).publish().published
    assert installation.published_state() == state


@pytest.mark.nightly
def test_a_due_date_gives_a_release_with_its_edition(installation: Installation) -> None:
    query = "SELECT max(edition) FROM marts.dashboard"
    assert installation.rows(query) == [(date(2021, 7, 1),)]
    assert installation.refresh(date(2021, 10, 1)).published
    assert installation.rows(query) == [(date(2021, 10, 1),)]
    assert installation.rows("SELECT as_at FROM meta.release") == [(date(2021, 10, 1),)]


@pytest.mark.nightly
def test_a_document_that_becomes_known_gives_a_release(unpublished: Installation) -> None:
    # The briefing was published on 27 January 2020; the due dates around it are 1 January and 1 April.
    assert unpublished.refresh(date(2020, 1, 26)).published
    assert unpublished.run(date(2020, 1, 26)).unchanged()
    assert unpublished.refresh(date(2020, 1, 27)).published


def test_whether_anything_is_new_is_known_without_reading_a_document(installation: Installation) -> None:
    release = installation.warehouse.current()
    outcome = installation.run().unchanged()
    assert outcome and release
    assert (outcome.published, outcome.release_id) == (False, release.release_id)
    assert installation.run(date(2021, 10, 1)).unchanged() is None
    assert installation.run(date(2021, 6, 30)).unchanged() is None
    change_an_input(installation)
    assert installation.run().unchanged() is None


def test_before_the_first_release_something_is_new(unpublished: Installation) -> None:
    assert unpublished.run().unchanged() is None


@pytest.mark.nightly
def test_one_changed_cell_changes_its_table_and_what_is_made_from_it_and_no_other(installation: Installation) -> None:
    before = digests(installation)
    replace_text(
        installation.document("rcpsych_2020"),
        "NHS Ashford CCG\tInadequate\tInadequate\tGood",
        "NHS Ashford CCG\tInadequate\tGood\tGood",
    )
    outcome = installation.refresh()
    assert outcome.published
    after = digests(installation)
    changed = {name for name in after if after[name] != before[name]}
    assert {"core.document", "core.source_line", "core.rating", "marts.rating_current"} <= changed
    assert {name for name in changed if name.startswith("core.")} == {
        "core.document",
        "core.source_line",
        "core.rating",
    }
    assert after.keys() == before.keys()


@pytest.mark.nightly
def test_a_changed_input_gives_a_new_release_that_names_the_one_before(installation: Installation) -> None:
    before = installation.warehouse.current()
    change_an_input(installation)
    # Each step may be in a process of its own.
    installation.run().build_core(CORE)
    installation.run().build_marts(MARTS)
    outcome = installation.run().publish()
    assert installation.run().state()["outcome"]["published"] is True
    assert before
    assert (outcome.published, outcome.previous_id) == (True, before.release_id)
    assert outcome.release_id > before.release_id
    assert [path.name for path in installation.warehouse.releases()] == [outcome.release_id, before.release_id]


@pytest.mark.nightly
def test_new_code_gives_a_new_release(installation: Installation, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(refresh_module, "code_version", lambda: "9.9.9+other")
    assert installation.refresh().published
    query = "SELECT code_version, as_at, duckdb_version FROM meta.release"
    assert installation.rows(query) == [("9.9.9+other", AS_AT, duckdb.__version__)]


def test_another_duckdb_is_something_new(published: Installation, monkeypatch: pytest.MonkeyPatch) -> None:
    assert published.run().unchanged()
    monkeypatch.setattr(duckdb, "__version__", "9.9.9")
    assert published.run().unchanged() is None


def test_the_release_names_every_input_with_its_hash(published: Installation) -> None:
    current = published.warehouse.current()
    assert current
    assert sorted(current.inputs) == sorted(p.relative_to(published.raw).as_posix() for p in published.raw.rglob("*.*"))
    assert all(len(digest) == 64 for digest in current.inputs.values())


@pytest.mark.nightly
def test_a_warning_is_published_with_the_release(installation: Installation) -> None:
    # One row less than all 207: the coverage is no longer whole.
    document = installation.document("rcpsych_2020")
    line = "NHS Ashford CCG\tInadequate\tInadequate\tGood\tRequires improvement\n"
    replace_text(document, line, "")
    assert installation.refresh().published
    ((passed, told),) = installation.rows("SELECT passed, outcome FROM meta.check WHERE check_name = 'coverage'")
    assert not passed
    assert "ccg_iaf dementia 2017/18: 206 of 207" in told


@pytest.mark.nightly
def test_a_refresh_builds_anew_where_the_current_release_was_taken_away(installation: Installation) -> None:
    shutil.rmtree(installation.warehouse.releases_dir)
    outcome = installation.refresh()
    assert (outcome.published, outcome.previous_id) == (True, None)


def test_work_of_runs_that_never_ended_is_taken_away_after_a_day(installation: Installation) -> None:
    old, young, no_run = (installation.warehouse.work_dir / name for name in (str(uuid4()), str(uuid4()), "somebody's"))
    for folder in (old, young, no_run):
        folder.mkdir(parents=True)
        a_day_ago = time.time() - (0 if folder == young else 25 * 3600)
        os.utime(folder, (a_day_ago, a_day_ago))
    installation.run().publish()
    assert not old.exists()
    assert young.exists()
    assert no_run.exists()


def test_work_that_another_run_takes_away_meanwhile_is_no_problem(
    installation: Installation, monkeypatch: pytest.MonkeyPatch
) -> None:
    listed = Path.iterdir

    def with_one_that_is_gone(self: Path) -> list[Path]:
        return [*listed(self), *([self / "gone"] if self.name == "work" else [])]

    monkeypatch.setattr(Path, "iterdir", with_one_that_is_gone)
    assert not installation.run().publish().published


def test_the_setting_of_memory_is_that_of_the_marts(unpublished: Installation, monkeypatch: pytest.MonkeyPatch) -> None:
    found: list[str] = []

    def run_marts(*_: object, memory: str, kept: Path) -> dict[str, int]:
        found.append(memory)
        return {}

    monkeypatch.setattr(refresh_module, "run_marts", run_marts)
    unpublished.run().build_marts([])
    monkeypatch.setenv("CCG_MEMORY", "800MB")
    unpublished.run().build_marts([])
    assert found == ["3GB", "800MB"]
