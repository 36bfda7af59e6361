"""Work that ends in every way in which work on a hostile file does."""

from __future__ import annotations

import ctypes
import os
import signal
import sys
import time
from pathlib import Path
from typing import Any

from pipeline.base.problems import Problem, ValidationFailed


def add(one: int, other: int) -> dict[str, int]:
    return {"sum": one + other}


def where() -> list[Any]:
    return [str(Path.cwd()), os.getppid()]


def refuse() -> None:
    raise ValidationFailed([Problem("a.xlsx", 3, "holds nothing", "Ask for it again")])


def take_memory(megabytes: int) -> int:
    return len(bytearray(megabytes * 1_000_000))


def abort_for_memory() -> None:
    os.write(2, b"memory allocation of 649067364352 bytes failed\n")
    os.abort()


def segfault() -> None:
    ctypes.string_at(0)


def turn() -> None:
    while True:
        pass


def sleep() -> None:
    time.sleep(60)


def write(folder: str, megabytes: int) -> None:
    Path(folder, "large").write_bytes(b"x" * megabytes * 1_000_000)


def answer_much() -> str:
    return "x" * 8_000_000


def talk() -> str:
    print("to nobody")
    sys.stderr.write("x" * 1_000_000)
    return "said"


def be_killed() -> None:
    os.kill(os.getpid(), signal.SIGKILL)


def find_the_disk_full() -> None:
    raise OSError(28, "No space left on device", "a file")


def break_down() -> None:
    {}["not there"]
