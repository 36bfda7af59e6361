"""When Dagster runs what: the jobs, the two schedules that follow the documents' cadences, and the sensor on raw/."""

from __future__ import annotations

from collections.abc import Iterator

import dagster as dg

from pipeline.app.dagster.launch import why
from pipeline.app.dagster.source_assets import GROUP as SOURCES
from pipeline.app.notifications import notify_failure
from pipeline.app.own_work import first_problem
from pipeline.app.work import work_of
from pipeline.base.settings import read_settings
from pipeline.publish.warehouse import Warehouse
from pipeline.reference.cadences import TIME_ZONE, cron

refresh = dg.define_asset_job(
    "refresh",
    selection=dg.AssetSelection.all() - dg.AssetSelection.groups(SOURCES),
    description="Documents and kept versions in, a published warehouse out; nothing is fetched.",
)


def _scheduled(
    name: str, product: str, description: str
) -> tuple[dg.UnresolvedAssetJobDefinition, dg.ScheduleDefinition]:
    job = dg.define_asset_job(
        name, selection=dg.AssetSelection.all(), description=f"{description} Asks the sources first."
    )

    @dg.schedule(
        name=name,
        job=job,
        cron_schedule=cron(product),
        execution_timezone=TIME_ZONE,
        default_status=dg.DefaultScheduleStatus.RUNNING,
        description=description,
    )
    def tick(context: dg.ScheduleEvaluationContext) -> dg.RunRequest:
        due = context.scheduled_execution_time.date().isoformat()
        return dg.RunRequest(
            run_key=f"{name}:{due}",
            run_config={"resources": {"project": {"config": {"as_at": due}}}},
            tags={"edition": due},
        )

    return job, tick


quarterly_job, quarterly_schedule = _scheduled(
    "quarterly_dashboard_refresh", "dashboard", "The mental health dashboard, every quarter from January."
)
annual_job, annual_schedule = _scheduled(
    "annual_ratings_refresh", "rating", "The ratings of clinical commissioning groups, every June."
)

JOBS = [refresh, quarterly_job, annual_job]
SCHEDULES = [quarterly_schedule, annual_schedule]


@dg.sensor(
    job=refresh,
    minimum_interval_seconds=30,
    # What a team is sent is whole; a file of one person may be half written.
    default_status=dg.DefaultSensorStatus.RUNNING if read_settings().broker else dg.DefaultSensorStatus.STOPPED,
    description="Refreshes when a file in raw/ has changed.",
)
def raw_changes(context: dg.SensorEvaluationContext) -> Iterator[dg.RunRequest | dg.SkipReason]:
    """Asks for a refresh whenever the files of raw/ are others than at the last look."""
    settings = read_settings()
    now = work_of(settings, settings.raw_dir, Warehouse(settings.warehouse_dir)).signature(settings.raw_dir)
    if now == context.cursor:
        yield dg.SkipReason("raw/ has not changed")
        return
    context.update_cursor(now)
    yield dg.RunRequest()


@dg.run_failure_sensor(
    monitored_jobs=JOBS,
    default_status=(
        dg.DefaultSensorStatus.RUNNING if read_settings().alert_webhook else dg.DefaultSensorStatus.STOPPED
    ),
    description="Posts a failed run to the webhook of CCG_ALERT_WEBHOOK.",
)
def failed_runs(context: dg.RunFailureSensorContext) -> None:
    """Sends an alert of a failed run, where a webhook is set; that it cannot be sent is only logged."""
    run = context.dagster_run
    # The run says which step failed; the first problem says with file, line and remedy what it refused.
    found = first_problem(Warehouse(read_settings().warehouse_dir).work_dir / run.run_id)
    reasons = [why(event.step_failure_data).partition("\n")[0] for event in context.get_step_failure_events()]
    message = " ".join([context.failure_event.message or "", *([found] if found else reasons[:1])]).strip()
    if problem := notify_failure(run.job_name, run.run_id, message, read_settings().alert_webhook):
        context.log.warning(problem)
