"""How a sentence states the total number of organisations, as patterns that run on a gist."""

from __future__ import annotations

import re

from pipeline.parse.text.claims.stated.pattern_parts import BEFORE_GROUPS, BEFORE_LOOSE, DETERMINER, OF

_ASSESSED = r"(?:assessed|ranked|graded|rated|scored|evaluated|judged|reviewed|measured)"
_ASSESSING = r"(?:assess|rank|grad|rat|scor|evaluat|judg|review|cover|includ)(?:es|ed|ing|e|s)?"
_EXISTING = r"(?:in operation|in existence|operating|existing|assessed|eligible)"
_ALL = rf"(?P<figure>N)(?:(?: {BEFORE_GROUPS}){{0,2}} (?P<noun>G)(?: \(G\))?| (?P<group>L))"
_OF_ENGLAND = r"(?: (?:in|of|across) (?:[a-z]+ )?[a-z]+)?(?: (?:that|which|who))?"
_WERE = r"(?:had|has|have|were|was|are|being)(?: (?:been|being|all|each|now|then)){0,2}"
# What may follow "209 CCGs were rated" when it is no band in words of its own ("were rated poorly").
_HOW = (
    r"(?= ?[,;.:)–|]| ?$| (?:for|on|against|across|under|using|during|based|by|and|last|this|annually"
    r"|in (?:D|A|N|the D))\b)"
)
# How a sentence names the total of organisations: the groups figure and noun.
TOTALS = (
    # all 209 CCGs in England were graded for maternity
    re.compile(rf"{_ALL}{_OF_ENGLAND} {_WERE} {_ASSESSED}{_HOW}"),
    # 207 CCGs in operation; 207 CCGs that were then operating
    re.compile(rf"{_ALL}{_OF_ENGLAND}(?: (?:were|was|are|then|now|still|being)){{0,2}} {_EXISTING}\b"),
    # 191 eligible CCGs
    re.compile(
        rf"(?P<figure>N) (?:eligible|assessed|operating|existing|participating)(?: {BEFORE_GROUPS}){{0,2}} (?P<noun>G)"
    ),
    # NHS England rated all 209 CCGs.
    re.compile(rf"\b{_ASSESSING} (?:all |the |each |every one |of ){{0,3}}{_ALL}{_HOW}"),
    # the ratings of the 209 CCGs
    re.compile(rf"\b(?:ratings?|assessments?) (?:of|for|on) (?:all |the |each of ){{0,2}}{_ALL}"),
    # 207 CCGs rated for dementia, as a line of its own
    re.compile(rf"^{_ALL} {_ASSESSED}(?: by nhs england)? (?:for|on|in) (?:the )?[AD](?: (?:for|in) D)?\W*$"),
    # ratings were given to 207 CCGs; rated in 2017/18 were 207 CCGs
    re.compile(
        rf"\bratings? (?:were|are|have been|had been) (?:given|awarded|issued|handed out|published) (?:to"
        rf"|for) (?:all )?{_ALL}{_HOW}"
    ),
    re.compile(rf"(?:^|[,;] ?){_ASSESSED} (?:in|for) (?:the )?[AD] (?:were|are|have been) (?:all )?{_ALL}"),
    # there were 209 CCGs
    re.compile(rf"\b(?:there (?:were|are)|england(?: in D| as a whole)? (?:has|had))(?: now| then)? {_ALL}"),
    # it looked at all 207 CCGs
    re.compile(
        rf"\b(?:looks? at|looked at|examined|covers?|covered|takes? in|took in) all (?:the |of the )?{_ALL}(?: (?:in"
        rf"|of|across) england)?{_HOW}"
    ),
)
_DIVIDED = rf"(?:^|[,;:–(] ?|\b(?:and|while|that) ){OF}(?: {DETERMINER}){{0,2}} "
# Totals only where the rest of the sentence divides them into bands: "Of 209 CCGs, …".
DIVIDED_TOTALS = (
    re.compile(rf"{_DIVIDED}{_ALL}"),
    re.compile(rf"{_DIVIDED}(?P<figure>N)(?:(?: {BEFORE_LOOSE}){{0,3}} (?P<noun>[GL])|(?=,))"),
)
