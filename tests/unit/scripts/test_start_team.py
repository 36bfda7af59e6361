"""`make team` as somebody finds it who mistypes, starts it twice, or has lost its terminal; no server is started."""

from __future__ import annotations

import os
import socket
import subprocess
import sys
import time
from pathlib import Path

import pytest
from filelock import FileLock
from team.running import end_leftovers
from team.servers import HOST, REDIS, Passwords, Ports, Redis

from pipeline.base.settings import PROJECT_DIR

SCRIPT = PROJECT_DIR / "scripts" / "start_team.py"


def start_team(folder: Path, *words: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run([sys.executable, SCRIPT, "--folder", folder, *words],
                          capture_output=True, text=True, check=False)  # fmt: skip


def test_a_mistyped_action_starts_nothing(tmp_path: Path) -> None:
    done = start_team(tmp_path / "team", "stpo")
    assert done.returncode == 2
    assert "invalid choice: 'stpo'" in done.stderr
    assert not (tmp_path / "team").exists()


def test_the_second_of_two_leaves_the_first_alone(tmp_path: Path) -> None:
    (tmp_path / "running.json").write_text("the first's")
    with FileLock(tmp_path / "lock"):
        done = start_team(tmp_path)
        told = start_team(tmp_path, "stop")
    assert (done.returncode, done.stderr) == (1, f"A team runs in {tmp_path} already: make team-stop\n")
    assert (told.returncode, told.stderr) == (1, f"No team runs in {tmp_path}\n")
    assert sorted(path.name for path in tmp_path.iterdir()) == ["lock", "running.json"]
    assert (tmp_path / "running.json").read_text() == "the first's"


def test_a_folder_that_cannot_be_written_is_told_in_words(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    done = start_team(tmp_path / "file" / "team")
    assert done.returncode == 1
    assert done.stderr.startswith(f"The team cannot run in {tmp_path / 'file' / 'team'}: ")
    assert "Traceback" not in done.stderr


def test_what_a_killed_team_has_left_is_ended_and_nobody_elses(tmp_path: Path) -> None:
    folders = [tmp_path / "team", tmp_path / "team-2"]
    left, others = (
        subprocess.Popen(["sleep", "60"], env={**os.environ, "TEAM_FOLDER": str(folder)}) for folder in folders
    )
    try:
        for process in (left, others):
            # Until the program has begun, its environment is not there to be read.
            while b"TEAM_FOLDER=" not in Path(f"/proc/{process.pid}/environ").read_bytes():
                time.sleep(0.01)
        assert end_leftovers(folders[0]) == 1
        assert left.wait(timeout=10) == -9
        assert others.poll() is None
    finally:
        for process in (left, others):
            process.kill()
            process.wait()


def test_ports_stay_until_somebody_takes_one(tmp_path: Path) -> None:
    names = ["web", "s3"]
    ports = [Ports(tmp_path).get(name) for name in names]
    assert [Ports(tmp_path).get(name) for name in names] == ports
    with socket.socket() as taken:
        taken.bind((HOST, ports[0]))
        taken.listen()
        web, s3 = (Ports(tmp_path).get(name) for name in names)
    assert web != ports[0]
    assert s3 == ports[1]


def test_a_folder_may_have_blanks_and_quotes_in_its_name(tmp_path: Path) -> None:
    if subprocess.run(["sh", REDIS, "find"], capture_output=True, check=False).returncode:
        pytest.skip("there is no Redis: make .venv/.redis")
    folder = tmp_path / """Ann's "team" """
    (folder / "logs").mkdir(parents=True)
    redis = Redis(folder, Ports(folder), Passwords.of(folder))
    try:
        redis.start()
        assert (folder / "redis" / "appendonlydir").is_dir()
    finally:
        redis.stop()
