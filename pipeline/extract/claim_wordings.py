"""How prose says that so many organisations got a band: the tables of words and of wordings.

Here: the nouns that stand for organisations, the words that link a figure to a band, and the patterns of
whole wordings. A new wording is a new word or a new line in one of these tables. Not here: reading a
sentence with them (`claims`), and the labels of bands, which are the vocabulary's.

The patterns run on a *gist*: a folded sentence in which each thing that matters is one capital letter.

    N a count            B a band's label         G commissioning groups     D a date or period
    S a share            A an area that is rated  L a looser word for them   X any other number
                                                  V services, for shares     O other bodies that get ratings

Quotation marks are left out, so 'ranked 127 of the 209 CCGs as “needs improvement” (106)' is
'ranked N of the N G as B (N)'.
"""

from __future__ import annotations

import re
from typing import NamedTuple


def _words(text: str) -> frozenset[str]:
    return frozenset(text.split())


# The first kind whose pattern fits gives the letter.
NOUNS = (
    ("G", r"(?:nhs )?clinical commissioning groups?|(?:clinical )?commissioning groups?|ccgs?"),
    ("G", r"(?:local )?(?:nhs|health) (?:groups?|boards?|commissioners?)"),
    ("L", r"boards?|groups?|organi[sz]ations?|areas?|commissioners?|commissioning bodies|localities"),
    ("O", r"hospitals?|trusts|providers?|practices|surgeries|homes|units?|wards?|schools|nurseries|colleges|councils"),
    ("O", r"authorities|departments|clinics|pharmacies|patients?|people|women|men|children|staff|nurses|doctors"),
    ("V", r"services"),
)

# Wordings of no organisation at all, and of a single one.
COUNT_WORDS = {"none": 0, "not one": 0, "not a single": 0, "a single": 1, "a lone": 1}
NO_BEFORE_NOUN = r"no(?= (?:nhs |local |health |clinical |commissioning )*(?:ccgs?|groups?|boards?|areas?)\b)"

# A label of one common word ("good", without quotation marks) is a band only where one of these follows.
AFTER_COMMON_LABEL = re.compile(
    r"\s*(?:[^\w\s]|$)|\s+(?:and|or|nor|but|while|whilst|whereas|though|although|as|for|in|on|by|at|with|across|under|"
    r"over|overall|to|from|since|according|during|after|against|was|were|is|are|has|had|have|went|ccgs?|"
    r"clinical commissioning|commissioning groups?|boards?|areas|ratings?|rated|marks?|grades?|bands?|category|verdicts?|"
    r"[0-9]+|one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|thirteen|all|last|this|that|which)\b"
)

# Words that say that somebody gave the band; up to FREE_WORDS other words may stand beside one.
RATED = _words(
    """rated rates rate ranked ranks ranking rating judged judges labelled labeled labels graded grades grading classed
    classified classes marked assessed deemed found considered described placed put scored branded categorised categorized
    named ruled declared called rank categorising"""
)
FREE_WORDS = 4
# Words that may link a figure, or the organisations it counts, to a band without one of those.
LINKING = _words(
    """a all also among an are as at band bands be been being both by came category class come comes currently down
    earned earning either fall falls fell figured for gained get gets getting given got grade group had has have having
    held hold in into is it its just label level local locally mark managed mental merited met now of on only out overall
    performance perform performed put rating ratings reached reaches reaching receive received receiving remain remained
    secure secured securing services show showed shown shows standard status still that the their them these they those
    tier to top under up was were which who win winning with within won yet whose health care country nationally
    england nhs achieve achieved achieving attained gave awarded classification"""
)
# Words that may link a band to the figure after it.
LINKING_BACK = _words(
    """a achieved applied at award awarded band bands being by came category ccgs comprised comprises contained contains
    counted covered covers dropped earned fell for given gone grade group grades had has have held holds in included
    includes is just label made mark marks numbered of on only overall ranking rating ratings received rose secured shared
    stands stood the them to totalled up verdict verdicts was went were which won are been going given"""
)
# Before a figure: it ends a range, and no one number is stated.
END_OF_RANGE = re.compile(r"(?:between [NS] and|[NS] (?:to|or|–)) $|[NS][-–]$")
# With one of these between them, figure and band do not belong together.
SEPARATING = _words(
    """not never no nor from than without could would should may might must if unless hope hopes hoped aim aims want wants
    wanted expect expects expected likely ought say says said claim claims claimed told because where when whether until
    unlike despite except arent didnt doesnt dont hasnt havent hadnt isnt wasnt werent wont cant cannot plan plans planned
    lost lose previously formerly used failed fail fails avoid avoided escape escaped believe think thought"""
)

