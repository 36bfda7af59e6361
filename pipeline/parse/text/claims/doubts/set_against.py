"""Another figure that is set against a statement, or a doubt of it: '75 were good; the table has 57', 'He meant 57.',
'Can that be right?', 'The judges were readers of ours.'

A count that names nothing it could be of (no organisations, no band, area, place or time) is of what was just stated.
"""

from __future__ import annotations

import re

from pipeline.parse.text.claims.doubts.added_forms import IS_SO_MANY_MORE
from pipeline.parse.text.claims.doubts.corrections import is_of_those_that_answered
from pipeline.parse.text.claims.doubts.other_raters import ALWAYS_THEIRS
from pipeline.parse.text.claims.doubts.raters import OTHER_RATERS
from pipeline.parse.text.claims.sentence.gist import FILL
from pipeline.parse.text.claims.sentence.scene import Scene, knows_all
from pipeline.parse.text.claims.sentence.words import DENIED, PART, SUPPOSITION, word_set
from pipeline.schema.values import NoClaim

# What leads to a count that is of another place or time, or of some of what was stated.
_OF_ANOTHER = word_set(
    "in for on across among amongst from by than since during under before after about of with without within to"
    " against last next year years ago then once previously again remaining rest others other another leaving left"
    " further so also too and or all total altogether themselves excluding including counting leaving allowing"
)
_BARE_COUNT = rf"(?P<lead>(?:[a-z][a-z'’-]*,? ){{0,8}}?)(?P<count>N){FILL}*"
_NEXT = re.compile(rf"\W*{_BARE_COUNT}['\")\]]*\s?[.!]?\W*$")
_BEHIND = re.compile(rf"(?:[;,:(\[–—]|\s-)\s?{_BARE_COUNT}(?=[)\]]|\s?[.!;]|\W*$)")
# "Twelve CCGs were rated good (n = 40)."
_SAMPLE = re.compile(rf"(?P<count>N){FILL}* [^();:,]{{2,60}}\((?:n|base|sample) ?[=:] ?(?P<base>N){FILL}*\)")
# "none was inadequate; seven were"
_WERE = re.compile(
    rf"[;:–—]\s?(?:(?:and|but|yet|in fact|in truth|actually|really|only|just),? )*N{FILL}*(?: R{FILL}*)?"
    r" (?:is|are|was|were|did|do|does|had|have|has)\s?[.!;]?\W*$"
)
# With one of these a clause says what the count is, for somebody or something: "the table has 57", "recte 57".
_SAYS = word_set(
    "has had have says said say gives gave give makes make made puts put counts counted shows showed lists listed found"
    " finds reads read recte got it's reckons reckoned meant means"
)
_SUBJECT = re.compile(
    r"\b(?:number|figure|total|count|tally|it|them) (?:(?:is|was|at|proved|proves|turned|turns|out|came|comes|to|be|in"
    r"|fact|stands?|stood) )+$"
)
# "the table 57", with the verb of the clause before it
_ELIDED = re.compile(r"(?:the|its|their|our|his|her|this|that) [a-z-]+(?: [a-z-]+)? $")
_DISAGREES = re.compile(
    r"\b(?:begs?|begged|begging) to differ\b|\bdisagree[sd]?\b|\bto correct (?:this|that|it|the)\b"
    r"|\bcorrected (?:this|that|it|herself|himself|themselves|itself|the)\b|\b(?:has|have|had) been corrected\b"
    r"|\bthe (?:correct|right|true|real|actual|proper) (?:rating|band|grade)s?\b"
    r"|\b(?:duplicates?|duplicated|counted twice|twice counted|(?:counts?|counted|listed|lists) (?:[a-z]+ )?twice"
    r"|double[- ]count\w*)\b"
    r"|\bthe (?:reverse|opposite|converse|contrary)\b|\bother way (?:round|around|about)\b"
    r"|\b(?:(?:mix|mess|muddl)(?:ed|es|e)?(?: the \w+)? up|swapped|transposed|misinformed)\b"
    r"|^\W*(?:scratch|strike|scrap|forget|ignore|disregard) (?:that|this|it)\b"
    r"|\b(?:out|off|wrong|adrift) by\b|\b(?:old news|ancient history|years old|out of date)\b"
    r"|^\W*(?:(?:subs?|editor|ed|nb)\W{1,3})?(?:please )?(?:check|verify|fact-?check)\b"
    r"|^\W*(?:well,? |er,? |but )*not (?:exactly|quite|really|according)\b"
    r"|\b(?:that|this) was the (?:plan|idea|hope|theory|intention|aim|dream)\b"
)
# What a denial may be of, besides what was stated: "Two of the three are wrong." is of that.
_SUBJECTS = frozenset("ABGLOP")
# "Only one of these is right.", "Spot the mistake."
_SOME_ARE_SO = re.compile(
    rf"\b(?:(?:only|just|not|hardly) )?(?:N{FILL}*|some|all|half|both|any|everything|nothing|little|much)"
    rf"(?:(?: of)? (?:it|this|that|them|R{FILL}*|the (?:above|N{FILL}*)))?(?: [a-z]+)?"
    r" (?:is|are|was|were|holds?|adds?) (?:[a-z]+ )?(?:right|true|so|correct|up|accurate|real)\W*$"
    r"|\b(?:spot|find|catch|see) the (?:[a-z]+ )?"
    r"(?:mistakes?|errors?|lies?|odd|fakes?|flaws?|slips?|howlers?|bloomers?)\b"
)
# "Can that be right?", "Really?", and no question that asks for more: "Why is that?"
_DOUBTS = re.compile(
    r"\W*(?:(?:but|and) )?(?:really|seriously|honestly|truly|surely not|(?:can|could|is|was|are|were|has|have|does|did)"
    r"(?:n't)? (?:(?:any|all|much) of )?(?:that|this|it|they|he|she|we|i)\b[^?]{0,40})\s?\?"
)
_WHEN = re.compile(
    rf"\W*(?:the|this|that) (?:year|date|month|time|day)(?: (?:was|is)\b|\s?:)[^.]{{0,12}}(?:D{FILL}|N{FILL})"
)
# "Slide 3": the number of a part of the text.
_NUMBERED = re.compile(
    rf"\W*(?:slide|page|part|section|chapter|question|annex|appendix|item|step|box|panel|post) N{FILL}*\W*"
)
_LABEL = re.compile(
    r"\W*the (?:place|setting|country|scale|source|judges?|raters?|sector|subject|topic|sample|basis)\s?:"
)
_OTHER_RATERS = re.compile(OTHER_RATERS)
# "(Base: 40 CCGs)"
_OUT_OF = re.compile(rf"\W*(?:[a-z]+\W{{1,3}}){{0,3}}?(?P<N>N){FILL}* (?:of )?(?:(?:the|our) )?[GL]{FILL}*\W*")
# "Source: our survey"
_SOURCE = re.compile(r"\W*(?:data |figures )?(?:sources?|notes?|basis|method|data)\s?: (?P<what>.*)")
# "The judges were readers of this magazine."
_WHO_RATED = re.compile(
    r"\W*(?:the|its|their|our|all|these|those)(?: [a-z]+)? (?:judges|raters|assessors|markers|scorers|graders|voters"
    r"|inspectors|ratings|marks|grades|scores|verdicts)(?: all)? (?:were|are|was|is|came|come)\b(?P<rest>[^.;!?]*)"
)


