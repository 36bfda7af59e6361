"""Phrases around a claim: where clauses begin, and of whom, where and when they speak.

The patterns run on a marked sentence (`claims.sentence.gist`), in which a mark is its letter and FILL.
"""

from __future__ import annotations

import re

from pipeline.parse.text.claims.sentence.gist import FILL
from pipeline.parse.text.claims.sentence.words import DENIAL, SUPPOSITION, word_set

# Letters of marks (see `claims.sentence.gist_letters`).
FIGURES = "NS"


WORD = re.compile(rf"[A-Z]{FILL}*|[^\W_](?:[\w'-]*\w)?")


SEGMENT = re.compile(
    r"[;|()]\s?|:\s|\s[–-]+\s|–|,\s|\s/\s(?=[NS])"
    r"|\s(?=(?:and|but|while|whilst|whereas|although|though|yet|because|after|despite|following|amid|according|due|"
    r"thanks|compared|which|with|prompting|leaving|making|meaning|including|says|said|so)\b)"
)


CONTRAST = re.compile(r"[;]\s|\s[–-]+\s|:\s|,?\s(?:and|but|while|whilst|whereas|although|though|yet)\s")


CONJUNCTION = re.compile(r"\s?(?:and|but|while|whilst|whereas|although|though|yet)\b")


# Openings that refer to what came before or stands against it, whatever it is.
CONCESSION = re.compile(r"(?:despite|although|though|after|following|amid|because|even though|for all)\b")


# "the area that this newspaper covers", "our area"
ONE_AREA = re.compile(
    r"\b(?:in|across|for|within|around|throughout) (?:the|this|that|our|my|your|their|his|her|its|one|each|every) "
    r"(?:whole |local |wider |entire )?(?:area|partnership|alliance|consortium|health economy)\b"
    r"|\b(?:our|my|your|its|their) (?:[a-z]+ )?(?:neighbours|peers)\b|\b(?:neighbouring|nearby)\b|\bthe merger\b"
    r"|\b(?:near|near to|around|beside|close to|closest to|nearest to|next to|bordering) (?:us|me|here|ours)\b"
    r"|\b(?:on|across|over) (?:our|its|their) (?:own )?borders?\b"
    r"|\b(?:in|across|within) (?:this|our|my|your) (?:whole |local |wider |entire )?system\b"
    r"|^\W*(?:there|elsewhere|everywhere else),|\b(?:up|down|over|out|round) here\b"
    r"|\b(?:ccgs|groups|commissioners|organisations) (?:(?:out|up|down|over) )?there\b"
    r"|\b(?:good|outstanding|inadequate|improvement) there\b(?! (?:is|are|was|were|has|have|had|will)\b)"
)


_DATE = rf"D{FILL}*"
_ON_A_DAY = (
    r"(?: (?:today|yesterday|this (?:week|month|morning)|last (?:week|month)|(?:on|in) (?:[0-9]{1,2} )?(?:january"
    rf"|february|march|april|may|june|july|august|september|october|november|december|[a-z]+day)|(?:on|in) {_DATE}))"
)
# "The ratings were published on 11 July, showing that …"
_PUBLISHED_SHOWING = (
    rf"(?:(?:ratings|results|figures|report|assessments?|data)(?: for {_DATE})? (?:was|were|have been|has been)"
    rf" (?:published|released|issued|unveiled){_ON_A_DAY}*,?"
    rf"|(?:published|released|issued) (?:(?:new|its|the|annual|latest) )*(?:ratings|figures|results|data)"
    rf"(?: for {_DATE})?,?) (?:showing|revealing)\b"
)


