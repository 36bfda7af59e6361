"""Headings and titles that say of which organisations, or of whom, what stands under them is: 'CCGs with a deficit'."""

from __future__ import annotations

import re

from pipeline.parse.text.claims.sentence.gist import FILL
from pipeline.parse.text.claims.sentence.phrases import NATIONAL
from pipeline.parse.text.claims.sentence.scene import Scene
from pipeline.parse.text.claims.sentence.words import word_set

# What a heading may call all of them.
_ALL_OF_THEM = word_set(
    """
    all the these nhs england's english english-wide national clinical commissioning local our which how many of on for
    and in with by to from about are is do did rates rated names puts tells finds
    """
)
# "CCGs with a deficit", "CCGs led by GPs", "CCGs under 100,000 people"
_SUCH = re.compile(rf"[GL]{FILL}* (?:with|without|led|run|under|over|above|below|facing|near|serving|covering|in|of)\b")
_BEFORE = re.compile(rf"(?P<word>[a-z][\w'-]*) G{FILL}*")
# "Mental health: children"
_OF_PEOPLE = re.compile(
    r"(?:[:,(–-]\s?|\bfor |\bof |\bamong )(?:the )?(?:children|young people|adults|older people|carers|women|men"
    r"|mothers|prisoners|veterans|students|staff)\W*$"
)
_STATES = re.compile(rf"\b(?:is|are|was|were|has|have|had|do|does|did|must|will|should|can|[a-z]+ed)\b|B{FILL}")


def heads_some(scene: Scene) -> bool:
    """Whether a heading that states nothing says that what follows is of some organisations, or of some people."""
    marked = scene.marked
    if scene.names_area and _OF_PEOPLE.search(scene.sentence.plain):
        return True
    if NATIONAL.search(marked) or _STATES.search(marked.replace("led by", "")):
        return False
    before = _BEFORE.search(marked)
    return bool(_SUCH.search(marked)) or (before is not None and before["word"] not in _ALL_OF_THEM)
