"""How the files of a source are laid out, as raw/sources.yml says: long tables, sheets of them, and workbooks.

Each layout has its keys, and says which of them go together.
"""

from __future__ import annotations

from typing import Annotated, Any, Literal, Self

from pydantic import (
    BeforeValidator,
    Field,
    ModelWrapValidatorHandler,
    ValidationError,
    model_validator,
)
from pydantic_core import InitErrorDetails

from pipeline.base.day_forms import DateForm
from pipeline.base.period_forms import PeriodForm
from pipeline.reference.entries import PeriodName
from pipeline.reference.layout_parts import (
    OTHERS,
    AddUp,
    CatalogueColumn,
    ColumnMeasure,
    DayOrSheet,
    Group,
    Marker,
    Only,
    OtherColumns,
    Percentages,
    PrintedAs,
    RowCounts,
    Several,
    Strict,
    Text,
)
from pipeline.reference.register import Day
from pipeline.schema.values import OrgType


class _Layout(Strict):
    """`percentages` says how shares are printed: all of them, or by the codes of measures and `others` for the rest.

    `misnamed` are codes of organisations beside which the name of another stands by a known error, with that name: the
    code counts.
    """

    percentages: Percentages
    misnamed: dict[Text, Text] = {}

    def prints_as_fraction(self, unit: str, code: str = "") -> bool:
        """Whether values of a unit are printed as 0.55 where this warehouse has 55."""
        return unit == "%" and self._printed_as(code) == "fractions"

    def confirms(self, code: str) -> bool:
        """Whether the layout says of this very measure how its shares are printed."""
        return isinstance(self.percentages, dict) and _code(code) in map(_code, self.percentages)

    def _printed_as(self, code: str) -> PrintedAs:
        if not isinstance(self.percentages, dict):
            return self.percentages
        by_code = {_code(named): printed for named, printed in self.percentages.items()}
        return by_code.get(_code(code), self.percentages.get(OTHERS, "percent"))


def _code(text: str) -> str:
    """A measure's code without what editions vary: IAPT(ii.a) is IAPT(ii_a)."""
    return "".join(text.split()).casefold().replace(".", "_")


def _plain(given: object) -> object:
    """A year, which YAML reads as a number, as it is written."""
    return str(given) if type(given) is int else given


def _by_code(given: object) -> object:
    """A list of titles, of which each is its own code, or titles with their codes, in full."""
    if isinstance(given, list | tuple):
        given = {title: title for title in given}
    if isinstance(given, dict):
        return {title: code if isinstance(code, dict) else {"code": str(code)} for title, code in given.items()}
    return given


