"""The footnote marks that stand at the end of a printed cell: 'Good*', '58.8%¹', 'NHS Bury CCG†', 'Good [2]'.

So does the interval of a number, '54.2 (51.0-57.3)', which is known by holding it.
"""

from __future__ import annotations

import re
from collections.abc import Iterable

# A mark that stands at the end of a word, without a space where white space alone divides cells. What stands in square
# brackets is at most a number or a letter or two: [2], [r], [note 3]; [e] and [f] say that a figure was estimated or
# forecast.
CLOSE_MARK = r"(?:[*†‡§¶]{1,3}|[¹²³⁰⁴-⁹]{1,3}|\[(?:note )?(?![ef]\])[0-9a-z]{1,2}\]|<sup>[^<>]{1,8}</sup>)"
_MARK = re.compile(rf"(?:[ \xa0]?{CLOSE_MARK}){{1,3}}$", re.IGNORECASE)
_ENDS_IN_ONE = re.compile(r"[*†‡§¶¹²³⁰⁴-⁹\]>](?=\n|$)")

_NUMBER = r"\d{1,9}(?:\.\d{1,6})?"
INTERVAL = re.compile(
    rf"({_NUMBER})(?:\s?%)?([ \xa0]?(?:\((?:95%\s?CI:?\s)?({_NUMBER})%?\s?(?:-|–|—|to|,|;)\s?({_NUMBER})%?\)"
    rf"|\[(?:95%\s?CI:?\s)?({_NUMBER})%?\s?(?:-|–|—|to|,|;)\s?({_NUMBER})%?\]))",
    re.ASCII | re.IGNORECASE,
)


def mark_of(text: str) -> str:
    """The footnote mark at the end of a cell with the space before it; '' where there is none, or nothing else."""
    if text.endswith((")", "]")) and (interval := _interval(text)):
        return interval
    found = _MARK.search(text)
    return found[0] if found and found.start() else ""


def _interval(text: str) -> str:
    """The interval that stands after a number, in brackets; '' where what stands there does not hold the number."""
    found = INTERVAL.fullmatch(text)
    if found is None:
        return ""
    value, mark, *ends = found.groups()
    least, most = (float(end) for end in ends if end is not None)
    return mark if least <= float(value) <= most and least < most else ""


def marked(texts: Iterable[str]) -> dict[str, str]:
    """The marks of those of `texts` that have one; quick where none has."""
    together = "\n".join(texts)
    # A search for characters is many times as quick as one for the pattern.
    is_without = together.isascii() and not any(sign in together for sign in "*]>")
    if is_without or not _ENDS_IN_ONE.search(together):
        return {}
    return {text: mark for text in set(texts) if (mark := mark_of(text))}
