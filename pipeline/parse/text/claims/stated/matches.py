"""The matches of wordings in a gist that hold.

The words that link figure and bands decide it, and what is counted; no figure or band is read twice.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from itertools import pairwise

from pipeline.parse.text.claims.sentence.gist import Gist, Mark
from pipeline.parse.text.claims.sentence.gist_places import last_counted
from pipeline.parse.text.claims.sentence.kinds import NOT_RATED
from pipeline.parse.text.claims.sentence.words import PLAIN, word_set
from pipeline.parse.text.claims.stated.directions import Direction, direction_of
from pipeline.parse.text.claims.stated.links import (
    AUXILIARIES,
    EXCLUDED_BEFORE,
    LEADING_TO_BANDS,
    NOT_STATED,
    RATED,
    RELATIVE,
    SEPARATING,
    VERB_AFTER_BANDS,
)
from pipeline.parse.text.claims.stated.pattern_parts import DETERMINER, OF
from pipeline.parse.text.claims.stated.wordings import WORDINGS, Wording


def matches_that_hold(gist: Gist, counted_before: str) -> list[tuple[Wording, re.Match[str]]]:
    """The matches of wordings that hold: no figure in two of them, and no bands with two figures of a kind."""
    candidates = [
        (not wording.shares_bands, found.start(), wording, found)
        for wording in WORDINGS
        for found in _matches(wording.pattern, gist.text)
    ]
    used: set[int] = set()
    bands_used: set[tuple[int, str]] = set()
    readings = []
    for _, _, wording, found in sorted(candidates, key=lambda candidate: candidate[:2]):
        figure, bands = found.start("figure"), (found.start("bands"), found["figure"])
        is_bracketed = gist.text[figure - 1 : figure] == "(" or wording.shares_bands
        is_free = figure not in used and (is_bracketed or bands not in bands_used)
        if is_free and _holds(gist, wording, found, counted_before):
            readings.append((wording, found))
            used.add(figure)
            if (whole := group_start(found, "whole")) is not None:
                used.add(whole)
            if not wording.shares_bands:
                bands_used.add(bands)
    return readings


def _matches(pattern: re.Pattern[str], text: str) -> Iterator[re.Match[str]]:
    """All matches in order, also those that begin inside another."""
    found = pattern.search(text)
    while found:
        yield found
        found = pattern.search(text, found.start() + 1)


def group_start(found: re.Match[str], *names: str) -> int | None:
    """Where the first of the named groups that matched begins; patterns need not have them all."""
    groups = found.groupdict()
    return next((found.start(name) for name in names if groups.get(name)), None)


def _holds(gist: Gist, wording: Wording, found: re.Match[str], counted_before: str) -> bool:
    """Whether a match means what its wording says, by the words that link it and by what is counted."""
    figure = gist.marks[found.start("figure")]
    before = gist.text[max(0, found.start("figure") - 40) : found.start("figure")]
    is_aside = before.endswith(" – ") and gist.text.startswith(" –", found.start("figure") + 1)
    if not wording.strict and (
        (NOT_STATED[figure.letter].search(before) and not is_aside) or EXCLUDED_BEFORE.search(before)
    ):
        return False
    link = found.groupdict().get("link") or ""
    direction = direction_of(gist.text, found.start("bands"))
    if wording.shares_bands and _COMPARED_WITH.search(gist.text[: found.start("bands")]):
        direction = Direction("", found.start("bands"))
    if direction is None or (direction.beyond and not _is_one_way(found)):
        return False
    if _is_one_of_several(gist, found) or _is_no_count(gist, figure, found.start("figure")):
        return False
    words = link.split()
    if found.start("figure") < found.start("bands"):
        words = gist.text[found.start("link") : direction.start].split() if link else []
    if not SEPARATING.isdisjoint(words) or _changes_clause(words):
        return False
    if _is_of_something_else(gist, found, words):
        return False
    noun = group_start(found, "noun", "group")
    if noun is not None and figure.letter == "N" and (gist.text[noun] == "V" or _is_one_of_many(gist, noun, figure)):
        return False
    if (wording.shares_bands and _BESIDE_ITS_KIND[figure.letter].search(before)) or (
        noun is None
        and (
            before.endswith(_ON)
            or _counts_the_unknown(gist.text[: found.start("figure")])
            or (figure.letter == "N" and _is_worked_out(before, words))
        )
    ):
        return False
    if noun is None:
        counted = last_counted(gist, found.start("figure")) or counted_before
        leads = words if found.start("figure") < found.start("bands") else []
        if counted in NOT_RATED or leads[:1] == ["of"]:
            return False
    return group_start(found, "whole") is None or not _is_of_the_whole(gist, found, link)


# "one of the 162 that require improvement"
_THAT_ARE = re.compile(
    r" ?(?:that|which|who)(?: (?:is|are|was|were|have been|had been|got|were given))?(?: (?:still|all|also|only))?"
    r"(?: (?:rated|ranked|judged|labelled|graded|classed|deemed|found|placed|marked))?(?: as| to be| in)?"
    r"(?: an?| the)? ?"
)


def _is_of_the_whole(gist: Gist, found: re.Match[str], link: str) -> bool:
    """Whether bands describe the whole of which a figure is: '13 of the 24 CCGs rated good are …', 'one of the 162 that
    require improvement'."""
    if found.start("figure") > found.start("bands"):
        return False
    if RELATIVE.match(link) and VERB_AFTER_BANDS.match(gist.text, found.end()):
        return True
    return _THAT_ARE.fullmatch(link) is not None


