"""Areas that the text turns to after a statement: '21 CCGs were outstanding. For mental health, 12 were.'

What named no area before is then of another one, or of the ratings as a whole.
"""

from __future__ import annotations

import re

from pipeline.parse.text.claims.doubts.other_matters import FOUND
from pipeline.parse.text.claims.sentence.gist import FILL
from pipeline.parse.text.claims.sentence.scene import Scene
from pipeline.parse.text.claims.sentence.subjects import read_subjects
from pipeline.parse.text.claims.stated.tallies import without
from pipeline.parse.text.facts import Claim, ClaimsFound
from pipeline.reference.vocabulary import Vocabulary

_A = rf"A{FILL}*"
# "For mental health, …", "The picture is better for mental health.", "Mental health fared worse."
_TURNS_TO = re.compile(
    r"\W*(?:(?:and|but|yet|however|meanwhile|separately|nationally),? )?(?:"
    rf"(?:for|on|in|as for|when it comes to|turning to|in terms of|looking at|under) (?:the )?{_A},? \S"
    r"|(?:the |its |their )?(?:[a-z]+ )?(?:picture|things|news|ratings?|results?|figures|matters|story|outlook"
    rf"|situation|performance)\b[^;:]{{0,40}}? (?:for|on|in|of) (?:the )?{_A}"
    rf"|(?:the )?{_A}(?: (?:care|services|ratings?|results|figures|scores|marks|performance))*,? (?:too,? )?"
    r"(?:is|was|are|were|fared|did|does|do|looks?|looked|comes?|came|has|have|had|will|follows?|appears?|stands?)\b"
    r"(?:.*\b(?:different\w*|separate\w*|worse|better|poorer|stronger|weaker|brighter|bleaker|next|later|below|above"
    r"|overleaf|another|own|not|follow\w*|less|more|best|worst|too|also)\b.*"
    r"|[^;:]*N.*))"
)
# "Dementia was the theme.", "Diabetes is what was assessed."
_WAS_OF = re.compile(
    rf"\W*(?:the )?{_A}(?: (?:care|services|ratings?))? (?:is|was|are|were) (?:(?:the|one of the|our|its) "
    rf"(?:(?:only|main|key|first|chosen) )?(?:L{FILL}*|measures?|themes?|focus|topics?|subjects?|test|ones?|domains?"
    r"|indicators?)(?![\w-])"
    r"|what\b|(?:shown|listed|covered|assessed|rated|measured|looked at|examined|meant)\W*$)"
    r"|\W*(?:the |these |our )?(?:focus|theme|topic|subject|picture|measure|test|area)(?: here)? (?:is|was)"
    rf" (?:of |on )?(?:the )?{_A}"
)
_FOUND_SO = re.compile(rf"\W*(?:the )?{_A}(?: (?:care|services))? (?:is|was|are|were|remains?) {FOUND}\W*")
# Other care, and what CCGs are rated on beside it: what is said of it may be said of what was rated.
_OTHER_CARE = re.compile(
    r"\b(?:cancers?|tumours?|maternity|mothers?|bab(?:y|ies)|births?|pregnan\w+|midwi\w+|autis\w+|disab\w+|diabet\w+"
    r"|dementia|alzheimer\w*|strokes?|heart disease|ambulances?|a&e|addiction|financ\w+|deficits?|leadership|physical"
    r"|child\w*|young people|youngsters|youth|teenagers|schools?|hospitals?)\b"
)


def areas_told(scene: Scene, vocabulary: Vocabulary) -> frozenset[str]:
    """The areas that a sentence says the statement before it is of."""
    return _areas(scene, vocabulary) if _WAS_OF.match(scene.marked) else frozenset()


def areas_turned_to(scene: Scene, vocabulary: Vocabulary) -> frozenset[str]:
    """The areas that a sentence turns to."""
    turns_to = _TURNS_TO.match(scene.marked) is not None and _FOUND_SO.fullmatch(scene.marked) is None
    return _areas(scene, vocabulary) if turns_to else frozenset()


def speaks_of_other_care(scene: Scene, vocabulary: Vocabulary, area: str) -> bool:
    """Whether a sentence speaks of care that is none of `area`: 'Experts blamed long waits for cancer treatment.'"""
    letters = {mark.letter for mark in scene.gist.marks.values()}
    if "A" in letters and not letters.isdisjoint("NS"):
        return False  # what is counted of another area is set against the statement
    return _OTHER_CARE.search(scene.sentence.plain) is not None and area not in _areas(scene, vocabulary)


def _areas(scene: Scene, vocabulary: Vocabulary) -> frozenset[str]:
    return read_subjects(scene.sentence, scene.gist, vocabulary.areas).area_names


def without_unnamed(found: ClaimsFound) -> ClaimsFound:
    """What was found without those claims whose area nothing names, in a paragraph that gives another figure than one
    whose area is named: they are of another area, or of the ratings as a whole."""
    unnamed = found.unnamed
    named = {_what(claim): claim.value for claim in found.claims if claim not in unnamed}
    lines = {each.line_no for each in unnamed if named.get(_what(each), each.value) != each.value}
    wrong = [claim for claim in unnamed if claim.line_no in lines and claim in found.claims]
    kept = [claim for claim in found.claims if claim not in wrong]
    return ClaimsFound(kept, without(found.numbers, wrong, kept), unnamed)


def _what(claim: Claim) -> tuple[str, str, str, str, str, tuple[str, ...]]:
    return claim.statistic, claim.comparator, claim.framework, claim.area, claim.period, claim.bands
