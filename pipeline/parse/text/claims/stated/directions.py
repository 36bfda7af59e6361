"""Words right before bands that lead away from them: 'below good' means the bands below it, 'at least good' those above
too.
"""

from __future__ import annotations

import re
from typing import NamedTuple

from pipeline.parse.text.claims.sentence.words import word_set
from pipeline.parse.text.claims.stated.links import AUXILIARIES, RATED


class Direction(NamedTuple):
    """Which way bands lead, as `Statement.beyond` has it ('' where to themselves alone), and where its words begin."""

    beyond: str
    start: int


_BANDS_FOLLOW = r" (?:an? |the )?(?:rating of )?$"
_DIRECTIONS = (
    (re.compile(rf"\b(?:at least|at (?:a|the) minimum|no (?:worse|lower|less) than){_BANDS_FOLLOW}"), "better"),
    (re.compile(rf"\b(?:at best|at most|no (?:better|higher|more) than){_BANDS_FOLLOW}"), "worse"),
    (re.compile(rf"\b(?:above|(?:better|higher) than){_BANDS_FOLLOW}"), "only better"),
    (re.compile(rf"\b(?:below|beneath|short of|(?:worse|lower|poorer|less) than){_BANDS_FOLLOW}"), "only worse"),
)
# What may stand before those; after any other word ("just below", "one step above") they mean other bands.
_MAY_LEAD = RATED | AUXILIARIES | word_set("fell fall falls fallen falling came come scored number those G L N S")
# Other words that lead to no band as named; 'under' does after a verb of placing.
_ELSEWHERE = re.compile(
    r"\b(?:above|below|beneath|beyond|behind|under|over|off|near|nearer|close to|closer to|next to|around|about|against"
    rf"|towards?|despite|than|short of|minimum|at (?:least|most|best|worst)|between|outside|past|versus){_BANDS_FOLLOW}"
)
_PLACED_UNDER = re.compile(
    rf"\b(?:comes?|came|falls?|fell|fallen|put|placed|listed|filed|grouped) under{_BANDS_FOLLOW}"
)
# So much before the bands is looked at.
_REACH = 60


def direction_of(text: str, bands: int) -> Direction | None:
    """Which way the bands at `bands` of a text lead by the words right before them; None where that is not understood.

    The text is a gist or a folded sentence.
    """
    offset = max(0, bands - _REACH)
    before = text[offset:bands]
    for pattern, beyond in _DIRECTIONS:
        if found := pattern.search(before):
            words = before[: found.start()].split()
            is_understood = not words or words[-1].strip("():,") in _MAY_LEAD
            return Direction(beyond, offset + found.start()) if is_understood else None
    if _ELSEWHERE.search(before) and not _PLACED_UNDER.search(before):
        return None
    return Direction("", bands)
