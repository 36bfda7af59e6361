"""Parts that the patterns of wordings, totals and ellipses share: determiners, words before a noun, dates, changes."""

from __future__ import annotations

OF = r"(?:(?:out )?of|among)"
DETERMINER = (
    r"(?:the|all|all of|all the|these|those|its|their|our|englands|the countrys|the nations|a total of|some|such)"
)
BEFORE_LOOSE = (
    r"(?:local|nhs|english|mental|health|clinical|commissioning|care|community|eligible|other|more|remaining|further|"
    r"different|new|the|all|englands|countrys|nations|regional|adult|childrens|of|A)"
)
# Any word before "CCGs" but one with which another part of the sentence begins.
BEFORE_GROUPS = (
    r"(?:(?!(?:in|at|with|for|by|from|to|who|that|which|were|was|are|is|had|have|has|and|or|than|of|said|says|say|told|"
    r"think|believe|want|where|as|but|while)\b)[a-zA-]+)"
)
CHANGED = (
    r"(?:(?:has|have|had) )?(?:sharply |slightly |more than |almost |nearly |steadily )?(?:rose|risen|rising|rise|grew"
    r"|grown|"
    r"increased|climbed|jumped|went up|gone up|fell|fallen|dropped|declined|decreased|shrank|went down|went|gone"
    r"|halved|"
    r"doubled|trebled|tripled|quadrupled|moved|changed|soared|leapt|slipped|came down|come down|come up|came up"
    r"|edged up|edged down|crept up|shot up|is down|is up|was down|was up|are down|are up)(?: [a-z]+ly)?"
)
IN_DATE = r"(?:(?:in|for|at the end of) )?(?:the )?D"
