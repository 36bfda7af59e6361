"""Runs of Dagster: what stands in its records after a refresh, and runs of some assets only."""

from __future__ import annotations

from collections.abc import Iterator

import dagster as dg
import pytest
from installation import Installation, make, replace_text

from pipeline.app import earlier_work
from pipeline.app import refresh as refresh_module
from pipeline.app.dagster.definitions import defs
from pipeline.app.published_tables import published_entries
from pipeline.schema.core_checks import SHOWN_CHECKS

# What the documents hold, counted by hand (tests/truth): the two tails of the article, and four areas of the briefing.
BANDS = 13 + 21 + 203 + 207 + 207 + 191
VERDICTS = {"matches": 10, "corroborated": 15, "not_checkable": 3}
QUIET = {"console": {"config": {"log_level": "CRITICAL"}}}


@pytest.fixture(scope="module")
def recorded(tmp_path_factory: pytest.TempPathFactory) -> tuple[Installation, list[dg.EventLogEntry]]:
    """An installation after `ccg-ratings refresh`, and the events of that run in its Dagster home."""
    folder = tmp_path_factory.mktemp("recorded")
    installation = make(folder / "installation", folder / "home")
    assert installation.command("refresh", "--as-at", "2021-07-01", recorded=True).exit_code == 0
    with installation.entered(), dg.DagsterInstance.get() as instance:
        (run,) = instance.get_runs()
        assert (run.job_name, run.status) == ("refresh", dg.DagsterRunStatus.SUCCESS)
        return installation, list(instance.all_logs(run.run_id))


def row_counts(events: list[dg.EventLogEntry]) -> dict[str, object]:
    """The row count of each materialisation, by its asset."""
    made = [entry.asset_materialization for entry in events if entry.asset_materialization]
    return {
        "/".join(event.asset_key.path): event.metadata["dagster/row_count"].value
        for event in made
        if "dagster/row_count" in event.metadata
    }


def test_a_refresh_of_the_command_line_is_recorded_with_a_materialisation_of_every_table(
    recorded: tuple[Installation, list[dg.EventLogEntry]],
) -> None:
    installation, events = recorded
    stored = installation.rows("SELECT schema_name || '/' || table_name, rows FROM meta.table")
    assert row_counts(events) == dict(stored)
    assert dict(stored)["core/rating"] == 34 + 215 * 4
    assert len(stored) == len(published_entries())


def test_the_release_is_recorded_with_its_name(recorded: tuple[Installation, list[dg.EventLogEntry]]) -> None:
    installation, events = recorded
    (made,) = [
        entry.asset_materialization
        for entry in events
        if entry.asset_materialization and entry.asset_materialization.asset_key == dg.AssetKey("release")
    ]
    current = installation.warehouse.current()
    assert current
    assert made.metadata["release_id"].value == current.release_id
    assert made.metadata["published"].value is True
    assert made.metadata["release_note"].value.startswith(f"# Release {current.release_id}\n")


def metadata(events: list[dg.EventLogEntry], *path: str) -> dict[str, object]:
    (made,) = [
        entry.asset_materialization
        for entry in events
        if entry.asset_materialization and list(entry.asset_materialization.asset_key.path) == list(path)
    ]
    return {name: entry.value for name, entry in made.metadata.items()}


def test_the_numbers_of_a_run_are_recorded_so_that_they_can_be_plotted(
    recorded: tuple[Installation, list[dg.EventLogEntry]],
) -> None:
    installation, events = recorded
    claims = metadata(events, "marts", "claim_check")
    assert VERDICTS.items() <= claims.items()
    assert metadata(events, "core", "measure_value")["dagster/row_count"] == 68
    assert all(isinstance(number, int) for number in claims.values())
    released = metadata(events, "release")
    assert (released["documents"], released["ratings"], released["measure_values"]) == (5, BANDS, 68)
    current = installation.warehouse.current()
    assert current
    assert released["bytes"] == current.file.stat().st_size
    assert released["release_note_file"] == str(current.folder / "release-note.md")


def evaluations(events: list[dg.EventLogEntry]) -> dict[tuple[str, str], dg.AssetCheckEvaluation]:
    found = [
        entry.dagster_event.asset_check_evaluation_data
        for entry in events
        if entry.dagster_event and entry.dagster_event.event_type_value == "ASSET_CHECK_EVALUATION"
    ]
    return {("/".join(check.asset_key.path), check.check_name): check for check in found}


def test_the_outcome_of_every_check_is_recorded(recorded: tuple[Installation, list[dg.EventLogEntry]]) -> None:
    found = evaluations(recorded[1])
    assert found.keys() == {(f"core/{check.table}", check.name) for check in SHOWN_CHECKS}
    assert all(check.passed for check in found.values())
    told = found["core/rating", "coverage"].metadata["outcome"].value
    assert "ccg_iaf leadership 2019/20 Q1: 191 of 191" in str(told)
    assert found["core/rating", "coverage"].severity is dg.AssetCheckSeverity.WARN
    assert found["core/document", "no_problem"].severity is dg.AssetCheckSeverity.ERROR


