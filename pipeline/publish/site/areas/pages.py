"""A page for each area, from one template, and the list of all of them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from itertools import groupby

from markupsafe import Markup

from pipeline.publish.site import addresses, words
from pipeline.publish.site.areas import area_figures, register, sentences
from pipeline.publish.site.areas.register import LAST_DAY, Area
from pipeline.publish.site.areas.rows import MeasureRow, Rows
from pipeline.publish.site.content import Content
from pipeline.publish.site.drawings.flows import Body, merger_timeline
from pipeline.publish.site.measure_figures import REGIONS
from pipeline.publish.site.pages import Page, Pages
from pipeline.publish.site.released_rows import Row

# Of the body that a merged CCG went into, so many measures are shown in place.
SUCCESSOR_ROWS = 6


def area_pages(content: Content, areas: Mapping[str, Area], makes: Rows) -> Pages:
    """The list by which an area is found, and a page for each."""
    yield Page(
        addresses.AREAS,
        "areas.html",
        {
            "title": "Areas",
            "description": "England, its regions, integrated care boards and clinical commissioning groups.",
            "areas": areas,
            "regions": _regions(areas),
            "others": [
                (register.KINDS[kind], found)
                for kind in ("past_region", "stp", "hub")
                if (found := [area for area in areas.values() if area.kind == kind])
            ],
            "kinds": register.KIND,
            "names": {code: _names(area) for code, area in areas.items()},
            "related": {code: _related(content.lineage.get(code, [])) for code in areas},
        },
    )
    ratings: dict[str, list[Row]] = {}
    for rows in content.ratings.values():
        for row in rows:
            ratings.setdefault(row["org_code"], []).append(row)
    for area in areas.values():
        yield _page(content, areas, makes, area, ratings.get(area.code, []))


def _page(content: Content, areas: Mapping[str, Area], makes: Rows, area: Area, ratings: Sequence[Row]) -> Page:
    rows = makes.of(area)
    stated = [row for row in rows if not row.is_sum]
    lineage = content.lineage.get(area.code, []) if area.kind == "ccg" else []
    after = register.successors(lineage)
    before = [row for row in lineage if row["relation"] == "predecessor"]
    compared = [row for row in rows if row.reason is None]
    successor = areas[after[0]["related_org_code"]] if len({row["related_org_code"] for row in after}) == 1 else None
    return Page(
        addresses.area(area.code),
        "area_page.html",
        {
            "title": area.name,
            "description": sentences.description(area, stated),
            "area": area,
            "crumbs": [(addresses.area(one.code), one.short_name) for one in register.ancestors(area, areas)],
            "sentences": [
                said
                for said in (
                    sentences.standing(area, stated),
                    sentences.course(stated, area.opened_on),
                    sentences.life(area, after, before),
                )
                if said
            ],
            "figures": area_figures.address(area),
            "ratings": sorted(ratings, key=lambda row: (row["period_end"], row["area"])),
            "history": [row for row in content.history.get(area.code, []) if row["relation"] != "itself"],
            "not_rated": words.with_labels(content.organisations.get(area.code, {}).get("not_rated")),
            "not_listed": _not_listed(content, area, ratings) if area.kind == "ccg" else [],
            "lineage": lineage,
            "mergers": _mergers(area, content.lineage, areas) if lineage else Markup(),
            "after": after[::-1],
            "successor": successor,
            "successor_rows": _of_successor(makes, successor) if successor else [],
            "back_dated": _back_dated(area, rows),
            "successor_back_dated": _back_dated(successor, makes.of(successor)) if successor else None,
            "topics": _by_topic(compared),
            "has_sums": any(row.worked_out for row in rows),
            "others": [row for row in rows if row.reason is not None],
            "without_value": makes.without_value(area),
            "similar": content.similar.get(area.code, []),
            "parts_of": _parts(area),
            "other_names": _other_names(area),
            "same": [one for one in areas.values() if one is not area and area.is_same_stp(one)],
        },
        area_figures.files(area, makes.found.of_page.get(area.code, {}), makes.measures, makes.found.totals),
    )


def _not_listed(content: Content, area: Area, ratings: Sequence[Row]) -> list[str]:
    """The sets of ratings, of a time when the CCG was open, in which documents name other CCGs but not this one."""
    own = {(row["area"], row["period"], row["framework"]) for row in ratings}
    said = []
    for name, rows in content.ratings.items():
        ends = {(name, row["period"], row["framework"]): row["period_end"] for row in rows}
        for band in {(row["period"], row["framework"]): row for row in content.distribution.get(name, [])}.values():
            key = (name, band["period"], band["framework"])
            listed, of = band["organisations_rated"], band["organisations_open"]
            if band["coverage_note"] and key not in own and key in ends and _was_open(area, ends[key]):
                what = f"{words.label(name)} {band['period']}"
                said.append(f"{what}: not among the {listed} of {of} CCGs whose band is listed by name")
    return said


def _was_open(area: Area, day: date) -> bool:
    return area.opened_on is not None and area.opened_on <= day and (area.closed_on is None or area.closed_on >= day)


def _regions(areas: Mapping[str, Area]) -> list[Row]:
    """The regions from north to south, each with its boards and with what lies in none of them."""
    found: list[Row] = []
    order = list(REGIONS)
    regions = [area for area in areas.values() if area.kind == "region"]
    for area in sorted(regions, key=lambda one: (order.index(one.code) if one.code in order else len(order), one.name)):
        boards = [part for part in area.parts if part.kind == "board"]
        others = [part for part in area.ordered_parts if part.kind == "ccg"]
        ccgs = len(others) + sum(len(board.parts) for board in boards)
        found.append({"area": area, "name": area.name, "boards": boards, "others": others, "ccgs": ccgs})
    return found


def _by_topic(rows: Sequence[MeasureRow]) -> list[tuple[str, list[MeasureRow]]]:
    return [(topic, list(found)) for topic, found in groupby(rows, key=lambda row: str(row.measure["topic"]))]


def _of_successor(makes: Rows, successor: Area) -> list[MeasureRow]:
    """The first measures of the body that a CCG went into: those with a standard and a course, then others."""
    rows = [row for row in makes.of(successor) if row.reason is None and row.spark]
    return sorted(rows, key=lambda row: not row.standard)[:SUCCESSOR_ROWS]


def _back_dated(area: Area, rows: Sequence[MeasureRow]) -> date | None:
    """The day to whose organisations the publisher put values of periods before the CCG was opened."""
    if area.opened_on is None:
        return None
    opened = 12 * area.opened_on.year + area.opened_on.month
    days = {
        row.shown["organisations_on"]
        for row in rows
        for end, value in zip(row.shown["ends"], row.shown["numbers"], strict=True)
        if end < opened and value is not None and row.shown["organisations_on"]
    }
    return max(days, default=None)


def _mergers(area: Area, lineages: Mapping[str, Sequence[Row]], areas: Mapping[str, Area]) -> Markup:
    """The bodies before and after it over time, and their joins."""
    lineage = lineages[area.code]
    codes = {area.code, *(row["related_org_code"] for row in lineage)}
    found = sorted((areas[code] for code in codes), key=lambda one: (one.opened_on or LAST_DAY, one.name))
    bodies = [
        Body(one.code, one.name, one.opened_on or LAST_DAY, one.closed_on, one.code == area.code) for one in found
    ]
    joins = [
        (code, row["related_org_code"], row["joined_on"])
        for code in sorted(codes)
        for row in lineages.get(code, [])
        if row["relation"] == "successor" and row["steps"] == 1 and row["related_org_code"] in codes
    ]
    label = "; ".join(
        f"{row['relation']} {row['related_org_name']} from {words.day(row['joined_on'])}" for row in lineage
    )
    return merger_timeline(bodies, joins, LAST_DAY, f"Mergers of {area.name}: {label}")


def _parts(area: Area) -> list[tuple[str, list[Area]]]:
    """What lies in an area, by kind; CCGs of the last register date before those that had closed."""
    # STPs lay in no region that is published; the list of areas has them, and the regions and hubs of other times.
    order = list(register.KINDS)
    parts = [part for part in area.parts if part.kind in ("region", "board", "ccg")]
    parts.sort(key=lambda part: (order.index(part.kind), part.is_former))
    found = []
    for (kind, is_former), group in groupby(parts, key=lambda part: (part.kind, part.is_former)):
        title = register.KINDS[kind]
        found.append((f"Former {title}" if is_former else title, list(group)))
    return found


def _other_names(area: Area) -> list[str]:
    """What it is called apart from its name and code, however these are written."""
    plain = {area.name.casefold(), area.code.casefold()}
    return [name for name in area.other_names if name.casefold() not in plain]


def _names(area: Area) -> list[str]:
    """Its own names and codes, the present ones first."""
    return [name for name in dict.fromkeys([area.name, area.code, area.ons_code, *area.other_names]) if name]


def _related(lineage: Sequence[Row]) -> list[str]:
    """The names and codes of those before and after it."""
    return sorted({row["related_org_name"] for row in lineage} | {row["related_org_code"] for row in lineage})
