"""JSON of files and answers that somebody else may have written or damaged."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from pipeline.base.os_errors import content_of


def parsed_json(content: str | bytes) -> Any:
    """The values of a JSON text; ValueError for anything else, also for one that is nested without end."""
    try:
        return json.loads(content)
    except RecursionError:
        raise ValueError("is nested too deep to be read") from None


def json_of(path: Path) -> Any:
    """The values of a JSON file; OSError where it is no ordinary file, ValueError where it holds no JSON."""
    return parsed_json(content_of(path))
