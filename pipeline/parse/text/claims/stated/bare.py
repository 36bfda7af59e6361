"""Figures that stand beside a band without a verb: 'outstanding 4, good 95', 'requires improvement (51%)'.

What they count is said before them or nowhere: they may be scores, codes, or a measure by band as well.
"""

from __future__ import annotations

import re

from pipeline.parse.text.claims.sentence.gist import FILL
from pipeline.parse.text.claims.sentence.labels import HEADS
from pipeline.parse.text.claims.sentence.paragraph import Paragraph
from pipeline.parse.text.claims.sentence.phrases import WORD
from pipeline.parse.text.claims.sentence.scene import Scene, is_known
from pipeline.parse.text.claims.sentence.topics import MEASURED
from pipeline.parse.text.claims.sentence.words import word_set
from pipeline.parse.text.claims.stated.statements import Statement
from pipeline.schema.values import NoClaim

_BESIDE = word_set("of the in as at on one ones just only a an further another n or and to about than over under")
# "how many CCGs got which rating: …", "number of CCGs – …"
_COUNTS = re.compile(
    rf"\b(?:numbers?|how many|count|tally|share|proportion|percentage)(?: of)?(?: [\w'-]+){{0,2}} G{FILL}*"
)
# "of the good ones 51%", "in good CCGs 51%": a share of those with the band.
_SHARE_OF_BAND = re.compile(r"\b(?:of|in|among|at|for) (?:the |these |those |all )?$")
_IN_BAND = re.compile(rf"S{FILL}* (?:in|at|among|for) (?:the )?B")
# "38% of CCGs require improvement"
_OF_ALL = re.compile(rf"S{FILL}*\)? of (?:[\w'-]+ ){{0,2}}[GLN]{FILL}*")
# "good to inadequate: 3"
_FROM_BAND = re.compile(rf"B{FILL}*['\"]? ?(?:to|into|→|->|=>) ?['\"]?$")
# "(1) outstanding (2) good"
_NUMBERED = re.compile(rf"\(N{FILL}*\) ?B")
# "12 outstanding CCGs, but four are hospitals"
_SOME_ARE_OTHERS = re.compile(rf"[^.;:NSB]{{0,40}}\bN{FILL}*(?: R{FILL}*)? (?:is|are|was|were) (?:[a-z]+ ){{0,2}}O")
# Words of what leads up to a list of counts: "Long description: outstanding 57; good 52".
_LEADING = word_set(
    """
    description text alt alternative caption long chart graph graphic infographic picture map bar bars pie slide
    breakdown split distribution spread tally totals numbers headline headlines key main short brief final here glance
    findings facts recap summary
    """
)
# "half of the services need improvement": the label is a verb of its own.
_VERB = re.compile(r".\b(?:need|require) improvement$")
# "40 had good ones": what they had is said before.
_OTHER_ONES = re.compile(rf"[NS]{FILL}* (?:[a-z]+ ){{0,2}}(?:had|have|has|got|gave|with) (?:an? )?B{FILL}* ones$")
# "12 good examples. Four outstanding ones."
_ONES = re.compile(r"['\"]? ones\b")
# "ministers wrote to 12 CCGs rated inadequate": to some, or to all.
_SENT_TO = re.compile(
    r"\b(?:wrote|written|writes?|went|goes|gone|spoke|spoken|talked|sent|sends?|paid|letters?|visits?"
    r"|e-?mails?|calls?|trips?|money|grants?)(?: [a-z]+){0,2} to (?:the |all |all the )?$"
)
_LIMITS = ("at least", "at most", "fewer than")
# Beside bands of scores: "good (50–74%)".
_RANGE = re.compile(rf"B{FILL}* ?(?:[:=(–-] ?|is |from )[NS]{FILL}* ?(?:–|-|to) ?[NS]")
_OTHERS = "OP"
_LONGEST_HEADING = 60
# Marks by which a line says how many, and of what it speaks.
_COUNTED = frozenset("NSB")
_NAMED = frozenset("AGL")
# Words of headings of some, or of what people think.
_WHOSE = word_set(
    "us we our ours you your yours here locally members member survey surveys poll polls views sample"
    " pilot pilots neighbours patch staff me my"
)
# "What the ratings tell us"
_TELLS_US = re.compile(
    r"\b(?:ratings?|figures|data|numbers|results)\b[^:]{0,20} (?:tells?|shows?|told|gave|gives?) us$"
)


