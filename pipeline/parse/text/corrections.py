"""Known errors of a document: the right value is read in the printed one's place, and both are kept.

For each correction it is recorded where its printed text was found.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field, replace

from pipeline.parse.text.band_lists import BandListRows
from pipeline.parse.text.cells import Cell, MeasureColumn
from pipeline.parse.text.facts import Claim
from pipeline.parse.text.numbers import last_place
from pipeline.parse.text.value_lists import ValueListRows


@dataclass(frozen=True, slots=True)
class Correction:
    """On line `line_no` the text `printed` is an error and `right` is what should stand there."""

    line_no: int
    printed: str
    right: str


@dataclass(frozen=True, slots=True)
class Corrected:
    """A correction that was made: `about` says of what, `place` is its index among those given."""

    line_no: int
    char_start: int
    char_end: int
    quote: str
    about: str
    place: int


@dataclass
class Corrections:
    """All corrections of a document, and those that were made."""

    given: Sequence[Correction] = ()
    made: list[Corrected] = field(default_factory=list)

    def meant(self, line_nos: Sequence[int], texts: list[str]) -> list[str]:
        """`texts`, which stand on `line_nos`, with the right one where one is known to be wrong."""
        right = {(correction.line_no, correction.printed): correction.right for correction in self.given}
        if not right:
            return texts
        return [right.get(key, key[1]) for key in zip(line_nos, texts, strict=True)]

    def renamed(self, line_nos: Sequence[int], names: list[str]) -> dict[tuple[int, str], str]:
        """The names that are known to be wrong, with their lines, and the right ones."""
        meant = self.meant(line_nos, names)
        return {(line, text): name for line, name, text in zip(line_nos, meant, names, strict=True) if name != text}

    def record(
        self,
        about: str,
        line_nos: Sequence[int],
        texts: Sequence[str],
        starts: Sequence[int],
        quotes: Sequence[str] | None = None,
    ) -> None:
        """Notes the corrections of `texts`; `quotes`, or else the texts themselves, stand at the offsets `starts`."""
        for place, given in enumerate(self.given):
            for index, (line_no, text) in enumerate(zip(line_nos, texts, strict=True)):
                if (line_no, text) == (given.line_no, given.printed):
                    start, quote = starts[index], (quotes or texts)[index]
                    self.made.append(Corrected(line_no, start, start + len(quote), quote, about, place))


def correct_list(rows: BandListRows, corrections: Corrections) -> None:
    """Puts names right, and the band of an organisation that is listed under the heading of another."""
    rows.renamed |= corrections.renamed(rows.line_nos, rows.names)
    corrections.record("organisation", rows.line_nos, rows.names, rows.starts)
    corrections.record("rating", rows.line_nos, rows.bands, rows.starts, rows.names)
    by_label = rows.spec.by_label
    meant = corrections.meant(rows.line_nos, rows.bands)
    rows.bands = [by_label.get(band.casefold(), printed) for band, printed in zip(meant, rows.bands, strict=True)]


def correct_values(rows: ValueListRows, corrections: Corrections) -> None:
    """Puts names and values of a list right."""
    rows.renamed |= corrections.renamed(rows.line_nos, rows.names)
    corrections.record("organisation", rows.line_nos, rows.names, rows.name_starts)
    about = "measure_value" if isinstance(rows.spec.column, MeasureColumn) else "rating"
    corrections.record(about, rows.line_nos, rows.texts, rows.starts)
    for index, text in enumerate(corrections.meant(rows.line_nos, rows.texts)):
        if text != rows.texts[index] and isinstance(cell := rows.spec.column.read(text), Cell):
            rows.cells[index] = cell


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
