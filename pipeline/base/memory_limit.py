"""How much memory this process may hold from some moment on, counted beyond what it holds then.

Where it would hold more it gets MemoryError, and the machine stays as it is.
"""

from __future__ import annotations

import os
import resource
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from pipeline.base.budget import MEGABYTE

# What the threads of DuckDB and polars reserve for each processor, and hardly use.
_STACKS = 12 * MEGABYTE


def data_limit(beyond: int) -> int:
    """The limit for RLIMIT_DATA that lets this process hold so many bytes more."""
    return _data_bytes() + _STACKS * (os.cpu_count() or 1) + beyond


@contextmanager
def at_most(beyond: int) -> Iterator[None]:
    """Within, this process may hold so many bytes more; not every system can see to it."""
    before = resource.getrlimit(resource.RLIMIT_DATA)
    most = [limit for limit in (data_limit(beyond), *before) if limit != resource.RLIM_INFINITY]
    with suppress(ValueError, OSError):
        resource.setrlimit(resource.RLIMIT_DATA, (min(most), before[1]))
    try:
        yield
    finally:
        with suppress(ValueError, OSError):
            resource.setrlimit(resource.RLIMIT_DATA, before)


def _data_bytes() -> int:
    """What this process has of what RLIMIT_DATA counts."""
    with suppress(OSError):
        for line in Path("/proc/self/status").read_text(encoding="ascii").splitlines():
            if line.startswith("VmData:"):
                return int(line.split()[1]) * 1024
    return 0
