"""What else is said of those that are counted, so that they are some: "12 good CCGs and 4 outstanding ones merged"."""

from __future__ import annotations

import re

from pipeline.parse.text.claims.sentence.gist import FILL
from pipeline.parse.text.claims.sentence.phrases import CONJUNCTION, FIGURES
from pipeline.parse.text.claims.sentence.scene import Scene, knows_all

_EXISTS = re.compile(
    r"\b(?:there|had|has|have|were|was|are|is|gave|gives|found|list\w*|show\w*|count\w*)\b"
    r"|^\W*with\b|[:–-]"
)


def shares_a_predicate(scene: Scene, start: int, right: int) -> bool:
    """Whether a statement that only names its bands ('12 good CCGs and 4 outstanding ones merged') shares with those
    beside it a verb that is not known, so that it counts some of the organisations; or is of those 'to learn from'."""
    marked = scene.marked
    named = _NAMED.match(marked, start)
    does = _DOES.match(marked, named.end()) if named else None
    if named and does and not knows_all(scene, *does.span("does")):
        return True
    if named and _PURPOSE.match(marked, named.end()):
        return True
    is_followed = bool(_BARE.match(marked, start) and CONJUNCTION.match(marked, right)) or bool(
        named and marked[:right].rstrip().endswith(",")
    )
    if not is_followed or _EXISTS.search(marked[:start]):
        return False
    stop = re.search(r"[;:.()|–]" if named else r"[;:.()|,–]", marked[right:])
    return not knows_all(scene, right, right + stop.start() if stop else None)


_RATED = r"(?:rated|judged|graded|found|deemed) (?:as )?"
_BARE = re.compile(rf"[{FIGURES}]{FILL}* (?:of (?:the|these) )?(?:(?:[GL]{FILL}* )?{_RATED})?B{FILL}*")
# A statement that is a noun and what describes it: a verb must follow, or it is a heading.
_NAMED = re.compile(
    rf"[{FIGURES}]{FILL}* (?:of (?:the|these) )?(?:(?:[GLR]{FILL}* )?{_RATED}B{FILL}*|B{FILL}* (?:[GLR]{FILL}*|ones))"
    rf"(?: (?:for|on|in) (?:the )?A{FILL}*)?"
)
# "60 CCGs rated good were compared with …"
_DOES = re.compile(r" (?:(?:is|are|was|were|have|has|had|been) )+(?:[a-z]+ly )?(?P<does>[a-z]+(?:ed|en|un)\b)")
# "to learn from", and not "to date", "to the board"
_PURPOSE = re.compile(r" to (?!(?:date|the|an?|our|their|its|his|her|my|be|have|this|that|much|some|no)\b)[a-z]+")
