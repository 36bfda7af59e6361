"""Organisations counted by two ratings at once: 'outstanding for dementia, but inadequate for mental health'."""

from __future__ import annotations

import re
from collections.abc import Sequence

from pipeline.parse.text.claims.sentence.gist import FILL, Gist
from pipeline.parse.text.claims.sentence.gist_places import gist_place
from pipeline.parse.text.claims.stated.statements import Statement

_CLAUSE = re.compile(r"[^;]+")
# "good for mental health, but not for dementia", "for mental health only"
_NOT_OF_OTHERS = re.compile(
    r"\b(?:not|nor|never|unlike|failing|except|neither)(?: (?:for|in|on|the|so|also|of|yet|with|to))* A\b"
    r"|(?<!only )\bA(?: (?:care|services))? (?:only|alone)\b(?! [NSA])|\bnothing else\b"
)


# "good for mental health and for dementia"
_FOR = rf"(?:for|on|in) (?:the |their )?A{FILL}*(?: (?:care|services))?"
_FOR_BOTH = re.compile(
    rf"\b{_FOR}(?:,? (?:and|or)|,) {_FOR}(?=\W*$|[,;.)] ?(?!(?:only |just )?[NS])|\s(?:in|by|and|too|alike)\b)"
)


def counts_two_ratings(gist: Gist, statement: Statement, statements: Sequence[Statement]) -> bool:
    """Whether the clause of a statement sets another area against its own, or names one with bands that no figure of
    its own is stated for."""
    if len({*statement.labels}) < len(statement.labels):
        return True
    both = _FOR_BOTH.search(gist.marked, statement.last - 1) or _FOR_BOTH.search(gist.marked, statement.first)
    if both and not any(
        statement.last < mark.start < both.start() for mark in gist.marks.values() if mark.letter in "NS"
    ):
        return True
    at = gist_place(gist, statement.figure)
    if any(
        ";" not in gist.text[min(at, found.start()) : max(at, found.end())]
        for found in _NOT_OF_OTHERS.finditer(gist.text)
    ):
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
