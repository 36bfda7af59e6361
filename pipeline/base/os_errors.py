"""What the system refuses, as a problem with a remedy: no right, no room, something else in the place.

And the reading of ordinary files, for what is none may have no end.
"""

from __future__ import annotations

import errno
import hashlib
import os
import re
import stat
import tempfile
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
    errno.EIO: "See to that disk",
    errno.ENOLCK: "Use a file system with locks",
    errno.ENOSYS: "Use a file system with locks",
    errno.EMFILE: "Allow more open files (ulimit -n)",
    errno.ENFILE: "Allow more open files",
    errno.EEXIST: _IN_THE_WAY,
    errno.ENOTDIR: _IN_THE_WAY,
    errno.EISDIR: _IN_THE_WAY,
    errno.EFBIG: "Take out what does not belong in it, or allow larger files (ulimit -f)",
    errno.ELOOP: "It is a link that leads nowhere or back to itself: take it away",
}
_OTHER = "See whether it is there and you may use it"
# What libraries tell of the system in its words, with neither its number nor, mostly, the file.
_TOLD_IN_WORDS = (errno.ENOSPC, errno.EDQUOT, errno.EIO, errno.EMFILE, errno.ENFILE)
_PATH = re.compile(r"""["'](/[^"']+)["']|: (/\S+)""")
_FULL_BYTES = 1_000_000
_SCARCE_BYTES = 300_000_000
_FULL_FILES = 10
# What is read whole at most: whatever this project writes or reads so is far smaller.
_MOST_BYTES = 100_000_000
_NOT_ORDINARY = "it is no ordinary file"


def problem_of(error: OSError) -> Problem:
    """The problem that an error of the system is to a user."""
    error = of_disk(error) or error
    place = error.filename2 or error.filename
    path = os.fsdecode(place) if isinstance(place, str | bytes | os.PathLike) else _place_of(error)
    if path and error.errno in (errno.ENOTDIR, errno.ELOOP):
        path = _no_folder_of(path)
    remedy = _REMEDIES.get(error.errno or 0, _OTHER)
    return Problem(path or "a file or a connection", None, f"cannot be used: {error.strerror or error}", remedy)


def _no_folder_of(path: str) -> str:
    """What stands where a folder on the way to `path` should be; `path` itself where nothing does."""
    return next((str(on) for on in reversed(Path(path).parents) if os.path.lexists(on) and not on.is_dir()), path)


def of_disk(error: Exception) -> OSError | None:
    """What the system has no more of, also where a library says so in words alone; None for anything else."""
    if isinstance(error, OSError) and error.errno is not None:
        return error if error.errno in _TOLD_IN_WORDS else None
    words = str(error)
    number = next((number for number in _TOLD_IN_WORDS if os.strerror(number) in words), None)
    if number is None:
        return None
    path = _PATH.search(words)
    return OSError(number, os.strerror(number), path and (path[1] or path[2]))


def _place_of(error: OSError) -> str | None:
    """What an error is of that tells no file, where that can be found out."""
    if error.errno == errno.ENOSPC:
        return _full_disk()
    try:
        Path.cwd()
    except OSError:
        return "the working folder"
    return None


def _full_disk() -> str | None:
    """Writing tells no file: of the folders that are written to, the one whose disk is full."""
    from pipeline.base.settings import read_settings

    settings = read_settings()
    folders = (settings.warehouse_dir, settings.dagster_home, settings.raw_dir, Path(tempfile.gettempdir()))
    room: dict[Path, int] = {}
    for folder in folders:
        try:
            disk = os.statvfs(folder)
        except OSError:
            continue
        room[folder] = disk.f_bavail * disk.f_frsize
        is_without_names = disk.f_files and disk.f_favail < _FULL_FILES
        if is_without_names or room[folder] < _FULL_BYTES:
            return f"the disk of {folder}"
    # What did not fit may have been taken away again.
    least = min(room, key=room.__getitem__, default=None)
    if least is None or room[least] > _SCARCE_BYTES:
        return None
    return f"a disk, probably that of {least}, which has the least room ({room[least] / 1_000_000:,.0f} MB)"


def content_of(path: Path) -> bytes:
    """What an ordinary file holds; OSError for anything else, such as a pipe, which might have no end.

    So it is for one that memory might not hold: what is read whole is small.
    """
    with opened(path) as file:
        if os.fstat(file.fileno()).st_size > _MOST_BYTES:
            raise OSError(errno.EFBIG, f"it is larger than {_MOST_BYTES / 1_000_000:g} MB", str(path))
        return file.read()


def sha256_of(path: Path) -> str:
    """The SHA-256 of an ordinary file, whatever its size; OSError for anything else."""
    with opened(path) as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def opened(path: Path) -> BufferedReader:
    """An ordinary file, to be read; OSError for anything else."""
    handle = os.open(path, os.O_RDONLY | getattr(os, "O_NONBLOCK", 0))
    kind = os.fstat(handle).st_mode
    if not stat.S_ISREG(kind):
        os.close(handle)
        if stat.S_ISDIR(kind):
            raise IsADirectoryError(errno.EISDIR, os.strerror(errno.EISDIR), str(path))
        raise OSError(errno.EINVAL, _NOT_ORDINARY, str(path))
    return os.fdopen(handle, "rb")
