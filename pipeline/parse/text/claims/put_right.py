"""Claims whose figure is printed wrong, as a document's sidecar says: the right one is read in its place."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from pipeline.parse.text.corrections import Corrected, Corrections
from pipeline.parse.text.facts import Claim
from pipeline.parse.text.numbers import last_place


def correct_claims(claims: Sequence[Claim], corrections: Corrections) -> list[Claim]:
    """The claims with their figures corrected, where the printed and the right one are numbers in digits."""
    corrected = list(claims)
    for place, given in enumerate(corrections.given):
        printed, right = _number(given.printed), _number(given.right)
        for index, claim in enumerate(claims):
            if claim.line_no == given.line_no and claim.value == printed and right is not None:
                corrected[index] = replace(claim, value=right, last_place=last_place(given.right))
                span = (claim.line_no, claim.char_start, claim.char_end, claim.quote)
                made = Corrected(*span, "claim", place)
                # One figure can be several claims: of each area that its sentence names.
                if made not in corrections.made:
                    corrections.made.append(made)
    return corrected


_NUMBER = re.compile(r"(\d{1,3}(?:,\d{3})+|\d+)(\.\d+)?\s*(%?)")


def _number(text: str) -> float | None:
    """The number that `text` is in digits, a percentage as a share of 1; None for what is none."""
    found = _NUMBER.fullmatch(text.strip())
    if not found:
        return None
    number = float(found[1].replace(",", "") + (found[2] or ""))
    return number / 100 if found[3] else number
