"""Where something stands in a gist: a mark, what was counted last before a place, the pronouns of a rating."""

from __future__ import annotations

import re
from itertools import pairwise

from pipeline.parse.text.claim_gist import Gist, Mark

_COUNTED = re.compile(r"[NS](?: [a-zA]+){0,3} ([GLOP])")
_BODY = re.compile(r"[GLO]")
_OF_BODY = re.compile(r"\b(?:of|among) (?:the |all |all the )?([GO])\b")
_NEAR = 400


def gist_place(gist: Gist, mark: Mark) -> int:
    return next(place for place, other in gist.marks.items() if other is mark)


def last_counted(gist: Gist, end: int) -> str:
    """The letter of what was last counted before `end`, else of the body last named; empty if there is neither."""
    before = gist.text[max(0, end - _NEAR) : end]
    counted = list(_COUNTED.finditer(before))
    since = before[counted[-1].end() :] if counted else before
    letters: list[str] = _OF_BODY.findall(since) or [found[1] for found in counted] or _BODY.findall(before) or [""]
    return letters[-1]


# Of "twenty of the 207 CCGs" twenty are counted.
_COUNT = re.compile(r"N(?: (?:out )?of (?:the |all |all the |those )?N)?(?: [a-zA]+){0,3} [GL]")


def last_count(gist: Gist, end: int) -> float | None:
    """How many organisations were last counted before a place of the gist."""
    found = list(_COUNT.finditer(gist.text[:end]))
    return gist.marks[found[-1].start()].value if found else None


def pronouns(gist: Gist) -> set[int]:
    """Where 'one' stands for a rating: 'an outstanding rating, 105 a good one'."""
    marks = list(gist.marks.values())
    return {
        mark.start
        for before, mark in pairwise(marks)
        if before.letter == "B" and mark.letter == "N" and mark.value == 1 and mark.start == before.end + 1
    }
