"""The columns and groups of a feed by a source's layout: which column of a file is meant, which group a text names."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from pipeline.base.paths import shown
from pipeline.base.problems import Problem, ValidationFailed
from pipeline.reference.layout_parts import Group
from pipeline.reference.layouts import LongLayout

KEEPS = "the version before stays current"


@dataclass(frozen=True)
class Columns:
    """The columns of a file: each as printed, without the blanks around it."""

    printed: tuple[str, ...]

    @property
    def _folded(self) -> list[str]:
        return [_folded(name) for name in self.printed]

    def place(self, *names: str | None) -> int | None:
        """The place of the first of `names` that is there."""
        folded = self._folded
        wanted = (_folded(name) for name in names if name)
        return next((folded.index(name) for name in wanted if name in folded), None)

    def missing(self, layout: LongLayout) -> list[str]:
        """The needed columns that are not there, with all of their names."""
        return [" or ".join(names) for names in layout.needed if self.place(*names) is None]

    def repeated(self, layout: LongLayout) -> list[str]:
        """The needed columns that are there more than once, so that nobody knows which is meant."""
        folded = self._folded
        needed = [name for names in layout.needed for name in names]
        return [name for name in needed if folded.count(_folded(name)) > 1]


def _folded(title: str) -> str:
    """A title whatever its case, and wherever a program broke its line."""
    return " ".join(title.split()).casefold()


def refused(path: Path, line_no: int | None, message: str, remedy: str) -> ValidationFailed:
    return ValidationFailed([Problem(shown(path), line_no, message, remedy)])


def group_of(printed: str, groups: Mapping[str, Group]) -> Group | None:
    """The group that a text names: one by its very name before any pattern, then the first pattern that fits."""
    text = printed.strip().casefold()
    exact = next((group for name, group in groups.items() if name.strip().casefold() == text), None)
    return exact or next((group for name, group in groups.items() if _fits(text, name.strip().casefold())), None)


def _fits(text: str, pattern: str) -> bool:
    return re.fullmatch(".*".join(map(re.escape, pattern.split("*"))), text, re.DOTALL) is not None


def holds(printed: str, values: Sequence[str]) -> bool:
    """Whether a text is one of `values`, whatever the case and the blanks around it."""
    return printed.strip().casefold() in {value.strip().casefold() for value in values}
