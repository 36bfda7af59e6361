"""Numbers written out, with their values: 'two hundred and nine', 'half a million', 'nearly three quarters'."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence


def _ordered(words: str, values: Iterable[int]) -> dict[str, int]:
    return dict(zip(words.split(), values, strict=True))


SMALL = _ordered(
    "zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen seventeen "
    "eighteen nineteen",
    range(20),
)
_TENS = _ordered("twenty thirty forty fifty sixty seventy eighty ninety", range(20, 100, 10))
MULTIPLIERS = {"dozen": 12, "hundred": 100, "thousand": 1e3, "million": 1e6, "billion": 1e9, "trillion": 1e12}
_FRACTIONS = _ordered("half third quarter fifth sixth seventh eighth ninth tenth", range(2, 11))
# More words than any number is spelt with.
_LONGEST_SPELT = 12

_WORD = re.compile(rf"(?<!\w)(?:and a half|half|an?|{'|'.join([*SMALL, *_TENS, *MULTIPLIERS])})(?!\w)")
_FRACTION = re.compile(
    rf"(?<![\w-])(?:(?P<top>a|{'|'.join(SMALL)}|[0-9]{{1,2}})[ -])?"
    rf"(?P<bottom>{'|'.join(_FRACTIONS)})(?P<plural>s)?(?![\w-])"
)
# Before a fraction: it is a stretch of time, an ordinal, or belongs to 'two and a half'.
_NO_FRACTION_BEFORE = re.compile(
    rf"\b(?:every|each|per|once|twice|times|first|second|other|latter|next|last|(?:{'|'.join(SMALL)}|[0-9]) and)\s$"
)
# After 'half', such a word makes it a part of something else; after 'a third', only such a word shows a share.
_NO_HALF = re.compile(r"\s(?:an?|term|time|hour|day|way|price|year|century|million|billion|dozen)\b")
_SHARE_GOES_ON = re.compile(
    r"\s?(?:[^\w\s]|$)|\s(?:of|the|all|were|was|are|is|have|has|had|needs?|must|failed|fell|fall|got|received|rated|"
    r"judged|labelled|required?|to|by|in|at|on|more|less|fewer|higher|lower|who|that|which|and|or|but|than|as|said)\b"
)

# Where a number stands, and what it is worth.
Spelt = tuple[int, int, float]


def fractions(plain: str) -> Iterator[Spelt]:
    """The fractions of 1 that a folded sentence spells: 'half', 'a third', 'two-thirds', 'three quarters'."""
    for found in _FRACTION.finditer(plain):
        top = 1 if found["top"] in (None, "a") else SMALL[found["top"]] if found["top"] in SMALL else int(found["top"])
        bottom = _FRACTIONS[found["bottom"]]
        is_well_formed = 0 < top < bottom and (top > 1) == bool(found["plural"]) and bool(found["top"] or bottom == 2)
        if not is_well_formed or _NO_FRACTION_BEFORE.search(plain[max(0, found.start() - 16) : found.start()]):
            continue
        if bottom == 2:
            is_share = not _NO_HALF.match(plain, found.end())
        else:
            is_share = top > 1 or bool(_SHARE_GOES_ON.match(plain, found.end()))
        if is_share:
            yield (*found.span(), top / bottom)


def spelt_numbers(plain: str) -> Iterator[Spelt]:
    """The whole numbers that a folded sentence spells, 'one' and 'a hundred' among them, and 'half a million'."""
    spelt: list[re.Match[str]] = []
    for word in _WORD.finditer(plain):
        if spelt and not (len(spelt) < _LONGEST_SPELT and _joins(plain, spelt[-1], word)):
            yield from _value(spelt)
            spelt = []
        spelt.append(word)
    yield from _value(spelt)


def _joins(plain: str, before: re.Match[str], after: re.Match[str]) -> bool:
    """Whether two number words belong to one number: 'twenty-one' does, 'one two' does not."""
    last, word, gap = before[0], after[0], plain[before.end() : after.start()]
    if gap not in (" ", "-") and not (gap == " and " and last in MULTIPLIERS):
        return False
    if word in MULTIPLIERS:
        return MULTIPLIERS[word] > MULTIPLIERS.get(last, 999 if last == "and a half" else 1)
    if word == "and a half":
        return last in SMALL or last in _TENS
    if word in ("a", "an"):
        return last == "half"
    if word in SMALL:
        return last in MULTIPLIERS or (last in _TENS and 0 < SMALL[word] < 10)
    return word in _TENS and last in MULTIPLIERS


def _value(words: Sequence[re.Match[str]]) -> Iterator[Spelt]:
    texts = [word[0] for word in words]
    if not any(text in SMALL or text in _TENS or text in MULTIPLIERS for text in texts):
        return
    total = current = 0.0
    for text in texts:
        if text in MULTIPLIERS:
            current = (current or 1) * MULTIPLIERS[text]
            if MULTIPLIERS[text] >= 1000:
                total, current = total + current, 0.0
        elif text in ("half", "and a half"):
            current += 0.5
        elif text not in ("a", "an"):
            current += SMALL.get(text, _TENS.get(text, 0))
    yield words[0].start(), words[-1].end(), total + current
