"""The words in which a document makes a statement, and whether they are the publisher's or ours.

An abstract restates the prose of a document in our own words, which never stand in quotation marks; only its title is
as printed there.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

Row = Mapping[str, Any]

# The sign of a footnote, as some texts mark it; of no use without the footnote.
_NOTE_SIGN = re.compile(r"<sup>[^<>]{0,20}</sup>")
_SENTENCE_END = re.compile(r"[.!?]['”’\"]?\s")
# What a line of a list or a heading begins with.
_BULLETS = " \t•*#-"


def in_its_sentence(text: str, start: int, quote: str) -> tuple[str, str, str]:
    """The words of a claim with those before and after them in their sentence."""
    end = start + len(quote)
    ends = [match.end() for match in _SENTENCE_END.finditer(text)]
    begins = max((place for place in ends if place <= start), default=0)
    stops = min((place for place in ends if place >= end), default=len(text))
    before, quote, after = (_NOTE_SIGN.sub("", part) for part in (text[begins:start], text[start:end], text[end:stops]))
    return before.lstrip(_BULLETS), quote, after.rstrip()


def is_as_printed(document: Row, line: str) -> bool:
    """Whether the words of a line are the publisher's: those of an original, and a title."""
    return bool(document["text_kind"] != "abstract" or line.strip(_BULLETS) == document["title"])


def told(document: Row, sentence: str, as_printed: bool) -> str:
    """A statement as it may be cited: in quotation marks only where the words are the publisher's."""
    if as_printed:
        return f"{document['publisher']}: “{sentence}”"
    return f"{document['publisher']} (paraphrased): {sentence}"
