"""The files of raw/ that a refresh reads, with what tells whether any has changed; none is understood here.

Nothing is imported that takes long, for where nothing is new this is all that a refresh does.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from pathlib import Path

from pipeline.fetch.stored_files import ACCEPTED_NAME, FOLDER_NAME, RECORD_NAME


def hash_inputs(raw_dir: Path) -> dict[str, str]:
    """SHA-256 of every input under `raw_dir`, by its path relative to it."""
    return {name: hashlib.sha256(path.read_bytes()).hexdigest() for name, path in _input_files(raw_dir)}


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
            yield relative.as_posix(), path
