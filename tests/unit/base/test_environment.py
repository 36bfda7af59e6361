"""Settings of libraries in the environment: what would end the program is not there when they look."""

from __future__ import annotations

import os
import subprocess
import sys

import pytest

from pipeline.base.environment import without_harm


def test_what_is_known_to_be_harmless_stays_and_other_settings_of_libraries_go() -> None:
    stays = {"POLARS_MAX_THREADS": "2", "POLARS_SKIP_CPU_CHECK": "1", "RAYON_NUM_THREADS": "16", "TZ": "Nowhere"}
    goes = {
        "POLARS_IDEAL_MORSEL_SIZE": "0",
        "POLARS_VERBOSE": "1",
        "TOKIO_WORKER_THREADS": "0",
        "PANDERA_VALIDATION_DEPTH": "x",
    }
    environment = stays | goes
    without_harm(environment)
    assert environment == stays


@pytest.mark.parametrize("threads", ["0", "-1", "", " 2", "2\n", "many", "²", "99999999999999999999"])
def test_a_number_of_threads_that_is_none_goes(threads: str) -> None:
    environment = {"POLARS_MAX_THREADS": threads}
    without_harm(environment)
    assert environment == {}


def test_what_dagster_takes_for_a_number_is_one() -> None:
    stays = {
        "DAGSTER_HOME": "/home",
        "DAGSTER_GRPC_TIMEOUT_SECONDS": "60",
        "DAGSTER_STEP_DELEGATING_EXECUTOR_SLEEP_SECONDS": "0.5",
        "DAGSTER_DISABLE_TELEMETRY": "yes",
    }
    environment = stays | {"DAGSTER_EVENT_BATCH_SIZE": "x", "DAGSTER_RUN_QUEUE_PAGE_SIZE": "1.5"}
    without_harm(environment)
    assert environment == stays


def test_it_is_gone_before_libraries_look() -> None:
    work = (
        "import pipeline.schema.columns, polars as pl; print(len(pl.LazyFrame({'a': [1]}).collect(engine='streaming')))"
    )
    hostile = {"POLARS_MAX_THREADS": "0", "POLARS_IDEAL_MORSEL_SIZE": "0", "POLARS_VERBOSE": "1"}
    hostile |= {"PANDERA_VALIDATION_DEPTH": "x"}
    told = subprocess.run(
        [sys.executable, "-c", work], env=os.environ | hostile, capture_output=True, text=True, check=False, timeout=60
    )
    assert (told.returncode, told.stdout, told.stderr) == (0, "1\n", "")
