"""A chart as a Vega-Lite specification; the page's script draws it with colours that fit the reader's scheme.

No chart shows anything by colour alone, and each stands beside the table of its figures.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

ROW_HEIGHT = 26
# Of a row whose label is in two lines, the second being its last word.
TALL_ROW_HEIGHT = 36
LONG_LABEL = 16
TWO_LINES = (
    f"length(datum.label) > {LONG_LABEL} ? split(replace(datum.label, regexp(' ([^ ]+)$'), '|$1'), '|') : datum.label"
)
AXIS_HEIGHT = 60
PLOT_HEIGHT = 280

Spec = dict[str, Any]


@dataclass(frozen=True)
class Chart:
    """A chart: `finding` is its title, `text` what it shows for those who do not see it, `height` in pixels.

    `tables` are those of the warehouse that hold its figures."""

    finding: str
    text: str
    spec: Spec
    height: int
    tables: tuple[str, ...]


def height_of(labels: Sequence[str]) -> int:
    """The height of a row for each label, in pixels."""
    return len(labels) * (TALL_ROW_HEIGHT if any(len(label) > LONG_LABEL for label in labels) else ROW_HEIGHT)
