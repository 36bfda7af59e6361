"""The key of a chart: what its lines, areas, dots and tiles mean, each drawn as it is in the chart."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from markupsafe import Markup, escape

SHAPES = {
    "line": ("fan", 24, '<path class="{css}" d="M1 7h22"/>'),
    "area": ("fan", 24, '<path class="{css}" d="M1 1h22v12h-22z"/>'),
    "dot": ("regions", 14, '<circle class="{css}" cx="7" cy="7" r="5"/>'),
    "bar": ("regions", 10, '<line class="{css}" x1="5" x2="5" y1="0" y2="14"/>'),
    "interval": ("ranks", 24, '<line class="{css}" x1="3" x2="21" y1="7" y2="7"/>'),
    "sign": ("tiles", 18, '<text class="{css}" x="9" y="11">?</text>'),
    "tile": ("tiles", 18, '<path class="{css}" d="M1 1h16v12h-16z"/>'),
}


class Key(NamedTuple):
    """One mark of a chart: its shape, its class, and what it means."""

    shape: str
    css: str
    words: str


def key(entries: Sequence[Key]) -> Markup:
    """The entries one behind another."""
    return Markup("").join(Markup(_entry(one)) for one in entries)


def _entry(one: Key) -> str:
    css, width, shape = SHAPES[one.shape]
    drawn = shape.format(css=escape(one.css))
    return (
        f'<li><svg class="sample {css}" width="{width}" height="14" aria-hidden="true">{drawn}</svg> '
        f"<span>{escape(one.words)}</span></li>"
    )
