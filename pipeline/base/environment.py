"""The environment as libraries see it: settings of theirs that are not known to be harmless are taken out of it.

polars, and what runs beside it, end the whole program for a value that they cannot use, and in words that name no
setting. What is taken out makes nothing faster, and changes no result.
"""

from __future__ import annotations

import os
import re
from collections.abc import MutableMapping

_OF_LIBRARIES = ("POLARS_", "TOKIO_", "RAYON_")
_HARMLESS = {
    "POLARS_MAX_THREADS": re.compile(r"[1-9][0-9]{0,2}"),
    "RAYON_NUM_THREADS": re.compile(r"[1-9][0-9]{0,2}"),
    "TOKIO_WORKER_THREADS": re.compile(r"[1-9][0-9]{0,2}"),
    # Asked of by processors that polars would else not run on.
    "POLARS_SKIP_CPU_CHECK": re.compile(r"[01]"),
}


def without_harm(environment: MutableMapping[str, str] = os.environ) -> None:
    """Takes out of the environment what libraries might stumble over; what is known to be harmless stays."""
    for name in [name for name in environment if name.startswith(_OF_LIBRARIES)]:
        form = _HARMLESS.get(name)
        if form is None or not form.fullmatch(environment[name]):
            del environment[name]
