"""A new version that changes much of what is published is quarantined until somebody accepts it."""

from __future__ import annotations

import shutil
from pathlib import Path
from typing import Any

import pytest
from installation import Installation, make
from workbooks import ENGLAND, NORTH_LINCOLNSHIRE, ROTHERHAM, SHEFFIELD, figures, save

RECOVERY, WAITS = "IAPT(ii_a)_FINAL CALC", "EIP(i)_FINAL CALC"
QUARTERS = [f"Q{quarter} {year}" for year in ("2019/20", "2020/21", "2021/22") for quarter in (1, 2, 3, 4)]
BODIES = [ENGLAND, NORTH_LINCOLNSHIRE, ROTHERHAM, SHEFFIELD]
FIRST, SECOND = "mh_dashboard_2022-08-11", "mh_dashboard_2022-11-11"


def sheets(change: dict[tuple[str, int, int], Any] | None = None, rows: int = 4) -> dict[str, Any]:
    """Two measures of 48 values each; `change` are other cells, by sheet, row and quarter."""
    made = {}
    for name in (RECOVERY, WAITS):
        cells = [
            [*body, *((change or {}).get((name, row, at), (40 + row + at) / 100) for at in range(len(QUARTERS)))]
            for row, body in enumerate(BODIES[:rows])
        ]
        made[name] = figures(QUARTERS, *cells)
    return made


def add(installation: Installation, made: dict[str, Any], day: str) -> None:
    file = save(installation.folder / "dashboard.xlsx", made)
    told = installation.command("add", str(file), "--published", day)
    assert told.exit_code == 0, told.err


@pytest.fixture(scope="module")
def with_a_version(
    tmp_path_factory: pytest.TempPathFactory, dagster_home: Path, published: Installation
) -> Installation:
    """The first version is added and published; tests copy it."""
    installation = make(tmp_path_factory.mktemp("gate") / "installation", dagster_home, published)
    add(installation, sheets(), "2022-08-11")
    assert installation.refresh().published
    return installation


@pytest.fixture
def published_once(tmp_path: Path, with_a_version: Installation) -> Installation:
    folder = shutil.copytree(with_a_version.folder, tmp_path / "installation", symlinks=True)
    return Installation(folder, with_a_version.home)


def states(installation: Installation) -> dict[str, tuple[str, str | None]]:
    """How a refresh takes each version, and why; the core tables say so before anything is published."""
    build, _ = installation.run().build_core(["source_version"])
    rows = build.tables["source_version"].select("document_id", "state", "reason").rows()
    return {document_id: (state, reason) for document_id, state, reason in rows}


def test_a_doctored_version_is_quarantined_until_it_is_accepted(published_once: Installation) -> None:
    installation = published_once
    # 3 of 48 are 6.25%; 2 of 48 in the other measure are 4.2%.
    changed = {(RECOVERY, row, 5): 0.99 for row in range(3)} | {(WAITS, row, 5): 0.98 for row in range(2)}
    add(installation, sheets(changed), "2022-11-11")
    assert installation.refresh().published
    state, reason = states(installation)[SECOND]
    assert state == "quarantined"
    assert reason == (
        f"against {FIRST} it changes 3 of 48 earlier values of iapt_recovery_rate. "
        f"See it with ccg-ratings accept {SECOND} --show; without --show it is accepted"
    )
    of_sheffield = """SELECT value FROM marts.measure_current
        WHERE measure_id = 'iapt_recovery_rate' AND org_code = 'England' AND period = '2020/21 Q2'"""
    assert installation.rows(of_sheffield) == [(45.0,)]
    note = (installation.warehouse.current_link / "release-note.md").read_text(encoding="utf-8")
    assert "changes 3 of 48 earlier values of iapt_recovery_rate" in note.partition("## Quarantined")[2]
    shown = " ".join(installation.command("status").out.split())
    assert f"Quarantined, the version before stays: {SECOND} against {FIRST} it changes 3 of 48" in shown

    told = installation.command("accept", SECOND, "--show")
    assert told.exit_code == 0, told.err
    lines = [" ".join(line.split()) for line in told.out.splitlines()]
    assert "iapt_recovery_rate 3 48 6.2% too many" in lines
    assert "eip_two_week_wait 2 48 4.2%" in lines
    assert installation.run().unchanged() is not None

    told = installation.command("accept", SECOND, "--reason", "restated in November")
    assert told.exit_code == 0, told.err
    assert "Accepted: " in told.out
    assert installation.refresh().published
    assert states(installation)[SECOND] == ("read", None)
    assert installation.rows(of_sheffield) == [(99.0,)]
    again = installation.command("accept", SECOND)
    assert "restated in November" in again.out


