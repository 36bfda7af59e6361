"""What Dagster loads: assets, jobs, schedules, the sensor and the resource.

Here: putting them together. Not here: any of them (`pipeline.assets`, `pipeline.schedules`).
"""

from __future__ import annotations

from typing import Any

import dagster as dg

from pipeline.assets import Project, core, marts, release
from pipeline.schedules import JOBS, SCHEDULES, raw_changes


def build_defs(**resources: Any) -> dg.Definitions:
    """The project's definitions; tests pass resources of their own."""
    return dg.Definitions(
        assets=[core, marts, release],
        jobs=JOBS,
        schedules=SCHEDULES,
        sensors=[raw_changes],
        resources={"project": Project(), **resources},
        executor=dg.in_process_executor,
    )


defs = build_defs()
