"""SHA256SUMS: the SHA-256 of each file of a folder, as `sha256sum --check` reads it.

A release has one for all its files but the pages, and the pages have one of their own, for they can be built anew and
be taken elsewhere by themselves.
"""

from __future__ import annotations

import os
import re
from collections.abc import Iterable, Mapping
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from pipeline.base import os_errors
from pipeline.base.parallel import PROCESSORS

FILE_NAME = "SHA256SUMS"
_LINE = re.compile(r"([0-9a-f]{64})  (.+)")
# What was worked out of files that are being published, by what the system knows them by: a file that stands in a
# release and in its pages is one file, and is read once.
_worked_out: dict[tuple[int, int, int, int], str] = {}


def sha256_of(path: Path) -> str:
    """The SHA-256 of a file that is being published; one that was read already is not read again."""
    stat = path.stat()
    known_by = (stat.st_dev, stat.st_ino, stat.st_size, stat.st_mtime_ns)
    if known_by not in _worked_out:
        _worked_out[known_by] = os_errors.sha256_of(path)
    return _worked_out[known_by]


def sums_of(folder: Path, without: Iterable[str] = ()) -> dict[str, str]:
    """The SHA-256 of each file under `folder`, by its path in it; but of SHA256SUMS, and of what is in `without`."""
    left_out = {FILE_NAME, *without}
    files = sorted(path for path in files_of(folder) if path.relative_to(folder).parts[0] not in left_out)
    with ThreadPoolExecutor(PROCESSORS) as pool:
        sums = list(pool.map(sha256_of, files))
    return {path.relative_to(folder).as_posix(): found for path, found in zip(files, sums, strict=True)}


def files_of(folder: Path) -> list[Path]:
    """All that lies under `folder` and is no folder: also a pipe and a link, which have no place in a release."""
    return [path for path in folder.rglob("*") if path.is_symlink() or not path.is_dir()]


def write_sums(folder: Path, sums: Mapping[str, str]) -> None:
    text = "".join(f"{found}  {path}\n" for path, found in sorted(sums.items()))
    (folder / FILE_NAME).write_text(text, encoding="utf-8")


def read_sums(folder: Path) -> dict[str, str] | None:
    """What SHA256SUMS of `folder` says; None where there is none. ValueError where it is something else."""
    path = folder / FILE_NAME
    if not os.path.lexists(path):
        return None
    found = {}
    try:
        lines = os_errors.content_of(path).decode("utf-8").splitlines()
    except UnicodeDecodeError:
        raise ValueError(f"{FILE_NAME} is no text in UTF-8") from None
    for number, line in enumerate(lines, 1):
        match = _LINE.fullmatch(line)
        if not match:
            raise ValueError(f"line {number} of {FILE_NAME} is no SHA-256 with a path")
        found[match[2]] = match[1]
    return found


def forget() -> None:
    """What was worked out is not used for another release."""
    _worked_out.clear()