# "The mean score of CCGs rated good was 57", "the waiting list at good CCGs was 21".
_LED_BY = re.compile(
    r"(?:\b(?P<head>[a-zA-Z]+) )?\b(?P<preposition>of|for|in|at|among|about|from|with|by|on|to|across)"
    r" (?:(?:the|all|those|these) )*(?:[a-zA]+ ){0,2}?(?:[GL]|those|ones)(?: (?:that|which|who))?(?: [a-z]+){0,3} $"
)
_COUNTING = word_set(
    "number numbers total totals count counts tally share proportion percentage percentages figure figures list one"
    " half third quarter"
)
# "Under section 12 the CCGs rated good …": a count stands after what determines its noun, or before 'of'.
_IS_DETERMINED = re.compile(r"N (?:the|this|that|these|those|its|their|our|his|her|my|your)\b[^NS]*? [GLV]\b")


def _is_of_something_else(gist: Gist, found: re.Match[str], words: Sequence[str]) -> bool:
    """Whether a figure is of what is said of the organisations, counts nothing, or is of what they rate themselves."""
    if found.start("figure") < found.start("bands"):
        is_number = gist.marks[found.start("figure")].letter == "N"
        return _rates_another(words) or (
            is_number and _IS_DETERMINED.match(gist.text, found.start("figure")) is not None
        )
    led = _LED_BY.search(gist.text[: found.start("bands")])
    if led is None or not led["head"]:
        return False
    return led["preposition"] != "of" or led["head"] not in _COUNTING


# "Two CCGs, or three": neither is stated.
_OR_COUNT = re.compile(r"(?: [GL])?,? or (?:even |maybe |perhaps )?N\b")
_COUNT_OR = re.compile(r"N(?: [GL])?,? or (?:even |maybe |perhaps )?$")


# "4 were good (57)": a second count of a single band is of something else; that of one of several is not.
_COUNTED_BAND = re.compile(r"N(?: [a-zAGL]+){1,8} B \($")
_OF_SEVERAL = re.compile(r"N[^()]{0,12}\)[^.;]{0,40}B \(")


def _is_no_count(gist: Gist, figure: Mark, place: int) -> bool:
    """Whether a number is one of two that are left open, that of an organisation ('CCG 106'), or a second count."""
    if figure.letter != "N":
        return False
    before = gist.text[max(0, place - 40) : place]
    named = gist.marks.get(place - 2)
    is_name = before.endswith("G ") and named is not None and not gist.plain[named.start : named.end].endswith("s")
    is_alone = gist.text.startswith(")", place + 1) and _OF_SEVERAL.match(gist.text, place) is None
    is_second = is_alone and _COUNTED_BAND.search(before) is not None
    if before.endswith(("+ ", "+")) or gist.text.startswith((" +", "+"), place + 1):
        return True  # a part of a sum
    return is_name or is_second or bool(_OR_COUNT.match(gist.text, place + 1) or _COUNT_OR.search(before))


