"""Organisations on hexagons: assigned by distance, then exchanged until neighbours lie side by side."""

from __future__ import annotations

import math
import random
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from scipy.optimize import linear_sum_assignment

Place = tuple[int, int]
Point = tuple[float, float]
# Rows of hexagons of width one lie so far apart.
ROW = math.sqrt(3) / 2
# The hexagons that there are.
COLUMNS, ROWS = 50, 56
# What the search weighs: squared distances in tiles to the centroid and to the place at the register before, two
# neighbours apart, a side of a tile with nothing beyond it, the same if it is inland, a coastal tile with no such side,
# an empty hexagon with at most one, or two, sides to others that are empty, and a tile cut off that has neighbours.
NEAR, STAY, APART, SIDE, EXPOSED, ENCLOSED, HOLE, BAY, LONE = 0.13, 0.25, 1.0, 0.2, 0.2, 0.5, 8.0, 1.0, 6.0
STEPS = 600_000
FIRST_HEAT, LAST_HEAT = 1.5, 0.03


def tile_xy(place: Place) -> Point:
    """The middle of a hexagon, in widths of one, to the east and to the south."""
    column, row = place
    return column + (row % 2) / 2, row * ROW


def around(place: Place) -> list[Place]:
    column, row = place
    west = column - 1 + row % 2
    beside = [(column - 1, row), (column + 1, row)]
    return beside + [(at, row + step) for at in (west, west + 1) for step in (-1, 1)]


