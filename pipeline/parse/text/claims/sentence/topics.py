"""What is rated or measured and is no area: topics beside the areas, measures, and all areas taken together."""

from __future__ import annotations

import re

# Topics that are rated, measured or reported beside the areas: what follows them speaks of them.
TOPICS = re.compile(
    r"\b(?:(?:child(?:ren)?|young people|older people|adults?|women|men|mothers?|students?|veterans?|prisoners?"
    r"|infants?|"
    r"maternal|perinatal|adolescent|crisis|inpatient|community|secure)(?:'s|s')?(?: and [a-z' -]{1,24})? mental health"
    r"|mental health(?: care| services| support)? (?:for|of|among|in) (?:(?:the|their|its|our|my|all) )?(?:children"
    r"|staff|employees|workers|nurses|doctors|teachers|carers|young|older|adults|women|mothers"
    r"|students|"
    r"veterans|prisoners|people with|those)|perinatal|postnatal|antenatal|eating disorders?|talking therap(?:y|ies)"
    r"|iapt|psychological therap(?:y|ies)|"
    r"psychosis|crisis (?:care|teams?)|autism|stroke|obesity|primary care|urgent care|emergency care|a&e|camhs|"
    r"child(?:ren)?(?:'s|s)? (?:and young people's )?(?:mental health|services)|adolescents?|suicide|self-harm"
    r"|prescribing|"
    r"waiting times?|physical health|secure care|out[- ]of[- ]area|end[- ]of[- ]life|asthma|"
    r"heart disease|screening|vaccination|ambulances?|dentistry|addiction|alcohol|drug services|personality disorders?|"
    r"(?:ratings?|scores?|grades?|marks?) of (?:their|its|the) (?:websites?|data|boards?|finances|plans?|accounts"
    r"|staff|leaders|consultations?|engagement)|early intervention|continuing (?:health ?)?care"
    r"|engagement|(?:patient|public|community|lay) (?:involvement|participation)|sustainability|digital [a-z]+"
    r"|(?:mental health )?investment standards?|standards? for investment|staff surveys?|health ?checks?|equality"
    r"|(?:on|for|of|by|their|its) (?:the |their |its )?financ(?:es?|ial [a-z]+)"
    r"|(?:for|on) how (?:well )?they (?:are|were) (?:run|led)"
    r"|health inequalities|data quality|self-(?:assess|rat|scor|report)\w*"
    r"|(?:rated?|assess(?:ed)?|scored?|graded?|judged?|marked?) (?:our|them)selves)\b"
)
# What is measured or marked, by band too: a list that follows has its figures.
MEASURED = re.compile(
    r"\b(?:figures|numbers|values|counts) (?:are|is) (?:(?:all|given|shown|in|as) )*(?:percentages?|per cent|%|tens"
    r"|hundreds|thousands)|\b(?:median|mean|averages?|waits?|waiting|weeks|days|hours|minutes|spend|spending|expenditure|budgets?|costs?"
    r"|points"
    r"|weights?|weighting|codes?|coded|coding|deciles?|quintiles?|turnover|recovery|complaints?|thresholds?|cut-?offs?"
    r"|scoring|(?:we|they|are|is|was|were) scored?|per (?:head|person|capita|patient)|staff|vacanc(?:y|ies))\b|^key\W*$"
)
# A rating of all that an organisation does; paragraphs after it go on with that, until an area is named.
OVERALL = re.compile(
    r"\b(?:(?:overall|headline) (?:(?:nhs england|nhs|ccg|national|annual|yearly|performance) )?"
    r"(?:assessments?|ratings?|grades?|verdicts?|results?|marks?|scores?|positions?|performance|ones?)"
    r"|(?:annual|year-end|end[- ]of[- ]year|yearly) (?:ccg )?(?:performance )?(?:assessments?|grades?|evaluations?"
    r"|reviews?|report cards?|health[- ]checks?))\b"
)
TAKEN_TOGETHER = re.compile(
    rf"{OVERALL.pattern}|\b(?:(?:rated|assessed|graded|judged|scored) overall|all things considered"
    r"|taking (?:everything|all)|taken (?:together|as a whole)|in the round|(?:across|over|on) (?:all |the )*[\w-]+"
    r" indicators)\b"
)
# Several areas at once, or a comparison of one with another: no count of one area.
ALL_AREAS = re.compile(
    r"(?<!than )\b(?:in|across|for|on|over|taking|between|among) "
    r"(?:(?:the |these |those |our )?(?:all|every|both|several|any|most|some|two|three|four|five|six|seven"
    r"|one or more|at least one)|the|these|those)(?: of)?(?: the)?(?: [a-z]+){0,2}"
    r" (?:areas?|measures?|indicators?|topics?|priorities)\b(?! of (?:england|the country))"
    r"|\b(?:the|all|these|those|its|our) areas (?:had|have|got|saw|see|show|showed|taken|were|are|put)\b"
    r"|\b(?:areas?|measures?|topics?|services|conditions) (?:such as|like|including)\b"
    r"|\bacross the board\b|\b(?:for|on|in) both\b(?! (?:sides|cases))"
)
