"""A refresh that is killed at any moment leaves the old or the new release current and whole; the next one recovers."""

from __future__ import annotations

import time
from collections.abc import Callable
from pathlib import Path

import duckdb
import pytest
from effort import is_nightly
from installation import Installation, make, replace_text

# When a refresh is killed: so many seconds after it began, or after it came to a point that its files show. The night
# has time for all of them.
MOMENTS: list[tuple[str, float]] = [
    ("began", 0.1),
    ("began", 0.6),
    ("working", 0.0),
    ("working", 0.2),
    ("assembling", 0.0),
    ("assembling", 0.05),
    ("assembling", 0.15),
    ("published", 0.0),
    ("published", 0.02),
]
LOOK_SECONDS = 0.005
MOST_LOOKS = 12_000


@pytest.fixture(scope="module")
def refreshed(tmp_path_factory: pytest.TempPathFactory, published: Installation) -> Installation:
    """An installation with a Dagster home of its own, whose runs may be torn."""
    folder = tmp_path_factory.mktemp("killed")
    return make(folder / "installation", folder / "home", published)


def points(installation: Installation) -> dict[str, Callable[[], bool]]:
    """Whether a refresh has come to each point."""
    warehouse = installation.warehouse
    before = warehouse.current_link.readlink()
    worked = set(warehouse.work_dir.iterdir()) if warehouse.work_dir.is_dir() else set()
    released = set(warehouse.releases_dir.iterdir())
    return {
        "began": lambda: True,
        "working": lambda: warehouse.work_dir.is_dir() and not set(warehouse.work_dir.iterdir()) <= worked,
        "assembling": lambda: not set(warehouse.releases_dir.iterdir()) <= released,
        "published": lambda: warehouse.current_link.readlink() != before,
    }


def assert_whole(installation: Installation) -> str:
    """The current release has every table that it names, in every form; gives its note on an article's date."""
    link = installation.warehouse.current_link
    release = link.resolve()
    with duckdb.connect(str(link / "ccg_ratings.duckdb"), read_only=True) as con:
        assert con.execute("SELECT release_id FROM meta.release").fetchall() == [(release.name,)]
        tables = con.execute("SELECT schema_name, table_name, rows FROM meta.table").fetchall()
        for schema, table, rows in tables:
            assert con.execute(f"SELECT count(*) FROM {schema}.{table}").fetchall() == [(rows,)]
            stored = str(release / "parquet" / schema / f"{table}.parquet")
            assert con.execute("SELECT count(*) FROM read_parquet(?)", [stored]).fetchall() == [(rows,)]
            assert (release / "csv" / schema / f"{table}.csv").is_file()
        query = "SELECT published_note FROM core.document WHERE document_id = 'mailonline_2016'"
        ((note,),) = con.execute(query).fetchall()
    return str(note)


def readable(file: Path) -> None:
    with duckdb.connect(str(file), read_only=True) as con:
        assert con.execute("SELECT count(*) FROM core.rating").fetchall() == [(894,)]


def files(release: Path) -> set[str]:
    """The files of a release; all whole ones have the same."""
    return {path.relative_to(release).as_posix() for path in release.rglob("*") if path.is_file()}


@pytest.mark.nightly
def test_a_refresh_may_be_killed_at_any_moment(refreshed: Installation) -> None:
    whole = files(refreshed.warehouse.current_link.resolve())
    old = "Article 3881380."
    found_alive = 0
    moments = MOMENTS if is_nightly() else MOMENTS[1::4]
    for number, (point, delay) in enumerate(moments):
        new = f"Article 3881380, look {number}."
        replace_text(refreshed.sidecar("mailonline_2016"), old, new)
        reached = points(refreshed)[point]
        with refreshed.start("refresh", "--as-at", "2021-07-01") as process:
            looks = 0
            while not reached() and process.poll() is None and looks < MOST_LOOKS:
                if looks % 50 == 0:
                    readable(refreshed.warehouse.current_link / "ccg_ratings.duckdb")
                looks += 1
                time.sleep(LOOK_SECONDS)
            time.sleep(delay)
            found_alive += process.poll() is None
            process.kill()
        assert assert_whole(refreshed) in (old, new), (point, delay)
        assert [files(release) for release in refreshed.warehouse.releases()] == [
            whole for _ in refreshed.warehouse.releases()
        ], (point, delay)

        refreshed.refresh()
        assert assert_whole(refreshed) == new, (point, delay)
        partial = [path.name for path in refreshed.warehouse.releases_dir.iterdir() if path.suffix]
        assert partial == [], (point, delay)
        left = {path.name for path in refreshed.warehouse.folder.iterdir()}
        kept = {"documents_read", "marts_kept"}
        assert left <= {"current", "releases", "work", ".lock", *kept}, (point, delay)
        old = new
    assert found_alive >= len(moments) - 2

    told = refreshed.process("refresh", "--as-at", "2021-07-01")
    assert (told.exit_code, told.err) == (0, "")
    assert "nothing was published" in told.out
    assert len(refreshed.warehouse.releases()) == min(5, 1 + len(moments))
