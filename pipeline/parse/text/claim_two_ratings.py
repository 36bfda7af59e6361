"""Organisations counted by two ratings at once: 'outstanding for dementia, but inadequate for mental health'."""

from __future__ import annotations

import re
from collections.abc import Sequence

from pipeline.parse.text.claim_gist import Gist
from pipeline.parse.text.claim_statements import Statement

_CLAUSE = re.compile(r"[^;]+")


def counts_two_ratings(gist: Gist, statement: Statement, statements: Sequence[Statement]) -> bool:
    """Whether the clause of a statement names another area with bands that no figure of its own is stated for."""
    if len({*statement.labels}) < len(statement.labels):
        return True
    clause = next(
        found for found in _CLAUSE.finditer(gist.marked) if found.start() <= statement.figure.start < found.end()
    )
    marks = [mark for mark in gist.marks.values() if clause.start() <= mark.start < clause.end()]
    stated = [(each.start, each.end) for each in statements if each.labels]
    alone = [
        mark.start
        for mark in marks
        if mark.letter == "B" and not any(start <= mark.start < end for start, end in stated)
    ]
    if not alone:
        return False
    areas = {gist.plain[mark.start : mark.end] for mark in marks if mark.letter == "A"}
    return len(areas) > 1
