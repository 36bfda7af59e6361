"""Numbers in prose: digits and words to values, with their sign, multiplier and comparator.

Everything runs on text that `folding.fold` has made even.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from typing import NamedTuple

from pipeline.base.period_mentions import find_dates
from pipeline.parse.text.lines.sentences import Sentence
from pipeline.parse.text.number_words import MULTIPLIERS, SMALL, fractions, spelt_numbers

_LETTERS = {"k": 1e3, "m": 1e6, "mn": 1e6, "bn": 1e9, "tn": 1e12}
_UNIT_WORDS = {
    "%": "%",
    "per cent": "%",
    "percent": "%",
    "pc": "%",
    "percentage point": "percentage points",
    "percentage points": "percentage points",
    "per cent points": "percentage points",
}
# Comparators that stand before a number; what is not listed changes nothing ("only", "just", "exactly").
_BEFORE = {
    "more than": ("more than", "over", "above", "exceeding", "in excess of", "upwards of", "just over", "well over",
                  "slightly over", "slightly more than", "a little over", "a little more than", "marginally over",
                  "marginally more than", "comfortably over", "comfortably more than", "greater than", "higher than",
                  ">"),
    "at least": ("at least", "a good", "no fewer than", "no less than", "not less than", "a minimum of", "≥"),
    "fewer than": ("fewer than", "less than", "under", "below", "well under", "well below", "<"),
    "at most": ("at most", "up to", "no more than", "not more than", "a maximum of", "as many as", "as much as", "≤"),
    "almost": ("almost", "nearly", "just under", "just below", "just short of", "just less than",
               "just fewer than", "slightly under", "slightly less than", "slightly fewer than", "a little under",
               "a little less than", "marginally under", "marginally less than", "close to", "approaching",
               "not quite", "virtually", "practically", "getting on for", "nigh on", "close on", "shy of",
               "just shy of", "a shade under", "pushing"),
    "about": ("about", "around", "roughly", "approximately", "approx", "approx.", "some", "circa", "c.", "~",
              "in the region of", "an estimated"),
}  # fmt: skip
_AFTER = {
    "at least": ("or more", "or over", "or above", "at least", "-plus", "+"),
    "at most": ("or fewer", "or less", "or under", "or below", "at most"),
    "about": ("or so", "or thereabouts"),
}

# Words whose number is a name.
_NUMBERED = (
    r"(?:pages?|pp?\.|fig\.|figure|table|chapter|section|part|level|tier|step|stage|phase|article|appendix|annex|volume|"
    r"issue|version|no\.|footnote|question|paragraph|schedule|clause|channel|radio|ward|band|grade|type)"
)
# Stretches with digits or number words that state no number; each line is one kind.
_NO_NUMBERS = (
    r"(?:https?://|www\.)\S+",
    r"<sup>[^<>]{0,20}</sup>|<[^<>]{0,200}>",
    r"\[[0-9][0-9, –-]{0,20}\]",
    r"\b[a-z_]+[0-9]\w*(?:[./-]\w+)*",  # Q1, v3.2, a file's name
    r"\b[a-z]+-[0-9]\w*",  # covid-19, under-18s, image-1523383_1920
    r"\b[0-9]+[_x][0-9]\w*",
    r"\b[0-9]+(?:[:/][0-9]+)+",  # 24/7, 10:30, 1:8
    r"\b[0-9]+(?:\.[0-9]+){2,}",
    r"\b[0-9]+(?:-[0-9]+){2,}",
    r"\b[0-9]{1,2}(?:\.[0-9]{2})?\s?[ap]\.?m\b",
    r"\b0[0-9]{2,5}\s[0-9]{3,}(?:\s[0-9]{3,})*",  # a telephone number
    rf"\b{_NUMBERED}\s?(?:[0-9]{{1,4}}|{'|'.join(list(SMALL)[1:11])})(?!\w|,[0-9])",  # page 12, tier four
    r"\bfive[ -]year forward view|\bnhs 111\b|\b999 (?:calls?|services?)\b",
    r"\b(?:no|this|each|every|any|another) one\b|\bone another\b",
    r"\b(?:that|which) one(?=\s?[.,;:!?)]|\s(?:is|was|has|had|will|would)\b|\s?$)",
)
# An organisation's code, such as 07M; read in the printed case, since '15m people' are fifteen million.
_CODE = re.compile(r"(?<![\w£$€.,])[0-9]{2}[A-Z]\b")


class Number(NamedTuple):
    """A number at `start` to `end` with its sign, multiplier and per cent, worth `value` in `unit`.

    `unit` is empty for a plain number, else %, percentage points, share (a fraction of 1), £, $ or €.
    `outer_start` and `outer_end` also cover the words of its comparator. `is_word` says that no digit is printed,
    `times` is its printed multiplier.
    """

    start: int
    end: int
    value: float
    unit: str = ""
    comparator: str = "="
    outer_start: int = 0
    outer_end: int = 0
    is_word: bool = False
    times: float = 1


_PERCENT = re.compile(
    rf"(?:\.(?P<decimals>[0-9]+)|[0-9a-z])\s?"
    rf"(?:{'|'.join(word for word, unit in _UNIT_WORDS.items() if unit == '%')})(?!\w)"
)


def last_place(printed: str) -> float | None:
    """The last printed place of a share in percent, as a share of 1: 0.001 of '27.5%'; None for other numbers."""
    found = _PERCENT.search(printed.strip().lower())
    return None if found is None else 10.0 ** -(2 + len(found["decimals"] or ""))


def _longest_first(words: Iterable[str]) -> str:
    return "|".join(re.escape(word) for word in sorted(words, key=len, reverse=True))


def _comparators(table: dict[str, tuple[str, ...]]) -> tuple[str, dict[str, str]]:
    by_word = {word: comparator for comparator, words in table.items() for word in words}
    return _longest_first(by_word), by_word


_NO_NUMBER = re.compile("|".join(_NO_NUMBERS))
_UNIT = rf"(?:\s?(?P<unit>{_longest_first(_UNIT_WORDS)})(?!\w))?"
_DIGITS = re.compile(
    r"(?<![\w£$€])(?<![0-9][.,:/])(?:(?:us)?(?P<sign>[£$€])\s?)?"
    r"(?P<digits>(?:[0-9]{1,3}(?:,[0-9]{3})+|[0-9]{1,3}(?:\s000)+|[0-9]{1,15})(?:\.[0-9]{1,6})?)"
    rf"(?:(?P<letters>\s?(?:mn|bn|tn)|[km])(?!\w)|[\s-](?P<times>{'|'.join(MULTIPLIERS)})(?!\w))?"
    rf"{_UNIT}(?![\w£$€]|[.,:/]?[0-9])"
)
_UNIT_AFTER = re.compile(_UNIT)
_OUT_OF = re.compile(r"\s(?:in|out of)(?P<each>\s(?:every|each))?\s")
_NOUN_OUT_OF = re.compile(r"\s(?:[a-z]{2,20}\s){1,2}(?:in|out of)(?P<each>\s(?:every|each))?\s")
_PLURAL_NEXT = re.compile(
    r"\s(?!(?:is|was|has|does|needs|requires|gets|falls|performs|comes)\b)[a-z-]+s\b|\s(?:january|february|march|april|may|june|july|august|years?|months?)\b"
)
_ROUND = frozenset([*range(2, 21), 25, 30, 40, 50, 100, 1000])

_BEFORE_WORDS, _BEFORE_BY_WORD = _comparators(_BEFORE)
_AFTER_WORDS, _AFTER_BY_WORD = _comparators(_AFTER)
_COMPARED_BEFORE = re.compile(rf"(?:^|(?<=[\s('\"–,:]))({_BEFORE_WORDS})(?:\s|(?<=[<>~≤≥]))$")
_COMPARED_AFTER = re.compile(rf"\s?({_AFTER_WORDS})(?!\w)(?!\s?[0-9])")
_LONGEST_COMPARATOR = 32


def numbers_in(sentence: Sentence) -> list[Number]:
    """The numbers that `sentence` states, in order, without overlaps; what belongs to a date or a name is none."""
    plain = sentence.plain
    found = [*_fractions(plain), *_digits(plain), *_spelt(plain)]
    if not found:
        return []
    is_used = bytearray(len(plain))
    names = [*_NO_NUMBER.finditer(plain), *_CODE.finditer(sentence.text)]
    for start, end in [*find_dates(sentence.text), *(name.span() for name in names)]:
        is_used[start:end] = b"\1" * (end - start)
    numbers: list[Number] = []
    for number in found:
        if not any(is_used[number.start : number.end]):
            is_used[number.start : number.end] = b"\1" * (number.end - number.start)
            numbers.append(number)
    numbers.sort(key=lambda number: number.start)
    return [_compared(plain, number) for number in _ranges(plain, _ratios(plain, numbers))]


def _fractions(plain: str) -> Iterator[Number]:
    for start, end, value in fractions(plain):
        yield Number(start, end, value, "share", is_word=True)


def _digits(plain: str) -> Iterator[Number]:
    for found in _DIGITS.finditer(plain):
        times = _LETTERS.get((found["letters"] or "").strip(), 1) * MULTIPLIERS.get(found["times"] or "", 1)
        unit = found["sign"] or _UNIT_WORDS.get(found["unit"] or "", "")
        # rounded, so that 3.97bn is 3970000000 and not its nearest neighbour
        value = round(float(re.sub(r"[,\s]", "", found["digits"])) * times, 6)
        yield Number(*found.span(), value, unit, times=times)


def _spelt(plain: str) -> Iterator[Number]:
    for start, end, value in spelt_numbers(plain):
        unit = _UNIT_AFTER.match(plain, end)
        if unit and unit["unit"]:
            yield Number(start, unit.end(), value, _UNIT_WORDS[unit["unit"]], is_word=True)
        else:
            yield Number(start, end, value, is_word=True)


def _ratios(plain: str, numbers: Sequence[Number]) -> Iterator[Number]:
    """Joins 'one in four' and 'nine out of ten' into a share."""
    pending: Number | None = None
    for number in numbers:
        if pending is not None and _is_ratio(plain, pending, number):
            pending = pending._replace(end=number.end, value=pending.value / number.value, unit="share")
            continue
        if pending is not None:
            yield pending
        pending = number
    if pending is not None:
        yield pending


def _is_ratio(plain: str, part: Number, whole: Number) -> bool:
    if part.unit or whole.unit or not part.value < whole.value or whole.value not in _ROUND:
        return False
    link = _OUT_OF.fullmatch(plain, part.end, whole.start)
    if link is None and part.is_word and (noun := _NOUN_OUT_OF.fullmatch(plain, part.end, whole.start)):
        # 'one CCG in five'; 'one team in five towns' is no share
        return whole.is_word and not noun["each"] and not _PLURAL_NEXT.match(plain, whole.end)
    return link is not None and (not link["each"] or whole.value <= 25)


def _ranges(plain: str, numbers: Iterable[Number]) -> Iterator[Number]:
    """Gives both ends of '10-20%', '£20-30m' and '5 to 10 million' the unit and the multiplier of either."""
    previous: Number | None = None
    for number in numbers:
        current = number
        if previous is not None:
            is_of_one_kind = not (previous.unit and number.unit) or previous.unit == number.unit
            if is_of_one_kind and plain[previous.end : number.start] in ("-", "–", " to "):
                unit = previous.unit or number.unit
                times = number.times if previous.times == 1 else 1
                previous = previous._replace(unit=unit, value=previous.value * times)
                current = number._replace(unit=number.unit or unit)
            yield previous
        previous = current
    if previous is not None:
        yield previous


def _compared(plain: str, number: Number) -> Number:
    before = _COMPARED_BEFORE.search(plain[max(0, number.start - _LONGEST_COMPARATOR) : number.start])
    after = _COMPARED_AFTER.match(plain, number.end)
    if before and before[1] == "a good" and number.value == 1:
        before = None  # 'a good one'
    start = number.start - (len(before[0]) if before else 0)
    end = after.end() if after else number.end
    comparator = _BEFORE_BY_WORD[before[1]] if before else _AFTER_BY_WORD[after[1]] if after else "="
    return number._replace(comparator=comparator, outer_start=start, outer_end=end)
