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


def test_a_system_without_locks_is_told_with_the_file(tmp_path: Path) -> None:
    refused = OSError(errno.ENOLCK, os.strerror(errno.ENOLCK))
    with patch("filelock._unix.fcntl.flock", side_effect=refused), pytest.raises(OSError) as caught:
        acquired(tmp_path / ".lock", 1)
    problem = problem_of(caught.value)
    assert problem.path == str(tmp_path / ".lock")
    assert problem.remedy == "Use a file system with locks"
