"""Paths as messages show them."""

from __future__ import annotations

import os
from pathlib import Path


def shown(path: Path) -> str:
    """`path` as a person would write it: relative to the working folder when it lies below it."""
    relative = os.path.relpath(path)
    return str(path) if relative.startswith("..") else relative
