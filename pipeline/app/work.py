"""Which way work passes between steps: by the run's folder, or with CCG_WORK by the store of a team."""

from __future__ import annotations

from pathlib import Path

from pipeline.app.own_work import Work
from pipeline.base.settings import Settings, read_settings
from pipeline.publish.warehouse import Warehouse


def work_of(settings: Settings, raw_dir: Path, warehouse: Warehouse) -> Work:
    """The work of the settings; folders other than theirs are somebody's trial, which no team shares."""
    if not settings.work or (raw_dir, warehouse.folder) != (settings.raw_dir, settings.warehouse_dir):
        return Work()
    from pipeline.app.team.shared_work import SharedWork

    return SharedWork(settings.work, raw_dir, warehouse)


def begin_here() -> None:
    """Has inputs and release of the folders that the environment names as all machines have them."""
    settings = read_settings()
    work_of(settings, settings.raw_dir, Warehouse(settings.warehouse_dir)).begin()
