"""The columns of figures of a sheet: the measure and the period of each, or why it is not read."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, replace

from pipeline.base.period_forms import ColumnForm, form_of_column, period_among
from pipeline.base.periods import Period, parse_period
from pipeline.parse.xlsx.catalogue import plain_code
from pipeline.parse.xlsx.cells import Sheet, printed_text
from pipeline.reference.entries import Measure
from pipeline.reference.layouts import WorkbookLayout
from pipeline.reference.windows import misfit

_QUARTER = re.compile(r"\bQ([1-4])\b")


@dataclass(frozen=True)
class SheetColumn:
    """A column of figures: its measure and period, or why it is not read.

    Where `kept_out` says why, each of its cells is rejected.
    """

    index: int
    published: str
    measure: Measure | None = None
    period: Period | None = None
    period_note: str | None = None
    refusal: str = ""
    kept_out: str | None = None


class ColumnReader:
    """Reads the titles of a sheet's columns.

    `code` is that of the sheet's measure. `seen` says where the figures of a measure and a period stand, of all sheets.
    """

    def __init__(
        self,
        sheet: Sheet,
        layout: WorkbookLayout,
        by_code: Mapping[str, Measure],
        code: str,
        seen: dict[tuple[str, str], str],
    ) -> None:
        self.sheet, self.layout, self.by_code, self.code, self.seen = sheet, layout, by_code, code, seen
        self.form = ColumnForm()

    def read(self, header: int, of_organisations: set[int]) -> list[SheetColumn]:
        """The columns of figures; before the last one of organisations only those are, whose titles name a period."""
        columns: list[SheetColumn] = []
        first = max(of_organisations) + 1
        previous: Period | None = None
        self.form = ColumnForm(self.layout.period_form)
        if self.form.form is None:
            # Periods across have one form as those of a column have.
            self.form = form_of_column(self._label(printed_text(title))[0] for title in self.sheet.rows[header])
        for index, title in enumerate(self.sheet.rows[header]):
            if index in of_organisations:
                continue
            column = self._column(index, printed_text(title), previous)
            if index < first and column.refusal:
                continue
            if column.measure and column.period:
                previous = column.period
                subject = (column.measure.measure_id, column.period.period)
                if subject in self.seen:
                    column = SheetColumn(index, column.published, refusal=f"repeats the period of {self.seen[subject]}")
                self.seen.setdefault(subject, f"'{column.published}' in '{self.sheet.name}'")
            columns.append(column)
        width = max((len(row) for row in self.sheet.rows), default=0)
        beyond = range(max(first, len(self.sheet.rows[header])), width)
        return columns + [SheetColumn(index, "", refusal="stands in a column without a title") for index in beyond]

    def _column(self, index: int, published: str, previous: Period | None) -> SheetColumn:
        label, is_planned = self._label(published)
        code = f"{self.code} {self.layout.planned}" if is_planned else self.code
        measure = self.by_code.get(plain_code(code))
        if measure is None:
            refusal = f"no measure in raw/reference/measures.yml has the code '{code}'"
            return SheetColumn(index, published, refusal=refusal)
        period, note = period_among(label, self.form), None
        if period is None and previous and (quarter := _QUARTER.search(label)):
            period = _next_quarter(previous, quarter[1])
            note = f"printed as '{published}', taken for the first Q{quarter[1]} after {previous.period}"
        if period is None:
            title = f"under '{published}', which names no period" if published else "in a column without a title"
            if form_of_column([label]).question:
                title = f"under '{published}', a month or a financial year: say `period_form` in raw/sources.yml"
            return SheetColumn(index, published, refusal=f"stands {title}")
        return self._of_measure(SheetColumn(index, published, measure, period, note), code)

    def _of_measure(self, column: SheetColumn, code: str) -> SheetColumn:
        """A column with the measure that its figures of its period are of, or why they are of none."""
        assert column.measure and column.period
        for other in self.layout.other_columns:
            if plain_code(other.code) == plain_code(code) and other.holds(column.period):
                if other.as_code is None:
                    return replace(column, kept_out=other.reason)
                measure = self.by_code.get(plain_code(other.as_code))
                if measure is None:
                    refusal = f"no measure in raw/reference/measures.yml has the code '{other.as_code}'"
                    return SheetColumn(column.index, column.published, refusal=refusal)
                column = replace(column, measure=measure)
        assert column.measure and column.period
        if why := misfit(column.measure, column.period):
            return SheetColumn(
                column.index, column.published, refusal=f"stands under '{column.published}', which {why}"
            )
        return column

    def _label(self, published: str) -> tuple[str, bool]:
        """The title of a column without the word for what is planned, and whether that stands there."""
        is_planned = published.casefold().endswith(f" {self.layout.planned}")
        return (published[: -len(self.layout.planned)].strip() if is_planned else published), is_planned


def _next_quarter(previous: Period, quarter: str) -> Period | None:
    """The first period of that quarter of a financial year which begins after another period."""
    year = previous.end.year
    candidates = [parse_period(f"{start}/{(start + 1) % 100:02d} Q{quarter}") for start in (year - 1, year, year + 1)]
    return next((period for period in candidates if period and period.start > previous.end), None)