# What a clause may hold besides plain words, whatever words it is made of.
PLAIN_PHRASES = re.compile(
    r"<sup>[^<>]{0,20}</sup>|<[^<>]{0,200}>|"
    rf"\bfor the (?:very )?first time(?: ever)?\b|\bthis year(?:'s)?\b|\bat the time\b(?! (?:of|when|that)\b)"
    rf"|\bin the (?:same )?year\b(?! (?:of (?!D)|when|that|in which)\b)"
    rf"|\b(?:the )?(?:financial |full )?year(?:[- ]end)?(?: of)? {_DATE}|{_DATE} (?:financial )?year(?:[- ]end)?\b"
    r"|\bnhs england(?:'s)?\b|\bas a whole\b|\bat least one of\b|\bas (?:either|being)\b|\bon the whole\b"
    r"|\b(?:made|make|makes|making|ended|ends|end) up\b|\bcame (?:out|in|away)\b|\bcome out\b|\bput (?:out|forward)\b"
    r"|\b(?:fell|falls|fall|fallen|falling) (?:into|in|under|within|short|below)\b(?: of)?|\bcarried out\b"
    r"|\bearlier,? (?=(?:figures|ratings|data|reports?|results|analysis|nhs england)\b)|\bearlier (?:this|on) \w+\b"
    r"|\bthis (?:week|month|morning|autumn|summer|spring|winter)(?:'s)?\b|\btoday(?:'s)?\b|\byesterday(?:'s)?\b"
    r"|\bthe (?:four|three|two|five|six|4|3)[- ](?:point|band|tier|grade|level)\b|\bfour[- ](?:point|band)s?\b"
    r"|\bimprovement and assessment\b|\b(?:clinical )?priority areas?\b|\bcare quality\b|\bno fewer\b|\bas good as\b"
    rf"|\b{_PUBLISHED_SHOWING}"
    r"|\b(?:assessment|ratings?|rating|grading|league|scoring) (?:table|system|scheme|exercise|round|regime"
    r"|process)s?\b|\bofsted[- ]style\b"
    r"|\b(?:as (?:a )?part of|under) (?:an?|the|its|their|nhs england's) (?:(?:new|latest|first|annual|yearly|national"
    r"|revised|ofsted[- ]style) )*(?:(?:ratings?|assessment|improvement and assessment) )+(?:system|scheme|regime"
    r"|framework|exercise)\b"
    r"|\bthen (?:operating|existing|open|in (?:existence|operation|place|being)|in)\b"
    r"|\b(?:operating|existing|in operation|in existence|eligible|participating)\b"
    r"|\b(?:or|and) (?:better|above|higher|worse|below|lower)\b|\bto improve\b"
    r"|\bfor (?:completeness|the record|reference|information)\b"
    r"|\b(?:at least|at best|at most|no (?:worse|lower|less|better|higher|more) than|short of"
    r"|(?:better|higher|worse|lower|poorer|less) than)(?= (?:an? |the )?B)"
    r"|\b(?:at present|at the moment|right now)\b|\bit (?:is|was) (?:true|a fact|right|clear|plain"
    r"|known)(?: to say)? that\b"
    r"|\bthe truth is\b|\b(?:may|might) be (?=surprised)|\bas (?:few|little) as\b|\bas (?:expected|feared|hoped"
    r"|planned|predicted)\b|\bundoubtedly\b"
    rf"|\bfor (?:their |its |the )?(?:[\w'-]+ ){{1,3}}and (?:\w+ )?A{FILL}*|\bit (?:is"
    rf"|was) the first time(?: ever)? that\b"
    r"|\b(?:document|report|page|article|briefing|series|website|paper|note|bulletin|analysis)\b(?:[^.;]{0,90}?)?"
    r" (?:will|is to|aims to|sets out to) (?:illustrate|show|set out|present|cover|describe|summarise|examine|give"
    r"|list)\b"
    r"|\b(?:as follows|(?:looks?|looked) (?:like this|as follows))(?=\s?:)"
    r"|\b(?:tell|told|reminded?|informed?|advised?)"
    r" the (?:house|board|panel|court|tribunal|meeting|council)(?= that\b)"
    r"|\b(?:that|which) could be (?:rated|assessed|graded)\b"
    r"|\bthe state of play\b|\bhow things stand\b|\bas regards\b|\biaf\b|\bduring (?:the )?(?=D)"
    r"|\bbetween them\b|\bin number\b"
    r"|\b(?:is|are|was|were) (?:asked|invited|requested|recommended|reminded) to note\b"
    rf"|\b(?:more|fewer)(?= [GL]{FILL}*[^.;:]{{0,90}}\(N{FILL}*\)[^.;:]{{0,40}} than\b)"
    rf"|\bthan(?= [^.;:(]{{0,60}}\(N)"
    r"|\b(?:in other words|in short|in sum|to put it another way|that is to say|followed by)\b"
    r"|\bput (?:differently|simply|another way)\b|\broyal (?:college|society)(?: of [a-z]+(?: and [a-z]+)?)?\b"
    r"|\b(?:most common(?:ly)?|commonest)\b"
    rf"|A{FILL}*,? where (?=(?:(?:only|just|a mere|more than|fewer than|about) )?[NS])"
    rf"|, leaving (?=(?:just |only |the other |the remaining )?N{FILL}*(?: [GL]{FILL}*)?"
    r" (?:that|which|in|with|rated|needing|requiring|as)\b)|\blies? (?=N|between\b|in the\b)"
    r"|\b(?:picked up|picks up|walked away|carried off|finished up|wound up|settled?(?= for (?:an? |the |just )?B)"
    r"|(?:stuck|rewarded|left)(?= with (?:an? |the |just )?B)|the (?:year|quarter|period|round)(?= saw\b))\b"
    r"|\bin all\b|\bin the case of (?=N)|\bof the total\b|\b(?:all )?(?:but|bar) none\b|\b(?:one|1) of (?=[A-Z])"
)


