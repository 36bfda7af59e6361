"""Where a warehouse may lie: in no folder that a refresh reads, and in no release."""

from __future__ import annotations

from pathlib import Path

from pipeline.base.problems import Problem, ValidationFailed


def refuse_in_the_way(warehouse: Path, raw_dir: Path) -> None:
    """ValidationFailed for a folder where what is written would be read, or would be a part of a release."""
    folder, raw = warehouse.resolve(), raw_dir.resolve()
    if folder.is_relative_to(raw):
        _refuse(warehouse, f"lies in {raw_dir}, where documents and reference data are read")
    for parent in (folder, *folder.parents):
        if parent.name == "releases" and (parent.parent / "current").is_symlink():
            _refuse(warehouse, f"lies among the releases of {parent.parent}")


def _refuse(folder: Path, why: str) -> None:
    raise ValidationFailed([Problem(str(folder), None, why, "Name a folder of its own")])
