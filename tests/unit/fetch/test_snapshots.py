"""What was fetched and kept, on disk."""

from __future__ import annotations

import hashlib
import json
import threading
from datetime import UTC, date, datetime
from pathlib import Path

import pytest

from pipeline.fetch import snapshots
from pipeline.fetch.fetch_attempts import FetchAttempt, attempts, note_attempt, unreadable_attempts
from pipeline.fetch.snapshots import (
    Snapshot,
    keep,
    safe_name,
    snapshots_of,
    unreadable_snapshots,
)

URL = "https://example.org/dashboard.xlsx"
OTHER = "https://example.org/dashboard-v2.xlsx"


def at(day: int, hour: int = 12) -> datetime:
    return datetime(2022, 8, day, hour, tzinfo=UTC)


NOON = at(11)


def kept(
    raw: Path,
    content: bytes,
    fetched_at: datetime = NOON,
    url: str = URL,
    last_modified: str | None = None,
    name: str = "dashboard.xlsx",
    source: str = "mh_dashboard",
) -> Snapshot | None:
    raw.mkdir(exist_ok=True)
    file = raw / f"incoming-{threading.get_ident()}"
    file.write_bytes(content)
    sha256 = hashlib.sha256(content).hexdigest()
    version = keep(raw, source, file, url, fetched_at, last_modified, '"e"', sha256, name)
    file.unlink(missing_ok=True)
    return version


def ids(raw: Path) -> list[str]:
    return [version.document_id for version in snapshots_of(raw, "mh_dashboard")]


def test_a_version_is_the_file_and_what_is_known_of_it(tmp_path: Path) -> None:
    version = kept(tmp_path, b"an edition", last_modified="Thu, 11 Aug 2022 08:30:00 GMT")
    assert version is not None
    folder = tmp_path / "versions" / "mh_dashboard" / "2022-08-11"
    assert version.document_id == "mh_dashboard_2022-08-11"
    assert (version.folder, version.file) == (folder, folder / "dashboard.xlsx")
    assert version.file.read_bytes() == b"an edition"
    assert json.loads((folder / "version.json").read_text()) == {
        "source_id": "mh_dashboard",
        "url": URL,
        "fetched_at": "2022-08-11T12:00:00Z",
        "published_on": "2022-08-11",
        "published_note": "the day of the server's Last-Modified",
        "last_modified": "Thu, 11 Aug 2022 08:30:00 GMT",
        "etag": '"e"',
        "sha256": hashlib.sha256(b"an edition").hexdigest(),
        "bytes": 10,
        "file": "dashboard.xlsx",
    }
    assert snapshots_of(tmp_path, "mh_dashboard") == [version]
    assert sorted(path.name for path in folder.parent.iterdir()) == ["2022-08-11"]


def test_where_nothing_was_fetched_there_is_no_version(tmp_path: Path) -> None:
    assert snapshots_of(tmp_path, "mh_dashboard") == []
    assert unreadable_snapshots(tmp_path, ["mh_dashboard"]) == []
    assert attempts(tmp_path, "mh_dashboard") == {}


def test_what_the_address_held_before_is_not_kept_again(tmp_path: Path) -> None:
    kept(tmp_path, b"an edition")
    assert kept(tmp_path, b"an edition", at(12)) is None
    assert ids(tmp_path) == ["mh_dashboard_2022-08-11"]


def test_content_that_comes_back_after_other_content_is_a_version_again(tmp_path: Path) -> None:
    kept(tmp_path, b"first", at(11))
    kept(tmp_path, b"corrected", at(12))
    kept(tmp_path, b"first", at(13))
    assert ids(tmp_path) == ["mh_dashboard_2022-08-11", "mh_dashboard_2022-08-12", "mh_dashboard_2022-08-13"]


def test_a_new_address_with_known_content_is_no_new_version(tmp_path: Path) -> None:
    kept(tmp_path, b"first", at(11))
    kept(tmp_path, b"corrected", at(12))
    assert kept(tmp_path, b"first", at(13), url=OTHER) is None


def test_several_versions_of_a_day_are_numbered_and_stay_in_order(tmp_path: Path) -> None:
    for number in range(1, 12):
        kept(tmp_path, f"edition {number}".encode(), at(11, number))
    assert ids(tmp_path)[:3] == ["mh_dashboard_2022-08-11", "mh_dashboard_2022-08-11.2", "mh_dashboard_2022-08-11.3"]
    assert ids(tmp_path)[-2:] == ["mh_dashboard_2022-08-11.10", "mh_dashboard_2022-08-11.11"]


