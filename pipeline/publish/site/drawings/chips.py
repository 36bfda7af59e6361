"""A band as a chip, and the bands of a set of ratings as one bar."""

from __future__ import annotations

from collections.abc import Sequence

from markupsafe import Markup, escape

from pipeline.publish.site.drawings.svg import drawing, percent, text, wrapped

# Best first; the sign tells the bands apart where colour does not.
SIGNS = ("★", "●", "◐", "○")
# Below this share of the bar its words have no room in it; they stand in the list of counts beside the bar.
ROOM_FOR_NUMBER = 6
BAR_HEIGHT = 32
# Of the bars one below another, which leave the room to their left to the names.
ROW, LETTERS, LINE = 36, 24, 13


def band_css(position: int, bands: int = 4) -> str:
    """The class of a band by its place on its scale, the best being 1."""
    return f"band-{_place(position, bands)}"


def band_sign(position: int, bands: int = 4) -> str:
    return SIGNS[_place(position, bands) - 1]


def _place(position: int, bands: int) -> int:
    """The ends of a scale keep the colours of the ends, however many bands it has."""
    return round(1 + (position - 1) * (len(SIGNS) - 1) / max(bands - 1, 1))


def band_chip(band: str | None, position: int | None, no_band: str = "") -> Markup:
    """The band as colour, word and sign; without one, why there is none."""
    if band is None or position is None:
        return Markup('<span class="chip no-band">{}</span>').format(no_band)
    sign = Markup('<span aria-hidden="true">{}</span>').format(band_sign(position))
    return Markup('<span class="chip {}">{} {}</span>').format(band_css(position), sign, band)


def band_bar(counts: Sequence[tuple[str, int, int]], label: str) -> Markup:
    """One bar of 100%: each band with its position and its count, best first, and the counts in words below."""
    return drawing("bar", label, _bar(counts, 1, BAR_HEIGHT - 2), f'width="100%" height="{BAR_HEIGHT}"')


def band_bars(rows: Sequence[tuple[str, str, Sequence[tuple[str, int, int]]]], label: str) -> Markup:
    """A bar of 100% for each name, with words of it at its right end."""
    parts = []
    for number, (name, words, counts) in enumerate(rows):
        y = number * ROW + ROW // 2
        lines = wrapped(name, LETTERS)
        first = y + 4 - (len(lines) - 1) * LINE / 2
        parts += [text(line, "-10", first + place * LINE, "name end") for place, line in enumerate(lines)]
        parts += _bar(counts, y - 12, 24)
        parts.append(f'<text x="100%" dx="8" y="{y + 4}" class="value">{escape(words)}</text>')
    return drawing("bar bars", label, parts, f'width="100%" height="{len(rows) * ROW}"')


def _bar(counts: Sequence[tuple[str, int, int]], top: int, height: int) -> list[str]:
    whole = sum(count for _, _, count in counts)
    parts, left = [], 0.0
    for band, position, count in counts:
        if not count:
            continue
        width = 100 * count / whole
        css = band_css(position)
        title = f"<title>{escape(band)}: {count}</title>"
        size = f'x="{percent(left)}" y="{top}" width="{percent(width)}" height="{height}"'
        parts.append(f'<g>{title}<rect class="{css}" {size}/>')
        if width >= ROOM_FOR_NUMBER:
            parts.append(text(str(count), percent(left + width / 2), top + height / 2 + 5, f"middle {css}"))
        parts.append("</g>")
        left += width
    return parts
