"""What follows what somebody says: 'The minister said that 30 CCGs were inadequate. Officials cannot find that number.'

The next sentence may answer it, put it right or say what was meant. If it points back or has a figure that is of
nothing, each of its words is understood, or what was said is no claim.
"""

from __future__ import annotations

import re

from pipeline.parse.text.claims.doubts.leading import is_plain
from pipeline.parse.text.claims.doubts.ordinary import is_ordinary
from pipeline.parse.text.claims.doubts.raters import OURS
from pipeline.parse.text.claims.doubts.remarks import Later
from pipeline.parse.text.claims.sentence.gist import FILL
from pipeline.parse.text.claims.sentence.phrases import FIGURES
from pipeline.parse.text.claims.sentence.scene import Scene
from pipeline.parse.text.claims.sentence.words import SAYING
from pipeline.schema.values import NoClaim

_POINTS_BACK = re.compile(
    r"\b(?:that|this|it|so|(?<!of )(?<!among )them|she|he|him|her)\b|\b(?:the|those"
    r"|these) (?:[a-z]+ )?(?:figure|number|count"
    r"|total|claim|record)s?\b"
)
# "Two, in the table.", "Divide by 15 and you are there."
_OF_NOTHING = re.compile(
    rf"[{FIGURES}]{FILL}*(?=\W*$|[,;)]| (?:in|by|of them|according|surely|and|at|on|more|fewer|was|were|is|are)\b)"
)
# What a figure may be of.
_OF = frozenset("ABGLOPRD")


def is_answered(scene: Scene, later: Later) -> NoClaim | None:
    """Why what somebody says in a sentence is no claim, as the next one of its paragraph answers it."""
    if later.next_own is None or SAYING.isdisjoint(scene.sentence.plain.split()) or OURS.search(scene.sentence.plain):
        return None
    following = later.scene_of(later.next_own)
    letters = {mark.letter for mark in following.gist.marks.values()}
    if letters.isdisjoint(_OF) and _OF_NOTHING.search(following.marked):
        return "denial"
    if "B" in letters or is_plain(following) or is_ordinary(following):
        return None
    return "denial" if _POINTS_BACK.search(following.sentence.plain) else None
