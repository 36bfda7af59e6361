"""A map of tiles: each organisation a square at a given place, coloured by a class, with its figure in words."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from markupsafe import Markup, escape

from pipeline.publish.site.drawings.svg import attribute, drawing

TILE, GAP = 20, 1


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
    left, top = min(tile.column for tile in tiles), min(tile.row for tile in tiles)
    columns = max(tile.column for tile in tiles) - left + 1
    rows = max(tile.row for tile in tiles) - top + 1
    parts = [_tile(tile, TILE * (tile.column - left), TILE * (tile.row - top)) for tile in tiles]
    # The picture as a whole says what it shows; each tile says its own, and leads to its page.
    size = f'viewBox="0 0 {TILE * columns} {TILE * rows}"'
    return Markup(str(drawing("tiles", label, parts, size)).replace('role="img"', 'role="group"', 1))


def _tile(tile: Tile, x: int, y: int) -> str:
    side = TILE - GAP
    title = f"<title>{escape(tile.words)}</title>"
    shape = f'<rect class="{tile.css}" x="{x}" y="{y}" width="{side}" height="{side}">{title}</rect>'
    if tile.sign:
        shape += (
            f'<text class="{tile.css}" x="{x + side / 2:g}" y="{y + 13}" aria-hidden="true">{escape(tile.sign)}</text>'
        )
    code = f' data-code="{attribute(tile.code)}"'
    if not tile.href:
        return f'<g{code} role="img" aria-label="{attribute(tile.words)}">{shape}</g>'
    return f'<a{code} href="{attribute(tile.href)}" aria-label="{attribute(tile.words)}">{shape}</a>'


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
