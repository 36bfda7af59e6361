"""The one declaration of each core table: its columns with type, unit, range, description and key.

Here: pandera models, from which the checks, Dagster's column schemas, DuckDB's comments, meta.column and the
data dictionary are generated. Not here: how rows come about, and the marts, which their SQL files declare.
"""

from __future__ import annotations

from datetime import date
from typing import Any

import pandera.polars as pa
import polars as pl

from pipeline.extract.facts import COMPARATORS, STAGES, STATISTICS

ORG_CODE = r"^[0-9A-Z]{3,5}$"
SHA256 = r"^[0-9a-f]{64}$"
PERIOD = r"^\d{4}(/\d{2}( [QH]\d)?|-\d{2})?$|^\d{4}[-/0-9 QHto]*$"


def column(
    description: str, *, unit: str | None = None, references: str | None = None, nullable: bool = False, **checks: Any
) -> Any:
    """A column of a core table. `references` names the column that every value must stand in."""
    metadata = {"unit": unit, "references": references}
    return pa.Field(description=description, nullable=nullable, metadata=metadata, **checks)


def document_id() -> Any:
    return column("The document it stands in", references="core.document.document_id")


def line_no() -> Any:
    return column("Line of the document, from 1", unit="line", ge=1)


def char_start() -> Any:
    return column("Offset of its first character in the decoded document, from 0", unit="code point", ge=0)


def char_end() -> Any:
    return column("Offset after its last character", unit="code point", ge=0)


def org_code() -> Any:
    return column("NHS ODS code of the CCG", references="core.organisation.org_code", str_matches=ORG_CODE)


def period() -> Any:
    return column("Reporting period in normal form, such as 2016/17 or 2019/20 Q1", str_matches=PERIOD)


class CoreTable(pa.DataFrameModel):
    """A core table. Its docstring's first line is its description; Config.unique is its key."""

    class Config:
        strict = True
        ordered = True


class Document(CoreTable):
    """A document that was read, and what it gave."""

    document_id: str = column("Name of the document's file without its ending", str_matches=r"^[a-z0-9][a-z0-9_.-]*$")
    title: str = column("Title as published")
    publisher: str = column("Who published it")
    published_on: date = column("Last day on which it can have been published")
    published_precision: str = column("How precisely that is known", isin=["day", "month", "year"])
    published_note: str = column("What is to be known of that date", nullable=True)
    url: str = column("Where it was published", nullable=True)
    licence: str = column("On what terms its content may be used")
    text_kind: str = column("Whether the text read is the original or our abstract", isin=["original", "abstract"])
    sha256: str = column("SHA-256 of the text read", str_matches=SHA256)
    sidecar_sha256: str = column("SHA-256 of its sidecar", str_matches=SHA256)
    lines: int = column("Lines of the text", unit="lines", ge=0)
    tables_found: int = column("Mapped tables and lists found in it", unit="tables", ge=0)
    rows_found: int = column("Rows in mapped tables and lists", unit="rows", ge=0)
    rows_parsed: int = column("Rows of those that were taken", unit="rows", ge=0)
    rows_rejected: int = column("Rows of those that were rejected", unit="rows", ge=0)
    claims_found: int = column("Claims found in its prose", unit="claims", ge=0)
    figures_found: int = column("Other figures found in its prose", unit="figures", ge=0)

    class Config(CoreTable.Config):
        unique = ["document_id"]


class SourceLine(CoreTable):
    """A line of a document that states a fact of this warehouse; lines that state none are not kept."""

    document_id: str = document_id()
    line_no: int = line_no()
    char_start: int = char_start()
    text: str = column("The line, without its end")

    class Config(CoreTable.Config):
        unique = ["document_id", "line_no"]


class Organisation(CoreTable):
    """A clinical commissioning group that ever existed."""

    org_code: str = column("NHS ODS code", str_matches=ORG_CODE)
    org_name: str = column("Name in the register")
    gss_code: str = column("ONS code, the latest that it had", nullable=True, str_matches=r"^E38\d{6}$")
    earlier_gss_codes: str = column("ONS codes that it had before, joined with |", nullable=True)
    opened_on: date = column("First day on which it was open")
    closed_on: date = column(
        "Last day on which it was open; NULL when it was not closed before July 2022", nullable=True
    )
    icb_code: str = column("ODS code of today's integrated care board for its area", nullable=True)
    region_code: str = column("ODS code of today's NHS England region for its area", nullable=True)

    class Config(CoreTable.Config):
        unique = ["org_code"]


class OrganisationAlias(CoreTable):
    """A name that an organisation is known by and that its name in the register does not give."""

    alias: str = column("The other name")
    org_code: str = column("The organisation that it means", references="core.organisation.org_code")
    note: str = column("Whose name it is, or when it was used")

    class Config(CoreTable.Config):
        unique = ["alias"]


