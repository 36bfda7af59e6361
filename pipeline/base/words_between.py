"""Words that stand alone between rows: 'Aged 65 and over', 'Figures below are estimates'.

Nobody can say of any such words whether the rows below them are still what those above are.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Iterable

from pipeline.base.notes_beside import is_one_of
from pipeline.base.period_alone import period_alone

_PAGE = re.compile(r"(?:page|p\.?|sheet)?\s*\d{1,4}(?:\s*(?:of|/)\s*\d{1,4})?", re.IGNORECASE)
# A part of England, by the words of which such names are made; 'Excluding London region' is none.
_REGION = re.compile(
    r"(?:(?:the|and|of|north|south|east|west|northern|southern|eastern|western|central|midlands?|england|london|yorkshire"
    r"|humber|thames|valley|coast|&)[\s,-]+){1,8}region",
    re.IGNORECASE,
)
# Below such words stands what takes the place of what stands above them.
_PUTS_RIGHT = re.compile(r"\b(?:revis|correct|restat|amend|supersed|replac)", re.IGNORECASE)


def may_head(words: str, titles: Collection[str], harmless: Iterable[str], is_place: Callable[[str], bool]) -> bool:
    """Whether words alone may say what the rows below them are of.

    A page's number, one of the table's `titles`, folded, and what is said to be `harmless` do not. The name of a place
    or a sum only divides the rows, and a period is looked at elsewhere.
    """
    if " ".join(words.split()).casefold() in titles or not re.search("[A-Za-z]", words):
        return False
    if _PAGE.fullmatch(words) or _REGION.fullmatch(words):
        return False
    return not (period_alone(words) or is_place(words) or is_one_of(words, harmless))


def puts_right(words: str) -> bool:
    """Whether words say that what stands below them takes the place of what stands above."""
    return _PUTS_RIGHT.search(words) is not None
