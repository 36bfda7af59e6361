"""Fetching from one source, in a thread of its own: from its pages to its files, of which what is new is kept."""

from __future__ import annotations

import hashlib
import logging
import queue
import re
import threading
import time
import uuid
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Literal
from urllib.parse import unquote, urlsplit

import requests

from pipeline.base.parallel import in_thread
from pipeline.fetch.fetch_attempts import FetchAttempt, attempts, note_attempt
from pipeline.fetch.file_kinds import content_problem
from pipeline.fetch.snapshots import Snapshot, keep, snapshots_of
from pipeline.fetch.stored_files import FOLDER_NAME
from pipeline.fetch.web import (
    ADDRESS,
    AllowedHosts,
    Deadline,
    FetchFailed,
    Limits,
    answer,
    links_of,
    open_session,
    pieces,
    refused,
)
from pipeline.reference.sources import Source

FAILURES_SHOWN = 3
REPORT_SECONDS = 1.0
INCOMING = ".incoming"
# For so long a server is believed that a file is as it was; then the file is asked for whole.
BELIEVED = timedelta(days=30)

logger = logging.getLogger(__name__)
Progress = Callable[[str, str], None]
State = Literal["new", "unchanged", "failed"]


@dataclass(frozen=True)
class Outcome:
    """What came of fetching from a source; `message` says in one line what happened and, where it failed, what to do.

    `snapshots` are the new ones: also a source that failed may have some, of its other files.
    """

    source_id: str
    state: State
    message: str
    snapshots: tuple[Snapshot, ...] = ()


