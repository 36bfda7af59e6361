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
    """The budget of a file of so many bytes: the same up to a megabyte, and more for each byte beyond.

    The files that are published need two thirds of it at most, whichever program compressed them.
    """
    beyond = max(0, size - MEGABYTE) / MEGABYTE
    return Budget(
        memory=int(min(4_000, 400 + 400 * beyond) * MEGABYTE),
        cpu_seconds=int(20 + 10 * beyond),
        # Where other work goes on beside it, the clock runs several times as fast as the processor.
        seconds=int(45 + 30 * beyond),
        output=int((200 + 20 * beyond) * MEGABYTE),
    )
