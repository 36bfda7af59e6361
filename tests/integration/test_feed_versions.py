"""A group that a new version of a feed calls by another word: what was lost stands in marts, note and status."""

from __future__ import annotations

import hashlib
import shutil
from datetime import UTC, date, datetime
from pathlib import Path

import pytest
from installation import Installation, make

from pipeline.fetch.snapshots import keep
from pipeline.publish.site.build import build_site

HEADING = (
    "REPORTING_PERIOD_START,REPORTING_PERIOD_END,GROUP_TYPE,ORG_CODE1,ORG_NAME1,ORG_CODE2,ORG_NAME2,"
    "MEASURE_ID,MEASURE_NAME,MEASURE_VALUE_SUPPRESSED"
)
FIRST, SECOND = "talking_therapies_monthly_2019-06-15", "talking_therapies_monthly_2019-07-15"
CCGS = ("03K,NHS NORTH LINCOLNSHIRE CCG", "05W,NHS STOKE ON TRENT CCG", "00P,NHS SUNDERLAND CCG")


def month(number: int, last: int, kinds: tuple[str, str, str]) -> bytes:
    """A month's file: England and three CCGs, each under a word for its kind."""
    days = f"01/{number:02d}/2019,{last}/{number:02d}/2019"
    rows = [f"{days},England,,,,,M192,Recovery rate,50.2"]
    rows += [f"{days},{kind},{ccg},,,M192,Recovery rate,47" for kind, ccg in zip(kinds, CCGS, strict=True)]
    return "\r\n".join([HEADING, *rows]).encode()


def kept(installation: Installation, name: str, content: bytes, day: datetime) -> None:
    incoming = installation.raw / "incoming.csv"
    incoming.write_bytes(content)
    url = f"https://files.digital.nhs.uk/{name}.csv"
    digest = hashlib.sha256(content).hexdigest()
    assert keep(installation.raw, "talking_therapies_monthly", incoming, url, day, None, None, digest, f"{name}.csv")


@pytest.fixture(scope="module")
def installation(tmp_path_factory: pytest.TempPathFactory, dagster_home: Path) -> Installation:
    made = make(tmp_path_factory.mktemp("feed"), dagster_home)
    kept(made, "april", month(4, 30, ("CCG", "CCG", "CCG")), datetime(2019, 6, 15, 12, tzinfo=UTC))
    renamed = month(5, 31, ("CCG", "Clinical Group", "Clinical Group"))
    kept(made, "may", renamed, datetime(2019, 7, 15, 12, tzinfo=UTC))
    assert made.refresh(date(2019, 12, 31)).published
    return made


@pytest.mark.nightly
def test_the_organisations_without_a_row_are_counted_by_their_kind(installation: Installation) -> None:
    query = "SELECT document_id, state, organisations_lost, lost_of FROM marts.version_change ORDER BY published_on"
    assert installation.rows(query) == [(FIRST, "new", 0, None), (SECOND, "kept", 2, "ccg: 2 of 3")]


def test_the_group_is_listed_with_its_rows(installation: Installation) -> None:
    query = "SELECT document_id, locator, text, reason FROM core.rejected_row WHERE stage = 'group'"
    ((document_id, locator, text, reason),) = installation.rows(query)
    assert (document_id, locator, text) == (SECOND, "row 4 to row 5", "Clinical Group")
    assert reason.startswith("2 rows of 'Clinical Group' left out: its layout names no such group")


def test_the_note_and_status_tell_of_both(installation: Installation) -> None:
    note = (installation.warehouse.current_link / "release-note.md").read_text(encoding="utf-8")
    assert (
        "organisations without a row any more: iapt_recovery_rate (ccg: 2 of 3); groups that its layout does not name"
        " and the version before had not: “Clinical Group”"
    ) in note
    told = installation.command("status").out
    assert f"lost: {SECOND} has, after {FIRST}, no row any more for ccg: 2 of 3 (iapt_recovery_rate)" in told
    assert f"lost: {SECOND} has, after {FIRST}, 2 rows of 'Clinical Group' left out" in told


@pytest.mark.nightly
def test_the_page_of_the_version_tells_of_them(installation: Installation, tmp_path: Path) -> None:
    release = installation.warehouse.current()
    assert release is not None
    shutil.copytree(release.folder, tmp_path / release.release_id)
    page = build_site(tmp_path / release.release_id) / "sources" / f"{SECOND}.html"
    told = " ".join(page.read_text(encoding="utf-8").split())
    assert "of a measure, up to 2 organisations with a value before without a row now" in told
    assert "Clinical Group" in told


def test_notes_on_attempts_that_do_not_read_are_told_with_the_remedy(installation: Installation) -> None:
    folder = installation.raw / "versions" / "mh_dashboard"
    folder.mkdir(parents=True)
    (folder / ".state.json").write_text("{")
    told = " ".join(installation.command("status").out.split())
    assert "mh_dashboard quarterly none not known" in told
    assert "does not read: it: Invalid JSON" in told
    assert "ccg-ratings fetch mh_dashboard" in told


def test_a_stored_version_that_is_not_whole_is_told_and_stops_nothing(
    tmp_path: Path, dagster_home: Path, caplog: pytest.LogCaptureFixture
) -> None:
    made = make(tmp_path / "installation", dagster_home)
    kept(made, "april", month(4, 30, ("CCG", "CCG", "CCG")), datetime(2019, 6, 15, 12, tzinfo=UTC))
    [record] = (made.raw / "versions").rglob("version.json")
    record.write_text("null", encoding="utf-8")
    assert made.refresh(date(2019, 12, 31)).published
    remedy = "Take the folder away and fetch anew"
    assert [one for one in caplog.messages if one.startswith(f"{record}: does not read: ") and one.endswith(remedy)]
    told = " ".join(made.command("status").out.split())
    assert "talking_therapies_monthly: " in told
    assert "version.json: does not read: " in told
