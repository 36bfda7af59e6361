"""The words around and between a figure and a band that decide whether the two belong together."""

from __future__ import annotations

import re

from pipeline.parse.text.claims.sentence.words import word_set

# Words that say that somebody gave the band.
RATED = word_set(
    """
    assessed branded called categorised categorising categorized classed classes classified considered declared
    deemed described found graded grades grading judged judges labeled labelled labels marked named placed put
    rank ranked ranking ranks rate rated rates rating ruled scored
    """
)
# Words with which organisations are rated, and those that may stand between a verb of rating and the bands.
AUXILIARIES = word_set("was were is are be been being got get gets having had has have")
LEADING_TO_BANDS = word_set(
    """
    a an as at band bands be being both by care having category categories either for grade group health in inside
    into its just level local mental merely national nationally now of only overall rating s services simply still than
    the their tier to top under within with A D L G V B
    """
)
# Before a figure of the letter: it ends a range, so that no one number is stated, is an age, or is only supposed.
NOT_STATED = {
    letter: re.compile(
        rf"(?:between {letter}(?: \([^()]{{1,40}}\))? and|(?<!from ){letter} (?:to|or|–)|{letter}[-–]"
        rf"|(?:anything|anywhere|ranged?|ranging) from {letter} to"
        r"|\bage[ds]?|\b(?:if|unless|whether|expect(?:s|ed)?|wants?|hopes?(?: that)?)) ?$"
    )
    for letter in "NS"
}
# Before a figure: it counts those that are excluded, or are only some.
EXCLUDED_BEFORE = re.compile(
    r"(?:\b(?:all|every|everyone|any|none|each)(?: [a-zA-Z]+){0,4} (?:but|bar|save)(?: for)?|\b(?:except|excluding"
    r"|besides|"
    r"apart from|other than|minus|without|such as|like|more than just|not just|not only|not|never)"
    r"|\b(?:ratings?|data|lists?|figures|plans?|performance|websites?|budgets?|results?|staff|staffing|accounts"
    r"|scores?|"
    r"records|reports?|finances|leaders|chairs|patients) (?:of|for|from)(?: (?:the|all|just|only))*"
    r"|\b(?:top|bottom|best|worst|first|last|next|biggest|largest|smallest|leading)"
    r"|\b(?:one|N) (?:in|out of)(?: every)?|[NS] (?:out )?of (?:the |all |all the |these |those )?) ?$"
)
# With one of these between them, figure and band do not belong together.
SEPARATING = word_set(
    "than from unlike no nor not never said say says think thinks thought despite because against"
    " shocked appalled dismayed surprised pleased delighted proud sorry regret regrets learn learned learnt"
    " believe believes believed claim claims claimed"
)
# Which way "X or better" leads from the bands that are named.
BEYOND = dict.fromkeys(("better", "above", "higher"), "better") | dict.fromkeys(("worse", "below", "lower"), "worse")
# "13 of the 24 CCGs rated X were in London" counts 24, not 13.
RELATIVE = re.compile(r" ?(?:rated|ranked|judged|labelled|graded|classed|deemed|found|placed|marked)\b")
VERB_AFTER_BANDS = re.compile(r" (?:were|was|are|is|have|has|had|said|say)\b")
