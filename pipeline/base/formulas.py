"""Texts that a spreadsheet would run as a formula, and how every CSV of the project keeps them from it."""

from __future__ import annotations

import re

# What a spreadsheet runs as a formula begins with one of these (OWASP's list, with the forms of full width). Leading
# apostrophes count as well, so that every text can be had back: one that begins so in a CSV file has one too many.
FORMULA = r"^'*[-=+@\t\r\n＝＋－＠]"
_FORMULA = re.compile(FORMULA)


def defused(text: str) -> str:
    """`text` with an apostrophe before it where it would be a formula, by which it stays text."""
    return f"'{text}" if _FORMULA.match(text) else text