def test_a_second_version_of_the_same_day_is_held_against_the_first(published_once: Installation) -> None:
    """What is quarantined takes the place of nothing, however soon it came."""
    again = f"{FIRST}.2"
    add(published_once, sheets({(RECOVERY, row, 5): 0.99 for row in range(3)}), "2022-08-11")
    state, reason = states(published_once)[again]
    assert (state, states(published_once)[FIRST]) == ("quarantined", ("read", None))
    assert str(reason).startswith(f"against {FIRST} it changes 3 of 48 earlier values of iapt_recovery_rate. ")
    told = published_once.command("accept", again)
    assert told.exit_code == 0, told.err
    assert states(published_once)[again] == ("read", None)
    assert states(published_once)[FIRST] == ("superseded", "another version came from its address on the same day")


def test_versions_of_a_day_that_change_little_supersede_one_another(published_once: Installation) -> None:
    add(published_once, sheets({(RECOVERY, 0, 5): 0.99}), "2022-08-11")
    add(published_once, sheets({(RECOVERY, row, 5): 0.99 for row in range(4)}), "2022-08-11")
    add(published_once, sheets({(RECOVERY, row, 5): 0.99 for row in range(2)}), "2022-08-11")
    # The third changes 3 of 48 against the second; the fourth only 1, and takes the place of all before it.
    assert {name: state for name, (state, _) in states(published_once).items() if name.startswith(FIRST)} == {
        FIRST: "superseded",
        f"{FIRST}.2": "superseded",
        f"{FIRST}.3": "superseded",
        f"{FIRST}.4": "read",
    }


def test_a_version_with_few_changes_or_other_digits_is_published(published_once: Installation) -> None:
    changed = {(RECOVERY, row, 5): 0.99 for row in range(2)}
    # The same value with more digits than before is no other value.
    rounded = {(WAITS, row, at): (40 + row + at) / 100 + 0.0004 for row in range(4) for at in range(12)}
    add(published_once, sheets(changed | rounded), "2022-11-11")
    assert states(published_once)[SECOND] == ("read", None)
    told = published_once.command("accept", SECOND)
    assert "No more than corrections do: it is published without being accepted." in told.out


def test_a_version_without_an_organisation_or_a_measure_is_quarantined(published_once: Installation) -> None:
    without = sheets(rows=3)
    del without[WAITS]
    add(published_once, without, "2022-11-11")
    state, reason = states(published_once)[SECOND]
    assert state == "quarantined"
    assert "has no eip_two_week_wait any more, has no row of 03N any more" in str(reason)


@pytest.mark.nightly
def test_a_version_of_later_periods_alone_is_compared_with_nothing(published_once: Installation) -> None:
    later = {RECOVERY: figures(["Q1 2022/23"], [*ENGLAND, 0.9])}
    add(published_once, later, "2022-11-11")
    assert states(published_once)[SECOND] == ("read", None)
    told = published_once.command("accept", SECOND)
    assert "nothing is to be accepted" in told.out


def test_what_is_no_version_or_cannot_be_read_is_not_accepted(published_once: Installation, tmp_path: Path) -> None:
    told = published_once.command("accept", "nobody")
    assert told.exit_code == 1
    assert "nobody: is no version of a source. Quarantined are: none" in told.err


@pytest.mark.nightly
def test_an_older_edition_that_is_added_later_takes_nothing_back(published_once: Installation) -> None:
    other = {(RECOVERY, row, at): 0.9 for row in range(4) for at in range(12)}
    add(published_once, sheets(other), "2022-05-11")
    published_once.refresh()
    assert states(published_once)[FIRST] == ("read", None)
    assert states(published_once)["mh_dashboard_2022-05-11"] == ("read", None)
    query = "SELECT DISTINCT document_id FROM marts.measure_current WHERE measure_id = 'iapt_recovery_rate'"
    assert (FIRST,) in published_once.rows(f"{query} AND org_code = 'England'")
