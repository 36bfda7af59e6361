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


def hash_inputs(raw_dir: Path) -> dict[str, str]:
    """SHA-256 of every input under `raw_dir`, by its path relative to it."""
    # So that what cannot be read is told also where nothing else has changed.
    return hash_files(raw_dir) | {problem.path: problem.message for problem in odd_entries(raw_dir)}


def hash_files(raw_dir: Path) -> dict[str, str]:
    """SHA-256 of every input that is a file, by its path relative to `raw_dir`."""
    return {name: sha256_of(path) for name, path in _input_files(raw_dir)}


def odd_entries(raw_dir: Path) -> list[Problem]:
    """What lies under `raw_dir` and is neither a file nor a folder, and each folder where documents lie."""
    problems = []
    for path in sorted(raw_dir.rglob("*")):
        hidden = any(part.startswith(".") for part in path.relative_to(raw_dir).parts)
        if not hidden and (what := _odd(path, path.parent == raw_dir / "documents")):
            problems.append(Problem(shown(path), None, *what))
    return problems


def _odd(path: Path, beside_documents: bool) -> tuple[str, str] | None:
    """What is odd about an entry, and what to do."""
    if why := objection(path):
        return why, "Give it another name"
    try:
        mode = path.stat().st_mode
    except OSError as error:
        if path.is_symlink():
            return "is a link that leads nowhere", "Take it away, or lay the file itself there"
        return f"cannot be read: {error.strerror}", "See whether you may read it"
    if stat.S_ISDIR(mode):
        folder = "is a folder, and nothing in it is read", "Lay documents beside one another, without folders"
        return folder if beside_documents else None
    return None if stat.S_ISREG(mode) else ("is no ordinary file, and is not read", "Take it away")


def signature(raw_dir: Path) -> str:
    """A text that changes whenever an input is added, removed or written, without reading any."""
    stats = ((name, path.stat()) for name, path in _input_files(raw_dir))
    listing = "\n".join(f"{name} {stat.st_size} {stat.st_mtime_ns}" for name, stat in stats)
    return hashlib.sha256(listing.encode()).hexdigest()


def _input_files(raw_dir: Path) -> Iterator[tuple[str, Path]]:
    """Every file under `raw_dir` but hidden ones and snapshots' content, with its path relative to it, in order."""
    for path in sorted(raw_dir.rglob("*")):
        relative = path.relative_to(raw_dir)
        is_content = relative.parts[0] == FOLDER_NAME and path.name not in (RECORD_NAME, ACCEPTED_NAME)
        if not is_content and not any(part.startswith(".") for part in relative.parts) and path.is_file():
            yield writable(relative.as_posix()), path
