"""What the schedules and the sensor ask for."""

from __future__ import annotations

import os
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import dagster as dg
import pytest
from installation import Installation

from pipeline.app.dagster.definitions import defs
from pipeline.app.dagster.schedules import SCHEDULES, annual_schedule, quarterly_schedule, raw_changes

LONDON = ZoneInfo("Europe/London")


@pytest.fixture(scope="module")
def instance() -> Iterator[dg.DagsterInstance]:
    with dg.DagsterInstance.ephemeral() as ephemeral:
        yield ephemeral


def tick(instance: dg.DagsterInstance, schedule: dg.ScheduleDefinition, moment: datetime) -> dg.RunRequest:
    context = dg.build_schedule_context(
        instance=instance, scheduled_execution_time=moment, repository_def=defs.get_repository_def()
    )
    (request,) = schedule.evaluate_tick(context).run_requests or []
    return request


@pytest.mark.parametrize(
    ("schedule", "moment", "due"),
    [
        (quarterly_schedule, datetime(2027, 1, 1, 6, tzinfo=LONDON), "2027-01-01"),
        (quarterly_schedule, datetime(2027, 4, 1, 6, tzinfo=LONDON), "2027-04-01"),
        (quarterly_schedule, datetime(2027, 4, 1, 5, tzinfo=UTC), "2027-04-01"),
        (quarterly_schedule, datetime(2027, 10, 1, 6, tzinfo=LONDON), "2027-10-01"),
        (annual_schedule, datetime(2027, 6, 1, 6, tzinfo=LONDON), "2027-06-01"),
        (annual_schedule, datetime(2027, 6, 1, 5, tzinfo=UTC), "2027-06-01"),
    ],
)
def test_a_tick_asks_for_the_edition_of_its_day(
    instance: dg.DagsterInstance, schedule: dg.ScheduleDefinition, moment: datetime, due: str
) -> None:
    request = tick(instance, schedule, moment)
    assert request.run_config == {"resources": {"project": {"config": {"as_at": due}}}}
    assert request.tags["edition"] == due
    assert request.run_key == f"{schedule.name}:{due}"
    assert schedule.job_name == schedule.name


@pytest.mark.parametrize("schedule", SCHEDULES, ids=lambda schedule: schedule.name)
def test_what_a_tick_asks_for_is_a_valid_run_of_its_job(
    instance: dg.DagsterInstance, schedule: dg.ScheduleDefinition
) -> None:
    request = tick(instance, schedule, datetime(2027, 6, 1, 6, tzinfo=LONDON))
    job = defs.resolve_job_def(schedule.job_name)
    assert dg.validate_run_config(job, request.run_config)


def due_moments(schedule: dg.ScheduleDefinition, after: datetime, count: int) -> list[datetime]:
    """The next ticks of a schedule, as Dagster's daemon works them out."""
    from dagster._utils.schedules import schedule_execution_time_iterator

    moments = schedule_execution_time_iterator(
        after.timestamp(), schedule.cron_schedule, schedule.execution_timezone, ascending=True
    )
    return [next(moments) for _ in range(count)]


def test_ticks_come_at_six_in_london_also_in_summer_time() -> None:
    start = datetime(2026, 12, 1, tzinfo=UTC)
    quarters = due_moments(quarterly_schedule, start, 5)
    assert [moment.astimezone(UTC).strftime("%Y-%m-%d %H:%M") for moment in quarters] == [
        "2027-01-01 06:00", "2027-04-01 05:00", "2027-07-01 05:00", "2027-10-01 05:00", "2028-01-01 06:00",
    ]  # fmt: skip
    years = due_moments(annual_schedule, start, 2)
    assert [moment.astimezone(LONDON).strftime("%Y-%m-%d %H:%M") for moment in years] == [
        "2027-06-01 06:00", "2028-06-01 06:00",
    ]  # fmt: skip


@pytest.fixture
def watched(unpublished: Installation, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The raw/ that the sensor looks at."""
    monkeypatch.setenv("CCG_RAW_DIR", str(unpublished.raw))
    return unpublished.raw


def look(instance: dg.DagsterInstance, cursor: str | None) -> tuple[int, str | None, str | None]:
    """What the sensor does at a look: runs asked for, why none, and its cursor afterwards."""
    with dg.build_sensor_context(instance=instance, cursor=cursor, repository_def=defs.get_repository_def()) as context:
        result = raw_changes.evaluate_tick(context)
    return len(result.run_requests or []), result.skip_message, result.cursor


def test_the_sensor_asks_for_one_refresh_for_each_change_of_raw(instance: dg.DagsterInstance, watched: Path) -> None:
    runs, _, cursor = look(instance, None)
    assert runs == 1
    runs, why, cursor = look(instance, cursor)
    assert (runs, why) == (0, "raw/ has not changed")
    changes = [
        lambda: (watched / "documents" / "new.txt").write_text("A new document.\n"),
        lambda: (watched / "documents" / "new.txt").write_text("A new document..\n"),
        lambda: (watched / "documents" / "new.txt").rename(watched / "documents" / "newer.txt"),
        lambda: os.utime(watched / "documents" / "newer.txt", (1, 1)),
        lambda: (watched / "reference" / "aliases.csv").write_text("alias,org_code,note\n"),
        (watched / "documents" / "newer.txt").unlink,
    ]
    for change in changes:
        change()
        runs, _, cursor = look(instance, cursor)
        assert runs == 1
        runs, _, cursor = look(instance, cursor)
        assert runs == 0


def test_the_sensor_overlooks_hidden_files(instance: dg.DagsterInstance, watched: Path) -> None:
    _, _, cursor = look(instance, None)
    (watched / "documents" / ".nursing_times_2016.txt.swp").write_text("an editor's")
    assert look(instance, cursor)[0] == 0


def test_a_document_that_comes_back_as_it_was_asks_for_a_refresh_again(
    instance: dg.DagsterInstance, watched: Path, tmp_path: Path
) -> None:
    # Dagster starts no second run for a run key that it has seen.
    def keys(cursor: str | None) -> tuple[list[str | None], str | None]:
        with dg.build_sensor_context(
            instance=instance, cursor=cursor, repository_def=defs.get_repository_def()
        ) as context:
            result = raw_changes.evaluate_tick(context)
        return [request.run_key for request in result.run_requests or []], result.cursor

    document = watched / "documents" / "mailonline_2016.txt"
    first, cursor = keys(None)
    document.rename(tmp_path / document.name)
    second, cursor = keys(cursor)
    (tmp_path / document.name).rename(document)
    third, cursor = keys(cursor)
    assert len(first) == len(second) == len(third) == 1
    assert third[0] is None or third[0] not in (*first, *second)
