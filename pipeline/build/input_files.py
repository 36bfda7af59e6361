"""The files of raw/ that a refresh reads, and whether any has changed; their content is not interpreted here.

Nothing is imported that takes long to load, because where nothing is new this is all that a refresh does.
"""

from __future__ import annotations

import hashlib
import stat
from collections.abc import Iterator
from pathlib import Path

from pipeline.base.os_errors import sha256_of
from pipeline.base.paths import objection, shown
from pipeline.base.problems import Problem
from pipeline.base.visible import writable
from pipeline.fetch.stored_files import ACCEPTED_NAME, FOLDER_NAME, RECORD_NAME

# A gigabyte takes a second to be hashed, and no input has a tenth of it.
MOST_BYTES = 2_000_000_000


def hash_inputs(raw_dir: Path) -> dict[str, str]:
    """SHA-256 of every input under `raw_dir`, by its path relative to it."""
    # So that what cannot be read is told also where nothing else has changed.
    return hash_files(raw_dir) | {problem.path: problem.message for problem in odd_entries(raw_dir)}


def hash_files(raw_dir: Path) -> dict[str, str]:
    """SHA-256 of every input that is a file, by its path relative to `raw_dir`."""
    return {name: _too_large(path.stat().st_size) or sha256_of(path) for name, path in _input_files(raw_dir)}


def _too_large(size: int) -> str | None:
    """Why a file of so many bytes is not read; it stands in the place of its hash."""
    return f"has {size:,} bytes, and none of more than {MOST_BYTES:,} is read" if size > MOST_BYTES else None


def odd_entries(raw_dir: Path) -> list[Problem]:
    """What lies under `raw_dir` and is neither a file nor a folder, and each folder where documents lie."""
    problems = []
    for path in sorted(raw_dir.rglob("*")):
        hidden = any(part.startswith(".") for part in path.relative_to(raw_dir).parts)
        if not hidden and (what := _odd(path, raw_dir)):
            problems.append(Problem(shown(path), None, *what))
    return problems


def _odd(path: Path, raw_dir: Path) -> tuple[str, str] | None:
    """What is odd about an entry, and what to do."""
    if why := objection(path):
        return why, "Give it another name"
    if not path.name.isprintable():
        return "its name has characters that cannot be seen", "Give it another name"
    try:
        found = path.stat()
    except OSError as error:
        if path.is_symlink():
            return "is a link that leads nowhere", "Take it away, or lay the file itself there"
        return f"cannot be read: {error.strerror}", "See whether you may read it"
    if stat.S_ISDIR(found.st_mode):
        folder = "is a folder, and nothing in it is read", "Lay documents beside one another, without folders"
        return folder if path.parent == raw_dir / "documents" else None
    if not stat.S_ISREG(found.st_mode):
        return "is no ordinary file, and is not read", "Take it away"
    too_large = _is_input(path.relative_to(raw_dir)) and _too_large(found.st_size)
    return (too_large, "Take it away") if too_large else None


def signature(raw_dir: Path) -> str:
    """A text that changes whenever an input is added, removed or written, without reading any."""
    stats = ((name, path.stat()) for name, path in _input_files(raw_dir))
    listing = "\n".join(f"{name} {stat.st_size} {stat.st_mtime_ns}" for name, stat in stats)
    return hashlib.sha256(listing.encode()).hexdigest()


def _input_files(raw_dir: Path) -> Iterator[tuple[str, Path]]:
    """Every file under `raw_dir` but hidden ones and snapshots' content, with its path relative to it, in order."""
    for path in sorted(raw_dir.rglob("*")):
        relative = path.relative_to(raw_dir)
        if _is_input(relative) and path.is_file():
            yield writable(relative.as_posix()), path


def _is_input(relative: Path) -> bool:
    """Whether a path in raw/ is one of those that are hashed: no hidden one, and not a snapshot's content."""
    is_content = relative.parts[0] == FOLDER_NAME and relative.name not in (RECORD_NAME, ACCEPTED_NAME)
    return not is_content and not any(part.startswith(".") for part in relative.parts)
