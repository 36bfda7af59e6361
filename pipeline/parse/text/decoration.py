"""What belongs to no sentence of prose: tags, footnote marks, emoji, marks of bold type and of a quoted e-mail."""

from __future__ import annotations

import re

_DECORATION = re.compile(
    r"<sup>[^<>]{0,12}</sup>|</?(?!(?:del|s|strike)\b)[a-zA-Z][^<>]{0,80}>"
    r"|(?<=\S)\[(?:[0-9]{1,3}|[a-z]|(?:note|nb|n) ?[0-9]{1,2}|citation needed|clarification needed)\]"
    r"|(?<=[\w.,;:!?)'\"’”%])[¹²³⁰⁴-⁹]{1,3}"
    # the fraction behind its percentage: "28% (57/207)"
    r"|(?<=[0-9]%) ?\([0-9]{1,3}/[0-9]{1,3}\)"
    r"|\*\*|__|(?<![\w#&])#(?=[A-Za-z])"
    "|[0-9#*]\ufe0f?\u20e3|[\U0001f000-\U0001faff\u2600-\u26ff\ufe0f\u200d]"
)
# The marks of an e-mail that is quoted in another ('>100' is more than 100); the time and the name before what somebody
# writes in a chat, which is no area or part: '10:15 Dementia: …'.
_OPENING = re.compile(
    r"[ \t]*(?!>[0-9])(?:>[ \t]?)+"
    r"|[ \t]*\[?[0-9]{1,2}[:.][0-9]{2}(?:[:.][0-9]{2})?(?: ?[apAP][mM])?\]?(?: [-–])? "
    r"(?!(?:Mental|Dementia|Learning|Leadership|Maternity|Cancer|Diabetes|London|North|South)\b)"
    r"(?:[A-Z][\w'’-]* ?){1,3}: "
)


# A place of a text made shorter, and the place in the text that it was.
Shift = tuple[int, int]


def undecorated(text: str) -> tuple[str, list[Shift]]:
    """The text of a line without what belongs to no sentence, and where it goes on after each thing left out."""
    opening = _OPENING.match(text)
    start = opening.end() if opening else 0
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
