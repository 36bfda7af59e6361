"""The scheduled jobs from tick to file: sources that a server here plays are asked, read, published, or said to be as
they were."""

from __future__ import annotations

import json
import shutil
from collections.abc import Iterator
from datetime import date, datetime
from pathlib import Path
from typing import Any, NamedTuple
from zoneinfo import ZoneInfo

import dagster as dg
import pytest
import yaml
from installation import Installation, make, replace_text
from source_server import Server, cut_off, dated, hang, reply, running

from pipeline.app.dagster.definitions import defs
from pipeline.app.dagster.schedules import annual_schedule, failed_runs, quarterly_schedule
from pipeline.fetch import parallel_fetch
from pipeline.fetch.web import Limits

FEED = "talking_therapies_monthly"
OTHER = "fingertips_depression"
QUIET = {"console": {"config": {"log_level": "CRITICAL"}}}
LONDON = ZoneInfo("Europe/London")
HEADING = (
    "REPORTING_PERIOD_START,REPORTING_PERIOD_END,GROUP_TYPE,ORG_CODE1,ORG_NAME1,ORG_CODE2,ORG_NAME2,"
    "MEASURE_ID,MEASURE_NAME,MEASURE_VALUE_SUPPRESSED\n"
)


def month(england: str, lincolnshire: str) -> bytes:
    """A month of the feed: the recovery rate of England and of North Lincolnshire in March 2022."""
    rows = (
        f"01/03/2022,31/03/2022,England,England,England,,,M192,Percentage_Recovery,{england}\n"
        f"01/03/2022,31/03/2022,CCG,03K,NHS NORTH LINCOLNSHIRE CCG,,,M192,Percentage_Recovery,{lincolnshire}\n"
    )
    return (HEADING + rows).encode()


@pytest.fixture(scope="module")
def server() -> Iterator[Server]:
    with running() as server:
        yield server


@pytest.fixture(autouse=True)
def _only_what_a_test_serves(server: Server) -> None:
    server.on(f"/{FEED}.csv", reply(b"gone", 404))
    server.on(f"/{OTHER}.csv", reply(b"gone", 404))


def with_sources_of(server: Server, folder: Path) -> Installation:
    """An installation whose two sources are the server's; nothing is published yet."""
    made = make(folder / "installation", folder / "home")
    path = made.raw / "sources.yml"
    given = yaml.safe_load(path.read_text(encoding="utf-8"))
    kept = [source for source in given["sources"] if source["source_id"] in (FEED, OTHER)]
    for source in kept:
        for name in ("page", "links", "take", "hosts"):
            source.pop(name, None)
        source["url"] = server.url(f"/{source['source_id']}.csv")
    path.write_text(yaml.safe_dump({**given, "sources": kept}, sort_keys=False), encoding="utf-8")
    return made


@pytest.fixture
def installation(tmp_path: Path, server: Server) -> Installation:
    return with_sources_of(server, tmp_path)


@pytest.fixture
def instance() -> Iterator[dg.DagsterInstance]:
    with dg.DagsterInstance.ephemeral() as instance:
        yield instance


@pytest.fixture(scope="module", autouse=True)
def _hurried() -> Iterator[None]:
    """Sources are given up after a second, not after minutes."""
    limits = Limits(connect_seconds=1, read_seconds=1, total_seconds=2, retries=0, backoff_seconds=0.01)
    plain = parallel_fetch.fetch
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(parallel_fetch, "fetch", lambda sources, raw, progress: plain(sources, raw, progress, limits))
        yield


def ticked(
    installation: Installation, instance: dg.DagsterInstance, schedule: dg.ScheduleDefinition, moment: datetime
) -> dg.ExecuteInProcessResult:
    """The run that a schedule asks for at a moment, to its end."""
    context = dg.build_schedule_context(
        instance=instance, scheduled_execution_time=moment, repository_def=defs.get_repository_def()
    )
    (request,) = schedule.evaluate_tick(context).run_requests or []
    with installation.entered():
        return defs.resolve_job_def(schedule.job_name).execute_in_process(
            instance=instance, run_config={**request.run_config, "loggers": QUIET}, tags=request.tags
        )


def april(installation: Installation, instance: dg.DagsterInstance, year: int = 2022) -> dg.ExecuteInProcessResult:
    return ticked(installation, instance, quarterly_schedule, datetime(year, 4, 1, 6, tzinfo=LONDON))


def logged(instance: dg.DagsterInstance, result: dg.ExecuteInProcessResult) -> list[str]:
    return [entry.user_message for entry in instance.all_logs(result.run_id)]


def made(result: dg.ExecuteInProcessResult) -> set[str]:
    """The assets that a run made."""
    return {
        "/".join(event.materialization.asset_key.path)
        for event in result.get_asset_materialization_events()
        for event in [event.step_materialization_data]
    }