# "Patients made the assessments.", "Experts said patients had rated them.", "The figures were published by a union."
_BY_OTHERS = re.compile(
    rf"\b[PO]{FILL}+ (?:(?:have|has|had|themselves) )*(?:rated|graded|judged|marked|scored|assessed|inspected"
    r"|(?:made|gave|did|set|awarded|issued|wrote) (?:the|these|those|their) (?:[a-z]+ )?(?:ratings?|assessments?|marks?"
    r"|grades?|scores?|results|verdicts?|bands?))\b"
    rf"|\b(?:these|those|they|it) (?:is|are|was|were) (?:(?:all|the|about|for|of|in) )*[OP]{FILL}"
    r"|^\W*(?:it|they|these|those|(?:the|these|all) (?:[a-z]+ )?(?:ratings?|results|figures|assessments?|grades"
    r"|marks|data))"
    r" (?:is|are|was|were|have been|has been) (?:[a-z]+ )?(?:published|released|issued|made|given|compiled|collected"
    r"|gathered|produced|awarded|set|put together|written)\b[^.;]* by (?!nhs england|nhse|the (?:nhs|regulator))"
)

# "In the second round there were 14.", "At the last count it was ten.", and not "In 2016/17 it was nine."
_AT_ANOTHER_COUNT = re.compile(
    r"\W*(?:in|at|by|on|after|following) (?:[a-z]+ ){0,5}(?:rounds?|counts?|recount|audit|check|draft|vote|run|stage"
    r"|pass|tally|appeals?|end|versions?|validation|moderation|review),? (?:there|it|that|this|they|the [a-z]+)"
    rf" (?:was|were|is|are|stood at|became|had become|had been) (?:[a-z]+ ){{0,2}}N{FILL}*\W*"
)


