"""Faults that a user can mend: what is wrong, where, and what to do.

Here: the fault, the refusal that carries faults, and faults out of pydantic's errors. Not here: rejects,
which are text of a document that was not taken (`pipeline.extract.facts`).
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pydantic import ValidationError


@dataclass(frozen=True, slots=True)
class Fault:
    """What is wrong in a file; `line_no` counts from 1, None when it concerns the file as a whole."""

    path: str
    line_no: int | None
    message: str
    remedy: str

    def __str__(self) -> str:
        place = self.path if self.line_no is None else f"{self.path}:{self.line_no}"
        return f"{place}: {self.message}. {self.remedy}"


class Refused(Exception):
    """Something cannot be done, for reasons that the user can mend; nothing was changed."""

    def __init__(self, faults: list[Fault]) -> None:
        super().__init__(faults)
        self.faults = faults

    def __str__(self) -> str:
        return "\n".join(str(fault) for fault in self.faults)


def validation_faults(
    error: ValidationError, path: str, line_of: Callable[[tuple[str | int, ...]], int | None]
) -> list[Fault]:
    """One fault for each error of a pydantic model, at the line that `line_of` gives for its place."""
    faults = []
    for detail in error.errors(include_url=False, include_context=False):
        place = detail["loc"]
        name = ".".join(str(part) for part in place) or "the file"
        value = repr(detail["input"])
        shown = value if len(value) <= 60 else f"{value[:57]}..."
        match detail["type"]:
            case "extra_forbidden":
                message, remedy = f"unknown key '{name}'", "Correct its spelling or take it out"
            case "missing":
                message, remedy = f"'{name}' is missing", "Add it"
            case _:
                message = f"'{name}' is {shown}: {detail['msg']}"
                remedy = "Correct the value"
        faults.append(Fault(path, line_of(place), message, remedy))
    return faults
