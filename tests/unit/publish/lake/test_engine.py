"""Where the extensions come from, what is said where they are not there, and how S3 is reached."""

from __future__ import annotations

import importlib.util
import os
from collections.abc import Callable
from importlib.machinery import ModuleSpec
from pathlib import Path

import duckdb
import pytest
from lakes import need_extensions

from pipeline.base.problems import ValidationFailed
from pipeline.publish.lake.address import read_address
from pipeline.publish.lake.engine import open_engine, s3_secret

FILES = read_address("ducklake:lake.ducklake", "data")
SERVED = read_address("ducklake:postgres:host=db", "data")


def loaded(con: duckdb.DuckDBPyConnection) -> set[str]:
    query = "SELECT extension_name FROM duckdb_extensions() WHERE loaded AND install_mode <> 'STATICALLY_LINKED'"
    return {name for (name,) in con.execute(query).fetchall()}


def test_only_what_is_needed_is_loaded() -> None:
    need_extensions()
    with open_engine(FILES) as con:
        assert loaded(con) == {"ducklake"}
    with open_engine(SERVED, data=False) as con:
        assert loaded(con) == {"postgres_scanner"}
    with open_engine(SERVED, catalogue=False) as con:
        assert loaded(con) == {"ducklake"}
        with pytest.raises(duckdb.Error):
            con.execute("FROM postgres_query('db', 'SELECT 1')")
        settings = (
            "SELECT current_setting('autoinstall_known_extensions'), current_setting('autoload_known_extensions')"
        )
        assert con.execute(settings).fetchall() == [(False, False)]


@pytest.mark.parametrize(
    ("versions", "said"),
    [
        (None, "duckdb-extension-ducklake: is not installed. Install it: make lake, or pip install .[lake]"),
        (["v0.1.0"], f"duckdb-extension-ducklake: is for DuckDB v0.1.0, and this is v{duckdb.__version__}. Install it"),
    ],
)
def test_what_is_missing_is_told(
    versions: list[str] | None, said: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def find_spec(_name: str) -> ModuleSpec | None:
        if versions is None:
            return None
        for version in versions:
            (tmp_path / "extensions" / version).mkdir(parents=True)
        found = ModuleSpec("found", None, is_package=True)
        found.submodule_search_locations = [str(tmp_path)]
        return found

    monkeypatch.setattr("pipeline.publish.lake.engine.find_spec", find_spec)
    with pytest.raises(ValidationFailed) as refused:
        open_engine(FILES)
    assert str(refused.value).startswith(said)
    assert importlib.util.find_spec("duckdb") is not None


@pytest.mark.parametrize(
    ("environment", "secret"),
    [
        ({}, "CREATE SECRET (TYPE s3)"),
        (
            {"AWS_ACCESS_KEY_ID": "me", "AWS_SECRET_ACCESS_KEY": "it's", "AWS_REGION": "eu-west-2"},
            "CREATE SECRET (TYPE s3, KEY_ID 'me', SECRET 'it''s', REGION 'eu-west-2')",
        ),
        (
            {"AWS_ENDPOINT_URL": "http://127.0.0.1:8333", "AWS_SESSION_TOKEN": ""},
            "CREATE SECRET (TYPE s3, ENDPOINT '127.0.0.1:8333', URL_STYLE 'path', USE_SSL False)",
        ),
        (
            {"AWS_ENDPOINT_URL": "http://other", "AWS_ENDPOINT_URL_S3": "https://s3.example"},
            "CREATE SECRET (TYPE s3, ENDPOINT 's3.example', URL_STYLE 'path', USE_SSL True)",
        ),
    ],
)
def test_s3_is_reached_by_the_usual_variables(environment: dict[str, str], secret: str) -> None:
    assert s3_secret(environment) == secret


@pytest.mark.parametrize("make", [os.mkfifo, os.mkdir])
def test_a_catalogue_that_is_no_file_is_told_and_not_waited_for(tmp_path: Path, make: Callable[[Path], None]) -> None:
    make(tmp_path / "lake")
    with pytest.raises(ValidationFailed, match=r"lake: its catalogue is no file\. Take away what is in its place"):
        open_engine(read_address(f"ducklake:{tmp_path / 'lake'}", str(tmp_path / "data")))
