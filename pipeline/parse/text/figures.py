"""Figures: which of the numbers that prose states are figures, and what they count."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterable, Sequence

from pipeline.base.lines import Line
from pipeline.parse.text.facts import Figure, NumberRead
from pipeline.parse.text.lines.sentences import Sentence, split_sentences
from pipeline.parse.text.numbers import Number, numbers_in
from pipeline.schema.values import NoClaim


def _words(text: str) -> frozenset[str]:
    return frozenset(text.split())


# What prose counts: singular to plural, where that needs more than an "s".
_IRREGULAR = {
    "person": "people",
    "child": "children",
    "woman": "women",
    "man": "men",
    "baby": "babies",
    "body": "bodies",
    "authority": "authorities",
    "study": "studies",
    "inquiry": "inquiries",
    "facility": "facilities",
    "surgery": "surgeries",
    "priority": "priorities",
    "staff": "staff",
    "agency": "agencies",
    "charity": "charities",
}
_REGULAR = _words(
    """second minute hour day week fortnight month quarter year decade century time bed post job place nurse therapist
    consultant doctor midwife psychiatrist psychologist worker employee patient user carer adult parent teenager pupil
    trust hospital ward unit board group organisation provider practice council school area region county service
    standard indicator measure target question item step stage point case death birth referral appointment
    session contact visit admission discharge respondent response report recommendation finding project programme site
    team member pound euro dollar ccg gp call complaint incident"""
)
_PLURALS = _IRREGULAR | {noun: f"{noun}s" for noun in _REGULAR}
_COUNTED = frozenset(_PLURALS.values())
_MONEY = {"pounds": "£", "pound": "£", "euros": "€", "euro": "€", "dollars": "$", "dollar": "$"}

_WORD = re.compile(r"\s?([\w'-]+)|(\S)")
# Words with which the phrase after a number ends: what is counted stands before them.
_PHRASE_ENDS = _words(
    """a an and as at be been but by can could did do does during each every for from had has have if in into is its it
    may might must of on or per should since so than that the their then these they this those to under until up was
    were when which while who will with within would not all"""
)
_PLURAL = re.compile(r"[a-z'-]{2,}[^'suiy]s")
_NOT_PLURALS = _words("always as does has his hers is its ours perhaps plus this thus times us versus was yes yours")
_OF = re.compile(r"\s(?:out )?of(?:\s(?:the|all|these|those|its|their|our|[0-9,]+)){0,3}(?=\s)")
_PER = re.compile(
    r"(?:\s[a-z'-]+){0,3}?\s(?:per|in every|for every|out of every)\s"
    r"(?P<base>[0-9]{1,3}(?:,[0-9]{3})+|[0-9]{3,7}|10|hundred|thousand|million)(?![\w,])"
)
_RATE = re.compile(
    r"(?:\sextra|\smore)?\s(?:(?:a|an|per|each|every)\s(?P<each>year|month|week|day|hour|quarter|head|person|patient)"
    r"|(?P<often>annually|yearly|monthly|weekly|daily))\b"
)
_OFTEN = {"annually": "year", "yearly": "year", "monthly": "month", "weekly": "week", "daily": "day"}
_BASES = {"hundred": "100", "thousand": "1,000", "million": "1,000,000"}
_ANY_WORD = re.compile(r"[\w'-]+")
_AGED = re.compile(r"\bage[ds]?(?: of| from| between| under| over)?\s$")
_RANGE = re.compile(r"-|–|\s(?:to|or|and)\s")
# How far from a number, in characters, what it counts is looked for.
_REACH = 80


def find_figures(lines: Sequence[Line], read: Iterable[NumberRead] = ()) -> list[Figure]:
    """The figures of `lines`, in order: every number but those that `read` says are part of a claim.

    Where `read` gives a reason why a number is no claim, its figure has it.
    """
    known = {number.char_start: number for number in read}
    starts = sorted(known)
    figures = []
    for line in lines:
        for sentence in split_sentences(line):
            numbers = numbers_in(sentence)
            last_end = 0
            for index, number in enumerate(numbers):
                claimed = _claim_number(sentence, number, known, starts)
                if (claimed is not None and claimed.reason is None) or number.start < last_end:
                    continue
                is_lone_one = number.is_word and number.value == 1 and not number.unit and claimed is None
                if is_lone_one or _is_name(sentence.text, number):
                    continue
                unit, last_end = _unit(sentence, number)
                unit = unit or _unit_in_range(sentence, numbers, index) or "count"
                # 'cut in two' counts nothing, 'a million' does
                if claimed is not None or not (number.is_word and unit == "count" and number.value < 1000):
                    reason = claimed.reason if claimed else None
                    figures.append(_figure(sentence, _of_range(sentence.plain, numbers, index), unit, last_end, reason))
    return figures


def _claim_number(
    sentence: Sentence, number: Number, known: dict[int, NumberRead], starts: Sequence[int]
) -> NumberRead | None:
    """What the reader of claims made of a number, which it may read with the words before it."""
    before = bisect_right(starts, sentence.start + number.start) - 1
    if before < 0:
        return None
    claimed = known[starts[before]]
    return claimed if sentence.start + number.start < claimed.char_end else None


def _of_range(plain: str, numbers: Sequence[Number], index: int) -> Number:
    """A number with its comparator: of 'from 60 to 75' the ends are at least and at most the true figure."""
    number = numbers[index]
    if number.comparator != "=":
        return number
    if index + 1 < len(numbers) and _is_open_range(plain, number, numbers[index + 1]):
        return number._replace(comparator="at least")
    if index and _is_open_range(plain, numbers[index - 1], number):
        return number._replace(comparator="at most")
    return number


def _is_open_range(plain: str, first: Number, second: Number) -> bool:
    """Whether the true figure lies between two numbers: 'between 60 and 75', 'anything from 60 to 75'; '60-75' too."""
    between = plain[first.end : second.start]
    before = plain[max(0, first.start - 24) : first.start]
    if between == " and ":
        return before.endswith("between ")
    if between == " to ":
        return (
            re.search(r"\b(?:anything|anywhere|ranged?|ranges|ranging|some|somewhere|of) (?:from )?$", before)
            is not None
        )
    return between in ("-", "–")


def _is_name(text: str, number: Number) -> bool:
    """Whether a number word belongs to a title, such as the Five Year Forward View."""
    if not (number.is_word and text[number.start].isupper()):
        return False
    before = text[max(0, number.start - 8) : number.start].rstrip()
    opens = not before or before[-1] in "“‘\"':–(["
    after = text[number.end : number.end + 60]
    # 'Seven London boroughs' are counted
    is_counted = re.match(r"\s(?:[A-Z][\w-]*\s){1,2}[a-z]{4,}s\b", after) is not None
    return not opens or (re.match(r"[\s-][A-Z][a-z]", after) is not None and not is_counted)


def _figure(sentence: Sentence, number: Number, unit: str, end: int, reason: NoClaim | None) -> Figure:
    return Figure(
        line_no=sentence.line_no,
        char_start=sentence.start + number.start,
        char_end=sentence.start + end,
        text=sentence.text[number.start : end],
        value=number.value,
        comparator=number.comparator,
        unit=unit,
        sentence=sentence.text,
        no_claim_reason=reason,
    )


def _unit(sentence: Sentence, number: Number) -> tuple[str, int]:
    """The unit of a number or '', and where the figure ends: after what is printed of a rate or a currency."""
    plain = sentence.plain
    if number.unit in ("%", "percentage points", "share"):
        return number.unit, number.end
    if base := _PER.match(plain, number.end, number.end + _REACH):
        return f"per {_BASES.get(base['base'], base['base'])}", base.end()
    unit, noun_end = (number.unit, number.end) if number.unit else _counted_after(sentence, number)
    end = noun_end if unit in _MONEY.values() else number.end
    if unit and (rate := _RATE.match(plain, noun_end, noun_end + _REACH)):
        return f"{unit} per {rate['each'] or _OFTEN[rate['often']]}", rate.end()
    return unit or _counted_before(plain, number), end


def _unit_in_range(sentence: Sentence, numbers: Sequence[Number], index: int) -> str:
    """The unit of the number after or before, where both are ends of a range: 'two to three weeks'."""
    for first, other in ((index, index + 1), (index - 1, index - 1)):
        if 0 <= first < len(numbers) - 1 and _is_range(sentence.plain, numbers[first], numbers[first + 1]):
            return _unit(sentence, numbers[other])[0]
    return ""


def _is_range(plain: str, first: Number, second: Number) -> bool:
    return _RANGE.fullmatch(plain, first.end, second.start) is not None


def _counted_after(sentence: Sentence, number: Number) -> tuple[str, int]:
    """What the phrase after a number counts, and where that word ends; empty if it counts nothing there."""
    plain, start = sentence.plain, number.outer_end
    is_compound = plain.startswith("-", start)
    if of := _OF.match(plain, start, start + _REACH):
        start = of.end()
    plural = ("", number.end)
    for word in _WORD.finditer(plain, start + is_compound, start + _REACH):
        noun = word[1]
        if not noun or noun in _PHRASE_ENDS:
            break
        if noun in _MONEY:
            return _MONEY[noun], word.end(1)
        if noun in _COUNTED:
            return _as_printed(sentence.text[word.start(1) : word.end(1)]), word.end(1)
        if (is_compound or number.value == 1) and noun in _PLURALS:
            return _PLURALS[noun], word.end(1)
        if is_compound:
            break
        if not plural[0] and _PLURAL.fullmatch(noun) and noun not in _NOT_PLURALS:
            plural = (_as_printed(sentence.text[word.start(1) : word.end(1)]), word.end(1))
    return plural


def _as_printed(noun: str) -> str:
    """A noun in lower case, but CCGs as they are."""
    return noun if sum(map(str.isupper, noun)) > 1 and not noun.isupper() else noun.lower()


def _counted_before(plain: str, number: Number) -> str:
    """What the nearest counted noun before a number is: 'the number of posts rose to 21,000'."""
    if _AGED.search(plain[max(0, number.start - 16) : number.start]):
        return "years"
    before = plain[max(0, number.start - _REACH) : number.start]
    clause = before[max(map(before.rfind, ".;:!?()–")) + 1 :]
    return next((word for word in reversed(_ANY_WORD.findall(clause)) if word in _COUNTED), "")
