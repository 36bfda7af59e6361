"""The snapshots of the sources: their files as they were fetched and kept, and figures carried from files.

Each file is in a folder raw/versions/<source_id>/<day>[.<n>] with its version.json; for carried figures see
`pipeline.fetch.carried_figures`.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Annotated

from pydantic import AfterValidator, AwareDatetime, Field, ValidationError

from pipeline.base.os_errors import content_of
from pipeline.base.problems import Problem
from pipeline.base.publication_order import publication_order
from pipeline.fetch import carried_figures
from pipeline.fetch.carried_figures import FOLDER, CarriedFolder, Grid, Name, carried_folders
from pipeline.fetch.fetch_attempts import FetchAttempt, attempts
from pipeline.fetch.published_days import day_of
from pipeline.fetch.stored_files import (
    ACCEPTED_NAME,
    ELSEWHERE,
    RECORD_NAME,
    Stored,
    locked,
    source_folder,
    sync,
    unfinished_path,
    why_unreadable,
    write_file,
)
from pipeline.reference.sources import WebAddress
from pipeline.schema.values import SHA256

LONGEST_NAME = 120


def _in_utc(moment: datetime) -> datetime:
    try:
        return moment.astimezone(UTC)
    except OverflowError:
        raise ValueError("is no moment that a calendar has in UTC") from None


class _Record(Stored):
    """version.json."""

    source_id: str
    url: WebAddress
    fetched_at: Annotated[AwareDatetime, AfterValidator(_in_utc)]
    published_on: date
    published_note: str | None
    last_modified: str | None
    etag: str | None
    sha256: Annotated[str, Field(pattern=SHA256)]
    bytes: Annotated[int, Field(ge=0)]
    file: Name


class Acceptance(Stored):
    """accepted.json: somebody has seen what a snapshot changes, and lets it be published."""

    accepted_on: date
    reason: str


@dataclass(frozen=True)
class Snapshot:
    """A file as it was fetched; `published_on` is a day on which it was surely out, `published_note` how it is known.

    `sha256` and `bytes` are those of `file`. `document_id` names the snapshot everywhere. Of carried figures there are
    `grids`, and `file` is the one that they are from, which need not be there.
    """

    document_id: str
    source_id: str
    folder: Path
    file: Path
    url: str
    fetched_at: datetime
    published_on: date
    published_note: str | None
    last_modified: str | None
    etag: str | None
    sha256: str
    bytes: int
    grids: tuple[Grid, ...] = ()
    accepted: Acceptance | None = None
    published_precision: str = "day"

    @property
    def grid_files(self) -> dict[str | None, Path]:
        """The file of each grid by its sheet, None for a CSV."""
        return {grid.sheet: self.folder / grid.file for grid in self.grids}


@dataclass(frozen=True)
class Found:
    """What there is of a source: its whole snapshots, as they came out, and what is wrong with others.

    `not_whole` are stored ones that are in no list, `not_carried` folders of carried figures that cannot be read.
    """

    snapshots: list[Snapshot]
    not_whole: list[Problem]
    not_carried: list[Problem]


def found_of(raw_dir: Path, source_id: str) -> Found:
    """All that there is of a source, read once. Of a file that is stored nothing is carried too."""
    read, carried = list(_read_all(raw_dir, source_id)), list(carried_folders(raw_dir, source_id))
    stored = [snapshot for snapshot in read if isinstance(snapshot, Snapshot)]
    files = {snapshot.sha256 for snapshot in stored}
    editions = [
        _carried(folder, source_id)
        for folder in carried
        if isinstance(folder, CarriedFolder) and folder.record.original.sha256 not in files
    ]
    return Found(
        sorted([*stored, *editions], key=_publication_order),
        [problem for problem in read if isinstance(problem, Problem)],
        [problem for problem in carried if isinstance(problem, Problem)],
    )


def snapshots_of(raw_dir: Path, source_id: str) -> list[Snapshot]:
    """The whole snapshots of a source: as they came out. Of a file that is stored nothing is carried too."""
    return found_of(raw_dir, source_id).snapshots


def stored_snapshots(raw_dir: Path, source_id: str) -> list[Snapshot]:
    """The files of a source that are stored: as they came out."""
    found = (snapshot for snapshot in _read_all(raw_dir, source_id) if isinstance(snapshot, Snapshot))
    return sorted(found, key=_publication_order)


def unreadable_snapshots(raw_dir: Path, source_ids: Iterable[str]) -> list[Problem]:
    """What is wrong with the snapshots that are not whole, and are therefore in no list."""
    found = (found_of(raw_dir, source_id) for source_id in source_ids)
    return [problem for one in found for problem in (*one.not_whole, *one.not_carried)]


def _publication_order(snapshot: Snapshot) -> tuple[date, str, int]:
    return publication_order(snapshot.published_on, snapshot.document_id)


def keep(
    raw_dir: Path,
    source_id: str,
    content: Path,
    url: str,
    fetched_at: datetime,
    last_modified: str | None,
    etag: str | None,
    sha256: str,
    file_name: str,
    published: tuple[date, str] | None = None,
) -> Snapshot | None:
    """Moves `content`, on the same file system, into a snapshot of its own; None, and nothing done, if it is not new.

    It is not new if it is what the newest snapshot from this address holds, or, from an address without any, what any
    snapshot of the source holds. `published` is the day on which it was out and how that is known, where somebody says
    so; else it is worked out from what the server says. TimeoutError if another process writes for too long; OSError as
    the disk gives it.
    """
    folder = source_folder(raw_dir, source_id)
    fetched_at = fetched_at.astimezone(UTC).replace(microsecond=0)
    with locked(raw_dir):
        known = stored_snapshots(raw_dir, source_id)
        former = max((snapshot for snapshot in known if snapshot.url == url), key=_age, default=None)
        if any(snapshot.sha256 == sha256 for snapshot in ([former] if former else known)):
            return None
        if former and timedelta(0) <= former.fetched_at - fetched_at < timedelta(seconds=1):
            # Two contents within a second: which one was the later stays known.
            fetched_at = former.fetched_at + timedelta(microseconds=1)
        last_seen = _last_seen(former, attempts(raw_dir, source_id).get(url)) if former else None
        published_on, note = published or day_of(fetched_at, last_modified, last_seen)
        record = _Record(
            source_id=source_id,
            url=url,
            fetched_at=fetched_at,
            published_on=published_on,
            published_note=note,
            last_modified=last_modified,
            etag=etag,
            sha256=sha256,
            bytes=content.stat().st_size,
            file=safe_name(file_name),
        )
        carried = raw_dir / carried_figures.FOLDER_NAME / source_id
        target = folder / _free_name((folder, carried), published_on)
        _put(record, content, target)
        return next(snapshot for snapshot in stored_snapshots(raw_dir, source_id) if snapshot.folder == target)


def safe_name(name: str) -> str:
    """A file name that is one on every system, and not that of the record."""
    safe = re.sub(r"[^A-Za-z0-9._-]+", "_", name).lstrip(".") or "content"
    stem, dot, ending = safe.rpartition(".")
    safe = f"{stem[: LONGEST_NAME - len(ending) - 1]}.{ending}" if dot and len(ending) <= 10 else safe[:LONGEST_NAME]
    return f"file_{safe}" if safe.lower() == RECORD_NAME else safe


def _age(snapshot: Snapshot) -> tuple[datetime, str, int]:
    day, _, number = snapshot.folder.name.partition(".")
    return snapshot.fetched_at, day, int(number or 1)


def _read_all(raw_dir: Path, source_id: str) -> Iterator[Snapshot | Problem]:
    folder = source_folder(raw_dir, source_id)
    if folder.is_dir():
        for path in sorted(folder.iterdir()):
            if FOLDER.fullmatch(path.name) and path.is_dir():
                yield _read(path, source_id)


def _read(folder: Path, source_id: str) -> Snapshot | Problem:
    """The snapshot of a folder, or why there is none."""
    path = folder / RECORD_NAME
    remedy = "Take the folder away and fetch anew"
    try:
        record = _Record.model_validate_json(content_of(path))
        size = record.bytes if (folder / ELSEWHERE).exists() else (folder / record.file).stat().st_size
    except ValidationError as error:
        return Problem(str(path), None, why_unreadable(error), remedy)
    except OSError as error:
        return Problem(error.filename or str(path), None, f"cannot be read: {error.strerror}", remedy)
    if record.source_id != source_id:
        return Problem(str(path), None, f"is of the source {record.source_id}", remedy)
    if size != record.bytes:
        what = f"has {size} bytes, and had {record.bytes} when it was fetched"
        return Problem(str(folder / record.file), None, what, remedy)
    values = record.model_dump() | {"file": folder / record.file, "accepted": _acceptance(folder)}
    return Snapshot(f"{source_id}_{folder.name}", folder=folder, **values)


def _last_seen(former: Snapshot, attempt: FetchAttempt | None) -> date:
    """The last day on which an address was seen to hold its newest snapshot."""
    seen = attempt.last_seen if attempt and attempt.sha256 == former.sha256 else None
    return max(former.fetched_at.date(), seen or date.min)


def _carried(found: CarriedFolder, source_id: str) -> Snapshot:
    record, original = found.record, found.record.original
    return Snapshot(
        document_id=f"{source_id}_{found.folder.name}",
        source_id=source_id,
        folder=found.folder,
        file=found.original or found.folder / original.file,
        url=original.url,
        fetched_at=datetime(*record.carried_on.timetuple()[:3], tzinfo=UTC),
        published_on=record.published_on,
        published_note=record.published_note,
        last_modified=None,
        etag=None,
        sha256=original.sha256,
        bytes=original.bytes,
        grids=() if found.original else record.grids,
        accepted=Acceptance(accepted_on=record.carried_on, reason="carried with the project"),
        published_precision=record.published_precision,
    )


def accept(snapshot: Snapshot, acceptance: Acceptance) -> None:
    """Notes that a snapshot may change what it changes."""
    write_file(snapshot.folder / ACCEPTED_NAME, acceptance.model_dump_json(indent=2).encode())


def _acceptance(folder: Path) -> Acceptance | None:
    """Who has accepted what; what cannot be read counts as nothing."""
    try:
        return Acceptance.model_validate_json(content_of(folder / ACCEPTED_NAME))
    except (OSError, ValidationError):
        return None


def _free_name(folders: Iterable[Path], day: date) -> str:
    """A name for a snapshot of `day` that none of the folders has, whatever it holds."""
    name, number = f"{day}", 1
    while any((folder / name).exists() for folder in folders):
        number += 1
        name = f"{day}.{number}"
    return name


def _put(record: _Record, content: Path, target: Path) -> None:
    """Writes a snapshot under a hidden name, and then puts it in place as a whole."""
    unfinished = unfinished_path(target.parent)
    unfinished.mkdir(parents=True)
    content.replace(unfinished / record.file)
    sync(unfinished / record.file)
    write_file(unfinished / RECORD_NAME, record.model_dump_json(indent=2).encode())
    sync(unfinished)
    unfinished.rename(target)
    sync(target.parent)
