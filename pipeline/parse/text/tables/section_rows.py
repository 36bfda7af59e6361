"""Lines between the rows of a table that say what the rows below each are of: a period, a measure or an area alone."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from pipeline.base.folding import fold
from pipeline.base.period_alone import AROUND, is_other_period, period_alone
from pipeline.base.shortening import shortened
from pipeline.parse.text.tables.row_splitting import Body
from pipeline.reference.known_names import OF_A_CCG

_WIDE_SPACE = re.compile(r"\s{2,}|\t")
# What may stand after the name of an area.
_RATED = re.compile(r"\s+(?:ratings?|services?)$")


@dataclass(frozen=True)
class Sections:
    """What a table's columns are of: their periods, and their measures and areas among all names of such."""

    periods: tuple[str, ...] = ()
    subjects: frozenset[str] = frozenset()
    by_name: Mapping[str, str] = field(default_factory=dict, hash=False)

    def named(self, text: str) -> str | None:
        """The measure or area that a text names alone."""
        words = fold(text)
        return self.by_name.get(words) or self.by_name.get(_RATED.sub("", words))


def rows_of_other_sections(
    numbers: Sequence[int], printed: Body, delimiter: str | None, sections: Sections
) -> Mapping[int, str]:
    """Those of the rows `numbers` that stand below a line that names another period, measure or area than is mapped.

    Each has its reason, and so has that line. Where lines name measures or areas, one that names neither begins a
    section that nobody knows.
    """
    labels = _labels(printed, delimiter) if numbers and sections.periods else {}
    if not labels:
        return {}
    rows = set(numbers)
    found: dict[int, str] = {}
    period: tuple[int, str] | None = None
    subject: tuple[int, str] | None = None
    is_by_subject = False
    for number in printed.numbers:
        label = labels.get(number, "")
        if label and (named := period_alone(label)):
            period = (number, label) if any(is_other_period(named, mapped) for mapped in sections.periods) else None
        elif label and (named_subject := sections.named(label)):
            subject = None if named_subject in sections.subjects else (number, label)
            is_by_subject = True
        elif label and is_by_subject and not OF_A_CCG.search(label):
            subject = number, label
        elif number in rows and (above := period or subject):
            found[above[0]] = "says what the rows below it are of, and not what the table is mapped to"
            mapped = " and ".join([*sections.periods] if period else sorted(sections.subjects))
            found[number] = f"stands under '{shortened(above[1])}' on line {above[0]}, and is mapped to {mapped}"
    return found


def _labels(printed: Body, delimiter: str | None) -> dict[int, str]:
    """What stands in each line that has one filled cell."""
    around = f"{AROUND}{delimiter or ''}"
    # What is between a line's first and last sign holds a delimiter where there is another filled cell.
    within = zip(printed.numbers, (text.strip(around) for text in printed.texts), strict=True)
    if delimiter:
        return {number: text for number, text in within if text and delimiter not in text}
    return {number: text for number, text in within if text and not _WIDE_SPACE.search(text)}
