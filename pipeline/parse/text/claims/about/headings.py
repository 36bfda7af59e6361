"""Headings and titles that say of which organisations, or of whom, what stands under them is: 'CCGs with a deficit'."""

from __future__ import annotations

import re

from pipeline.parse.text.claims.sentence.gist import FILL
from pipeline.parse.text.claims.sentence.phrases import NATIONAL
from pipeline.parse.text.claims.sentence.scene import Scene, is_of_some

# "Mental health: children"
_OF_PEOPLE = re.compile(
    r"(?:[:,(–-]\s?|\bfor |\bof |\bamong )(?:the )?(?:children|young people|adults|older people|carers|women|men"
    r"|mothers|prisoners|veterans|students|staff)\W*$"
)
_STATES = re.compile(
    rf"\b(?:is|are|was|were|has|have|had|do|does|did|must|will|should|can|(?!led\b)[a-z]+ed)\b|B{FILL}"
)
# What a heading of all CCGs may say of them: what they are rated for, when, in England, and with what band.
_OF_ALL = re.compile(
    rf"(?:[\s,:()|–-]|\b(?:for|on|in|by|of|at|and|the|their|are|all|across|nationally|england|rated|overall|performance"
    rf"|performed|ratings?|results|figures|care|services)\b|[ABDRV]{FILL}*)*"
)
_SEVERAL = re.compile(rf"\W*(?:(?:the|all|those) )*[GL]{FILL}*")
# "The CCGs we visited"
_THAT = re.compile(rf"\W*(?:(?:the|all|those) )*[GL]{FILL}* (?:i|we|they|you|he|she|that|which|who|whose|where)\b")
_LONGEST = 60


def may_be_heading(scene: Scene) -> bool:
    """Whether a sentence is the first of its paragraph, short, and ends as no sentence does."""
    plain = scene.sentence.plain.strip()
    return not scene.paragraph.lines and len(plain) <= _LONGEST and plain[-1:] not in (*".!?;,…",)


def heads_some(scene: Scene) -> bool:
    """Whether a sentence is a heading that states nothing, and says that what follows is of some organisations or of
    some people."""
    marked = scene.marked
    if not may_be_heading(scene):
        return False
    if scene.names_area and _OF_PEOPLE.search(scene.sentence.plain):
        return True
    if NATIONAL.search(marked):
        return False
    if _STATES.search(marked):
        return _THAT.match(marked) is not None
    return is_of_some(scene, marked, 0) or _names_which(scene)


def _names_which(scene: Scene) -> bool:
    """Whether a heading begins with CCGs and goes on with what may say which: 'CCGs under 100,000 people'."""
    counted = _SEVERAL.match(scene.marked)
    if counted is None or not scene.sentence.plain[: counted.end()].endswith("s"):
        return False
    return _OF_ALL.fullmatch(scene.marked, counted.end()) is None


# "Of the 95:" leads to what is said of those.
_OF_SO_MANY = re.compile(r"\W*(?:of|among|amongst|out of) (?:the |these |those |our )*N(?: [GL])?\W*")


# "Results (n = 40)", "Among providers too:"
_SAMPLE = re.compile(r"\bn ?= ?([0-9]{1,3})\b")
_OF_OTHERS = re.compile(
    rf"\W*(?:(?:and|but) )?(?:among(?:st)?|for|of|at|by|with) (?:[a-z]+ ){{0,2}}[OP]{FILL}*[^GLNS]*:\W*"
)


def leads_to_few(scene: Scene, fewest: int) -> bool:
    """Whether a line only says of how many others speak, and they are fewer than there ever were."""
    sample = _SAMPLE.search(scene.sentence.plain)
    if sample and int(sample[1]) < fewest and may_be_heading(scene):
        return True
    if _OF_OTHERS.fullmatch(scene.marked):
        return True
    if _OF_SO_MANY.fullmatch(scene.gist.text) is None:
        return False
    return any(mark.value < fewest for mark in scene.gist.marks.values() if mark.letter == "N")
