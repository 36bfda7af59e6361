"""`ccg-ratings refresh --plan`: what a refresh would change, in the words of the refresh that then does it."""

from __future__ import annotations

import dataclasses
from pathlib import Path
from unittest.mock import patch

import pytest
from installation import Installation, replace_text

AS_AT = ("--as-at", "2021-07-01")


@pytest.mark.parametrize("has_site", [False, pytest.param(True, marks=pytest.mark.nightly)])
def test_a_plan_publishes_nothing_and_says_what_the_refresh_then_does(
    installation: Installation, has_site: bool
) -> None:
    planning = dataclasses.replace(installation, with_site=has_site)
    assert planning.refresh().release_id
    state = planning.published_state()
    assert "Nothing would change: release" in planning.command("refresh", "--plan", *AS_AT).out

    replace_text(planning.document("nursing_times_2016"), "43.60% 48.40%", "43.60% 48.50%")
    planned = planning.command("refresh", "--plan", *AS_AT)
    assert planned.exit_code == 0, planned.err
    assert planning.published_state() == state
    assert planned.out.endswith("Nothing was published.\n")
    assert not planning.warehouse.rejected_csv.exists()
    tables = [line for line in planned.out.splitlines() if line.startswith("  ") and " rows" in line]
    assert any(line.startswith("  core.measure_value: +1 -1 rows") for line in tables)
    assert ("  measures/eip_two_week_wait.html" in planned.out) == has_site
    assert ("  areas/07m.html" in planned.out) == has_site

    done = planning.command("refresh", "--no-site", *AS_AT)
    assert done.exit_code == 0, done.err
    assert [line for line in done.out.splitlines() if line.startswith("  ") and line in tables] == tables
    note = (planning.warehouse.current_link / "release-note.md").read_text(encoding="utf-8")
    listed = note.partition("## Changed tables")[2].partition("\n## ")[0]
    assert all(line.strip() in listed for line in tables)


def test_a_plan_is_refused_as_the_refresh_would_be(installation: Installation) -> None:
    state = installation.published_state()
    replace_text(installation.document("nursing_times_2016"), "NHS STOKE ON TRENT CCG", "NHS CAMELOT CCG")
    planned = installation.command("refresh", "--plan", *AS_AT)
    assert planned.exit_code == 1
    assert "nursing_times_2016.txt:45" in planned.err
    assert not installation.warehouse.rejected_csv.exists()
    assert installation.published_state() == state


@pytest.mark.nightly
def test_before_the_first_release_a_plan_says_so(unpublished: Installation) -> None:
    planned = unpublished.command("refresh", "--plan", *AS_AT)
    assert (planned.exit_code, planned.out) == (
        0,
        "A refresh would publish the first release. Nothing was published.\n",
    )
    assert not unpublished.warehouse.releases_dir.exists() or not list(unpublished.warehouse.releases_dir.iterdir())


@pytest.mark.parametrize("place", ["theirs", pytest.param("deep/er", marks=pytest.mark.nightly)])
def test_a_plan_elsewhere_leaves_nothing_there(published: Installation, tmp_path: Path, place: str) -> None:
    theirs = tmp_path / "theirs"
    theirs.mkdir()
    (theirs / "notes.txt").touch()
    temporary = tmp_path / "temporary"
    temporary.mkdir()
    with patch("tempfile.tempdir", str(temporary)):
        planned = published.command("refresh", "--plan", *AS_AT, "--output", str(tmp_path / place))
    assert (planned.exit_code, planned.err) == (0, "")
    assert "would publish the first release" in planned.out
    assert sorted(tmp_path.rglob("*")) == [temporary, theirs, theirs / "notes.txt"]
