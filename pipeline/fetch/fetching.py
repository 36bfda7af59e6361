"""Fetching from the sources: a new version of each file that is new, and one line on each source.

Here: sources at the same time and each within its time, from pages to files, what a file must look like. Not here:
HTTP itself (`pipeline.fetch.web`), how versions are kept (`pipeline.fetch.snapshots`), what a file states.
"""

from __future__ import annotations

import hashlib
import logging
import queue
import re
import threading
import time
import uuid
from collections import deque
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Literal
from urllib.parse import unquote, urlsplit

import requests

from pipeline.base.parallel import in_thread
from pipeline.fetch.file_kinds import content_problem
from pipeline.fetch.snapshots import FOLDER_NAME, FetchAttempt, Snapshot, attempts, keep, note_attempt, snapshots_of
from pipeline.fetch.web import ADDRESS, Failed, Limits, Time, Way, answer, links_of, open_session, pieces, refused
from pipeline.reference.sources import Source

AT_ONCE = 4
MOST_TOLD = 3
BEAT_SECONDS = 1.0
INCOMING = ".incoming"
STALE_SECONDS = 24 * 60 * 60

logger = logging.getLogger(__name__)
Progress = Callable[[str, str], None]
State = Literal["new", "unchanged", "failed"]


@dataclass(frozen=True)
class Outcome:
    """What came of fetching from a source; `message` says in one line what happened and, where it failed, what to do.

    `versions` are the new ones: also a source that failed may have some, of its other files.
    """

    source_id: str
    state: State
    message: str
    versions: tuple[Snapshot, ...] = ()


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
    at_work: list[_Asker] = []
    outcomes: dict[str, Outcome] = {}
    told: queue.SimpleQueue[_Asker] = queue.SimpleQueue()
    try:
        while waiting or at_work:
            while waiting and len(at_work) < AT_ONCE:
                at_work.append(_Asker(waiting.popleft(), raw_dir, limits, told))
            try:
                changed = [told.get(timeout=max(0.0, min([BEAT_SECONDS, *(asker.left.left for asker in at_work)])))]
            except queue.Empty:
                changed = at_work
            for asker in list(at_work):
                if asker in changed:
                    progress(asker.source.source_id, asker.doing)
                if outcome := asker.outcome():
                    at_work.remove(asker)
                    outcomes[outcome.source_id] = outcome
                    with suppress(Failed):
                        # Under the source's own address too, which may be that of a page.
                        asker.note(asker.source.address, outcome.state, outcome.message)
    finally:
        for asker in at_work:
            asker.stop()
    return [outcomes[source.source_id] for source in sources]


