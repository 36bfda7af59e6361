"""A band as a chip, and the bands of a set of ratings as one bar."""

from __future__ import annotations

from collections.abc import Sequence

from markupsafe import Markup, escape

from pipeline.publish.site.drawings.svg import drawing, percent, text

# Best first; the sign tells the bands apart where colour does not.
SIGNS = ("★", "●", "◐", "○")
# Below this share of the bar its words have no room in it; they stand in the list of counts beside the bar.
ROOM_FOR_NUMBER = 4
BAR_HEIGHT = 32


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
    whole = sum(count for _, _, count in counts)
    parts, left = [], 0.0
    for band, position, count in counts:
        if not count:
            continue
        width = 100 * count / whole
        css = band_css(position)
        title = f"<title>{escape(band)}: {count}</title>"
        size = f'x="{percent(left)}" y="1" width="{percent(width)}" height="{BAR_HEIGHT - 2}"'
        parts.append(f'<g>{title}<rect class="{css}" {size}/>')
        if width >= ROOM_FOR_NUMBER:
            parts.append(text(str(count), percent(left + width / 2), BAR_HEIGHT / 2 + 5, f"middle {css}"))
        parts.append("</g>")
        left += width
    return drawing("bar", label, parts, f'width="100%" height="{BAR_HEIGHT}"')
