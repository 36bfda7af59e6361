"""Lines over which sentences run, as in an e-mail or in text taken from a PDF: they are read as one."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import replace

from pipeline.base.lines import Line
from pipeline.parse.text.bullets import read_bullet
from pipeline.parse.text.facts import Claim

# A text whose lines are no longer than this is not wrapped: its lines are those of a list or a verse.
_NARROWEST = 45
# Lines are put together to no more than this.
_LONGEST = 20_000
_ENDS = re.compile(r"[.!?:…|]['\"”’)\]]*\s*$")
_BEGINS_LOWER = re.compile(r"['\"“‘(\[]*[a-z]")
# The marks of an e-mail that is quoted in another.
_QUOTED = re.compile(r"[ \t]*(?:>[ \t]?)+")
_FIRST_WORD = re.compile(r"\S+")


def unwrapped(lines: Sequence[Line]) -> Iterator[tuple[Line, Line]]:
    """The lines that are not blank, those of a wrapped sentence as one, each with the last that it is made of.

    The text of one made of several is as long as what stands in the document, so that offsets hold.
    """
    for block in _blocks(lines):
        width = max(len(line.text.rstrip()) for line in block)
        whole = last = block[0]
        for line in block[1:]:
            if _goes_on(whole, last, line, width):
                whole = Line(whole.number, whole.start, whole.text + " " * (line.start - whole.end) + line.text)
            else:
                yield whole, last
                whole = line
            last = line
        yield whole, last


def _blocks(lines: Sequence[Line]) -> Iterator[list[Line]]:
    """The lines in runs without a blank line, or one left out, between them; marks of a quoted e-mail are blanked."""
    block: list[Line] = []
    for line in map(_without_mark, lines):
        if block and (line.is_blank or line.number != block[-1].number + 1):
            yield block
            block = []
        if not line.is_blank:
            block.append(line)
    if block:
        yield block


def _without_mark(line: Line) -> Line:
    quoted = _QUOTED.match(line.text)
    return line._replace(text=" " * quoted.end() + line.text[quoted.end() :]) if quoted else line


def _goes_on(whole: Line, before: Line, after: Line, width: int) -> bool:
    """Whether a paragraph whose lines so far are `whole`, the last of them `before`, goes on in `after`."""
    if read_bullet(after) is not None or after.end - whole.start > _LONGEST:
        return False
    text = after.text.lstrip()
    if _BEGINS_LOWER.match(text) and not _ENDS.search(before.text):
        return True
    word = _FIRST_WORD.match(text)
    return word is not None and width >= _NARROWEST and len(before.text.rstrip()) + 1 + word.end() > width


def claims_on_lines(claims: Sequence[Claim], lines: Sequence[Line]) -> Iterator[Claim]:
    """The claims whose words stand on one line, each with its number: a quotation is of one line."""
    starts = [line.start for line in lines] if claims else []
    for claim in claims:
        line = lines[bisect_right(starts, claim.char_start) - 1]
        if claim.char_end <= line.end:
            yield replace(claim, line_no=line.number)