class OrganisationSuccession(CoreTable):
    """A step of a merger: one organisation's area passed to another."""

    predecessor_org_code: str = column("Organisation that closed", references="core.organisation.org_code")
    successor_org_code: str = column("Organisation that took its area over", references="core.organisation.org_code")
    effective_on: date = column("First day of the successor's responsibility")

    class Config(CoreTable.Config):
        unique = ["predecessor_org_code", "successor_org_code"]


class RatingScale(CoreTable):
    """A band of a scale of ratings."""

    scale: str = column("Name of the scale")
    band: str = column("Label of the band")
    position: int = column("Place in the scale, 1 is the best", unit="position", ge=1)
    description: str = column("What the scale is")
    source: str = column("Where the scale was published")

    class Config(CoreTable.Config):
        unique = ["scale", "band"]


class Rating(CoreTable):
    """A published rating, or a cell that has none with the reason."""

    document_id: str = document_id()
    line_no: int = line_no()
    char_start: int = char_start()
    char_end: int = char_end()
    quote: str = column("The text between the offsets: the cell, or the organisation under its band's heading")
    org_code: str = org_code()
    org_name_published: str = column("The organisation's name as printed")
    framework: str = column("Framework under which it was rated; never compare bands across frameworks")
    area: str = column("Area that was rated")
    period: str = period()
    period_published: str = column("The period as printed")
    period_start: date = column("First day of the period")
    period_end: date = column("Last day of the period")
    scale: str = column("Scale of the band", references="core.rating_scale.scale")
    band: str = column("Band in the scale's own wording, as printed or put right; NULL unless rated", nullable=True)
    band_complete: bool = column("Whether the document is declared to list every organisation of this band")
    status: str = column(
        "Whether there is a band", isin=["rated", "insufficient_data", "not_applicable", "not_published"]
    )
    reason: str = column("Why there is no band; NULL when rated", nullable=True)

    class Config(CoreTable.Config):
        unique = ["document_id", "org_code", "framework", "area", "period"]


class Measure(CoreTable):
    """An indicator, under all the names that documents give it."""

    measure_id: str = column("Name of the measure in this warehouse", str_matches=r"^[a-z0-9_]+$")
    measure_name: str = column("Name for people")
    area: str = column("Area that it belongs to")
    unit: str = column("Unit of its values")
    polarity: str = column("Which values are better", isin=["higher", "lower", "none"])
    description: str = column("What it measures")

    class Config(CoreTable.Config):
        unique = ["measure_id"]


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


class MeasureStandard(CoreTable):
    """A dated standard for a measure."""

    measure_id: str = column("The measure", references="core.measure.measure_id")
    standard: float = column("Value to be reached, in the measure's unit")
    comparator: str = column("How a value must stand to it", isin=COMPARATORS)
    from_period: str = column("First period for which it holds; NULL when that is not known", nullable=True)
    source: str = column("Where it was set")
    verified: bool = column("Whether the date and the value were checked at their source")

    class Config(CoreTable.Config):
        unique = ["measure_id", "standard", "comparator", "from_period"]


class MeasureValue(CoreTable):
    """A published value of a measure for an organisation, or a cell that has none with the reason."""

    document_id: str = document_id()
    line_no: int = line_no()
    char_start: int = char_start()
    char_end: int = char_end()
    org_code: str = org_code()
    org_name_published: str = column("The organisation's name as printed")
    measure_id: str = column("The measure", references="core.measure.measure_id")
    period: str = period()
    period_published: str = column("The period as printed")
    period_start: date = column("First day of the period")
    period_end: date = column("Last day of the period")
    period_note: str = column("Why this is taken for the period; NULL when it is printed", nullable=True)
    value: float = column("Value in the measure's unit, as printed or put right; NULL unless published", nullable=True)
    value_published: str = column("The text between the offsets: the cell as printed")
    decimals: int = column("Decimals that the value is true to", unit="decimals", nullable=True, ge=0)
    status: str = column(
        "Whether there is a value",
        isin=["published", "suppressed", "insufficient_data", "not_available", "not_applicable", "not_published"],
    )
    reason: str = column("Why there is no value; NULL when published", nullable=True)
    lower: float = column("Least that a withheld value can be; NULL when no rule is known", nullable=True)
    upper: float = column("Most that a withheld value can be; NULL when no rule is known", nullable=True)
    numerator: float = column("Numerator where it is published", nullable=True)
    denominator: float = column("Denominator where it is published", nullable=True)

    class Config(CoreTable.Config):
        unique = ["document_id", "org_code", "measure_id", "period"]