def test_a_refused_refresh_is_recorded_as_failed_with_the_problems_and_stops_before_the_marts(
    installation: Installation,
) -> None:
    replace_text(installation.document("nursing_times_2016"), "NHS STOKE ON TRENT CCG", "NHS CAMELOT CCG")
    assert installation.command("refresh", "--as-at", "2021-07-01", recorded=True).exit_code == 1
    with installation.entered(), dg.DagsterInstance.get() as instance:
        run = instance.get_runs(limit=1)[0]
        events = list(instance.all_logs(run.run_id))
    assert run.status is dg.DagsterRunStatus.FAILURE
    no_problem = evaluations(events)["core/document", "no_problem"]
    assert not no_problem.passed
    assert no_problem.metadata["outcome"].value == "1 problems"
    assert "nursing_times_2016.txt:45: no CCG is called 'NHS CAMELOT CCG'" in str(no_problem.metadata["sample"].value)
    assert not {name for name in row_counts(events) if name.startswith("marts/")}
    started = {e.dagster_event.step_key for e in events if e.dagster_event and e.dagster_event.is_step_start}
    assert started == {"core"}


@pytest.fixture
def instance() -> Iterator[dg.DagsterInstance]:
    with dg.DagsterInstance.ephemeral() as ephemeral:
        yield ephemeral


def run_some(
    installation: Installation, instance: dg.DagsterInstance, *assets: str
) -> tuple[dg.ExecuteInProcessResult, str]:
    """Makes some assets as the pages of Dagster do; the result, and why it failed."""
    config = {"raw_dir": str(installation.raw), "warehouse_dir": str(installation.warehouse.folder)}
    result = defs.resolve_implicit_global_asset_job_def().execute_in_process(
        asset_selection=[dg.AssetKey(asset.split("/")) for asset in assets],
        instance=instance,
        raise_on_error=False,
        run_config={"resources": {"project": {"config": {**config, "as_at": "2021-07-01"}}}, "loggers": QUIET},
    )
    failures = [event.step_failure_data for event in result.all_events if event.is_step_failure]
    why = [failure.user_failure_data.description for failure in failures if failure.user_failure_data]
    return result, "\n".join(filter(None, why))


def made(result: dg.ExecuteInProcessResult) -> set[str]:
    return {"/".join(e.asset_key.path) for e in result.all_events if e.is_step_materialization and e.asset_key}


MARTS = [entry.full_name.replace(".", "/") for entry in published_entries() if entry.schema == "marts"]


@pytest.mark.nightly
@pytest.mark.parametrize(
    "assets",
    [MARTS, ["marts/rating_distribution"], ["release"], ["core/rating"]],
    ids=["marts", "mart", "release", "core"],
)
def test_some_assets_can_be_made_alone_while_nothing_has_changed(
    installation: Installation, instance: dg.DagsterInstance, assets: list[str]
) -> None:
    state = installation.published_state()
    result, _ = run_some(installation, instance, *assets)
    assert result.success
    assert made(result) == set(assets)
    assert installation.published_state() == state


@pytest.mark.parametrize("asset", ["marts/ccg_profile", "release"])
def test_assets_alone_are_refused_when_an_input_has_changed(
    installation: Installation, instance: dg.DagsterInstance, asset: str
) -> None:
    state = installation.published_state()
    replace_text(installation.sidecar("mailonline_2016"), "Article 3881380.", "Article 3881380, seen again.")
    result, why = run_some(installation, instance, asset)
    assert not result.success
    assert "documents/mailonline_2016.yml has changed since release " in why
    assert "Run the whole refresh" in why
    assert installation.published_state() == state


@pytest.mark.parametrize("asset", ["marts/ccg_profile", "release"])
def test_assets_alone_are_refused_when_the_code_has_changed(
    installation: Installation, instance: dg.DagsterInstance, asset: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    for module in (refresh_module, earlier_work):
        monkeypatch.setattr(module, "code_version", lambda: "9.9.9+other")
    result, why = run_some(installation, instance, asset)
    assert not result.success
    assert "the code has changed since release " in why


@pytest.mark.nightly
def test_one_new_core_table_is_not_published_beside_tables_of_other_inputs(
    installation: Installation, instance: dg.DagsterInstance
) -> None:
    state = installation.published_state()
    replace_text(installation.sidecar("mailonline_2016"), "Article 3881380.", "Article 3881380, seen again.")
    result, why = run_some(installation, instance, "core/document", "release")
    assert not result.success
    assert "documents/mailonline_2016.yml has changed since release " in why
    assert installation.published_state() == state


@pytest.mark.nightly
def test_a_problem_stops_the_release_of_a_run_that_leaves_the_check_of_problems_out(
    installation: Installation, instance: dg.DagsterInstance
) -> None:
    state = installation.published_state()
    replace_text(installation.document("nursing_times_2016"), "NHS STOKE ON TRENT CCG", "NHS CAMELOT CCG")
    everything = dg.AssetSelection.all() - dg.AssetSelection.all_asset_checks()
    job = dg.Definitions(
        assets=defs.assets, resources=defs.resources, jobs=[dg.define_asset_job("unchecked", selection=everything)]
    ).resolve_job_def("unchecked")
    config = {"raw_dir": str(installation.raw), "warehouse_dir": str(installation.warehouse.folder)}
    result = job.execute_in_process(
        instance=instance,
        raise_on_error=False,
        run_config={"resources": {"project": {"config": {**config, "as_at": "2021-07-01"}}}, "loggers": QUIET},
    )
    assert not result.success
    assert installation.published_state() == state
