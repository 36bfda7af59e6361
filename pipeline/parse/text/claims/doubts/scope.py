"""Whether a statement is a claim: of all organisations of England, affirmed, and of a state rather than a change.

A statement is read only where every word of its own clause is plain, and where nothing before, beside or after it says
otherwise; in doubt it is rejected. What a sentence settles for those after it is recorded too.
"""

from __future__ import annotations

import re

from pipeline.parse.text.claims.about.headings import count_summed_up, heads_some, leads_to_few
from pipeline.parse.text.claims.doubts.afterthoughts import past_scope
from pipeline.parse.text.claims.doubts.between import between, counts_limited
from pipeline.parse.text.claims.doubts.clause import own_clause
from pipeline.parse.text.claims.doubts.corrections import is_of_those_that_answered, note_correction, why_corrected
from pipeline.parse.text.claims.doubts.joined import joined
from pipeline.parse.text.claims.doubts.leading import note_leading
from pipeline.parse.text.claims.doubts.other_raters import may_be_of_others, note_raters
from pipeline.parse.text.claims.doubts.predicates import shares_a_predicate
from pipeline.parse.text.claims.doubts.raters import is_rated_by_another
from pipeline.parse.text.claims.doubts.set_against import has_other_count
from pipeline.parse.text.claims.doubts.suppositions import is_only_supposed, note_supposition
from pipeline.parse.text.claims.doubts.surroundings import (
    after,
    before,
    is_of_the_same,
    why_of_some,
)
from pipeline.parse.text.claims.sentence.gist import FILL, Mark
from pipeline.parse.text.claims.sentence.gist_places import gist_place
from pipeline.parse.text.claims.sentence.labels import speaks_of_overall, speaks_of_topic
from pipeline.parse.text.claims.sentence.paragraph import Paragraph
from pipeline.parse.text.claims.sentence.phrases import (
    FOR_EACH,
    NATIONAL,
    ONE_AREA,
    OTHER_YEAR,
    POINTING_BACK,
    SCOPE_OPENING,
)
from pipeline.parse.text.claims.sentence.scene import Scene, has_other_date, is_of_some, knows_all, speaks_of_part
from pipeline.parse.text.claims.sentence.words import AFFIRMS, CORRECTS, DENIED, WITHDRAWN
from pipeline.parse.text.claims.stated.bare import note_measure
from pipeline.schema.values import NoClaim

_ENDS_QUESTION = re.compile(r"\?['\")\]]*$")


_ALL_BUT = re.compile(
    r"\b(?:all|every|everyone|any|anyone|none|nothing|each)(?: [\w'-]+){0,6} (?:but|bar|save)(?: for)? $"
)


# "There were 80 good CCGs; there are now 95."
_NOW_ANOTHER = re.compile(
    r"[;,–:] ?(?:and |but )?(?:there (?:is|are) now|now (?:there (?:is|are)|it is)|it is now|they are now|now)"
    rf"(?: [a-z]+){{0,2}} N{FILL}"
)


def _is_another_now(marked: str, left: int, right: int, end: int) -> bool:
    """Whether a past clause is followed by what is so now."""
    return bool(_NOW_ANOTHER.search(marked, end)) and bool(re.search(r"\b(?:were|was|had)\b", marked[left:right]))


