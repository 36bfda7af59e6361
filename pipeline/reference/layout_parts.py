"""What the layouts of sources' files consist of: markers, groups of rows, counts, and how shares and days are given."""

from __future__ import annotations

from datetime import date
from typing import Annotated, Any, Literal, Self, get_args

from pydantic import (
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    StringConstraints,
    model_validator,
)

from pipeline.base.periods import Period, normal_period
from pipeline.reference.entries import PeriodName
from pipeline.reference.register import Day, iso_day
from pipeline.schema.values import OrgType

CatalogueColumn = Literal[
    "code", "indicator_name", "description", "standard", "numerator", "denominator", "further_information",
    "reporting_period", "data_source", "link",
]  # fmt: skip
ValueStatus = Literal["suppressed", "insufficient_data", "not_available", "not_applicable", "not_published"]
Text = Annotated[str, StringConstraints(min_length=1)]


class Strict(BaseModel):
    """What has these keys and no others."""

    model_config = ConfigDict(extra="forbid", frozen=True)


PrintedAs = Literal["percent", "fractions"]
OTHERS = "others"
OF_THE_SHEET = "of_the_sheet"


def _percentages(given: Any) -> str | dict[str, str]:
    """One form, or one for each code; read as a whole, so that one slip is one problem."""
    forms = {str(code): form for code, form in given.items()} if isinstance(given, dict) else {OTHERS: given}
    if not forms or any(form not in get_args(PrintedAs) for form in forms.values()):
        raise ValueError("write percent or fractions, or either for codes of measures and `others`: {M1: percent}")
    return forms if isinstance(given, dict) else str(given)


def _day_or_sheet(given: Any) -> date | str | None:
    if given is None or given == OF_THE_SHEET:
        return OF_THE_SHEET if given else None
    try:
        return iso_day(given)
    except ValueError:
        raise ValueError(f"write a day as 2021-04-01, or {OF_THE_SHEET}") from None


Percentages = Annotated[PrintedAs | dict[str, PrintedAs], BeforeValidator(_percentages)]
DayOrSheet = Annotated[date | Literal["of_the_sheet"] | None, BeforeValidator(_day_or_sheet)]


class Marker(Strict):
    """What a printed marker says of a cell without a number.

    `lower` and `upper` bound what a suppressed count can be; they hold for measures that count, never for shares.
    """

    status: ValueStatus
    reason: Text
    lower: float | None = None
    upper: float | None = None

    @model_validator(mode="after")
    def _in_order(self) -> Self:
        if self.lower is not None and self.upper is not None and self.lower > self.upper:
            raise ValueError(f"lower {self.lower} lies above upper {self.upper}")
        return self


class Before(Strict):
    """What the rows of a group were about before a day: those of periods that end before it."""

    day: Day
    org_type: OrgType


class Group(Strict):
    """Rows of one kind of organisation; `code` and `name` are columns, and England needs neither.

    `before` gives another kind for the time before a day, as sub-ICB locations were CCGs until 30 June 2022.
    """

    org_type: OrgType
    code: Text | None = None
    name: Text | None = None
    before: Before | None = None

    @model_validator(mode="after")
    def _coded(self) -> Self:
        if self.code is None and self.org_type != "national":
            raise ValueError("name the column of the code")
        return self


class Only(Strict):
    """Rows are read where `column` holds one of `values`; the others are breakdowns that are not kept."""

    column: Text
    values: Annotated[tuple[str, ...], Field(min_length=1)]


class Counts(Strict):
    """The numerator and the denominator of a measure: columns or, where they have rows of their own, codes."""

    numerator: Text | None = None
    denominator: Text | None = None


class RowCounts(Counts):
    """The codes whose rows are counts; `denominator_less` is one whose count is taken off the denominator."""

    denominator_less: Text | None = None

    @model_validator(mode="after")
    def _taken_off_something(self) -> Self:
        if self.denominator_less and not self.denominator:
            raise ValueError("denominator_less goes with denominator")
        return self

    @property
    def given_denominator(self) -> str | None:
        """What the denominator is called: its code, or the two of a difference."""
        less = self.denominator_less
        return f"{self.denominator} less {less}" if less else self.denominator


class ColumnMeasure(Counts):
    """A measure that has a column of its own, by its code, with the columns of its counts."""

    code: Text


class OtherColumns(Strict):
    """Columns of a sheet, by its code and their periods, that hold something else than the sheet's measure.

    They are those of the measure that has `as_code`, or they are not taken, for a `reason`.
    """

    code: Text
    from_period: PeriodName | None = None
    to_period: PeriodName | None = None
    as_code: Text | None = None
    reason: Text | None = None

    @model_validator(mode="after")
    def _is_one(self) -> Self:
        if (self.as_code is None) == (self.reason is None):
            raise ValueError("give either as_code, the code of their measure, or reason, why they are not taken")
        if self.from_period is None and self.to_period is None:
            raise ValueError("give from_period, the first of their periods, or to_period, the last, or both")
        return self

    def holds(self, period: Period) -> bool:
        """Whether a period is one of theirs."""
        first = normal_period(self.from_period).start if self.from_period else date.min
        last = normal_period(self.to_period).end if self.to_period else date.max
        return first <= period.start and period.end <= last


def _several(given: object) -> object:
    return (given,) if isinstance(given, str) else given


Several = Annotated[tuple[Text, ...], BeforeValidator(_several)]
Summed = Annotated[tuple[Text, ...], BeforeValidator(_several), Field(min_length=1)]


class Provider(Strict):
    """The columns of a provider's code and name."""

    code: Text
    name: Text | None = None


class AddUp(Strict):
    """A share that several rows give together, out of the sums of their counts.

    `numerator` and `denominator` are columns, of which all are added. Each row is one month of an organisation or, with
    `provider`, of one of its providers. Beside the months, `to` names the longer periods that are added up. With
    `england`, all rows together are England's. `parts` are columns that come to the denominator, held against it where
    they are all there.
    """

    numerator: Summed
    denominator: Summed
    parts: tuple[Text, ...] = ()
    provider: Provider | None = None
    to: tuple[Literal["quarter", "financial_year"], ...] = ()
    england: bool = False

    @property
    def columns(self) -> tuple[str, ...]:
        """All columns that it names."""
        provider = (self.provider.code, self.provider.name) if self.provider else ()
        return (*self.numerator, *self.denominator, *(name for name in provider if name))
