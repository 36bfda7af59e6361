"""Releases by the command line: what is published when, what is kept, going back, building a past one."""

from __future__ import annotations

from pathlib import Path
from unittest.mock import patch

import pytest
from installation import Installation, make, read_only, replace_text


def change_an_input(installation: Installation, number: int) -> None:
    old = "Article 3881380." if number == 1 else f"Look {number - 1}."
    replace_text(installation.sidecar("mailonline_2016"), old, f"Look {number}.")


def note(installation: Installation) -> str:
    query = "SELECT published_note FROM core.document WHERE document_id = 'mailonline_2016'"
    ((told,),) = installation.rows(query)
    return str(told)


def test_the_first_refresh_publishes_and_the_next_finds_nothing_new(unpublished: Installation) -> None:
    first = unpublished.process("refresh", "--as-at", "2021-07-01")
    assert (first.exit_code, first.err) == (0, "")
    state = unpublished.published_state()
    release = Path(state[0]).name
    assert f"Published release {release}, the first." in first.out
    assert "The warehouse: warehouse/current/ccg_ratings.duckdb" in first.out
    second = unpublished.process("refresh", "--as-at", "2021-07-01")
    assert (second.exit_code, second.err) == (0, "")
    assert f"Nothing has changed since release {release}; nothing was published." in second.out
    assert unpublished.published_state() == state


def test_finding_nothing_new_needs_no_dagster(tmp_path: Path, published: Installation) -> None:
    installation = make(tmp_path / "installation", tmp_path / "home", published)
    told = installation.process("refresh", "--as-at", "2021-07-01")
    assert (told.exit_code, told.err) == (0, "")
    assert "nothing was published" in told.out
    assert not installation.home.exists()


def test_a_refresh_tells_what_changed(installation: Installation) -> None:
    # The last cell of the briefing, so that no other cell's offsets change.
    row = "NHS Wyre Forest CCG\tGood\tGood\tGood\t{}"
    replace_text(installation.document("rcpsych_2020"), row.format("Requires improvement"), row.format("Inadequate"))
    told = installation.command("refresh", "--as-at", "2021-07-01")
    assert told.exit_code == 0
    assert "core.rating: +1 -1 rows" in told.out
    assert "core.organisation" not in told.out


@pytest.mark.nightly
def test_five_releases_are_kept_and_any_of_them_can_be_made_current(installation: Installation) -> None:
    ids = [installation.warehouse.releases()[0].name]
    for number in range(1, 7):
        change_an_input(installation, number)
        ids.append(installation.refresh().release_id)
    assert [path.name for path in installation.warehouse.releases()] == ids[:1:-1]

    back = installation.command("rollback")
    assert (back.exit_code, back.err) == (0, "")
    assert f"Current release: {ids[5]}, as at 2021-07-01." in back.out
    assert note(installation) == "Look 5."
    named = installation.command("rollback", ids[2])
    assert named.exit_code == 0
    assert note(installation) == "Look 2."
    refused = installation.command("rollback", ids[0])
    assert refused.exit_code == 1
    assert f"no release '{ids[0]}' is kept. Kept are: {', '.join(ids[:1:-1])}" in refused.err
    assert note(installation) == "Look 2."
    # What raw/ holds is published again by the next refresh.
    assert installation.refresh().published
    assert note(installation) == "Look 6."


def test_going_back_without_an_earlier_release_is_refused(installation: Installation) -> None:
    state = installation.published_state()
    told = installation.command("rollback")
    assert (told.exit_code, told.out) == (1, "")
    assert "no earlier release is kept" in told.err
    assert "Traceback" not in told.err
    assert installation.published_state() == state


def test_going_back_before_the_first_release_is_refused(unpublished: Installation) -> None:
    told = unpublished.command("rollback")
    assert told.exit_code == 1
    assert "no earlier release is kept. Kept are: none" in told.err


@pytest.mark.parametrize("command", [["sql", "SELECT 1"], ["trace", "08Q"]], ids=lambda command: command[0])
def test_asking_before_the_first_refresh_says_what_to_do(unpublished: Installation, command: list[str]) -> None:
    told = unpublished.command(*command)
    assert told.exit_code == 1
    assert "there is no published warehouse yet. Run: ccg-ratings refresh" in told.err


@pytest.mark.nightly
def test_a_past_release_never_replaces_a_later_one_but_is_built_elsewhere(installation: Installation) -> None:
    state = installation.published_state()
    change_an_input(installation, 1)
    refused = installation.command("refresh", "--as-at", "2017-01-01")
    assert refused.exit_code == 1
    assert "the current release is as at 2021-07-01, later than 2017-01-01" in refused.err
    assert "ccg-ratings refresh --as-at DATE --output DIR" in refused.err
    assert installation.published_state() == state

    built = installation.command("refresh", "--as-at", "2017-01-01", "--output", "past")
    assert built.exit_code == 0, built.err
    assert "The warehouse: past/current/ccg_ratings.duckdb" in built.out
    with read_only(installation.folder / "past" / "current" / "ccg_ratings.duckdb") as con:
        assert con.execute("SELECT as_at::VARCHAR FROM meta.release").fetchall() == [("2017-01-01",)]
        # as_at bounds editions only: core holds every document.
        assert con.execute("SELECT count(*) FROM core.document").fetchall() == [(5,)]
    assert installation.published_state() == state


