"""Whether the sentence after a statement leaves it alone: 'Two were outstanding. Campaigners called for more money.'

What follows in its paragraph may say that it was otherwise, of others or long ago, in any words. It is understood, it
states counts of its own, or it is plainly about something else: what somebody says of another matter, what a measure
or money came to. Else what it follows is not read.
"""

from __future__ import annotations

import re

from pipeline.parse.text.claims.doubts.leading import is_plain, is_remark
from pipeline.parse.text.claims.doubts.ordinary import is_ordinary
from pipeline.parse.text.claims.doubts.ordinary_words import ORDINARY
from pipeline.parse.text.claims.doubts.other_matters import FEELING, is_of_another_matter
from pipeline.parse.text.claims.sentence.gist import FILL
from pipeline.parse.text.claims.sentence.phrases import OF_THE_TEXT, SCOPE_OPENING, WORD
from pipeline.parse.text.claims.sentence.scene import Scene, has_other_date, speaks_of_part
from pipeline.parse.text.claims.sentence.words import PART

# What would be done to a figure, or is said of how it was come by.
_REVISES = re.compile(
    r"\b(?:re-?(?:count|check|run|vote|mark|think|view|assess|calculat|consider)\w*|count\w*|check\w*|look|opinion|proof"
    r"|mistakes?|errors?|slips?|retract\w*|correct\w*|source|cheat\w*|guess\w*|polls?|votes?|surveys?)\b"
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
# well.", "No wonder they are pleased.", and not "They run the pilots.", "We write the rules."
_COMMENTS = re.compile(
    rf"\W*(?:(?:but|and|yet|so|still),? )?(?:(?:no|small|little) (?:wonder|surprise)(?: that)? (?:they|we|people"
    rf"|patients|families|staff|campaigners|ministers) (?:are|is|feel) {FEELING}"
    r"|they (?:(?:still|all|now) )?have (?:(?:a (?:very )?long|some) way to go|(?:a lot|much|more|work) (?:more |of )?"
    r"(?:work )?to do|their work cut out)|we wish them (?:well|luck|every success)"
    r"|(?:they|we) (?:(?:all|now|still|badly) )?(?:need|deserve|must have) (?P<what>[^;:,.]*))\W*"
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
        is_of_others = letters.isdisjoint("BNSG") and not letters.isdisjoint("OP")
        return not (is_elsewhere or is_of_others or ("B" not in letters and has_other_date(scene)))
    if (comments := _COMMENTS.fullmatch(scene.sentence.plain)) and ORDINARY.issuperset(
        (comments["what"] or "").split()
    ):
        return True
    if _points_back(scene) or "G" in letters or _names_place(scene):
        return False
    return _ANOTHER_MATTER.search(scene.marked) is not None


def says_more(scene: Scene) -> bool:
    """Whether a sentence is of another matter in a common form, or is ordinary news."""
    return (is_of_another_matter(scene) and not _names_place(scene)) or is_ordinary(scene)


def _names_place(scene: Scene) -> bool:
    words = {word[0].removesuffix("'s") for word in WORD.finditer(scene.marked)}
    return not words.isdisjoint(PART | scene.places)


def _points_back(scene: Scene) -> bool:
    letters, plain = {mark.letter for mark in scene.gist.marks.values()}, scene.sentence.plain
    words = (_REVISES, _POINTS_BACK, OF_THE_TEXT)
    return not letters.isdisjoint("NRD") or any(each.search(plain) for each in words)


# "The minutes were not approved.", "I speak of the vanguards only.", "Then the numbers were recounted."
_TURNS_BACK = re.compile(
    r"\b(?:re-?(?:count|check|run|vote)\w*|minutes|the above|spoof)\b"
    r"|^\W*(?:(?:then|but|and|yet|so|now),? )?(?:i|we) (?:speak|mean|refer|talk|made|invented|read|counted)\b"
)
# What points back at what was stated, whatever it says of it: "That, at least, is the claim.", "All were pilots."
_OPENS_BACK = re.compile(
    rf"\W*(?:(?:that|this|these|those|all (?:of (?:it|them|these|this)|R{FILL}*|N{FILL}*)|(?:it|they)(?:'s|'re"
    r"| (?:is|was|are|were)))\b"
    r"(?! (?:week|month|year|morning|spring|summer|autumn|winter|afternoon|[GL]|the first time)\b)"
    r"|so (?:said|says|claimed|claims)\b|the (?:ratings?|figures?|statements?|claims?|marks?|numbers?|above)\b)"
)
# "True or false?", "Discuss.", "Final figures will follow.", "Research by …": what makes a statement before it none.
_IS_A_TASK = re.compile(
    r"\W*(?:(?:discuss|explain|translate|agree|disagree|true|true or false|fact or fiction|right or wrong)"
    r"\W*(?:$|[.?!])|(?:the )?(?:final|provisional|revised|corrected) (?:figures?|ratings?|results?|numbers?)\b"
    r"|(?:do not|don't|never) believe\b|let(?:'s| us| me) (?:check|test|see)\b"
    r"|(?:research|fieldwork|polling|interviews|survey|poll)(?: (?:was|were|is))?(?: [a-z]+)? (?:by|among|conducted)\b)"
)


def turns_back(scene: Scene) -> bool:
    """Whether the first sentence of a paragraph turns back to what the one before it states."""
    letters = {mark.letter for mark in scene.gist.marks.values()}
    is_bare = _BARE_COUNT.match(scene.marked) is not None and letters.isdisjoint("GLRAOPVDB")
    if _IS_A_TASK.match(scene.marked) or (
        _OPENS_BACK.match(scene.marked) and not (says_more(scene) or leaves_alone(scene) or "B" in letters)
    ):
        return True
    return is_bare or (letters.isdisjoint("BA") and _TURNS_BACK.search(scene.sentence.plain) is not None)


_BARE_COUNT = re.compile(rf"\W*(?:(?:but|and|only|just|then) )*N{FILL}* [a-z]")
