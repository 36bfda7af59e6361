"""Whatever a server does, its time is over at the end."""

from __future__ import annotations

import os
import threading
import time
from pathlib import Path

import pytest
import source_server as server_ways
from fetching import CSV, GENEROUS, HALF, QUICK, failure, join_threads, source
from source_server import Server, reply

from pipeline.fetch.parallel_fetch import fetch
from pipeline.fetch.snapshots import snapshots_of
from pipeline.fetch.web import Deadline


@pytest.mark.parametrize(
    "way", [server_ways.hang, server_ways.header_trickle, server_ways.body_trickle, server_ways.endless(10_000)]
)
def test_whatever_a_server_does_its_time_is_over_at_the_end(
    server: Server, tmp_path: Path, way: server_ways.Way
) -> None:
    begun = time.monotonic()
    told = failure(tmp_path, HALF, url=server.on("/feed", way), max_megabytes=10_000)
    assert told == "no answer within 0.5 seconds; try again later" or (
        way is server_ways.hang and told == "127.0.0.1 does not answer; try again later"
    )
    assert time.monotonic() - begun < GENEROUS


def test_a_thread_whose_body_trickles_ends_by_itself(server: Server, tmp_path: Path) -> None:
    failure(tmp_path, HALF, url=server.on("/feed", server_ways.body_trickle))
    join_threads()
    assert "fetch feed" not in {thread.name for thread in threading.enumerate()}


def test_a_source_that_hangs_holds_up_no_other(server: Server, tmp_path: Path) -> None:
    hanging = [source(f"hangs_{n}", url=server.on(f"/{n}", server_ways.header_trickle)) for n in range(5)]
    begun = time.monotonic()
    outcomes = fetch([*hanging, source(url=server.on("/feed.csv", reply(CSV)))], tmp_path, limits=HALF)
    assert [outcome.state for outcome in outcomes] == ["failed"] * 5 + ["new"]
    assert [outcome.source_id for outcome in outcomes][:2] == ["hangs_0", "hangs_1"]
    assert time.monotonic() - begun < 2 * GENEROUS


@pytest.mark.parametrize("discards", [True, False])
def test_what_comes_after_the_end_is_not_kept(
    server: Server, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, discards: bool
) -> None:
    """A thread that is left behind between its last look at the clock and the keeping, with its file or without."""
    if not discards:
        monkeypatch.setattr("pipeline.fetch.source_worker.SourceWorker._discard", lambda worker: None)
    received, over = threading.Event(), threading.Event()

    def slowly(*_: object) -> None:
        received.set()
        over.wait(GENEROUS)

    monkeypatch.setattr("pipeline.fetch.source_worker.content_problem", slowly)
    [outcome] = fetch([source(url=server.on("/feed.csv", reply(CSV)))], tmp_path, limits=HALF)
    assert (outcome.state, received.is_set()) == ("failed", True)
    over.set()
    join_threads()
    assert snapshots_of(tmp_path, "feed") == []
    assert len(list((tmp_path / "versions" / ".incoming").iterdir())) == (0 if discards else 1)


def test_when_the_asking_is_interrupted_nothing_more_is_kept(
    server: Server, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    over = threading.Event()
    monkeypatch.setattr(
        "pipeline.fetch.source_worker.content_problem", lambda path, file_format: over.wait(GENEROUS) and None
    )

    def interrupted(source_id: str, text: str) -> None:
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        fetch([source(url=server.on("/feed.csv", reply(CSV)))], tmp_path, interrupted, QUICK)
    over.set()
    join_threads()
    assert snapshots_of(tmp_path, "feed") == []


def test_a_mistake_of_the_program_is_raised(server: Server, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def wrong(*_: object) -> None:
        raise ZeroDivisionError("a mistake")

    monkeypatch.setattr("pipeline.fetch.source_worker.content_problem", wrong)
    with pytest.raises(ZeroDivisionError, match="a mistake"):
        fetch([source(url=server.on("/feed.csv", reply(CSV)))], tmp_path, limits=QUICK)


def test_what_a_killed_process_left_is_cleared_after_a_day(server: Server, tmp_path: Path) -> None:
    folder = tmp_path / "versions" / ".incoming"
    folder.mkdir(parents=True)
    old, young = folder / "old", folder / "young"
    for path in (old, young):
        path.write_bytes(b"half a file")
    os.utime(old, (time.time() - 90_000,) * 2)
    fetch([], tmp_path)
    assert [path.name for path in folder.iterdir()] == ["young"]


def test_time_is_over_when_it_is_stopped() -> None:
    left = Deadline(1000)
    assert not left.over
    left.stop()
    assert left.over


def test_where_nobody_listens_there_is_no_connection(server: Server, tmp_path: Path) -> None:
    url = server.url("/feed")
    server.stop()
    assert failure(tmp_path, HALF, url=url).startswith("no connection to 127.0.0.1; try again later")


def test_progress_tells_what_is_done(server: Server, tmp_path: Path) -> None:
    told: list[tuple[str, str]] = []
    url = server.on("/feed.csv", reply(CSV))
    fetch([source(url=url)], tmp_path, lambda *progress: told.append(progress), QUICK)
    assert {source_id for source_id, _ in told} == {"feed"}
    assert told[-1][1].startswith(f"{url}: kept as feed_")
