"""How prose states a figure and leaves out its bands, which the words before give: 'and 57 for dementia', 'up from 4'.

The patterns run on a gist (`claims.sentence.gist_letters`).
"""

from __future__ import annotations

import re

from pipeline.parse.text.claims.stated.pattern_parts import CHANGED, IN_DATE

_ELLIPSIS_ENDS = r"(?= ?[,;.)–|]| ?$| (?:and|but|while)\b)"
# A figure that stands before a change: 'from 4 in 2016/17 to', 'up from 4 in 2016/17', 'compared with 4 in 2016/17'.
BEFORE_THE_CHANGE = (
    re.compile(rf"{CHANGED} from (?:just |only )?(?P<figure>[NS])(?: [GL])?(?: {IN_DATE})? to\b"),
    re.compile(rf"\bfrom (?:just |only )?(?P<figure>[NS])(?: [GL])? {IN_DATE}"),
    re.compile(rf"\b(?:from|against|with) (?:just |only )?N(?: [GL])? \((?P<figure>S)\) {IN_DATE}"),
    re.compile(
        rf"(?:,| –| \(| and|;)? ?(?:up|down|a (?:rise|fall|drop|jump|increase)|rising|falling|compared(?: with| to)?"
        rf"|against|"
        rf"as against|instead of|versus)(?: from| on| with)? (?:just "
        rf"|only )?(?P<figure>[NS])(?: [GL])?(?: \([NS]\))? {IN_DATE}"
    ),
)
# Sentences that leave out the bands of the sentence before: "In 2017/18 it was 46%.", "On diabetes nine were."
ELLIPTICAL_SENTENCES = (
    re.compile(
        r"^(?:but |and )?(?:in|for|on) (?:the )?[AD](?: care| services)?,? (?:it|the (?:figure|number|share|total"
        r"|proportion|tally))"
        r" (?:was|is|stood at|had been) (?:just |only )?(?P<figure>[NS])(?: [GL])?[.;]?$"
    ),
    re.compile(
        r"^(?:but |and )?(?:in|for|on) (?:the )?[AD](?: care| services)?,? (?:just "
        r"|only )?(?P<figure>[NS])(?: [GL])? (?:were|was)[.;]?$"
    ),
)
# Figures that leave out the bands of the statement before.
ELLIPSES = (
    # and 57 for dementia; 57 in 2016/17
    re.compile(
        rf"(?:,|;| –| and| but| while|, and|, but|, while)(?: (?:there were|it was|had|a further|another|just"
        rf"|only)){{0,2}} "
        rf"(?:(?:in|at) )?(?P<figure>[NS])(?: [GL])?(?: (?:were|was|did so|did|had it|had that|so))?(?: (?:(?:for|in"
        rf"|on) )?(?:the )?[AD](?: (?:care|"
        rf"services|provision|ratings?))?){{1,2}}{_ELLIPSIS_ENDS}"
    ),
    # mental health at two
    re.compile(
        rf"(?:,|;| and| but| while|, and|, but|, while) A (?:(?:at|in|for|had) )?(?:just "
        rf"|only )?(?P<figure>[NS])(?: [GL])?{_ELLIPSIS_ENDS}"
    ),
    # and in 2016/17 nine; for dementia 57; for dementia it was 57
    re.compile(
        rf"(?:,|;| –| and| but| while|, and|, but|, while|; and|; but|and,)(?: (?:(?:for|in"
        rf"|on) )?(?:the )?[AD](?: (?:care|services|provision|"
        rf"ratings?))?){{1,2}}[,:]?(?: (?:there were|it was|the (?:figure|number|total) was|just|only)){{0,2}} "
        rf"(?P<figure>[NS])(?: [GL])?(?: (?:were|was|did so|did))?{_ELLIPSIS_ENDS}"
    ),
)
