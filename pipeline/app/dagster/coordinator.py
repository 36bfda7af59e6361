"""The process of a team that launches runs and ticks schedules: Dagster's daemon. There must be exactly one.

The processes of runs are its children. So a run that is under way when it begins was lost with the machine on which it
was before; it is noted as failed, and Dagster tries it again from where it stopped.
"""

from __future__ import annotations

import os
import sys

import dagster as dg

from pipeline.app.work import begin_here

UNDER_WAY = [dg.DagsterRunStatus.STARTING, dg.DagsterRunStatus.STARTED, dg.DagsterRunStatus.CANCELING]
LOST = "The process of this run was lost: the coordinator has begun anew"


def note_lost_runs(instance: dg.DagsterInstance) -> list[str]:
    """Notes runs as failed that no process can be at; their ids."""
    lost = instance.get_runs(filters=dg.RunsFilter(statuses=UNDER_WAY))
    for run in lost:
        instance.report_run_failed(run, LOST)
    return [run.run_id for run in lost]


def main() -> None:
    """Becomes `dagster-daemon`, after the inputs of the team are here, by which the assets are named."""
    begin_here()
    with dg.DagsterInstance.get() as instance:
        for run_id in note_lost_runs(instance):
            print(f"{run_id}: {LOST}", flush=True)
    daemon = ["-m", "dagster._daemon", "run", "--module-name", "pipeline.app.dagster.definitions"]
    os.execv(sys.executable, [sys.executable, *daemon, *sys.argv[1:]])


if __name__ == "__main__":
    main()
