"""Places of organisations on tile maps, a set for each register of CCGs and one of integrated care boards (ICBs)."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from datetime import date
from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field

from pipeline.base.problems import Problem
from pipeline.reference.register import Day, OrgCode, Register

Tile = Annotated[int, Field(ge=0)]


class AreaTile(BaseModel):
    """The hexagon of an organisation in a set."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    org_type: Literal["ccg", "icb"]
    open_on: Day
    org_code: OrgCode
    tile_column: Tile
    tile_row: Tile


def tile_problems(
    path: str, tiles: Mapping[int, AreaTile], register: Register, icbs: Collection[str]
) -> Iterator[Problem]:
    """Organisations that do not belong into a set, stand there twice, lie on one tile, or are not there."""
    sets: dict[tuple[str, date], dict[int, AreaTile]] = {}
    for line, tile in tiles.items():
        sets.setdefault((tile.org_type, tile.open_on), {})[line] = tile
    for (org_type, open_on), members in sets.items():
        expected = register.open_on(open_on) if org_type == "ccg" else frozenset(icbs)
        what = f"{org_type.upper()}s of {open_on}"
        codes: set[str] = set()
        taken: dict[tuple[int, int], str] = {}
        for line, tile in members.items():
            if tile.org_code not in expected:
                yield Problem(path, line, f"'{tile.org_code}' is none of the {what}", "Correct the code or the day")
            elif tile.org_code in codes:
                yield Problem(path, line, f"{tile.org_code} stands twice among the {what}", "Take one of them out")
            other = taken.setdefault((tile.tile_column, tile.tile_row), tile.org_code)
            if other != tile.org_code:
                yield Problem(path, line, f"{tile.org_code} lies on the tile of {other}", "Move one of them")
            codes.add(tile.org_code)
        if lacking := sorted(expected - codes):
            yield Problem(path, min(members), f"the {what} lack {', '.join(lacking)}", "Give each of them a tile")
