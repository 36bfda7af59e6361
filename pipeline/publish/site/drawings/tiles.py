"""A map of tiles: each organisation a hexagon at a given place, coloured by a class, with its figure in words."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from markupsafe import Markup, escape

from pipeline.publish.site.drawings.svg import attribute, named, short

# A hexagon that stands on a corner; rows lie three quarters of its height apart, odd rows half a tile further east.
WIDTH, ROW = 20, 17.3
SHAPE = "l9.5 5.5v11l-9.5 5.5-9.5-5.5v-11z"


@dataclass(frozen=True)
class Tile:
    """A tile's place and class; `words` say what it is and shows, `sign` stands in it where there is room."""

    code: str
    column: int
    row: int
    css: str
    words: str
    sign: str = ""
    href: str = ""


def tile_map(tiles: Sequence[Tile], label: str) -> Markup:
    """The tiles, north at the top."""
    if not tiles:
        return Markup("")
    at = [(WIDTH * tile.column + (WIDTH // 2) * (tile.row % 2), ROW * tile.row) for tile in tiles]
    left, top = min(x for x, _ in at), min(y for _, y in at)
    width, height = max(x for x, _ in at) - left + WIDTH, max(y for _, y in at) - top + 23
    places = [(x - left + WIDTH // 2, y - top + 0.5) for x, y in at]
    parts = [_tile(tile, place, not number) for number, (tile, place) in enumerate(zip(tiles, places, strict=True))]
    # The picture as a whole says what it shows; each tile says its own, and leads to its page.
    return Markup(
        f'<svg class="tiles" viewBox="0 0 {width} {short(height)}" role="group" {named(label)}>{"".join(parts)}</svg>'
    )


def _tile(tile: Tile, place: tuple[int, float], is_first: bool) -> str:
    x, y = place
    shape = f'<path class="{tile.css}" d="M{x} {short(y)}{SHAPE}"><title>{escape(tile.words)}</title></path>'
    if tile.sign:
        shape += f'<text class="{tile.css}" x="{x}" y="{short(y + 14)}" aria-hidden="true">{escape(tile.sign)}</text>'
    code = f' data-code="{attribute(tile.code)}"'
    if not tile.href:
        return f'<g{code} role="img" {named(tile.words)}>{shape}</g>'
    # A keyboard comes to one of the tiles, and by the arrows from there to the others.
    reached = "0" if is_first else "-1"
    return f'<a{code} href="{attribute(tile.href)}" tabindex="{reached}" {named(tile.words)}>{shape}</a>'


def classes(values: Sequence[float], count: int = 4) -> list[float]:
    """The bounds between classes of about as many values each; those alike are never parted."""
    ordered = sorted(values)
    bounds: list[float] = []
    for number in range(1, count):
        bound = ordered[min(len(ordered) * number // count, len(ordered) - 1)] if ordered else 0.0
        if bound > (bounds[-1] if bounds else ordered[0] if ordered else 0.0):
            bounds.append(bound)
    return bounds


def class_of(value: float, bounds: Sequence[float], polarity: str, count: int = 4) -> str:
    """The style class of a value: of the four bands where one way is better, else of the four levels."""
    level = sum(value >= bound for bound in bounds)
    # With fewer classes than four the ends keep the colours of the ends.
    place = 1 + round(level * (count - 1) / max(len(bounds), 1))
    if polarity == "higher":
        return f"band-{count + 1 - place}"
    return f"band-{place}" if polarity == "lower" else f"level-{place}"


def tile_places(numbers: Sequence[float]) -> int:
    """To how many decimals the tiles of a map are: one if there are small values with decimals, of all alike."""
    return int(max(map(abs, numbers)) < 100 and any(abs(n) < 10 and n != int(n) for n in numbers))


def tile_sign(value: float, places: int = 0) -> str:
    """A value in the room that a tile has: four characters."""
    if abs(value) >= 1e6:
        return f"{value / 1e6:.0f}m"
    return f"{value / 1e3:.0f}k" if abs(value) >= 1000 else f"{value:.{places}f}"


def tile_words(row: Mapping[str, Any], places: int = 0) -> str:
    """The value of an area on its tile, with a question mark where it is doubtful."""
    sign = tile_sign(row["value"], places)
    return f"{sign}?" if row["doubt"] else sign
