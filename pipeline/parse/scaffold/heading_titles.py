"""The titles of a heading whose cells nothing but white space divides, or that run together."""

from __future__ import annotations

import re
from itertools import pairwise

# A longer line is no heading without delimiters, and trying to read it as one would only cost time.
LONGEST_HEADING = 300
# How much of a heading known titles must make up where nothing but they separate titles.
SHARE_OF_KNOWN = 0.6

WIDE_SPACE = re.compile(r"\s{2,}|\t")
_RUN_TOGETHER = re.compile(r"(?<=[a-z0-9)%])(?=[A-Z])")


def split_titles(text: str, count: int, known: re.Pattern[str]) -> tuple[str, ...] | None:
    """The `count` titles of a heading without delimiters, or None if they cannot be separated for certain.

    They are divided by wide spaces, where a small letter meets a capital, and around the `known` titles.
    """
    text = text.strip()
    if len(text) > LONGEST_HEADING:
        return None
    wide = {match.end() for match in WIDE_SPACE.finditer(text)}
    meeting = {match.start() for match in _RUN_TOGETHER.finditer(text)}
    spans = [match.span() for match in known.finditer(text)]
    around = {end for span in spans for end in span}
    outside = {cut for cut in meeting if not any(start < cut < end for start, end in spans)}
    choices = [wide, wide | meeting]
    if sum(end - start for start, end in spans) >= SHARE_OF_KNOWN * len(" ".join(text.split())):
        choices += [wide | outside | around, wide | around]
    for cuts in choices:
        ends = sorted({0, len(text), *cuts})
        titles = [piece for start, end in pairwise(ends) if (piece := text[start:end].strip())]
        if len(titles) == count:
            return tuple(titles)
    return None