class _Asker:
    """Asks one source in a thread of its own. A thread that hangs is left behind, and can then keep nothing more."""

    def __init__(self, source: Source, raw_dir: Path, limits: Limits, told: queue.SimpleQueue[_Asker]) -> None:
        self.source, self.raw_dir, self.limits = source, raw_dir, limits
        self.left = Time(limits.total_seconds)
        self.doing = "begins"
        self._told = told
        self._way = Way.from_address(source.address, source.allowed_hosts)
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
        # Whoever is just keeping a version may finish: it is whole, and counts.
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
                result = self._ask(session)
        except Failed as failure:
            result = self._failed(str(failure))
        except BaseException as error:
            result = error
        with self._keeping:
            self._result = self._result or result
        self._told.put(self)

    def _tell(self, text: str) -> None:
        logger.info("%s: %s", self.source.source_id, text)
        self.doing = text
        self._told.put(self)

    def _failed(self, message: str) -> Outcome:
        kept = f"; kept: {_listed(self._kept)}" if self._kept else ""
        return Outcome(self.source.source_id, "failed", message + kept, tuple(self._kept))

    def _ask(self, session: requests.Session) -> Outcome:
        files = self._files(session)
        left_off = (
            f"; only the first {self.limits.files} of {len(files)} files" if len(files) > self.limits.files else ""
        )
        said: list[str] = []
        failures: list[str] = []
        for url in files[: self.limits.files]:
            try:
                said.append(self._file(session, url))
            except Failed as failure:
                failures.append(str(failure) if self.source.url else f"{_file_name(url)}: {failure}")
                with suppress(Failed):
                    self.note(url, "failed", str(failure))
                if self.left.over:
                    break
        if failures:
            more = f" · and {len(failures) - MOST_TOLD} more" if len(failures) > MOST_TOLD else ""
            return self._failed(" · ".join(failures[:MOST_TOLD]) + more + left_off)
        if self._kept:
            return Outcome(self.source.source_id, "new", _listed(self._kept) + left_off, tuple(self._kept))
        text = said[0] if len(said) == 1 else f"{len(said)} files as before"
        return Outcome(self.source.source_id, "unchanged", text + left_off)

    def _files(self, session: requests.Session) -> list[str]:
        """The addresses of the files: the source's own, or those at the end of the links.

        Of the pages on the way only as many are asked as it takes to find the files that count.
        """
        found = [self.source.address]
        most = self.source.most_files
        for pattern in self.source.links:
            pages, found = found[: self.limits.files], []
            for page in pages:
                if most and len(found) >= most:
                    break
                self._tell(f"reads {page}")
                links = links_of(session, page, self._way, self.limits, self.left)
                fitting = [link for link in links if re.search(pattern, link)]
                allowed = [link for link in fitting if not self._way.objection(link)]
                if fitting and not allowed:
                    raise Failed(f"the link on {page} leads to {self._way.objection(fitting[0])}", ADDRESS)
                if not fitting:
                    what = f"no link on {page} fits {pattern}; the page may have been laid out anew"
                    raise Failed(what, "correct links in raw/sources.yml")
                found = list(dict.fromkeys(found + allowed))
        return found[:most]

    def _file(self, session: requests.Session, url: str) -> str:
        """Asks for one file and keeps it if it is new; what happened, for people."""
        known = attempts(self.raw_dir, self.source.source_id).get(url)
        held = {version.sha256 for version in snapshots_of(self.raw_dir, self.source.source_id)}
        asked = ""
        outcome: State

        def conditions(address: str) -> dict[str, str]:
            nonlocal asked
            asked = address
            if known is None or known.answered_by != address or known.sha256 not in held:
                return {}
            headers = {"If-None-Match": known.etag, "If-Modified-Since": known.last_modified}
            return {name: value for name, value in headers.items() if value}

        self._tell(f"asks {url}")
        with answer(session, url, self._way, self.limits, self.left, conditions) as response:
            now = datetime.now(UTC).replace(microsecond=0)
            if response.status_code == 304 and known is not None and conditions(asked):
                outcome, message, seen = "unchanged", "not modified (304)", known
            elif response.status_code == 200:
                with self._received(response, url) as sha256:
                    version = self._keep(response, url, sha256, now)
                outcome = "new" if version else "unchanged"
                message = f"kept as {version.document_id}" if version else "fetched, and as before"
                seen = FetchAttempt(
                    asked_at=now,
                    outcome=outcome,
                    message=message,
                    answered_by=asked,
                    etag=response.headers.get("ETag"),
                    last_modified=response.headers.get("Last-Modified"),
                    sha256=sha256,
                )
            else:
                raise refused(response)
        self.note(url, outcome, message, seen.model_copy(update={"last_seen": now.date()}))
        self._tell(f"{url}: {message}")
        return message

    @contextmanager
    def _received(self, response: requests.Response, url: str) -> Iterator[str]:
        """The body in the temporary file, checked to be what it should be; its SHA-256."""
        digest, size, told_at = hashlib.sha256(), 0, time.monotonic()
        try:
            with _disk():
                self._content.parent.mkdir(parents=True, exist_ok=True)
                with self._content.open("xb") as file:
                    remedy = "raise max_megabytes in raw/sources.yml if that is right"
                    for piece in pieces(response, self.source.max_megabytes, self.left, remedy):
                        file.write(piece)
                        digest.update(piece)
                        size += len(piece)
                        if time.monotonic() - told_at > BEAT_SECONDS:
                            told_at = time.monotonic()
                            self._tell(f"{_file_name(url)}: {size / 1_000_000:.0f} MB")
                if problem := content_problem(self._content, self.source.format):
                    raise Failed(problem, ADDRESS)
            yield digest.hexdigest()
        finally:
            self._discard()

    def _discard(self) -> None:
        with suppress(OSError):
            self._content.unlink()

    def _keep(self, response: requests.Response, url: str, sha256: str, fetched_at: datetime) -> Snapshot | None:
        """A version of the content if it is new and the time is not over."""
        etag, last_modified = response.headers.get("ETag"), response.headers.get("Last-Modified")
        with self._keeping, _disk():
            self.left.check()
            told = (url, fetched_at, last_modified, etag, sha256, _file_name(url))
            version = keep(self.raw_dir, self.source.source_id, self._content, *told)
            if version is not None:
                self._kept.append(version)
        return version


@contextmanager
def _disk() -> Iterator[None]:
    """What the disk refuses, as a failure of the source that was to be kept."""
    try:
        yield
    except OSError as error:
        raise Failed(f"cannot be kept: {error.strerror or error}", "see to the disk, and fetch again") from None


def _file_name(url: str) -> str:
    return unquote(urlsplit(url).path).rstrip("/").rpartition("/")[2] or "content"


def _listed(versions: Sequence[Snapshot]) -> str:
    return ", ".join(version.document_id for version in versions)


def _clear_incoming(raw_dir: Path) -> None:
    """Removes what a process that was killed has left behind."""
    for path in (raw_dir / FOLDER_NAME / INCOMING).glob("*"):
        with suppress(OSError):
            if time.time() - path.stat().st_mtime > STALE_SECONDS:
                path.unlink()
