"""What a step refuses, as Dagster is told of it."""

from typing import Any

import dagster as dg

from pipeline.base.os_errors import of_disk, problem_of
from pipeline.base.problems import ServerAway, ValidationFailed
from pipeline.base.settings import read_settings

# A run with this tag is not tried again by itself: what a step refuses is for a person to correct.
NO_RETRY = {"dagster/retry_on_asset_or_op_failure": "false"}


def correctable(step: Any) -> Any:
    """What `step` returns; what it refuses fails the run with the problems as its description, without retries."""
    try:
        return step()
    except ServerAway as away:
        # Another try of the run may find it.
        raise dg.Failure(description=str(away), allow_retries=False) from away
    except ValidationFailed as refused:
        note_refusal()
        raise dg.Failure(description=str(refused), allow_retries=False) from None
    except Exception as error:
        refused_by_system = error if isinstance(error, OSError) else of_disk(error)
        if refused_by_system is None:
            raise
        note_refusal()
        raise dg.Failure(description=str(problem_of(refused_by_system)), allow_retries=False) from error


def note_refusal() -> None:
    """Has Dagster not try the run of this step again, where it tries failed runs again."""
    if read_settings().broker:
        context = dg.OpExecutionContext.get()
        context.instance.add_run_tags(context.run_id, NO_RETRY)