class Ticked(NamedTuple):
    """An installation after a tick that found a first month of one source, and nothing of the other."""

    installation: Installation
    log: list[str]
    answered: dict[str, bool]


@pytest.fixture(scope="module")
def first_tick(server: Server, tmp_path_factory: pytest.TempPathFactory) -> Ticked:
    installation = with_sources_of(server, tmp_path_factory.mktemp("first_tick"))
    server.on(f"/{FEED}.csv", dated(month("50.1", "62.5"), last_modified="Thu, 10 Mar 2022 09:30:00 GMT", etag='"1"'))
    server.on(f"/{OTHER}.csv", reply(b"gone", 404))
    with dg.DagsterInstance.ephemeral() as instance:
        result = april(installation, instance)
        assert result.success
        checks = [c for c in result.get_asset_check_evaluations() if c.check_name == "answered"]
        return Ticked(installation, logged(instance, result), {c.asset_key.path[-1]: c.passed for c in checks})


@pytest.fixture
def after_first(first_tick: Ticked, tmp_path: Path) -> Installation:
    """A copy of it, for a later tick."""
    folder = shutil.copytree(first_tick.installation.folder, tmp_path / "installation", symlinks=True)
    return Installation(folder, tmp_path / "home")


@pytest.mark.parametrize(
    ("schedule", "moment"),
    [
        (quarterly_schedule, datetime(2022, 4, 1, 6, tzinfo=LONDON)),
        pytest.param(annual_schedule, datetime(2022, 6, 1, 6, tzinfo=LONDON), marks=pytest.mark.nightly),
    ],
    ids=["quarterly", "annual"],
)
def test_what_a_schedule_asks_for_publishes_the_edition_of_its_day(
    installation: Installation, instance: dg.DagsterInstance, schedule: dg.ScheduleDefinition, moment: datetime
) -> None:
    assert schedule.job_name == {4: "quarterly_dashboard_refresh", 6: "annual_ratings_refresh"}[moment.month]
    assert ticked(installation, instance, schedule, moment).success
    day = date(2022, moment.month, 1)
    assert installation.rows("SELECT as_at FROM meta.release") == [(day,)]
    # The edition of the day is there, and the next is not.
    product, editions = ("dashboard", "dashboard") if moment.month == 4 else ("rating", "annual_ratings")
    assert installation.rows(f"SELECT max(edition) FROM marts.{editions}") == [(day,)]
    states = "SELECT due_on, state FROM marts.release_calendar WHERE product = ? AND due_on >= ? ORDER BY due_on"
    assert [state for _, state in installation.rows(states, product, day)] == ["due", "not_yet_due"]


def test_a_tick_asks_the_sources_and_publishes_what_is_new_though_another_source_fails(first_tick: Ticked) -> None:
    installation, log, answered = first_tick
    values = """SELECT document_id, org_type, org_code, value FROM core.measure_value
        WHERE period = '2022-03' ORDER BY org_type"""
    assert installation.rows(values) == [
        (f"{FEED}_2022-03-10", "ccg", "03K", 62.5),
        (f"{FEED}_2022-03-10", "national", "England", 50.1),
    ]
    assert any(line.startswith(f"{FEED}: new") for line in log)
    assert any(line.startswith(f"{OTHER}: failed") and "404" in line for line in log)
    assert (answered[FEED], answered[OTHER]) == (True, False)
    note = (installation.warehouse.current_link / "release-note.md").read_text(encoding="utf-8")
    assert f"- {OTHER} (" in note and "no version was fetched yet" in note


def test_not_modified_means_no_new_version_nothing_read_and_nothing_published(
    after_first: Installation, instance: dg.DagsterInstance, server: Server
) -> None:
    installation = after_first
    server.on(f"/{FEED}.csv", dated(month("50.1", "62.5"), etag='"1"'))
    state = installation.published_state()
    kept = sorted(path.relative_to(installation.raw) for path in (installation.raw / "versions").rglob("version.json"))
    again = april(installation, instance)
    assert again.success
    assert installation.published_state() == state
    assert kept == sorted(
        path.relative_to(installation.raw) for path in (installation.raw / "versions").rglob("version.json")
    )
    told = logged(instance, again)
    assert any(line.startswith(f"{FEED}: unchanged") and "304" in line for line in told)
    assert any("nothing is read, nothing is published" in line for line in told)
    assert not [line for line in told if line.startswith("reading ")]
    assert {asset.partition("/")[0] for asset in made(again)} == {"source"}


