"""Faults that a user can mend: what is wrong, where, and what to do.

Here: the fault, and the refusal that carries faults. Not here: faults out of pydantic's errors
(`pipeline.base.validation_faults`), rejects, which are text of a document that was not taken
(`pipeline.parse.text.facts`).
"""

from __future__ import annotations

from dataclasses import dataclass


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
