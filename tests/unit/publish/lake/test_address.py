"""Where a lake is, as the settings say it and as messages show it."""

from __future__ import annotations

from pathlib import Path

import pytest

from pipeline.publish.lake.address import read_address, without_passwords


def test_a_connection_string_gets_the_name_of_the_application() -> None:
    lake = read_address("ducklake:postgres:host=db dbname=lake password=geheim", "s3://bucket/lake/")
    assert (lake.is_postgres, lake.is_remote, lake.data) == (True, True, "s3://bucket/lake/")
    assert lake.ducklake() == "ducklake:postgres:host=db dbname=lake password=geheim"
    assert lake.database("a reader") == "host=db dbname=lake password=geheim application_name='a reader'"
    assert str(lake) == "ducklake:postgres:host=db dbname=lake password=…"


def test_so_does_a_uri() -> None:
    lake = read_address("ducklake:postgres:postgresql://ccg:geheim@db/lake?sslmode=require", "data")
    assert lake.database("reader") == "postgresql://ccg:geheim@db/lake?sslmode=require&application_name=reader"
    assert str(lake) == "ducklake:postgres:postgresql://ccg:…@db/lake?sslmode=require"


def test_a_file_and_a_folder_are_taken_from_the_working_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    lake = read_address("ducklake:lake.ducklake", "data")
    assert (lake.catalogue, lake.data) == (f"{tmp_path}/lake.ducklake", f"{tmp_path}/data/")
    assert (lake.is_postgres, lake.is_remote) == (False, False)
    assert lake.ducklake("reader") == f"ducklake:{tmp_path}/lake.ducklake"


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("unable to connect to 'host=db password=geheim user=x'", "unable to connect to 'host=db password=… user=x'"),
        (r"password = 'ge \' heim' dbname=x", "password = … dbname=x"),
        ("PASSWORD=geheim", "PASSWORD=…"),
        ("postgres://u:ge%40heim@db/x", "postgres://u:…@db/x"),
        ("postgres://db/x", "postgres://db/x"),
    ],
)
def test_no_password_is_shown(text: str, shown: str) -> None:
    assert without_passwords(text) == shown
