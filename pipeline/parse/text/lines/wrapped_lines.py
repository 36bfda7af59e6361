"""Lines over which sentences run, as in an e-mail or in text taken from a PDF: they are read as one."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass, field, replace
from operator import itemgetter

from pipeline.base.lines import Line
from pipeline.parse.text.facts import Claim, NumberRead
from pipeline.parse.text.lines.bullets import read_bullet
from pipeline.parse.text.lines.decoration import Shift, is_more_or_quoted, quotes_figure, undecorated
from pipeline.parse.text.lines.numbering import numbered

# A text whose lines are no longer than this is not wrapped: its lines are those of a list or a verse.
_NARROWEST = 45
# A text with a line that is longer is not wrapped either: each line of it is a paragraph.
_WIDEST = 140
_ENDS_PARAGRAPH = re.compile(r"[.!?…]['\"”’)\]]*\s*$")
# Lines are put together to no more than this.
_LONGEST = 20_000
_ENDS = re.compile(r"[.!?:…|]['\"”’)\]]*\s*$")
_BEGINS_LOWER = re.compile(r"['\"“‘(\[]*[a-z]")
# Rows that begin alike and end in a figure are of a list.
_ENDS_ROW = re.compile(r"[0-9]%?\)?$")
# No sentence ends in one of these.
_IS_OPEN = re.compile(
    r"(?:[,–-]|\b(?:a|an|the|of|in|on|to|for|from|by|with|at|as|and|or|but|that|which|who|were|was|are|is|be|been|has|have"
    r"|had|not|only|just))$"
)
_FIRST_WORD = re.compile(r"\S+")


@dataclass
class Prose:
    """The lines of a text that are not blank as they are read: without decoration, those of a paragraph that is wrapped
    as one.

    `lines` has each with the number of the last that it is made of. An offset in a line is one of the document, less
    what was left out of the line before it. `begin` are the numbers of those that begin a paragraph without a blank
    line before them.
    """

    lines: list[tuple[Line, int]] = field(default_factory=list)
    shifts: list[Shift] = field(default_factory=list)
    begin: set[int] = field(default_factory=set)

    def printed(self, start: int, end: int) -> tuple[int, int]:
        """Where in the document the characters are printed that are read from `start` to `end`."""
        return self._printed_at(start), self._printed_at(end - 1) + 1

    def _printed_at(self, offset: int) -> int:
        read, printed = self.shifts[bisect_right(self.shifts, offset, key=itemgetter(0)) - 1]
        return printed + offset - read


def read_prose(lines: Sequence[Line], subjects: Collection[str] = ()) -> Prose:
    """The lines as they are read; `subjects` are words of what is rated and of places."""
    prose = Prose()
    for block in _blocks(lines, subjects):
        width = max(len(line.text.rstrip()) for line, _ in block)
        whole = before = None
        for line, shifts in block:
            if whole and before and _goes_on(whole, before, line, width):
                prose.lines.pop()
                whole = Line(whole.number, whole.start, f"{whole.text} {line.text}")
            else:
                if before and width > _WIDEST and _are_paragraphs(before, line):
                    prose.begin.add(line.number)
                whole = line
            before = line
            at = whole.end - len(line.text)
            prose.shifts += [(at + read, line.start + printed) for read, printed in shifts]
            prose.lines.append((whole, line.number))
    return prose


def _blocks(lines: Sequence[Line], subjects: Collection[str]) -> Iterator[list[tuple[Line, list[Shift]]]]:
    """The lines in runs without a blank line, or one left out, between them, and without decoration."""
    block: list[tuple[Line, list[Shift]]] = []
    begins = numbered(lines)
    for index, printed in enumerate(lines):
        beside = [line.text for line in lines[max(0, index - 1) : index + 2] if abs(line.number - printed.number) == 1]
        is_quoted = quotes_figure(printed.text, beside)
        text, shifts = undecorated(printed.text, subjects, is_quoted=is_quoted, begins=begins.get(printed.number, 0))
        line = printed._replace(text=text)
        if block and (line.is_blank or line.number != block[-1][0].number + 1):
            yield block
            block = []
        if not line.is_blank:
            block.append((line, shifts))
    if block:
        yield block


def _goes_on(whole: Line, before: Line, after: Line, width: int) -> bool:
    """Whether a paragraph whose lines so far are `whole`, the last of them `before`, goes on in `after`."""
    if read_bullet(after) is not None or is_more_or_quoted(after.text) or len(whole.text) + len(after.text) > _LONGEST:
        return False
    text, printed = after.text.lstrip(), before.text.strip()
    word = _FIRST_WORD.match(text)
    if word is None or (_ENDS_ROW.search(printed) and printed.startswith(word[0])):
        return False
    if (_BEGINS_LOWER.match(text) and not _ENDS.search(printed)) or _IS_OPEN.search(printed):
        return True
    return width >= _NARROWEST and len(before.text.rstrip()) + 1 + word.end() > width


def _are_paragraphs(before: Line, after: Line) -> bool:
    """Whether the later of two lines of a text that is not wrapped begins a paragraph: it is no item of a list."""
    ends = read_bullet(before) is not None or _ENDS_PARAGRAPH.search(before.text) is not None
    return ends and read_bullet(after) is None


def claims_as_printed(claims: Sequence[Claim], prose: Prose, lines: Sequence[Line]) -> Iterator[Claim | None]:
    """The claims, each with its line and its words as printed; None for one whose words stand on two lines."""
    starts = [line.start for line in lines] if claims else []
    for claim in claims:
        start, end = prose.printed(claim.char_start, claim.char_end)
        line = lines[bisect_right(starts, start) - 1]
        quote = line.text[start - line.start : end - line.start]
        is_on_it = end <= line.end
        yield replace(claim, line_no=line.number, char_start=start, char_end=end, quote=quote) if is_on_it else None


def numbers_as_printed(numbers: Sequence[NumberRead], prose: Prose) -> list[NumberRead]:
    return [NumberRead(*prose.printed(each.char_start, each.char_end), each.reason) for each in numbers]
