"""The environment as libraries see it: settings of theirs that are not known to be harmless are taken out of it.

polars, and what runs beside it, end the whole program for a value that they cannot use; pandera and Dagster raise
whatever Python raises. None names the setting. What is taken out makes nothing faster, and changes no result.
"""

from __future__ import annotations

import os
import re
from collections.abc import MutableMapping

_SETTINGS = ("POLARS_", "TOKIO_", "RAYON_", "PANDERA_")
_HARMLESS = {
    "POLARS_MAX_THREADS": re.compile(r"[1-9][0-9]{0,2}"),
    "RAYON_NUM_THREADS": re.compile(r"[1-9][0-9]{0,2}"),
    "TOKIO_WORKER_THREADS": re.compile(r"[1-9][0-9]{0,2}"),
    # Asked of by processors that polars would else not run on.
    "POLARS_SKIP_CPU_CHECK": re.compile(r"[01]"),
}
# By their names these are numbers to Dagster, and those that it waits for may be broken ones.
_DAGSTERS_NUMBER = re.compile(
    r"DAGSTER_\w+_(SECONDS|SIZE|LIMIT|INTERVAL|BYTES|WORKERS|RETRIES|OFFSET|CONCURRENCY|CONCURRENT|DEPTH|PARTITIONS"
    r"|FETCH|PERIOD|TIMEOUT|FINISH)"
)
_WAITED = re.compile(r"DAGSTER_\w*(SLEEP|WAIT)\w*")
_NUMBER = re.compile(r"[0-9]{1,9}")
_BROKEN_NUMBER = re.compile(r"[0-9]{1,9}(\.[0-9]{1,9})?")


def without_harm(environment: MutableMapping[str, str] = os.environ) -> None:
    """Takes out of the environment what libraries might stumble over; what is known to be harmless stays."""
    for name in [name for name, value in environment.items() if not _is_harmless(name, value)]:
        del environment[name]


def _is_harmless(name: str, value: str) -> bool:
    if name.startswith(_SETTINGS):
        return name in _HARMLESS and bool(_HARMLESS[name].fullmatch(value))
    if _DAGSTERS_NUMBER.fullmatch(name):
        return bool((_BROKEN_NUMBER if _WAITED.fullmatch(name) else _NUMBER).fullmatch(value))
    return True
