"""The words above a table's heading: which of several tables with the same titles it is, and of what they speak."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from pipeline.base.folding import fold
from pipeline.base.lines import Lines
from pipeline.base.period_mentions import find_periods
from pipeline.base.periods import normal_period
from pipeline.base.shortening import shortened
from pipeline.parse.text.tables.headings import Heading

# How many lines above a heading are looked at, and how long one is that is no paragraph.
LINES_ABOVE = 3
_LONGEST = 200
_CELLS = re.compile(r"[\t|;]|\s{3,}")
_OTHER_TIME = re.compile(r"\b(?:previous|last|prior|preceding|next) (?:year|quarter|period)|\b(?:forecast|target)s?\b")


@dataclass(frozen=True)
class CaptionSubject:
    """What a table is of: the areas of its ratings with the names of all areas, and its periods in the normal form."""

    areas: frozenset[str] = frozenset()
    area_of: tuple[tuple[str, str], ...] = ()
    periods: tuple[str, ...] = ()

    def why_other(self, caption: str) -> str:
        """Why the words of a caption are those of another table; '' where they may be this one's."""
        words = fold(caption)
        named = {area for name, area in self.area_of if re.search(rf"\b{re.escape(name)}\b", words)}
        if named and self.areas and named.isdisjoint(self.areas):
            return f"it is mapped to {' and '.join(sorted(self.areas))}"
        said = [normal_period(mention.period) for mention in find_periods(caption)]
        meant = list(map(normal_period, self.periods))
        if said and meant and not any(one.start <= two.end and two.start <= one.end for one in said for two in meant):
            return f"it is mapped to {' and '.join(self.periods)}"
        return "its words are of another time" if meant and _OTHER_TIME.search(words) else ""


def captions(lines: Lines, heading: Heading, after: int) -> list[str]:
    """The lines above a heading, the nearest first, back to line number `after`; a paragraph or a row ends them."""

    def is_row(text: str) -> bool:
        cells = text.split(heading.delimiter) if heading.delimiter else []
        # The words above tables side by side stand in some of the cells.
        return len(cells) == len(heading.order) and all(map(str.strip, cells))

    return lines_above(lines, heading.first.number, after, is_row)


def lines_above(lines: Lines, number: int, after: int, is_row: Callable[[str], bool] = lambda text: False) -> list[str]:
    """The lines above line `number`, the nearest first, back to line `after`; a paragraph or a row ends them."""
    found: list[str] = []
    for above in range(number - 1, after, -1):
        text = lines.texts[above - 1]
        if not text.strip():
            continue
        if is_row(text) or len(text) > _LONGEST or len(found) == LINES_ABOVE:
            break
        found.append(text)
    return found


def is_under(words: str, above: Sequence[str]) -> bool:
    """Whether one of the lines above a heading has the words that a sidecar gives."""
    return any(fold(words) in fold(text) for text in above)


def why_sides_differ(subject: CaptionSubject, above: Sequence[str]) -> str:
    """Why one of the tables side by side under a heading may be another; '' where nothing above them says so."""
    for caption in above:
        cells = [cell for cell in _CELLS.split(caption) if cell]
        for cell in cells if len(cells) > 1 else ():
            if why := subject.why_other(cell):
                return f"one of the tables side by side stands under '{shortened(cell.strip())}', and {why}"
    return ""


def why_doubtful(subject: CaptionSubject, above: Sequence[str]) -> str:
    """Why a heading may be that of another table with the same titles; '' where nothing says so."""
    for caption in above:
        if why := subject.why_other(caption):
            return f"stands under '{shortened(caption.strip())}', and {why}"
    return ""
