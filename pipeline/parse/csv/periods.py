"""What the period labels and the days of a feed mean, by its layout; all labels of a column have one form."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

from pipeline.base.day_forms import DateForm, day_in_form
from pipeline.base.period_forms import (
    ColumnForm,
    PeriodForm,
    certain_period,
    form_of_column,
    forms_that_fit,
    period_among,
    period_in_form,
)
from pipeline.base.periods import Period, normal_period, period_of
from pipeline.reference.layouts import LongLayout

_SERIAL = re.compile(r"\s*[1-7]\d{4}(\.0+)?\s*", re.ASCII)
_MONTH_FIRST = re.compile(r"\s*\d\d?/(1[3-9]|2\d|3[01])/\d{4}.*", re.ASCII | re.DOTALL)
_SAYS = {"month": "a month", "financial_year": "a financial year", "calendar_year": "a calendar year",
         "quarter": "a quarter", "calendar_quarter": "a calendar quarter", "half_year": "half a year",
         "rolling": "a run of months"}  # fmt: skip


class PeriodTexts:
    """The periods of a file: `question` is what its labels leave open, which only the layout can answer."""

    def __init__(self, layout: LongLayout, labels: Iterable[str]) -> None:
        self._layout = layout
        self._form: PeriodForm | None = layout.period_form
        self._column = ColumnForm()
        if layout.period and self._form is None:
            self._column = form_of_column(self._within(label) or "" for label in labels)
        self.question = self._column.question

    def period(self, texts: Sequence[str]) -> Period | str:
        """The period of a row's texts, a label, two days or all three, or why there is none."""
        if self._layout.period_is:
            return normal_period(self._layout.period_is)
        if len(texts) == 3:
            return self._confirmed(texts[0], texts[1], texts[2])
        if len(texts) == 2:
            return _between(texts[0], texts[1], self._layout.date_form)
        return self._labelled(texts[0])

    def _confirmed(self, label: str, start: str, end: str) -> Period | str:
        """The period of a label, if the days beside it, where they read, are not those of another."""
        named, dated = self._labelled(label), _between(start, end, self._layout.date_form)
        if isinstance(named, Period) and isinstance(dated, Period) and named != dated:
            days = f"{_short(start.strip())} to {_short(end.strip())}"
            found = f"'{_short(label)}' is {named.period}, and its days, {days}, are another"
            return f"{found}; ask its publisher which is right"
        return named

    def _within(self, label: str) -> str | None:
        """A label without what stands around it; None where that does not."""
        around = self._layout.period_within
        if around is None:
            return label
        before, after = around.split("*")
        text = label.strip()
        fits = text.casefold().startswith(before.casefold()) and text.casefold().endswith(after.casefold())
        return text[len(before) : len(text) - len(after)] if fits and len(text) > len(before + after) else None

    def _labelled(self, label: str) -> Period | str:
        bare = self._within(label)
        if bare is None:
            return (
                f"'{_short(label)}' is no period between what period_within says ({self._layout.period_within}); leave"
                " it, or correct period_within in raw/sources.yml"
            )
        if self._form is not None:
            return period_in_form(bare, self._form, self._layout.date_form) or (
                f"'{_short(label)}' is not {_SAYS[self._form]}, as period_form says of its column; leave it, or correct"
                " period_form in raw/sources.yml"
            )
        return period_among(bare, self._column) or certain_period(bare) or _no_period(label)


def _no_period(label: str) -> str:
    fits = forms_that_fit(label)
    if fits:
        forms = " or ".join(f"{_SAYS[form]} (period_form: {form})" for form in fits)
        return f"'{_short(label)}' names no period for certain; it can be {forms}; say so in sources.yml"
    return f"'{_short(label)}' names no period for certain; leave it, or ask its publisher"


def _between(start: str, end: str, form: DateForm | None) -> Period | str:
    """The period from one printed day to another, or why there is none."""
    first, last = day_in_form(start, form), day_in_form(end, form)
    for text, day in ((start, first), (end, last)):
        if day is None:
            return f"'{_short(text)}' is no day as {_days_of(form)}; {_remedy(text, form)}"
    assert first and last
    try:
        return period_of(first, last)
    except ValueError:
        return f"{start.strip()} to {end.strip()} is no run of whole months; such a period cannot be taken"


def _days_of(form: DateForm | None) -> str:
    return {"mm/dd/yyyy": "mm/dd/yyyy or yyyy-mm-dd", "excel": "Excel's serial number or yyyy-mm-dd"}.get(
        form or "", "dd/mm/yyyy or yyyy-mm-dd"
    )


def _remedy(text: str, form: DateForm | None) -> str:
    if form != "excel" and _SERIAL.fullmatch(text):
        return "if it is a serial number of Excel's, say `date_form: excel` in sources.yml"
    if form != "mm/dd/yyyy" and _MONTH_FIRST.fullmatch(text):
        return "if the month stands first, say `date_form: mm/dd/yyyy` in sources.yml"
    return "correct the period's columns in sources.yml"


def _short(text: str) -> str:
    return text if len(text) <= 80 else f"{text[:77]}..."
