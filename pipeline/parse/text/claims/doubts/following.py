"""Whether the sentence after a statement leaves it alone: 'Two were outstanding. Campaigners called for more money.'

What follows in its paragraph may say that it was otherwise, of others or long ago, in any words. It is understood, it
states counts of its own, or it is plainly about something else: what somebody says of another matter, what a measure
or money came to. Else what it follows is not read.
"""

from __future__ import annotations

import re

from pipeline.parse.text.claims.doubts.leading import is_plain, is_remark
from pipeline.parse.text.claims.sentence.gist import FILL
from pipeline.parse.text.claims.sentence.phrases import OF_THE_TEXT, SCOPE_OPENING
from pipeline.parse.text.claims.sentence.scene import Scene, has_other_date, speaks_of_part
from pipeline.parse.text.claims.sentence.words import SAYING

# "Campaigners called for more money", and not "Nobody was asked", "They had yet to report".
_SAYS = re.compile(
    rf"\W*(?:(?:but|and|yet) )?(?:(?!\b(?:was|were|is|are|be|been|being|nobody|none|to)\b)[^;:.]){{2,80}}?"
    rf" (?:{'|'.join(sorted(SAYING))}|calls?|called|urge[sd]?|demand(?:s|ed)?|wants?|promise[sd]?|ask(?:s|ed)?"
    r"|vow(?:s|ed)?|pledge[sd]?)\b(?P<what>.*)"
)
# A measure or money, or a share of people: "Spending rose by 4%.", "One patient in ten waits."
_ANOTHER_MATTER = re.compile(rf"X{FILL}|S{FILL}* (?:of )?(?:[a-z]+ ){{0,2}}P{FILL}|\bby S{FILL}*\W*$")
# What may point back at what was stated.
_POINTS_BACK = re.compile(
    r"\b(?:it|that(?! the\b| they\b)|this|so|them|these|those|figure|number|count|total|ratings?|marks?|minutes"
    r"|articles?|error|all|only)\b"
)
_YET = re.compile(r"\b(?:yet|still) to\b")
# What those counted are like, or what one makes of it, in the present: "They have a long way to go.", "We wish them
# well.", "No wonder they are pleased.", and not "They are only estimates.", "We left out pilots."
_COMMENTS = re.compile(
    r"\W*(?:(?:but|and|yet|so|still),? )?(?:(?:no|small|little) (?:wonder|surprise)(?: that)? [^;:]*|(?:they|we)"
    r"(?: (?!not\b|only\b|never\b|just\b|all\b|both\b|exclude|include|cover|count|refer|mean|come|are\b|do\b|use\b"
    r"|rate\b|made\b|left\b|took\b|gave\b|got\b|went\b|said\b|kept\b|put\b|[a-z]+ed\b|was\b|were\b|had\b|did\b"
    r"|been\b)[a-z]+){2,8})\W*"
)
# What ought to be: "The Treasury should pay for more nurses."
_OUGHT = re.compile(
    r"\W*(?!they\b)(?:(?!\b(?:if|unless|who|which|where)\b)[^,;:G]){2,60}? (?:should|must|ought to|needs? to|deserves?)"
    r" (?!not\b|only\b|have\b|be\b)[^;:]*"
)
# "They should not be confused with those of October 2016."
_CAUTIONS = re.compile(
    r"\W*(?:they|these|those|the (?:two )?(?:ratings|scales|results|figures))(?: (?:[a-z]+|can't|aren't)){1,3}?"
    r" (?:directly )?(?:confused|compared|comparable|mixed up) (?:with|to)\b[^;:]*"
)
# "What the figures show is that leaders matter."
_TELL_US = re.compile(r"\W*what (?:the|these) (?:figures|ratings|results|numbers) (?:show|tell us|say|mean) is that\b")


def leaves_alone(scene: Scene) -> bool:
    """Whether a sentence after a statement is understood, or is of another matter."""
    letters = {mark.letter for mark in scene.gist.marks.values()}
    if ("B" in letters and not letters.isdisjoint("NSG")) or is_remark(scene, scene.fewest):
        return True
    if _CAUTIONS.fullmatch(scene.sentence.plain) or _TELL_US.match(scene.sentence.plain):
        return True
    # a count or a band of nothing, and what is yet to be done, is of those just stated
    is_bare = not letters.isdisjoint("BN") and letters.isdisjoint("GLRA") and not SCOPE_OPENING.match(scene.marked)
    if is_bare or _YET.search(scene.sentence.plain):
        return False
    if is_plain(scene):
        is_elsewhere = speaks_of_part(scene, 0, len(scene.marked)) and not SCOPE_OPENING.match(scene.marked)
        return not (is_elsewhere or ("B" not in letters and has_other_date(scene)))
    if _COMMENTS.fullmatch(scene.marked) and not speaks_of_part(scene, 0, len(scene.marked)):
        return True
    if _points_back(scene) or "G" in letters:
        return False
    if _OUGHT.fullmatch(scene.marked) and not speaks_of_part(scene, 0, len(scene.marked)):
        return True
    return _ANOTHER_MATTER.search(scene.marked) is not None


def says_more(scene: Scene) -> bool:
    """Whether a sentence tells what somebody says of another matter."""
    found = _SAYS.fullmatch(scene.marked)
    return (
        found is not None
        and not _points_back(scene)
        and not ({"B"} & {mark.letter for mark in scene.gist.marks.values()})
        and "G" not in found["what"]
        and not speaks_of_part(scene, 0, len(scene.marked))
    )


def _points_back(scene: Scene) -> bool:
    letters = {mark.letter for mark in scene.gist.marks.values()}
    plain = scene.sentence.plain
    return (
        not letters.isdisjoint("NRD") or _POINTS_BACK.search(plain) is not None or OF_THE_TEXT.search(plain) is not None
    )
