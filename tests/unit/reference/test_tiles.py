"""The tile grids: every organisation once, near where it lies, beside its neighbours; and what is refused.

tests/truth/area_centroids.csv has the middles of ONS's areas and who adjoins whom. What a hexagon touches is worked out
here from the distance of the middles.
"""

from __future__ import annotations

import csv
import math
import shutil
from collections import defaultdict
from datetime import date
from pathlib import Path
from statistics import fmean

import pytest
from the_reference import REFERENCE

from pipeline.base.settings import PROJECT_DIR
from pipeline.reference.reading import read_reference

FOLDER = PROJECT_DIR / "raw" / "reference"
SETS: dict[tuple[str, date], dict[str, tuple[int, int]]] = defaultdict(dict)
for one in REFERENCE.areas.tiles:
    SETS[one.org_type, one.open_on][one.org_code] = (one.tile_column, one.tile_row)
SIZES = {
    ("ccg", date(2015, 4, 1)): 209,
    ("ccg", date(2017, 4, 1)): 207,
    ("ccg", date(2018, 4, 1)): 195,
    ("ccg", date(2019, 4, 1)): 191,
    ("ccg", date(2020, 4, 1)): 135,
    ("ccg", date(2021, 4, 1)): 106,
    ("icb", date(2022, 7, 1)): 42,
}
Point = tuple[float, float]


def middle(tile: tuple[int, int]) -> Point:
    """A pointed hexagon of width 1 is 2/√3 high, and rows overlap by a quarter of that."""
    return tile[0] + (0.5 if tile[1] % 2 else 0), tile[1] * math.sqrt(3) / 2


def misfit(tiles: dict[str, Point], points: dict[str, Point]) -> float:
    """Mean distance in tiles once the points are shifted and scaled as a whole to lie best."""
    codes = sorted(set(tiles) & set(points))
    tx, ty, px, py = (fmean(of[code][axis] for code in codes) for of in (tiles, points) for axis in (0, 1))
    ours = [(tiles[code][0] - tx, tiles[code][1] - ty) for code in codes]
    theirs = [(points[code][0] - px, points[code][1] - py) for code in codes]
    scale = sum(a * c + b * d for (a, b), (c, d) in zip(ours, theirs, strict=True)) / sum(
        c * c + d * d for c, d in theirs
    )
    return fmean(math.hypot(a - scale * c, b - scale * d) for (a, b), (c, d) in zip(ours, theirs, strict=True))


@pytest.fixture(scope="module")
def truth() -> dict[tuple[str, date], list[dict[str, str]]]:
    found = defaultdict(list)
    lines = (PROJECT_DIR / "tests" / "truth" / "area_centroids.csv").read_text(encoding="utf-8").splitlines()
    for row in csv.DictReader(line for line in lines if not line.startswith("#")):
        found[row["org_type"], date.fromisoformat(row["open_on"])].append(row)
    return found


def test_each_organisation_of_each_register_has_one_tile_and_no_tile_has_two() -> None:
    assert {key: len(tiles) for key, tiles in SETS.items()} == SIZES
    for key, tiles in SETS.items():
        assert len(set(tiles.values())) == SIZES[key]
        if key[0] == "ccg":
            assert tiles.keys() == REFERENCE.register.open_on(key[1])


@pytest.mark.parametrize("key", SIZES, ids=str)
def test_tiles_lie_near_their_areas_and_neighbours_side_by_side(
    key: tuple[str, date], truth: dict[tuple[str, date], list[dict[str, str]]]
) -> None:
    tiles = {code: middle(tile) for code, tile in SETS[key].items()}
    points = {row["org_code"]: (float(row["km_east"]), float(row["km_south"])) for row in truth[key]}
    assert tiles.keys() == points.keys()
    assert misfit(tiles, points) <= 1.5
    pairs = [(row["org_code"], other) for row in truth[key] for other in row["neighbours"].split("|") if other]
    assert sum(math.dist(tiles[one], tiles[other]) < 1.01 for one, other in pairs) >= 0.6 * len(pairs)


@pytest.mark.parametrize(("earlier", "later"), list(zip(list(SIZES)[:5], list(SIZES)[1:6], strict=True)), ids=str)
def test_a_ccg_that_goes_on_moves_little(earlier: tuple[str, date], later: tuple[str, date]) -> None:
    before, after = ({code: middle(tile) for code, tile in SETS[key].items()} for key in (earlier, later))
    assert misfit(after, before) < 1


