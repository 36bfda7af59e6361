"""Splitting a delimited line into cells, each with its offset in the document."""

from __future__ import annotations

import re

from pipeline.base.lines import Line

DELIMITERS = ("\t", "|", ";", ",")
# What Markdown sets a whole cell in: bold, code, a link. A row with one of the signs may have such a cell.
MARKDOWN_SIGNS = ("\\|", "**", "__", "`", "](")
_MARKDOWN = re.compile(
    r"\*\*(?P<bold>[^*]+)\*\*|__(?P<low>[^_]+)__|`(?P<code>[^`]+)`|\[(?P<link>[^\[\]]+)\]\([^()\s]{1,500}\)"
)


def split_cells(line: Line, delimiter: str) -> list[tuple[str, int]]:
    """The cells of `line`, as `cut_cells` gives them, without those outside of a Markdown table's outer bars."""
    cells = cut_cells(line, delimiter)
    if delimiter == "|" and len(cells) > 2 and not cells[0][0] and not cells[-1][0]:
        return cells[1:-1]
    return cells


def cut_cells(line: Line, delimiter: str) -> list[tuple[str, int]]:
    """What stands between the delimiters of `line`, stripped, each with its offset in the document.

    A cell in double quotes may hold the delimiter, and Markdown has a bar within a cell as backslash and bar, and may
    set all of a cell in bold, in code or in a link. An empty cell's offset is that of its beginning.
    """
    text, start = line.text, line.start
    cells: list[tuple[str, int]] = []
    at = 0
    while at <= len(text):
        end = _cell_end(text, at, delimiter)
        content, lead = _stripped(text[at:end])
        if len(content) > 1 and content[0] == content[-1] == '"':
            content, inner = _stripped(content[1:-1])
            lead += 1 + inner
        if delimiter == "|":
            content, inner = without_markdown(content)
            lead += inner
        cells.append((content, start + at + lead))
        at = end + 1
    return cells


def without_markdown(content: str) -> tuple[str, int]:
    """A cell's text without the bold type, the code or the link that all of it is set in, and where it begins."""
    lead = 0
    while found := _MARKDOWN.fullmatch(content):
        kind = found.lastgroup or ""
        inner = found[kind].strip()
        lead += found.start(kind) + found[kind].index(inner)
        content = inner
    return content, lead


def _stripped(raw: str) -> tuple[str, int]:
    content = raw.strip()
    return content, len(raw) - len(raw.lstrip()) if content else 0


def _cell_end(text: str, at: int, delimiter: str) -> int:
    first = at
    while first < len(text) and text[first] in " \r":
        first += 1
    if first < len(text) and text[first] == '"':
        closing = text.find('"', first + 1)
        while closing != -1 and text[closing + 1 : closing + 2] == '"':
            closing = text.find('"', closing + 2)
        if closing != -1:
            at = closing
    end = text.find(delimiter, at)
    while delimiter == "|" and end > 0 and text[end - 1] == "\\":
        end = text.find(delimiter, end + 1)
    return len(text) if end == -1 else end
