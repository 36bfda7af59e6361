"""List items: what a bullet is, and how deep it stands.

Here: the marks that open a list item. Not here: what the items of a list mean.
"""

from __future__ import annotations

import re
from typing import NamedTuple

from pipeline.extract.lines import Line

_BULLET = re.compile(r"([ \t]*)(?:[•●▪◦‣∙·*–—-]|\d{1,3}[.)])[ \t\xa0]+(?=\S)")


class Bullet(NamedTuple):
    """A list item: its indent in characters, and its stripped text with the text's offset in the document."""

    line_no: int
    indent: int
    text: str
    start: int


def read_bullet(line: Line) -> Bullet | None:
    """The list item that `line` is, or None."""
    match = _BULLET.match(line.text)
    if not match:
        return None
    return Bullet(line.number, len(match[1]), line.text[match.end() :].strip(), line.start + match.end())
