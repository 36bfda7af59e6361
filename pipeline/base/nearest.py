"""The name that a misspelt one most likely means, by rapidfuzz."""

from __future__ import annotations

from collections.abc import Collection

from rapidfuzz import fuzz, process

# How alike, of 100, a misspelt name must be to the one that is meant.
MISPRINT = 60


def nearest(name: str, known: Collection[str]) -> str | None:
    """Of the `known` names the one that `name` is most likely a misspelling of; None where none comes near."""
    found = process.extractOne(name, known, scorer=fuzz.ratio, score_cutoff=MISPRINT)
    return found[0] if found else None
