"""The releases in their folder: how they are named, flushing one, which are kept, and removing the others.

What else lies there is somebody's own, as a copy or a folder of a disk's: it is no release, and stays.
"""

from __future__ import annotations

import logging
import os
import re
import shutil
from collections.abc import Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager, suppress
from datetime import datetime, timedelta
from pathlib import Path

from pipeline.base.os_errors import problem_of

KEPT = 5
# The ending of one that is being written, or removed.
PARTIAL = ".partial"
# Files of a release that are flushed to the disk side by side.
MAX_CONCURRENT_FLUSHES = 8
_FORM = "%Y%m%dT%H%M%S%fZ"
_NAME = re.compile(r"\d{8}T\d{12}Z")

logger = logging.getLogger(__name__)


def new_release_id(built_at: datetime, kept: Iterable[Path] = ()) -> str:
    """The name of a release built at a time in UTC: later ones sort later, also where the clock has gone back."""
    name = built_at.strftime(_FORM)
    latest = max((release.name for release in kept), default="")
    # A folder may be named as no time is.
    with suppress(ValueError, OverflowError):
        if name <= latest:
            return (datetime.strptime(latest, _FORM) + timedelta(microseconds=1)).strftime(_FORM)
    return name


def kept_releases(folder: Path) -> list[Path]:
    """The folders of all releases, the latest first."""
    if not folder.is_dir():
        return []
    return sorted((path for path in folder.iterdir() if _NAME.fullmatch(path.name) and path.is_dir()), reverse=True)


def remove_older(folder: Path, in_force: Path | None) -> None:
    """Removes all but the latest releases and the one in force, and what is left of others."""
    for release in kept_releases(folder)[KEPT:]:
        if release != in_force:
            # One rename first, so that no kill can leave half a release under the name of a whole one.
            with told_as_left():
                release.rename(release.with_suffix(PARTIAL))
    for partial in folder.glob(f"*{PARTIAL}"):
        if _NAME.fullmatch(partial.stem):
            shutil.rmtree(partial, ignore_errors=True)


@contextmanager
def told_as_left() -> Iterator[None]:
    """What cannot be removed is told, and stays."""
    try:
        yield
    except OSError as error:
        logger.warning("%s: cannot be removed: %s", problem_of(error).path, error.strerror or error)


def sync(folder: Path) -> None:
    """Flushes a release's files to the disk, so that a link never points at what a power cut has lost."""

    def flush(path: Path) -> None:
        handle = os.open(path, os.O_RDONLY)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)

    # Several at once, for what is waited for is the disk.
    with ThreadPoolExecutor(MAX_CONCURRENT_FLUSHES) as pool:
        # Folders too, which hold the names of what is in them.
        list(pool.map(flush, (folder, *folder.rglob("*"))))
