"""Faults at the calls by which a process writes: faults.c compiled, loaded and armed.

Here: making one call fail. Not here: which calls, and what must hold afterwards (`fault_operations`, `faults`).
"""

from __future__ import annotations

import ctypes
import os
import shutil
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

SOURCE = Path(__file__).with_suffix("").with_name("faults.c")
PRELOAD = "LD_PRELOAD"
# As faults.c numbers them.
WATCH, EIO, ENOSPC, KILLED, TORN = range(5)
KINDS = {"EIO": EIO, "ENOSPC": ENOSPC, "SIGKILL": KILLED, "torn write": TORN}


@dataclass(frozen=True)
class Fault:
    """What happens at the `number`th `call` on a path that `pattern` finds; empty texts are any."""

    kind: str
    number: int
    call: str = ""
    pattern: str = ""

    def __str__(self) -> str:
        where = f"{self.call or 'write'} {self.number}" + (f" of {self.pattern}" if self.pattern else "")
        return f"{self.kind} at {where}"


def why_not() -> str | None:
    """Why no faults can be tried here, or None."""
    if not sys.platform.startswith("linux"):
        return "faults are tried on Linux alone"
    return None if shutil.which("cc") else "there is no C compiler, cc"


def begin_with_shim(folder: Path) -> None:
    """Starts this program anew with the shim loaded, unless it is."""
    library = folder / "faults.so"
    if os.environ.get(PRELOAD, "").endswith(library.name):
        return
    compile_shim(library)
    os.environ[PRELOAD] = str(library)
    os.execv(sys.executable, [sys.executable, *sys.argv])


def compile_shim(library: Path) -> Path:
    subprocess.run(["cc", "-O2", "-Wall", "-shared", "-fPIC", "-o", str(library), str(SOURCE), "-ldl"], check=True)
    return library


def watch(root: Path, log: int) -> None:
    """From now on every call that writes under `root` is written to the file `log`."""
    _arm(root, Fault("", 0), WATCH, log)


def arm(root: Path, fault: Fault) -> None:
    """From now on `fault` waits under `root`, for this process and those that it forks."""
    _arm(root, fault, KINDS[fault.kind], -1)


def disarm() -> bool:
    """No fault any more; whether the one that was armed was met."""
    library = ctypes.CDLL(None)
    library.fault_disarm()
    library.fault_met.restype = ctypes.c_long
    return bool(library.fault_met())


def _arm(root: Path, fault: Fault, how: int, log: int) -> None:
    values = [str(root).encode(), fault.call.encode(), fault.pattern.encode()]
    ctypes.CDLL(None).fault_arm(*values, ctypes.c_long(fault.number), ctypes.c_int(how), ctypes.c_int(log))
