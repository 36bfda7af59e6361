"""A strip of all organisations: each a dot at its value, better to the right, those alike stacked.

The dots of a measure and period are drawn once; what is an organisation's own is put on top.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from statistics import quantiles

from markupsafe import Markup

from pipeline.publish.site.drawings.svg import drawing, scale, short

# A unit is the width of a dot with its gap.
COLUMNS, HEIGHT = 100, 8
OWN_RADIUS = 1.2
SIZE = f'viewBox="0 0 {COLUMNS + 2} {HEIGHT}"'


def side(value: float | None, median: float | None, polarity: str) -> str:
    """better, worse or same: on which side of the median a value lies; same too where neither side is better."""
    if value is None or median is None or value == median or polarity not in ("higher", "lower"):
        return "same"
    return "better" if (value > median) == (polarity == "higher") else "worse"


class Strip:
    """The strip of one measure and period, without an organisation of its own."""

    def __init__(
        self,
        values: Sequence[float],
        polarity: str,
        *,
        median: float | None = None,
        middle: tuple[float, float] | None = None,
        standard: float | None = None,
    ) -> None:
        self.polarity, self.median = polarity, median
        self.scale = scale([*values, standard], polarity)
        self._columns = Counter(self._column(value) for value in values)
        most = max(self._columns.values(), default=1)
        # Of many alike the dots are lower, so that none is printed on another.
        self._step = min(1.0, (HEIGHT - 1) / most)
        self._ground = self._drawn(middle, standard)

    def _column(self, value: float) -> int:
        return 1 + round(self.scale.at(value) * (COLUMNS - 1) / 100)

    def _x(self, value: float) -> str:
        return short(1 + self.scale.at(value) * (COLUMNS - 1) / 100 + 0.5)

    def _drawn(self, middle: tuple[float, float] | None, standard: float | None) -> str:
        parts = []
        if middle:
            left, right = sorted(float(self._x(value)) for value in middle)
            parts.append(f'<rect class="half" x="{short(left)}" y="1" width="{short(right - left)}" height="6"/>')
        # Stacks are drawn from the foot upwards, a dot to a unit, and set to scale as a whole.
        path, before, up = "", 0, 0
        for column, count in sorted(self._columns.items()):
            path += f"m{column - before}-{up}v{count}" if path else f"M{column + 0.5} 0v{count}"
            before, up = column, count
        if path:
            step = short(self._step, 3)
            parts.append(f'<path class="dots" d="{path}" transform="matrix(1 0 0-{step} 0 {HEIGHT})"/>')
        if self.median is not None:
            parts.append(f'<path class="median" d="M{self._x(self.median)} 0v{HEIGHT}"/>')
        if standard is not None:
            parts.append(f'<path class="standard" d="M{self._x(standard)} 0v{HEIGHT}"/>')
        return "".join(parts)

    def drawn(self, own: float | None, label: str) -> Markup:
        """The strip with the dot of `own`, which stands on top of those with the same value."""
        parts = [self._ground]
        if own is not None:
            top = HEIGHT - self._columns[self._column(own)] * self._step
            y = min(max(top + self._step / 2, OWN_RADIUS), HEIGHT - OWN_RADIUS)
            css = side(own, self.median, self.polarity)
            parts.append(f'<circle class="own {css}" cx="{self._x(own)}" cy="{short(y)}" r="{OWN_RADIUS}"/>')
        return drawing("strip", label, parts, SIZE)


def middle_half(values: Sequence[float]) -> tuple[float, float] | None:
    """The quarters between which the middle half lies, by linear interpolation; None of fewer than four values."""
    if len(values) < 4:
        return None
    lower, _, upper = quantiles(values, n=4, method="inclusive")
    return lower, upper
