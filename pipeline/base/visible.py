"""Other people's texts made safe for a terminal: what would move the cursor, colour or reorder is shown, not obeyed."""

from __future__ import annotations

import re

# Control characters but tab and line end, and marks that change the direction of what follows.
_OBEYED = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]")


def visible(text: str) -> str:
    """`text` with each such character as Python writes it, ESC as \\x1b."""
    return _OBEYED.sub(lambda found: repr(found[0])[1:-1], text)


def one_line(name: str) -> str:
    r"""A name on one line, each character that cannot be seen as Python writes it: \n for a line end."""
    return "".join(one if one.isprintable() else repr(one)[1:-1] for one in name)


def writable(name: str) -> str:
    r"""A name of a file, which may be no text, as UTF-8 can hold it: \udcff for a byte that is none."""
    return name.encode("utf-8", "backslashreplace").decode()
