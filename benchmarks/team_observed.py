"""What Dagster's records say of the runs of a team, for those who disturb it; where its database is away, it waits."""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import TypeVar

import dagster as dg
from sqlalchemy.exc import DBAPIError

LOOK_SECONDS = 0.05
ENDED = {dg.DagsterRunStatus.SUCCESS, dg.DagsterRunStatus.FAILURE, dg.DagsterRunStatus.CANCELED}
T = TypeVar("T")


class Observed:
    """The runs of the instance that the environment names."""

    def __init__(self) -> None:
        self.instance = dg.DagsterInstance.get()
        self.known = {run.run_id for run in self.instance.get_runs()}

    def next_run(self, seconds: float) -> str:
        """The next run that nobody was told of."""

        def look() -> str | None:
            new = [run.run_id for run in reversed(self.instance.get_runs()) if run.run_id not in self.known]
            return new[0] if new else None

        found = self._until(look, seconds, "no run begins")
        self.known.add(found)
        return found

    def begun(self, run: str, step: str, seconds: float) -> tuple[str, str]:
        """The key of a step that has begun, and the worker that is at it."""

        def look() -> tuple[str, str] | None:
            workers: dict[str, str] = {}
            for entry in self.instance.all_logs(run):
                event = entry.dagster_event
                if not event or not entry.step_key or entry.step_key.partition("[")[0] != step:
                    continue
                metadata = getattr(event.event_specific_data, "metadata", None) or {}
                if "Celery worker" in metadata:
                    workers[entry.step_key] = str(metadata["Celery worker"].value).partition("@")[0]
                if event.is_step_start:
                    return entry.step_key, workers[entry.step_key]
            return None

        return self._until(look, seconds, f"{step} does not begin")

    def has_ended(self, run: str, key: str) -> bool:
        """Whether a step has succeeded."""
        events = (entry.dagster_event for entry in self.instance.all_logs(run) if entry.step_key == key)
        return any(event is not None and event.is_step_success for event in events)

    def succeeded(self, run: str, key: str, seconds: float) -> None:
        """Waits until a step has succeeded, or the run has ended otherwise."""
        self._until(lambda: self.has_ended(run, key) or self.has_failed(run) or None, seconds, f"{key} does not end")

    def end_of(self, run: str, seconds: float, or_none: bool = False) -> str:
        """How a run ended; with `or_none` nothing where it does not in that time."""

        def look() -> str | None:
            found = self.instance.get_run_by_id(run)
            return found.status.value if found and found.status in ENDED else None

        try:
            return self._until(look, seconds, f"{run} does not end")
        except AssertionError:
            if or_none:
                return ""
            raise

    def has_failed(self, run: str) -> bool:
        found = self.instance.get_run_by_id(run)
        return found is not None and found.status == dg.DagsterRunStatus.FAILURE

    def last_run(self) -> str:
        """The run that was asked for last, of whom everybody is told then."""

        def look() -> str:
            return self.instance.get_runs(limit=1)[0].run_id

        found = self._until(look, 60, "there is no run")
        self.known.add(found)
        return found

    def _until(self, look: Callable[[], T | None], seconds: float, why: str) -> T:
        until = time.monotonic() + seconds
        while time.monotonic() < until:
            try:
                if (found := look()) is not None:
                    return found
            except DBAPIError:
                time.sleep(1)
            time.sleep(LOOK_SECONDS)
        raise AssertionError(f"{why} in {seconds} seconds")
