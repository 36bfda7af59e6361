"""Measuring commands and functions in turn, so that a ratio holds while the machine's speed drifts.

Here: pairs of measurements, how they are printed, and how a script over its bound ends. Not here: what is compared.
"""

from __future__ import annotations

import os
import resource
import statistics
import subprocess
import sys
import time
from collections.abc import Callable, Mapping, Sequence

_over: list[str] = []


def seconds_of(command: Sequence[str], environment: Mapping[str, str]) -> float:
    """Wall seconds of a process from its start to its end; SystemExit with its output when it fails."""
    begun = time.perf_counter()
    done = subprocess.run(
        command, env={**os.environ, **environment}, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, check=False
    )
    taken = time.perf_counter() - begun
    if done.returncode:
        sys.exit(f"{' '.join(command)} ended with {done.returncode}:\n{done.stdout.decode()[-2000:]}")
    return taken


def in_turn(first: Callable[[], float], second: Callable[[], float], runs: int) -> tuple[list[float], list[float]]:
    """Measures two things in turn, each once before it counts."""
    first(), second()
    pairs = [(first(), second()) for _ in range(runs)]
    return [one for one, _ in pairs], [other for _, other in pairs]


def print_ratio(what: str, ours: Sequence[float], base: Sequence[float], bound: float | None) -> None:
    """Prints the median of the ratios pair by pair, with their range, and the bound if there is one.

    A median above the bound makes `finish` fail.
    """
    ratios = sorted(one / other for one, other in zip(ours, base, strict=True))
    middle = statistics.median(ratios)
    verdict = "" if bound is None else f", {held(what, middle <= bound)} the bound of {bound:g} x"
    print(
        f"{what}: {middle:.2f} x ({ratios[0]:.2f} to {ratios[-1]:.2f}){verdict}; "
        f"medians {statistics.median(ours):.3f} s against {statistics.median(base):.3f} s",
        flush=True,
    )


def held(what: str, within: bool) -> str:
    """'within' or 'OVER'; what is over makes `finish` fail."""
    if not within:
        _over.append(what)
    return "within" if within else "OVER"


def finish() -> None:
    """Ends a script: SystemExit with all that was over its bound, so that one failure hides no other measurement."""
    if _over:
        sys.exit(f"over the bound: {'; '.join(_over)}")


def peak_mebibytes() -> float:
    """The most memory that this process has held."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
