"""Locks between processes: a file that one of them holds at a time."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from filelock import FileLock, Timeout


def acquired(path: Path, seconds: float) -> FileLock:
    """The lock of a file, held; Timeout where another process has it for longer. Other errors name the file."""
    lock = FileLock(path)
    try:
        lock.acquire(timeout=seconds)
    except Timeout:
        raise
    except OSError as error:
        raise OSError(error.errno, error.strerror or str(error), str(path)) from None
    return lock


@contextmanager
def locked(path: Path, seconds: float) -> Iterator[None]:
    lock = acquired(path, seconds)
    try:
        yield
    finally:
        lock.release()
