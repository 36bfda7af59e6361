"""What reading snapshots gave, and their files, where several machines share them."""

from __future__ import annotations

from pathlib import Path
from typing import Protocol

from pipeline.fetch.snapshots import Snapshot


class SharedResults(Protocol):
    """Results by their names, which say what they were made from."""

    def bring(self, folder: Path) -> bool:
        """Lays the result of the folder's name there, if there is one."""

    def keep(self, folder: Path) -> None:
        """Keeps a result for the others."""

    def bring_file(self, snapshot: Snapshot) -> None:
        """Lays the file of a snapshot in its place, if it is not there."""
