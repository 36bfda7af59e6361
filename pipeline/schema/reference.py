"""The core tables that come from raw/reference: organisations, scales, rules, measures, sources."""

from __future__ import annotations

from datetime import date

import polars as pl

from pipeline.schema.columns import CoreTable, column, period_column
from pipeline.schema.values import COMPARATORS, GSS_CODE, IDENTIFIER, ORG_CODE, ORG_TYPES, WINDOWS


class Organisation(CoreTable):
    """A clinical commissioning group that ever existed."""

    org_code: str = column("NHS ODS code", str_matches=ORG_CODE)
    org_name: str = column("Name in the register")
    gss_code: str = column("ONS code, the latest that it had", nullable=True, str_matches=GSS_CODE)
    earlier_gss_codes: str = column("ONS codes that it had before, joined with |", nullable=True)
    opened_on: date = column("First day on which it was open")
    closed_on: date = column("Last day on which it was open; NULL when the register knows none", nullable=True)
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


class RatingRule(CoreTable):
    """A rule by which bands follow from values, and a period for which it is valid."""

    rule_id: str = column("Name of the rule in this warehouse", str_matches=IDENTIFIER)
    period: str = period_column("Period rated, in normal form")
    value_period: str = period_column("Period whose values decide, in normal form")
    framework: str = column("Framework whose bands it gives")
    area: str = column("Area that it rates")
    scale: str = column("Scale of its bands", references="core.rating_scale.scale")
    status: str = column(
        "Whether the rater published it or it was concluded from ratings", isin=["official", "inferred"]
    )
    author: str = column("Who wrote the rule down")
    description: str = column("How the bands follow")
    source: str = column("What it rests on")

    class Config(CoreTable.Config):
        unique = ["rule_id", "period"]


class RatingRuleCondition(CoreTable):
    """How a value must stand to a cut for a band; all conditions of a band must hold."""

    rule_id: str = column("The rule")
    band: str = column("The band")
    cut: str = column("Name of the cut, which several bands may share")
    measure_id: str = column("The measure that is split", references="core.measure.measure_id")
    comparator: str = column("How the value must stand to the threshold", isin=COMPARATORS)
    threshold: float = column("The cut, in the measure's unit", unit="the measure's unit")

    class Config(CoreTable.Config):
        unique = ["rule_id", "band", "cut"]


class Measure(CoreTable):
    """An indicator, under all the names that documents give it."""

    measure_id: str = column("Name of the measure in this warehouse", str_matches=IDENTIFIER)
    measure_name: str = column("Name for people")
    area: str = column("Area that it belongs to")
    topic: str = column("Topic under which it is shown, such as Talking therapies")
    topic_no: int = column("Place of the topic among all topics, from 1", unit="position")
    unit: str = column("Unit of its values")
    of_any_size: bool = column(
        "Whether organisations of any size can be compared by it; by counts, which grow with the size, they cannot"
    )
    polarity: str = column("Which values are better", isin=["higher", "lower", "none"])
    description: str = column("What it measures")
    parts: pl.List = column(
        "Measures in which figures for it are published; empty when it has figures of its own",
        dtype_kwargs={"inner": pl.String()},
    )
    other_names: pl.List = column(
        "Names by which documents and people call it, beside its own", dtype_kwargs={"inner": pl.String()}
    )

    class Config(CoreTable.Config):
        unique = ["measure_id"]


class MeasureWindow(CoreTable):
    """What days the values of a measure are about, where these are not simply those of the period."""

    measure_id: str = column("The measure", references="core.measure.measure_id")
    org_type: str = column("Kind of organisation", isin=ORG_TYPES)
    window: str = column(
        "The days: period, as printed; rolling_12_months to the period's end; year_to_date, from 1 April to the "
        "period's end; three_years. Of a measure or kind without a row it is the period",
        isin=WINDOWS,
    )
    source: str = column("Where that is said")

    class Config(CoreTable.Config):
        unique = ["measure_id", "org_type"]


class MeasureStandard(CoreTable):
    """A dated standard for a measure."""

    measure_id: str = column("The measure", references="core.measure.measure_id")
    standard: float = column("Value to be reached, in the measure's unit", unit="the measure's unit")
    comparator: str = column("How a value must stand to it", isin=COMPARATORS)
    from_period: str = period_column("First period for which it holds; NULL when that is not known", nullable=True)
    period_start: date = column("First day of that period; NULL when that is not known", nullable=True)
    period_end: date = column("Last day of that period; NULL when that is not known", nullable=True)
    source: str = column("Where it was set")
    verified: bool = column("Whether the date and the value were checked at their source")
    applies_to: str = column(
        "What is held to it: each organisation, or England as a whole and no single organisation",
        isin=["each", "England"],
    )

    class Config(CoreTable.Config):
        unique = ["measure_id", "standard", "comparator", "from_period"]


class Source(CoreTable):
    """A publication that brings figures anew."""

    source_id: str = column("Name of the source in this warehouse", str_matches=IDENTIFIER)
    title: str = column("What it is")
    publisher: str = column("Who publishes it")
    licence: str = column("On what terms its content may be used")
    url: str = column("Where it is, or the page that links it")
    is_fetched: bool = column("Whether `ccg-ratings fetch` asks it")
    format: str = column("Format of its files; NULL when it is not fetched", nullable=True, isin=["xlsx", "csv"])
    cadence: str = column(
        "How often it is published; NULL when it is not fetched",
        nullable=True,
        isin=["monthly", "quarterly", "half-yearly", "annual", "once"],
    )
    product: str = column(
        "What its versions are releases of: dashboard, or NULL for measures alone", nullable=True, isin=["dashboard"]
    )
    note: str = column("What is to be known of it, or why it is not fetched", nullable=True)

    class Config(CoreTable.Config):
        unique = ["source_id"]


class MeasureCode(CoreTable):
    """A code by which the files of a source name a measure."""

    source_id: str = column("The source", references="core.source.source_id")
    code: str = column("The code there")
    measure_id: str = column("The measure that is meant", references="core.measure.measure_id")

    class Config(CoreTable.Config):
        unique = ["source_id", "code"]


class SpcRebase(CoreTable):
    """A period from which the control chart of a measure is worked out anew."""

    measure_id: str = column("The measure", references="core.measure.measure_id")
    org_type: str = column("Kind of organisation; NULL for all kinds", nullable=True, isin=ORG_TYPES)
    org_code: str = column(
        "NHS ODS code of the organisation; NULL for all",
        nullable=True,
        references="core.organisation.org_code",
        of_rows="org_type = 'ccg'",
    )
    from_period: str = period_column("First period of the new series, in normal form")
    period_start: date = column("First day of that period")
    period_end: date = column("Last day of that period")
    reason: str = column("Why it begins anew")
    source: str = column("Where that is stated")

    class Config(CoreTable.Config):
        unique = ["measure_id", "org_type", "org_code", "from_period"]


class SpcSetAside(CoreTable):
    """A value that is shown on a control chart and not counted in its limits."""

    source_id: str = column("The source that published it", references="core.source.source_id")
    measure_id: str = column("The measure", references="core.measure.measure_id")
    org_type: str = column("Kind of organisation", isin=ORG_TYPES)
    org_code: str = column(
        "NHS ODS code of the organisation; England for all of it",
        references="core.organisation.org_code",
        of_rows="org_type = 'ccg'",
    )
    period: str = period_column("Period of the value, in normal form")
    reason: str = column("Why it is not counted")

    class Config(CoreTable.Config):
        unique = ["source_id", "measure_id", "org_type", "org_code", "period"]
