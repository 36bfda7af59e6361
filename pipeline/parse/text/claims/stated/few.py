"""Counts of few organisations that are of a part of the country, or may be: those named one by one, all of some that
were spoken of, those of the few that were counted before, and some more of those.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from pipeline.parse.text.claims.sentence.gist import FILL, Gist, Mark
from pipeline.parse.text.claims.sentence.phrases import NATIONAL
from pipeline.parse.text.claims.sentence.scene import THE_OTHERS, Scene, is_capital
from pipeline.parse.text.claims.sentence.words import PART, word_set
from pipeline.parse.text.claims.stated.statements import Statement, figures_of

# "All three CCGs are rated good": of some that were spoken of. "The three CCGs rated good …" are all that were.
_ALL_OF_SOME = re.compile(r"\b(?:all|all the|all of the|the|these|those|both|its|their|our|your|his|her|my) $")
# "Forty of their CCGs", "40 such CCGs"
_OF_WHOSE = re.compile(rf"N{FILL}* (?:of )?(?:their|its|his|her|such) (?:own )?[GL]{FILL}")
# "The other three were inadequate."
_THE_OTHER = re.compile(
    rf"\W*(?:and |but )?(?:(?:all )?(?:the )?(?:other|remaining)|(?:that|this|which) leaves) (?P<N>N){FILL}*"
)
_AND_THE_OTHER = re.compile(rf"[;,–—-] ?(?:(?:and|but|while|with) )?(?:all )?the (?:other|remaining) (?P<N>N){FILL}*")
_VERB = re.compile(r"\b(?:is|are|was|were|been|got|gets?|received|earned|has|have|had)\b")
_RELATIVE = re.compile(r"\b(?:that|which|who)\b")
# What leads to the names of those that were counted: "rated good: Bury, Bolton", "good CCGs, Bury and Bolton,".
_TO_NAMES = re.compile(rf"(?:['\"]| (?:ratings?|overall|G{FILL}*))?(?:\s?(?::|–|\(|-)|,? (?:namely|viz\.?)|,)\s?")
_ARE_NAMES = re.compile(r"\W*(?:they|these|those|the (?:ones|others|[a-z]+)) (?:are|were|being) ")
_STOP = re.compile(r"[.;:)!?]|\s[–-]\s|,(?= (?!and\b|or\b|the\b)[a-z])|$")
_IN_NAMES = word_set("and of on upon with the nhs ccg ccgs clinical commissioning group groups & plus or")
_WORD = re.compile(r"[\w'’&-]+")
_ONLY = re.compile(r"\b(?:only|just|a mere|no more than|all)\b")
_COUNT = re.compile(rf"N{FILL}*(?: [a-z'-]+){{0,3}} [GL]{FILL}*")
_NEW_CLAUSE = re.compile(
    rf"[;:]|\s[–-]\s|\b(?:that|found|finds?|showed|shows?|saw|had)\b|,\s(?:and )?(?:N{FILL}* )?R{FILL}"
)


def counted_together(statements: Sequence[Statement]) -> float:
    """How many organisations the counts of single bands in a sentence come to: more than a part has, if of England."""
    by_band = {
        each.labels: each.figure.value for each in statements if len(each.labels) == 1 and each.figure.letter == "N"
    }
    return sum(by_band.values())


def are_all_with_the_others(
    scene: Scene, statements: Sequence[Statement], following: Scene | None, fewest: int
) -> bool:
    """Whether a sentence and 'the other three' of the next one, or of itself, come to fewer than there ever were, so
    that the two divide up some of the organisations."""
    if scene.paragraph.labels or scene.paragraph.is_national or NATIONAL.search(scene.marked):
        return False
    stated = counted_together(statements)
    rest = _AND_THE_OTHER.search(scene.marked)
    is_stated = rest is None or any(rest.start("N") == each.figure.start for each in statements)
    if rest and not is_stated and stated + scene.gist.value_at(rest.start("N")) < fewest:
        return True
    for where in (scene, following):
        others = _THE_OTHER.match(where.marked) if where else None
        so_many = where.gist.value_at(others.start("N")) if where and others else 0
        if so_many and so_many + (stated if where is following else 0) < fewest:
            return True
    return False


def _is_share_of_few(scene: Scene, statement: Statement, fewest: int) -> bool:
    """Whether a count and the share beside it are of fewer than there ever were: '12 CCGs (30%)' are 12 of 40."""
    near = [m for m in scene.gist.marks.values() if statement.first - 12 <= m.start <= statement.end + 30]
    counts = [mark.value for mark in near if mark.letter == "N" and mark.value]
    shares = [mark.value for mark in near if mark.letter == "S" and mark.value]
    if len(counts) != 1 or len(shares) != 1 or statement.whole:
        return False
    return counts[0] / max(shares[0] * 0.9, shares[0] - 0.006) < fewest


def may_be_of_few(scene: Scene, statement: Statement, statements: Sequence[Statement], fewest: int) -> bool:
    """Whether a count may be of a few organisations that the text is about, and not of all in England."""
    if not statement.labels:
        return False
    if _is_share_of_few(scene, statement, fewest):
        return True
    if statement.figure.letter != "N":
        return False
    return (
        _is_of_few_before(scene, statement, statements, fewest)
        or _OF_WHOSE.match(scene.marked, statement.figure.start) is not None
        or _is_of_all_of_few(scene, statement, fewest)
        or _is_of_few_named(scene, statement)
    )


def goes_on_with(gist: Gist, statement: Statement, refused: Statement | None) -> bool:
    """Whether a statement leaves out what it counts, which is what the one before it counts that is not understood:
    'The audit found that 12 were good and eight were inadequate.'"""
    if refused is None or statement.has_noun or not statement.labels or statement.first < refused.last:
        return False
    between = (mark for mark in gist.marks.values() if refused.last <= mark.start < statement.first)
    return all(mark.letter not in "GL" for mark in between)


def adds_to_the_same(scene: Scene, statement: Statement) -> bool:
    """Whether 'a further 3' or 'another 3' have a band that was counted before: they are some more of it."""
    others = [found for found in THE_OTHERS.finditer(scene.marked) if found.end() + 1 == statement.figure.start]
    counted = {*scene.paragraph.labels}
    counted |= {mark.label for mark in scene.gist.marks.values() if mark.end <= statement.first and mark.letter == "B"}
    return bool(others) and not counted.isdisjoint(statement.labels)


def _is_of_few_named(scene: Scene, statement: Statement) -> bool:
    """Whether those that a statement counts are named, so that it may be of those that the text is about."""
    if (
        scene.paragraph.is_national
        or NATIONAL.search(scene.marked)
        or _ONLY.search(scene.marked[: statement.figure.start])
    ):
        return False
    text = scene.sentence.text
    leads = _TO_NAMES.match(scene.marked, statement.end)
    if leads and _are_names(scene, text, leads.end()):
        return True
    inside = scene.marked.find("(", statement.figure.end, statement.end)
    if inside > 0 and _are_names(scene, text, inside + 1):
        return True
    after = _ARE_NAMES.match(scene.next_plain)
    return after is not None and _are_places(scene, scene.next_plain[after.end() :])


def _are_names(scene: Scene, text: str, start: int) -> bool:
    """Whether all words up to the next stop are of organisations' names."""
    stop = _STOP.search(text, start)
    words = list(_WORD.finditer(text, start, stop.start() if stop else len(text)))
    is_all = all(is_capital(text, word.start()) or word[0].lower() in _IN_NAMES for word in words)
    return is_all and any(word[0].lower() in scene.places | PART for word in words)


