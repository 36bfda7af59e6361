"""Works the tile grids out anew and writes raw/reference/area_tiles.csv: `make tiles BOUNDARIES=folder`.

`folder` holds ONS's boundaries of CCGs as GeoJSON, one file a year (see FILES). Each organisation gets one hexagon:
first the hexagons of least squared distance to the centroids (linear_sum_assignment), then a search by exchanges that
keeps neighbours side by side. Each register begins where the one before it ended, so that a CCG that goes on moves
little. Run in the environment of the reference answers, for its scipy.
"""

from __future__ import annotations

import csv
import json
import math
import sys
from collections import Counter, defaultdict
from datetime import date
from operator import itemgetter
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
from grid import ROW, Grid, Place, Point, Wanted, arrange, tile_xy

ROOT = Path(__file__).resolve().parents[2]
REFERENCE = ROOT / "raw" / "reference"
TRUTH = ROOT / "tests" / "truth"
# The first day of each register, and the file whose shapes it is put together from.
FILES = {
    date(2017, 4, 1): "ccg_2017_207.geojson",
    date(2015, 4, 1): "ccg_2016_209.geojson",
    date(2018, 4, 1): "ccg_2017_207.geojson",
    date(2019, 4, 1): "ccg_2017_207.geojson",
    date(2020, 4, 1): "ccg_2020_135_buc.geojson",
    date(2021, 4, 1): "ccg_2021_106_buc.geojson",
}
ICBS_FROM = date(2022, 7, 1)
BEGINS_WITH = {
    date(2015, 4, 1): date(2017, 4, 1),
    date(2018, 4, 1): date(2017, 4, 1),
    date(2019, 4, 1): date(2018, 4, 1),
    date(2020, 4, 1): date(2019, 4, 1),
    date(2021, 4, 1): date(2020, 4, 1),
}
# A register that has this share of the organisations before it keeps their size of tile.
LIKE = 0.9
# Where the middle of England lies, in tiles.
CENTRE = np.array([24.0, 24.0])
CENTROIDS_HEADER = """\
# The middles of the areas for which raw/reference/area_tiles.csv has tiles, in km east of 2° W and south of 53° N, and
# which of them adjoin (each pair once). Written by scripts/tiles/lay_out.py from the outlines that it says.
# Source: Office for National Statistics under the Open Government Licence v3.0. Contains OS data © Crown copyright and
# database right.
"""
HEADER = """\
# The place of each organisation on a tile map of hexagons that stand on a corner: rows run from north to south, and the
# hexagons of odd rows lie half a tile further east. open_on is the first day of a register: 209, 207, 195, 191, 135 and
# 106 CCGs, and 42 ICBs. Worked out by scripts/tiles/lay_out.py from ONS's boundaries of 2016, 2017, 2020 and 2021; the
# CCGs of 2018 and 2019 have the areas of their predecessors of 2017, and ICBs those of the CCGs of 2021.
# Source: Office for National Statistics under the Open Government Licence v3.0. Contains OS data © Crown copyright and
# database right.
"""


class Shapes(NamedTuple):
    """Organisations' areas: centroids (km east and south), sizes (square km), who adjoins whom, who adjoins none other
    somewhere: at a coast or border."""

    centroids: dict[str, Point]
    areas: dict[str, float]
    neighbours: frozenset[tuple[str, str]]
    outer: frozenset[str]


def rows(name: str) -> list[dict[str, str]]:
    lines = (REFERENCE / name).read_text(encoding="utf-8").splitlines()
    return list(csv.DictReader(line for line in lines if not line.startswith("#")))


def code_of_gss() -> dict[str, str]:
    found = {}
    for row in rows("organisations.csv"):
        for gss in (row["gss_code"], *row["earlier_gss_codes"].split("|")):
            found[gss] = row["org_code"]
    return found | {row["gss_code"]: row["org_code"] for row in rows("organisation_boundaries.csv")}


def shapes(path: Path) -> Shapes:
    """The areas of a file; two adjoin where their outlines have two points in common."""
    codes = code_of_gss()
    centroids, areas = {}, {}
    at: dict[tuple[float, float], set[str]] = defaultdict(set)
    for feature in json.loads(path.read_text(encoding="utf-8"))["features"]:
        gss = next(str(value) for key, value in feature["properties"].items() if key.lower().endswith("cd"))
        code = codes[gss]
        geometry = feature["geometry"]
        polygons = geometry["coordinates"] if geometry["type"] == "MultiPolygon" else [geometry["coordinates"]]
        parts = [ring_centroid(ring, hole=number > 0) for polygon in polygons for number, ring in enumerate(polygon)]
        areas[code] = sum(area for area, _, _ in parts)
        centroids[code] = tuple(sum(p[0] * p[axis] for p in parts) / areas[code] for axis in (1, 2))
        for point in (point for polygon in polygons for ring in polygon for point in ring):
            at[round(point[0], 5), round(point[1], 5)].add(code)
    shared: dict[tuple[str, str], int] = defaultdict(int)
    for present in at.values():
        for pair in ((a, b) for a in present for b in present if a < b):
            shared[pair] += 1
    alone = Counter(code for present in at.values() if len(present) == 1 for code in present)
    return Shapes(
        centroids,
        areas,
        frozenset(pair for pair, points in shared.items() if points > 1),
        frozenset(code for code, points in alone.items() if points > 4),
    )


