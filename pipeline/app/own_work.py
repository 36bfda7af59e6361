"""What passes between the steps of a run on one machine: it is in the run's folder.

Each step finds there what the one before it has left, so nothing is to be done. A team does more
(`pipeline.app.team.shared_work`).
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

from pipeline.base.json_files import json_of
from pipeline.base.problems import Problem
from pipeline.build.input_files import signature

if TYPE_CHECKING:
    from pipeline.build.shared_results import SharedResults

# What a step notes for those after it, in the folder of the run.
STATE = "state.json"


def first_problem(folder: Path) -> str | None:
    """The first problem that the run of `folder` noted, with its file, line and remedy; None where it noted none."""
    try:
        problems = json_of(folder / STATE).get("problems", [])
        return str(Problem(**problems[0])) if problems else None
    except (OSError, ValueError, TypeError, AttributeError, KeyError):
        return None


class Work:
    """One machine."""

    # Where results of reading snapshots are kept beside the folder of the warehouse.
    results: SharedResults | None = None

    def begin(self) -> None:
        """Before a step: has the inputs and the current release as all machines have them."""

    def signature(self, raw_dir: Path) -> str:
        """A text that changes whenever the inputs do; none is read for it."""
        return signature(raw_dir)

    def bring(self, folder: Path, as_at: date) -> None:
        """Lays what earlier steps made of these inputs into the folder of the run."""

    def keep_core(self, folder: Path, names: Collection[str], inputs: Mapping[str, str]) -> None:
        """Keeps what the step `core` has made of the inputs with these hashes."""

    def keep_marts(self, folder: Path, names: Collection[str], as_at: date) -> None:
        """Keeps what the step `marts` has made of what was brought."""

    def published(self, release: Path) -> None:
        """After a release has become current here, or has got its pages."""

    def fetched(self) -> None:
        """After sources were asked."""