class SourceWorker:
    """Asks one source in a thread of its own. A thread that hangs is left behind, and can then keep nothing more."""

    def __init__(self, source: Source, raw_dir: Path, limits: Limits, reports: queue.SimpleQueue[SourceWorker]) -> None:
        self.source, self.raw_dir, self.limits = source, raw_dir, limits
        self.left = Deadline(limits.total_seconds)
        self.doing = "begins"
        self._reports = reports
        self._hosts = AllowedHosts.from_address(source.address, source.allowed_hosts)
        self._keeping = threading.Lock()
        self._kept: list[Snapshot] = []
        self._content = raw_dir / FOLDER_NAME / INCOMING / uuid.uuid4().hex
        self._result: Outcome | BaseException | None = None
        in_thread(self._run, f"fetch {source.source_id}")

    def outcome(self) -> Outcome | None:
        """What came of it, once it is known; what was a mistake of the program is raised."""
        if self._result is None and self.left.over:
            self.stop()
        if isinstance(self._result, BaseException):
            raise self._result
        return self._result

    def stop(self) -> None:
        """Lets nothing be kept from here on."""
        self.left.stop()
        # Whoever is just keeping a snapshot may finish: it is whole, and counts.
        with self._keeping:
            self._result = self._result or self._failed(str(self.left.failure()))
            self._discard()

    def note(self, url: str, outcome: State, message: str, seen: FetchAttempt | None = None) -> None:
        """Notes a fetch attempt; with `seen`, also that the address held what that says."""
        now = datetime.now(UTC).replace(microsecond=0)
        attempt = FetchAttempt(asked_at=now, outcome=outcome, message=message)
        if seen:
            attempt = seen.model_copy(update=attempt.model_dump(include={"asked_at", "outcome", "message"}))
        with _disk():
            note_attempt(self.raw_dir, self.source.source_id, url, attempt)

    def _run(self) -> None:
        result: Outcome | BaseException
        try:
            with open_session(self.limits) as session:
                result = self._fetch_files(session)
        except FetchFailed as failure:
            result = self._failed(str(failure))
        except BaseException as error:
            result = error
        with self._keeping:
            self._result = self._result or result
        self._reports.put(self)

    def _report(self, text: str) -> None:
        logger.info("%s: %s", self.source.source_id, text)
        self.doing = text
        self._reports.put(self)

    def _failed(self, message: str) -> Outcome:
        kept = f"; kept: {_listed(self._kept)}" if self._kept else ""
        return Outcome(self.source.source_id, "failed", message + kept, tuple(self._kept))

    def _fetch_files(self, session: requests.Session) -> Outcome:
        files = self._files(session)
        limit_note = (
            f"; only the first {self.limits.files} of {len(files)} files" if len(files) > self.limits.files else ""
        )
        messages: list[str] = []
        failures: list[str] = []
        for url in files[: self.limits.files]:
            try:
                messages.append(self._file(session, url))
            except FetchFailed as failure:
                failures.append(str(failure) if self.source.url else f"{_file_name(url)}: {failure}")
                with suppress(FetchFailed):
                    self.note(url, "failed", str(failure))
                if self.left.over:
                    break
        if failures:
            more = f" · and {len(failures) - FAILURES_SHOWN} more" if len(failures) > FAILURES_SHOWN else ""
            return self._failed(" · ".join(failures[:FAILURES_SHOWN]) + more + limit_note)
        if self._kept:
            return Outcome(self.source.source_id, "new", _listed(self._kept) + limit_note, tuple(self._kept))
        text = messages[0] if len(messages) == 1 else f"{len(messages)} files as before"
        return Outcome(self.source.source_id, "unchanged", text + limit_note)

    def _files(self, session: requests.Session) -> list[str]:
        """The addresses of the files: the source's own, or those at the end of the links.

        Of the pages on the way only as many are read as it takes to find the files that count.
        """
        found = [self.source.address]
        most = self.source.most_files
        for pattern in self.source.links:
            pages, found = found[: self.limits.files], []
            for page in pages:
                if most and len(found) >= most:
                    break
                self._report(f"reads {page}")
                links = links_of(session, page, self._hosts, self.limits, self.left)
                fitting = []
                for link in links:
                    self.left.check()
                    if re.search(pattern, link):
                        fitting.append(link)
                allowed = [link for link in fitting if not self._hosts.objection(link)]
                if fitting and not allowed:
                    raise FetchFailed(f"the link on {page} leads to {self._hosts.objection(fitting[0])}", ADDRESS)
                if not fitting:
                    what = f"no link on {page} fits {pattern}; the page may have been laid out anew"
                    raise FetchFailed(what, "correct links in raw/sources.yml")
                found = list(dict.fromkeys(found + allowed))
        return found[:most]

    def _file(self, session: requests.Session, url: str) -> str:
        """Asks for one file and keeps it if it is new; what happened, for people."""
        known = attempts(self.raw_dir, self.source.source_id).get(url)
        stored = {snapshot.sha256 for snapshot in snapshots_of(self.raw_dir, self.source.source_id)}
        asked_address = ""
        outcome: State

        def conditions(address: str) -> dict[str, str]:
            nonlocal asked_address
            asked_address = address
            if known is None or known.answered_by != address or known.sha256 not in stored or _is_old(known):
                return {}
            headers = {"If-None-Match": known.repeatable_etag, "If-Modified-Since": known.last_modified}
            return {name: value for name, value in headers.items() if value}

        self._report(f"asks {url}")
        with answer(session, url, self._hosts, self.limits, self.left, conditions) as response:
            now = datetime.now(UTC).replace(microsecond=0)
            if response.status_code == 304 and known is not None and conditions(asked_address):
                outcome, message, seen = "unchanged", "not modified (304)", known
            elif response.status_code == 200:
                with self._received(response, url) as sha256:
                    snapshot = self._keep(response, url, sha256, now)
                outcome = "new" if snapshot else "unchanged"
                message = f"kept as {snapshot.document_id}" if snapshot else "fetched, and as before"
                seen = FetchAttempt(
                    asked_at=now,
                    outcome=outcome,
                    message=message,
                    answered_by=asked_address,
                    etag=response.headers.get("ETag"),
                    last_modified=response.headers.get("Last-Modified"),
                    sha256=sha256,
                    received_at=now,
                )
            else:
                raise refused(response)
        self.note(url, outcome, message, seen.model_copy(update={"last_seen": now.date()}))
        self._report(f"{url}: {message}")
        return message

    @contextmanager
    def _received(self, response: requests.Response, url: str) -> Iterator[str]:
        """The body in the temporary file, checked to be what it should be; its SHA-256."""
        digest, size, reported_at = hashlib.sha256(), 0, time.monotonic()
        try:
            with _disk():
                self._content.parent.mkdir(parents=True, exist_ok=True)
                with self._content.open("xb") as file:
                    remedy = "raise max_megabytes in raw/sources.yml if that is right"
                    for piece in pieces(response, self.source.max_megabytes, self.left, remedy):
                        file.write(piece)
                        digest.update(piece)
                        size += len(piece)
                        if time.monotonic() - reported_at > REPORT_SECONDS:
                            reported_at = time.monotonic()
                            self._report(f"{_file_name(url)}: {size / 1_000_000:.0f} MB")
                if problem := content_problem(self._content, self.source.format, self.source.layout):
                    raise FetchFailed(problem, ADDRESS)
            yield digest.hexdigest()
        finally:
            self._discard()

    def _discard(self) -> None:
        with suppress(OSError):
            self._content.unlink()

    def _keep(self, response: requests.Response, url: str, sha256: str, fetched_at: datetime) -> Snapshot | None:
        """A snapshot of the content if it is new and the time is not over."""
        etag, last_modified = response.headers.get("ETag"), response.headers.get("Last-Modified")
        with self._keeping, _disk():
            self.left.check()
            details = (url, fetched_at, last_modified, etag, sha256, _file_name(url))
            snapshot = keep(self.raw_dir, self.source.source_id, self._content, *details)
            if snapshot is not None:
                self._kept.append(snapshot)
        return snapshot


def _is_old(known: FetchAttempt) -> bool:
    """Whether the content was received so long ago that 'not modified' is no longer believed unseen."""
    return known.received_at is None or datetime.now(UTC) - known.received_at > BELIEVED


@contextmanager
def _disk() -> Iterator[None]:
    """What the disk refuses, as a failure of the source that was to be kept."""
    try:
        yield
    except OSError as error:
        raise FetchFailed(f"cannot be kept: {error.strerror or error}", "see to the disk, and fetch again") from None


def _file_name(url: str) -> str:
    return unquote(urlsplit(url).path).rstrip("/").rpartition("/")[2] or "content"


def _listed(snapshots: Sequence[Snapshot]) -> str:
    return ", ".join(snapshot.document_id for snapshot in snapshots)
