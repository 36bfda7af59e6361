"""How prose says that so many organisations got a band: the tables of words and of wordings.

Here: the nouns that stand for organisations, the words that link a figure to a band, and the patterns of
whole wordings. A new wording is a new word or a new line in one of these tables. Not here: reading a
sentence with them (`claims`), and the labels of bands, which are the vocabulary's.

The patterns run on a *gist*: a folded sentence in which each thing that matters is one capital letter.

    N a count            B a band's label         G commissioning groups     O other bodies that get ratings
    S a share            A an area that is rated  L a looser word for them   P people
    X any other number   D a date or period       V services, for shares
    R of them, of which: what was named before

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

# A single organisation, told by its name or as the only one: "Only NHS Bury CCG", "the only CCG", "the sole one".
ONLY_ONE = re.compile(
    r"\b(?:only(?P<name> (?:nhs )?(?:[a-z][\w'&,-]* ){0,7}?)(?=(?:ccg|clinical commissioning group)\b(?! groups))"
    r"|(?:the|its|englands|england's|one and) (?:only|sole|lone)(?: one\b|(?= (?:[a-z-]+ ){0,3}?(?:ccg"
    r"|commissioning group|group|"
    r"board|body|organisation)\b)))"
)
# Bands told by their place in the scale: "the two worst bands", "the top category".
RANKED_HOW_MANY = {"one": 1, "two": 2, "three": 3, "2": 2, "3": 3}
RANK_SIGN = "#"
RANKED_BANDS = re.compile(
    r"\b(?:(?:the|either of the|one of the|its) )?(?:(?P<many>two|three|2|3) )?"
    r"(?P<rank>lowest|worst|bottom|poorest|weakest|highest|best|top)(?: (?P<more>two|three))?"
    r"(?:[- ](?:ranking|rated|scoring|performing|possible|available|of the (?:four|4)))? "
    r"(?:rating )?(?:bands?|categor(?:y|ies)|ratings?|grades?|tiers?|classes|marks?|levels?|verdicts?|labels?|rungs?)\b"
)
REFERRING = re.compile(
    r"\b(?:out )?of (?:them|these|those|which|whom)\b(?! [a-z]*(?:ccg|group|board|organisation|area))"
)

# A label of one common word ("good", without quotation marks) is a band only where one of these follows.
AFTER_COMMON_LABEL = re.compile(
    r"\s*(?:[^\w\s]|$)|\s+(?:and|or|nor|but|while|whilst|whereas|though|although|as|for|in|on|by|at|with|across|under|"
    r"over|overall|to|from|since|rose|rises|risen|grew|grown|increased|climbed|jumped|fell|fallen|dropped|declined|"
    r"doubled|halved|trebled|tripled|quadrupled|shrank|came|stood|stands|stand|numbered|totalled|reached|number|"
    r"according|during|after|against|was|were|is|are|has|had|have|went|ccgs?|commissioners|organisations|bodies|groups|"
    r"clinical commissioning|commissioning groups?|boards?|areas|ratings?|rated|marks?|grades?|bands?|category|"
    r"verdicts?|[0-9]+|ones?|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|thirteen|all|last|this|that"
    r"|which)\b"
)

# Words that say that somebody gave the band.
RATED = _words(
    """
    assessed branded called categorised categorising categorized classed classes classified considered declared
    deemed described found graded grades grading judged judges labeled labelled labels marked named placed put
    rank ranked ranking ranks rate rated rates rating ruled scored
    """
)
# Words with which organisations are rated, and those that may stand between a verb of rating and the bands.
AUXILIARIES = _words("was were is are be been being got get gets having had has have")
LEADING_TO_BANDS = _words(
    """
    a an as at band bands be being both by care category categories either for grade group health in inside into its
    just level local mental merely national nationally now of only overall rating s services simply still than the
    their tier to top under within with A D L G V B
    """
)
# Before a figure: it ends a range, so that no one number is stated, is an age, or is only supposed.
NOT_STATED = re.compile(
    r"(?:between [NS] and|(?<!from )[NS] (?:to|or|–)|(?:anything|anywhere|ranged?|ranging) from [NS] to|[NS][-–]"
    r"|\bage[ds]?"
    r"|\b(?:if|unless|whether|expect(?:s|ed)?|wants?|hopes?(?: that)?)) ?$"
)
# Before a figure: it counts those that are left out, or are only some.
LEFT_OUT_BEFORE = re.compile(
    r"(?:\b(?:all|every|everyone|any|none|each)(?: [a-zA-Z]+){0,4} (?:but|bar|save)(?: for)?|\b(?:except|excluding"
    r"|besides|"
    r"apart from|other than|minus|without|such as|like|more than just|not just|not only|not|never)"
    r"|\b(?:ratings?|data|lists?|figures|plans?|performance|websites?|budgets?|results?|staff|staffing|accounts"
    r"|scores?|"
    r"records|reports?|finances|leaders|chairs|patients) (?:of|for|from)(?: (?:the|all|just|only))*"
    r"|\b(?:one|N) (?:in|out of)(?: every)?|[NS] (?:out )?of (?:the |all |all the |these |those )?) ?$"
)
# With one of these between them, figure and band do not belong together.
SEPARATING = _words(
    "than from unlike no nor not never said say says think thinks thought"
    " believe believes believed claim claims claimed"
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
_IN_BRACKETS = r"(?: ?\((?:or )?(?:[NSX](?: of)?(?: the)?(?: [GL])?,?(?: or)? ?){1,2}\))"
_WHOLE = rf"(?:{_IN_BRACKETS}? {_OF}(?: {_DETERMINER}){{0,2}} (?P<whole>N){_IN_BRACKETS}?)"
_WHOLE_PLAIN = rf"(?:{_IN_BRACKETS}? {_OF}(?: {_DETERMINER}){{0,2}} N)"
_NOUN = (
    rf"(?:(?: {_OF})?(?: {_DETERMINER}){{0,2}}(?: {_BEFORE_LOOSE}){{0,4}} (?P<noun>[GLV])"
    rf"|(?: {_OF})?(?: {_DETERMINER}){{0,2}}(?: {_BEFORE_GROUPS}){{0,3}} (?P<group>G))(?: \(G\))?"
)
# A second figure beside the first: ", or 51%,", " – 95 in all –", " (46% of the total)".
_BESIDE = (
    r"(?:(?:or|that is|which is|which were|some|equal to|equivalent to|making up|i\.e\.) )?"
    r"{figure}(?: [GL])?(?: {of}(?: (?:the|all|all the))?(?: [NGL]|(?: [GL])? total| england| R)?(?: [GL])?)?"
    r"(?: (?:in all|in total|in number|altogether|overall|of the total|of the whole|of all [GL]|R))?"
)
_BESIDE_PLAIN = _BESIDE.format(figure="[NS]", of=_OF)
_BESIDE_FIGURE = _BESIDE.format(figure="(?P<figure>[NS])", of=_OF)
_APPOSED = rf"(?:(?:,| –|) ?\(?{_BESIDE_PLAIN}(?:,| –|\)))"
_ASIDE = r"(?:, N R [^NSBXOP,;:.()]{1,40},|, [^NSBXOP,;:.()]{1,60},| – [^NSBXOP–;:.()]{1,60} –| \([^B()]{1,60}\))"
_ONE_BAND = rf"B{_IN_BRACKETS}?"
_NEXT_BAND = (
    rf"(?:,? (?:and|or|nor|and/or)|,|/) ?(?:(?:either|as|in|to be|are|were|was|is|has|had|have|having|with|being"
    rf"|showed|"
    rf"in the|came|fell|under|into|of|category|band|rating|ratings|rated|judged|found|deemed|labelled|called|the|a|an"
    rf"|its|"
    rf"their|even|simply|worse|just|outright|else) ){{0,5}}{_ONE_BAND}"
)
_BEYOND = r"(?P<beyond> (?:or|and) (?:better|above|higher|worse|below|lower))?"
_BANDS = rf"(?:(?:either|both) )?(?P<bands>(?>{_ONE_BAND}(?: – B –)?(?:{_NEXT_BAND}){{0,5}})){_BEYOND}"
_BAND = r"(?P<bands>B)"
_COUNTED_NOUN = rf"(?: {_OF}(?: {_DETERMINER}){{0,2}})?(?: {_BEFORE_LOOSE}){{0,3}} (?P<noun>[GL])"
_END = r"(?= ?[,;.()–|]| ?$| (?:and|or|while|but|were|was|are|is|in|of|for|B)\b)"
_ELLIPSIS_ENDS = r"(?= ?[,;.)–|]| ?$| (?:and|but|while)\b)"
_TURNED = (
    r"(?:(?:has|have|had) )?(?:sharply |slightly |more than |almost |nearly |steadily )?(?:rose|risen|rising|rise|grew"
    r"|grown|"
    r"increased|climbed|jumped|went up|gone up|fell|fallen|dropped|declined|decreased|shrank|went down|went|gone"
    r"|halved|"
    r"doubled|trebled|tripled|quadrupled|moved|changed|soared|leapt|slipped|came down|come down|come up|came up"
    r"|edged up|edged down|crept up|shot up|is down|is up|was down|was up|are down|are up)(?: [a-z]+ly)?"
)
_AWARD = r"(?:verdict|rating|grade|mark|label|judgement|assessment|band)"
_IN_DATE = r"(?:(?:in|for|at the end of) )?(?:the )?D"
_FROM = rf"from (?:just |only )?[NS](?: [GL])?(?: {_IN_DATE})?"
_LINK = r"(?P<link>[^NSBXOP,;:.?!()]{0,90}?)"


class Wording(NamedTuple):
    """A wording of a band's count or share.

    `pattern` has the groups figure and bands, and may have whole, noun, group, beyond and link. Of wordings that want
    the same figure or band the one which begins first is right; one that `shares_bands` leaves its bands to others. A
    `strict` one names each of its words.
    """

    pattern: re.Pattern[str]
    shares_bands: bool = False
    strict: bool = False


WORDINGS = (
    # needs improvement (106) or greatest need (21); needs improvement (106, 51%)
    Wording(re.compile(rf"{_BAND} ?\((?P<figure>[NS])(?: [GL])?[),]"), shares_bands=True),
    Wording(
        re.compile(
            rf"{_BANDS}(?: ratings?)?(?: ?[:–=-] ?|(?: (?!(?:and|or|but|while"
            rf"|with)\b)[a-z]+){{0,4}} )[NS](?:{_COUNTED_NOUN})?(?: ?\(|,| –) ?{_BESIDE_FIGURE}(?: ?[,).;]| ?$)"
        ),
        shares_bands=True,
    ),
    Wording(re.compile(rf"{_BAND} ?\([NS](?: [GL])?(?:,| or| and) (?P<figure>[NS])(?: [GL])?\)"), shares_bands=True),
    # 127 of the 209 CCGs as either X or Y; 13 boards (6%) were marked X; 87 X
    Wording(
        re.compile(
            rf"(?P<figure>[NS])\)?(?:(?:,| –) {_BESIDE_PLAIN}(?:,| –)(?= (?:of"
            rf"|among) ))?(?:,? R)?{_IN_BRACKETS}?{_WHOLE}?(?:{_NOUN})?{_IN_BRACKETS}?{_APPOSED}?{_ASIDE}?"
            rf"{_LINK}\(?{_BANDS}"
        ),
    ),
    # 106 CCGs, or 51%, were rated X: the share; nearly half of CCGs – 95 in all – were X: the count
    Wording(
        re.compile(
            rf"[NS](?:,? R)?{_WHOLE_PLAIN}?(?: {_OF})?(?: {_DETERMINER}){{0,2}}(?: {_BEFORE_LOOSE}){{0,3}}(?: [GL])?"
            rf"(?:,| –| ?\() ?(?:[NS](?:,| or|, or) )?{_BESIDE_FIGURE}(?:,| –|\))"
            rf"(?: {_OF}(?: {_DETERMINER}){{0,2}}(?: {_BEFORE_LOOSE}){{0,3}} [GL])?{_LINK}{_BANDS}"
        ),
        shares_bands=True,
    ),
    # X: 13; X – 13; X 13
    Wording(
        re.compile(
            rf"(?<!\ba ){_BANDS}(?: ratings?| [GL])?(?: (?:for|in|on) A(?: (?:care|services|V))?)? ?[:–=-]? ?"
            rf"(?P<figure>[NS])(?:{_COUNTED_NOUN})?{_END}"
        )
    ),
    # the number rated X was 13; X ratings went to 13 CCGs
    Wording(
        re.compile(
            rf"{_BANDS}(?:,(?= (?:was|were|went|holds?|held|has|have|had|accounts?|covers?|includes?))"
            rf"|{_ASIDE})?(?P<link>(?: [a-zADGL]+){{1,7}}) (?P<figure>[NS])(?! B){_WHOLE}?"
            rf"(?:{_COUNTED_NOUN})?{_END}"
        ),
    ),
    # the number rated X rose from 4 to 12; X ratings doubled to 12: what it is now
    Wording(
        re.compile(
            rf"(?:\b(?:numbers?|proportion|share|percentage|total|tally|count|ratings?)(?: of(?: [a-zAGL]+){{0,4}})? "
            rf"(?:[a-zAGL]+ ){{0,4}})?{_BANDS}(?P<link>(?: [a-zAGLD]+){{0,4}}?)"
            rf" {_TURNED},?(?: by [NSX](?: \([NSX]\))?)?,?(?: {_FROM})?,?"
            rf"(?: {_IN_DATE})? to (?:just |only )?(?P<figure>[NS])(?:{_COUNTED_NOUN})?{_END}"
        ),
        strict=True,
    ),
    # the verdict on 106 CCGs: X; X: the verdict on 106 CCGs; in the case of 106 CCGs, the rating was X
    Wording(
        re.compile(rf"\b{_AWARD} (?:on|for|of|given to) (?P<figure>N)(?:{_COUNTED_NOUN}) ?[:–] ?{_BANDS}"), strict=True
    ),
    Wording(
        re.compile(
            rf"{_BANDS} ?[:–] ?(?:(?:the|a|this was the|that was the|that is the) )?(?:[a-z]+ ){{0,2}}{_AWARD}"
            rf" (?:on|for|of|given to) (?:just |only )?(?P<figure>N)(?:{_COUNTED_NOUN})"
        ),
        strict=True,
    ),
    Wording(
        re.compile(rf"\b(?:in the case of|for|at) (?P<figure>N)(?:{_COUNTED_NOUN}),? the {_AWARD} (?:was|is) {_BANDS}"),
        strict=True,
    ),
    # a rise from 4 to 12 in the number of CCGs rated X
    Wording(
        re.compile(
            rf"\b(?:an? |the )?(?:rise|increase|jump|growth|fall|drop|decline|decrease|reduction|leap|surge)(?: (?:is"
            rf"|was|of))?"
            rf" {_FROM} to (?P<figure>[NS])(?: {_IN_DATE})? in the (?:number|share|proportion|percentage)"
            rf"(?: of)?(?: [a-zAGL]+){{0,4}}? {_BANDS}"
        ),
        strict=True,
    ),
)
# A figure that stands before a change: 'from 4 in 2016/17 to', 'up from 4 in 2016/17', 'compared with 4 in 2016/17'.
BEFORE_THE_CHANGE = (
    re.compile(rf"{_TURNED} from (?:just |only )?(?P<figure>[NS])(?: [GL])?(?: {_IN_DATE})? to\b"),
    re.compile(rf"\bfrom (?:just |only )?(?P<figure>[NS])(?: [GL])? {_IN_DATE}"),
    re.compile(rf"\b(?:from|against|with) (?:just |only )?N(?: [GL])? \((?P<figure>S)\) {_IN_DATE}"),
    re.compile(
        rf"(?:,| –| \(| and|;)? ?(?:up|down|a (?:rise|fall|drop|jump|increase)|rising|falling|compared(?: with| to)?"
        rf"|against|"
        rf"as against|instead of|versus)(?: from| on| with)? (?:just "
        rf"|only )?(?P<figure>[NS])(?: [GL])?(?: \([NS]\))? {_IN_DATE}"
    ),
)
# Sentences that leave out the bands of the sentence before: "In 2017/18 it was 46%.", "On diabetes nine were."
ELLIPTICAL_SENTENCES = (
    re.compile(
        r"^(?:but |and )?(?:in|for|on) (?:the )?[AD](?: care| services)?,? (?:it|the (?:figure|number|share|total"
        r"|proportion|tally))"
        r" (?:was|is|stood at|had been) (?:just |only )?(?P<figure>[NS])(?: [GL])?[.;]?$"
    ),
    re.compile(
        r"^(?:but |and )?(?:in|for|on) (?:the )?[AD](?: care| services)?,? (?:just "
        r"|only )?(?P<figure>[NS])(?: [GL])? (?:were|was)[.;]?$"
    ),
)
# Figures that leave out the bands of the statement before.
ELLIPSES = (
    # and 57 for dementia; 57 in 2016/17
    re.compile(
        rf"(?:,|;| –| and| but| while|, and|, but|, while)(?: (?:there were|it was|had|a further|another|just"
        rf"|only)){{0,2}} "
        rf"(?:(?:in|at) )?(?P<figure>[NS])(?: [GL])?(?: (?:were|was|did so|did|had it|had that|so))?(?: (?:(?:for|in"
        rf"|on) )?(?:the )?[AD](?: (?:care|"
        rf"services|provision|ratings?))?){{1,2}}{_ELLIPSIS_ENDS}"
    ),
    # mental health at two
    re.compile(
        rf"(?:,|;| and| but| while|, and|, but|, while) A (?:(?:at|in|for|had) )?(?:just "
        rf"|only )?(?P<figure>[NS])(?: [GL])?{_ELLIPSIS_ENDS}"
    ),
    # and in 2016/17 nine; for dementia 57; for dementia it was 57
    re.compile(
        rf"(?:,|;| –| and| but| while|, and|, but|, while|; and|; but|and,)(?: (?:(?:for|in"
        rf"|on) )?(?:the )?[AD](?: (?:care|services|provision|"
        rf"ratings?))?){{1,2}}[,:]?(?: (?:there were|it was|the (?:figure|number|total) was|just|only)){{0,2}} "
        rf"(?P<figure>[NS])(?: [GL])?(?: (?:were|was|did so|did))?{_ELLIPSIS_ENDS}"
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
_ALL = rf"(?P<figure>N)(?:(?: {_BEFORE_GROUPS}){{0,2}} (?P<noun>G)(?: \(G\))?| (?P<group>L))"
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
    # ratings were given to 207 CCGs; rated in 2017/18 were 207 CCGs
    re.compile(
        rf"\bratings? (?:were|are|have been|had been) (?:given|awarded|issued|handed out|published) (?:to"
        rf"|for) (?:all )?{_ALL}{_HOW}"
    ),
    re.compile(rf"(?:^|[,;] ?){_ASSESSED} (?:in|for) (?:the )?[AD] (?:were|are|have been) (?:all )?{_ALL}"),
    # there were 209 CCGs
    re.compile(rf"\b(?:there (?:were|are)|england(?: in D)? (?:has|had))(?: now| then)? {_ALL}"),
    # it looked at all 207 CCGs
    re.compile(
        rf"\b(?:looks? at|looked at|examined|covers?|covered|takes? in|took in) all (?:the |of the )?{_ALL}(?: (?:in"
        rf"|of|across) england)?{_HOW}"
    ),
)
_DIVIDED = rf"(?:^|[,;:–(] ?|\b(?:and|while|that) ){_OF}(?: {_DETERMINER}){{0,2}} "
# Totals only where the rest of the sentence divides them into bands: "Of 209 CCGs, …".
DIVIDED_TOTALS = (
    re.compile(rf"{_DIVIDED}{_ALL}"),
    re.compile(rf"{_DIVIDED}(?P<figure>N)(?:(?: {_BEFORE_LOOSE}){{0,3}} (?P<noun>[GL])|(?=,))"),
)
