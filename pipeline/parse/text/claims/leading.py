"""What the sentence before leads to: 'Take the merged groups. Thirty CCGs were inadequate.'

A sentence that states nothing itself may say of which organisations, of whose count or of what time the next one
speaks. Either each of its words is understood, or the next says so itself, or that is not read.
"""

from __future__ import annotations

import re

from pipeline.parse.text.claims.document import speaks_of_england
from pipeline.parse.text.claims.labels import HEADS
from pipeline.parse.text.claims.phrases import NATIONAL, PUBLISHED, WORD
from pipeline.parse.text.claims.scene import Paragraph, Scene, is_known

_OURS = re.compile(r"\b(?:nhs england|nhse|improvement and assessment framework)\b")
# "The results shocked families.": what is said of the ratings as a whole.
_OF_THE_RATINGS = re.compile(
    r"\W*(?:here (?:is|are) )?(?:(?:the|these|those|its|all|new|latest|first|full|this year's|today's) ){0,3}"
    r"(?:results|ratings|figures|findings|data|numbers|list|table|picture|officials|ministers|campaigners|experts|critics)\b"
)
# "The plan promises 21,000 posts.": another figure, that is of no organisations and leads to none.
_OTHER_FIGURE = re.compile(r"[0-9] ?%|\bper cent\b|£ ?[0-9]|[0-9],[0-9]{3}\b|[0-9]\.[0-9]")
# "Fact: two CCGs are inadequate."
_AFFIRMED = re.compile(r"\W*(?:(?:the )?(?:facts?|reality|truth|answer))\s?[:–]")
# Of two areas at once.
_BOTH = re.compile(r"\b(?:both|two|all three|all four) (?:lists|ratings|areas|tables)\b")


def note_leading(paragraph: Paragraph, scene: Scene, has_claims: bool) -> None:
    """Records whether a sentence leads to what is not understood; one that states or names something leads anew."""
    if _BOTH.search(scene.marked) and not has_claims:
        paragraph.leads_unknown = True
    elif has_claims or scene.names_area or scene.gist.periods or _leads_nowhere(scene):
        paragraph.leads_unknown = False
    elif not all(_is_understood(scene, word[0], word.start()) for word in WORD.finditer(scene.marked)):
        paragraph.leads_unknown = True


def follows_the_unknown(scene: Scene, start: int, fewest: int) -> bool:
    """Whether a statement at `start` depends on what led to it, which is not understood."""
    if not scene.paragraph.leads_unknown or scene.gist.periods:
        return False
    names_itself = any(
        (mark.letter == "A" and mark.start < start)
        or (mark.letter == "N" and mark.value >= fewest > 0 and mark.start != start)
        for mark in scene.gist.marks.values()
    )
    plain, opening = scene.sentence.plain, scene.marked[:start]
    is_said = _OURS.search(plain) or _AFFIRMED.match(plain)
    return not (names_itself or is_said or speaks_of_england(opening) or NATIONAL.search(opening))


def _leads_nowhere(scene: Scene) -> bool:
    """Whether a sentence is of the ratings as a whole, of who publishes them, or of a measure."""
    plain = scene.sentence.plain
    return (
        any(form.search(plain) for form in (_OURS, PUBLISHED, _OTHER_FIGURE))
        or _OF_THE_RATINGS.match(plain) is not None
    )


def _is_understood(scene: Scene, word: str, at: int) -> bool:
    return is_known(word, scene, at) or word in HEADS or word.removesuffix("'s") in scene.places
