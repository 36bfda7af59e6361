"""Where a warehouse, and what is written besides, may lie: in no raw/, in no release, over nothing of somebody else."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

from pipeline.app.lake import lake_of
from pipeline.base.paths import objection_to_folder
from pipeline.base.problems import Problem, ValidationFailed
from pipeline.base.settings import Settings, read_settings
from pipeline.publish.kept_releases import kept_releases

# What a refresh replaces or clears in its folder. It locks that first, and a copy may lack the lock, not the releases.
_REPLACED = ("current", "work", "rejected.csv")


def refuse_in_the_way(warehouse: Path, raw_dir: Path) -> None:
    """ValidationFailed for a folder where what is written would be read, or would be a part of a release.

    So it is for whatever else of the settings is written to.
    """
    if "?" in str(warehouse):
        _refuse(warehouse, "has a ? in its path, after which DuckDB reads no name of a file")
    for place in (warehouse, *_written_besides(read_settings())):
        if why := objection_to_folder(place):
            _refuse(place, why)
        folder = place.resolve()
        if folder.is_relative_to(raw_dir.resolve()):
            _refuse(place, f"lies in {raw_dir}, where documents and reference data are read")
        for parent in (folder, *folder.parents):
            if parent.name == "releases" and (parent.parent / "current").is_symlink():
                _refuse(place, f"lies among the releases of {parent.parent}")


def _written_besides(settings: Settings) -> Iterator[Path]:
    """What the settings name that is written to, beside a warehouse."""
    yield settings.dagster_home
    if settings.metrics:
        yield settings.metrics
    if settings.work and "://" not in settings.work:
        yield Path(settings.work)
    lake = lake_of(settings)
    if lake and not lake.is_postgres:
        yield Path(lake.catalogue)
    if lake and not lake.is_remote:
        yield Path(lake.data)


def refuse_as_a_place(warehouse: Path, raw_dir: Path) -> None:
    """The same, and for one that is no warehouse and has something that a refresh would replace or clear."""
    refuse_in_the_way(warehouse, raw_dir)
    others = next((name for name in _REPLACED if os.path.lexists(warehouse / name)), None)
    if others and not os.path.lexists(warehouse / ".lock") and not kept_releases(warehouse / "releases"):
        _refuse(warehouse, f"has '{others}', which no refresh has made there")


def _refuse(folder: Path, why: str) -> None:
    raise ValidationFailed([Problem(str(folder), None, why, "Name a folder of its own")])
