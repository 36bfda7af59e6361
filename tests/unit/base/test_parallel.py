"""A thread whose result is waited for no longer than one likes."""

from __future__ import annotations

import subprocess
import sys
import threading

import pytest

from pipeline.base.parallel import in_thread


def test_what_the_work_gives_is_the_result() -> None:
    assert in_thread(lambda: threading.current_thread().name, "asks").result(10) == "asks"


def test_what_the_work_raises_is_raised() -> None:
    def broken() -> None:
        raise SystemExit("whatever it is")

    with pytest.raises(SystemExit, match="whatever it is"):
        in_thread(broken, "asks").result(10)


def test_a_thread_that_hangs_is_waited_for_no_longer_than_said() -> None:
    goes_on = threading.Event()
    future = in_thread(goes_on.wait, "hangs")
    with pytest.raises(TimeoutError):
        future.result(0.01)
    goes_on.set()
    assert future.result(10)


def test_a_thread_that_hangs_does_not_keep_the_program_from_ending() -> None:
    program = """
import threading
from pipeline.base.parallel import in_thread
in_thread(threading.Event().wait, "hangs")
print("ends")
"""
    ended = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, timeout=30, check=True)
    assert ended.stdout == "ends\n"