class LongLayout(_Layout):
    """A table of measures by organisation and period, one row for a value or one for several. Columns are as printed.

    Where `value` and the other columns name several, the first one that the file has is read; the cells of several
    `measure` columns are the code together, with a blank between them. A file with a column for each measure has
    `measures`, titles with their codes, instead of `measure` and `value`. `period_start` and `period_end` are days,
    `period` is a printed label, `period_is` the one period of a file that has no such column; `period_form` and
    `date_form` say how they are printed where that is not certain, and `period_within` what stands around a label, with
    * for the label. `period_days` are columns of the first and the last day of a label, held against it where they are
    there. `groups` maps what stands in `group` (with * for any characters) to a kind of organisation, and
    `group_is` is the one group of a file without that column. `counts` names for the code of a measure the codes whose
    rows are its numerator and denominator, and `shares` the same for that of a share which the file does not print and
    which is worked out of them. `add_up` stands in the place of `value` where several rows make one share.
    `organisations_on` is the day whose CCGs the figures are mapped to, where that is not the end of their period.
    `notes` are the words beside or between rows that change nothing of them, with * for any characters.
    """

    period_start: Text | None = None
    period_end: Text | None = None
    period: Text | None = None
    period_is: Annotated[PeriodName, BeforeValidator(_plain)] | None = None
    period_form: PeriodForm | None = None
    period_within: Text | None = None
    period_days: tuple[Text, Text] | None = None
    date_form: DateForm | None = None
    group: Text | None = None
    group_is: Text | None = None
    groups: Annotated[dict[str, Group], Field(min_length=1)]
    measure: Several = ()
    measure_name: Text | None = None
    measures: Annotated[dict[Text, ColumnMeasure], BeforeValidator(_by_code)] = {}
    value: Several = ()
    numerator: Several = ()
    denominator: Several = ()
    counts: dict[Text, RowCounts] = {}
    shares: dict[Text, RowCounts] = {}
    add_up: AddUp | None = None
    only: tuple[Only, ...] = ()
    percentages: Percentages = "percent"
    organisations_on: Day | None = None
    markers: dict[str, Marker] = {}
    notes: tuple[str, ...] = ()

    @model_validator(mode="wrap")
    @classmethod
    def _missing_keys(cls, given: Any, handler: ModelWrapValidatorHandler[Self]) -> Self:
        """Where a key is misspelt or misplaced, the usual one that is missing is reported with it."""
        try:
            return handler(given)
        except ValidationError as error:
            found = error.errors(include_url=False)
            usual = {"measure": {"measures"}, "value": {"measures", "add_up"}, "group": {"group_is"}}
            missing = [
                key for key, others in usual.items() if isinstance(given, dict) and not given.keys() & {key, *others}
            ]
            if not missing or not any(detail["loc"] for detail in found):
                raise
            details = [
                InitErrorDetails(type=item["type"], loc=item["loc"], input=item["input"], ctx=item.get("ctx", {}))
                for item in found
            ]
            details += [InitErrorDetails(type="missing", loc=(key,), input=given) for key in missing]
            raise ValidationError.from_exception_data(cls.__name__, details) from None

    @model_validator(mode="after")
    def _dated(self) -> Self:
        ways = (self.period, self.period_is, self.period_start)
        if sum(way is not None for way in ways) != 1 or (self.period_start is None) != (self.period_end is None):
            raise ValueError("give either period, or both period_start and period_end, or period_is")
        if (self.period_form or self.period_within or self.period_days) and self.period is None:
            raise ValueError("period_form, period_within and period_days go with period")
        if self.period_within is not None and self.period_within.count("*") != 1:
            raise ValueError("period_within has one *, which stands for the period's label")
        return self

    @model_validator(mode="after")
    def _grouped(self) -> Self:
        if (self.group is None) == (self.group_is is None):
            raise ValueError("give either group, the column, or group_is, the one group of all rows")
        return self

    @model_validator(mode="after")
    def _measured(self) -> Self:
        has_value = bool(self.value or self.add_up)
        if bool(self.measure) == bool(self.measures) or has_value == bool(self.measures):
            raise ValueError("give either measure and value, or measures, which have a column each")
        if self.measures and (self.numerator or self.denominator or self.measure_name):
            raise ValueError("where measures have a column each, each names its own numerator and denominator")
        codes = [measure.code for measure in self.measures.values()]
        if twice := sorted({code for code in codes if codes.count(code) > 1}):
            raise ValueError(f"several columns have the code {', '.join(twice)}")
        if self.counts and (self.numerator or self.denominator):
            raise ValueError("counts stand in columns, numerator and denominator, or in rows, counts")
        for code, counts in self.shares.items():
            if not (counts.numerator and counts.denominator) or counts.denominator_less:
                raise ValueError(f"the share {code} is worked out of a numerator and a denominator, and of no more")
        return self

    @model_validator(mode="after")
    def _added_up(self) -> Self:
        if self.add_up is None:
            return self
        if self.value or self.numerator or self.denominator or self.counts or self.shares:
            raise ValueError("add_up makes the value of its own numerator and denominator")
        if self.period is None or self.group_is is None:
            raise ValueError("add_up goes with period, the column of months, and with group_is")
        if any(group.before or group.org_type == "national" for group in self.groups.values()):
            raise ValueError("add_up is of one kind of organisation; `england: true` gives England")
        return self

    @property
    def valued(self) -> list[tuple[str, ...]]:
        """The columns that hold values, each as the names of which one is enough."""
        return [*([self.value] if self.value else []), *((title,) for title in self.measures)]

    @property
    def needed(self) -> list[tuple[str, ...]]:
        """The columns that a file must have, each as the names of which one is enough."""
        single = [self.period, self.period_start, self.period_end, self.group, *self.measure, self.measure_name]
        coded = [name for group in self.groups.values() for name in (group.code, group.name)]
        kept = [*(only.column for only in self.only), *(self.add_up.columns if self.add_up else ())]
        wide = [
            name for title, measure in self.measures.items() for name in (title, measure.numerator, measure.denominator)
        ]
        names = dict.fromkeys(name for name in [*single, *coded, *kept, *wide] if name)
        return [*((name,) for name in names), *([self.value] if self.value else [])]


class CsvLayout(LongLayout):
    """A CSV; what divides its cells is `delimiter` where that is not certain from its heading."""

    kind: Literal["csv"]
    delimiter: Literal[",", ";", "tab", "|"] | None = None


class TableLayout(LongLayout):
    """The same table as a `sheet` of a workbook; * stands for any characters of the sheet's name."""

    kind: Literal["table"]
    sheet: Text


class WorkbookLayout(_Layout):
    """A workbook with a sheet for each indicator: organisations down, periods across, and a catalogue of indicators.

    `org_types` maps what stands under `org_type` to a kind of organisation, and `numbered` what stands there beside a
    code that is a number. A sheet is data when a row has all of the titles `org_code`, `org_name` and `org_type`; its
    code is its name without `sheet_suffixes`. `other_columns` are those that hold something else than their sheet's
    measure. `words` are values that are printed as words. `organisations_on` is the day whose CCGs the figures are
    mapped to, or of_the_sheet where each sheet is mapped to the latest ones that all have a row in it. `period_form`
    says what titles such as 2010-11 are where none of a sheet does. `notes` are the comments on cells that change
    nothing of them, with * for any characters.
    """

    kind: Literal["workbook"]
    org_code: Text
    org_name: Text
    org_type: Text
    org_types: Annotated[dict[str, OrgType], Field(min_length=1)]
    numbered: dict[str, OrgType] = {}
    national_codes: Annotated[tuple[Text, ...], Field(min_length=1)]
    sheet_suffixes: tuple[Text, ...] = ()
    catalogue_sheet: Text
    catalogue_columns: dict[CatalogueColumn, Text]
    direction_sheet: Text | None = None
    direction_columns: dict[Literal["code", "better_is"], Text] = {}
    percentages: Percentages = "fractions"
    organisations_on: DayOrSheet = None
    period_form: Literal["month", "financial_year"] | None = None
    planned: Text = "planned"
    other_columns: tuple[OtherColumns, ...] = ()
    markers: dict[str, Marker] = {}
    words: dict[str, float] = {}
    notes: tuple[str, ...] = ()