def why_no_claim(
    scene: Scene, start: int, end: int, *, strict: bool = False, has_noun: bool = True, is_only: bool = False
) -> NoClaim | None:
    """Why the statement at `start` to `end` of its sentence is no claim; None if it is one.

    `strict` says that the wording itself names each of its words, so that only those around it are looked at;
    `has_noun` that it names what it counts, which else is what was named before; `is_only` that it is of a single
    organisation, why_of_some name may stand beside it.
    """
    marked = scene.marked
    if reason := _why_no_statement(scene):
        return reason
    left = max((at for at in scene.segments if at <= start), default=0)
    right = next((at for at in scene.segments if at >= end), len(marked))
    if _ALL_BUT.search(marked[:start]):
        return "wording not understood"
    own = marked[left:right]
    if POINTING_BACK.search(scene.blanked[left:right]):
        return "wording not understood"
    opening = marked[: next((at for at in scene.segments if at > 0), 0)]
    is_national = bool(NATIONAL.search(own) or NATIONAL.search(opening))
    if shares_a_predicate(scene, start, right):
        return "wording not understood"
    ends = dict.fromkeys((end, past_scope(marked, end)))
    for reason in (
        "other organisations" if is_rated_by_another(scene, left, start, end) or may_be_of_others(scene) else None,
        "other period" if _is_another_now(marked, left, right, end) else None,
        "denial" if has_other_count(scene, end) else None,
        "part of the country" if counts_limited(scene, right) else None,
        between(scene, start, end),
        next((reason for at in ends if (reason := joined(scene, at, right))), None),
        own_clause(scene, left, right, start, end, strict, is_only),
        before(scene, left, is_national),
        "part of the country" if is_of_the_same(scene, right) else None,
        None if has_noun or is_national else why_of_some(scene, left),
        next((reason for at in ends if (reason := after(scene, right, start, at))), None),
    ):
        if reason:
            return reason
    paragraph = scene.paragraph
    if paragraph.needs_england and not paragraph.is_national:
        return "part of the country"
    if (paragraph.is_part or (paragraph.is_of_some and not has_noun)) and not is_national:
        return "part of the country"
    names_area = bool(paragraph.areas) or scene.names_area
    names_period = bool(paragraph.periods) or bool(scene.gist.periods)
    if (paragraph.other_area and not names_area) or (paragraph.other_period and not names_period):
        return "several contexts"
    if paragraph.is_other_time and not scene.gist.periods:
        return "other period"
    is_unknown = paragraph.is_unknown or paragraph.is_of_topic
    if (is_unknown and not scene.names_area) or speaks_of_topic(scene):
        return "wording not understood"
    return None


def _why_no_statement(scene: Scene) -> NoClaim | None:
    """Why no statement of a sentence can be a claim, whatever its words."""
    return scene.of_stretch("no statement", 0, 0, lambda: _find_why_no_statement(scene))


_GIVE_OR_TAKE = re.compile(
    r"\b(?:give or take|plus or minus|round(?:ed|ing)|(?:in|as) (?:a )?round (?:numbers?|figures?|terms)"
    r"|to the nearest)\b"
    r"|±|\+/[-–]"
)


def _find_why_no_statement(scene: Scene) -> NoClaim | None:
    plain = AFFIRMS.sub("", scene.sentence.plain)
    if _ENDS_QUESTION.search(plain):
        return "question"
    if DENIED.search(plain) or CORRECTS.search(plain) or _is_withdrawn(scene.next_plain):
        return "denial"
    if is_only_supposed(scene, plain):
        return "forecast or supposition"
    if reason := why_corrected(scene, plain):
        return reason
    if _GIVE_OR_TAKE.search(plain):
        return "range"
    if FOR_EACH.search(plain) or _is_many_or_most(scene):
        return "wording not understood"
    return "part of the country" if ONE_AREA.search(plain) else None


def _is_many_or_most(scene: Scene) -> bool:
    """Whether a figure is 'as many as 95', which is 95 for one writer and 95 at most for another."""
    plain = scene.sentence.plain
    return any(plain.startswith(("as many as", "as much as"), mark.start) for mark in scene.gist.marks.values())


def why_not_at_all(scene: Scene) -> NoClaim | None:
    """Why a number that no wording reads is no claim, as far as its sentence shows; None where it does not."""
    return scene.of_stretch("not at all", 0, 0, lambda: _find_why_not_at_all(scene))


def _find_why_not_at_all(scene: Scene) -> NoClaim | None:
    if reason := _why_no_statement(scene):
        return reason
    if not NATIONAL.search(scene.marked) and (scene.paragraph.is_part or speaks_of_part(scene, 0, len(scene.marked))):
        return "part of the country"
    return "other period" if OTHER_YEAR.search(scene.sentence.plain) and not scene.gist.periods else None


_RANGE_BEFORE = re.compile(r"(?:(?:between|from) ?[NS]? ?(?:and|to)?|[NS](?:-|–| to | or )) ?$")
_RANGE_AFTER = re.compile(r"(?:-|–| to | or )[NS]")
_CHANGE_AFTER = re.compile(r" (?:more|fewer|less)\b")
_OTHERS_AFTER = re.compile(r"(?: [a-zA]+){0,3} [OP]")


