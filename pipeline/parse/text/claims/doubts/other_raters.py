"""What somebody else rates, as a heading or a sentence before a statement says: 'Staff survey', 'CQC ratings', 'Our
panel of carers marked every CCG.' What follows may be of that, until NHS England is named.
"""

from __future__ import annotations

import re

from pipeline.parse.text.claims.about.headings import may_be_heading
from pipeline.parse.text.claims.doubts.raters import NHS_ENGLAND, OTHER_RATERS, OURS, PASSIVE
from pipeline.parse.text.claims.sentence.gist import FILL
from pipeline.parse.text.claims.sentence.paragraph import Paragraph
from pipeline.parse.text.claims.sentence.phrases import WORD
from pipeline.parse.text.claims.sentence.scene import Scene, is_known
from pipeline.parse.text.claims.sentence.words import PART

# Exercises that are never NHS England's, and those that are of whoever is named before them.
ALWAYS_THEIRS = re.compile(
    r"\b(?:self-?(?:assess|rat|review|evaluat|scor)\w*|peer reviews?|surveys?|polls?|questionnaires?|awards?|prizes?"
    r"|shortlists?|mystery shopp\w+|(?:our|them|your|it)sel(?:f|ves))\b"
)
_EXERCISE = re.compile(
    r"(?P<whose>[\w'’&?-]+) (?:league tables?|scorecards?|index|indices|ratings?|rankings?|assessments?|inspections?"
    r"|reviews?|audits?|scores?|verdicts?|votes?|marks?|grades?|opinions?|views?|choices?|picks?)\b"
)
_OF_SOMEBODY = re.compile(
    rf"\W*(?:{OTHER_RATERS}|(?:the|our|my|an?|this|their|its) [^,;:.]{{0,40}}?(?:surveys?|polls?|index|league tables?"
    r"|scorecards?|awards?))\b"
)
_THEIR_OWN = re.compile(
    r"\bown (?:[a-z]+ )?(?:ratings?|rankings?|scores?|assessments?|surveys?|league tables?|index|verdicts?|marks?)\b"
)
# "The Local Government Association's figures are different."
_FIGURES_OF = re.compile(
    r"(?P<whose>[\w'’-]+)(?:'s|s') (?:[a-z]+ )?(?:figures|numbers|data|count|tally|list|ratings?)\b"
)
_JUDGES = re.compile(
    r"(?P<who>[^,;:.]{1,60}?) (?:has |have |had |also |now |then )*"
    r"(?:rated|scored|marked|graded|judged|assessed|inspected|tested|surveyed|polled|ranked|audited|called|visited)"
    rf" (?:how\b|every\b|each\b|all\b|them\b|(?:[a-z'-]+ ){{0,2}}[GLA]{FILL})"
)
_ASKED = re.compile(
    rf"[OPGL]{FILL}*(?: [a-z]+){{0,3}} (?:were|was|are|is|have been|had been) (?:asked|surveyed|polled|questioned"
    r"|interviewed)\b|\basked (?:[\w,]+ ){1,6}to (?:rate|mark|judge|grade|score)\b"
)
# "What staff told us", "How the public sees it", "Mental health as seen from the wards"
_IN_WHOSE_VIEW = re.compile(
    rf"\b(?:what|how|as) (?:(?:the|our|my|its|some|other|your"
    rf"|local) )?(?P<whose>[\w'’-]+{FILL}*)(?: [a-z]+)? (?:thinks?|thought|says?"
    r"|said|tells?|told|sees?|saw|feels?|felt|reckons?|believes?|voted?|rates?|wants?|answered|answers?|scored?)\b"
)
_SEEN_BY = re.compile(
    r"\b(?:seen|viewed|told|felt|voted) (?:from|by|through)\b|\b(?:in|through) the (?:eyes|words|view|opinion"
    r"|minds) of\b"
    r"|\b(?:vote|verdict|view|views|voice|voices|opinions?) (?:of|from|on)\b"
)
_RATED_BY = re.compile(
    r"\b(?:rated|judged|scored|graded|ranked|marked|assessed) by (?:those|them|us|me|you|each other|one another|all"
    r"|many)"
    r"\b|\b(?:figures|numbers|ratings|results|marks|list|table|data) (?:is|are|was|were) (?:all )?(?:the |my |our )?"
    r"(?!nhs england)[a-z'-]+(?:'s|s')\W*$"
)


def may_be_of_others(scene: Scene) -> bool:
    """Whether what a sentence states may be rated by those that were spoken of before it."""
    return scene.paragraph.is_of_raters and OURS.search(scene.sentence.plain) is None


def note_raters(paragraph: Paragraph, scene: Scene, has_claims: bool) -> None:
    """Records that a sentence or a heading tells of what others rate, or that NHS England is spoken of again."""
    if OURS.search(scene.sentence.plain):
        paragraph.is_of_raters = False
    elif not has_claims and (_heads_an_exercise(scene) if may_be_heading(scene) else _tells_of_others(scene)):
        paragraph.is_of_raters = True


def _heads_an_exercise(scene: Scene) -> bool:
    """Whether a heading names an exercise of others: 'CQC ratings', 'Peer review of boards', 'Staff survey'."""
    if ALWAYS_THEIRS.search(scene.marked) or _SEEN_BY.search(scene.marked):
        return True
    named = [*_EXERCISE.finditer(scene.marked), *_IN_WHOSE_VIEW.finditer(scene.marked)]
    whose = [word for found in named for word in WORD.finditer(scene.marked, *found.span("whose"))]
    return not all(word[0][0] not in "OP" and _is_ours(scene, word[0], word.start()) for word in whose)


def _is_ours(scene: Scene, word: str, at: int) -> bool:
    bare = word.removesuffix("'s").removesuffix("'")
    return is_known(bare, scene, at) or bare in PART | scene.places or bare.endswith(("ed", "ing", "al", "est"))


def _tells_of_others(scene: Scene) -> bool:
    """Whether a sentence tells of others who rate, ask or judge: 'Our panel of carers marked every CCG.'"""
    if (
        _ASKED.search(scene.marked)
        or _RATED_BY.search(scene.sentence.plain)
        or _THEIR_OWN.search(scene.sentence.plain)
        or _OF_SOMEBODY.match(scene.sentence.plain)
    ):
        return True
    if any(not _is_ours(scene, found["whose"], found.start()) for found in _FIGURES_OF.finditer(scene.marked)):
        return True
    judges = _JUDGES.match(scene.marked)
    return judges is not None and not PASSIVE.search(judges["who"] + " ") and not NHS_ENGLAND.search(judges["who"])
