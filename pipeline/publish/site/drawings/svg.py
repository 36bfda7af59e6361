"""What all drawings share: short numbers, text that stays text, scales with round ticks."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from math import ceil, floor, log10

from markupsafe import Markup, escape


def short(number: float, places: int = 1) -> str:
    """A coordinate without needless digits."""
    text = f"{number:.{places}f}"
    return text.rstrip("0").rstrip(".") if "." in text else text


def percent(number: float) -> str:
    return f"{short(number)}%"


def drawing(css: str, label: str, parts: Iterable[str], size: str) -> Markup:
    """An SVG picture with its text alternative; `size` are the attributes that give its size."""
    return Markup(f'<svg class="{css}" {size} role="img" {named(label)}>{"".join(parts)}</svg>')


def named(label: str) -> str:
    """The attribute that says what a picture, or a part of it, shows."""
    return f'aria-label="{attribute(label)}"'


def attribute(value: str) -> str:
    return value.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;").replace('"', "&quot;")


def text(words: str, x: str, y: float, css: str = "") -> str:
    classes = f' class="{css}"' if css else ""
    return f'<text x="{x}" y="{short(y)}"{classes}>{escape(words)}</text>'


def wrapped(words: str, letters: int) -> list[str]:
    """The lines of a text, each of at most so many letters where its words allow it."""
    lines: list[str] = []
    for word in words.split(" "):
        if lines and len(lines[-1]) + 1 + len(word) <= letters:
            lines[-1] += f" {word}"
        else:
            lines.append(word)
    return lines


@dataclass(frozen=True)
class Scale:
    """Values along a line from 0 to 100; where lower is better the line runs the other way."""

    low: float
    high: float
    is_reversed: bool = False

    def at(self, value: float) -> float:
        share = (value - self.low) / (self.high - self.low) if self.high > self.low else 0.5
        return 100 * (1 - share if self.is_reversed else share)

    def ticks(self, about: int = 6) -> list[float]:
        """Round values within the scale."""
        if self.high <= self.low:
            return [self.low]
        step = round_step((self.high - self.low) / about)
        first, last = ceil(self.low / step - 1e-9), floor(self.high / step + 1e-9)
        return [number * step for number in range(first, last + 1)]


def scale(values: Sequence[float | None], polarity: str = "higher", *, is_rounded: bool = False) -> Scale:
    """The scale on which all values have a place; rounded, it begins and ends on a tick."""
    known = [value for value in values if value is not None]
    low, high = (min(known), max(known)) if known else (0.0, 1.0)
    if is_rounded and high > low:
        step = round_step((high - low) / 6)
        low, high = floor(low / step + 1e-9) * step, ceil(high / step - 1e-9) * step
    return Scale(low, high, polarity == "lower")


def round_step(step: float) -> float:
    """The next of 1, 2, 5, 10, … times a power of ten."""
    power = 10.0 ** floor(log10(step))
    return next(power * factor for factor in (1, 2, 5, 10) if power * factor >= step * (1 - 1e-9))


def tick_words(value: float, unit: str = "") -> str:
    """A tick's value with its unit where that is a sign."""
    number = f"{value:,.6f}".rstrip("0").rstrip(".")
    for least, size, sign in ((1e9, 1e9, "bn"), (1e6, 1e6, "m"), (1e4, 1e3, "k")):
        if abs(value) >= least:
            number = f"{value / size:,.3f}".rstrip("0").rstrip(".") + sign
            break
    number = "0" if number == "-0" else number
    return f"{number}%" if unit == "%" else f"£{number}" if unit == "£" else number
