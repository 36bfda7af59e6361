"""The values that columns with a few fixed texts may hold, and the forms of codes and names.

The declarations of the tables and the readers that fill these columns share them.
"""

from __future__ import annotations

from typing import Literal, get_args

# Regular expressions of whole texts. Digits are spelt out: \d is every script's.
ORG_CODE = "^(?:[0-9A-Z]{3}|[0-9A-Z]{5})$"
GSS_CODE = "^E38[0-9]{6}$"
SHA256 = "^[0-9a-f]{64}$"
IDENTIFIER = "^[a-z][a-z0-9_]*$"
DOCUMENT_ID = "^[a-z0-9][a-z0-9_.-]*$"

OrgType = Literal[
    "national", "region", "commissioning_region", "stp", "stp_2016", "icb", "ccg", "sub_icb", "commissioning_hub",
    "provider", "unknown",
]  # fmt: skip
ORG_TYPES: tuple[str, ...] = get_args(OrgType)

# The days that a value is about beside the period that it is filed under: that period, the 12 months to its end, the
# financial year from its first day to the period's end, or a period of three years.
Window = Literal["period", "rolling_12_months", "year_to_date", "three_years"]
WINDOWS: tuple[str, ...] = get_args(Window)
# Kinds of areas that CCGs belong to; STPs had numbers (stp_2016) before they had ODS codes.
AreaType = Literal["region", "icb", "stp", "stp_2016"]
AREA_TYPES: tuple[str, ...] = get_args(AreaType)

# What kind of reason a cell has for no band: its organisation was not open then, it is blank though the organisation
# was open, or the document prints something else in the band's place.
ReasonCode = Literal["not_open", "left_blank", "printed"]
REASON_CODES: tuple[str, ...] = get_args(ReasonCode)

# Why a number that counts organisations, or a share of them, is no claim.
NoClaim = Literal[
    "part of the country",
    "change",
    "denial",
    "forecast or supposition",
    "question",
    "other period",
    "several contexts",
    "no context",
    "other organisations",
    "bands joined",
    "range",
    "no band named",
    "wording not understood",
]
NO_CLAIM_REASONS: tuple[str, ...] = get_args(NoClaim)

# The area of a CCG's headline rating, which is of all that it does: 'the CCG annual assessment'.
OVERALL_AREA = "overall"

STATISTICS = ("band_count", "assessed_total", "share")
COMPARATORS = ("=", "more than", "at least", "fewer than", "at most", "almost", "about")

STAGES = (
    "document",
    "table",
    "band_list",
    "value_list",
    "footnote",
    "organisation",
    "mention",
    "claim",
    "counts",
    "publication",
    "listing",
    "unmapped",
    "sheet",
    "feed",
    "group",
)