# "4 (1)": of two counts of one band the second is of something else.
_BESIDE_ITS_KIND = {letter: re.compile(rf"{letter}(?: [GL])? ?(?:\(|,| –) ?$") for letter in "NS"}
# "good on 12": of its measures.
_ON = (" on ", " on just ", " on only ", " on all ")
# Before bands whose figure is beside them: they are compared with others, 'more CCGs were B (N) than B (N)'.
_COMPARED_WITH = re.compile(r"\b(?:[Mm]ore|[Ff]ewer) G[^.;:]{0,80} than (?:(?:are|were|is|was) )?$")
_FIGURE_BEFORE = {letter: re.compile(rf"{letter}(?: [GL])?(?:,| and|, and| or) $") for letter in "NS"}
_WHOLE_BEFORE = re.compile(
    rf"\b{OF}(?: {DETERMINER}){{0,2}} N(?: [a-zA]+){{0,3}}(?: [GL])?(?: \(G\))?, $", re.IGNORECASE
)
_FIGURE_AFTER = re.compile(r"(?: [GL])?(?:,? and|,| or) [NS]\b(?! [a-z]* ?B)")
_BAND_BEFORE = re.compile(r"B(?:,| and|, and) $")


def _is_one_of_several(gist: Gist, found: re.Match[str]) -> bool:
    """Whether a figure of several bands is itself one of several, each of which is of one: '13 and 69 were X and Y'."""
    figure, bands = found.start("figure"), found.start("bands")
    has_several = found["bands"].count("B") > 1
    if figure > bands:
        has_several = has_several or bool(_BAND_BEFORE.search(gist.text[:bands]))
        return has_several and bool(_FIGURE_AFTER.match(gist.text, figure + 1))
    before = gist.text[max(0, figure - 40) : figure]
    is_listed = _FIGURE_BEFORE[found["figure"]].search(before) and not _WHOLE_BEFORE.search(before)
    return has_several and ("respectively" in gist.text or bool(is_listed))


def _is_one_way(found: re.Match[str]) -> bool:
    """Whether bands that a direction leads to are one, and no other direction follows."""
    return found["bands"].count("B") == 1 and not found.groupdict().get("beyond")


def _rates_another(words: Sequence[str]) -> bool:
    """Whether the organisations rate something instead of being rated: 'CCGs rated the framework inadequate'."""
    if words and words[0] in ("report", "reports", "reported"):
        return True  # 'CCGs reported being good'
    verb = next((index for index, word in enumerate(words) if word in RATED), None)
    if verb is None or not AUXILIARIES.isdisjoint(words[:verb]):
        return False
    return any(word not in LEADING_TO_BANDS for word in words[verb + 1 :])


_POINTING = re.compile(r"\b(?:the|these|those|both)(?: (?:first|last|other))? $")
_WORKING_OUT = word_set("together combined added put taken make makes made equal equals sum sums")
_GIVING = word_set("give gives gave giving yield yields yielded")


def _is_worked_out(before: str, link: Sequence[str]) -> bool:
    """Whether a figure is of numbers with which another is worked out: 'adding the two gives the CCGs rated good'."""
    return bool(link) and (
        not _GIVING.isdisjoint(link[:3]) or (link[0] in _WORKING_OUT and _POINTING.search(before) is not None)
    )


_COUNTED = re.compile(r"N(?: [a-z-]+){0,2}? (?P<noun>[a-z-]{3,}s)\b")
_TIMES = word_set("years months weeks days hours times minutes")


def _counts_the_unknown(before: str) -> bool:
    """Whether what was counted last before a figure is of a kind that is not known: 'two good roles and one …'."""
    counted = [found for found in _COUNTED.finditer(before) if found["noun"] not in PLAIN | _TIMES]
    return bool(counted) and not re.search(r"[GL]", before[counted[-1].end() :])


def _is_one_of_many(gist: Gist, noun: int, figure: Mark) -> bool:
    """Whether a count of several stands before a noun in the singular, which it then does not count."""
    mark = gist.marks[noun]
    return figure.value > 1 and not gist.plain[mark.start : mark.end].rstrip(")").endswith("s")


def _changes_clause(words: Sequence[str]) -> bool:
    """Whether the words between a figure and bands join another clause, and not a further verb of the same."""
    return any(
        word in ("and", "but", "or", "while", "yet")
        and (after not in RATED and after not in ("were", "was", "found", "then"))
        for word, after in pairwise([*words, ""])
    )
