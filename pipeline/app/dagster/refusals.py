"""What a step refuses, as Dagster is told of it."""

from typing import Any

import dagster as dg

from pipeline.base.os_errors import problem_of
from pipeline.base.problems import ValidationFailed


def correctable(step: Any) -> Any:
    """What `step` returns; what it refuses fails the run with the problems as its description, without retries."""
    try:
        return step()
    except ValidationFailed as refused:
        raise dg.Failure(description=str(refused), allow_retries=False) from None
    except OSError as error:
        raise dg.Failure(description=str(problem_of(error)), allow_retries=False) from error