def has_other_count(scene: Scene, last: int) -> bool:
    """Whether a sentence sets another count against the statement that ends at `last`: '… (recte 57)'."""
    if _WERE.search(scene.marked, last):
        return True
    for found in _SAMPLE.finditer(scene.marked):
        count, base = (scene.gist.value_at(found.start(name)) for name in ("count", "base"))
        if count != base and base < scene.fewest:
            return True
    for found in _BEHIND.finditer(scene.marked, last):
        words = [word.rstrip(",") for word in found["lead"].split()]
        lead = found["lead"]
        is_said = not _SAYS.isdisjoint(words) or bool(_ELIDED.fullmatch(lead) or _SUBJECT.search(lead))
        if is_said and _names_nothing(scene, found, words):
            return True
    return False


def why_set_against(scene: Scene) -> NoClaim | None:
    """Why what the sentence before states is no claim, as this one says."""
    marked, plain = scene.marked, scene.sentence.plain
    if _NUMBERED.fullmatch(marked):
        return None
    found = _NEXT.match(marked)
    if found and (words := found["lead"].split()) and _names_nothing(scene, found, words):
        return "denial"
    letters = {mark.letter for mark in scene.gist.marks.values()}
    if letters.isdisjoint(_SUBJECTS) and (DENIED.search(plain) or _SOME_ARE_SO.search(marked)):
        return "denial"
    if _DISAGREES.search(plain) or IS_SO_MANY_MORE.search(marked) or _AT_ANOTHER_COUNT.fullmatch(marked):
        return "denial"
    if _DOUBTS.match(plain):
        return "question"
    base = _OUT_OF.fullmatch(marked)
    is_of_few = base is not None and scene.gist.value_at(base.start("N")) < scene.fewest
    if is_of_few or is_of_those_that_answered(plain):
        return "part of the country"
    if _WHEN.match(marked):
        return "other period"
    if _LABEL.match(plain):
        return "wording not understood"
    source = _SOURCE.match(plain)
    if source and _is_of_others(source["what"]):
        return "other organisations"
    if _BY_OTHERS.search(marked):
        return "other organisations"
    rated = _WHO_RATED.match(marked)
    if rated is None:
        return None
    return None if knows_all(scene, *rated.span("rest")) else "wording not understood"


def _is_of_others(source: str) -> bool:
    """Whether a source is no rating by NHS England: a survey, the CQC, somebody's estimate."""
    is_guess = not SUPPOSITION.isdisjoint(source.rstrip(". ").split())
    return (
        bool(ALWAYS_THEIRS.search(source) or _OTHER_RATERS.match(source))
        or is_guess
        or source.startswith(("our ", "my "))
    )


def _names_nothing(scene: Scene, found: re.Match[str], words: list[str]) -> bool:
    """Whether what leads to a count names nothing that it could be of but what was stated before."""
    at = next((mark.start for mark in scene.gist.marks.values() if mark.start == found.start("count")), None)
    subject = _SUBJECT.search(found["lead"])
    before = found["lead"][: subject.start()].split() if subject else words
    is_other = any(
        word.rstrip(",") in _OF_ANOTHER | PART | scene.places for word in before if not subject or word != "on"
    )
    return at is not None and at not in scene.known_marks and not is_other
