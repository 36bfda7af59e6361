"""What belongs to no sentence of prose: tags, footnote marks, emoji, marks of bold type and of a quoted e-mail."""

from __future__ import annotations

import re
from collections.abc import Collection, Sequence

from pipeline.base.folding import fold

_DECORATION = re.compile(
    r"<sup>[^<>]{0,12}</sup>|</?(?!(?:del|s|strike)\b)[a-zA-Z][^<>]{0,80}>"
    r"|(?<=\S)\[(?:[0-9]{1,3}|[a-z]|(?:note|nb|n) ?[0-9]{1,2})\]"
    r"|(?<=[\w.,;:!?)'\"’”%])[¹²³⁰⁴-⁹]{1,3}"
    # the fraction behind its percentage: "28% (57/207)"
    r"|(?<=[0-9]%) ?\([0-9]{1,3}/[0-9]{1,3}\)"
    r"|\*\*|__|(?<![\w#&])#(?=[A-Za-z])"
    "|[0-9#*]\ufe0f?\u20e3|[\U0001f000-\U0001faff\u2600-\u26ff\ufe0f\u200d]"
)
# The marks of an e-mail that is quoted in another; a last one before a figure may say 'more than'.
_QUOTED = re.compile(r"[ \t]*(?P<marks>(?:>[ \t]?)+)(?P<figure>[0-9])?")
# The time and the name before what somebody writes in a chat: '10:15 Priya: …'.
_CHAT = re.compile(
    r"[ \t]*\[?[0-9]{1,2}[:.][0-9]{2}(?:[:.][0-9]{2})?(?: ?[apAP][mM])?\]?(?: [-–])? "
    r"(?P<who>(?:[A-Z][\w'’-]* ?){1,3}): "
)


def quotes_figure(text: str, beside: Sequence[str]) -> bool:
    """Whether '> 95' at the beginning of a line is 95 in an e-mail that is quoted, as a line beside it shows."""
    own = _QUOTED.match(text)
    others = [found for other in beside if (found := _QUOTED.match(other)) and not found["figure"]]
    return own is not None and any(found["marks"][-1] == own["marks"][-1] for found in others)


def is_more_or_quoted(text: str) -> bool:
    """Whether a line begins with '>' and a figure, which may be more than that, or that figure quoted."""
    return bool((found := _QUOTED.match(text)) and found["figure"])


def _opening(text: str, subjects: Collection[str], *, is_quoted: bool) -> int:
    """Where a line begins after the marks of a quotation, and after who writes, if that is none of `subjects`."""
    if quoted := _QUOTED.match(text):
        is_sign = quoted["figure"] and not is_quoted
        return quoted.start("marks") + quoted["marks"].rindex(">") if is_sign else quoted.end("marks")
    chat = _CHAT.match(text)
    return chat.end() if chat and set(fold(chat["who"]).split()).isdisjoint(subjects) else 0


# A place of a text made shorter, and the place in the text that it was.
Shift = tuple[int, int]


def undecorated(
    text: str, subjects: Collection[str] = (), *, is_quoted: bool = False, begins: int = 0
) -> tuple[str, list[Shift]]:
    """The text of a line without what belongs to no sentence, and where it goes on after each thing left out.

    `subjects` are words of what is rated and of places, which are nobody's name; `is_quoted` says that '>' before a
    figure is the mark of a quotation, `begins` where the line begins after the number of its paragraph.
    """
    start = begins or _opening(text, subjects, is_quoted=is_quoted)
    pieces: list[str] = []
    shifts: list[Shift] = []
    length = 0
    for found in _DECORATION.finditer(text, start):
        shifts.append((length, start))
        pieces.append(text[start : found.start()])
        length += found.start() - start
        start = found.end()
        before, after = text[: found.start()][-1:], text[start : start + 1]
        if found[0][0] == "<" and before.isalnum() and after.isalnum():
            pieces.append(" ")
            length += 1
        elif after == " " and (not before or before == " "):
            start += 1
    return "".join([*pieces, text[start:]]), [*shifts, (length, start)]
