"""The areas that have a page: what they are called, what they lie in, and what lay where before and after."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

import duckdb

from pipeline.publish.site import words

Row = dict[str, Any]

ENGLAND = "England"
# CCGs were abolished on the day after.
LAST_DAY = date(2022, 6, 30)
NUMBERED = "stp-2016-"
# Each kind, and what several of it are called.
KINDS = {
    "country": "countries",
    "region": "Regions",
    "past_region": "Earlier regions",
    "board": "Integrated care boards",
    "ccg": "CCGs",
    "stp": "STPs of 2016 to 2020",
    "hub": "Commissioning hubs",
}

KIND = {
    "country": "Country",
    "region": "Region",
    "past_region": "Former region",
    "board": "ICB",
    "ccg": "CCG",
    "stp": "STP",
    "hub": "Commissioning hub",
}

REGIONS = "SELECT area_code, area_name FROM core.area WHERE area_type = 'region' ORDER BY area_name"
BOARDS = """
SELECT board.area_code, board.area_name, before.area_name AS stp_name
FROM core.area AS board
LEFT JOIN core.area AS before ON board.area_code = before.area_code AND before.area_type = 'stp'
WHERE board.area_type = 'icb'
ORDER BY board.area_name
"""
# STPs that went before those whose codes the boards have, and what is no part of the country.
OTHERS = """
SELECT org_type, org_code, any_value(org_name_published ORDER BY org_name_published) AS area_name
FROM marts.measure_current
WHERE org_type IN ('stp', 'stp_2016', 'commissioning_hub')
    AND NOT (org_type = 'stp' AND org_code IN (SELECT area_code FROM core.area WHERE area_type = 'icb'))
GROUP BY ALL
ORDER BY area_name, org_code
"""
_PRINTED_STP = re.compile(r" +\(?STP\)?$", re.IGNORECASE)
REGION_OF = "SELECT DISTINCT icb_code, region_code FROM core.organisation WHERE icb_code IS NOT NULL"


@dataclass(frozen=True)
class Area:
    """An area: its code, by which addresses know it, its name for people, and the code of what it lies in."""

    code: str
    name: str
    kind: str
    parent: str | None = None
    other_names: tuple[str, ...] = ()
    opened_on: date | None = None
    closed_on: date | None = None
    ons_code: str | None = None
    parts: list[Area] = field(default_factory=list)

    @property
    def is_numbered(self) -> bool:
        """Whether it is an STP by its number of 2016, which a publisher used in place of a code."""
        return self.code.startswith(NUMBERED)

    def is_same_stp(self, other: Area) -> bool:
        """Whether both are one STP, once under its code and once under its number."""
        names = self.name.casefold(), other.name.casefold()
        return self.kind == other.kind == "stp" and self.is_numbered != other.is_numbered and names[0] == names[1]

    @property
    def is_former(self) -> bool:
        """Whether it is a CCG that closed before CCGs were abolished."""
        return self.kind == "ccg" and self.closed_on is not None and self.closed_on < LAST_DAY

    @property
    def ordered_parts(self) -> list[Area]:
        """What lies in it; the CCGs that closed before CCGs were abolished come last."""
        return sorted(self.parts, key=lambda part: (part.is_former, part.name))

    @property
    def short_name(self) -> str:
        """The name without what is the same in most; NHS England, as a commissioner, is not England."""
        is_one_of_many = self.kind in ("ccg", "board")
        return re.sub("^NHS | (CCG|ICB)$", "", self.name) if is_one_of_many else self.name


def read_register(con: duckdb.DuckDBPyConnection, organisations: Mapping[str, Row]) -> dict[str, Area]:
    """All areas by their codes, each with its parts: the country first, then regions, boards, CCGs and others."""
    region_of = {icb: region for icb, region in con.execute(REGION_OF).fetchall() if region}
    boards = con.execute(BOARDS).fetchall()
    areas = [Area(ENGLAND, ENGLAND, "country")]
    present = set(region_of.values())
    areas += [
        Area(code, words.proper(name), "region" if code in present else "past_region", ENGLAND)
        for code, name in con.execute(REGIONS).fetchall()
    ]
    areas += [
        Area(code, words.proper(name), "board", region_of.get(code, ENGLAND), (words.proper(stp),) if stp else ())
        for code, name, stp in boards
    ]
    codes = {area.code for area in areas}
    for code, row in organisations.items():
        parent = next((found for found in (row["icb_code"], row["region_code"]) if found in codes), ENGLAND)
        dates = row["opened_on"], row["closed_on"], row["gss_code"]
        areas.append(Area(code, row["org_name"], "ccg", parent, tuple(row["names"]), *dates))
    areas += [_other(*row) for row in con.execute(OTHERS).fetchall()]
    found = {area.code: area for area in areas}
    for area in found.values():
        if area.parent:
            found[area.parent].parts.append(area)
    return found


def _other(org_type: str, org_code: str, name: str) -> Area:
    if org_type == "commissioning_hub":
        return Area(org_code, words.proper(name), "hub", ENGLAND)
    code = org_code if org_type == "stp" else f"{NUMBERED}{org_code}"
    # Some names end in the abbreviation as they are printed.
    return Area(code, f"{_PRINTED_STP.sub('', words.proper(name))} STP", "stp", ENGLAND)


def ancestors(area: Area, areas: Mapping[str, Area]) -> list[Area]:
    """What an area lies in, the largest first."""
    found: list[Area] = []
    code = area.parent
    while code:
        found.insert(0, areas[code])
        code = areas[code].parent
    return found


def successors(lineage: Sequence[Row]) -> list[Row]:
    """The bodies that a CCG went into, the last of them first."""
    return sorted((row for row in lineage if row["relation"] == "successor"), key=lambda row: -row["steps"])
