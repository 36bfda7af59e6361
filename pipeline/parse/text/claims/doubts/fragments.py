"""What a few words without a verb remark on the sentence before: 'Not any more.', 'London only.', 'Provisionally.'"""

from __future__ import annotations

import re
from dataclasses import dataclass

from pipeline.parse.text.claims.doubts.afterthoughts import limits
from pipeline.parse.text.claims.sentence.gist import FILL
from pipeline.parse.text.claims.sentence.phrases import FIGURES, WORD
from pipeline.parse.text.claims.sentence.scene import Scene, knows_all
from pipeline.parse.text.claims.sentence.subjects import read_subjects
from pipeline.parse.text.claims.sentence.words import SUPPOSITION
from pipeline.reference.vocabulary import Vocabulary
from pipeline.schema.values import NoClaim


@dataclass(frozen=True, slots=True)
class Remark:
    """Why no statement before it is a claim, or the areas and periods that it says they are of."""

    reason: NoClaim | None = None
    areas: frozenset[str] = frozenset()
    periods: frozenset[str] = frozenset()

    def rules_out(self, area: str, period: str) -> NoClaim | None:
        """Why a statement on which this is remarked is no claim of `area` and `period`."""
        if self.reason:
            return self.reason
        if self.areas and area not in self.areas:
            return "several contexts"
        own = {period, period.partition(" ")[0]}
        return "other period" if self.periods and own.isdisjoint(self.periods) else None


NOTHING = Remark()

FIGURE = re.compile(rf"[{FIGURES}X]{FILL}*")
# What stands of a thing that is not the final word.
NOT_FINAL = re.compile(
    r"(?:(?:an?|the|our|my|his|her|their|last|year's|very|rather|pretty) )*(?:provisional|preliminary|draft|interim"
    r"|early"
    r"|shadow|mock|dummy|estimate[sd]?|guess\w*|projection|projected|forecast|unconfirmed|unofficial|unaudited"
    r"|hypothetical|imaginary"
    r"|fictional|fictitious|made[- ]up|illustrative|illustration|examples?|disputed|out of date|outdated|old|superseded"
    r"|subject to|self-\w+|own\b)"
)
_ANY_MORE = re.compile(r"\W*not (?:any|now|yet|really|quite|exactly|according|until|when|officially|always|since|if)\b")
# "Only in the first release, though."
_LIMITS = re.compile(r"\W*(?:only|just|except|bar|barring|save|apart from|give or take)\b")
_VERB = re.compile(
    r"^\W*(?:i|we|you|he|she|they|it|there)\b|\b(?:is|are|was|were|be|been|has|have|had|do|does|did|will|would|can"
    r"|could|should|may|might|must|[a-z]+'s (?:a|the"
    r"|not|no))\b"
)
_LONGEST_FRAGMENT, _SHORT = 8, 5
# "* with more than 300,000 patients"
_OF_WHICH = re.compile(r"\W*(?:with|without|serving|covering|having|over|under|above|below|where)\b")
# "When trusts are included.", "Before appeals.": a clause that goes on with the sentence before.
_SUBORDINATE = re.compile(r"\W*(?:when|if|before|after|once|until|unless|except|provided|assuming|where|as if|while)\b")
# "In Scotland, that is."
_ENDS = re.compile(r",? (?:that is|that was|at least|anyway|mind|of course|at any rate)\W*$")


def remark_of_fragment(scene: Scene, vocabulary: Vocabulary) -> Remark:
    """What a few words without a verb add to the sentence before: 'Not any more.', 'London only.', 'Provisionally.'"""
    marked = scene.marked
    ends = _ENDS.search(marked)
    end = ends.start() if ends else len(marked.rstrip(" .!?)'\""))
    text = marked[:end]
    words = [word[0] for word in WORD.finditer(text)]
    is_clause = _SUBORDINATE.match(text) is not None and "," not in text
    if FIGURE.search(text) and _OF_WHICH.match(text) and not _VERB.search(text) and "G" not in text:
        return Remark("part of the country")
    if FIGURE.search(text) or (_VERB.search(text) and not is_clause) or len(words) > _LONGEST_FRAGMENT:
        return NOTHING
    if _ANY_MORE.match(text):
        return Remark("denial")
    if _LIMITS.match(text):
        return Remark("wording not understood")
    if NOT_FINAL.match(text.lstrip()):
        return Remark("forecast or supposition")
    is_hedge = len(words) == 1 and words[0].endswith("ly") and not knows_all(scene, 0, end)
    if is_hedge or any(word in SUPPOSITION for word in words):
        return Remark("forecast or supposition")
    if reason := limits(scene, 0, end):
        return Remark(reason)
    subjects = read_subjects(scene.sentence, scene.gist, vocabulary.areas)
    is_feeling = len(words) == 1 and words[0].endswith("ing")
    if len(words) <= _SHORT and not (is_feeling or subjects.area_names or knows_all(scene, 0, end)):
        return Remark("wording not understood")
    return Remark(None, subjects.area_names, subjects.period_names)
