"""The core tables of what documents publish in tables, lists and sheets.

These are ratings, measure values, and the indicators that documents list.
"""

from __future__ import annotations

from datetime import date

import polars as pl

from pipeline.schema.columns import (
    CoreTable,
    char_end,
    char_start,
    column,
    document_id,
    line_no,
    locator,
    org_code,
    period,
)
from pipeline.schema.values import (
    ORG_TYPES,
    REASON_CODES,
)


class Rating(CoreTable):
    """A published rating, or a cell that has none with the reason."""

    document_id: str = document_id()
    line_no: int = line_no()
    char_start: int = char_start()
    char_end: int = char_end()
    quote: str = column(
        "The text between the offsets: the cell, the organisation under its band's heading or in the sentence that "
        "states its band, or the band stated of a document's one organisation"
    )
    stated_in: str = column("Whether a list or table states it, or a sentence", isin=["list", "sentence"])
    org_code: str = org_code()
    org_name_published: str = column(
        "The organisation's name as printed; one over several lines with a space between them"
    )
    framework: str = column("Framework under which it was rated; never compare bands across frameworks")
    area: str = column("Area that was rated")
    period: str = period()
    period_published: str = column("The period as printed")
    period_start: date = column("First day of the period")
    period_end: date = column("Last day of the period")
    scale: str = column("Scale of the band", references="core.rating_scale.scale")
    band: str = column("Band in the scale's own wording, as printed or corrected; NULL unless rated", nullable=True)
    band_complete: bool = column("Whether the document is declared to list every organisation of this band")
    status: str = column(
        "Whether there is a band", isin=["rated", "insufficient_data", "not_applicable", "not_published"]
    )
    reason: str = column("Why there is no band; NULL when rated", nullable=True)
    reason_code: str = column(
        "Kind of that reason: not_open (the organisation), left_blank or printed (something else); NULL when rated",
        nullable=True,
        isin=REASON_CODES,
    )

    class Config(CoreTable.Config):
        unique = ["document_id", "org_code", "framework", "area", "period"]


class MeasureListing(CoreTable):
    """A document lists an indicator as part of a rating or a dashboard."""

    document_id: str = document_id()
    line_no: int = line_no()
    char_start: int = char_start()
    char_end: int = char_end()
    name_published: str = column("Its name as printed")
    measure_id: str = column("The measure that is meant", references="core.measure.measure_id")
    product: str = column("What it is part of", isin=["rating", "dashboard"])
    area: str = column("Area of that product")
    status: str = column("Whether it was in use or planned", isin=["in_use", "planned"])

    class Config(CoreTable.Config):
        unique = ["document_id", "char_start", "measure_id"]


