"""scripts/postgresql.sh finds PostgreSQL, starts it as nobody's root, and stops it with what it holds kept."""

from __future__ import annotations

import subprocess
from pathlib import Path

import pytest
from lakes import SCRIPT, free_port, server_folder


def told(*arguments: object, **settings: str) -> tuple[int, str, str]:
    command = ["sh", str(SCRIPT), *map(str, arguments)]
    done = subprocess.run(command, env={"PATH": "/usr/bin:/bin:/usr/sbin:/sbin", **settings}, capture_output=True,
                          text=True, check=False, timeout=60)  # fmt: skip
    return done.returncode, done.stdout.strip(), done.stderr.strip()


def test_the_folder_of_the_setting_comes_first(tmp_path: Path) -> None:
    for name in ("initdb", "pg_ctl"):
        (tmp_path / name).write_text("#!/bin/sh\n")
        (tmp_path / name).chmod(0o755)
    assert told("find", CCG_POSTGRESQL=str(tmp_path)) == (0, str(tmp_path), "")
    assert told("install", CCG_POSTGRESQL=str(tmp_path)) == (0, str(tmp_path), "")


def test_a_setting_that_names_none_is_told_and_nothing_is_installed(tmp_path: Path) -> None:
    code, printed, said = told("find", CCG_POSTGRESQL=str(tmp_path))
    assert (code, printed) == (1, "")
    assert "There is no PostgreSQL: scripts/postgresql.sh install" in said
    _, printed, said = told("install", CCG_POSTGRESQL=str(tmp_path))
    assert printed == ""
    assert f"CCG_POSTGRESQL names {tmp_path}, which holds no PostgreSQL" in said


def test_wrong_usage_shows_how_to_call_it() -> None:
    code, _, said = told()
    assert code == 2
    assert "postgresql.sh start FOLDER PORT" in said


@pytest.mark.nightly
def test_what_was_stopped_starts_again_with_what_it_held() -> None:
    found, programs, said = told("find")
    if found:
        pytest.skip(said)
    with server_folder() as folder:
        port = free_port()
        code, connection, said = told("start", folder, port, "fsync=off")
        assert code == 0, said
        try:
            assert connection.startswith(f"host=127.0.0.1 port={port} dbname=postgres user=ccg password=")
            psql = [str(Path(programs) / "psql"), connection, "--quiet", "--tuples-only", "--no-align", "--command"]
            subprocess.run([*psql, "CREATE TABLE kept AS SELECT 7 AS n"], check=True)
            assert told("stop", folder)[0] == 0
            assert not (folder / "postmaster.pid").exists()
            assert told("start", folder, port)[:2] == (0, connection)
            answer = subprocess.run([*psql, "SELECT n FROM kept"], check=True, capture_output=True, text=True)
            assert answer.stdout == "7\n"
            # Nobody without the password, and nobody else than root's deputy.
            without = subprocess.run([psql[0], connection.partition(" password=")[0], "--no-password"],
                                     capture_output=True, check=False, env={"PATH": "/usr/bin"})  # fmt: skip
            assert without.returncode != 0
            assert folder.stat().st_uid != 0
        finally:
            told("stop", folder)
