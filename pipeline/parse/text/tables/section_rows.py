"""Lines between the rows of a table that say what the rows below each are of: a period, a measure or an area alone."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from pipeline.base.folding import fold
from pipeline.base.period_alone import AROUND, is_other_period, period_alone
from pipeline.base.shortening import shortened
from pipeline.parse.text.tables.row_splitting import Body

_WIDE_SPACE = re.compile(r"\s{2,}|\t")
_OF_A_CCG = re.compile(r"\b(?:NHS|CCG)\b")
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
    rows = set(numbers)
    found: dict[int, str] = {}
    period: tuple[int, str] | None = None
    subject: tuple[int, str] | None = None
    is_by_subject = False
    for number, text in zip(printed.numbers, printed.texts, strict=True) if rows and sections.periods else ():
        label = _label(text, delimiter)
        if label and (named := period_alone(label)):
            period = (number, label) if any(is_other_period(named, mapped) for mapped in sections.periods) else None
        elif label and (named_subject := sections.named(label)):
            subject = None if named_subject in sections.subjects else (number, label)
            is_by_subject = True
        elif label and is_by_subject and not _OF_A_CCG.search(label):
            subject = number, label
        elif number in rows and (above := period or subject):
            found[above[0]] = "says what the rows below it are of, and not what the table is mapped to"
            mapped = " and ".join([*sections.periods] if period else sorted(sections.subjects))
            found[number] = f"stands under '{shortened(above[1])}' on line {above[0]}, and is mapped to {mapped}"
    return found


def _label(text: str, delimiter: str | None) -> str:
    """What stands in a line that has one filled cell; '' for any other line."""
    # What is between its first and its last sign holds a delimiter where there is another filled cell.
    within = text.strip(f"{AROUND}{delimiter or ''}")
    is_alone = delimiter not in within if delimiter else _WIDE_SPACE.search(within) is None
    return within if is_alone else ""
