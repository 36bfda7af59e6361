"""Numbers of paragraphs without a stop or bracket behind them: '12 NHS England rated …', as reports print them.

Such a number is no count, though it may stand right before what is counted: '13 CCGs rated inadequate must publish …'.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import pairwise

from pipeline.base.lines import Line

_NUMBER = re.compile(r"\s*(?P<number>[0-9]{1,3})\s+(?=[A-Z“‘\"'(])")
# A paragraph of prose has at least two common words; a row or a bar of a chart has none.
_PROSE = re.compile(r"(?:.{0,200}?\b[a-z]{2,}\b){2}")
_ENDS = re.compile(r"[.!?:;…]['\"”’)\]]*\s*$")


def numbered(lines: Sequence[Line]) -> dict[int, int]:
    """Where the lines begin after their paragraph's number, by the number of the line.

    Only a number that goes on with that of the paragraph before it, or that the next one goes on with, is such a one.
    """
    begun: list[tuple[Line, re.Match[str]]] = []
    before: Line | None = None
    for line in lines:
        follows = before is None or before.is_blank or line.number != before.number + 1 or _ENDS.search(before.text)
        found = _NUMBER.match(line.text) if follows else None
        if found and _PROSE.match(line.text, found.end()):
            begun.append((line, found))
        before = line
    going_on = [pair for pair in pairwise(begun) if int(pair[1][1]["number"]) == int(pair[0][1]["number"]) + 1]
    return {line.number: found.end() for pair in going_on for line, found in pair}
