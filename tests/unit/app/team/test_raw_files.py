"""raw/ of a team: a worker's folder follows the store, files of versions come when they are read."""

from __future__ import annotations

import hashlib
from datetime import UTC, date, datetime
from pathlib import Path

import pytest

from pipeline.app.team.raw_files import TeamRaw
from pipeline.base.problems import ValidationFailed
from pipeline.base.store import Store
from pipeline.build.input_files import hash_inputs
from pipeline.fetch.snapshots import Snapshot, keep, stored_snapshots

pytest.importorskip("obstore", reason="the extra `team` is not installed")

CONTENT = b"2018/19,08Q,NHS Southwark CCG,M,1\n"
ADDRESS = "https://publisher.example/file.csv"


def fetched(raw: Path, content: bytes = CONTENT, day: int = 1) -> Snapshot:
    """A version as a source gave it."""
    incoming = raw / "versions" / ".incoming" / "x"
    incoming.parent.mkdir(parents=True, exist_ok=True)
    incoming.write_bytes(content)
    kept = keep(raw, "a_source", incoming, ADDRESS, datetime(2020, 1, day, tzinfo=UTC), None, None,
                hashlib.sha256(content).hexdigest(), "file.csv", (date(2020, 1, day), "said so"))  # fmt: skip
    assert kept
    return kept


@pytest.fixture
def store(tmp_path: Path) -> Store:
    return Store(str(tmp_path / "store"))


@pytest.fixture
def person(store: Store, tmp_path: Path) -> TeamRaw:
    raw = tmp_path / "person"
    (raw / "documents").mkdir(parents=True)
    (raw / "documents" / "a.txt").write_text("one")
    (raw / "documents" / "b.txt").write_text("two")
    return TeamRaw(store, raw)


@pytest.fixture
def worker(store: Store, tmp_path: Path) -> TeamRaw:
    return TeamRaw(store, tmp_path / "worker")


def test_before_anybody_has_sent_a_worker_is_told_so(worker: TeamRaw) -> None:
    with pytest.raises(ValidationFailed, match="nobody has sent raw/ to it yet"):
        worker.bring()


def test_a_worker_has_what_was_sent_and_loses_what_was_taken_away(person: TeamRaw, worker: TeamRaw) -> None:
    assert person.send() == (1, 2)
    worker.bring()
    assert hash_inputs(worker.raw_dir) == hash_inputs(person.raw_dir)
    (person.raw_dir / "documents" / "a.txt").unlink()
    (person.raw_dir / "documents" / "b.txt").write_text("three")
    assert person.send() == (2, 1)
    assert person.send() == (2, 0)
    # What is written into a worker's folder is not the team's.
    (worker.raw_dir / "documents" / "c.txt").write_text("four")
    worker.bring()
    assert {path.name: path.read_text() for path in (worker.raw_dir / "documents").iterdir()} == {"b.txt": "three"}


def test_a_fetched_file_comes_when_it_is_read(person: TeamRaw, worker: TeamRaw, store: Store, tmp_path: Path) -> None:
    person.send()
    worker.bring()
    version = fetched(worker.raw_dir)
    worker.fetched()

    other = TeamRaw(store, tmp_path / "other")
    other.bring()
    (found,) = stored_snapshots(other.raw_dir, "a_source")
    assert (found.sha256, found.bytes, found.file.exists()) == (version.sha256, len(CONTENT), False)
    assert hash_inputs(other.raw_dir) == hash_inputs(worker.raw_dir)
    other.bring_file(found)
    other.bring_file(found)
    assert found.file.read_bytes() == CONTENT
    # A file that is not here is sent on all the same, and nothing is new.
    third = TeamRaw(store, tmp_path / "third")
    third.bring()
    number = store.latest("raw")[0]
    third.fetched()
    assert store.latest("raw")[0] == number
    # A person who has not got the version leaves it to the team.
    (person.raw_dir / "documents" / "a.txt").write_text("four")
    person.send()
    fourth = TeamRaw(store, tmp_path / "fourth")
    fourth.bring()
    assert [one.sha256 for one in stored_snapshots(fourth.raw_dir, "a_source")] == [version.sha256]


def test_what_a_worker_fetched_before_it_died_is_told_when_it_begins_again(person: TeamRaw, worker: TeamRaw) -> None:
    person.send()
    worker.bring()
    version = fetched(worker.raw_dir)
    worker.bring()
    _, listing = worker.store.latest("raw")
    assert listing
    path = version.file.relative_to(worker.raw_dir).as_posix()
    assert listing.files[path].sha256 == version.sha256
    assert listing.files.keys() > {"documents/a.txt", "documents/b.txt"}


def test_two_workers_that_fetch_at_once_both_are_told_of(
    person: TeamRaw, worker: TeamRaw, store: Store, tmp_path: Path
) -> None:
    person.send()
    other = TeamRaw(store, tmp_path / "other")
    for one, content, day in ((worker, b"1", 1), (other, b"2", 2)):
        one.bring()
        fetched(one.raw_dir, content, day)
    worker.fetched()
    other.fetched()
    worker.bring()
    assert [one.bytes for one in stored_snapshots(worker.raw_dir, "a_source")] == [1, 1]
    assert len({one.sha256 for one in stored_snapshots(worker.raw_dir, "a_source")}) == 2
