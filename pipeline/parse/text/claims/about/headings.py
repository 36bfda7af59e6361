"""Headings and titles that say of which organisations, or of whom, what stands under them is: 'CCGs with a deficit'."""

from __future__ import annotations

import re

from pipeline.parse.text.claims.sentence.gist import FILL
from pipeline.parse.text.claims.sentence.phrases import NATIONAL, WORD
from pipeline.parse.text.claims.sentence.scene import Scene, is_of_some, speaks_of_part
from pipeline.parse.text.claims.sentence.words import word_set

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
# "22 CCGs told to do better on mental health", "Twelve CCGs top the class", and not "Twelve CCGs that volunteered"
_SUMS_UP = re.compile(
    rf"\W*(?:(?:just|only|all) )?(?P<count>N{FILL}*) (?:[a-z]+ )?[GL]{FILL}* (?:(?:are|were|have been|get|given) )?"
    r"(?:top|shine|excel|fail|failing|failed|praised|hailed|celebrated?|slammed|criticised|condemned|named|told|ordered"
    r"|urged|warned|judged|rated|branded|struggle|struggling|struggled|win|won|earn|earned|awarded|must|need|let|miss"
    r"|missed|fall|fell|come|came|lag|lagging|lead|leading)\b(?P<rest>[^NOPS]*)"
)
_SUMMED_UP = word_set(
    "on for over as in at to of the a and do does better best worst worse good poor bad improve improvement action care"
    " services class table marks mark grade grades rating ratings out down behind short standard standards nhs england"
    " england's says show shows figures new latest must needs failing"
)


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


def count_summed_up(scene: Scene) -> float | None:
    """How many organisations a heading says did well or badly: 'Twelve CCGs top the class'. Where what stands under it
    counts as many in a band, it is of those, and of no part."""
    found = _SUMS_UP.fullmatch(scene.marked) if may_be_heading(scene) else None
    if found is None or speaks_of_part(scene, 0, len(scene.marked)):
        return None
    words = (word[0] for word in WORD.finditer(found["rest"]))
    if not all(word in _SUMMED_UP or word[0].isupper() for word in words):
        return None
    return scene.gist.value_at(found.start("count"))
