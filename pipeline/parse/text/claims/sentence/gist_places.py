"""Where something stands in a gist: a mark, what was counted last before a place, the pronouns of a rating."""

from __future__ import annotations

import re
from itertools import pairwise

from pipeline.parse.text.claims.sentence.gist import Gist, Mark
from pipeline.parse.text.claims.sentence.kinds import UNKNOWN, last_unknown

_COUNTED = re.compile(r"[NS](?: [a-zA]+){0,3} ([GLOP])")
# Those that others are only held against are not what is spoken of: "Hospices did better than CCGs".
_BODY = re.compile(r"(?<!\bthan )(?<!\bunlike )(?<!\blike )([GLO])")
_OF_BODY = re.compile(r"\b(?:of|among) (?:the |all |all the )?([GO])\b")
_NEAR = 400


def gist_place(gist: Gist, mark: Mark) -> int:
    return next(place for place, other in gist.marks.items() if other is mark)


def last_counted(gist: Gist, end: int) -> str:
    """The letter of what was counted last before `end`, else of the body last named; empty if there is neither.

    It is UNKNOWN where something of a kind that is not known was spoken of since, as in 'England has 200 hospices'.
    """
    offset = max(0, end - _NEAR)
    before = gist.text[offset:end]
    counted = list(_COUNTED.finditer(before))
    since = counted[-1].end() if counted else 0
    found = list(_OF_BODY.finditer(before, since)) or counted or list(_BODY.finditer(before))
    unknown = last_unknown(gist, offset, end)
    if unknown > (offset + found[-1].start(1) if found else -1):
        return UNKNOWN
    return found[-1][1] if found else ""


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
