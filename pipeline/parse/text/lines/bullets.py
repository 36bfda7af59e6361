"""List items: the marks that open one, and how deep it stands."""

from __future__ import annotations

import re
from typing import NamedTuple

from pipeline.base.lines import Line

# Word's own bullets come out of a document as characters of the private use area.
_MARK = "[•●▪◦‣∙·⁃■□►▶➢➤✓✔◆\uf0a7\uf0b7]"
_AMBIGUOUS_MARK = r"(?:[*–—-]|\d{1,3}[.)]|\(\d{1,3}\)|[a-z]\))"
# After marks that stand nowhere else, the space may be lost.
_BULLET = re.compile(rf"([ \t]*)(?:{_MARK}[ \t\xa0]*|{_AMBIGUOUS_MARK}[ \t\xa0]+)(?=\S)")
_BARE_MARK = re.compile(rf"[ \t]*(?:{_MARK}|{_AMBIGUOUS_MARK})\s*")

_LINKS = ("; and", ", and", "; or", ", or")


class Bullet(NamedTuple):
    """A list item: its indent in characters, and its stripped text with the text's offset in the document."""

    line_no: int
    indent: int
    text: str
    start: int

    @property
    def name(self) -> str:
        """The text without what closes an item within a sentence, as in 'A; and'."""
        name = self.text.rstrip(" ;,.")
        for link in _LINKS:
            name = name.removesuffix(link)
        return name.rstrip(" ;,.")


def read_bullet(line: Line) -> Bullet | None:
    """The list item that `line` is, or None."""
    match = _BULLET.match(line.text)
    if not match:
        return None
    return Bullet(line.number, len(match[1]), line.text[match.end() :].strip(), line.start + match.end())


def is_bare_mark(line: Line) -> bool:
    """Whether `line` opens a list item and has nothing in it."""
    return _BARE_MARK.fullmatch(line.text) is not None