def test_no_tile_is_missing_amid_others() -> None:
    for tiles in SETS.values():
        taken = set(tiles.values())
        columns, rows = (max(tile[axis] for tile in taken) + 1 for axis in (0, 1))
        sea, edge = {(-1, -1)}, [(-1, -1)]
        while edge:
            here = edge.pop()
            near = (
                (here[0] + east, here[1] + south)
                for east in (-1, 0, 1)
                for south in (-1, 0, 1)
                if math.dist(middle(here), middle((here[0] + east, here[1] + south))) < 1.01
            )
            for other in near:
                if -1 <= other[0] <= columns and -1 <= other[1] <= rows and other not in taken | sea:
                    sea.add(other)
                    edge.append(other)
        assert len(sea) + len(taken) == (columns + 2) * (rows + 2)


@pytest.mark.parametrize(
    ("key", "west_to_east", "north_to_south"),
    [
        # Cornwall (11N), Southampton (10X), West Kent (99J); Northumberland (00L), Leeds, Oxfordshire, Isle of Wight.
        (("ccg", date(2015, 4, 1)), ["11N", "10X", "99J"], ["00L", "02V", "10Q", "10L"]),
        (("ccg", date(2019, 4, 1)), ["11N", "10X", "99J"], ["00L", "15F", "10Q", "10L"]),
        # Kernow, Dorset, Kent and Medway; Northumberland, Leeds, Oxfordshire, West Sussex (70F).
        (("ccg", date(2021, 4, 1)), ["11N", "11J", "91Q"], ["00L", "15F", "10Q", "70F"]),
        # Devon, Dorset, Sussex, Kent; North East and North Cumbria, West Yorkshire, Leicestershire, Cornwall.
        (("icb", date(2022, 7, 1)), ["QJK", "QVV", "QNX", "QKS"], ["QHM", "QWO", "QK1", "QT6"]),
    ],
    ids=str,
)
def test_england_is_recognised(key: tuple[str, date], west_to_east: list[str], north_to_south: list[str]) -> None:
    tiles = {code: middle(tile) for code, tile in SETS[key].items()}
    for codes, axis in ((west_to_east, 0), (north_to_south, 1)):
        places = [tiles[code][axis] for code in codes]
        assert places == sorted(places)
        assert len(set(places)) == len(places)


@pytest.mark.parametrize(
    ("changed", "to", "told_at", "message"),
    [
        # The next line is 00D's own.
        ("ccg,2015-04-01,00C,", "ccg,2015-04-01,00D,", 1, "00D stands twice among the CCGs of 2015-04-01"),
        ("ccg,2017-04-01,00D,", "ccg,2017-04-01,99Z,", 0, "'99Z' is none of the CCGs of 2017-04-01"),
        ("ccg,2017-04-01,00D,", "ccg,2017-04-01,15F,", 0, "'15F' is none of the CCGs of 2017-04-01"),
        ("ccg,2015-04-01,00C,", "ccg,2015-04-01,15F,", 0, "the CCGs of 2015-04-01 lack 00C"),
        ("icb,2022-07-01,QE1,", "icb,2022-07-01,QE9,", 0, "the ICBs of 2022-07-01 lack QE1"),
        ("icb,2022-07-01,QE1,", "stp,2022-07-01,QE1,", 0, "'org_type'"),
        ("icb,2022-07-01,QE1,", "icb,2022-07-01,QE1,x", 0, "'tile_column'"),
    ],
)
def test_a_problem_is_told_with_its_line(tmp_path: Path, changed: str, to: str, told_at: int, message: str) -> None:
    folder = tmp_path / "reference"
    shutil.copytree(FOLDER, folder)
    file = folder / "area_tiles.csv"
    lines = file.read_text(encoding="utf-8").splitlines()
    number = next(number for number, line in enumerate(lines) if line.startswith(changed))
    lines[number] = lines[number].replace(changed, to)
    file.write_text("\n".join(lines), encoding="utf-8")
    (problem,) = [problem for problem in read_reference(folder).problems if message in problem.message]
    assert (Path(problem.path).name, problem.line_no) == ("area_tiles.csv", number + 1 + told_at)


def test_two_on_one_tile_are_told(tmp_path: Path) -> None:
    folder = tmp_path / "reference"
    shutil.copytree(FOLDER, folder)
    file = folder / "area_tiles.csv"
    lines = file.read_text(encoding="utf-8").splitlines()
    first, second = (
        next(number for number, line in enumerate(lines) if line.startswith(f"ccg,2015-04-01,{code}"))
        for code in ("00C", "00D")
    )
    lines[second] = lines[first].replace("00C", "00D")
    file.write_text("\n".join(lines), encoding="utf-8")
    (problem,) = read_reference(folder).problems
    assert (problem.line_no, problem.message) == (second + 1, "00D lies on the tile of 00C")
