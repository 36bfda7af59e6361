"""What Dagster is told of a team: who runs steps, and which runs were lost."""

from __future__ import annotations

from unittest.mock import patch

import dagster as dg
import pytest

from pipeline.app.dagster.coordinator import note_lost_runs
from pipeline.app.dagster.refusals import correctable
from pipeline.app.dagster.workers import team_executor
from pipeline.base.problems import ServerAway, ValidationFailed
from pipeline.base.settings import read_settings

BROKER = {"CCG_BROKER": "redis://127.0.0.1:1/0"}


def test_a_broker_without_a_store_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CCG_BROKER", BROKER["CCG_BROKER"])
    with pytest.raises(ValidationFailed, match="CCG_BROKER is set, and CCG_WORK is not"):
        team_executor(read_settings())


def test_a_broker_without_the_extra_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    for name, value in {**BROKER, "CCG_WORK": "s3://bucket/x"}.items():
        monkeypatch.setenv(name, value)
    with patch.dict("sys.modules", {"dagster_celery": None}), pytest.raises(ValidationFailed, match="the extra `team`"):
        team_executor(read_settings())


@pytest.mark.parametrize(("raised", "tagged"), [(ValidationFailed, True), (FileNotFoundError, True),
                                                (ServerAway, False), (RuntimeError, False)])  # fmt: skip
def test_what_a_step_refuses_is_not_tried_again_by_itself(
    raised: type[Exception], tagged: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("CCG_BROKER", BROKER["CCG_BROKER"])

    def step() -> None:
        raise raised([])

    @dg.asset
    def refuses() -> None:
        correctable(step)

    with dg.DagsterInstance.ephemeral() as instance:
        result = dg.materialize([refuses], instance=instance, raise_on_error=False)
        assert not result.success
        tags = instance.get_run_by_id(result.run_id).tags  # type: ignore[union-attr]
    assert (tags.get("dagster/retry_on_asset_or_op_failure") == "false") == tagged


@dg.job
def nothing() -> None:
    pass


def test_runs_that_no_process_can_be_at_have_failed() -> None:
    of = dg.DagsterRunStatus
    under_way, others = (of.STARTING, of.STARTED, of.CANCELING), (of.NOT_STARTED, of.SUCCESS, of.FAILURE)
    with dg.DagsterInstance.ephemeral() as instance:
        runs = {status: instance.create_run_for_job(nothing, status=status).run_id for status in (*under_way, *others)}
        assert set(note_lost_runs(instance)) == {runs[status] for status in under_way}
        found = {status: instance.get_run_by_id(run).status for status, run in runs.items()}  # type: ignore[union-attr]
        assert found == dict.fromkeys(under_way, of.FAILURE) | {status: status for status in others}
        assert note_lost_runs(instance) == []
