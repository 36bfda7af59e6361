"""Organisations one below another by their value, with intervals; and all of them by region, north to south."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from markupsafe import Markup, escape

from pipeline.publish.site.drawings.strip import side
from pipeline.publish.site.drawings.svg import Scale, drawing, percent, scale, text, tick_words

ROW, REGION_ROW, FOOT = 54, 64, 28
# How near two dots may come, in hundredths of the width, before they are stacked.
NEAR, DOT = 1.1, 7


@dataclass(frozen=True)
class Ranked:
    """One row: a name, a value as a number and in words, and its interval where there is one."""

    name: str
    value: float
    words: str
    lower: float | None = None
    upper: float | None = None
    css: str = "same"


def ranked_dots(rows: Sequence[Ranked], label: str, *, unit: str = "", standard: float | None = None) -> Markup:
    """A row for each organisation in the order given: its name, a line with dot and interval, its value in words."""
    ends = [number for row in rows for number in (row.value, row.lower, row.upper)]
    on = scale([*ends, standard, 0.0 if _near_nought(rows) else None], is_rounded=True)
    height = len(rows) * ROW
    parts = [_grid(on, height, unit)]
    for number, row in enumerate(rows):
        y = number * ROW + 24
        parts.append(text(row.name, "0", y - 9, "name"))
        parts.append(text(row.words, "0", y + 18, "value"))
        parts.append(f'<line class="track" x1="0" x2="100%" y1="{y}" y2="{y}"/>')
        if row.lower is not None and row.upper is not None:
            left, right = sorted((on.at(row.lower), on.at(row.upper)))
            parts.append(f'<line class="interval" x1="{percent(left)}" x2="{percent(right)}" y1="{y}" y2="{y}"/>')
        title = f"<title>{escape(row.name)}: {escape(row.words)}</title>"
        parts.append(f'<circle class="{row.css}" cx="{percent(on.at(row.value))}" cy="{y}" r="5">{title}</circle>')
    parts.append(_standard(on, standard, height))
    return drawing("ranks", label, parts, f'width="100%" height="{height + FOOT}"')


def _near_nought(rows: Sequence[Ranked]) -> bool:
    """Whether the axis begins at nought: it does unless the values lie far from it."""
    low = min((row.value if row.lower is None else row.lower for row in rows), default=0)
    high = max((row.value if row.upper is None else row.upper for row in rows), default=0)
    return low >= 0 and low <= 2 * (high - low)


def _grid(on: Scale, height: float, unit: str) -> str:
    lines = []
    ticks = on.ticks()
    for tick in ticks:
        at = on.at(tick)
        lines.append(f'<line class="grid" x1="{percent(at)}" x2="{percent(at)}" y1="0" y2="{height:g}"/>')
        css = "tick" if at < 4 else "tick end" if at > 96 else "tick middle"
        lines.append(text(tick_words(tick, unit), percent(at), height + 18, css))
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
    height = len(regions) * REGION_ROW
    parts = [_grid(on, height, unit), _standard(on, standard, height)]
    for number, region in enumerate(regions):
        base = number * REGION_ROW + 56
        parts.append(text(region.name, "0", base - 43, "name"))
        parts.append(f'<line class="track" x1="0" x2="100%" y1="{base}" y2="{base}"/>')
        parts += _stacked(region.values, on, base, median, polarity)
        if region.published is not None:
            at = on.at(region.published)
            left, line = percent(at), f'y1="{base - 24}" y2="{base + 4}"'
            css = "published" if at < 4 else "published end" if at > 88 else "published middle"
            parts.append(f'<line class="region" x1="{left}" x2="{left}" {line}/>')
            parts.append(text(region.words, left, base - 28, css))
    return drawing("regions", label, parts, f'width="100%" height="{height + FOOT}"')


def _stacked(
    values: Sequence[tuple[str, float]], on: Scale, base: int, median: float | None, polarity: str
) -> list[str]:
    """Dots that would touch stand one above another, the tallest stack within the row."""
    levels: list[float] = []
    placed = []
    for name, value in sorted(values, key=lambda item: (on.at(item[1]), item[0])):
        at = on.at(value)
        level = next((n for n, last in enumerate(levels) if at - last >= NEAR), len(levels))
        levels[level : level + 1] = [at]
        placed.append((name, value, at, level))
    step = min(DOT, 26 / max(len(levels) - 1, 1))
    return [
        f'<circle class="{side(value, median, polarity)}" cx="{percent(at)}" cy="{base - 4 - level * step:.4g}" '
        f'r="3.5"><title>{escape(name)}</title></circle>'
        for name, value, at, level in placed
    ]