def reason_beside(scene: Scene, mark: Mark) -> NoClaim:
    """Why a number beside bands is none that a wording reads."""
    gist = scene.gist
    at = gist_place(gist, mark)
    before, after = gist.text[max(0, at - 24) : at], gist.text[at + 1 : at + 40]
    if _RANGE_BEFORE.search(before) or _RANGE_AFTER.match(after):
        return "range"
    if _CHANGE_AFTER.match(after):
        return "change"
    if _OTHERS_AFTER.match(after):
        return "other organisations"
    return why_not_at_all(scene) or "wording not understood"


_EARLY = 12


_ONLY_SAID = re.compile(
    r"\W*(?:or )?(?:so|that|this) (?:was|is|ran|runs|went|goes) (?:the|their|his|her|its)"
    r" (?:claim|story|line|boast|slogan)\b"
)


# "Officials denied it.", "The board disputes this."
_OF_IT = re.compile(r"\b(?:it|this|that|them|these|those)\W*$")
# "It is out by 138."
_OUT_BY = re.compile(r"\b(?:is|was|are|were|(?<=')s) (?:out|off|wrong|adrift) by\b")


def _is_withdrawn(following: str) -> bool:
    """Whether the next sentence says that this one is not so."""
    if (corrects := CORRECTS.search(following)) and corrects.start() < _EARLY:
        return True
    if _ONLY_SAID.match(following) or (_OF_IT.search(following) and DENIED.search(following)):
        return True
    found = WITHDRAWN.match(following)
    if found is None:
        return False
    return bool(DENIED.search(following) or _OUT_BY.search(following)) or following.startswith(
        ("not so", "not true", "wrong", "untrue", "false", "nonsense", "incorrect")
    )


# "Oral evidence, Tuesday 22 October 2019": the day of the document itself.
_DATED = re.compile(
    rf"^[^.;!?]{{2,100}}[,|–:(] ?(?:(?:[a-z]+day|spring|summer|autumn|winter),? )?(?:N{FILL}* [a-z]+ )?D{FILL}*\)?\W*$"
)
# "(last quarter: Good)": what a bracket says of another time holds for the bracket.
_ASIDE = re.compile(r"\([^()]{1,60}\)")
# "(Letters, 24 August)"
_CITES = re.compile(r"\((?:letters?|report|news|opinion|leader|comment|page|analysis)\b[^()]{0,40}\bD")


def carry_over(paragraph: Paragraph, scene: Scene, has_claims: bool, fewest: int) -> None:
    """Records in the paragraph where and when a sentence applies, for those that follow; `fewest` organisations there
    ever were."""
    marked = scene.marked
    if NATIONAL.search(marked):
        paragraph.is_part, paragraph.is_unknown = False, paragraph.under_unknown and not paragraph.areas
    elif (
        speaks_of_part(scene, 0, len(marked))
        or ONE_AREA.search(scene.sentence.plain)
        or is_of_those_that_answered(scene.sentence.plain)
        or leads_to_few(scene, fewest)
    ):
        paragraph.is_part = True
    paragraph.summed_up = count_summed_up(scene)
    if heads_some(scene):
        paragraph.is_part = paragraph.under_part = True
    if "G" in marked or "L" in marked:
        paragraph.is_of_some = not has_claims and is_of_some(scene, marked, 0)
    if scene.gist.periods or re.search(r"\b(?:this year|now|today|currently)\b", marked):
        paragraph.is_other_time = False
    elif (
        not has_claims
        and not _CITES.search(marked)
        and not (paragraph.is_title and not paragraph.lines and _DATED.search(marked))
        and (OTHER_YEAR.search(_ASIDE.sub("", scene.sentence.plain)) or has_other_date(scene))
    ):
        paragraph.is_other_time = True
    if SCOPE_OPENING.match(marked) and not has_claims and "A" not in marked[:40]:
        end = next((at for at in scene.segments if at > 0), len(marked))
        if end < len(marked) and not knows_all(scene, 0, end):
            paragraph.is_unknown = True
    if scene.names_area or speaks_of_overall(scene):
        paragraph.is_overall = not scene.names_area and not paragraph.areas
    note_correction(paragraph, scene.sentence.plain)
    note_supposition(paragraph, scene, has_claims)
    note_measure(paragraph, scene, has_claims)
    note_raters(paragraph, scene, has_claims)
    note_leading(paragraph, scene, has_claims, fewest)
    if speaks_of_topic(scene):
        paragraph.is_of_topic = True
    elif scene.names_area:
        paragraph.is_unknown = paragraph.is_of_topic = False