@pytest.mark.nightly
def test_a_restated_month_is_a_second_version_and_a_restatement(
    after_first: Installation, instance: dg.DagsterInstance, server: Server
) -> None:
    installation = after_first
    server.on(f"/{FEED}.csv", dated(month("50.1", "62.0"), last_modified="Tue, 14 Jun 2022 09:30:00 GMT"))
    assert april(installation, instance, 2023).success
    # One of two values is more than corrections change.
    query = "SELECT document_id FROM core.source_version WHERE state = 'quarantined'"
    ((document_id,),) = installation.rows(query)
    assert installation.command("accept", document_id, "--reason", "a correction").exit_code == 0
    assert installation.refresh(date(2023, 4, 1)).published
    restated = "SELECT org_code, previous_value, value, previous_document_id FROM marts.restatement"
    assert installation.rows(restated) == [("03K", 62.5, 62.0, f"{FEED}_2022-03-10")]
    versions = "SELECT document_id, state FROM core.source_version ORDER BY ALL"
    # The server's day is not trusted further than the day on which the first version was seen there.
    assert [state for _, state in installation.rows(versions)] == ["read", "read"]


@pytest.mark.nightly
def test_a_version_that_does_not_read_is_quarantined_and_the_one_before_stays(
    after_first: Installation, instance: dg.DagsterInstance, server: Server
) -> None:
    installation = after_first
    renamed = month("50.1", "70.0").replace(b"ORG_CODE1", b"ORGANISATION")
    server.on(f"/{FEED}.csv", reply(renamed))
    assert april(installation, instance, 2023).success
    quarantined = installation.rows("SELECT reason FROM core.source_version WHERE state = 'quarantined'")
    assert len(quarantined) == 1 and "ORG_CODE1" in quarantined[0][0]
    assert installation.rows(
        "SELECT value FROM marts.measure_current WHERE org_code = '03K' AND period = '2022-03'"
    ) == [(62.5,)]
    note = (installation.warehouse.current_link / "release-note.md").read_text(encoding="utf-8")
    assert "ORG_CODE1" in note.partition("## Quarantined")[2]


@pytest.mark.parametrize("way", [hang, cut_off(month("50.1", "62.5"), 5_000), reply(b"<!doctype html><p>Moved</p>")])
@pytest.mark.nightly
def test_whatever_the_servers_do_the_run_ends_and_publishes_the_documents(
    installation: Installation, instance: dg.DagsterInstance, server: Server, way: Any
) -> None:
    server.on(f"/{FEED}.csv", way)
    assert april(installation, instance).success
    assert installation.rows("SELECT count(*) FROM core.source_version") == [(0,)]
    assert installation.rows("SELECT count(*) FROM core.rating") == [(894,)]
    assert not list((installation.raw / "versions").rglob("*.csv"))


@pytest.mark.nightly
def test_a_failed_run_and_a_newly_contradicted_claim_are_posted_to_the_webhook(
    installation: Installation, instance: dg.DagsterInstance, server: Server, monkeypatch: pytest.MonkeyPatch
) -> None:
    hook = server.on("/hook", reply(b"ok"))
    monkeypatch.setenv("CCG_ALERT_WEBHOOK", hook)
    assert april(installation, instance).success
    assert "/hook" not in server.paths()
    # The article's own table lists thirteen.
    document = installation.document("nursing_times_2016")
    replace_text(document, "Just 13 commissioning groups", "Just 14 commissioning groups")
    assert april(installation, instance, 2023).success
    posted = [json.loads(body) for (path, _), body in zip(server.asked, server.bodies, strict=True) if path == "/hook"]
    (message,) = posted
    assert message["event"] == "claims_contradicted"
    assert any("14" in claim for claim in message["claims"])

    # A webhook that does not answer fails nothing, and a failed run is told by the sensor.
    server.on("/hook", reply(b"no", 500))
    document.write_text("nothing that the sidecar maps", encoding="utf-8")
    with installation.entered():
        config = {"resources": {"project": {"config": {"as_at": "2024-04-01"}}}, "loggers": QUIET}
        failed = defs.resolve_job_def("quarterly_dashboard_refresh").execute_in_process(
            instance=instance, run_config=config, raise_on_error=False
        )
        assert not failed.success
        server.on("/hook", reply(b"ok"))
        event = next(e for e in failed.all_events if e.event_type_value == "PIPELINE_FAILURE")
        failed_runs(
            dg.build_run_status_sensor_context(
                sensor_name="failed_runs",
                dagster_instance=instance,
                dagster_run=instance.get_run_by_id(failed.run_id),
                dagster_event=event,
            ).for_run_failure()
        )
    posted = [json.loads(body) for (path, _), body in zip(server.asked, server.bodies, strict=True) if path == "/hook"]
    assert posted[-1]["event"] == "run_failed"
    assert posted[-1]["job"] == "quarterly_dashboard_refresh"
    # The first problem, with its file and what to do.
    assert "nursing_times_2016" in posted[-1]["text"].partition("What is published stays as it was.")[2]
