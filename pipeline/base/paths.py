"""Paths as messages show them."""

from __future__ import annotations

import os
from pathlib import Path


def objection(path: Path) -> str | None:
    """What is wrong with the name of a file or folder: what is no text, some libraries cannot open."""
    try:
        str(path).encode()
    except UnicodeEncodeError:
        return "its path is no text in UTF-8"
    return None


def objection_to_folder(path: Path) -> str | None:
    """What is wrong with the path of a folder that is written to."""
    if why := objection(path):
        return why
    try:
        path.resolve()
    except (RuntimeError, OSError):  # the one up to Python 3.12, the other since
        return "its path has a link that leads back to itself"
    return None


def shown(path: Path) -> str:
    """`path` as a person would write it: relative to the working folder when it lies below it."""
    relative = os.path.relpath(path)
    return str(path) if relative.startswith("..") else relative
