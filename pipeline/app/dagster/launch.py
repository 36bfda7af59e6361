"""Runs a job by name in this process, in the Dagster home that `make dev` shows, without its log on the terminal."""

from __future__ import annotations

import json
import os
import re
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import yaml
from filelock import Timeout

from pipeline.app.published_into import refuse_in_the_way
from pipeline.base.locks import locked
from pipeline.base.os_errors import content_of
from pipeline.base.problems import Problem, ValidationFailed
from pipeline.base.settings import read_settings

# Where Dagster itself looks for its home.
HOME = "DAGSTER_HOME"

ANOTHER_HOME = "Name a folder that you may write in DAGSTER_HOME, and see that its disk has room"
# To make the files of an instance takes seconds.
LOCK_SECONDS = 60
_ANEW = "Correct it, or take it away, and it is written anew"
# What the address of a SQLite file cannot hold.
_NOT_IN_SQLITE = re.compile(r"\?|%[0-9a-fA-F]{2}")

# The module of the event log: as an earlier version wrote it into dagster.yaml, and as it is.
FORMER_EVENT_LOG = "module: pipeline.event_log\n"
EVENT_LOG = "module: pipeline.app.dagster.event_log\n"

# Dagster's invitation to its community, over the first page of every new home.
NO_INVITATION = "nux:\n  enabled: false\n"

# Runs are kept for a year; nothing is sent anywhere.
DAGSTER_YAML = """\
telemetry:
  enabled: false
{no_invitation}event_log_storage:
  {event_log}  class: KeptEngineEventLogStorage
  config:
    base_dir: {events}
freshness:
  enabled: true
retention:
  schedule:
    purge_after_days: 365
  sensor:
    purge_after_days: {{skipped: 7, failure: 30, success: 365}}
"""


def prepare_home(folder: Path | None = None) -> Path:
    """Makes Dagster's home with its dagster.yaml, unless it is there, and names it in the environment."""
    home = folder or read_settings().dagster_home
    if _NOT_IN_SQLITE.search(str(home)):
        message = "Dagster's store cannot be in a folder with ? or a % before two hexadecimal digits in its path"
        raise ValidationFailed([Problem(str(home), None, message, ANOTHER_HOME)])
    refuse_in_the_way(home, read_settings().raw_dir)
    try:
        _write_config(home)
    except OSError as error:
        message = f"cannot be Dagster's home: {error.strerror}"
        raise ValidationFailed([Problem(str(home), None, message, ANOTHER_HOME)]) from None
    os.environ[HOME] = str(home)
    return home


def _write_config(home: Path) -> None:
    home.mkdir(parents=True, exist_ok=True)
    config = home / "dagster.yaml"
    events = json.dumps(str(home.absolute() / "history" / "runs"))
    ours = DAGSTER_YAML.format(events=events, event_log=EVENT_LOG, no_invitation=NO_INVITATION)
    written = _written_by_a_user(config) if config.exists() else None
    # What a user has changed stays, but for the module that has another name now.
    wanted = ours if written is None else written.replace(FORMER_EVENT_LOG, EVENT_LOG)
    if wanted == ours.replace(NO_INVITATION, ""):
        wanted = ours
    if wanted != written:
        config.write_text(wanted, encoding="utf-8")


def _written_by_a_user(config: Path) -> str:
    """What stands in a dagster.yaml; ValidationFailed where that is no YAML."""
    try:
        text = content_of(config).decode("utf-8")
        yaml.safe_load(text)
    except UnicodeDecodeError:
        raise ValidationFailed([Problem(str(config), None, "is no text in UTF-8", _ANEW)]) from None
    except (yaml.YAMLError, RecursionError) as error:
        mark = getattr(error, "problem_mark", None)
        message = f"is no YAML: {getattr(error, 'problem', None) or 'it cannot be read'}"
        raise ValidationFailed([Problem(str(config), mark and mark.line + 1, message, _ANEW)]) from None
    return text


def open_instance() -> Any:
    """Dagster's instance, made when it is not there yet."""
    import dagster as dg
    from dagster._check import CheckError

    # Two processes that make the files of one instance at the same time would spoil them for good.
    home = prepare_home()
    try:
        with locked(home / ".lock", LOCK_SECONDS):
            return dg.DagsterInstance.get()
    except Timeout:
        message = f"another process has held its lock for {LOCK_SECONDS} seconds"
        raise ValidationFailed(
            [Problem(str(home), None, message, "End that process, or name another folder")]
        ) from None
    except OSError as error:
        message = f"cannot be Dagster's home: {error.strerror}: {error.filename}"
        raise ValidationFailed([Problem(str(home), None, message, ANOTHER_HOME)]) from None
    except (dg.DagsterError, CheckError, ImportError, AttributeError, TypeError, ValueError) as error:
        # What a user has written may name any module, which may refuse in any way.
        message = f"describes no instance of Dagster: {str(error).partition(chr(10))[0] or type(error).__name__}"
        raise ValidationFailed([Problem(str(home / "dagster.yaml"), None, message, _ANEW)]) from None


@contextmanager
def _home_as_before() -> Iterator[None]:
    """Opening the instance names its home in the environment; afterwards what was there before stands there again."""
    before = os.environ.get(HOME)
    try:
        yield
    finally:
        if before is None:
            os.environ.pop(HOME, None)
        else:
            os.environ[HOME] = before


@contextmanager
def _store_told() -> Iterator[None]:
    """Where Dagster cannot read or write its store, this is reported with the store's folder."""
    from sqlalchemy.exc import DBAPIError

    try:
        yield
    except DBAPIError as error:
        home = read_settings().dagster_home
        message = f"Dagster's store cannot be read or written: {error.orig}"
        raise ValidationFailed([Problem(str(home), None, message, ANOTHER_HOME)]) from None


def run_job(job: Any, run_id: str, run_config: Mapping[str, Any]) -> tuple[bool, list[str]]:
    """Runs a resolved job under `run_id`, recorded in the instance; says whether it succeeded, and if not, why."""
    with _home_as_before(), _store_told(), open_instance() as instance:
        quiet = {"loggers": {"console": {"config": {"log_level": "CRITICAL"}}}}
        result = job.execute_in_process(
            instance=instance, run_id=run_id, run_config={**run_config, **quiet}, raise_on_error=False
        )
        failures = [event.step_failure_data for event in result.all_events if event.is_step_failure]
    return bool(result.success), [why(failure) for failure in failures]


def why(failure: Any) -> str:
    """What made a step fail, from its failure data."""
    if failure.error and failure.error.cls_name == "DagsterExecutionInterruptedError":
        return "it was interrupted"
    if failure.user_failure_data and failure.user_failure_data.description:
        return str(failure.user_failure_data.description).strip()
    # Dagster's own error says which step failed; its cause says what happened.
    error = failure.error.cause or failure.error if failure.error else None
    return str(error.message if error else "a step failed").strip()
