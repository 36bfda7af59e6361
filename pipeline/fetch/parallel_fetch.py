"""Fetching from several sources at the same time, each within its own time."""

from __future__ import annotations

import queue
import time
from collections import deque
from collections.abc import Sequence
from contextlib import suppress
from pathlib import Path

from pipeline.fetch.source_worker import INCOMING, REPORT_SECONDS, Outcome, Progress, SourceWorker
from pipeline.fetch.stored_files import FOLDER_NAME
from pipeline.fetch.web import FetchFailed, Limits
from pipeline.reference.sources import Source

MAX_CONCURRENT = 4
STALE_SECONDS = 24 * 60 * 60


def fetch(
    sources: Sequence[Source],
    raw_dir: Path,
    progress: Progress = lambda source_id, text: None,
    limits: Limits | None = None,
) -> list[Outcome]:
    """Asks sources, and keeps what is new under `raw_dir`; nothing is raised for what a server does.

    `progress` is called in this thread, with what is done at the moment: when it changes, and once a second.
    """
    limits = limits or Limits()
    _clear_incoming(raw_dir)
    waiting = deque(sources)
    workers: list[SourceWorker] = []
    outcomes: dict[str, Outcome] = {}
    reports: queue.SimpleQueue[SourceWorker] = queue.SimpleQueue()
    try:
        while waiting or workers:
            while waiting and len(workers) < MAX_CONCURRENT:
                workers.append(SourceWorker(waiting.popleft(), raw_dir, limits, reports))
            try:
                wait = max(0.0, min([REPORT_SECONDS, *(worker.left.left for worker in workers)]))
                changed = [reports.get(timeout=wait)]
            except queue.Empty:
                changed = workers
            for worker in list(workers):
                if worker in changed:
                    progress(worker.source.source_id, worker.doing)
                if outcome := worker.outcome():
                    workers.remove(worker)
                    outcomes[outcome.source_id] = outcome
                    with suppress(FetchFailed):
                        # Under the source's own address too, which may be that of a page.
                        worker.note(worker.source.address, outcome.state, outcome.message)
    finally:
        for worker in workers:
            worker.stop()
    return [outcomes[source.source_id] for source in sources]


def _clear_incoming(raw_dir: Path) -> None:
    """Removes what a process that was killed has left behind."""
    for path in (raw_dir / FOLDER_NAME / INCOMING).glob("*"):
        with suppress(OSError):
            if time.time() - path.stat().st_mtime > STALE_SECONDS:
                path.unlink()
