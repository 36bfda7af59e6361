"""What of a kind that is not known a sentence speaks of, so that a figure after it may count that: 'England has 200
hospices. Eighty are good.', 'CCG websites were tested.', 'The plans of 207 CCGs were rated.'

The patterns run on a gist (`claims.sentence.gist_letters`).
"""

from __future__ import annotations

import re

from pipeline.parse.text.claims.sentence.gist import Gist
from pipeline.parse.text.claims.sentence.labels import HEADS
from pipeline.parse.text.claims.sentence.words import AWARDS, PLAIN, SAYING, SOURCES, word_set

# The letter of what is of no known kind.
UNKNOWN = "U"
# The letters of what gets no rating of a CCG.
NOT_RATED = ("O", "P", UNKNOWN)
_THING = r"(?P<thing>[a-z][a-z-]+s)\b(?<!ss)(?<!us)(?<!is)"
_WORDS = r"(?:(?!(?:of|for|on|in|by|with|to|from|at|as|and|or|that|which|who|than|was|were|is|are)\b)[a-z-]+ )"
# "200 hospices", but not "on 60 indicators"; "200 hospices and 207 CCGs"
_COUNTED = re.compile(
    rf"(?:\b(?P<before>[a-z]+) )?(?P<count>N) {_WORDS}{{0,2}}?{_THING}(?! N)"
    rf"(?:,? and {_WORDS}{{0,2}}N {_WORDS}{{0,2}}G\b)?"
)
_OBLIQUE = word_set("on in by at to from for over with across against after within under into these those")
# "hospices did better", "the plans of 207 CCGs", "looking at hospices", "mental health plans: 80"
_SPOKEN_OF = (
    re.compile(
        rf"(?:^\W*|: |\bthat )(?:the |all |all the |most |many |some |other )?{_WORDS}{{0,2}}?{_THING}"
        r"(?:,[^,]{2,40},)?"
        r" (?:were|are|have|had|did|do|fared|got|came)\b"
    ),
    re.compile(rf"\b{_THING} (?:of|from|by) (?:the |all |all the |each of |these |those )?(?:N )?(?P<last>G)\b"),
    re.compile(
        r"\b(?:looking at|turning to|turn to|look at|as to|as for|what of|what about|now for|next,?|view of)"
        rf" (?:the )?{_WORDS}{{0,2}}?{_THING}"
    ),
    re.compile(rf"^\W*(?:the )?(?:{_WORDS}|A ){{0,3}}?{_THING}\s?:"),
    # a heading of its own
    re.compile(rf"^\W*(?:the )?{_WORDS}{{0,2}}?{_THING}\W*$"),
)
# "CCG websites were tested", "CCGs' plans"
_OWN = re.compile(
    rf"G {_WORDS}{{0,1}}?{_THING}(?:(?P<subject>(?= (?:were|are|have|had|did)\b))|(?= (?:of|for|in)\b| ?[.,;:]| ?$))"
)
# "CCGs have boards", "Each CCG has a website", "All 207 sent us a plan"
_HAVE = re.compile(
    r"\b(?:G|N)(?: (?:must|should|each|all|now|also|then|did|do))* (?:have|has|had|runs?|publish(?:es|ed)?"
    r"|produced?|sent|handed|submit(?:s|ted)?|wrote|drew up|set up|employs?)(?: in| us)*"
    rf" (?:(?:(?:N|an?|their|its|the|own) )+{_WORDS}{{0,2}}?(?P<one>[a-z][a-z-]{{2,}})|{_WORDS}{{0,2}}?{_THING})"
    r"(?= ?[.;,]| ?$)"
)
# "Every prison was inspected", "NHS England also rated STPs"
_EACH = re.compile(
    r"\b(?:every|each) (?:[a-z-]+ )?(?P<one>[a-z][a-z-]{2,})(?= (?:was|is|has|had|got|did)\b| ?[.,;:]| ?$)"
)
_RATED = re.compile(
    r"\b(?:inspect|rat|assess|review|visit|judg|grad|mark)(?:e?[sd]|ing)? (?:all |the |all the |both )?"
    rf"{_WORDS}{{0,2}}?{_THING}(?= (?:too|as well|also)\b| ?[.,;:]| ?$)"
)
# Things that are counted or had beside ratings, and are not rated.
_BESIDE = AWARDS | word_set(
    """
    years months weeks days hours minutes quarters times points pages percentage needs lots thousands millions words
    reasons ways things facts measures standards positions percentages proportions findings frameworks organisations
    bodies ones results figures cases sides services scales assessors counts hands rest same data rankings places tests
    """
)
_KNOWN = PLAIN | AWARDS | SAYING | SOURCES | HEADS | _BESIDE


def last_unknown(gist: Gist, start: int, end: int) -> int:
    """Where in a gist a thing of an unknown kind is last spoken of between `start` and `end`; -1 if nowhere."""
    text = gist.text[start:end]
    places = [
        found.end()
        for found in _COUNTED.finditer(text)
        if found["before"] not in _OBLIQUE
        and found["thing"] not in _BESIDE
        and gist.marks[start + found.start("count")].value > 1
    ]
    places += [found.end() for each in _SPOKEN_OF for found in each.finditer(text) if found["thing"] not in _KNOWN]
    places += [found.end() for found in _HAVE.finditer(text) if (found["one"] or found["thing"]) not in _BESIDE]
    places += [found.end() for found in _RATED.finditer(text) if found["thing"] not in _KNOWN]
    places += [found.end() for found in _EACH.finditer(text) if _KNOWN.isdisjoint((found["one"], found["one"] + "s"))]
    places += [
        found.end()
        for found in _OWN.finditer(text)
        if found["thing"] not in _KNOWN and _is_owner(gist, start + found.start(), found["subject"] is not None)
    ]
    return start + max(places) if places else -1


_OF_ONE = re.compile(r"\b(?:the|an?|our|this|that|each|every|one|its|his|her|no|any) $")


def _is_owner(gist: Gist, place: int, is_subject: bool) -> bool:
    """Whether what is named at a place of the gist stands before what it has: 'CCG websites', "CCGs' plans".

    What a verb of many follows is no verb itself.
    """
    mark = gist.marks[place]
    printed, after = gist.plain[mark.start : mark.end], gist.plain[mark.end :]
    if printed.rstrip(")").endswith("s"):
        return after.startswith("'")
    return is_subject or after.startswith("'s") or _OF_ONE.search(gist.text[:place]) is None
