"""Reads other people's files in separate processes, within a budget: if such a process dies, that is only reported.

A process in which DuckDB and polars work cannot be copied safely, so the work is done by copies of one in which they
only wait: `pipeline.base.limited_server`, which is started when it is first needed and ends with this process.
"""

from __future__ import annotations

import atexit
import json
import os
import pickle
import subprocess
import sys
import threading
from contextlib import suppress
from dataclasses import asdict, dataclass
from functools import cache
from pathlib import Path
from typing import Any

from pipeline.base.budget import Budget
from pipeline.base.problems import Problem, ValidationFailed
from pipeline.base.settings import PACKAGE_DIR


@dataclass(frozen=True)
class Ended:
    """How work ended: with its result, or with the reason why there is none.

    A reason that is not `lasting` lies in the machine: another time there may be a result.
    """

    result: Any = None
    reason: str | None = None
    lasting: bool = True
    cpu_seconds: float = 0.0
    peak_bytes: int = 0


class LimitedProcess:
    """Works one call at a time, whichever thread asks, each in a process of its own."""

    def __init__(self, module: str) -> None:
        self._module = module
        self._lock = threading.Lock()
        self._server: subprocess.Popen[bytes] | None = None
        self._owner = 0
        atexit.register(self.stop)

    def prepare(self) -> None:
        """Starts what is needed, without waiting for it."""
        with self._lock:
            self._started()

    def run(self, work: str, *arguments: Any, budget: Budget) -> Ended:
        """What `work`, 'module:function', gives; its arguments go as pickles, its result comes back as JSON.

        ValidationFailed is raised as it was there, and OSError where the disk refused something.
        """
        order = pickle.dumps(arguments)
        head = json.dumps({"length": len(order), "work": work, "folder": str(Path.cwd()), **asdict(budget)})
        with self._lock:
            answer = self._asked(head.encode() + b"\n" + order) or self._asked(head.encode() + b"\n" + order)
        if answer is None:
            return Ended(reason="the process that reads files cannot be started", lasting=False)
        if problems := answer.get("problems"):
            raise ValidationFailed([Problem(**problem) for problem in problems])
        if refused := answer.get("refused"):
            raise OSError(*refused)
        return Ended(**answer)

    def stop(self) -> None:
        """Ends the server; the next call starts another."""
        server, self._server = self._server, None
        if server is not None and self._owner == os.getpid():
            server.kill()
            for pipe in (server.stdin, server.stdout):
                with suppress(OSError):
                    if pipe is not None:
                        pipe.close()
            server.wait()

    def _asked(self, order: bytes) -> dict[str, Any] | None:
        """The answer; None where the server itself has ended, which is then another's work."""
        server = self._started()
        assert server.stdin is not None and server.stdout is not None
        line = b""
        with suppress(BrokenPipeError):
            server.stdin.write(order)
            server.stdin.flush()
            line = server.stdout.readline()
        if not line.endswith(b"\n"):
            self.stop()
            return None
        answer: dict[str, Any] = json.loads(line)
        return answer

    def _started(self) -> subprocess.Popen[bytes]:
        if self._server is not None and self._server.poll() is not None:
            self.stop()
        if self._server is None or self._owner != os.getpid():
            command = [sys.executable, "-m", "pipeline.base.limited_server", self._module]
            # Whatever lies in the working folder is no module of it.
            paths = [str(PACKAGE_DIR.parent), os.environ.get("PYTHONPATH", "")]
            environment = {**os.environ, "PYTHONSAFEPATH": "1", "PYTHONPATH": os.pathsep.join(filter(None, paths))}
            self._server = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, env=environment)
            self._owner = os.getpid()
        return self._server


@cache
def limited_process(module: str) -> LimitedProcess:
    """The one of this process that has `module` loaded."""
    return LimitedProcess(module)
