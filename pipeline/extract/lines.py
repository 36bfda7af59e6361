"""A document's text as numbered lines that know their offsets.

Here: what a line is, and which lines are damaged. Not here: what a line means.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from itertools import accumulate, count
from operator import add
from typing import NamedTuple, overload

# A line longer than this is no line of a publication; reading it as one would only cost time and memory.
LONGEST_LINE = 100_000

# What a decoder leaves for bytes that are no UTF-8, and control characters that no text carries.
_CONTROL = bytes([*range(0x09), *range(0x0E, 0x20), 0x7F])
_DAMAGE = re.compile("[\ufffd\x00-\x08\x0e-\x1f\x7f]")


class Line(NamedTuple):
    """One line of a document: `text` without its line end, whose first character is at offset `start`.

    Lines are counted from 1 and end at ``\\n`` only; offsets count code points of the decoded document.
    """

    number: int
    start: int
    text: str

    @property
    def end(self) -> int:
        return self.start + len(self.text)

    @property
    def is_blank(self) -> bool:
        return not self.text or self.text.isspace()

    @property
    def damage(self) -> str | None:
        """Why this line cannot be read, or None."""
        if len(self.text) > LONGEST_LINE:
            return f"a line of {len(self.text):,} characters; the longest that is read has {LONGEST_LINE:,}"
        if _DAMAGE.search(self.text):
            return "holds bytes that are no UTF-8 text"
        return None


class Lines(Sequence[Line]):
    """The lines of a document: kept as two columns, for a Line each would cost more than reading the table.

    `texts[i]` and `starts[i]` belong to line number i + 1. A slice is a list of Line.
    """

    __slots__ = ("starts", "texts")

    def __init__(self, texts: list[str], starts: list[int]) -> None:
        self.texts = texts
        self.starts = starts

    def __len__(self) -> int:
        return len(self.texts)

    @overload
    def __getitem__(self, index: int) -> Line: ...
    @overload
    def __getitem__(self, index: slice) -> list[Line]: ...
    def __getitem__(self, index: int | slice) -> Line | list[Line]:
        if isinstance(index, slice):
            return [Line(i + 1, self.starts[i], self.texts[i]) for i in range(*index.indices(len(self.texts)))]
        at = range(len(self.texts))[index]
        return Line(at + 1, self.starts[at], self.texts[at])

    def __iter__(self) -> Iterator[Line]:
        return map(Line, range(1, len(self.texts) + 1), self.starts, self.texts)

    def without(self, numbers: set[int]) -> list[Line]:
        """The lines whose numbers are not among `numbers`."""
        return [self[i] for i in range(len(self.texts)) if i + 1 not in numbers]


def split_lines(text: str) -> Lines:
    """The lines of `text`, in order; a last line without a line end counts, an empty text has none."""
    texts = text.split("\n")
    # Before line i stand the lines before it and i line ends.
    starts = list(map(add, accumulate(map(len, texts[:-1]), initial=0), count()))
    if not texts[-1]:
        texts.pop()
        starts.pop()
    return Lines(texts, starts)


def damaged_lines(text: str, lines: Lines) -> dict[int, str]:
    """Line number to why it cannot be read, for each line of `text` that is damaged."""
    encoded = text.encode("utf-8", "surrogatepass")
    is_clean = "\ufffd" not in text and len(encoded.translate(None, _CONTROL)) == len(encoded)
    if is_clean and max(map(len, lines.texts), default=0) <= LONGEST_LINE:
        return {}
    return {line.number: reason for line in lines if (reason := line.damage)}
