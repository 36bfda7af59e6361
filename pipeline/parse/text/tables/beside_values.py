"""What stands in a cell after its number or band and says no other: an interval, a rank, counts, an arrow, what it was.

'54.2 (51.0-57.3)', '52.3 (12th of 195)', '78.9% (45/57)', '78.4 ▲', 'Good (was RI)'. Each form shows by itself that it
is none of the value: an interval by holding it, a rank by its ending, counts by giving it.
"""

from __future__ import annotations

import re

from pipeline.parse.foot_notes import ARROWS
from pipeline.parse.shares import counts_agree
from pipeline.parse.text.facts import Reject
from pipeline.parse.text.tables.footnotes import INTERVAL, mark_of

_NUMBER = r"\d{1,9}(?:\.\d{1,6})?"
_RANK = re.compile(
    r"[ \xa0]?\((?:(?:rank|ranked)\s)?(?:=|joint\s)?(?:\d{0,3}1st|\d{0,3}2nd|\d{0,3}3rd|\d{0,3}\dth)"
    r"(?:\s(?:of|out of)\s\d{1,3})?\)$",
    re.IGNORECASE,
)
_ARROWS = re.compile(rf"[ \xa0]?[{ARROWS}\ufe0f]{{1,3}}$")
# A comma as that of thousands is not tried: shares are of few people.
_COUNTS = re.compile(rf"({_NUMBER})\s?%?([ \xa0]?\((\d{{1,6}})\s?(?:/|of|out of)\s?(\d{{1,6}})\))", re.ASCII)
_EARLIER = re.compile(
    r"[ \xa0]?\((?:(?:was|were|previously|formerly|prev\.?|(?:up|down|changed|improved|fallen|risen) from)"
    rf":?\s(?:{_NUMBER}\s?%?|[A-Za-z]{{1,14}}(?:[ /][A-Za-z]{{1,14}}){{0,2}})|no change|unchanged)\)$",
    re.IGNORECASE,
)


def beside_of(text: str) -> str:
    """What stands after the value of a cell, with the space before it; '' where nothing does, or nothing else.

    A footnote mark is one such thing.
    """
    if mark := mark_of(text):
        return mark
    if text.endswith(")"):
        return _counts(text) or _found(_RANK, text) or _found(_EARLIER, text)
    return "" if text.isascii() else _found(_ARROWS, text)


def kind_of(bare: str, beside: str) -> str:
    """What stands after the text `bare`, in words."""
    for kind, pattern in (("a rank of", _RANK), ("an arrow or star at", _ARROWS), ("an earlier value of", _EARLIER)):
        if pattern.fullmatch(beside):
            return kind
    if _counts(bare + beside):
        return "counts of"
    return "an interval of" if INTERVAL.fullmatch(bare + beside) else "a footnote mark on"


def _found(pattern: re.Pattern[str], text: str) -> str:
    found = pattern.search(text)
    return found[0] if found and found.start() else ""


def _counts(text: str) -> str:
    """The counts in brackets after a share that they give; '' where they give another."""
    found = _COUNTS.fullmatch(text)
    if found is None:
        return ""
    share, beside, numerator, denominator = found[1], found[2], int(found[3]), int(found[4])
    decimals = len(share.partition(".")[2])
    is_share = 0 < numerator <= denominator and float(share) > 1
    return beside if is_share and counts_agree(float(share), decimals, numerator, denominator) else ""


def listed(line_no: int, start: int, mark: str, bare: str) -> Reject:
    """What stands at `start`, after the text `bare` that was read without it."""
    reason = f"{kind_of(bare, mark)} '{bare[:80]}', which was read without it"
    return Reject(line_no, start, start + len(mark), mark, "footnote", reason)
