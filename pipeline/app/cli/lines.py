"""Lines of text: in a terminal folded between words, so that no id, name of a file or key is broken; else whole."""

from __future__ import annotations

import textwrap

from rich.console import Console
from rich.text import Text

MARKS = ("»", "«")
_LABEL_WIDTH = 8
_NARROWEST = 40


def folded(text: str, width: int) -> str:
    """The text in lines of at most `width`; a word that is longer has a line of its own."""
    return textwrap.fill(text, width, break_long_words=False, break_on_hyphens=False)


def say(text: str, out: Console) -> None:
    """Prints a sentence."""
    out.print(Text(folded(text, out.width) if out.is_terminal else text), soft_wrap=True)


def entry(label: str, text: str, out: Console) -> None:
    """Prints a text beside its label."""
    lines = folded(text, max(_NARROWEST, out.width - _LABEL_WIDTH)).split("\n") if out.is_terminal else [text]
    for number, line in enumerate(lines):
        beside = label if number == 0 else ""
        out.print(Text(f"{beside:<{_LABEL_WIDTH}}", style="bold").append(line, style="not bold"), soft_wrap=True)


def marked(place: str, text: str, start: int, end: int, out: Console) -> Text:
    """A place and its line with a span between marks; a long line is cut around the span."""
    room = max(_NARROWEST, out.width - len(place) - 8)
    first = max(0, min(start - room // 3, len(text) - room))
    last = max(end, min(len(text), first + room))
    opening, closing = MARKS
    shown = Text(place + ("…" if first else "") + text[first:start].replace("\t", " | "))
    shown.append(opening + text[start:end] + closing, style="bold reverse")
    shown.append(text[end:last].replace("\t", " | ") + ("…" if last < len(text) else ""))
    return shown
