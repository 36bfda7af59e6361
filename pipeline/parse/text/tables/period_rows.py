"""Lines between the rows of a table that name a period alone: the rows below each are of that period."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from pipeline.base.period_alone import AROUND, is_other_period, period_alone
from pipeline.base.shortening import shortened
from pipeline.parse.text.tables.row_splitting import Body


def rows_of_other_periods(numbers: Sequence[int], printed: Body, periods: Sequence[str]) -> Mapping[int, str]:
    """Those of the rows `numbers` that stand below a line that names another period than the table is mapped to.

    Each has its reason, and so has that line; `periods` are those of the table's columns.
    """
    rows = set(numbers)
    found: dict[int, str] = {}
    above: tuple[int, str] | None = None
    for number, text in zip(printed.numbers, printed.texts, strict=True) if rows and periods else ():
        if period := period_alone(text):
            above = (number, text.strip(AROUND)) if any(is_other_period(period, mapped) for mapped in periods) else None
        elif above and number in rows:
            mapped = " and ".join(dict.fromkeys(periods))
            found[above[0]] = "names a period alone, which is that of the rows below it"
            found[number] = f"stands under '{shortened(above[1])}' on line {above[0]}, and is mapped to {mapped}"
    return found
