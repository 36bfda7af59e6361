"""What the sentence before leads to: 'Take the merged groups. Thirty CCGs were inadequate.'

A sentence that states nothing itself may say of which organisations, of whose count or of what time the next one
speaks. Either each of its words is understood, or the next says so itself, or that is not read.
"""

from __future__ import annotations

import re

from pipeline.parse.text.claims.about.document import speaks_of_england
from pipeline.parse.text.claims.doubts.raters import OURS
from pipeline.parse.text.claims.sentence.gist import Mark
from pipeline.parse.text.claims.sentence.labels import HEADS
from pipeline.parse.text.claims.sentence.phrases import NATIONAL, PUBLISHED, WORD
from pipeline.parse.text.claims.sentence.scene import Paragraph, Scene, is_known
from pipeline.parse.text.claims.stated.statements import Statement

# "The results shocked families.": what is said of the ratings as a whole.
_OF_THE_RATINGS = re.compile(
    r"\W*(?:here (?:is|are) )?(?:(?:the|these|those|its|all|new|latest|first|full|this year's|today's) ){0,3}"
    r"(?:results|ratings|figures|findings|data|numbers|list|table|picture|officials|ministers|campaigners|experts|critics)\b"
)
# "By our health correspondent", "Did you know?"
_HEADS_NOTHING = re.compile(
    r"\W*(?:by (?:our|the|[a-z]+ [a-z]+\W*$)|words|photos?|pictures?|did you know\b|share\b|read more\b)"
)
# "The plan promises 21,000 posts.": another figure, that is of no organisations and leads to none.
_OTHER_FIGURE = re.compile(r"[0-9] ?%|\bper cent\b|£ ?[0-9]|[0-9],[0-9]{3}\b|[0-9]\.[0-9]")
# "Fact: two CCGs are inadequate."
_AFFIRMED = re.compile(r"\W*(?:(?:the )?(?:facts?|reality|truth|answer))\s?[:–]")
# Of two areas at once.
_BOTH = re.compile(r"\b(?:both|two|all three|all four) (?:lists|ratings|areas|tables)\b")


def note_leading(paragraph: Paragraph, scene: Scene, has_claims: bool, fewest: int) -> None:
    """Records whether a sentence leads to what is not understood; one that states or names something leads anew."""
    if _BOTH.search(scene.marked) and not has_claims:
        paragraph.leads_unknown = True
    elif _HEADS_NOTHING.match(scene.sentence.plain):
        pass
    elif has_claims:
        # what a heading led to has been passed, too
        paragraph.leads_unknown = paragraph.under_leads = False
    elif scene.names_area or scene.gist.periods or _leads_nowhere(scene, fewest):
        paragraph.leads_unknown = False
    elif not all(_is_understood(scene, word[0], word.start()) for word in WORD.finditer(scene.marked)):
        paragraph.leads_unknown = True


def follows_the_unknown(scene: Scene, statement: Statement, fewest: int) -> bool:
    """Whether a statement depends on what led to it, which is not understood: up to its bands it does not say of what
    area, time or whole it is."""
    if not scene.paragraph.leads_unknown or not statement.labels or scene.gist.periods:
        return False
    start = statement.figure.start
    names_itself = any(
        mark.start != start and ((mark.letter == "A" and mark.start < start) or _is_of_all(mark, fewest))
        for mark in scene.gist.marks.values()
    )
    plain = scene.sentence.plain
    is_said = OURS.search(plain) or _AFFIRMED.match(plain)
    of_england = speaks_of_england(plain[: statement.end]) or NATIONAL.search(scene.marked, 0, statement.end)
    return not (names_itself or is_said or of_england)


def _is_of_all(mark: Mark, fewest: int) -> bool:
    return mark.letter == "N" and mark.value >= fewest > 0


def _leads_nowhere(scene: Scene, fewest: int) -> bool:
    """Whether a sentence is of the ratings as a whole, of when they come out, of all organisations or a measure."""
    if any(_is_of_all(mark, fewest) for mark in scene.gist.marks.values()):
        return True
    plain = scene.sentence.plain
    return any(form.search(plain) for form in (PUBLISHED, _OTHER_FIGURE)) or _OF_THE_RATINGS.match(plain) is not None


def _is_understood(scene: Scene, word: str, at: int) -> bool:
    return is_known(word, scene, at) or word in HEADS or word.removesuffix("'s") in scene.places