_OF = r"(?:(?:out )?of|among)"
_DETERMINER = (
    r"(?:the|all|all of|all the|these|those|its|their|our|englands|the countrys|the nations|a total of|some|such)"
)
_BEFORE_LOOSE = (
    r"(?:local|nhs|english|mental|health|clinical|commissioning|care|community|eligible|other|more|remaining|further|"
    r"different|new|the|all|englands|countrys|nations|regional|adult|childrens|of|A)"
)
# Any word before "CCGs" but one with which another part of the sentence begins.
_BEFORE_GROUPS = (
    r"(?:(?!(?:in|at|with|for|by|from|to|who|that|which|were|was|are|is|had|have|has|and|or|than|of|said|says|say|told|"
    r"think|believe|want|where|as|but|while)\b)[a-zA-]+)"
)
_IN_BRACKETS = r"(?: ?\((?:[NSX](?: of)?(?: the)?(?: [GL])?,? ?){1,2}\))"
_WHOLE = rf"(?:{_IN_BRACKETS}? {_OF}(?: {_DETERMINER}){{0,2}} (?P<whole>N){_IN_BRACKETS}?)"
_NOUN = (
    rf"(?:(?: {_OF})?(?: {_DETERMINER}){{0,2}}(?: {_BEFORE_LOOSE}){{0,4}} (?P<noun>[GLV])"
    rf"|(?: {_OF})?(?: {_DETERMINER}){{0,2}}(?: {_BEFORE_GROUPS}){{0,3}} (?P<group>G))(?: \(G\))?"
)
_APPOSED = r"(?:(?:,| –) (?:or )?[NS](?: [GL])?(?:,| –))"
_ASIDE = r"(?:, [^NSBXO,;:.()]{1,60},| – [^NSBXO–;:.()]{1,60} –| \([^NSBXO()]{1,60}\))"
_ONE_BAND = rf"B{_IN_BRACKETS}?"
_BANDS = (
    rf"(?:(?:either|both) )?(?P<bands>(?>{_ONE_BAND}(?:(?:,? (?:and|or|nor|and/or)|,|/) ?"
    rf"(?:(?:either|as|in|to be|rated|judged|the|a) ){{0,3}}{_ONE_BAND}){{0,5}}))(?P<beyond> (?:or|and) (?:better|above|higher|worse|below|lower))?"
)
_BAND = r"(?P<bands>B)"
_COUNTED_NOUN = rf"(?: {_OF}(?: {_DETERMINER}){{0,2}})?(?: {_BEFORE_LOOSE}){{0,3}} (?P<noun>[GL])"
_END = r"(?= ?[,;.)–|]| ?$| (?:and|or|while|but|were|was|are|is|in|of|B)\b)"


_LINK = r"(?P<link>[^NSBXO,;:.?!()]{0,90}?)"


class Wording(NamedTuple):
    """A wording of a band's count or share.

    `pattern` has the groups figure and bands, and may have whole, noun, group, beyond and link; all words of link
    must be in `linking`, or one of them in RATED. Of wordings that want the same figure or band the one which
    begins first is right; one that `shares_bands` leaves its bands to others.
    """

    pattern: re.Pattern[str]
    linking: frozenset[str] = frozenset()
    shares_bands: bool = False


