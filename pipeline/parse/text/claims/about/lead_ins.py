"""What leads into a sentence and hides how it opens: 'But in the autumn, …', 'Mr Hale: Locally, …', 'He said: "When …'.

What says nothing is left out before reading. After who says it, a statement is a claim only if it is one by itself too.
"""

from __future__ import annotations

import re

from pipeline.parse.text.claims.sentence.paragraph import Paragraph
from pipeline.parse.text.claims.sentence.words import SAYING
from pipeline.parse.text.claims.stated.tallies import without
from pipeline.parse.text.facts import ClaimsFound
from pipeline.parse.text.lines.sentences import Sentence, part_of

_SAYS_NOTHING = re.compile(
    r"[^\w(]{0,8}(?:(?:and|but(?! for\b)|yet(?! to\b)|so(?! (?:far|many|few|long|much|that)\b)),? "
    r"|(?:indeed|however|meanwhile|moreover|furthermore|additionally|similarly|likewise|sadly|worryingly|crucially"
    r"|notably|importantly|unfortunately|regrettably|alarmingly|shockingly|strikingly|of course|in addition"
    r"|as it happens|what is more),? "
    r"|(?:(?:q?[0-9]{1,3}[.:]? )?(?:mr|mrs|ms|miss|dr|sir|lord|lady|baroness|dame|professor|prof|cllr|councillor|chair)"
    r"(?: [\w'-]+){0,3}|[qa][0-9]{0,3}|note|nb|answer|reply|response)\s?: "
    r"|(?:slide|page|part|section|chapter|box|panel) [0-9]{1,3}(?:\s?[:.–—-]|\)) "
    r"|[→➔➜►▶–—-]{1,3} |['\"]{1,3}(?=[\w(]))"
)
_CLOSES_QUOTATION = re.compile(r"(?<=[.!?])['\"]{1,3}\s{0,3}$")
_BRACKETED = re.compile(r"\(([^()]+)\)\W{0,8}")
_MOST_LEAD_INS = 3
# "Dr Lee, its chief executive, has said that ", "New figures show: "
_SAYS = re.compile(
    rf"[^;:.()0-9]{{2,140}}? (?:{'|'.join(sorted(SAYING - {'counts', 'counted', 'lists', 'listed'}))})"
    r"(?: (?:[\w'-]+ ){0,3}?that |\s?[:,] ?(?=['\"]|that )|\s?: )(?:that )?['\"]*(?=[\w(])"
)


def without_lead_in(sentence: Sentence) -> Sentence:
    """The sentence without words and marks that say nothing before it, and without the marks of a quotation."""
    closes = _CLOSES_QUOTATION.search(sentence.plain)
    start, end = 0, closes.start() if closes else len(sentence.plain)
    for _ in range(_MOST_LEAD_INS):
        found = _SAYS_NOTHING.match(sentence.plain, start, end)
        if found is None or found.end() == start:
            break
        start = found.end()
    if bracketed := _BRACKETED.fullmatch(sentence.plain, start, end):
        start, end = bracketed.span(1)
    return part_of(sentence, start, end)


def said_in(sentence: Sentence) -> Sentence | None:
    """What somebody is said to say in a sentence; None if it does not begin with who says it."""
    found = _SAYS.match(sentence.plain)
    return without_lead_in(part_of(sentence, found.end(), len(sentence.plain))) if found else None


_SETTLED = (
    "is_part",
    "is_unknown",
    "is_of_topic",
    "is_supposed",
    "is_doubted",
    "is_of_raters",
    "leads_unknown",
    "heads_unknown",
    "is_announced",
)


def take_over(paragraph: Paragraph, before: Paragraph, reported: Paragraph) -> None:
    """Records in the paragraph what is said settles for what follows: that it is of a part, imagined, or only put."""
    for name in _SETTLED:
        if getattr(reported, name) and not getattr(before, name):
            setattr(paragraph, name, True)


def also_in(alone: ClaimsFound, found: ClaimsFound, first: int) -> ClaimsFound:
    """What was found, from the claim `first` on without those that what is said does not make by itself."""
    made = {(claim.char_end, claim.value, claim.bands, claim.area, claim.period) for claim in alone.claims}
    last = found.claims[first:]
    kept = [each for each in last if (each.char_end, each.value, each.bands, each.area, each.period) in made]
    numbers = without(found.numbers, [claim for claim in last if claim not in kept], kept)
    return ClaimsFound([*found.claims[:first], *kept], numbers, found.unnamed, found.areas)