def why_not_counted(scene: Scene, statement: Statement) -> NoClaim | None:
    """Why the figure of a statement counts something else than the organisations, or may; None where it does not."""
    marked = scene.marked
    quote = marked[statement.start : statement.end]
    if not statement.labels:
        return None
    if _SOME_ARE_OTHERS.match(marked, statement.end):
        return "other organisations"
    if _OTHER_ONES.match(marked[: statement.end + len(" ones")], statement.start):
        return "wording not understood"
    if _ONES.match(marked, statement.end) and "G" not in marked and scene.paragraph.counted not in ("G", "L"):
        return "other organisations"
    before = marked[: statement.start]
    if _SENT_TO.search(before):
        return "part of the country"
    return _why_not_of_bare(scene, statement, quote, before) if _is_bare(scene, statement) else None


def _why_not_of_bare(scene: Scene, statement: Statement, quote: str, before: str) -> NoClaim | None:
    marked = scene.marked
    if _FROM_BAND.search(before):
        return "change"
    is_share = statement.statistic == "share"
    if is_share and (_IN_BAND.search(quote) or (quote[0] == "B" and _SHARE_OF_BAND.search(before))):
        return "wording not understood"
    has_noun = statement.has_noun or marked[statement.end :].startswith(" G")
    if _OF_ALL.match(quote) if is_share else has_noun:
        return None
    if statement.figure.comparator in _LIMITS or _RANGE.search(marked) or _NUMBERED.search(marked):
        return "wording not understood"
    first = max((min(end, statement.first) for start, end in scene.claimed if start <= statement.first), default=0)
    lead = marked[first : statement.first]
    if _COUNTS.search(lead):
        return None
    words = [(found[0], first + found.start()) for found in WORD.finditer(lead)]
    if scene.paragraph.is_measured and not first and all(word[0].isupper() for word, _ in words):
        return "wording not understood"
    is_plain = all(word[0] not in _OTHERS and (word in _LEADING or is_known(word, scene, at)) for word, at in words)
    return None if is_plain else "wording not understood"


def note_measure(paragraph: Paragraph, scene: Scene, has_claims: bool) -> None:
    """Records that a sentence speaks of a measure, or heads what is not understood, so that a list after it may have
    figures of that."""
    if MEASURED.search(scene.sentence.plain):
        paragraph.is_measured = not has_claims
    elif _heads_the_unknown(scene) or _counts_the_unknown(scene):
        paragraph.is_measured = True
    elif has_claims or "G" in scene.marked:
        paragraph.is_measured = False


# "Number of indicators rated:"
_NUMBER_OF = re.compile(
    r"\b(?:numbers?|counts?|share|percentage|proportion) of (?:[a-z-]+ ){0,2}?(?P<thing>[a-z-]{2,}s)\b"
)


def _counts_the_unknown(scene: Scene) -> bool:
    """Whether a line that leads to a list says that the list counts things of a kind that is not known."""
    found = _NUMBER_OF.search(scene.gist.text)
    is_lead = scene.sentence.plain.rstrip().endswith(":")
    return found is not None and is_lead and not is_known(found["thing"], scene, 0)


def _heads_the_unknown(scene: Scene) -> bool:
    """Whether a line without a figure or an end is a heading that may be of others: 'Us', 'Members' views'."""
    plain, marked = scene.sentence.plain.strip(), scene.marked
    if len(plain) > _LONGEST_HEADING or not plain or plain[-1] in ".!?:;,…" or not _COUNTED.isdisjoint(marked):
        return False
    words = [(found[0], found.start()) for found in WORD.finditer(marked)]
    if any(word in _WHOSE for word, _ in words) and not _TELLS_US.search(plain):
        return True
    return _NAMED.isdisjoint(marked) and not all(
        word in _LEADING or word in HEADS or is_known(word, scene, at) for word, at in words
    )


def _is_bare(scene: Scene, statement: Statement) -> bool:
    """Whether nothing but marks and small words joins figure and band."""
    quote = scene.marked[statement.start : statement.end]
    if f"B{FILL}" not in quote or _VERB.search(scene.sentence.plain[statement.start : statement.end]):
        return False
    return all(found[0][0].isupper() or found[0] in _BESIDE for found in WORD.finditer(quote))