PUBLISHED = re.compile(
    r"\b(?:publish\w*|releas\w*|issu(?:ed|es)|announc\w*|unveil\w*|launch\w*|dated|report\w*|press|out on|out in|"
    r"updated|article|briefing|bulletin|went live)\b"
)


LOCATIVE = re.compile(
    r"(?:in|across|within|around|throughout|outside|near|among|amongst|along|for|of|about|from|beyond|over|at|serving"
    r"|covering)"
)


SCOPE_OPENING = re.compile(
    r"(?:in|on|for|across|within|around|throughout|outside|near|among|amongst|of|as for|as to|turning to|"
    r"when it comes to|with regard to|regarding|at|over in|up in|down in|elsewhere)\s"
)


# Openings that say of where, of what or of when a sentence speaks; what follows has to be understood.
OPENING = re.compile(
    rf"{SCOPE_OPENING.pattern}|(?:when|before|until|till|once|since|under|during|back|as|prior to|ahead of"
    r"|by the time|against|using"
    r"|(?!(?:accord|follow|speak|comment|writ|respond|react|report|address|launch|publish|releas|announc|unveil|answer"
    r"|reply|hav|giv|testify|open|clos|welcom|introduc|present)ing\b)[a-z]+ing"
    r"|[^,;:.()]{2,40}? (?:apart|aside|excepted|excluded|notwithstanding),"
    r"|(?:scored|judged|measured|ranked|graded|marked|assessed|rated|calculated|counted|weighted|sorted|based)"
    r" (?:on|by|against|for|under)|by(?! (?:the|an?|this|that|these|its|their)\b))\s"
)


NATIONAL = re.compile(
    r"\b(?:nationally|nationwide|england-wide|countrywide|up and down the country"
    r"|(?:in|across|throughout|over) (?:all of |the whole of |all )?(?:england|the country|the nation)"
    r"|(?:in|from) (?:every|all) (?:corners?|parts?) of (?:england|the country)|england as a whole)\b"
)


DESCRIBING = re.compile(
    r"(?:all|both|most|each|many|several|some|half|none|few|mostly|mainly|largely|chiefly|almost all|nearly all)\b"
    rf"|[{FIGURES}]{FILL}* (?:R|of|in)|[{FIGURES}]{FILL}* [^,;]*R"
)


OTHER_YEAR = re.compile(
    r"\b(?:last (?:year|time|autumn|summer|spring|winter|month|week|quarter)|(?:the )?(?:previous|preceding|prior) "
    r"(?:\w+ )?(?:year|time|quarter|round|ratings?|assessment|set|exercise|\w+)|\w+ (?:years?|quarters?|months?|weeks?)"
    r"(?: or \w+)? (?:ago|earlier|before|previously|back)|years? (?:ago|earlier|before)|the (?:year|time|round|quarter|"
    r"ratings?) (?:before|earlier)|at (?:the (?:start|outset|beginning|launch)|first)|in (?:the past|earlier years|"
    r"previous years|past years)|(?:back )?then\b|until (?:then|now|recently)|by (?:then|next)|next (?:year|time|june"
    r"|july|"
    r"round)|in recent years|so far|to date|\w+ years? (?:on|later|after|since)|years (?:on|later)|a year (?:on|later)"
    r"|over the (?:past|last)|(?:over|throughout|during) (?:\w+ ){0,2}(?:years|quarters|months|decades)|(?:over"
    r"|across|throughout|during) (?:the|all|these|those|its|their)"
    r" (?:\w+ )?(?:years|periods?|rounds)|at (?:some|one|any) (?:time|point|stage)|at least once"
    r"|a decade|used to|no longer"
    r"|(?:going|coming|moving|heading|looking) (?:into|towards?)|from \S+ on(?:wards?)?(?=\W*$|,)"
    r"|when (?:there|england|we|they|the country|the nhs) (?:still )?(?:were|was|had))\b"
)


