"""What a check is and what it found, as meta.check and Dagster show it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

Severity = Literal["error", "warning"]


@dataclass(frozen=True)
class CheckSpec:
    """A check of a core table: an error stops the release, a warning is published with it."""

    table: str
    name: str
    severity: Severity
    description: str


@dataclass(frozen=True)
class CheckOutcome:
    """What a check found: one line in `outcome`, and for a failure a few rows of it in `sample`."""

    spec: CheckSpec
    passed: bool
    outcome: str
    sample: tuple[str, ...] = ()
