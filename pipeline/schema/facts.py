"""The core tables that come from documents: the documents themselves, and everything that they state.

Here: one declaration of each. Not here: how rows come about.
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
    COMPARATORS,
    DOCUMENT_ID,
    NO_CLAIM_REASONS,
    ORG_CODE,
    ORG_TYPES,
    REASON_CODES,
    SHA256,
    STAGES,
    STATISTICS,
)


class Document(CoreTable):
    """A document that was read, and what it gave."""

    document_id: str = column("Name of the document's file without its ending", str_matches=DOCUMENT_ID)
    title: str = column("Title as published")
    publisher: str = column("Who published it")
    published_on: date = column("Last day on which it can have been published")
    published_precision: str = column("How precisely that is known", isin=["day", "month", "year"])
    published_note: str = column("What is to be known of that date", nullable=True)
    url: str = column("Where it was published", nullable=True)
    source_id: str = column(
        "The source that it was fetched from; NULL when a person laid it in raw/documents",
        nullable=True,
        references="core.source.source_id",
    )
    product: str = column(
        "What its figures are a release of; NULL when of neither", nullable=True, isin=["rating", "dashboard"]
    )
    licence: str = column("On what terms its content may be used")
    text_kind: str = column("Whether the text read is the original or our abstract", isin=["original", "abstract"])
    sha256: str = column("SHA-256 of the text read", str_matches=SHA256)
    sidecar_sha256: str = column("SHA-256 of its sidecar, or of its source's entry", str_matches=SHA256)
    lines: int = column("Lines of a text; NULL of a workbook", unit="lines", nullable=True, ge=0)
    tables_found: int = column("Mapped tables, lists, sheets or measures found in it", unit="tables", ge=0)
    rows_found: int = column("Rows in mapped tables and lists, or cells with figures", unit="rows", ge=0)
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


class Mention(CoreTable):
    """An organisation that prose or a list names, with what its sentence or list states of it."""

    document_id: str = document_id()
    line_no: int = line_no()
    char_start: int = char_start()
    char_end: int = char_end()
    org_name_published: str = column("The text between the offsets: the name as printed")
    org_code: str = column(
        "NHS ODS code of the CCG; NULL where it is not certain which is meant",
        references="core.organisation.org_code",
        nullable=True,
        str_matches=ORG_CODE,
    )
    reason: str = column("Why no organisation is given; NULL when one is", nullable=True)
    framework: str = column("Framework of the stated band; NULL when none is stated", nullable=True)
    area: str = column("Area of the stated band; NULL when none is stated", nullable=True)
    period: str = period(nullable=True)
    band: str = column("Band that is stated of it; NULL when none is", nullable=True)
    no_band_reason: str = column(
        "Why no band was taken of a sentence that has a band's label; NULL elsewhere", nullable=True
    )
    measure_id: str = column(
        "Measure of the stated value; NULL when none is stated",
        nullable=True,
        references="core.measure.measure_id",
    )
    value: float = column("Value that is stated of it; NULL when none is", nullable=True, unit="the measure's unit")

    class Config(CoreTable.Config):
        unique = ["document_id", "char_start"]


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
    period_start: date = column("First day of the period")
    period_end: date = column("Last day of the period")
    period_note: str = column("Why this is taken for the period; NULL when it is printed", nullable=True)
    value: float = column(
        "Value in the measure's unit, as printed or corrected; NULL unless published",
        nullable=True,
        unit="the measure's unit",
    )
    value_published: str = column("The cell as printed")
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
        "Why a numerator or denominator that the source has a cell for is not given; NULL where none is withheld",
        nullable=True,
    )

    class Config(CoreTable.Config):
        unique = ["document_id", "measure_id", "period", "org_type", "org_code"]


class SourceVersion(CoreTable):
    """A version of a source that was fetched and kept."""

    document_id: str = column("Name of the version, and of its document where it was read")
    source_id: str = column("The source", references="core.source.source_id")
    fetched_on: date = column("Day on which it was fetched")
    published_on: date = column("Last day on which it can have been published")
    url: str = column("Address from which it came")
    sha256: str = column("SHA-256 of the file", str_matches=SHA256)
    bytes: int = column("Size of the file", unit="bytes", ge=0)
    state: str = column(
        "Whether it was read, quarantined while the version before stays, or superseded on its day",
        isin=["read", "quarantined", "superseded"],
    )
    reason: str = column("Why it was not read; NULL when it was", nullable=True)

    class Config(CoreTable.Config):
        unique = ["document_id"]


class DocumentPart(CoreTable):
    """A sheet of a workbook, or a measure of a feed, and what became of each of its cells."""

    document_id: str = document_id()
    part: str = column("The sheet, or the measure's code in the feed")
    part_no: int = column("Place in the document, from 1", unit="position", ge=1)
    title: str = column("Its title as printed", nullable=True)
    state: str = column("Whether its values were read", isin=["read", "catalogue", "left_out"])
    reason: str = column("Why it was left out, or which measure its rows are counts of; NULL otherwise", nullable=True)
    measure_id: str = column(
        "The measure that it holds; NULL when none", nullable=True, references="core.measure.measure_id"
    )
    organisations_on: date = column(
        "Latest day whose CCGs all have a row; NULL when they have not on any day", nullable=True
    )
    source_published: str = column("Source as printed", nullable=True)
    updated_published: str = column("When it was updated, as printed", nullable=True)
    latest_period_published: str = column("Latest period as printed", nullable=True)
    cells: int = column("Cells that are not empty, or rows of a feed", unit="cells", ge=0)
    labels: int = column("Cells of those that say what the others are, or are counts of theirs", unit="cells", ge=0)
    published: int = column("Cells of those with a value", unit="cells", ge=0)
    without_value: int = column("Cells of those with a status instead of a value", unit="cells", ge=0)
    rejected: int = column("Cells of those that were not taken, each in core.rejected_row", unit="cells", ge=0)
    left_out: int = column("Cells of those in parts and breakdowns that are not read", unit="cells", ge=0)

    class Config(CoreTable.Config):
        unique = ["document_id", "part"]


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
    period_start: date = column("First day of the period")
    period_end: date = column("Last day of the period")
    scale: str = column("Scale whose labels it uses", references="core.rating_scale.scale")
    statistic: str = column("What is stated of the organisations", isin=STATISTICS)
    comparator: str = column("How the true figure is said to stand to the value", isin=COMPARATORS)
    bands: pl.List = column("Bands that are counted together; empty for a total", dtype_kwargs={"inner": pl.String()})
    value: float = column(
        "The figure, as printed or corrected: organisations, or a share of 1", ge=0, unit="organisations, or share of 1"
    )
    whole: float = column(
        "Total that the same sentence names; NULL when it names none", nullable=True, ge=0, unit="organisations"
    )

    class Config(CoreTable.Config):
        unique = ["claim_id"]


class Figure(CoreTable):
    """A number in prose that is no claim."""

    document_id: str = document_id()
    line_no: int = line_no()
    char_start: int = char_start()
    char_end: int = char_end()
    text: str = column("The text between the offsets: the number as printed")
    value: float = column("The number in base units: £3.97bn is 3970000000, 15% is 15", unit="that of the row")
    comparator: str = column("How the true figure is said to stand to the value", isin=COMPARATORS)
    unit: str = column("What is counted or measured")
    sentence: str = column("The sentence that it stands in")
    no_claim_reason: str = column(
        "Why a number of organisations or bands is no claim; NULL where nothing of the kind is counted",
        nullable=True, isin=NO_CLAIM_REASONS,
    )  # fmt: skip

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
    month: int = column(
        "Month of the first refresh in a year; NULL when not stated",
        nullable=True,
        ge=1,
        le=12,
        unit="month of the year",
    )
    starts: date = column("First due date")

    class Config(CoreTable.Config):
        unique = ["document_id", "product", "cadence"]


class Correction(CoreTable):
    """A known error of a document that its sidecar corrects; what is printed stays visible."""

    document_id: str = document_id()
    line_no: int = line_no()
    char_start: int = char_start()
    char_end: int = char_end()
    quote: str = column("The text between the offsets")
    about: str = column("What is corrected", isin=["organisation", "rating", "measure_value", "claim"])
    printed: str = column("The value as printed")
    right_value: str = column("The value that is right")
    reason: str = column("What is wrong with the printed value")
    authority: str = column("Who knows better, and where that stands")

    class Config(CoreTable.Config):
        unique = ["document_id", "char_start", "char_end", "about", "printed"]


class RejectedRow(CoreTable):
    """Text that looked like data and was not taken."""

    document_id: str = document_id()
    line_no: int = line_no(in_texts_only=True)
    char_start: int = char_start(in_texts_only=True)
    char_end: int = char_end(in_texts_only=True)
    locator: str = locator()
    text: str = column("The text between the offsets, or of the cells with | between them")
    cells: int = column("Cells that are not empty; NULL in a text", unit="cells", nullable=True, ge=1)
    stage: str = column("What would have read it", isin=STAGES)
    reason: str = column("Why it was not taken")

    class Config(CoreTable.Config):
        unique = ["document_id", "locator", "char_start", "char_end", "stage", "reason"]
