"""The forms of what a sentence adds to a statement: those that limit it, and those that leave it as it is."""

from __future__ import annotations

import re

from pipeline.parse.text.claims.sentence.gist import FILL
from pipeline.parse.text.claims.sentence.phrases import FIGURES
from pipeline.parse.text.claims.sentence.words import SAYING, word_set

# Words before what is added that only lead to it: "well, …", "that is to say …", "though only …".
LEADS = re.compile(
    r"\W*(?:(?:well|at least|at any rate|that is(?: to say)?|i\.?e|namely|though|although|albeit|if|but|and|or|rather"
    r"|even"
    r"|only|just|mainly|mostly|largely|specifically|especially|particularly|chiefly|anyway|admittedly)\b[,. ]*)*"
)
# Prepositions that say where, of whom, by whom or by what measure a thing is so.
_WHERE = (
    r"(?:in|among|amongst|within|across|outside|on|by|under|for|at|throughout|around|near|beyond|per|from|inside"
    r"|counting|judging|going by|based on)"
)
SAYS_WHERE = re.compile(
    rf"{_WHERE}\b(?! (?:an?|what|contrast|comparison|far|stark contrast|addition|turn|all|total|them|these|which|whom"
    rf"|those$)\b)"
)
BY_WHAT = re.compile(rf"(?:on|by|under|for|at) (?:an?(?! time\b)|one|some|any|N{FILL}*)\b")
LEAVES_OUT = re.compile(
    r"(?:not )?(?:counting|excluding|excl|excepting|omitting|disregarding|discounting|ignoring|barring|leaving (?:out"
    r"|aside)"
    r"|setting aside|minus|without|save|bar|except)\b"
    r"|leaving [^,;:.()]{2,40} (?:aside|out)\b|[^,;:.()]{2,40} (?:excepted|excluded|apart|aside|notwithstanding|only"
    r"|alone)\W*$"
)
OF_SUCH = re.compile(
    rf"(?:the |those |these )?(?:[\w'-]+ ){{0,3}}ones\b"
    rf"|(?:those|the [GL]{FILL}*) (?:that|which|who|whose|in|with|without|of|from)\b"
)
NOT_SO = re.compile(
    r"(?:in theory"
    r"|in (?:places|parts|spots|patches)|in all but name|on paper|in name|in principle|up to a point"
    r"|after a fashion|of sorts|in a (?:way|sense|manner)|so to speak|as it were|in effect|if you like)\b"
)
# "95 are good, roughly", "… at least": the figure is no exact one.
HEDGES = re.compile(
    r"\W*(?:roughly|approximately|more or less|near enough|or thereabouts|as near as [a-z ]+|(?:or )?so"
    r"|at (?:the (?:very )?)?"
    r"(?:least|most|best|worst)|(?:if|or) not more|and (?:counting|rising)|(?:or )?(?:maybe|perhaps|possibly) (?:more"
    r"|fewer)"
    r"|plus|(?:to (?:name|mention) (?:but |just |only )?|among(?:st)? )(?:an? few|some|others|many others))\W*"
)
AS_OF = re.compile(r"\W*as (?:of|at)\b")
# "(these are STPs)", "all of them trusts", "meaning STPs", "trusts, not CCGs"
ARE_OTHERS = re.compile(
    rf"\W*(?:(?:all|both|each|mostly|mainly|R{FILL}*|(?:these|those|they) (?:are|were)(?: for| of)?"
    rf"|(?:by which )?(?:i|we) mean|meaning|(?:i|we) (?:am|are) (?:talking|speaking) of"
    rf"|that is|namely|nhs|local|the|not G{FILL}*|but)[, ]+)*"
    rf"(?:[OP]{FILL}+|(?:stp|ics|icb)s?\b)(?:,? (?:mostly|mainly|all|that is|here|not G{FILL}*"
    rf"|rather than G{FILL}*))*\W*"
)
# "…, dementia or both", "…, or for cancer": one of several areas, or several at once.
_ONE_AREA = rf"(?:A{FILL}*|both|neither|either)"
OTHER_AREAS = re.compile(rf"\W*(?:(?:and|or|and/or|for|in|on|of) )*{_ONE_AREA}(?: (?:and|or) {_ONE_AREA})*\W*")
# How many it would be if counted otherwise: "(15 if Brent is included)", "or 15 with Brent", "plus one that merged".
OTHERWISE = re.compile(
    rf"\s?[(,;–—-]\s?(?:or |and |but |though |plus |make that )*N{FILL}*(?: [a-zGL]{FILL}*){{0,4}} "
    rf"(?:if|with|without|when|once|where|counting|including|excluding|allowing|taking)\b(?![^,;.()]*B{FILL})"
    rf"|\s?[(,;–—-]?\s?(?:plus|not to mention) N{FILL}*(?![^;.()]*B{FILL})"
)
# "nine are good, they say", "we are told"
IS_SAID = re.compile(
    r"(?:or so )?(?:they|it|some|many|people|others|we|you|one|i) (?:says?|said|hears?|heard|read|claims?"
    r"|(?:is|are|am|was|were) (?:told"
    r"|said|assured|informed))\W*"
)
# "that was the leaflet's version"
WHOSE = re.compile(r"(?:that|this|it)(?: is|'s| was) (?!nhs england|england)(?:[\w-]+ )*?[\w-]+(?:'s|s') [a-z]+\W*")
# "28 more than the table shows", "26 more than NHS England says", "15 times the number in the table"
IS_SO_MANY_MORE = re.compile(
    rf"[{FIGURES}]{FILL}* (?:(?:more|fewer|less) than (?:the|their|any|what|is|are|officially|anyone"
    rf"|anybody)\b(?! (?:D|A|year|last|previous))|(?:more|fewer|less) than [^,;:.()]{{2,40}}"
    rf" (?:says?|said|claims?|claimed|admits?|admitted|reports?|reported|shows?|showed|counts?|counted|finds?|found)\b"
    rf"|times (?:the (?:real|true|actual|right|correct|official|number|figure|count|total)|what)\b)"
)
A_FIGURE = re.compile(r"(?:an?|the|that|this|another) (?:[a-z]+ )?(?:figure|number|count|total)\b")
# "…, according to a report out today", "…, said the minister", "…, Mind says", "…, figures show"
WHO_SAYS = re.compile(
    rf"(?:(?:{'|'.join(sorted(SAYING))}|according to) (?P<after>[\w'’-]+(?: [\w'’-]+){{0,7}})"
    r"|(?P<before>(?:(?:the|an?|its) )?[\w'’-]+(?: [\w'’-]+){0,3}) (?:said|says|reported|reports|noted|notes|found"
    r"|finds|heard|learned|learnt|saw|shows?|showed|reveals?|revealed|confirms?|confirmed))\W*"
)
SPEAKS = re.compile(r"\b(?:said|says|reports|reported)\b")
# Those who speak of what others than NHS England rate, or of figures of another time.
OTHER_SPEAKERS = word_set(
    """
    patients people staff nurses doctors gps users members respondents practices trusts trust hospitals providers carers
    families residents readers voters neighbour neighbours friend friends audit audits inspectors cqc ofsted healthwatch
    my our your his her their own old last earlier previous former draft sample pilot pilots
    """
)
_LAST_YEAR = (
    rf"(?:(?:in )?(?:the (?:previous year|year before)|last (?:year|time)|a year (?:ago|before|earlier)|D{FILL}*))"
)
_ON_LAST_YEAR = rf"(?: (?:on|from|over|since|compared (?:with|to)) {_LAST_YEAR})"
# What may be added to a statement and leaves it as it is, whatever its other words: how it compares, that it is a
# disgrace, whom it pleases.
SAYS_NOTHING = re.compile(
    r"(?:(?:more|fewer|less|up|down|as many|as few|higher|lower|better|worse) (?:than|on|as|from)\b.*"
    r"|(?:(?:which|that|this|it) )?(?:is|was|must be|are|were)? ?(?:an?|no|not an?|the) (?:[a-z-]+ )?(?:disgrace"
    r"|scandal|shame|outrage|surprise|majority|minority|tally|achievement|success|failure|relief|worry|lot"
    r"|last in the list|coincidence|mean feat|small number)|shocking|worse still|better still"
    r"|(?:he|she|they|the \w+) (?:said|says|added|adds) (?:that )?(?:it|this|that) (?:would|must|should|will|could) .*"
    rf"|A{FILL}* (?:coming|comes|came|following|follows|to follow)\b.*|not N{FILL}*"
    r"|(?:which (?:is|was) )?(?:an?|the) (?:increase|rise|fall|drop|decrease|reduction|jump) of"
    rf" [NS]{FILL}*{_ON_LAST_YEAR}?"
    rf"|which (?:is|was) N{FILL}* (?:more|fewer) than {_LAST_YEAR}"
    r"|in (?:an?|another|what) (?:sign|signal|blow|boost|step|setback)\b.*"
    r"|to (?:the|my|our|their|his|her|its) (?:\w+ )?(?:delight|dismay|relief|surprise|shame|credit|horror)\b.*"
    r"|it turns out|(?:insufficient|not enough|no) data|to be (?:precise|exact|clear)"
    r")\W*"
)
# How many of those counted are of a kind, or how many more there are: "three of them new", "eight up on the year".
OF_THESE = re.compile(
    rf"(?:including |only |just |of which |of whom |with )*N{FILL}* (?:for the first time|R{FILL}*.*"
    r"|(?:of (?:them|these|those|which|whom|their)|more|fewer|less|up|down)\b.*)\W*"
    r"|(?:including|among(?:st)? (?:them|these|which|whom)|than)\b.*"
)
# "… and chaired by women": what else is so of those counted, which may be fewer than those with the band.
AND_ALSO = re.compile(
    r",? and (?:(?:are|were|have|had|been|also|both|all|each|then) )*"
    r"(?:[a-z]+ed|led|run|met|held|kept|made|won|lost|chosen|known|found)\b(?P<rest>[^,;:.()]*)"
)
# "… ; they have yet to reply"
YET = re.compile(r"[;,–—-] ?(?:they|these|those|who|which|all) (?:have|had) (?:yet|until|till|still)\b")
# "(of 32)": of so many that no statement has told of
OF_SO_MANY = re.compile(rf"\W*(?:out )?of (?:the |these |those |our )?(?P<N>N){FILL}*")
# "… or their trusts were"
OR = re.compile(rf"\W*or\b(?! (?:(?:just|only|nearly|almost|about|some) )*[{FIGURES}])")
WAS_THEN = re.compile(
    r"(?:(?:that|this|it|these|those|the \w+) (?:was|were|is|are|dates?) |back )?(?:in|for|from|of|at|on)\b"
)
BESIDE_NAMES = word_set("and the among them included both namely")
NOT = re.compile(r"\b(?:not|no|never|nobody|denies|denied|disputes|disputed|rejects|rejected)\b|n't\b")
# It is not so, or only if it is counted otherwise.
UNTRUE = re.compile(
    r"\b(?:wrong|untrue|false|incorrect|mistaken|inaccurate|misleading|nonsense|exaggerat\w+|too (?:high|low|many|few)"
    r"|out of date|disputed?|withdrawn|once|if|when|without|counting|counted|including|included|excluding|excluded)\b"
    r"|(?:\bnot|n't) (?:true|so|right|correct|the case)\b"
)
DENIED_BY = re.compile(r"(?:said|says|say) (?:nobody|no one|no-one)\b")
# A few words at the end of a sentence: "…, my foot." What compares or describes is none.
TAG = re.compile(r"[,;–—-] ?(?!(?:all|to|up|down|as|more|fewer|less|than|and|or)\b)(?:[\w'’-]+ ){0,2}[\w'’-]+\W*")
SURVEY = word_set("survey surveys poll polls questionnaire questionnaires respondents")
# Where figures are to be found, or what is done with them: "see Table 2", "page 4", "emphasis added".
REFERS = re.compile(
    r"\W*(?:(?:as in |see |in )?(?:table|figure|fig|chart|annex|appendix|box|exhibit|map|page|pp?|chapter)"
    r"(?:\.? (?:[0-9]{1,3}[a-z]?|[a-d]|[ivx]{1,4}))?(?: (?:above|below|overleaf|opposite))?"
    r"|(?:see )?(?:above|below|overleaf|opposite)|emphasis added)\W*"
)
