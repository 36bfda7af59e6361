"""Problems that a user can correct: what is wrong, where, and what to do; and the exception that carries them."""

from __future__ import annotations

from dataclasses import dataclass

from pipeline.base.visible import one_line, visible, writable


@dataclass(frozen=True, slots=True)
class Problem:
    """What is wrong in a file; `line_no` counts from 1, None when it concerns the file as a whole."""

    path: str
    line_no: int | None
    message: str
    remedy: str

    def __post_init__(self) -> None:
        # The name of a file may be no text, and a problem is written as text.
        for name in ("path", "message", "remedy"):
            object.__setattr__(self, name, writable(getattr(self, name)))

    def __str__(self) -> str:
        path = one_line(self.path)
        place = path if self.line_no is None else f"{path}:{self.line_no}"
        return visible(f"{place}: {self.message}. {self.remedy}")


class ValidationFailed(Exception):
    """Something cannot be done, for reasons that the user can correct; nothing was changed."""

    def __init__(self, problems: list[Problem]) -> None:
        super().__init__(problems)
        self.problems = problems

    def __str__(self) -> str:
        return "\n".join(str(problem) for problem in self.problems)


class ServerAway(ValidationFailed):
    """A server does not answer, which it may do later."""
