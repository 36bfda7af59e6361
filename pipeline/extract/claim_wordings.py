"""How prose says that so many organisations got a band: the tables of words and of wordings.

Here: the nouns that stand for organisations, the words that link a figure to a band, and the patterns of
whole wordings. A new wording is a new word or a new line in one of these tables. Not here: reading a
sentence with them (`claims`), and the labels of bands, which are the vocabulary's.

The patterns run on a *gist*: a folded sentence in which each thing that matters is one capital letter.

    N a count            B a band's label         G commissioning groups     O other bodies that get ratings
    S a share            A an area that is rated  L a looser word for them   P people
    X any other number   D a date or period       V services, for shares

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
    ("O", r"authorities|departments|clinics|pharmacies"),
    ("P", r"patients?|people|women|mothers|men|children|babies|users|staff|nurses|doctors|respondents|managers"),
    ("V", r"services"),
)

# Wordings of no organisation at all, and of a single one.
COUNT_WORDS = {"none": 0, "not one": 0, "not a single": 0, "a single": 1, "a lone": 1}
NO_BEFORE_NOUN = r"no(?= (?:nhs |local |health |clinical |commissioning )*(?:ccgs?|groups?|boards?|areas?)\b)"

# A label of one common word ("good", without quotation marks) is a band only where one of these follows.
AFTER_COMMON_LABEL = re.compile(
    r"\s*(?:[^\w\s]|$)|\s+(?:and|or|nor|but|while|whilst|whereas|though|although|as|for|in|on|by|at|with|across|under|"
    r"over|overall|to|from|since|according|during|after|against|was|were|is|are|has|had|have|went|ccgs?|"
    r"clinical commissioning|commissioning groups?|boards?|areas|ratings?|rated|marks?|grades?|bands?|category|"
    r"verdicts?|[0-9]+|one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|thirteen|all|last|this|that|which)\b"
)

# Words that say that somebody gave the band; up to FREE_WORDS other words may stand beside one.
RATED = _words(
    """
    assessed branded called categorised categorising categorized classed classes classified considered declared
    deemed described found graded grades grading judged judges labeled labelled labels marked named placed put
    rank ranked ranking ranks rate rated rates rating ruled scored
    """
)
FREE_WORDS = 4
# Words that may link a figure, or the organisations it counts, to a band without one of those.
LINKING = _words(
    """
    a achieve achieved achieving all also among an are as at attained awarded band bands be been being both by
    came care category class classification come comes country currently down earned earning either england fall
    falls fell figured for gained gave get gets getting given got grade group had has have having health held
    hold in into is it its just label level local locally managed mark mental merited met nationally nhs now of
    on only out overall perform performance performed put rating ratings reached reaches reaching receive
    received receiving remain remained secure secured securing services show showed shown shows standard status
    still that the their them these they those tier to top under up was were which who whose win winning with
    within won yet
    """
)
# Words that may link a band to the figure after it.
LINKING_BACK = _words(
    """
    a achieved applied are at award awarded band bands been being by came category ccgs comprised comprises
    contained contains counted covered covers dropped earned fell for given going gone grade grades group had
    has have held holds in included includes is just label made mark marks numbered of on only overall ranking
    rating ratings received rose secured shared stands stood the them to totalled up verdict verdicts was went
    were which won
    """
)
# Before a figure: it ends a range, so that no one number is stated, is an age, or is only supposed.
NOT_STATED = re.compile(
    r"(?:between [NS] and|[NS] (?:to|or|–)|[NS][-–]|\bage[ds]?"
    r"|\b(?:if|unless|whether|expect(?:s|ed)?|wants?|hopes?(?: that)?)) ?$"
)
# With one of these between them, figure and band do not belong together.
SEPARATING = _words(
    """
    aim aims arent avoid avoided because believe cannot cant claim claimed claims could despite didnt doesnt
    dont escape escaped except expect expected expects fail failed fails formerly from hadnt hasnt havent hope
    hoped hopes if isnt likely lose lost may might must never no nor not ought plan planned plans previously
    said say says should than think thought told unless unlike until used want wanted wants wasnt werent when
    where whether without wont would
    """
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
_ASIDE = r"(?:, [^NSBXOP,;:.()]{1,60},| – [^NSBXOP–;:.()]{1,60} –| \([^NSBXOP()]{1,60}\))"
_ONE_BAND = rf"B{_IN_BRACKETS}?"
_NEXT_BAND = (
    rf"(?:,? (?:and|or|nor|and/or)|,|/) ?(?:(?:either|as|in|to be|are|were|have|rated|judged|the|a) ){{0,3}}{_ONE_BAND}"
)
_BEYOND = r"(?P<beyond> (?:or|and) (?:better|above|higher|worse|below|lower))?"
_BANDS = rf"(?:(?:either|both) )?(?P<bands>(?>{_ONE_BAND}(?:{_NEXT_BAND}){{0,5}})){_BEYOND}"
_BAND = r"(?P<bands>B)"
_COUNTED_NOUN = rf"(?: {_OF}(?: {_DETERMINER}){{0,2}})?(?: {_BEFORE_LOOSE}){{0,3}} (?P<noun>[GL])"
_END = r"(?= ?[,;.)–|]| ?$| (?:and|or|while|but|were|was|are|is|in|of|B)\b)"
_LINK = r"(?P<link>[^NSBXOP,;:.?!()]{0,90}?)"


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
    Wording(re.compile(rf"(?<!\ba ){_BANDS}(?: ratings?)? ?[:–=-]? ?(?P<figure>[NS])(?:{_COUNTED_NOUN})?{_END}")),
    # the number rated X was 13; X ratings went to 13 CCGs
    Wording(
        re.compile(
            rf"{_BANDS}(?:,(?= (?:was|were|went)))?(?P<link>(?: [a-zADGL]+){{1,7}}) (?P<figure>[NS])"
            rf"(?:{_COUNTED_NOUN})?{_END}"
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
_ASSESSING = r"(?:assess|rank|grad|rat|scor|evaluat|judg|review|cover|includ)(?:es|ed|ing|e|s)?"
_EXISTING = r"(?:in operation|in existence|operating|existing|assessed|eligible)"
_ALL = rf"(?P<figure>N)(?: {_BEFORE_GROUPS}){{0,2}} (?P<noun>G)(?: \(G\))?"
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
        rf"(?P<figure>N) (?:eligible|assessed|operating|existing|participating)(?: {_BEFORE_GROUPS}){{0,2}} (?P<noun>G)"
    ),
    # NHS England rated all 209 CCGs.
    re.compile(rf"\b{_ASSESSING} (?:all |the |of ){{0,3}}{_ALL}{_HOW}"),
    # the ratings of the 209 CCGs
    re.compile(rf"\bratings? (?:of|for|on) (?:all |the ){{0,2}}{_ALL}"),
    # there were 209 CCGs
    re.compile(rf"\b(?:there (?:were|are)|england (?:has|had))(?: now| then)? {_ALL}"),
)
_DIVIDED = rf"(?:^|[,;:–(] ?|\b(?:and|while|that) ){_OF}(?: {_DETERMINER}){{0,2}} "
# Totals only where the rest of the sentence divides them into bands: "Of 209 CCGs, …".
DIVIDED_TOTALS = (
    re.compile(rf"{_DIVIDED}{_ALL}"),
    re.compile(rf"{_DIVIDED}(?P<figure>N)(?:(?: {_BEFORE_LOOSE}){{0,3}} (?P<noun>[GL])|(?=,))"),
)
