"""The process that works for `pipeline.base.limited_process`: it loads a module, and copies itself for each call.

It never uses DuckDB or polars itself, whose pools of threads could not be copied: each copy makes its own, after it has
set its limits, works and ends. The server ends when nobody is left to ask.
"""

from __future__ import annotations

import errno
import gc
import importlib
import json
import os
import pickle
import resource
import select
import signal
import sys
import time
import traceback
import warnings
from contextlib import suppress
from dataclasses import asdict, dataclass
from tempfile import TemporaryFile
from typing import IO, Any

from pipeline.base.budget import MEGABYTE, Budget
from pipeline.base.memory_limit import data_limit
from pipeline.base.problems import ValidationFailed

_MOST_ANSWERED = 4 * MEGABYTE
_PIECE = 1 << 16
_LONGEST_REASON = 300
_DISK_FULL = os.strerror(errno.ENOSPC)
_WANT_OF_MEMORY = ("memory", "bad_alloc", "alloc")


@dataclass(frozen=True)
class _Order:
    """A call: 'module:function', its pickled arguments, the folder to work in."""

    work: str
    arguments: bytes
    folder: str
    budget: Budget


def serve(asked: int, answers: IO[bytes]) -> None:
    """Works each order of `asked`, a file descriptor, until there are no more."""
    with os.fdopen(asked, "rb", buffering=0) as orders:
        while head := _line(orders):
            order = json.loads(head)
            length, work, folder = order.pop("length"), order.pop("work"), order.pop("folder")
            arguments = _exactly(orders, length)
            if len(arguments) < length:
                return
            answer = _in_a_copy(_Order(work, arguments, folder, Budget(**order)), asked, answers.fileno())
            if answer is None:
                return
            answers.write(json.dumps(answer).encode() + b"\n")
            answers.flush()


def _in_a_copy(order: _Order, asked: int, answers: int) -> dict[str, Any] | None:
    """The answer of a copy of this process; None where nobody waits for it any more."""
    with TemporaryFile() as told:
        begun = time.monotonic()
        result, given = os.pipe()
        child = os.fork()
        if not child:
            for inherited in (result, asked, answers):
                os.close(inherited)
            _work(order, given, told.fileno())
        os.close(given)
        answered, is_late, is_left = _answer_of(result, asked, begun + order.budget.seconds)
        os.close(result)
        if is_late or is_left:
            os.kill(child, signal.SIGKILL)
        _, status, used = os.wait4(child, 0)
        if is_left:
            return None
        # Of a process that was killed for its size the machine says kilobytes.
        measured = {"cpu_seconds": round(used.ru_utime + used.ru_stime, 3), "peak_bytes": used.ru_maxrss * 1024}
        if is_late:
            reason = (
                f"was not read within {order.budget.seconds} seconds; that may lie in the machine, and is tried again"
            )
            return {"reason": reason, "lasting": False, **measured}
        with suppress(ValueError):
            if os.WIFEXITED(status) and answered:
                answer: dict[str, Any] = json.loads(answered)
                return answer if "problems" in answer or "refused" in answer else answer | measured
        told.seek(0)
        words = told.read(_PIECE).decode(errors="replace")
        return {**_reason_of_death(status, words, order.budget), **measured}


def _answer_of(result: int, asked: int, until: float) -> tuple[bytes, bool, bool]:
    """What a copy answers, whether it is late, and whether nobody waits for it any more."""
    pieces: list[bytes] = []
    size = 0
    while size <= _MOST_ANSWERED:
        left = until - time.monotonic()
        ready = select.select([result, asked], [], [], max(0.0, left))[0] if left > 0 else []
        if not ready:
            return b"", True, False
        if asked in ready:
            return b"", False, True
        piece = os.read(result, _PIECE)
        if not piece:
            return b"".join(pieces), False, False
        pieces.append(piece)
        size += len(piece)
    return b"", False, False


