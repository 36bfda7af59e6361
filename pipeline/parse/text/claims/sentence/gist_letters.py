"""The letters of a gist, and the words that each stands for: nouns for organisations, counts, bands and pronouns.

A *gist* is a folded sentence in which each thing that matters is one capital letter.

    N a count            B a band's label         G commissioning groups     O other bodies that get ratings
    S a share            A an area that is rated  L a looser word for them   P people
    X any other number   D a date or period       V services, for shares
    R of them, of which: what was named before

Quotation marks are dropped, so 'ranked 127 of the 209 CCGs as “needs improvement” (106)' is
'ranked N of the N G as B (N)'.
"""

from __future__ import annotations

import re

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
# More than half of the organisations.
MOST = re.compile(
    r"(?:(?<!the )\bmost(?: of)?|\b(?:a|the)(?: [a-z]+)? majority of)"
    r"(?= (?:the |all |all the |englands |england's |these )?(?:[0-9]+ )?(?:nhs |local |english )?"
    r"(?:ccgs|(?:clinical )?commissioning groups)\b)"
)
# A single organisation, recognised by its name or as the only one: "Only NHS Bury CCG", "the only CCG", "the sole one".
ONLY_ONE = re.compile(
    r"\b(?:only(?P<name> (?:nhs )?(?:[a-z][\w'&,-]* ){0,7}?)(?=(?:ccg|clinical commissioning group)\b(?! groups))"
    r"|(?:the|its|englands|england's|one and) (?:only|sole|lone)(?: one\b|(?= (?:[a-z-]+ ){0,3}?(?:ccg"
    r"|commissioning group|group|"
    r"board|body|organisation)\b)))"
)
# Bands given by their place in the scale: "the two worst bands", "the top category".
RANKED_HOW_MANY = {"one": 1, "two": 2, "three": 3, "2": 2, "3": 3}
RANK_SIGN = "#"
RANKED_BANDS = re.compile(
    r"\b(?<!second-)(?<!second )(?<!third-)(?<!third )(?<!next-)(?<!next )(?<!but )"
    r"(?:(?:the|either of the|one of the|its) )?(?:(?P<many>two|three|2|3) )?"
    r"(?P<rank>lowest|worst|bottom|poorest|weakest|highest|best|top"
    r"|(?:(?<=two )|(?<=three ))(?:lower|upper)|(?:lower|upper)(?= (?:two|three) ))(?: (?P<more>two|three))?"
    r"(?:[- ](?:ranking|rated|scoring|performing|possible|available|of the (?:four|4)))? "
    r"(?:rating )?(?:bands?|categor(?:y|ies)|ratings?|grades?|tiers?|classes|marks?|levels?|verdicts?|labels?|rungs?"
    r"|(?<=two )groups|(?<=three )groups)\b(?! (?:but|bar|save) (?:one|two|three)\b)"
    # "sit in the bottom two"
    r"|(?<=\bin )the (?P<side>top|bottom) (?P<so_many>two|three)(?=\s*(?:[.,;:)]|$))"
)
REFERRING = re.compile(
    r"\b(?:out )?of (?:them|these|those|which|whom)\b(?! [a-z]*(?:ccg|group|board|organisation|area))"
)
# After "good": another band or a figure ("from good to outstanding"), and no verb ("good to work with").
_TO = (
    r"to(?= (?:(?:just|only|an?|the|no) )?(?:[0-9\"'(]|date\b|this day\b|outstanding|good|requires?|inadequate|better"
    r"|worse|none|one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|[a-z]+teen\b|[a-z]+ty\b))"
)
# A label of one common word ("good", without quotation marks) is a band only where one of these follows.
AFTER_COMMON_LABEL = re.compile(
    r"\s*(?:[^\w\s]|$)|\s+(?:and|or|nor|but|while|whilst|whereas|though|although|as|for|in|on|by|at|with|across|under|"
    rf"over|overall|{_TO}|from|since|rose|rises|risen|grew|grown|increased|climbed|jumped|fell|fallen|dropped|declined|"
    r"doubled|halved|trebled|tripled|quadrupled|shrank|came|stood|stands|stand|numbered|totalled|reached|number|"
    r"respectively|together|account(?:s|ed)? for|makes? up|made up|"
    r"according|during|after|against|was|were|is|are|has|had|have|went|ccgs?|commissioners|organisations|bodies|groups|"
    r"clinical commissioning|commissioning groups?|boards?|areas|ratings?|rated|marks?|grades?|bands?|category|"
    r"labels?|tags?|tiers?|levels?|status|verdicts?|[0-9]+|ones?|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|thirteen|all|last|this|that"
    r"|which)\b"
)
