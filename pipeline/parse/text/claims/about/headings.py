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
    return not (NATIONAL.search(marked) or _STATES.search(marked)) and is_of_some(scene, marked, 0)
