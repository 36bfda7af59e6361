"""Locks between processes: a file that one of them holds at a time."""

from __future__ import annotations

import fcntl
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from filelock import FileLock, Timeout


def acquired(path: Path, seconds: float) -> FileLock:
    """The lock of a file, held; Timeout where another process has it for longer. Other errors name the file."""
    lock = FileLock(path)
    try:
        _see_that_it_can_be_locked(path)
        lock.acquire(timeout=seconds)
    except Timeout:
        raise
    except OSError as error:
        raise OSError(error.errno, error.strerror or str(error), str(path)) from None
    return lock


def _see_that_it_can_be_locked(path: Path) -> None:
    """OSError where there can be no such file, for which filelock would wait, and on a system without locks.

    There filelock would take the file itself for the lock, and who was killed would hold it for ever.
    """
    how = os.O_RDWR | os.O_NONBLOCK | os.O_NOFOLLOW
    try:
        handle = os.open(path, how)
    except FileNotFoundError:
        handle = os.open(path, how | os.O_CREAT, 0o644)
    try:
        # Of what nobody here has locked, this changes nothing.
        fcntl.flock(handle, fcntl.LOCK_UN)
    finally:
        os.close(handle)


@contextmanager
def locked(path: Path, seconds: float) -> Iterator[None]:
    lock = acquired(path, seconds)
    try:
        yield
    finally:
        lock.release()
