"""Without the setting there is no lake: nothing of it is loaded, and what asks for it is told so."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from unittest.mock import patch

from installation import Installation

from pipeline.app.dagster.definitions import build_defs
from pipeline.base.sql_functions import release_macros


def test_one_setting_of_two_is_told(published: Installation) -> None:
    with patch.dict(os.environ, {"CCG_LAKE": "ducklake:lake.ducklake"}):
        told = published.command("sql", "--lake", "SELECT 1")
    assert told.exit_code == 1
    assert "CCG_LAKE is set, and CCG_LAKE_DATA is not. Set CCG_LAKE_DATA too, or neither" in told.err
    assert "names no lake" in published.command("status", "--lake").err


def test_without_a_lake_and_a_team_nothing_of_them_is_loaded(published: Installation) -> None:
    script = """
import sys
from pipeline.app.cli import main
for command in (["sql", "SELECT 1"], ["status"], ["refresh", "--as-at", "2021-07-01"]):
    main(command)
import pipeline.app.dagster.definitions
import pipeline.app.dagster.launch
THEIRS = ("pipeline.publish.lake", "duckdb_extension", "pipeline.app.team", "pipeline.base.store", "obstore",
    "pipeline.app.dagster.workers", "pipeline.app.dagster.reading", "dagster_celery", "celery", "kombu", "redis",
    "dagster_postgres", "psycopg2")
print([name for name in sys.modules if name.startswith(THEIRS)], file=sys.stderr)
"""
    told = subprocess.run(
        [sys.executable, "-c", script], env={**os.environ, **published.environment}, capture_output=True, text=True,
        cwd=published.folder, check=True,
    )  # fmt: skip
    assert told.stderr.splitlines()[-1] == "[]"


def test_without_the_setting_there_is_no_such_asset() -> None:
    keys = {key.to_user_string() for asset in build_defs().assets or () for key in getattr(asset, "keys", ())}
    assert "release" in keys
    assert "lake" not in keys


def test_no_macro_has_null_as_its_default() -> None:
    """A lake keeps a default as text, and NULL would come back as a word."""
    assert re.findall(r":=\s*null", release_macros(), re.IGNORECASE) == []
