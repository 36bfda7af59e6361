"""In Dagster the lake is an asset after the release, which fails by itself; the next run makes up for it."""

from __future__ import annotations

import os
from pathlib import Path
from unittest.mock import patch

import dagster as dg
import pytest
from installation import Installation
from lakes import environment_of, need_extensions

from pipeline.app.dagster.definitions import build_defs
from pipeline.publish.lake.address import read_address
from pipeline.publish.lake.reading import releases

CONFIG = {"resources": {"project": {"config": {"as_at": "2021-07-01", "with_site": False}}},
          "loggers": {"console": {"config": {"log_level": "CRITICAL"}}}}  # fmt: skip


@pytest.mark.nightly
def test_the_lake_fails_by_itself_and_the_next_run_makes_up_for_it(installation: Installation, tmp_path: Path) -> None:
    need_extensions()
    lake = read_address(f"ducklake:{tmp_path / 'lake.ducklake'}", str(tmp_path / "data"))
    current = installation.warehouse.current()
    assert current
    with (
        installation.entered(),
        patch.dict(os.environ, environment_of(lake)),
        dg.DagsterInstance.ephemeral() as instance,
    ):
        job = build_defs().resolve_job_def("refresh")
        # After the release, and before nothing else.
        deps = job.asset_layer.asset_graph.get(dg.AssetKey("lake"))
        assert (deps.parent_keys, deps.child_keys) == ({dg.AssetKey("release")}, set())

        # A file where the folder of the data is to be.
        (tmp_path / "data").touch()
        selected = {"asset_selection": [dg.AssetKey("lake")], "instance": instance, "run_config": CONFIG}
        failed = job.execute_in_process(**selected, raise_on_error=False)
        (why,) = [event.step_failure_data.user_failure_data.description for event in failed.all_events
                  if event.is_step_failure]  # fmt: skip
        assert "cannot be written: File exists" in why

        # Nothing is new, so no step makes anything, and the lake gets what it missed all the same.
        (tmp_path / "data").unlink()
        assert job.execute_in_process(run_config=CONFIG, instance=instance).get_asset_materialization_events() == []
        assert [one.release_id for one in releases(lake)[1]] == [current.release_id]
        (made,) = job.execute_in_process(**selected).get_asset_materialization_events()
        assert made.materialization.metadata["release_id"].value == current.release_id
