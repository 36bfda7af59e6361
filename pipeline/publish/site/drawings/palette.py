"""Every colour of the site, once: for light and for dark, as custom properties of the style sheet.

Marks differ from the paper by 3:1, by their fill or their outline; words by 4.5:1. The bands, best first, are told
apart without red and green.
"""

from __future__ import annotations

from typing import NamedTuple


class Colour(NamedTuple):
    """A colour in the light and in the dark scheme."""

    light: str
    dark: str


# What stands on the paper.
PAPER = Colour("#ffffff", "#14171b")
WORDS = {
    "ink": Colour("#1b1f24", "#e9ebee"),
    "quiet": Colour("#4a525c", "#b4bcc6"),
    "accent": Colour("#0b5680", "#86c5f0"),
    "better": Colour("#0072b2", "#56b4e9"),
    "worse": Colour("#b8470b", "#f0965a"),
}
# Surfaces and rules that carry no figure.
SURFACES = {
    "soft": Colour("#f1f4f7", "#20252b"),
    "line": Colour("#c4cad1", "#4b545f"),
}
MARKS = {
    "peers": Colour("#667280", "#8f9baa"),
    "median": Colour("#1b1f24", "#e9ebee"),
    "standard": Colour("#4a525c", "#d5dbe2"),
    "outline": Colour("#4a525c", "#b4bcc6"),
    "neutral": Colour("#6a3d9a", "#c3a4ea"),
    "fan-edge": Colour("#4d7fa8", "#6f9cc0"),
    # Lines of areas that are compared, which differ in their dashes too.
    "series-1": Colour("#0b5680", "#86c5f0"),
    "series-2": Colour("#8a5a00", "#e3b341"),
    "series-3": Colour("#6a3d9a", "#c3a4ea"),
    "series-4": Colour("#1b1f24", "#e9ebee"),
}
# Fills that need the outline that is named with them.
OUTLINED = {
    "half": (Colour("#dfe7ee", "#2a323b"), "peers"),
    "fan-outer": (Colour("#dcebf5", "#1d2f3d"), "fan-edge"),
    "fan-inner": (Colour("#b3d3e8", "#2b4b63"), "fan-edge"),
    "withheld": (Colour("#f1f4f7", "#2b323a"), "outline"),
}


class Fill(NamedTuple):
    """A fill that carries words: its colour and theirs. It stands within the outline."""

    fill: Colour
    words: Colour


# The ends stand out most: on white they are the darkest, on black the lightest.
BANDS = (
    Fill(Colour("#08519c", "#8fd0ff"), Colour("#ffffff", "#0b0f14")),
    Fill(Colour("#6baed6", "#3f86b8"), Colour("#10161d", "#0b0f14")),
    Fill(Colour("#fdd0a2", "#b27a48"), Colour("#10161d", "#0b0f14")),
    Fill(Colour("#a63603", "#ff9a57"), Colour("#ffffff", "#0b0f14")),
)
# Of measures for which neither high nor low is better, the lowest first.
LEVELS = (
    Fill(Colour("#eef0f3", "#2a313a"), Colour("#10161d", "#f4f6f8")),
    Fill(Colour("#c3cad4", "#55606d"), Colour("#10161d", "#ffffff")),
    Fill(Colour("#8c97a7", "#98a3b0"), Colour("#10161d", "#0b0f14")),
    Fill(Colour("#3d4754", "#d5dbe2"), Colour("#ffffff", "#0b0f14")),
)


def properties() -> dict[str, Colour]:
    """Every custom property by its name, without the two hyphens."""
    fills = {f"{name}-{number}": fill for name, number, fill in _fills()}
    return {
        "paper": PAPER,
        **WORDS,
        **SURFACES,
        **MARKS,
        **{name: colour for name, (colour, _) in OUTLINED.items()},
        **{name: fill.fill for name, fill in fills.items()},
        **{f"on-{name}": fill.words for name, fill in fills.items()},
    }


def _fills() -> list[tuple[str, int, Fill]]:
    return [
        (name, number, fill)
        for name, fills in (("band", BANDS), ("level", LEVELS))
        for number, fill in enumerate(fills, start=1)
    ]


def style_sheet() -> str:
    """The custom properties for both schemes, and the classes of fills that carry words.

    Paper is always light, and so is a picture to keep, for which pictures.js says `as-light`.
    """
    found = properties()
    light = "".join(f"--{name}:{colour.light};" for name, colour in found.items())
    dark = "".join(f"--{name}:{colour.dark};" for name, colour in found.items())
    classes = "".join(
        f".{name}-{number}{{fill:var(--{name}-{number});background:var(--{name}-{number});color:var(--on-{name}-{number})}}\n"
        f"text.{name}-{number}{{fill:var(--on-{name}-{number})}}\n"
        for name, number, _ in _fills()
    )
    return (
        f":root{{{light}}}\n@media screen and (prefers-color-scheme:dark){{:root:not(.as-light){{{dark}}}}}\n{classes}"
    )