class MeasureValue(CoreTable):
    """A published value of a measure for an organisation, or a cell that has none with the reason."""

    document_id: str = document_id()
    line_no: int = line_no(in_texts_only=True)
    char_start: int = char_start(in_texts_only=True)
    char_end: int = char_end(in_texts_only=True)
    locator: str = locator()
    org_type: str = column("Kind of organisation", isin=ORG_TYPES)
    org_code: str = column(
        "NHS ODS code of the organisation; England for all of it",
        references="core.organisation.org_code",
        of_rows="org_type = 'ccg'",
    )
    org_name_published: str = column(
        "The organisation's name as printed; one over several lines with a space between them"
    )
    measure_id: str = column("The measure", references="core.measure.measure_id")
    period: str = period()
    period_published: str = column("The period as printed")
    period_start: date = column(
        "First day that the value is about: that of the period or, where core.measure_window says so, an earlier one"
    )
    period_end: date = column("Last day of the period")
    period_note: str = column("Why this is taken for the period; NULL when it is printed", nullable=True)
    value: float = column(
        "Value in the measure's unit, as printed, corrected or added up; NULL unless published",
        nullable=True,
        unit="the measure's unit",
    )
    value_published: str = column("The cell as printed; of a value that was added up its numerator and denominator")
    decimals: int = column(
        "Decimals that the value is true to; NULL where there is no value", unit="decimals", nullable=True, ge=0
    )
    status: str = column(
        "Whether there is a value",
        isin=["published", "suppressed", "insufficient_data", "not_available", "not_applicable", "not_published"],
    )
    reason: str = column("Why there is no value; NULL when published", nullable=True)
    lower: float = column(
        "Least that a withheld value can be; NULL when no rule is known", nullable=True, unit="the measure's unit"
    )
    upper: float = column(
        "Most that a withheld value can be; NULL when no rule is known", nullable=True, unit="the measure's unit"
    )
    numerator: float = column("Numerator where it is published", nullable=True, unit="counted in the measure")
    denominator: float = column("Denominator where it is published", nullable=True, unit="counted in the measure")
    count_note: str = column(
        "Why a numerator or denominator that the source has a cell for is not given, or that all such counts of the "
        "source are rounded: counts rounded to 5; NULL otherwise",
        nullable=True,
    )
    counts_rounded_to: int = column(
        "Multiple to which the source rounds its numerators and denominators; NULL where it is not known to",
        nullable=True,
        unit="counted in the measure",
        ge=1,
    )

    class Config(CoreTable.Config):
        unique = ["document_id", "measure_id", "period", "org_type", "org_code"]


class ProviderValue(CoreTable):
    """What each provider contributes to a value of core.measure_value that was added up from the rows of providers."""

    document_id: str = document_id()
    locator: str = column("The rows of the feed that were added up, and their columns")
    provider_code: str = column("Code of the provider as printed")
    provider_name_published: str = column("The provider's name as printed, in the last of these rows")
    org_type: str = column("Kind of the organisation whose value it is part of", isin=ORG_TYPES)
    org_code: str = column(
        "NHS ODS code of that organisation; England for all rows of the provider",
        references="core.organisation.org_code",
        of_rows="org_type = 'ccg'",
    )
    measure_id: str = column("The measure", references="core.measure.measure_id")
    period: str = period()
    period_start: date = column("First day of the period")
    period_end: date = column("Last day of the period")
    value: float = column(
        "Share of the provider's denominator; NULL where that is 0", nullable=True, unit="the measure's unit"
    )
    numerator: float = column("Sum of the provider's numerators", unit="counted in the measure", ge=0)
    denominator: float = column("Sum of the provider's denominators", unit="counted in the measure", ge=0)

    class Config(CoreTable.Config):
        unique = ["document_id", "measure_id", "period", "org_type", "org_code", "provider_code"]


class Indicator(CoreTable):
    """An entry of the catalogue of indicators that a workbook carries."""

    document_id: str = document_id()
    locator: str = column("Sheet and cell")
    indicator_no: int = column("Place in the catalogue, from 1", unit="position", ge=1)
    section: str = column("Heading that it stands under", nullable=True)
    code: str = column("Its code as printed")
    indicator_name: str = column("Its name as printed")
    better_is: str = column("Which values are better", isin=["higher", "lower", "none"], nullable=True)
    better_is_published: str = column("The sign for that as printed; NULL when there is none", nullable=True)
    standard_published: str = column("Its standard as printed; NULL when there is none", nullable=True)
    numerator_published: str = column("Its numerator as printed; NULL when there is none", nullable=True)
    denominator_published: str = column("Its denominator as printed; NULL when there is none", nullable=True)
    reporting_period_published: str = column("Its reporting period as printed", nullable=True)
    data_source_published: str = column("Its data source as printed", nullable=True)
    parts: pl.List = column("The sheets that hold it; empty when none does", dtype_kwargs={"inner": pl.String()})
    measure_ids: pl.List = column("The measures of those sheets", dtype_kwargs={"inner": pl.String()})

    class Config(CoreTable.Config):
        unique = ["document_id", "indicator_no"]
