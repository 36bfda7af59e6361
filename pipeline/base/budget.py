"""What reading one file of others may need: memory, time and room on the disk, by the size of the file."""

from __future__ import annotations

from dataclasses import dataclass

MEGABYTE = 1_000_000


@dataclass(frozen=True)
class Budget:
    """`memory` and `output` are in bytes; `cpu_seconds` are of processors, `seconds` of the clock.

    `memory` counts beyond what a process has before it opens the file, `output` the largest file that it writes.
    """

    memory: int
    cpu_seconds: int
    seconds: int
    output: int


def budget_of(size: int) -> Budget:
    """The budget of a file of so many bytes: the same up to a megabyte, and more for each one beyond.

    The largest published files need a third of it.
    """
    beyond = max(0, size - MEGABYTE) // MEGABYTE
    cpu_seconds = 20 + 3 * beyond
    return Budget(
        memory=min(4_000, 500 + 100 * beyond) * MEGABYTE,
        cpu_seconds=cpu_seconds,
        # Where other work goes on beside it, the clock runs faster than the processor.
        seconds=2 * cpu_seconds + 5,
        output=(200 + 20 * beyond) * MEGABYTE,
    )
