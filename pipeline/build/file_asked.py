"""What the reading of a snapshot's file is asked for, without its readers: those are loaded where they work."""

from __future__ import annotations

from collections.abc import Mapping, Sequence, Set
from dataclasses import dataclass
from pathlib import Path

from pipeline.base.problems import Problem
from pipeline.reference.entries import Measure
from pipeline.reference.layouts import LongLayout, WorkbookLayout
from pipeline.reference.register import Register

# What a cell of a part can be.
CELL_KINDS = ("labels", "published", "without_value", "rejected", "left_out")


@dataclass(frozen=True)
class FileAsked:
    """What to read and by what; `folder` is where the tables go, and `most` the bytes of them that are taken.

    With `grids`, carried cells by their sheets, `file` need not be there.
    """

    folder: Path
    file: Path
    grids: Mapping[str | None, Path]
    layout: LongLayout | WorkbookLayout
    document_id: str
    measures: Mapping[str, Measure]
    counted: Set[str]
    register: Register
    most: int


def in_words(problems: Sequence[Problem]) -> str:
    return "; ".join(f"{problem.message}. {problem.remedy}" for problem in problems)
