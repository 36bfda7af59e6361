"""The organisations that prose names: which words of a line are the name of a CCG.

That is a name with CCG after it, a list of names before CCGs, or a bare name in a list whose opening says that they are
CCGs'. Mapped tables and lists have their names in their rows.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from pipeline.reference.known_names import KnownNames, Word, hangs_together, word_runs

# Every line that names an organisation holds one of these; the first thing looked for in a line.
_SPEAKS_OF_ONE = re.compile("ccg|commissioning\\s+group", re.IGNORECASE)
_SUCH_AS = r"such as|including|namely|i\.e\.|e\.g\.|like"
_OPENS_LIST = re.compile(rf"[ \xa0]?[:(–—,]?[ \xa0]?(?:{_SUCH_AS})?[ \xa0]?", re.IGNORECASE)
_OPENING_MARK = re.compile(rf"[:(–—]|{_SUCH_AS}", re.IGNORECASE)
_PLAIN_GAP = re.compile(r"[ \t\xa0‐‑-]{1,2}")
TWO_NAMES = "may be one name, or two"
OF_AN_AREA = "stands before CCGs without others: may be those of an area"
PART_OF_A_NAME = "is no name that the register knows"

# A name is at most so many words long; a longer stretch in capitals is none.
_LONGEST_UNKNOWN = 10

# Words within names that have no capital.
_LINKS = frozenset(("and", "of", "the", "on", "upon", "with", "in", "by", "le", "cum", "under"))
# Words that may stand before a name with a capital, where a sentence begins, and are no part of it.
_LEADS = re.compile(
    "about|across|after|again|all|also|alongside|although|among|and|another|any|are|as|at|because|before|below|besides?"
    "|between|both|but|by|can|compared|despite|did|do(?:es)?|during|each|earlier|eight|either|elsewhere|even|every"
    "|except|few|finally|first|five|for|four|from|had|has|have|here?|his|how|however|if|in|inside|instead|is|its?|last"
    "|later|like|many|meanwhile|more|most|my|near|nearby|neighbouring|neither|next|nine|nor?|not|now|of|on|once|one|only"
    "|or|other|our|out|outside|over|overall|per|previously|same|second|seven|several|she|similarly|since|six|so|some"
    "|still|such|ten|than|that|the|their|then|there|these|they|third|this|those|though|three|through|thus|to|today"
    "|together|two|under|unless|unlike|until|up|via|was|were?|what|when|where|whereas|whether|which|while|whilst|who"
    "|whose|why|will|with|within|without|yet|your?|a|an|her"
)
# Capitals before CCG that name no CCG.
_NO_NAMES = re.compile(
    "clinical|commissioning|groups?|ccgs?|nhs|england|english|improvement|gps?|local|national|lead|host|member|parent|new"
    "|former|single|individual|mynhs|british|uk|health"
)
# What makes another place of the name after it: 'north Hull' is not Hull.
_PARTS_OF_PLACES = re.compile("(?:north|south|east|west)(?:ern)?|mid|central|greater|inner|outer|upper|lower")


class Found(NamedTuple):
    """A printed name from `start` to `end` of its line; `name` is what is to be resolved.

    `doubt` is empty, or why it is not certain that these words are one organisation's name; `group` numbers what is
    named together, as in a list.
    """

    start: int
    end: int
    name: str
    doubt: str
    group: int


# By the offset of a word, the run of words that it stands in, and its place there.
Places = dict[int, tuple[list[Word], int]]


class _Suffix(NamedTuple):
    """CCG or clinical commissioning group, in one or several: from word `first` up to word `last`."""

    first: int
    last: int
    is_plural: bool


def find_names(text: str, names: KnownNames, bare_lists: Sequence[int] = ()) -> list[Found]:
    """The organisations that a line of prose names, in order; at the offsets `bare_lists` bare names of CCGs begin."""
    if not bare_lists and not _SPEAKS_OF_ONE.search(text):
        return []
    found: dict[int, Found] = {}
    group = 0
    runs = word_runs(text)
    places = {word.start: (run, index) for run in runs for index, word in enumerate(run)}
    for words in runs:
        suffixes = list(_suffixes(words, text))
        free = 0
        for suffix in suffixes:
            group += 1
            for one in _before(words, suffix, free, text, names, group):
                found.setdefault(one.start, one)
            free = suffix.last
        for suffix in suffixes:
            if suffix.is_plural:
                group += 1
                for one in _after(words[suffix.last - 1].end, text, names, places, group):
                    found.setdefault(one.start, one)
    for begin in bare_lists:
        group += 1
        if begin in places:
            for one in _listed(*places[begin], text, names, group):
                found.setdefault(one.start, one)
    return _without_overlaps(sorted(found.values()))


def _without_overlaps(found: Sequence[Found]) -> list[Found]:
    kept: list[Found] = []
    for one in found:
        if not kept or one.start >= kept[-1].end:
            kept.append(one)
    return kept


def _suffixes(words: Sequence[Word], text: str) -> Iterator[_Suffix]:
    at = 0
    while at < len(words):
        plain = words[at].plain
        if plain in ("ccg", "ccgs"):
            yield _Suffix(at, at + 1, plain == "ccgs")
        elif plain == "clinical" and [word.plain for word in words[at + 1 : at + 2]] == ["commissioning"]:
            last = words[at + 2].plain if at + 2 < len(words) else ""
            if last in ("group", "groups", "groups'"):
                yield _Suffix(at, at + 3, last != "group")
                at += 2
        at += 1


def _before(
    words: Sequence[Word], suffix: _Suffix, free: int, text: str, names: KnownNames, group: int
) -> Iterator[Found]:
    """The name before a suffix, or all names of the list before one in the plural; none before word `free`."""
    end = suffix.first
    if end <= free or not hangs_together(words, end - 1, text) or "," in text[words[end - 1].end : words[end].start]:
        return
    if suffix.is_plural:
        elements = list(_list_before(words, end, free, text, names))
        for first, last, doubt in elements:
            if len(elements) == 1 and doubt:
                return
            alone = OF_AN_AREA if len(elements) == 1 and words[first].plain != "nhs" else ""
            yield printed_name(words, first, last, text, doubt or alone, group)
        return
    begin, doubt = _name_before(words, end, free, text, names)
    if begin is None:
        return
    if not doubt and (whole := _joined_with_another(words, begin, free, text, names)) is not None:
        begin, doubt = whole, TWO_NAMES
    yield printed_name(words, begin, suffix.last, text, doubt, group)


def _list_before(
    words: Sequence[Word], end: int, free: int, text: str, names: KnownNames
) -> Iterator[tuple[int, int, str]]:
    """The elements of a list that ends before word `end`, the last first: first word, word after it, and doubt."""
    while end > free:
        begin, doubt = _name_before(words, end, free, text, names, in_a_list=True)
        if begin is None:
            return
        yield begin, end, doubt
        if begin - 1 < free:
            return
        if words[begin - 1].plain == "and":
            end = begin - 1
        elif re.fullmatch(r"[ \xa0]?[,;][ \xa0]?|[ \xa0]?/[ \xa0]?", text[words[begin - 1].end : words[begin].start]):
            end = begin
        else:
            return
        if end <= free or not _adjoins(words, end - 1, text):
            return


def _adjoins(words: Sequence[Word], before: int, text: str) -> bool:
    gap = text[words[before].end : words[before + 1].start]
    return re.fullmatch(r"[ \xa0]?[,;/]?[ \xa0]?(?:\([^()]{0,60}\))?,?[ \xa0]?", gap) is not None


def _name_before(
    words: Sequence[Word], end: int, free: int, text: str, names: KnownNames, in_a_list: bool = False
) -> tuple[int | None, str]:
    """Where the name begins that ends before word `end`, and why it is in doubt; None where there is none."""
    known = names.find_ending(words, end, text, free)
    if known is not None and words[known].is_capital:
        before = words[known - 1] if known > free else None
        if before is None or not _PLAIN_GAP.fullmatch(text[before.end : words[known].start]):
            return known, ""
        if before.plain == "nhs":
            return known - 1, ""
        is_larger = before.is_capital and not _LEADS.fullmatch(before.plain) and before.plain not in ("ccg", "ccgs")
        if not is_larger and not _PARTS_OF_PLACES.fullmatch(before.plain):
            return known, ""
    return _unknown_before(words, end, free, text, in_a_list)


def _unknown_before(words: Sequence[Word], end: int, free: int, text: str, in_a_list: bool) -> tuple[int | None, str]:
    """The same for a name that the register does not have: capitals, or all from NHS on."""
    if words[end - 1].owns:
        return None, ""
    if (from_nhs := _from_nhs(words, end, free, text)) is not None:
        return from_nhs, PART_OF_A_NAME
    begin = end
    while begin > free and end - begin < _LONGEST_UNKNOWN:
        if begin < end and not _PLAIN_GAP.fullmatch(text[words[begin - 1].end : words[begin].start]):
            break
        word = words[begin - 1]
        is_link = word.plain in _LINKS and not (in_a_list and word.plain == "and")
        if not (word.is_capital or is_link or _PARTS_OF_PLACES.fullmatch(word.plain)):
            break
        begin -= 1
    while begin < end and (_LEADS.fullmatch(words[begin].plain) or words[begin].plain in _LINKS):
        begin += 1
    run = words[begin:end]
    if not run or not any(word.is_capital and not _NO_NAMES.fullmatch(word.plain) for word in run):
        return None, ""
    is_loud = text.isupper() or any(_NO_NAMES.fullmatch(word.plain) for word in run) or run[-1].plain.isdigit()
    return (None, "") if is_loud else (begin, PART_OF_A_NAME)


def _from_nhs(words: Sequence[Word], end: int, free: int, text: str) -> int | None:
    """Where a name begins that has NHS before it and reads as one name up to word `end`, or None."""
    for begin in range(end - 1, max(free, end - _LONGEST_UNKNOWN) - 1, -1):
        word = words[begin]
        if word.plain == "nhs":
            is_other = _NO_NAMES.fullmatch(words[begin + 1].plain) if begin + 1 < end else True
            return None if is_other else begin
        if not (word.is_capital or word.plain in _LINKS):
            return None
        if begin > free and not hangs_together(words, begin - 1, text):
            return None
    return None


def _joined_with_another(words: Sequence[Word], begin: int, free: int, text: str, names: KnownNames) -> int | None:
    """Where a name begins that 'and' joins to the one at `begin` with no CCG of its own, or None."""
    if begin - 2 < free or words[begin - 1].plain != "and" or words[begin].plain == "nhs":
        return None
    if not _PLAIN_GAP.fullmatch(text[words[begin - 2].end : words[begin - 1].start]):
        return None
    return _name_before(words, begin - 1, free, text, names)[0]


def _after(end: int, text: str, names: KnownNames, places: Places, group: int) -> Iterator[Found]:
    """The names of a list that stands after CCGs, which end at offset `end`: 'CCGs:', 'CCGs (' or 'CCGs such as'."""
    opening = _OPENS_LIST.match(text, end)
    if opening and _OPENING_MARK.search(opening[0]) and opening.end() in places:
        yield from _listed(*places[opening.end()], text, names, group)


def _listed(words: Sequence[Word], at: int, text: str, names: KnownNames, group: int) -> Iterator[Found]:
    """The known names, one after the other, of a list that begins with word `at`."""
    while at < len(words):
        first = at
        while at < len(words) and words[at].plain in ("the", "nhs"):
            at += 1
        end = names.find_beginning(words, at, text) if at < len(words) and words[at].is_capital else None
        if end is None:
            return
        following = words[end] if end < len(words) else None
        gap = text[words[end - 1].end : following.start] if following else ""
        if following and following.is_capital and _PLAIN_GAP.fullmatch(gap) and following.plain not in ("ccg", "ccgs"):
            return
        last = end + 1 if following and following.plain == "ccg" and hangs_together(words, end - 1, text) else end
        yield printed_name(words, first + (words[first].plain == "the"), last, text, "", group)
        at = last
        if at < len(words) and words[at].plain == "and":
            at += 1
        elif at >= len(words) or not re.fullmatch(r"[ \xa0]?[,;][ \xa0]?", text[words[at - 1].end : words[at].start]):
            return


def printed_name(words: Sequence[Word], begin: int, end: int, text: str, doubt: str, group: int) -> Found:
    """The name that words `begin` up to `end` of `text` are."""
    start, last = words[begin].start, words[end - 1].end
    if words[end - 1].owns:
        last -= 2
    return Found(start, last, text[start:last], doubt, group)
