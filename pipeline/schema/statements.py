"""The core tables of what prose states: organisations that it names, claims, other figures, publications, cadences."""

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
    period,
)
from pipeline.schema.values import (
    COMPARATORS,
    NO_CLAIM_REASONS,
    ORG_CODE,
    STATISTICS,
)


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
    bands_together: pl.List = column(
        "Bands that its words may mean together instead, as 'need improvement' all below the standard; mostly empty",
        dtype_kwargs={"inner": pl.String()},
    )
    value: float = column(
        "The figure, as printed or corrected: organisations, or a share of 1", ge=0, unit="organisations, or share of 1"
    )
    last_place: float = column(
        "Last printed place of a share in percent, 0.01 of '51%'; NULL for a fraction in words and for a count",
        nullable=True,
        ge=0,
        le=0.01,
        unit="share of 1",
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
