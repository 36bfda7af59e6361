"""Where a warehouse may lie: in no folder that a refresh reads, in no release, and over nothing of somebody else."""

from __future__ import annotations

import os
from pathlib import Path

from pipeline.base.paths import objection
from pipeline.base.problems import Problem, ValidationFailed
from pipeline.publish.kept_releases import kept_releases

# What a refresh replaces or clears in its folder. It locks that first, and a copy may lack the lock, not the releases.
_REPLACED = ("current", "work", "rejected.csv")


def refuse_in_the_way(warehouse: Path, raw_dir: Path) -> None:
    """ValidationFailed for a folder where what is written would be read, or would be a part of a release."""
    if why := objection(warehouse):
        _refuse(warehouse, why)
    folder, raw = warehouse.resolve(), raw_dir.resolve()
    if folder.is_relative_to(raw):
        _refuse(warehouse, f"lies in {raw_dir}, where documents and reference data are read")
    for parent in (folder, *folder.parents):
        if parent.name == "releases" and (parent.parent / "current").is_symlink():
            _refuse(warehouse, f"lies among the releases of {parent.parent}")


def refuse_as_a_place(warehouse: Path, raw_dir: Path) -> None:
    """The same, and for one that is no warehouse and has something that a refresh would replace or clear."""
    refuse_in_the_way(warehouse, raw_dir)
    others = next((name for name in _REPLACED if os.path.lexists(warehouse / name)), None)
    if others and not os.path.lexists(warehouse / ".lock") and not kept_releases(warehouse / "releases"):
        _refuse(warehouse, f"has '{others}', which no refresh has made there")


def _refuse(folder: Path, why: str) -> None:
    raise ValidationFailed([Problem(str(folder), None, why, "Name a folder of its own")])