def test_a_past_release_says_what_of_it_stops_at_its_day_and_how_it_is_asked(installation: Installation) -> None:
    what = "Only editions stop at 2017-01-01: marts.annual_ratings, marts.dashboard and marts.release_calendar."
    built = installation.command("refresh", "--as-at", "2017-01-01", "--output", "past")
    assert what in built.out
    assert "Ask it: CCG_WAREHOUSE_DIR=past ccg-ratings sql " in built.out
    assert "make open" not in built.out
    with read_only(installation.folder / "past" / "current" / "ccg_ratings.duckdb") as con:
        later = "SELECT count(*) FROM marts.rating_current WHERE published_on > DATE '2017-01-01'"
        known = "SELECT count(*) FROM ratings_as_at(DATE '2017-01-01') WHERE published_on > DATE '2017-01-01'"
        assert con.execute(later).fetchall() != [(0,)]
        assert con.execute(known).fetchall() == [(0,)]
    warehouse = installation.warehouse.folder
    warehouse.rename(installation.folder / "before")
    (installation.folder / "past").rename(warehouse)
    told = installation.command("status").out
    assert (" ".join(what.split()) in " ".join(told.split()), "Next dashboard refresh" in told) == (True, False)


@pytest.mark.nightly
def test_a_past_release_is_refused_also_when_nothing_else_has_changed(installation: Installation) -> None:
    state = installation.published_state()
    assert installation.command("refresh", "--as-at", "2017-01-01").exit_code == 1
    assert installation.published_state() == state


def test_what_stops_a_build_elsewhere_is_listed_there(installation: Installation) -> None:
    replace_text(installation.document("nursing_times_2016"), "NHS STOKE ON TRENT CCG", "NHS CAMELOT CCG")
    told = installation.command("refresh", "--as-at", "2017-01-01", "--output", "past")
    assert told.exit_code == 1
    assert "past/rejected.csv" in told.err
    assert (installation.folder / "past" / "rejected.csv").is_file()
    assert not installation.warehouse.rejected_csv.exists()


@pytest.mark.parametrize(
    "arguments", [["refresh", "--as-at", "yesterday"], ["refresh", "--as-at", "2021-02-30"], ["refresh", "--nothing"]]
)
def test_wrong_usage_ends_with_2(installation: Installation, arguments: list[str]) -> None:
    state = installation.published_state()
    told = installation.command(*arguments)
    assert told.exit_code == 2
    assert "Traceback" not in told.err
    assert installation.published_state() == state


def test_status_tells_what_has_changed_since_the_release(installation: Installation) -> None:
    assert "Changed in raw since: nothing" in installation.command("status").out
    change_an_input(installation, 1)
    installation.document("new").write_text("A new document.\n")
    told = installation.command("status")
    assert told.exit_code == 0
    assert "Changed in raw since: documents/mailonline_2016.yml, documents/new.txt" in told.out
    assert "as at 2021-07-01" in told.out


@pytest.mark.nightly
def test_status_tells_of_a_refused_refresh_until_one_succeeds(installation: Installation) -> None:
    installation.document("new").write_text("A new document.\n")
    installation.command("refresh", "--as-at", "2021-07-01")
    assert "The last refresh was refused: warehouse/rejected.csv" in installation.command("status").out
    installation.document("new").unlink()
    assert installation.command("refresh", "--as-at", "2021-07-01").exit_code == 0
    assert "refused" not in installation.command("status").out


@pytest.mark.nightly
def test_names_of_folders_are_nothing_but_names(tmp_path: Path, dagster_home: Path) -> None:
    """DuckDB takes `org_code=XXX` for a column of the Parquet files below it, and polars [1] for a pattern."""
    installation = make(tmp_path / "org_code=XXX" / "period=1 [1]*{a,b}", dagster_home)
    assert installation.refresh().published
    assert installation.rows("SELECT min(org_code), max(org_code) FROM core.rating") == [("00C", "99Q")]
    assert installation.command("verify").exit_code == 0
    change_an_input(installation, 1)
    planned = installation.command("refresh", "--plan", "--as-at", "2021-07-01")
    assert "core.document: +1 -1 rows" in planned.out
    assert "core.rating" not in planned.out
    assert installation.refresh().published
    assert installation.command("site").exit_code == 0


def test_a_warehouse_lies_where_duckdb_can_write(tmp_path: Path, dagster_home: Path) -> None:
    told = make(tmp_path / "which?", dagster_home).command("refresh", "--plan")
    assert told.exit_code == 1
    assert "has a ? in its path" in told.err


@pytest.mark.parametrize("setting", ["CCG_RAW_DIR", "CCG_WAREHOUSE_DIR", "DAGSTER_HOME", "CCG_METRICS", "--output"])
def test_a_link_that_leads_back_to_itself_is_no_place(
    unpublished: Installation, monkeypatch: pytest.MonkeyPatch, setting: str
) -> None:
    loop = unpublished.folder / "loop"
    loop.symlink_to("loop")
    if setting == "--output":
        told = unpublished.command("refresh", "--output", str(loop))
    else:
        with patch.object(Installation, "environment", unpublished.environment | {setting: str(loop)}):
            told = unpublished.command("refresh")
    assert told.exit_code == 1
    assert f"{loop}: its path has a link that leads back to itself" in told.err