WORDINGS = (
    # needs improvement (106) or greatest need (21); needs improvement (106, 51%)
    Wording(re.compile(rf"{_BAND} ?\((?P<figure>[NS])(?: [GL])?[),]"), shares_bands=True),
    Wording(re.compile(rf"{_BAND} ?\([NS](?: [GL])?(?:,| or| and) (?P<figure>[NS])(?: [GL])?\)"), shares_bands=True),
    # 127 of the 209 CCGs as either X or Y; 13 boards (6%) were marked X; 87 X
    Wording(
        re.compile(
            rf"(?P<figure>[NS])\)?{_IN_BRACKETS}?{_WHOLE}?(?:{_NOUN})?{_IN_BRACKETS}?{_APPOSED}?{_ASIDE}?"
            rf"{_LINK}\(?{_BANDS}"
        ),
        LINKING,
    ),
    # 106 CCGs, or 51%, were rated X: the share
    Wording(re.compile(rf"N(?: [GL])?(?:,| –) (?:or )?(?P<figure>S)(?:,| –){_LINK}{_BANDS}"), LINKING),
    # X: 13; X – 13; X 13
    Wording(re.compile(rf"{_BANDS}(?: ratings?)? ?[:–=-]? ?(?P<figure>[NS])(?:{_COUNTED_NOUN})?{_END}")),
    # the number rated X was 13; X ratings went to 13 CCGs
    Wording(
        re.compile(
            rf"{_BANDS}(?:,(?= (?:was|were|went)))?(?P<link>(?: [a-zADGL]+){{1,7}}) (?P<figure>[NS])(?:{_COUNTED_NOUN})?{_END}"
        ),
        LINKING_BACK,
    ),
)
# Which way "X or better" leads from the bands that are named.
BEYOND = dict.fromkeys(("better", "above", "higher"), "better") | dict.fromkeys(("worse", "below", "lower"), "worse")
# "13 of the 24 CCGs rated X were in London" counts 24, not 13.
RELATIVE = re.compile(r" ?(?:rated|ranked|judged|labelled|graded|classed|deemed|found|placed|marked)\b")
VERB_AFTER_BANDS = re.compile(r" (?:were|was|are|is|have|has|had|said|say)\b")

_ASSESSED = r"(?:assessed|ranked|graded|rated|scored|evaluated|judged|reviewed|measured)"
_WHOLE_NOUN = rf"(?: {_BEFORE_GROUPS}){{0,2}} (?P<noun>G)(?: \(G\))?"
_SET = r"(?: (?:in|of|across) (?:england|englands|the|country|nhs|nation|[a-z]+){1,2})?"
# What may follow "209 CCGs were rated" when it is no band in words of its own ("were rated poorly").
_ASSESSED_HOW = r"(?= ?[,;.:)–|]| ?$| (?:for|on|against|across|under|using|during|based|by|and|in (?:D|A|N|the D)|last|this|annually)\b)"

# How a sentence names the total of organisations: the groups figure and noun.
TOTALS = tuple(
    re.compile(pattern)
    for pattern in (
        rf"(?P<figure>N){_WHOLE_NOUN}{_SET}(?: (?:that|which|who))? (?:had|has|have|were|was|are|being)(?: (?:been|being|all|each|now|then))* {_ASSESSED}{_ASSESSED_HOW}",
        rf"(?P<figure>N){_WHOLE_NOUN}{_SET}(?: (?:that|which|who))?(?: (?:were|was|are|then|now|still|being))* (?:in operation|in existence|operating|existing|assessed|eligible)\b",
        rf"(?P<figure>N) (?:eligible|assessed|operating|existing|participating){_WHOLE_NOUN}",
        rf"\b(?:assess|rank|grad|rat|scor|evaluat|judg|review|cover|includ)(?:es|ed|ing|e|s)? (?:all |the |of ){{0,3}}(?P<figure>N){_WHOLE_NOUN}{_ASSESSED_HOW}",
        rf"\bratings? (?:of|for|on) (?:all |the ){{0,2}}(?P<figure>N){_WHOLE_NOUN}",
        rf"\b(?:there (?:were|are)|england (?:has|had))(?: now| then)? (?P<figure>N){_WHOLE_NOUN}",
    )
)
# Totals of those which the rest of the sentence divides into bands: "Of 209 CCGs, …".
DIVIDED_TOTALS = tuple(
    re.compile(pattern)
    for pattern in (
        rf"(?:^|[,;:–(] ?|\b(?:and|while|that) ){_OF}(?: {_DETERMINER}){{0,2}} (?P<figure>N)(?:(?: {_BEFORE_LOOSE}){{0,3}} (?P<noun>[GL])|(?=,))",
        rf"(?:^|[,;:–(] ?|\b(?:and|while|that) ){_OF}(?: {_DETERMINER}){{0,2}} (?P<figure>N){_WHOLE_NOUN}",
    )
)
