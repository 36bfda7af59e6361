"""How anything is written under raw/versions: by one process at a time, and whole or not at all."""

from __future__ import annotations

import os
import shutil
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from pydantic import BaseModel, ConfigDict, ValidationError

from pipeline.base import locks

FOLDER_NAME = "versions"
# In a snapshot's folder: what describes its file, and that it was accepted though it restates much.
RECORD_NAME, ACCEPTED_NAME = "version.json", "accepted.json"
# A hidden file that says of a snapshot's folder: its file lies in the store of a team, and comes when it is read.
ELSEWHERE = ".elsewhere"
LOCK_SECONDS = 10
_UNFINISHED = ".new-"


class Stored(BaseModel):
    """What a file under raw/versions holds; keys that are not known are ignored."""

    model_config = ConfigDict(extra="ignore", frozen=True)


def why_unreadable(error: ValidationError) -> str:
    """The first thing that is wrong with a stored file."""
    detail = error.errors(include_url=False)[0]
    place = ".".join(map(str, detail["loc"])) or "it"
    return f"does not read: {place}: {detail['msg']}"


def source_folder(raw_dir: Path, source_id: str) -> Path:
    """The folder of a source\'s snapshots."""
    return raw_dir / FOLDER_NAME / source_id


@contextmanager
def locked(raw_dir: Path) -> Iterator[None]:
    """One process, and one thread of it, writes at a time."""
    folder = raw_dir / FOLDER_NAME
    folder.mkdir(parents=True, exist_ok=True)
    with locks.locked(folder / ".lock", LOCK_SECONDS):
        yield


def unfinished_path(folder: Path) -> Path:
    """A hidden name; what others left under such a one goes, for the lock is ours and they are dead or have failed."""
    for leftover in folder.glob(f"{_UNFINISHED}*"):
        shutil.rmtree(leftover) if leftover.is_dir() else leftover.unlink()
    return folder / f"{_UNFINISHED}{uuid.uuid4().hex}"


def write_file(path: Path, content: bytes) -> None:
    """Writes a file, and waits until the disk has it."""
    path.write_bytes(content)
    sync(path)


def sync(path: Path) -> None:
    """Has the disk hold what was written."""
    handle = os.open(path, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