# Words that an opening may hold besides plain ones.
OPENING_WORDS = word_set(
    """
    other rows row table figures financial year baseline quarter new latest wider foot head terms system care side
    front end taking looking beginning starting aside apart
    publishing releasing doing when turning comes regard regarding top bottom against based contrast comparison far way
    """
)


# Words before a noun that say nothing of its kind.
NO_KIND = word_set(
    "did do does most when why how because than if where until let helps help make are were is was have had by many"
)


# Words with a capital after 'in' that name no place.
NO_PLACES = word_set(
    """
    january february march april may june july august september october november december monday tuesday wednesday
    thursday friday saturday sunday christmas easter parliament whitehall westminster
    """
)


# Words that end in -ly and only say how a statement strikes its writer, or that it is so; others may change what is
# said, or of how many it is said: 'effectively', 'jointly', 'separately', 'unanimously'.
_PLAIN_LY = word_set(
    """
    absolutely additionally admirably badly bluntly brilliantly clearly commendably consequently correctly
    correspondingly critically crucially curiously currently dangerously deeply deplorably depressingly deservedly
    desperately disgracefully dismally dreadfully duly equally finally firmly formally fortunately frankly fully
    gladly gravely grimly happily harshly impressively incredibly indefensibly inevitably inexcusably interestingly
    ironically justly justifiably lamentably lastly loudly miserably namely notably oddly officially openly
    outrageously painfully pitifully plainly poorly precisely predictably presently proudly publicly quietly really
    recently regretfully regrettably remarkably respectively rightly sadly scandalously secondly sensationally
    seriously severely shamefully significantly similarly simply spectacularly squarely starkly strictly strongly
    stubbornly tellingly terribly thankfully thirdly thoroughly tragically truthfully unacceptably undeniably
    understandably undeservedly unfairly unfortunately unhappily unjustly unsurprisingly woefully
    """
)
_NOT_PLAIN_INGLY = word_set(
    """
    decreasingly disbelievingly increasingly jestingly jokingly knowingly misleadingly overwhelmingly seemingly
    teasingly unknowingly unwittingly willingly
    """
)


def is_plain_ly(word: str) -> bool:
    """Whether an adverb only says how a statement strikes its writer: 'shockingly', 'sadly'."""
    return word in _PLAIN_LY or (word.endswith("ingly") and word not in _NOT_PLAIN_INGLY)


FOR_EACH = re.compile(
    r"\bfor (?:every|each) (?!of england)|\b(?:out )?of every (?!one\b|single\b)"
    r"|\((?:in |as |all )?(?:per cent|percent|%|percentages?)(?![\w])[^()0-9]*\)"
    r"|\bper (?:quarter|year|annum|month|week|round|region|county|area)\b"
    r"|\b(?<!for )(?:an?|each|every) (?:quarter|year|month|week|round)\W*$"
)
# Words that point back at what was spoken of, instead of naming it.
POINTING_BACK = re.compile(
    r"\b(?:for|on|by|against|in) (?:it|this|that|(?:this|that|the same|the separate|another"
    r"|each|every|either) "
    r"(?:count|measure|score|point|one|area|topic|subject|indicator|test))\b"
)


# Words by which a label or a bracket says that what it stands beside is not so, or may not be: "Popular wrong answers:
# 40 are good; no CCG is inadequate.", "Summary (may contain errors)".
SAID_UNTRUE = (DENIAL | SUPPOSITION) - word_set(
    "not no never without few hardly scarcely barely nothing neither nor can may must shall will soon next due almost"
    " nearly question questions lack failing fails failed missed"
)


# The text itself, its parts and its figures: "Numbers on this page are in tens.", "The appendix keeps to pilots."
OF_THE_TEXT = re.compile(
    r"(?<!\bon )\b(?:figures|numbers|statistics|counts|totals|percentages|data|results|pages?|appendix|annex"
    r"|chapter|sections?|columns?|tables?|charts?|graphs?|footnotes?|templates?|texts?|paragraphs?|passages?"
    r"|sentences?|statements?|extracts?|excerpts?|quotes?|quotations?|versions?|drafts?|slides?|examples?"
    r"|transcripts?|lists?|answers?)\b"
)
