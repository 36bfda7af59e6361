"""What the system refuses, as a problem with a remedy: no right, no room, something else in the place.

And the reading of ordinary files, for what is none may have no end.
"""

from __future__ import annotations

import errno
import hashlib
import os
import stat
from io import BufferedReader
from pathlib import Path

from pipeline.base.problems import Problem

_NO_RIGHT = "Give yourself the right to it, or name another folder in the settings"
_IN_THE_WAY = "Take away what is in its place, or name another folder in the settings"
_REMEDIES = {
    errno.EACCES: _NO_RIGHT,
    errno.EPERM: _NO_RIGHT,
    errno.EROFS: "Make it writable, or name another folder in the settings",
    errno.ENOSPC: "Make room on that disk",
    errno.EDQUOT: "Make room on that disk",
    errno.EEXIST: _IN_THE_WAY,
    errno.ENOTDIR: _IN_THE_WAY,
    errno.EISDIR: _IN_THE_WAY,
    errno.ELOOP: "The links lead back to themselves: take them away",
}
_OTHER = "See whether it is there and you may use it"
_NOT_ORDINARY = "it is no ordinary file"


def problem_of(error: OSError) -> Problem:
    """The problem that an error of the system is to a user."""
    place = error.filename2 or error.filename
    path = os.fsdecode(place) if isinstance(place, str | bytes | os.PathLike) else "a file or a connection"
    remedy = _REMEDIES.get(error.errno or 0, _OTHER)
    return Problem(path, None, f"cannot be used: {error.strerror or error}", remedy)


def content_of(path: Path) -> bytes:
    """What an ordinary file holds; OSError for anything else, such as a pipe, which might have no end."""
    with _opened(path) as file:
        return file.read()


def sha256_of(path: Path) -> str:
    """The SHA-256 of an ordinary file, whatever its size; OSError for anything else."""
    with _opened(path) as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def _opened(path: Path) -> BufferedReader:
    handle = os.open(path, os.O_RDONLY | getattr(os, "O_NONBLOCK", 0))
    kind = os.fstat(handle).st_mode
    if not stat.S_ISREG(kind):
        os.close(handle)
        if stat.S_ISDIR(kind):
            raise IsADirectoryError(errno.EISDIR, os.strerror(errno.EISDIR), str(path))
        raise OSError(errno.EINVAL, _NOT_ORDINARY, str(path))
    return os.fdopen(handle, "rb")