class Claim(CoreTable):
    """A statement in prose that rows can confirm or refute."""

    claim_id: str = column("Document, line, and place among the line's claims")
    document_id: str = document_id()
    line_no: int = line_no()
    char_start: int = char_start()
    char_end: int = char_end()
    quote: str = column("The text between the offsets")
    framework: str = column("Framework that it speaks of")
    area: str = column("Area that it speaks of")
    period: str = period()
    scale: str = column("Scale whose labels it uses", references="core.rating_scale.scale")
    statistic: str = column("What is stated of the organisations", isin=STATISTICS)
    comparator: str = column("How the true figure is said to stand to the value", isin=COMPARATORS)
    bands: pl.List = column("Bands that are counted together; empty for a total", dtype_kwargs={"inner": pl.String()})
    value: float = column("The figure, as printed or put right: organisations, or a share of 1", ge=0)
    whole: float = column("Total that the same sentence names; NULL when it names none", nullable=True, ge=0)

    class Config(CoreTable.Config):
        unique = ["claim_id"]


class Figure(CoreTable):
    """A number in prose that is no claim."""

    document_id: str = document_id()
    line_no: int = line_no()
    char_start: int = char_start()
    char_end: int = char_end()
    text: str = column("The text between the offsets: the number as printed")
    value: float = column("The number in base units: £3.97bn is 3970000000, 15% is 15")
    comparator: str = column("How the true figure is said to stand to the value", isin=COMPARATORS)
    unit: str = column("What is counted or measured")
    sentence: str = column("The sentence that it stands in")

    class Config(CoreTable.Config):
        unique = ["document_id", "char_start", "char_end"]


class Publication(CoreTable):
    """An item that a bulletin lists."""

    document_id: str = document_id()
    line_no: int = line_no()
    char_start: int = char_start()
    char_end: int = char_end()
    item_no: int = column("Place in the bulletin, from 1", unit="item", ge=1)
    title: str = column("The text between the offsets: the item's title")
    publisher: str = column("Who published it, as printed")
    published_on: date = column("Last day on which it can have been published; NULL when not stated", nullable=True)
    published_precision: str = column("How precisely that is known", nullable=True, isin=["day", "month", "year"])

    class Config(CoreTable.Config):
        unique = ["document_id", "item_no"]


class RefreshPolicy(CoreTable):
    """A cadence that a document states for a product."""

    document_id: str = document_id()
    line_no: int = line_no()
    char_start: int = char_start()
    char_end: int = char_end()
    quote: str = column("The text between the offsets")
    product: str = column("What is refreshed", isin=["rating", "dashboard"])
    cadence: str = column("How often", isin=["monthly", "quarterly", "half-yearly", "annual"])
    month: int = column("Month of the first refresh in a year; NULL when not stated", nullable=True, ge=1, le=12)
    starts: date = column("First due date")

    class Config(CoreTable.Config):
        unique = ["document_id", "product", "cadence"]


class Correction(CoreTable):
    """A known error of a document that its sidecar puts right; what is printed stays visible."""

    document_id: str = document_id()
    line_no: int = line_no()
    char_start: int = char_start()
    char_end: int = char_end()
    quote: str = column("The text between the offsets")
    about: str = column("What is put right", isin=["organisation", "rating", "measure_value", "claim"])
    printed: str = column("The value as printed")
    right_value: str = column("The value that is right")
    reason: str = column("What is wrong with the printed value")
    authority: str = column("Who knows better, and where that stands")

    class Config(CoreTable.Config):
        unique = ["document_id", "char_start", "char_end", "about", "printed"]


class RejectedRow(CoreTable):
    """Text that looked like data and was not taken."""

    document_id: str = document_id()
    line_no: int = line_no()
    char_start: int = char_start()
    char_end: int = char_end()
    text: str = column("The text between the offsets")
    stage: str = column("What would have read it", isin=STAGES)
    reason: str = column("Why it was not taken")

    class Config(CoreTable.Config):
        unique = ["document_id", "char_start", "char_end", "stage", "reason"]


CORE_TABLES: dict[str, type[CoreTable]] = {
    "document": Document,
    "source_line": SourceLine,
    "organisation": Organisation,
    "organisation_alias": OrganisationAlias,
    "organisation_succession": OrganisationSuccession,
    "rating_scale": RatingScale,
    "rating": Rating,
    "measure": Measure,
    "measure_listing": MeasureListing,
    "measure_standard": MeasureStandard,
    "measure_value": MeasureValue,
    "claim": Claim,
    "figure": Figure,
    "publication": Publication,
    "refresh_policy": RefreshPolicy,
    "correction": Correction,
    "rejected_row": RejectedRow,
}

# The tables that come from raw/reference; all others come from documents.
REFERENCE_TABLES = frozenset(
    ("organisation", "organisation_alias", "organisation_succession", "rating_scale", "measure", "measure_standard")
)