def steps_apart(one: Place, other: Place) -> int:
    across = (one[0] - one[1] // 2) - (other[0] - other[1] // 2)
    down = one[1] - other[1]
    return max(abs(across), abs(down), abs(across + down))


@dataclass(frozen=True)
class Wanted:
    """What a grid is made for: centroids in tiles, who adjoins whom, who lies at a coast or border."""

    centroids: Mapping[str, Point]
    neighbours: frozenset[tuple[str, str]]
    outer: frozenset[str]
    # Where an organisation, or what became part of it, was at the register before.
    before: Mapping[str, Point]
    # Of a tile in km.
    width: float


@dataclass
class Grid:
    wanted: Wanted
    places: dict[str, Place]

    def report(self) -> str:
        """The measures that the tests hold the grid against."""
        kept = sum(steps_apart(self.places[a], self.places[b]) == 1 for a, b in self.wanted.neighbours)
        told = [f"{len(self.places)} tiles", f"displaced {misplaced(self.places, self.wanted.centroids):.2f}"]
        told.append(f"neighbours kept {kept / len(self.wanted.neighbours):.0%}")
        if self.wanted.before:
            told.append(f"moved {misplaced(self.places, self.wanted.before):.2f}")
        return ", ".join(told)


def misplaced(places: Mapping[str, Place], points: Mapping[str, Point]) -> float:
    """Mean distance of tiles from points, which may be shifted and scaled as a whole and not turned."""
    tiles = np.array([tile_xy(places[code]) for code in points])
    wanted = np.array(list(points.values()))
    tiles -= tiles.mean(axis=0)
    wanted = wanted - wanted.mean(axis=0)
    scale = (tiles * wanted).sum() / (wanted**2).sum()
    return float(np.hypot(*(tiles - scale * wanted).T).mean())


def arrange(wanted: Wanted) -> Grid:
    """The best grid found."""
    cells = [(column, row) for row in range(ROWS) for column in range(COLUMNS)]
    codes = sorted(wanted.centroids)
    near = np.array([wanted.before.get(code, wanted.centroids[code]) for code in codes])
    middles = np.array([tile_xy(cell) for cell in cells])
    _, chosen = linear_sum_assignment(((near[:, None, :] - middles[None]) ** 2).sum(axis=2))
    random.seed(209)
    return Grid(wanted, Search(wanted, {code: cells[at] for code, at in zip(codes, chosen, strict=True)}, cells).run())


class Search:
    """Simulated annealing: one organisation takes an empty hexagon, or two change places."""

    def __init__(self, wanted: Wanted, places: dict[str, Place], cells: Sequence[Place]) -> None:
        self.wanted, self.places = wanted, places
        # Each tile of a small map says more of where England is.
        self.nearness = NEAR * max(1, 100 / len(places))
        self.at = {place: code for code, place in places.items()}
        inside = set(cells)
        self.ring = {cell: [other for other in around(cell) if other in inside] for cell in cells}
        self.near: dict[str, list[str]] = {code: [] for code in places}
        for one, other in sorted(wanted.neighbours):
            self.near[one].append(other)
            self.near[other].append(one)

    def run(self) -> dict[str, Place]:
        codes = sorted(self.places)
        for step in range(STEPS):
            heat = FIRST_HEAT * (LAST_HEAT / FIRST_HEAT) ** (step / STEPS)
            code = random.choice(codes)
            # To a hexagon beside a neighbour, or to the next one.
            beside = random.choice(self.near[code]) if self.near[code] and random.random() < 0.5 else code
            goal = random.choice(self.ring[self.places[beside]])
            if goal != self.places[code] and len(self.ring[goal]) == 6:
                self.attempt(code, goal, heat)
        while holes := self.holes():
            self.fill(min(holes))
        return self.places

    def holes(self) -> set[Place]:
        """Empty hexagons amid tiles."""
        sea, edge = {(0, 0)}, [(0, 0)]
        while edge:
            for cell in self.ring[edge.pop()]:
                if cell not in self.at and cell not in sea:
                    sea.add(cell)
                    edge.append(cell)
        return self.ring.keys() - self.at.keys() - sea

    def fill(self, hole: Place) -> None:
        """Moves the tiles on a line from a hole to the sea one hexagon towards it, along the best of six lines."""
        found = []
        for side in range(6):
            line, cell = [], hole
            while (cell := around(cell)[side]) in self.at:
                line.append(self.at[cell])
            before = {code: self.places[code] for code in line}
            self.move(dict(zip(line, [hole, *before.values()], strict=False)))
            found.append((sum(map(self.cost, self.places)), side, {code: self.places[code] for code in line}))
            self.move(before)
        self.move(min(one for one in found if one[2])[2])

    def move(self, to: Mapping[str, Place]) -> None:
        for code in to:
            del self.at[self.places[code]]
        self.places.update(to)
        self.at.update({place: code for code, place in to.items()})

    def attempt(self, code: str, goal: Place, heat: float) -> None:
        old, other = self.places[code], self.at.get(goal)
        moved = [code] if other is None else [code, other]
        touched = {old, goal, *self.ring[old], *self.ring[goal]} if other is None else {old, goal}
        was = sum(map(self.cost, moved)) + sum(map(self.shape_cost, touched))
        self.put(code, goal, other, old)
        change = sum(map(self.cost, moved)) + sum(map(self.shape_cost, touched)) - was
        if change > 0 and random.random() >= math.exp(-change / heat):
            self.put(code, old, other, goal)

    def put(self, code: str, place: Place, other: str | None, others: Place) -> None:
        self.places[code] = place
        self.at[place] = code
        if other is None:
            del self.at[others]
        else:
            self.places[other] = others
            self.at[others] = other

    def cost(self, code: str) -> float:
        place = self.places[code]
        x, y = tile_xy(place)
        to_x, to_y = self.wanted.centroids[code]
        total = self.nearness * ((x - to_x) ** 2 + (y - to_y) ** 2)
        if code in self.wanted.before:
            to_x, to_y = self.wanted.before[code]
            total += STAY * ((x - to_x) ** 2 + (y - to_y) ** 2)
        for other in self.near[code]:
            steps = steps_apart(place, self.places[other])
            if steps > 1:
                total += APART * (0.7 + 0.3 * steps)
        return total

    def shape_cost(self, cell: Place) -> float:
        open_sides = sum(beside not in self.at for beside in self.ring[cell])
        code = self.at.get(cell)
        if code is None:
            return HOLE if open_sides < 2 else BAY if open_sides == 2 else 0.0
        lone = LONE if open_sides > 4 and self.near[code] else 0.0
        if code in self.wanted.outer:
            return lone + (SIDE * open_sides if open_sides else ENCLOSED)
        return lone + (SIDE + EXPOSED) * open_sides
