"""What stands between those counted and their band: it says how they are rated, or the statement is not read.

'12 CCGs that met the standard were rated good' and '12 CCGs applied and were rated good' count some of the good ones.
"""

from __future__ import annotations

import re

from pipeline.parse.text.claims.sentence.gist import FILL
from pipeline.parse.text.claims.sentence.phrases import WORD, is_plain_ly
from pipeline.parse.text.claims.sentence.scene import Scene
from pipeline.parse.text.claims.sentence.words import AWARDS, PLAIN, SAYING, word_set
from pipeline.parse.text.claims.stated.links import AUXILIARIES, LEADING_TO_BANDS, RATED
from pipeline.schema.values import NoClaim

_COUNTED = re.compile(rf"[GL]{FILL}*")
_BAND = re.compile(rf"B{FILL}*")
# How they come by a band, and what a band is called; what else stands there says something else of them.
_HOW = AWARDS | word_set(
    """
    whole inspected reviewed examined measured tested england englands country nationally nationwide across all each
    every both of and or that which who it they also then so to total at least most no not worse better below above
    lower higher less more than low short just only by nhs receive receives received earn earns earned win won given
    gave awarded handed hand hold holds held hands pick picked picks up come comes came away out down emerge emerged end
    ended fall falls fell landed sit sits settle settled told saddled lumbered attained achieve achieved reach reached
    secured score scored get one ones two three other top bottom highest lowest best worst possible first last final
    full annual official this existence existing year new same very single good manage manages managed coveted dreaded
    unwanted clinical commissioning group groups mental health dementia care service services commissioned local their
    his her its our along be remain remains remained stay stayed stands stood greatest improvement carry carries bear
    bore bears wear wears now still ever once again currently today secure secures proved turned ranks
    """
)
_ASIDE = re.compile(r"(?:\s[–-]\s|,\s)[^,–]*(?:\s[–-]\s|,)|\([^()]*\)")
_RATINGS = r"(?:ratings?|scores?|marks?|grades?|verdicts?|reports?|results?)"
# "had their good rating confirmed": what was done to ratings that they had.
_HAD_DONE = re.compile(rf" {_RATINGS} [a-z]+ed\b")
# "have good ratings and low waits"
_AND_MORE = re.compile(rf" {_RATINGS} and (?![^,;.]*B{FILL})")
# "Ministers met nine CCGs rated inadequate."
_MET = re.compile(r"\b(?:meets?|met|meeting|assess|assessing|inspect\w*)(?: with)?(?: (?:the|these|only|just|all))* $")
# "The minister praised 12 CCGs rated good.": what is done to organisations may be done to some.
_DONE = re.compile(r"\b(?P<verb>[a-z]+ed)(?: (?:the|these|only|just|all))* $")
_SAYS_SO = (SAYING | PLAIN | RATED) - word_set("named praised welcomed lamented warned awarded met")
_WITH_BAND = re.compile(rf"N{FILL}* (?:of the )?[GL]{FILL}* (?:as )?(?:{'|'.join(sorted(RATED))})\b")


def between(scene: Scene, start: int, end: int) -> NoClaim | None:
    """Why the statement at `start` to `end` counts some of those of its band, as what stands between them says."""
    marked = scene.marked
    band = _BAND.search(marked, start, end)
    counted = _COUNTED.search(marked, start, end)
    if band is None:
        return None
    if _AND_MORE.match(marked, end) or _HAD_DONE.match(marked, end) or _MET.search(marked[:start]):
        return "wording not understood"
    done = _DONE.search(marked[:start]) if _WITH_BAND.match(marked, start) else None
    if done and done["verb"] not in _SAYS_SO:
        return "wording not understood"
    if counted is None or counted.start() > band.start():
        return None
    if _is_of_some(scene, start, counted.start()):
        return "wording not understood"
    return "wording not understood" if _is_qualified(marked[counted.end() : band.start()]) else None


# What may stand before what is counted: "95 English CCGs"; else it is of some: "12 local CCGs".
_OF_ALL = word_set(
    """
    of the all these those england england's english nhs country's nation's national clinical commissioning health care
    separate different individual out a total from in and
    """
)


# "The share of local CCGs rated good": a noun that a word before it limits, but not in 'the services of local CCGs'.
_LIMITED = re.compile(
    rf"(?:^\W*|[:;,]\s|\b(?:of|among|amongst|from|for|in|by|with|the|all|both|these|those|our|their) |[NS]{FILL}* )"
    rf"(?P<word>[a-z][a-z'-]*)(?: nhs)? [GL]{FILL}*(?!{FILL}|')"
)
_OF_SERVICES = re.compile(rf"[AV]{FILL}* (?:of|at|in|by|from) (?:the |all )?[a-z]+(?: nhs)? [GL]{FILL}*$")
_DETERMINING = word_set(
    "a an the all both each every of many most more fewer some these those which what whose how that and or no any"
)


def counts_limited(scene: Scene, end: int) -> bool:
    """Whether a sentence says, up to `end`, which organisations it speaks of: 'Local CCGs: 12 good'."""
    return not _has_all(scene) and any(
        found["word"] not in _OF_ALL | _DETERMINING | RATED | AUXILIARIES
        and not found["word"].endswith("ing")
        and not _OF_SERVICES.search(scene.marked[: found.end()])
        for found in _LIMITED.finditer(scene.blanked, 0, end)
    )


def _is_of_some(scene: Scene, start: int, end: int) -> bool:
    """Whether a word before the noun says which organisations are counted; of an area's services it says no more."""
    if _has_all(scene):
        return False
    words = [found[0] for found in WORD.finditer(_ASIDE.sub(" ", scene.blanked[start:end]))]
    return {"A", "V"}.isdisjoint(word[0] for word in words) and not all(
        word[0].isupper() or word in _OF_ALL for word in words
    )


def _has_all(scene: Scene) -> bool:
    """Whether the number of all organisations stands in a sentence; beside it local ones are all."""
    return any(mark.letter == "N" and mark.value >= scene.fewest > 0 for mark in scene.gist.marks.values())


def _is_qualified(text: str) -> bool:
    """Whether a stretch holds a word that says something else than how a band was come by."""
    words = [found[0].removesuffix("'s") for found in WORD.finditer(_ASIDE.sub(" ", text))]
    return not all(word[0].isupper() or word in _HOW or _says_rated(word) for word in words)


def _says_rated(word: str) -> bool:
    return word in AUXILIARIES or word in RATED or word in LEADING_TO_BANDS or is_plain_ly(word)