def ring_centroid(ring: list[list[float]], hole: bool) -> tuple[float, float, float]:
    """Area, and centroid in km east of 2° W and south of 53° N; a degree of longitude is taken as long as at 53° N."""
    points = [((p[0] + 2) * 111.32 * math.cos(math.radians(53)), (53 - p[1]) * 111.2) for p in ring]
    area = x = y = 0.0
    for (x0, y0), (x1, y1) in zip(points, points[1:] + points[:1], strict=True):
        cross = x0 * y1 - x1 * y0
        area += cross / 2
        x += (x0 + x1) * cross / 6
        y += (y0 + y1) * cross / 6
    return (-abs(area) if hole else abs(area)), x / area, y / area


def united(parts: Shapes, whole_of: dict[str, str]) -> Shapes:
    """The areas put together; a part that `whole_of` does not name goes on as it is."""
    of = {code: whole_of.get(code, code) for code in parts.centroids}
    areas: dict[str, float] = defaultdict(float)
    sums: dict[str, Any] = defaultdict(lambda: np.zeros(2))
    for code, whole in of.items():
        areas[whole] += parts.areas[code]
        sums[whole] += parts.areas[code] * np.array(parts.centroids[code])
    pairs = {(of[one], of[other]) for one, other in parts.neighbours}
    return Shapes(
        {whole: (sums[whole][0] / areas[whole], sums[whole][1] / areas[whole]) for whole in areas},
        dict(areas),
        frozenset((min(pair), max(pair)) for pair in pairs if pair[0] != pair[1]),
        frozenset(of[code] for code in parts.outer),
    )


def successor_on(day: date) -> dict[str, str]:
    """What each CCG that has closed by a day is part of then."""
    steps = {r["predecessor_org_code"]: r for r in rows("successions.csv")}
    found = {}
    for code in steps:
        last = code
        while last in steps and date.fromisoformat(steps[last]["effective_on"]) <= day:
            last = steps[last]["successor_org_code"]
        found[code] = last
    return found


def main(folder: Path) -> None:
    grids: dict[date, Grid] = {}
    found: list[tuple[str, date, Grid]] = []
    areas: list[tuple[str, date, Shapes]] = []
    for day, name in FILES.items():
        parts = shapes(folder / name)
        of_day = united(parts, successor_on(day))
        before = grids.get(BEGINS_WITH.get(day, day))
        grids[day] = arrange(wanted(of_day, before, successor_on(day)))
        found.append(("ccg", day, grids[day]))
        areas.append(("ccg", day, of_day))
    icb_of = {row["org_code"]: row["icb_code"] for row in rows("organisations.csv")}
    of_icbs = united(parts, icb_of)
    found.append(("icb", ICBS_FROM, arrange(wanted(of_icbs, None, {}))))
    areas.append(("icb", ICBS_FROM, of_icbs))
    found.sort(key=itemgetter(0, 1))
    areas.sort(key=itemgetter(0, 1))
    for kind, day, grid in found:
        print(kind, day, grid.report())
    tiles = []
    for kind, day, grid in found:
        column, row = shifted(kind, found)
        tiles += [[kind, day, code, at[0] - column, at[1] - row] for code, at in sorted(grid.places.items())]
    write(REFERENCE / "area_tiles.csv", HEADER, ["org_type", "open_on", "org_code", "tile_column", "tile_row"], tiles)
    centroids = [
        [kind, day, code, *map(round, of.centroids[code]), "|".join(beside(code, of.neighbours))]
        for kind, day, of in areas
        for code in sorted(of.centroids)
    ]
    heading = ["org_type", "open_on", "org_code", "km_east", "km_south", "neighbours"]
    write(TRUTH / "area_centroids.csv", CENTROIDS_HEADER, heading, centroids)


def wanted(now: Shapes, before: Grid | None, successors: dict[str, str]) -> Wanted:
    """Centroids in tiles as large as the mean area, or as those of the register before where few have gone."""
    size = len(before.places) if before and len(before.places) * LIKE <= len(now.areas) else len(now.areas)
    width = math.sqrt(sum(now.areas.values()) / size / ROW)
    middle = np.average(list(now.centroids.values()), axis=0, weights=list(now.areas.values()))
    held: dict[str, list[Any]] = defaultdict(list)
    if before:
        ratio = before.wanted.width / width
        for code, place in before.places.items():
            held[successors.get(code, code)].append(CENTRE + (np.array(tile_xy(place)) - CENTRE) * ratio)
    return Wanted(
        {code: point(CENTRE + (np.array(at) - middle) / width) for code, at in now.centroids.items()},
        now.neighbours,
        now.outer,
        {code: point(np.mean(held[code], axis=0)) for code in now.centroids if code in held},
        width,
    )


def point(of: Any) -> Point:
    return float(of[0]), float(of[1])


def shifted(kind: str, found: list[tuple[str, date, Grid]]) -> Place:
    """The first column, and the first even row, that any grid of a kind has."""
    places = [place for other, _, grid in found if other == kind for place in grid.places.values()]
    row = min(row for _, row in places)
    return min(column for column, _ in places), row - row % 2


def beside(code: str, neighbours: frozenset[tuple[str, str]]) -> list[str]:
    """The neighbours whose codes come after it, so that each pair stands once."""
    return sorted(other for one, other in neighbours if one == code)


def write(path: Path, header: str, columns: list[str], lines: list[list[Any]]) -> None:
    with path.open("w", encoding="utf-8", newline="") as file:
        file.write(header)
        csv.writer(file, lineterminator="\n").writerows([columns, *lines])


if __name__ == "__main__":
    main(Path(sys.argv[1]))
