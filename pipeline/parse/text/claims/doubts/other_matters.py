"""Sentences after a statement that are plainly of another matter, in the forms in which articles print them: how
somebody felt, what somebody is to do, where the list is, what the assessment looks at, what it means.

Each form says what may stand in it; words by which a figure is taken back, or is of a part, rule every form out.
"""

from __future__ import annotations

import re

from pipeline.parse.text.claims.sentence.gist import FILL
from pipeline.parse.text.claims.sentence.scene import Scene

# In none of these forms: what takes a figure back, says how it was come by, or that it is of a part.
_NEVER = re.compile(
    r"\b(?:only|just|not|never|no|none|nobody|if|unless|except|but|until|yet|once|also|both|half|most|some|few|fewer"
    r"|same|pilots?|samples?|sampled|survey\w*|poll\w*|vot(?:e|es|ed|ers)|re-?(?:count|run)\w*|count\w*|guess\w*"
    r"|estimat\w*|drafts?|provisional\w*|preliminary|final\w*|exclu\w+|includ\w+|omit\w*|mistak\w*|wrong\w*|false\w*"
    r"|errors?|correct\w*|revis\w*|amend\w*|adjust\w*|appeal\w*|readers?|respond\w*|repl(?:y|ied|ies)|asked|scor\w+"
    r"|myth|spoof|satire|joke\w*|imagin\w*|invent\w*|made up|dream\w*|suppos\w*|pretend\w*|earlier|previous\w*"
    r"|former\w*|old|older|method\w*|definition\w*|rules|criteria|threshold\w*|rated|graded|judged|marked|assessed"
    r"|inflat\w*|fiddl\w*|massag\w*|fudg\w*|cook\w*|manipulat\w*|mislead\w*|misled|lying|lie[sd]?|hid(?:e|den|ing)?"
    r"|exaggerat\w*|distort\w*|fabricat\w*|cheat\w*|hoax\w*|sham|fiction\w*|nonsense|corrig\w*|who|whose|which|whether"
    r"|true|truth|real|actual\w*|merg\w+|replac\w+|supersed\w+|withdr\w+|retract\w*|cancel\w*|scrapp\w*)\b"
)
_ADVERBS = r"(?:(?:very|deeply|so|rather|quite|really|truly|simply|too|all|[a-z]+ly) ){0,2}"
FEELING = (
    r"(?:delighted|pleased|proud|happy|thrilled|relieved|encouraged|astonished|amazed|surprised|shocked|stunned"
    r"|appalled"
    r"|outraged|angry|furious|dismayed|disappointed|saddened|sad|alarmed|worried|concerned|frustrated|horrified"
    r"|impressed|cheered|heartened)"
)
FOUND = (
    rf"{_ADVERBS}(?:shocking|worrying|disappointing|encouraging|unacceptable|damning|alarming|appalling|welcome"
    r"|concerning|depressing|shameful|disgraceful|woeful|dreadful|terrible|dire|tragic|heartbreaking|unfair"
    r"|wonderful|fantastic|sobering|heartening|surprising|bleak|grim|stark"
    r"|an? (?:[a-z]+ )?(?:wake-up call|disgrace|scandal|concern|worry|blow|boost|relief|shock|surprise|tribute|tragedy"
    r"|outrage|warning|testament|step forward)\b[^;:,]*)"
)
RATINGS = (
    r"(?:(?:the|these|this year's) )?(?:(?:new|latest|annual|official|national) )*(?:ratings?|results|figures"
    r"|findings|assessments?)"
)
# What somebody attacks or thanks for: nothing that states or makes figures.
_NO_SOURCE = (
    r"(?![^;:]*\b(?:numbers?|figures?|sums?|claims?|releases?|slips?|reports?|statements?|articles?|lists?|press|typing"
    r"|data|statistics)\b)"
)
_NO_RATING = r"(?![^;:]*\b(?:ratings?|marks?|grades?|bands?|results?|figures?|numbers?|lists?)\b)"
_CARE = (
    r"(?:services|patients|people|families|carers|staff|nurses|doctors|psychiatrists|waiting (?:times|lists)|waits"
    r"|demand|funding|spending|budgets|beds|wards|care|treatment|access|performance|commissioners)"
)
_SOMEBODY = r"[^;:NGB]{2,80}?"
_LOOKS_AT = (
    r"(?:the )?(?:new )?(?:assessments?|framework|ratings?) (?:looks? at|focus(?:es)? on|(?:is|are|was|were) based on)"
    rf" (?:(?:elements|parts) of |performance (?:on|against) )?N{FILL}* (?:[a-z]+ )?"
    r"(?:indicators|measures|standards|metrics)"
)
# "The ratings focus on two standards: the number of people who are …", and not "…: neither is right."
_LISTED = r"(?:(?!(?<!who )\b(?:is|are|was|were)\b).)*"
_LISTS_MEASURES = re.compile(rf"{_LOOKS_AT}(?: or metrics)?: {_LISTED}")
_WHO = re.compile(r"\bwho\b")
_FORMS = (
    # "Ministers were astonished."
    rf"[^;:,NGB]{{2,40}}? (?:was|were|is|are|am|felt|feels?|looked|seemed) {_ADVERBS}{FEELING}\b[^;:]*",
    # "Patients deserve better.", "Services have been under pressure for years.", "Waiting times have fallen."
    rf"(?:(?:the|mental health|local|nhs|community|their|our|young) )*{_CARE} (?:deserves?|needs?|faces?|waits?"
    r"|suffers?|struggles?|(?:have|has) (?:been|fallen|risen|grown|improved|worsened|waited|suffered|struggled)"
    rf"|rose|fell|grew|improved|worsened|varie[ds]|vary|remains?|continues?)\b{_NO_RATING}[^;:]*",
    # "There was wide variation between areas."
    r"there (?:is|was|were|are) (?:an? )?(?:wide|great|huge|large|big|marked|considerable|a lot of|much) "
    r"(?:variations?|differences?|gaps?)\b[^;:]*",
    # "The health secretary, Mr Hunt, welcomed the results."
    rf"{_SOMEBODY} (?:welcomed|thanked|congratulated|praised)\b{_NO_SOURCE}[^;:,NGB]*",
    r"[^;:,NGB]{2,60}? (?:declined|refused) to comment"
    r"(?: on (?:individual cases|the (?:ratings|report|findings|figures|results)))?",
    # "Campaigners described the figures as shocking.", "A charity said the ratings were deeply worrying."
    rf"{_SOMEBODY} (?:describe[sd]?|called?|calls|branded) {RATINGS} (?:as )?{FOUND}",
    rf"(?:{_SOMEBODY} (?:said|says?|believes?|think) (?:that )?)?{RATINGS} (?:are|were|is|was) {FOUND}",
    rf"i find (?:this|it|that|{RATINGS}) {FOUND}",
    # "NHS England said it was working hard.", "Mr Hunt told MPs that the ratings would drive improvement."
    rf"{_SOMEBODY} (?:said|says?|told [a-z]+|warn(?:s|ed)?|hopes?) (?:that )?(?:it|they|he|she|{RATINGS}|lives)"
    rf" (?:was|were|is|are|will|would|had) (?:working|committed|determined|at risk|help|drive)\b{_NO_SOURCE}[^;:]*",
    # "These results show how much work remains.", "The ratings matter because they drive improvement."
    rf"(?:this|that|it|{RATINGS}) (?:shows?|showed|highlights?|underlines?|means?|reminds us) (?:that|how|why|what) "
    r"(?:there is|there remains?|much|far|we (?:have|need|must)|more|work|leaders|hard work|so much)\b[^;:]*",
    rf"{RATINGS} (?:matter|come as|came as)\b(?![^;:]*\b(?:them|it|these|those)\b)[^;:]*",
    # "The results are an improvement on last year.", "That compares with 24 in 2016/17."
    rf"(?:that|this|it|{RATINGS}) (?:is|are|was|were) an? (?:[a-z]+ )?(?:improvement|rise|fall|drop|increase|advance)"
    rf" on (?:last year|the year before|D{FILL}*)",
    rf"(?:that|this|it) compares (?:with|to) N{FILL}* (?:in D{FILL}*|last year|the year before|a year (?:ago|before))",
    # "They will be supported.", "NHS England will work with them.", "Those CCGs will get extra support."
    rf"(?:they|we|it|nhs england|ministers|(?:those|these|the) G{FILL}*)"
    r" (?:will|must|should|are to|is to|has to|have to)(?: now)? (?:get|receive|be (?:given|offered|supported|helped)"
    rf"|work|help|support|share|draw up|produce|develop|face|learn|need)\b{_NO_RATING}[^;:N]*",
    # "More details are in the annex.", "The full list can be found below.", "Read more: how your area was rated."
    r"(?:(?:the |an? )?(?:full|complete|whole|more|further) (?:[a-z]+ )?(?:list|details?|table|report|story|information"
    r"|results|data)|a map(?: of the ratings)?) (?:is|are|can be found|appears?|follows) (?:below|above|overleaf|here"
    r"|online|on|in|at)\b[^;:]*",
    r"(?:read|find out) more\b.*|see the table for\b[^;:]*|here is what it means\b[^;:]*",
    # "What does this mean for patients?", "So what happens next?"
    r"(?:so )?(?:what (?:does (?:this|that|it) mean|happens (?:next|now)|next|now|can be done)"
    r"|why does (?:it|this) matter)\b[^;:,]*\?",
    # "The assessment looks at two measures.", "CCGs are responsible for commissioning local services."
    rf"{_LOOKS_AT}\b{_LISTED}",
    rf"G{FILL}* (?:are responsible for|commission|buy|plan and buy|pay for)\b{_NO_RATING}[^;:N]*",
)
_ANY = re.compile("|".join(f"(?:(?:and |but |yet )?{form})" for form in _FORMS))
_THANKS = re.compile(rf"(?:well done|thank you|thanks|congratulations)(?: to)?\b{_NO_SOURCE}[^;:,NGBSXAD]*")
# The letters that stand for what is counted, named or dated; other words stand in the forms as they are.
_COUNTED = frozenset("NGBSXAD")


def is_of_another_matter(scene: Scene) -> bool:
    """Whether a sentence has one of the forms."""
    plain = scene.sentence.plain
    text = list(plain)
    for mark in scene.gist.marks.values():
        if mark.letter in _COUNTED:
            text[mark.start : mark.end] = scene.marked[mark.start : mark.end]
    said = "".join(text).strip(" .!'\"")
    if said == "not good enough" or (_LISTS_MEASURES.fullmatch(said) and not _NEVER.search(_WHO.sub("", plain))):
        return True
    return _NEVER.search(plain) is None and (_ANY.fullmatch(said) or _THANKS.fullmatch(said)) is not None