def _are_places(scene: Scene, plain: str) -> bool:
    words = _WORD.findall(plain.partition(".")[0])
    return len(words) > 1 and all(word in scene.places | PART | _IN_NAMES for word in words[:4])


def _is_of_all_of_few(scene: Scene, statement: Statement, fewest: int) -> bool:
    """Whether a statement says of all of some organisations that they have a band: 'The three CCGs are rated good.'"""
    figure = statement.figure
    if figure.value >= fewest or statement.label_start is None:
        return False
    if not _ALL_OF_SOME.search(scene.marked[: figure.start]):
        return False
    link = scene.marked[figure.end : statement.label_start]
    return _VERB.search(link) is not None and not _RELATIVE.search(link)


def _is_of_few_before(scene: Scene, statement: Statement, statements: Sequence[Statement], fewest: int) -> bool:
    """Whether a count is of the few organisations that the sentence, or the one before it, counted: 'We have three
    CCGs; two are good.'"""
    if NATIONAL.search(scene.marked):
        return False
    paragraph = scene.paragraph
    counted = _counted_before(scene.gist, statement, statements)
    if counted is None and paragraph.is_of_few and not (statement.has_noun and paragraph.is_national):
        counted = paragraph.last_count
    # a sentence that counts more than those is not of them
    most = max(each.figure.value for each in statements if each.labels and each.figure.letter == "N")
    return counted is not None and most <= counted < fewest


def _counted_before(gist: Gist, statement: Statement, statements: Sequence[Statement]) -> float | None:
    """How many organisations a sentence counts before a statement and before all bands, in a clause of its own."""
    stated = {mark.start for each in statements if each.labels for mark in figures_of(each)}
    first = min((mark.start for mark in gist.marks.values() if mark.letter == "B"), default=0)
    by_start: dict[int, Mark] = {mark.start: mark for mark in gist.marks.values()}
    for found in _COUNT.finditer(gist.marked, 0, min(first, statement.first)):
        if found.start() not in stated and _NEW_CLAUSE.search(gist.marked[found.end() : statement.first]):
            return by_start[found.start()].value
    return None
