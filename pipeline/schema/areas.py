"""The core tables of what raw/reference says of areas: where CCGs belonged, their like, names, places on a map."""

from __future__ import annotations

from datetime import date

from pipeline.schema.columns import CoreTable, column
from pipeline.schema.values import AREA_TYPES, GSS_CODE, IDENTIFIER


class OrganisationArea(CoreTable):
    """An area that an organisation belonged to before that of today's integrated care board."""

    org_code: str = column("The organisation", references="core.organisation.org_code")
    area_code: str = column("ODS code of the area, that of a sustainability and transformation partnership (STP)")
    until_on: date = column("Last day on which it belonged to it")
    note: str = column("What changed")

    class Config(CoreTable.Config):
        unique = ["org_code"]


class OrganisationBoundary(CoreTable):
    """An ONS code of an organisation that kept its ODS code while its ONS code changed: two codes, two areas."""

    org_code: str = column("The organisation", references="core.organisation.org_code")
    gss_code: str = column("The ONS code", str_matches=GSS_CODE)
    valid_from: date = column("First day of the code; NULL when that is not known", nullable=True)
    valid_until: date = column("Last day of the code; NULL when that is not known", nullable=True)
    area_changed: bool = column(
        "Whether the area is known to be another than under the code before; NULL of the first, and when not known",
        nullable=True,
    )
    verified: bool = column("Whether the days were checked at their source")
    note: str = column("What ONS's boundary files say of the code")

    class Config(CoreTable.Config):
        unique = ["org_code", "gss_code"]


class SimilarOrganisation(CoreTable):
    """One of the organisations most similar to an organisation, by the list of a year."""

    list: str = column("The list, by the year whose population it rests on")
    org_code: str = column("The organisation", references="core.organisation.org_code")
    rank: int = column("Place among those similar to it, 1 is the most similar", unit="rank", ge=1)
    similar_org_code: str = column("The organisation that is similar to it", references="core.organisation.org_code")
    valid_from: date = column("First day of the year for which the list was made")

    class Config(CoreTable.Config):
        unique = ["list", "org_code", "rank"]


class Area(CoreTable):
    """A region, sustainability and transformation partnership (STP) or integrated care board (ICB), by name."""

    area_type: str = column("Kind of area; stp_2016 of the numbers that STPs had before ODS codes", isin=AREA_TYPES)
    area_code: str = column("NHS ODS code, or the number of an stp_2016")
    area_name: str = column("Name as printed in the source")
    valid_from: date = column("First day of the area; NULL when that is not known", nullable=True)
    valid_until: date = column("Last day of the area; NULL when it goes on or that is not known", nullable=True)
    source: str = column("Where the name is printed")

    class Config(CoreTable.Config):
        unique = ["area_type", "area_code"]


class AreaTile(CoreTable):
    """The place of an organisation on a tile map of hexagons that stand on a corner.

    Hexagons of odd rows lie half a tile further east. All CCGs have one frame: the same place in two sets is the same
    part of England, more or less.
    """

    org_type: str = column("Kind of organisation", isin=["ccg", "icb"])
    open_on: date = column("First day of the register whose organisations make up the set")
    org_code: str = column(
        "NHS ODS code of the organisation", references="core.organisation.org_code", of_rows="org_type = 'ccg'"
    )
    tile_column: int = column("Column, from 0 in the west", unit="position", ge=0)
    tile_row: int = column("Row, from 0 in the north", unit="position", ge=0)

    class Config(CoreTable.Config):
        unique = ["org_type", "open_on", "org_code"]


class CountRule(CoreTable):
    """What is to be known of a source's counts of a measure before they are added up."""

    source_id: str = column("The source", str_matches=IDENTIFIER)
    measure_id: str = column("The measure", references="core.measure.measure_id")
    least_coverage: float = column(
        "Share of the organisations open then that must have counts; without a rule all of them", unit="share"
    )
    rounded_to: int = column(
        "Multiple that its counts are rounded to; NULL when they are not",
        unit="counted in the measure",
        nullable=True,
        ge=2,
    )
    reason: str = column("Why the rule holds, in words for the notes beside a sum")

    class Config(CoreTable.Config):
        unique = ["source_id", "measure_id"]
