"""Organisations one below another by their value, with intervals; and all of them by region, north to south.

A plot leaves the room to its left to the names, which reach into it, and a little to its right to the values.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from markupsafe import Markup, escape

from pipeline.publish.site.drawings.strip import side
from pipeline.publish.site.drawings.svg import Scale, drawing, percent, scale, text, tick_words, wrapped

ROW, REGION_ROW, FOOT = 32, 48, 28
# The lines of a name, each of at most so many letters.
LINE, LETTERS = 13, 24
# How near two dots may come, in hundredths of the width, before they are stacked; how far apart they are then.
NEAR, DOT = 0.9, 7


@dataclass(frozen=True)
class Ranked:
    """One row: a name, a value as a number and in words, its interval where there is one; and all of it in words."""

    name: str
    value: float
    words: str
    lower: float | None = None
    upper: float | None = None
    css: str = "same"
    told: str = ""


def ranked_dots(rows: Sequence[Ranked], label: str, *, unit: str = "", standard: float | None = None) -> Markup:
    """A row for each organisation in the order given: its name, a line with dot and interval, its value behind it."""
    ends = [number for row in rows for number in (row.value, row.lower, row.upper)]
    from_nought = _near_nought(rows)
    on = scale([*ends, standard, 0.0 if from_nought else None], is_rounded=True)
    names = [wrapped(row.name, LETTERS) for row in rows]
    heights = [max(ROW, LINE * len(name) + 6) for name in names]
    parts = [_grid(on, sum(heights), unit), _standard(on, standard, sum(heights))]
    top = 0
    for row, name, height in zip(rows, names, heights, strict=True):
        y = top + height // 2
        top += height
        at = on.at(row.value)
        parts += _name(name, y)
        is_stem = from_nought and row.lower is None
        track = ("track stem", percent(at)) if is_stem else ("track", "100%")
        parts.append(f'<line class="{track[0]}" x1="0" x2="{track[1]}" y1="{y}" y2="{y}"/>')
        if row.lower is not None and row.upper is not None:
            left, right = percent(on.at(row.lower)), percent(on.at(row.upper))
            parts.append(f'<line class="interval" x1="{left}" x2="{right}" y1="{y}" y2="{y}"/>')
        title = f"<title>{escape(row.name)}: {escape(row.told or row.words)}</title>"
        parts.append(f'<circle class="{row.css}" cx="{percent(at)}" cy="{y}" r="6">{title}</circle>')
        # Beside intervals the values stand in a column.
        behind = "100%" if row.lower is not None else percent(at)
        parts.append(f'<text x="{behind}" dx="10" y="{y + 4}" class="value">{escape(row.words)}</text>')
    return drawing("ranks", label, parts, f'width="100%" height="{sum(heights) + FOOT}"')


def _name(lines: Sequence[str], y: int) -> list[str]:
    """A name to the left of the plot, its lines about the middle of the row."""
    first = y + 4 - (len(lines) - 1) * LINE / 2
    return [text(line, "-10", first + number * LINE, "name end") for number, line in enumerate(lines)]


def _near_nought(rows: Sequence[Ranked]) -> bool:
    """Whether the axis begins at nought: it does unless the values lie far from it."""
    low = min((row.value if row.lower is None else row.lower for row in rows), default=0)
    high = max((row.value if row.upper is None else row.upper for row in rows), default=0)
    return low >= 0 and low <= 2 * (high - low)


def _grid(on: Scale, height: float, unit: str) -> str:
    lines = []
    ticks = on.ticks()
    for number, tick in enumerate(ticks):
        at = on.at(tick)
        lines.append(f'<line class="grid" x1="{percent(at)}" x2="{percent(at)}" y1="0" y2="{height:g}"/>')
        # A narrow window has room for three.
        sparse = " sparse" if number % -(-len(ticks) // 3) else ""
        lines.append(text(tick_words(tick, unit), percent(at), height + 18, f"tick middle{sparse}"))
    return "".join(lines)


def _standard(on: Scale, standard: float | None, height: float) -> str:
    if standard is None:
        return ""
    at = percent(on.at(standard))
    return f'<line class="standard" x1="{at}" x2="{at}" y1="0" y2="{height:g}"/>'


@dataclass(frozen=True)
class Region:
    """A region with its published figure in words and as a number, and the organisations in it, named."""

    name: str
    values: Sequence[tuple[str, float]]
    published: float | None
    words: str


def region_strip(
    regions: Sequence[Region],
    label: str,
    *,
    polarity: str,
    median: float | None = None,
    standard: float | None = None,
    unit: str = "",
) -> Markup:
    """A line for each region in the order given: every organisation a dot, the region's published figure a bar."""
    numbers = [value for region in regions for _, value in region.values]
    on = scale([*numbers, *(region.published for region in regions), standard], polarity, is_rounded=True)
    height = len(regions) * REGION_ROW + 8
    parts = [_grid(on, height, unit), _standard(on, standard, height)]
    for number, region in enumerate(regions):
        y = number * REGION_ROW + 36
        name = "".join(_name(wrapped(region.name, LETTERS), y))
        parts.append(f'<g data-region="{escape(region.name)}">{name}')
        parts.append(f'<line class="track" x1="0" x2="100%" y1="{y}" y2="{y}"/>')
        if region.published is not None:
            left = percent(on.at(region.published))
            parts.append(f'<line class="region" x1="{left}" x2="{left}" y1="{y - 15}" y2="{y + 15}"/>')
        parts += _stacked(region.values, on, y, median, polarity)
        if region.published is not None:
            parts.append(text(region.words, left, y - 19, "published middle"))
        parts.append("</g>")
    return drawing("regions", label, parts, f'width="100%" height="{height + FOOT}"')


def _stacked(values: Sequence[tuple[str, float]], on: Scale, y: int, median: float | None, polarity: str) -> list[str]:
    """Dots that would touch stand in turn below and above the line, the furthest within the row."""
    levels: list[float] = []
    placed = []
    for name, value in sorted(values, key=lambda item: (on.at(item[1]), item[0])):
        at = on.at(value)
        level = next((n for n, last in enumerate(levels) if at - last >= NEAR), len(levels))
        levels[level : level + 1] = [at]
        placed.append((name, value, at, level))
    step = min(DOT, 12 / max(len(levels) // 2, 1))
    shifts = [(level + 1) // 2 * step * (1 if level % 2 else -1) for *_, level in placed]
    return [
        f'<circle class="{side(value, median, polarity)}" cx="{percent(at)}" cy="{y + shift:.4g}" r="4">'
        f"<title>{escape(name)}</title></circle>"
        for (name, value, at, _), shift in zip(placed, shifts, strict=True)
    ]
