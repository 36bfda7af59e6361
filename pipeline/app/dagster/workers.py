"""The workers of a team: the executor that gives them steps, and the process that takes them.

A step is acknowledged when it has ended. That of a worker which is gone goes to another after CCG_STEP_SECONDS, and the
run goes on.
"""

from __future__ import annotations

import sys
from typing import Any

import dagster as dg

from pipeline.app.work import begin_here
from pipeline.base.problems import Problem, ValidationFailed
from pipeline.base.settings import Settings, read_settings

# The queue that dagster-celery sends steps to.
QUEUE = "dagster"


def _options(settings: Settings) -> dict[str, Any]:
    """How steps are handed out, for those who send them and for those who take them."""
    return {
        "task_acks_late": True,
        "task_reject_on_worker_lost": True,
        "worker_prefetch_multiplier": 1,
        "broker_connection_retry_on_startup": True,
        "broker_transport_options": {
            "visibility_timeout": settings.step_seconds,
            # Steps of lost workers are looked for every few seconds, where Kombu would look every hundred.
            "unacked_restore_interval": 5,
            "unacked_restore_throttle": 1,
        },
    }


def team_executor(settings: Settings) -> dg.ExecutorDefinition:
    """The executor that sends each step of a run to the broker of CCG_BROKER.

    ValidationFailed where the workers would find nothing of one another's, or the extra is not installed.
    """
    if not settings.work:
        message = "CCG_BROKER is set, and CCG_WORK is not"
        raise ValidationFailed([Problem("the environment", None, message, "Set CCG_WORK too, or neither")])
    try:
        from dagster_celery import celery_executor
    except ImportError:
        message = "needs the extra `team`, which is not installed"
        remedy = 'Run: make .venv/.team, or pip install "ccg-ratings[team]"'
        raise ValidationFailed([Problem("CCG_BROKER", None, message, remedy)]) from None
    config = {"broker": settings.broker, "backend": settings.broker, "config_source": _options(settings)}
    executor: dg.ExecutorDefinition = dg.configured(celery_executor, name="celery")(config)
    return executor


def main() -> None:
    """Takes steps until it is told to end; further arguments are celery's, such as --hostname."""
    from dagster_celery.config import DEFAULT_CONFIG, dict_wrapper
    from dagster_celery.make_app import make_app
    from dagster_celery.tasks import create_task

    settings = read_settings()
    # What it loads of the sources is what the team has.
    begin_here()
    config = dict_wrapper({**DEFAULT_CONFIG, **_options(settings)})  # type: ignore[no-untyped-call]
    app = make_app({"broker": settings.broker, "backend": settings.broker, "config_source": config})  # type: ignore[no-untyped-call]
    create_task(app)  # type: ignore[no-untyped-call]
    # One step at a time in one process: what a step starts ends with it, and no library is forked.
    app.worker_main(
        ["worker", "--pool=solo", "--queues", QUEUE, "--without-gossip", "--without-mingle", "--loglevel=WARNING",
         *sys.argv[1:]]
    )  # fmt: skip


if __name__ == "__main__":
    main()
