"""A lock that is held, and one that the system does not give."""

from __future__ import annotations

import errno
import os
from pathlib import Path
from unittest.mock import patch

import pytest
from filelock import Timeout

from pipeline.base.locks import acquired, locked
from pipeline.base.os_errors import problem_of


def test_one_holds_a_lock_at_a_time(tmp_path: Path) -> None:
    with locked(tmp_path / ".lock", 0), pytest.raises(Timeout):
        acquired(tmp_path / ".lock", 0)
    acquired(tmp_path / ".lock", 0).release()


@pytest.mark.parametrize("number", [errno.ENOLCK, errno.ENOSYS])
@pytest.mark.parametrize("there", [True, False])
def test_a_system_without_locks_is_told_with_the_file(tmp_path: Path, number: int, there: bool) -> None:
    if there:
        (tmp_path / ".lock").touch()
    refused = OSError(number, os.strerror(number))
    with patch("fcntl.flock", side_effect=refused), pytest.raises(OSError) as caught:
        acquired(tmp_path / ".lock", 1)
    problem = problem_of(caught.value)
    assert problem.path == str(tmp_path / ".lock")
    assert problem.remedy == "Use a file system with locks"


@pytest.mark.skipif(not Path("/proc/self").is_dir(), reason="the system has no folder that takes no file")
def test_a_folder_that_takes_no_file_is_told_and_not_waited_for() -> None:
    with pytest.raises(OSError, match=r"/proc/self/\.lock"):
        acquired(Path("/proc/self/.lock"), 60)


def test_a_lock_that_is_held_stays_so_however_often_it_is_asked_for(tmp_path: Path) -> None:
    held = acquired(tmp_path / ".lock", 0)
    for _ in range(3):
        with pytest.raises(Timeout):
            acquired(tmp_path / ".lock", 0)
    held.release()
