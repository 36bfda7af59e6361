"""What is rated besides the areas, as a label, a heading or a sentence says: 'LD: 38 were good', 'rated on hygiene'.

Where it is not understood, nothing after it is a claim until an area is named.
"""

from __future__ import annotations

import re

from pipeline.parse.text.claims.sentence.gist import FILL
from pipeline.parse.text.claims.sentence.phrases import WORD
from pipeline.parse.text.claims.sentence.scene import Scene, is_capital, is_known
from pipeline.parse.text.claims.sentence.topics import OVERALL, TAKEN_TOGETHER, TOPICS
from pipeline.parse.text.claims.sentence.words import SOURCES, word_set

# "2/ LD: ", "Kidney care – "
_LABEL = re.compile(r"\W*(?:\w{1,4}[/.)] ?)?(?P<words>[^\W\d_][\w'&-]*(?: [\w'&-]+){0,2})(?:\s?:|\s[–-])\s")
# Of these a label is a remark or a clause: "The rub: ", "It got worse – ".
_OPENS_REMARK = word_set(
    "a an the this that these those it its he she they we i you there here and but so or if as in on at for of to by"
    " with no not only just some what which who how why when where our my your their his her one all"
)
# Those who speak, and what heads a statement whatever it is about.
_SPEAKS = word_set("mr mrs ms miss dr sir lord lady baroness dame professor prof cllr councillor chair q a")
HEADS = word_set(
    """
    answer answers bad big bottom breaking brief caption chart claim conclusion contents correct dr false figure
    finally first good graph heading headline headlines here image infographic interesting key last line main
    message myth myths news note notes overview picture point points pull question questions quote quotes reality
    reply response rumour second shock shocking short slide stark stats surprise surprising takeaway takeaways text
    third title tl top true truth tweet update
    """
)
# "Year 1: ", "Cluster 4 – "
_STAGES = word_set(
    "year round wave phase cohort cluster group scenario option stage indicator measure count version model run draft"
    " attempt"
)
# A heading of what CCGs are rated for besides the areas.
_TOPIC_HEADING = re.compile(
    r"\W*(?:[0-9.]+ )?(?:finances?|money|financial [a-z]+|(?:financial )?sustainability|better (?:care|health)"
    r"|use of resources|prevention|safety|patient safety|(?:children|young people|older people|adults|women|carers)"
    r"(?: and [a-z -]+)?|well-?led|quality of care)\W*"
)


def _has_unknown_label(scene: Scene) -> bool:
    """Whether a sentence opens with a label of which a word is not understood, and names no area there."""
    found = _LABEL.match(scene.sentence.plain)
    if found is None:
        return False
    start = found.start("words")
    words = [(word[0], start + word.start()) for word in WORD.finditer(scene.marked[start : found.end("words")])]
    names = {word for word, _ in words}
    if any(word[0] == "N" for word in names) and not _STAGES.isdisjoint(names):
        return True
    if words[-1][0] in SOURCES:
        # "Fresh figures: "
        return False
    if (
        any(word[0] == "A" for word in names)
        or words[0][0] in _OPENS_REMARK
        or not _SPEAKS.isdisjoint(names - {"a", "q"} | {words[0][0]})
    ):
        return False
    return not all(word in HEADS or is_known(word, scene, at) for word, at in words)


# "rated CCGs on hypertension", "the ratings of complaint handling"
_RATED_ON = re.compile(
    rf"\b(?:rate[sd]?|ratings?|grade[sd]?|score[sd]?|assess(?:es|ed|ments?)?|judge[sd]?)"
    rf"(?: (?:[GL]{FILL}*|how|all|the|every|each|of))* (?:on|for|of) (?P<what>[^,;:.!?()]{{3,80}})"
)
_ENDS_NAME = word_set(
    """
    is are was were has have had can will came come comes published by in at from which that who whose and or with out
    to as where when because than on for of this last
    """
)


def _rates_something_unknown(scene: Scene) -> bool:
    """Whether a sentence that names no area says of what is not understood that it was rated."""
    if scene.names_area:
        return False
    for found in _RATED_ON.finditer(scene.blanked):
        for word in WORD.finditer(scene.blanked, found.start("what"), found.end("what")):
            at = word.start()
            is_place = is_capital(scene.sentence.text, at) and word[0].removesuffix("'s") in scene.places
            if word[0] in _ENDS_NAME or word[0][0].isupper() or is_place:
                break
            if not is_known(word[0], scene, at) and word[0] not in HEADS:
                return True
    return False


def _heads_topic(plain: str) -> bool:
    """Whether a line is a heading of something that is rated and no area."""
    return _TOPIC_HEADING.fullmatch(plain) is not None


# "rated good overall"
_BAND_OVERALL = re.compile(rf"B{FILL}*['\"]?,? overall\b")


def speaks_of_overall(scene: Scene) -> bool:
    """Whether a sentence speaks of the rating of all that an organisation does."""
    return (OVERALL.search(scene.sentence.plain) or _BAND_OVERALL.search(scene.marked)) is not None


def speaks_of_topic(scene: Scene) -> bool:
    """Whether a sentence speaks of something that is rated or measured and is no area of the document."""
    topic = TOPICS.search(scene.sentence.plain)
    is_of_topic = topic is not None and (not scene.names_area or "mental" in topic[0])
    is_of_all = TAKEN_TOGETHER.search(scene.sentence.plain) is not None and not scene.names_area
    is_of_all = is_of_all or _BAND_OVERALL.search(scene.marked) is not None
    if is_of_all and scene.paragraph.of_overall:
        return is_of_topic
    return (
        is_of_topic
        or is_of_all
        or _heads_topic(scene.sentence.plain)
        or _has_unknown_label(scene)
        or _rates_something_unknown(scene)
    )
