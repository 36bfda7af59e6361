"""The folded form of a text, in which case, quotation marks, dashes and spaces no longer vary.

Every pattern for prose runs on it, and printed names are compared by it.
"""

from __future__ import annotations

import re

_EVEN = str.maketrans(
    dict.fromkeys("‘’‚‛`´′", "'")
    | dict.fromkeys("“”„‟«»″", '"')
    | dict.fromkeys("‐‑", "-")
    | dict.fromkeys("—―‒", "–")
    | dict.fromkeys("\xa0\u2009\u202f\t\r\x0b\x0c\x1c\x1d\x1e\x85\u2028\u2029", " ")
)
# A soft hyphen and spaces without width, as web pages and word processors leave them within words.
UNSEEN = "\u00ad\u200b\u200c\u200d\u2060\ufeff"
# A space that some printers set between thousands.
_THIN_THOUSANDS = re.compile(r"(?<=[0-9])[\xa0\u2009\u202f](?=[0-9]{3}(?![0-9]))")


def fold(text: str) -> str:
    """`text` in lower case with even quotation marks, dashes and spaces; as many characters as before.

    Hyphens become ``-`` and longer dashes ``–``, since only the latter separate. No capital A to Z remains.
    """
    lowered = text.lower()
    if len(lowered) != len(text):
        lowered = "".join(low if len(low := char.lower()) == 1 else char for char in text)
    return _THIN_THOUSANDS.sub(",", lowered).translate(_EVEN)


def fold_name(text: str) -> str:
    """`fold` for a name that is looked up whole: runs of spaces count as one, outer ones not at all."""
    return " ".join(fold(text).split())
