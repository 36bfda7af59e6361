"""How the next sentence says that a statement was counted: 'We left out the merged ones.', 'Multiply by eight.'"""

from __future__ import annotations

import re

from pipeline.parse.text.claims.sentence.gist import FILL

FIGURES_NAMED = (
    r"(?:figures?|numbers?|counts?|totals?|tally|share|ratings?|results?|data|list|statistics?|percentages?|marks?"
    r"|grades?)"
)
# How it was counted: "We left out the merged ones.", "All numbers have been rounded.", "There may be more."
COUNTED_OTHERWISE = re.compile(
    r"\W*(?:(?:they|these|those|all|most|both) (?:have|had) (?:yet|until|till|still)\b"
    r"|(?:(?:now|then|just|so) )?(?:multiply|divide|add|subtract|deduct|double|halve|treble|scale|round|knock"
    r"|take (?:off|away))\b"
    r"|(?:the )?response rates?\b|[^,;:.]{1,40} (?:did|do|does|have|has|had)(?: not|n't) (?:yet )?(?:repl(?:y|ied)"
    r"|respond(?:ed)?|answer(?:ed)?|return(?:ed)?|submit(?:ted)?|take part)\b"
    r"|(?:i|we)\b(?: (?:[a-z]+|[a-z]+n't)){0,3} (?:count(?:ed)?|left out|leave out|looked|stopped|missed"
    r"|exclude[ds]?|include[ds]?"
    r"|dropped|skipped|ignored?|sampled?|rounded?|estimated?|guess(?:ed)?|combined?|adjusted)\b"
    r"|there (?:may|might|could|will|must|are)(?: well)?(?: be)? (?:more|others)\b|so (?:are|were|is"
    r"|was) (?:the )?others\b"
    rf"|(?:(?:the|these|those|all|our|my) )*{FIGURES_NAMED}(?: [a-zN{FILL}]+){{0,3}}? (?:(?:are|were|is|was"
    rf"|have been|has been) )?"
    r"(?:all |also )?(?:rounded|suppressed|weighted|adjusted|estimated|modelled|smoothed|scaled|annualised"
    r"|capped|corrected)\b"
    r"|[^,;:.]{1,30} (?:are|were|is|was|have been|has been) (?:left out|excluded|omitted|not (?:counted|included))\b)"
)
