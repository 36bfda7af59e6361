"""Values over time: a sparkline with England, and a fan of deciles. A gap stays a gap."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from itertools import pairwise

from markupsafe import Markup

from pipeline.publish.site.drawings.svg import Scale, drawing, percent, scale, short, text, tick_words

SPARK_WIDTH, SPARK_HEIGHT = 120, 28
FAN_WIDTH, FAN_HEIGHT, FAN_FOOT = 1000, 240, 40

# Of longer names a narrow window has room for two.
LONG_NAME = 10
FIRST_QUARTER = " Q1"
# A standard of fewer periods has no room for its name, but for the last.
LEAST_NAMED = 3
EDGE = 88

Values = Sequence[float | None]
Deciles = tuple[float, float, float, float, float]


def sparkline(own: Values, england: Values, label: str) -> Markup:
    """One organisation and England from period to period, on one scale; None is a period without a value."""
    along = max(len(own), len(england)) - 1
    on = scale([*own, *england])
    parts = [
        f'<path class="{css}" d="{path}"/>'
        for css, values in (("england", england), ("own", own))
        if (path := _spark_path(values, on, along))
    ]
    if last := [(number, value) for number, value in enumerate(own) if value is not None]:
        x, y = _spark_point(*last[-1], on, along)
        parts.append(f'<circle class="own" cx="{x}" cy="{y}" r="2.5"/>')
    return drawing("spark", label, parts, f'viewBox="0 0 {SPARK_WIDTH} {SPARK_HEIGHT}"')


def _spark_point(number: int, value: float, on: Scale, along: int) -> tuple[int, int]:
    x = 3 + (SPARK_WIDTH - 6) * number / along if along else SPARK_WIDTH / 2
    return round(x), round(SPARK_HEIGHT - 3 - (SPARK_HEIGHT - 6) * on.at(value) / 100)


def _spark_path(values: Values, on: Scale, along: int) -> str:
    path = ""
    for stretch in stretches(values):
        points = [_spark_point(number, value, on, along) for number, value in stretch]
        # A lone value between gaps is a dot: a line of no length with round ends.
        (x, y), *_ = points
        moves = [f"{to - from_}{up - down:+}" for (from_, down), (to, up) in pairwise(points)]
        path += f"M{x} {y}" + (f"l{' '.join(moves)}" if moves else "h0")
    return path


def stretches(values: Values) -> Iterator[list[tuple[int, float]]]:
    """The runs of values that follow one another without a gap, each value with its number."""
    run: list[tuple[int, float]] = []
    for number, value in enumerate([*values, None]):
        if value is not None:
            run.append((number, value))
        elif run:
            yield run
            run = []


@dataclass(frozen=True)
class Fan:
    """What a fan shows of each period: deciles 1, quarter, median, three quarters and decile 9, or None; the lines.

    `undated` is a standard where it is not known from when on it held.
    """

    periods: Sequence[str]
    deciles: Sequence[Deciles | None]
    england: Values
    standard: Values
    area: Values = field(default=())
    undated: Values = field(default=())
    unit: str = ""

    def scale(self) -> Scale:
        spread = [value for row in self.deciles if row for value in row]
        return scale([*spread, *self.england, *self.standard, *self.area, *self.undated], is_rounded=True)


def fan(shown: Fan, label: str) -> Markup:
    """The fan: the middle eight tenths, the middle half and the median; England, the standard and one area as lines.

    The shapes stretch with the window, the words do not.
    """
    on = shown.scale()
    along = max(len(shown.periods) - 1, 1)

    def x(number: int) -> str:
        return short(FAN_WIDTH * (number + 0.5) / (along + 1))

    def y(value: float) -> str:
        return short(FAN_HEIGHT - 10 - (FAN_HEIGHT - 20) * on.at(value) / 100)

    def line(css: str, values: Values) -> str:
        found = {css: "", f"{css} lone": ""}
        for run in stretches(values):
            path = "M" + "L".join(f"{x(number)} {y(value)}" for number, value in run)
            # A value alone between gaps is a dot: a line of no length with round ends.
            found[css if len(run) > 1 else f"{css} lone"] += path + ("h0" if len(run) == 1 else "")
        return "".join(f'<path class="{name}" d="{path}"/>' for name, path in found.items() if path)

    def belt(css: str, lower: int, upper: int) -> str:
        path = ""
        for run in stretches([None if row is None else float(number) for number, row in enumerate(shown.deciles)]):
            rows = [(number, row) for number, _ in run if (row := shown.deciles[number])]
            there = [f"{x(number)} {y(row[lower])}" for number, row in rows]
            back = [f"{x(number)} {y(row[upper])}" for number, row in rows[::-1]]
            path += "M" + "L".join(there + back) + "z"
        return f'<path class="{css}" d="{path}"/>' if path else ""

    ticks = on.ticks(5)
    grid = "".join(f"M0 {y(tick)}H{FAN_WIDTH}" for tick in ticks)
    shapes = [
        f'<path class="grid" d="{grid}"/>',
        belt("fan-outer", 0, 4),
        belt("fan-inner", 1, 3),
        line("median", [row and row[2] for row in shown.deciles]),
        line("undated", shown.undated),
        line("standard", shown.standard),
        line("england", shown.england),
        line("area", shown.area),
    ]
    inner = (
        f'<svg viewBox="0 0 {FAN_WIDTH} {FAN_HEIGHT}" preserveAspectRatio="none" width="100%" height="{FAN_HEIGHT}">'
    )
    words = [text(tick_words(tick, shown.unit), "-8", float(y(tick)) + 4, "tick end") for tick in ticks]
    words += _periods(shown.periods)
    named = list(_named_standards(shown))
    for number, value in named[:-1]:
        right = percent(100 * (number + 1) / (along + 1))
        words.append(text(f"standard {tick_words(value, shown.unit)}", right, float(y(value)) - 5, "note end"))
    # The last is named in the margin, where no line runs.
    for _, value in named[-1:]:
        for word, shift in (("standard", -2), (tick_words(value, shown.unit), 12)):
            words.append(f'<text x="100%" dx="6" y="{short(float(y(value)) + shift)}" class="note">{word}</text>')
    parts = [inner, *shapes, "</svg>", *words]
    css = "fan held" if named else "fan"
    return drawing(css, label, parts, f'width="100%" height="{FAN_HEIGHT + FAN_FOOT}"')


def _named_standards(shown: Fan) -> Iterator[tuple[int, float]]:
    """Each standard with the last period of its stretch, where its name stands."""
    undated = [*shown.undated, *[None] * (len(shown.periods) - len(shown.undated))]
    known = [
        (number, value)
        for number, pair in enumerate(zip(shown.standard, undated, strict=True))
        if (value := pair[0] if pair[0] is not None else pair[1]) is not None
    ]
    for place, (number, value) in enumerate(known):
        is_last = place + 1 == len(known)
        long = place + 1 >= LEAST_NAMED and known[place + 1 - LEAST_NAMED][1] == value
        if is_last or (long and known[place + 1][1] != value):
            yield number, value


def _periods(periods: Sequence[str]) -> Iterator[str]:
    """The first quarters of the years; without quarters at most six periods, the last always among them.

    Of every other one if the window is narrow.
    """
    count = len(periods)
    quarters = [number for number, name in enumerate(periods) if name.endswith(FIRST_QUARTER)]
    for place, number in enumerate(quarters[::-1]):
        at = 100 * (number + 0.5) / count
        # At the right edge there is no room for half a name.
        x, css = (percent(at), "tick middle") if at < EDGE else ("100%", "tick end")
        css += " sparse" if place % 2 else ""
        yield text(periods[number].removesuffix(FIRST_QUARTER), x, FAN_HEIGHT + 18, css)
        yield text(FIRST_QUARTER.strip(), x, FAN_HEIGHT + 33, css)
    if quarters:
        return
    step = max(1, -(-(count - 1) // 5))
    for place, number in enumerate(range(count - 1, -1, -step)):
        is_last = count > 1 and number == count - 1
        x = percent(100.0 if is_last else 100 * (number + 0.5) / count)
        is_sparse = place % 2 or (len(periods[number]) > LONG_NAME and place > 0 and number >= step)
        css = ("tick end" if is_last else "tick middle") + (" sparse" if is_sparse else "")
        yield text(periods[number], x, FAN_HEIGHT + 20, css)
