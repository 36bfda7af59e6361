"""What reading a file gave, kept so that it is read once: a folder of tables for each, named by what it is made from.

A folder is whole, for it is put in its place by one rename; it counts only as long as each of its files holds what was
written. It is nobody's interface, and may be taken away.
"""

from __future__ import annotations

import hashlib
import json
import os
import re
import shutil
import tempfile
import time
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from pipeline.base.json_files import json_of
from pipeline.base.os_errors import sha256_of
from pipeline.build.shared_results import SharedResults

OUTCOME = "outcome.json"
# What no refresh has used for that time is removed.
_UNUSED_SECONDS = 60 * 24 * 3600
# The names of results, and of those that are being written or brought.
_OURS = re.compile(r"[0-9a-f]{32}|[.](reading|brought)-.+")


def _sha256_of(values: Any) -> str:
    return hashlib.sha256(json.dumps(values).encode()).hexdigest()


@dataclass(frozen=True)
class KeptResults:
    """The results in `folder`; `shared` is where other machines keep theirs."""

    folder: Path
    shared: SharedResults | None = None

    def place(self, name: str) -> Path:
        """The folder of a result, which is there once it is kept."""
        return self.folder / name

    def find(self, name: str) -> dict[str, Any] | None:
        """What is known of a result, whose tables are then in its place; None where no machine has it whole."""
        place = self.place(name)
        if not (place / OUTCOME).is_file():
            self.remove(name)  # what lies there is not whole, and nothing could be put in its place
            if not self._brought(place):
                return None
        try:
            outcome, files, sha256 = json_of(place / OUTCOME)
            whole = sha256 == _sha256_of([outcome, files]) and all(sha256_of(place / n) == s for n, s in files.items())
        except (OSError, ValueError, TypeError, AttributeError):
            whole = False
        if not whole:  # a machine that lost its power may leave empty files, and a disk may give back other bytes
            self.remove(name)
            return None
        os.utime(place)
        found: dict[str, Any] = outcome
        return found

    def _brought(self, place: Path) -> bool:
        """Whether another machine has the result, which is then here."""
        if self.shared is None:
            return False
        self.folder.mkdir(parents=True, exist_ok=True)
        return self.shared.bring(place)

    def remove(self, name: str) -> None:
        """Forgets a result, so that it is made anew."""
        place = self.place(name)
        if place.is_dir() and not place.is_symlink():
            shutil.rmtree(place, ignore_errors=True)
        else:
            with suppress(OSError):
                place.unlink()

    def make(self, name: str, write: Callable[[Path], tuple[dict[str, Any], bool]]) -> dict[str, Any]:
        """What `write` says of a result whose tables it writes; kept where it says that it would be so again."""
        self.folder.mkdir(parents=True, exist_ok=True)
        partial = Path(tempfile.mkdtemp(dir=self.folder, prefix=".reading-")).absolute()
        try:
            outcome, is_lasting = write(partial)
            said = [outcome, {file.name: sha256_of(file) for file in sorted(partial.iterdir())}]
            (partial / OUTCOME).write_text(json.dumps([*said, _sha256_of(said)], ensure_ascii=False), encoding="utf-8")
            if is_lasting:
                with suppress(OSError):  # another refresh was faster
                    partial.rename(self.place(name))
        finally:
            shutil.rmtree(partial, ignore_errors=True)
        if self.shared and self.place(name).is_dir():
            self.shared.keep(self.place(name))
        return outcome

    def prune(self) -> None:
        """Removes results that no refresh has used for a long time, and what was left half written; nothing else."""
        if not self.folder.is_dir():
            return
        for folder in self.folder.iterdir():
            # Another refresh may remove it meanwhile, and what cannot be looked at stays.
            with suppress(OSError):
                if _OURS.fullmatch(folder.name) and time.time() - folder.stat().st_mtime > _UNUSED_SECONDS:
                    shutil.rmtree(folder, ignore_errors=True)
