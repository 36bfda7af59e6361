"""A document's text as numbered lines that know their offsets, and which lines are damaged."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from itertools import accumulate, count, repeat
from operator import add
from typing import NamedTuple, overload

# A line longer than this is no line of a publication; reading it as one would only cost time and memory.
LONGEST_LINE = 100_000

# What a decoder leaves for bytes that are no UTF-8, and control characters that no text carries.
_CONTROL = bytes([*range(0x09), *range(0x0E, 0x20), 0x7F])
_DAMAGE = re.compile("[\ufffd\x00-\x08\x0e-\x1f\x7f]")

# What is left of a character that was saved as UTF-8 and then read as Windows-1252 or Latin-1, and saved again.
_BEGINS_MISREAD = re.compile("[\xc2\xc3\xe2\x80-\x84\x86-\x9f]")
_WINDOWS_UPPER = "\x80-\xbf€‚ƒ„…†‡ˆ‰Š‹ŒŽ‘’“”•–—˜™š›œžŸ"
_MISREAD = re.compile(f"[\xc2\xc3][{_WINDOWS_UPPER}]|\xe2[€\x80][{_WINDOWS_UPPER}]|[\x80-\x84\x86-\x9f]")

# Separators that end a line in some programs and not in others: VT, FF, NEL, U+2028 and U+2029.
_OTHER_ENDS = "\x0b\x0c\x85\u2028\u2029"
_LINE_END = re.compile(f"\r\n|[\n\r]|(?<=[^\n\r{_OTHER_ENDS}])[{_OTHER_ENDS}]+(?=[^\n\r{_OTHER_ENDS}])")


class Line(NamedTuple):
    """One line of a document: `text` without its line end, whose first character is at offset `start`.

    Lines are counted from 1; offsets count code points of the decoded document, line ends included. A line ends at
    LF, CRLF or CR, as every editor shows it. VT, FF, NEL, U+2028 and U+2029 end one, too, where text stands on both
    sides: there an editor may count fewer lines. Beside another line end, as a page break stands, they are white space.
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
        if misread := _MISREAD.search(self.text):
            return f"holds {misread[0]!r}, which is left of a character that was read in another encoding than it had"
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
    returns = text.count("\r")
    if any(map(text.__contains__, _OTHER_ENDS)) or (returns and returns != text.count("\r\n")):
        texts, starts = _split_anywhere(text)
    else:
        texts = text.split("\n")
        # Before line i stand the lines before it and i line ends.
        starts = list(map(add, accumulate(map(len, texts[:-1]), initial=0), count()))
        if returns:
            texts = list(map(str.removesuffix, texts, repeat("\r")))
    if not texts[-1]:
        texts.pop()
        starts.pop()
    return Lines(texts, starts)


def _split_anywhere(text: str) -> tuple[list[str], list[int]]:
    """The lines of a text that has other line ends than LF and CRLF, and where each begins."""
    texts, starts, start = [], [], 0
    for found in _LINE_END.finditer(text):
        texts.append(text[start : found.start()])
        starts.append(start)
        start = found.end()
        # Each of several separators in a row ends a line, as each of several line feeds does.
        between = 0 if found[0] == "\r\n" else len(found[0]) - 1
        texts += [""] * between
        starts += range(start - between, start)
    return [*texts, text[start:]], [*starts, start]


def damaged_lines(text: str, lines: Lines) -> dict[int, str]:
    """Line number to why it cannot be read, for each line of `text` that is damaged."""
    encoded = text.encode("utf-8", "surrogatepass")
    is_clean = "\ufffd" not in text and len(encoded.translate(None, _CONTROL)) == len(encoded)
    is_clean = is_clean and (len(encoded) == len(text) or not _BEGINS_MISREAD.search(text))
    if is_clean and max(map(len, lines.texts), default=0) <= LONGEST_LINE:
        return {}
    return {line.number: reason for line in lines if (reason := line.damage)}
