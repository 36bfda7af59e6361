"""What Dagster loads: assets, jobs, schedules, the sensor and the resource."""

from __future__ import annotations

from typing import Any

import dagster as dg

from pipeline.app.dagster.assets import core, marts, release
from pipeline.app.dagster.resource import Project
from pipeline.app.dagster.schedules import JOBS, SCHEDULES, failed_runs, raw_changes
from pipeline.app.dagster.source_assets import build_sources, known_sources
from pipeline.base.settings import Settings, read_settings


def build_defs(**resources: Any) -> dg.Definitions:
    """The project's definitions; tests pass resources of their own."""
    known = known_sources()
    assets: list[Any] = [*([build_sources(known)] if known else []), core, marts, release]
    settings = read_settings()
    if settings.lake:
        from pipeline.app.dagster.lake_asset import lake

        assets.append(lake)
    if settings.broker:
        from pipeline.app.dagster.reading import build_reading

        assets.append(build_reading(known))
    return dg.Definitions(
        assets=assets,
        jobs=JOBS,
        schedules=SCHEDULES,
        sensors=[raw_changes, failed_runs],
        resources={"project": Project(), **resources},
        executor=_executor(settings),
    )


def _executor(settings: Settings) -> dg.ExecutorDefinition:
    """Steps run in the process of the run, or on the workers of a team."""
    if not settings.broker:
        return dg.in_process_executor
    from pipeline.app.dagster.workers import team_executor

    return team_executor(settings)


defs = build_defs()