def _work(order: _Order, given: int, told: int) -> None:
    """What the copy does; it does not return."""
    try:
        os.dup2(told, 2)
        with suppress(OSError):
            os.chdir(order.folder)
        _limit(order.budget)
        module, _, name = order.work.partition(":")
        work = getattr(importlib.import_module(module), name)
        arguments = pickle.loads(order.arguments)
        try:
            answer = {"result": work(*arguments)}
        except ValidationFailed as refused:
            answer = {"problems": [asdict(problem) for problem in refused.problems]}
        except Exception as error:
            answer = _reason_of_error(error, order.budget)
        with os.fdopen(given, "wb") as file:
            file.write(json.dumps(answer).encode())
        os._exit(0)
    except BaseException:
        traceback.print_exc()
        os._exit(1)


def _limit(budget: Budget) -> None:
    """From here on this process ends when it goes beyond."""
    limits = {
        resource.RLIMIT_DATA: data_limit(budget.memory),
        resource.RLIMIT_CPU: budget.cpu_seconds,
        resource.RLIMIT_FSIZE: budget.output,
        resource.RLIMIT_CORE: 0,
    }
    for limit, most in limits.items():
        _, hard = resource.getrlimit(limit)
        soft = most if hard == resource.RLIM_INFINITY else min(most, hard)
        # Not every system has each of them; the clock counts everywhere.
        with suppress(ValueError, OSError):
            resource.setrlimit(limit, (soft, soft + 2 if hard == resource.RLIM_INFINITY else hard))


def _reason_of_error(error: Exception, budget: Budget) -> dict[str, Any]:
    words = f"{type(error).__name__}: {error}"
    if isinstance(error, MemoryError) or any(word in words.lower() for word in ("outofmemory", "out of memory")):
        return _too_much_memory(budget)
    if isinstance(error, OSError) and "too large" in words.lower():
        return {"reason": f"gives more than {budget.output // MEGABYTE:,} MB of results"}
    if isinstance(error, OSError) and error.errno is not None:
        # What the disk refuses says nothing of the file.
        return {"refused": [error.errno, error.strerror, error.filename]}
    if _DISK_FULL.lower() in words.lower():
        return {"refused": [errno.ENOSPC, _DISK_FULL]}
    traceback.print_exc()
    return {"reason": f"its reader broke down on it ({words[:_LONGEST_REASON]}), a problem of this program"}


def _too_much_memory(budget: Budget) -> dict[str, Any]:
    return {"reason": f"needs more than {budget.memory // MEGABYTE:,} MB of memory to be read"}


def _reason_of_death(status: int, words: str, budget: Budget) -> dict[str, Any]:
    number = os.WTERMSIG(status) if os.WIFSIGNALED(status) else 0
    if number == signal.SIGXCPU:
        return {"reason": f"takes more than {budget.cpu_seconds} seconds of a processor to be read"}
    if number == signal.SIGXFSZ:
        return {"reason": f"gives more than {budget.output // MEGABYTE:,} MB of results"}
    if number == signal.SIGKILL:
        return {"reason": "its reader was killed from outside, as for want of memory; tried again", "lasting": False}
    if any(word in words.lower() for word in _WANT_OF_MEMORY):
        return _too_much_memory(budget)
    how = signal.Signals(number).name if number else f"exit code {os.WEXITSTATUS(status)}"
    last = next((line.strip() for line in reversed(words.splitlines()) if line.strip()), "no word")
    return {"reason": f"its reader broke down on it ({how}: {last[:_LONGEST_REASON]})"}


def _line(orders: Any) -> bytes:
    line = bytearray()
    while (byte := orders.read(1)) and byte != b"\n":
        line += byte
    return bytes(line)


def _exactly(orders: Any, length: int) -> bytes:
    found = bytearray()
    while len(found) < length and (piece := orders.read(min(1 << 20, length - len(found)))):
        found += piece
    return bytes(found)


if __name__ == "__main__":
    # Whoever interrupts the command interrupts what waits for this process, which then ends too.
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    # From Python 3.12 on each copy would tell it: what DuckDB and polars begin when they are loaded waits for work.
    warnings.filterwarnings("ignore", "This process .* is multi-threaded", DeprecationWarning)
    descriptor = os.dup(0)
    sink = os.fdopen(os.dup(1), "wb")
    null = os.open(os.devnull, os.O_RDWR)
    os.dup2(null, 0)
    os.dup2(null, 1)
    importlib.import_module(sys.argv[1])
    gc.collect()
    gc.freeze()
    serve(descriptor, sink)
