"""`make sql`: the file of the current release, to read only, in the command line that is of the same DuckDB."""

from __future__ import annotations

import os
import re
import subprocess
from pathlib import Path

import duckdb
import open_sql
import pytest
from installation import Installation

from pipeline.base.settings import PROJECT_DIR

LOCK = PROJECT_DIR / "scripts" / "sql" / "requirements.lock"


def test_the_command_line_is_given_the_file_itself_to_read_only(
    published: Installation, monkeypatch: pytest.MonkeyPatch
) -> None:
    started: list[list[str]] = []
    monkeypatch.setattr(os, "execv", lambda program, arguments: started.append([str(program), *arguments[1:]]))
    with published.entered():
        open_sql.main()
    release = published.warehouse.current()
    assert release
    # Not by the link, which the next refresh moves.
    assert started == [[str(open_sql.DUCKDB), *open_sql.ARGUMENTS, str(release.file.resolve())]]
    assert open_sql.ARGUMENTS[0] == "-readonly"


def test_where_nothing_is_published_it_says_what_to_do(unpublished: Installation) -> None:
    with unpublished.entered():
        said = open_sql.main()
    assert said == f"there is no published warehouse in {unpublished.warehouse.folder}: run make refresh"


def test_it_answers_from_the_input_and_cannot_write(published: Installation) -> None:
    if not open_sql.DUCKDB.is_file():
        pytest.skip("DuckDB's command line is installed by make sql")
    if duckdb.__version__ != version(LOCK, "duckdb-cli"):
        pytest.skip("the file was written by another DuckDB")
    release = published.warehouse.current()
    assert release

    def ask(question: str) -> subprocess.CompletedProcess[str]:
        command = [open_sql.DUCKDB, *open_sql.ARGUMENTS, "-csv", release.file]
        return subprocess.run(command, input=question, capture_output=True, text=True, timeout=60, check=False)

    assert ask("SELECT org_code FROM find_organisation('leeds west');").stdout.split() == ["org_code", "03C"]
    refused = ask("DELETE FROM core.rating;")
    assert refused.returncode != 0
    assert "read-only" in refused.stderr


def version(lock: Path, package: str) -> str:
    (found,) = re.findall(rf"^{package}==(\S+)", lock.read_text(encoding="utf-8"), re.MULTILINE)
    return found


def test_the_command_line_is_of_the_duckdb_that_writes_the_file() -> None:
    assert version(LOCK, "duckdb-cli") == version(PROJECT_DIR / "requirements.lock", "duckdb")
    assert "://" not in LOCK.read_text(encoding="utf-8")