def test_two_files_of_one_second_stay_in_the_order_of_keeping(tmp_path: Path) -> None:
    for number in range(1, 12):
        kept(tmp_path, f"edition {number}".encode())
    assert ids(tmp_path)[1] == "mh_dashboard_2022-08-11.2"
    assert ids(tmp_path)[-1] == "mh_dashboard_2022-08-11.11"
    assert kept(tmp_path, b"edition 11") is None


def test_a_folder_that_is_in_the_way_is_left_alone(tmp_path: Path) -> None:
    (tmp_path / "versions" / "mh_dashboard" / "2022-08-11").mkdir(parents=True)
    version = kept(tmp_path, b"an edition")
    assert version is not None
    assert version.document_id == "mh_dashboard_2022-08-11.2"


def test_versions_come_in_order_of_publishing(tmp_path: Path) -> None:
    kept(tmp_path, b"newer", at(20), last_modified="Wed, 10 Aug 2022 09:00:00 GMT")
    kept(tmp_path, b"older", at(21), url=OTHER, last_modified="Mon, 08 Aug 2022 09:00:00 GMT")
    assert ids(tmp_path) == ["mh_dashboard_2022-08-08", "mh_dashboard_2022-08-10"]


@pytest.mark.parametrize(
    ("last_modified", "published_on", "note"),
    [
        ("Wed, 03 Aug 2022 09:00:00 GMT", date(2022, 8, 3), "the day of the server's Last-Modified"),
        (None, date(2022, 8, 11), "the day of fetching; the server gives no day of its own"),
        ("last Tuesday", date(2022, 8, 11), "the day of fetching; the server gives no day of its own"),
        ("Thu, 99 Aug 2022 09:00:00 GMT", date(2022, 8, 11), "the day of fetching; the server gives no day of its own"),
        (
            "Fri, 12 Aug 2022 09:00:00 GMT",
            date(2022, 8, 11),
            "the day of fetching; the server's Last-Modified lies after it",
        ),
    ],
)
def test_the_day_of_publishing(tmp_path: Path, last_modified: str | None, published_on: date, note: str) -> None:
    version = kept(tmp_path, b"an edition", at(11), last_modified=last_modified)
    assert version is not None
    assert (version.published_on, version.published_note) == (published_on, note)


def test_a_correction_is_not_published_before_the_former_content_was_last_seen(tmp_path: Path) -> None:
    kept(tmp_path, b"first", at(5))
    version = kept(tmp_path, b"corrected", at(11), last_modified="Mon, 01 Aug 2022 09:00:00 GMT")
    assert version is not None
    assert version.published_on == date(2022, 8, 5)
    assert version.published_note == (
        "the last day on which this address held other content; the server's Last-Modified is 2022-08-01"
    )


def test_the_former_content_was_last_seen_when_it_was_last_asked_for(tmp_path: Path) -> None:
    first = kept(tmp_path, b"first", at(5))
    assert first is not None
    seen = FetchAttempt(
        asked_at=at(9), outcome="unchanged", message="not modified", sha256=first.sha256, last_seen=date(2022, 8, 9)
    )
    note_attempt(tmp_path, "mh_dashboard", URL, seen)
    version = kept(tmp_path, b"corrected", at(11), last_modified="Mon, 01 Aug 2022 09:00:00 GMT")
    assert version is not None
    assert version.published_on == date(2022, 8, 9)


def test_another_address_says_nothing_of_the_day(tmp_path: Path) -> None:
    kept(tmp_path, b"first", at(5))
    version = kept(tmp_path, b"second", at(11), url=OTHER, last_modified="Mon, 01 Aug 2022 09:00:00 GMT")
    assert version is not None
    assert version.published_on == date(2022, 8, 1)


@pytest.mark.parametrize(
    ("damage", "told"),
    [
        (lambda folder: (folder / "version.json").write_text("{"), "version.json: does not read"),
        (lambda folder: (folder / "version.json").unlink(), "version.json: cannot be read: No such file"),
        (lambda folder: (folder / "dashboard.xlsx").unlink(), "dashboard.xlsx: cannot be read: No such file"),
        (
            lambda folder: (folder / "dashboard.xlsx").write_bytes(b"half"),
            "dashboard.xlsx: has 4 bytes, and had 10 when it was fetched",
        ),
    ],
)
def test_a_version_that_is_not_whole_is_told_and_is_in_no_list(tmp_path: Path, damage: object, told: str) -> None:
    version = kept(tmp_path, b"an edition")
    assert version is not None
    damage(version.folder)  # type: ignore[operator]
    assert snapshots_of(tmp_path, "mh_dashboard") == []
    [problem] = unreadable_snapshots(tmp_path, ["mh_dashboard"])
    assert told in str(problem)


