"""The resource that all assets share: the folders in which a run of Dagster reads and writes."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

import dagster as dg

from pipeline.app.as_at import refuse_day
from pipeline.app.own_work import Work
from pipeline.app.work import work_of
from pipeline.base.settings import Settings, read_settings
from pipeline.publish.warehouse import Warehouse

if TYPE_CHECKING:
    from pipeline.app.refresh import Run


class Project(dg.ConfigurableResource):  # type: ignore[type-arg]
    """Where a run reads and writes, and whether it makes the site.

    Empty fields take the settings of the environment, `as_at` today.
    """

    raw_dir: str = ""
    warehouse_dir: str = ""
    as_at: str = ""
    with_site: bool | None = None

    def folders(self) -> Settings:
        """The settings of the environment with this run's folders."""
        given = {"raw_dir": self.raw_dir, "warehouse_dir": self.warehouse_dir}
        update: dict[str, Path | bool] = {name: Path(folder) for name, folder in given.items() if folder}
        if self.with_site is not None:
            update["with_site"] = self.with_site
        return read_settings().model_copy(update=update)

    def work(self) -> Work:
        """What the run shares with other machines."""
        folders = self.folders()
        return work_of(read_settings(), folders.raw_dir, Warehouse(folders.warehouse_dir))

    def run_of(self, context: dg.AssetExecutionContext | dg.OpExecutionContext) -> Run:
        """The work of the run of a step."""
        return self.run(context.run.run_id, None if self.as_at else _begun_on(context))

    def run(self, run_id: str, begun_on: date | None = None) -> Run:
        """The work of a run of Dagster."""
        # What reads documents takes a third of the time in which all else here is loaded; a step needs it, Dagster's
        # pages and its daemon do not.
        from pipeline.app.refresh import Run

        folders = self.folders()
        as_at = date.fromisoformat(self.as_at) if self.as_at else begun_on or date.today()
        refuse_day(as_at, date.today())
        return Run(run_id, folders.raw_dir, Warehouse(folders.warehouse_dir), as_at, folders.with_site)


def _begun_on(context: dg.AssetExecutionContext | dg.OpExecutionContext) -> date | None:
    """The day on which a run was asked for, or the one that it tries again: it is one day for all its steps."""
    record = context.instance.get_run_record_by_id(context.run.root_run_id or context.run.run_id)
    return record.create_timestamp.astimezone().date() if record else None
