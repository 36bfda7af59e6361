"""Columns of which a cell that was merged over several rows has its text in the first of them."""

from __future__ import annotations

from collections.abc import Iterable


def carried_down(texts: Iterable[str]) -> list[str]:
    """Each text, and for an empty one the text above it."""
    found: list[str] = []
    for text in texts:
        found.append(text or (found[-1] if found else ""))
    return found