@pytest.mark.parametrize(
    ("name", "value"),
    [
        *(("file", value) for value in ("../../secret", "/etc/passwd", ".state.json", "a/b", "", "a\0b", "a\nb")),
        *(("url", value) for value in ("javascript:alert(1)", "file:///etc/passwd", "http://", "http://[::1", "")),
        ("fetched_at", "0001-01-01T00:00:00+14:00"),
        ("fetched_at", "9999-12-31T23:59:59-14:00"),
    ],
)
def test_a_record_names_a_file_beside_it_an_address_and_a_moment_that_there_was(
    tmp_path: Path, name: str, value: str
) -> None:
    version = kept(tmp_path, b"an edition")
    assert version is not None
    record = json.loads((version.folder / "version.json").read_text())
    (version.folder / "version.json").write_text(json.dumps(record | {name: value}))
    assert snapshots_of(tmp_path, "mh_dashboard") == []
    assert f"does not read: {name}" in str(unreadable_snapshots(tmp_path, ["mh_dashboard"])[0])


def test_a_version_of_another_source_does_not_count(tmp_path: Path) -> None:
    version = kept(tmp_path, b"an edition")
    assert version is not None
    version.folder.parent.rename(tmp_path / "versions" / "another")
    assert snapshots_of(tmp_path, "another") == []
    assert "is of the source mh_dashboard" in str(unreadable_snapshots(tmp_path, ["another"])[0])


def test_hidden_and_foreign_folders_are_no_versions(tmp_path: Path) -> None:
    folder = tmp_path / "versions" / "mh_dashboard"
    for name in (".new-1234", "notes", "2022-08-11 copy"):
        (folder / name).mkdir(parents=True)
    (folder / "2022-08-12").write_text("a file")
    assert snapshots_of(tmp_path, "mh_dashboard") == []
    assert unreadable_snapshots(tmp_path, ["mh_dashboard"]) == []


def test_a_version_that_could_not_be_written_whole_is_not_there(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(path: Path, content: bytes) -> None:
        raise OSError(28, "No space left on device")

    with monkeypatch.context() as patch:
        patch.setattr(snapshots, "write_file", full)
        with pytest.raises(OSError, match="No space left"):
            kept(tmp_path, b"an edition")
    assert ids(tmp_path) == []
    assert unreadable_snapshots(tmp_path, ["mh_dashboard"]) == []
    kept(tmp_path, b"an edition")
    folder = tmp_path / "versions" / "mh_dashboard"
    assert [path.name for path in folder.iterdir()] == ["2022-08-11"], "what was left is cleared away"


def test_two_at_the_same_time_overwrite_nothing(tmp_path: Path) -> None:
    def several(worker: int) -> None:
        for number in range(5):
            kept(tmp_path, f"{worker} {number}".encode(), url=f"{URL}?{worker}")

    threads = [threading.Thread(target=several, args=(worker,)) for worker in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    found = snapshots_of(tmp_path, "mh_dashboard")
    assert len(found) == 20
    assert {version.file.read_bytes().decode() for version in found} == {
        f"{worker} {number}" for worker in range(4) for number in range(5)
    }


@pytest.mark.parametrize(
    ("name", "safe"),
    [
        ("nhsmh-dashboard-q4-21-22-v3.2.xlsm", "nhsmh-dashboard-q4-21-22-v3.2.xlsm"),
        ("MHSDS Data_Apr (1).csv", "MHSDS_Data_Apr_1_.csv"),
        ("../../etc/passwd", "_.._etc_passwd"),
        (".hidden", "hidden"),
        ("…", "_"),
        ("", "content"),
        ("Version.JSON", "file_Version.JSON"),
        ("x" * 300 + ".csv", "x" * 116 + ".csv"),
        ("x" * 300, "x" * 120),
    ],
)
def test_a_file_name_is_one_on_every_system(name: str, safe: str) -> None:
    assert safe_name(name) == safe


def test_an_asking_that_saw_nothing_leaves_what_is_known_of_the_content(tmp_path: Path) -> None:
    seen = FetchAttempt(
        asked_at=at(9),
        outcome="new",
        message="kept",
        answered_by=URL,
        etag='"e"',
        sha256="0" * 64,
        last_seen=date(2022, 8, 9),
    )
    note_attempt(tmp_path, "mh_dashboard", URL, seen)
    note_attempt(tmp_path, "mh_dashboard", URL, FetchAttempt(asked_at=at(10), outcome="failed", message="no answer"))
    assert attempts(tmp_path, "mh_dashboard") == {
        URL: seen.model_copy(update={"asked_at": at(10), "outcome": "failed", "message": "no answer"})
    }
    assert [path.name for path in (tmp_path / "versions" / "mh_dashboard").iterdir()] == [".state.json"]


NOTED = '{"asked_at": "2022-08-10T12:00:00Z", "outcome": "new", "message": "kept"'


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("", "does not read: it: Invalid JSON"),
        ("{", "does not read: it: Invalid JSON"),
        ("[]", "does not read: it: Input should be an object"),
        ('{"a": 1}', "does not read: a: Input should be an object"),
        (f'{{"a": {NOTED}, "sha256": "0"}}}}', "does not read: a.sha256: String should match pattern"),
        (f'{{"a": {NOTED.replace("new", "old")}}}}}', "does not read: a.outcome: Input should be 'new'"),
        (f'{{"a": {NOTED.replace("Z", "")}}}}}', "does not read: a.asked_at: Input should have timezone info"),
    ],
)
def test_a_state_that_does_not_read_is_as_none_and_is_told_till_it_is_written_anew(
    tmp_path: Path, text: str, words: str
) -> None:
    folder = tmp_path / "versions" / "mh_dashboard"
    folder.mkdir(parents=True)
    (folder / ".state.json").write_text(text)
    assert attempts(tmp_path, "mh_dashboard") == {}
    [problem] = unreadable_attempts(tmp_path, ["another", "mh_dashboard"])
    assert str(problem).startswith(f"{folder / '.state.json'}: {words}")
    assert problem.remedy == "Ask anew, which writes it anew: ccg-ratings fetch mh_dashboard"
    note_attempt(tmp_path, "mh_dashboard", URL, FetchAttempt(asked_at=at(10), outcome="failed", message="no answer"))
    assert unreadable_attempts(tmp_path, ["mh_dashboard"]) == []


