"""The periods of the rows that a feed adds up, each a month, and the longer periods that have all of their months."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path

from pipeline.base.periods import Period, period_of
from pipeline.parse.csv.columns import KEEPS, refused
from pipeline.parse.csv.periods import PeriodTexts
from pipeline.reference.layouts import LongLayout

_LENGTHS = {"quarter": 3, "financial_year": 12}


@dataclass(frozen=True)
class SumPeriods:
    """The months of printed labels, the sums to which each month belongs by their labels, and what those mean.

    `incomplete` are the longer periods of which the file lacks months, with the labels of the months that it has.
    """

    month_of: dict[str, date]
    sums_of: list[tuple[date, str]]
    meaning: dict[str, Period]
    incomplete: list[tuple[str, list[str]]]


def periods_of(path: Path, layout: LongLayout, labels: Sequence[str]) -> SumPeriods:
    """What printed labels mean; ValidationFailed where one is no month, since its rows can belong to any sum."""
    assert layout.add_up
    meanings = PeriodTexts(layout, labels)
    month_of = {label: _month(path, layout, meanings, label) for label in labels}
    printed: dict[date, str] = {}
    for label, month in month_of.items():
        printed.setdefault(month, label.strip())
    found = SumPeriods(
        month_of, list(printed.items()), {label: run_of_months(month, 1) for month, label in printed.items()}, []
    )
    for length in (_LENGTHS[kind] for kind in layout.add_up.to):
        inside: dict[date, list[date]] = {}
        for month in sorted(printed):
            inside.setdefault(first_month(month, length), []).append(month)
        for first, months in inside.items():
            whole, texts = run_of_months(first, length), [printed[month] for month in months]
            if len(months) < length:
                found.incomplete.append((whole.period, texts))
                continue
            label = f"{texts[0]} to {texts[-1]}"
            found.meaning[label] = whole
            found.sums_of.extend((month, label) for month in months)
    return found


def _month(path: Path, layout: LongLayout, meanings: PeriodTexts, label: str) -> date:
    period = meanings.period([label])
    if isinstance(period, Period) and period == run_of_months(period.start, 1) and not meanings.question:
        return period.start
    why = meanings.question or (period if isinstance(period, str) else f"'{label}' is no month")
    message = f"in its column {layout.period} {why}, so it is not known to which sums its rows belong"
    raise refused(path, None, message, f"Say `period_form: month` in raw/sources.yml; {KEEPS}")


def first_month(month: date, length: int) -> date:
    """The first day of the quarter (3 months) or the financial year (12) in which a month lies."""
    place = month.year * 12 + month.month - 1
    place -= (month.month - 4) % 12 % length
    return date(place // 12, place % 12 + 1, 1)


def run_of_months(first: date, length: int) -> Period:
    """The period of so many months from a month on."""
    after = first.year * 12 + first.month - 1 + length
    return period_of(first, date(after // 12, after % 12 + 1, 1) - timedelta(days=1))
