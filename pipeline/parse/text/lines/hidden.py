"""Text that a page or a program never shows, or shows as struck out: comments, scripts, '<del>…</del>', '~~…~~'.

It is what somebody left out, and nothing that the document says.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from pipeline.base.lines import Line

# Where such text begins, with the tag that ends it; a whole line that is a comment ends with itself.
_BEGINS = re.compile(
    r"<!--|\{\{!--|\{#|/\*|(?<!~)~~(?=[^\s~])"
    r"|<(?P<tag>script|style|template|noscript|title|del|s|strike)(?=[\s>])[^<>]{0,200}>"
    r"|<(?P<hidden>[a-z][a-z0-9]{0,15})\s(?=[^<>]{0,200}?(?:\bhidden\b|display\s?:\s?none))[^<>]{0,200}>"
    r"|^[ \t]*(?P<line>(?:\[(?://|comment)\]\s?:|//|%{1,3}|\.\.)[ \t]+(?=(?-i:[#A-Z<({]))[^\n]{0,2000})",
    re.IGNORECASE | re.MULTILINE,
)
_ENDS = {"<!--": "-->", "{{!--": "--}}", "{#": "#}", "/*": "*/", "~~": "~~"}
# Only a comment runs on to the end of a text in which nothing ends it, as every browser reads it.
_TO_THE_END = "-->"
_SHOWN = re.compile(r"[^\n]")


def shown(lines: Sequence[Line]) -> Sequence[Line]:
    """The lines with blanks in place of what is not shown, so that all else keeps its place."""
    text = "\n".join(line.text for line in lines)
    spans = list(_spans(text))
    if not spans:
        return lines
    pieces, at = [], 0
    for start, end in spans:
        pieces += [text[at:start], _SHOWN.sub(" ", text[start:end])]
        at = end
    texts = "".join([*pieces, text[at:]]).split("\n")
    return [line._replace(text=visible) for line, visible in zip(lines, texts, strict=True)]


def _spans(text: str) -> Iterator[tuple[int, int]]:
    """Where what is not shown begins and ends, in order."""
    folded, end = text.lower(), 0
    unended: set[str] = set()
    for found in _BEGINS.finditer(text):
        if found.start() < end:
            continue
        if found["line"]:
            end = found.end()
            yield found.span("line")
            continue
        tag = found["tag"] or found["hidden"]
        closes = f"</{tag.lower()}" if tag else _ENDS[found[0]]
        at = -1 if closes in unended else folded.find(closes, found.end())
        if at >= 0:
            end = (folded.find(">", at) + 1 or len(text)) if tag else at + len(closes)
        elif closes == _TO_THE_END:
            end = len(text)
        else:
            unended.add(closes)
            continue
        yield found.start(), end
