"""A team for real: PostgreSQL, Redis, a server of S3, a coordinator and two workers with folders of their own."""

from __future__ import annotations

from pathlib import Path

import pytest
from lakes import server_folder
from team.servers import Missing, need_all
from team_faults import Harness, lose_workers

pytest.importorskip("dagster_celery", reason="the extra `team` is not installed")


@pytest.mark.nightly
def test_a_team_has_the_digests_of_one_machine_and_outlives_a_worker(monkeypatch: pytest.MonkeyPatch) -> None:
    try:
        need_all()
    except Missing as missing:
        pytest.skip(str(missing))
    # Opening the instance names it in the environment.
    monkeypatch.setenv("DAGSTER_HOME", "")
    monkeypatch.setenv("DAGSTER_POSTGRES_URL", "")
    monkeypatch.delenv("CCG_RAW_DIR")
    monkeypatch.delenv("CCG_WAREHOUSE_DIR")
    with server_folder() as folder:
        harness = Harness(Path(folder))
        try:
            harness.start()
            counts = lose_workers(harness, ["core"], 1)["core"]
            assert (counts.tried, counts.succeeded, counts.problems) == (1, 1, [])
        finally:
            harness.team.stop()