def test_a_state_of_an_earlier_version_reads(tmp_path: Path) -> None:
    folder = tmp_path / "versions" / "mh_dashboard"
    folder.mkdir(parents=True)
    former = f'{{"{URL}": {NOTED}, "etag": null, "no_longer": 1}}}}'
    (folder / ".state.json").write_text(former)
    assert unreadable_attempts(tmp_path, ["mh_dashboard"]) == []
    assert attempts(tmp_path, "mh_dashboard")[URL].message == "kept"


def test_a_state_that_is_a_folder_is_told(tmp_path: Path) -> None:
    (tmp_path / "versions" / "mh_dashboard" / ".state.json").mkdir(parents=True)
    assert "cannot be read: Is a directory" in str(unreadable_attempts(tmp_path, ["mh_dashboard"])[0])


def test_contents_of_one_second_are_told_apart_and_come_in_their_order(tmp_path: Path) -> None:
    """An address that holds A, then B, then A again within a second has three snapshots, and each is told by its id."""
    contents = [b"A", b"B", b"A", b"B"]
    found = [kept(tmp_path, content) for content in contents]
    told = [(version.document_id, version.file.read_bytes()) for version in found if version]
    days = ["2022-08-11", "2022-08-11.2", "2022-08-11.3", "2022-08-11.4"]
    assert told == [(f"mh_dashboard_{day}", content) for day, content in zip(days, contents, strict=True)]
    times = [version.fetched_at for version in found if version]
    assert times == sorted(set(times))
    assert kept(tmp_path, b"B") is None, "the last of them is what the address holds"


@pytest.mark.parametrize("day", ["Thu, 01 Jan 1970 00:00:00 GMT", "Sun, 31 Mar 2013 23:59:59 GMT"])
def test_a_day_before_there_were_ccgs_is_not_believed(tmp_path: Path, day: str) -> None:
    version = kept(tmp_path, b"an edition", last_modified=day)
    assert version is not None
    assert version.published_on == date(2022, 8, 11)
    assert (version.published_note or "").endswith("before there were CCGs")
    first = kept(tmp_path, b"another", url=OTHER, last_modified="Mon, 01 Apr 2013 00:00:00 GMT")
    assert first is not None and first.published_on == date(2013, 4, 1)
