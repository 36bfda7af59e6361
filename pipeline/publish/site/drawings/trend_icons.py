"""Icons of variation and assurance, drawn after the convention of NHS England's Making Data Count.

Blue is improvement, orange is concern, grey is common cause; H and L say on which side of the mean, P, F and ? whether
the standard will be passed.
"""

from __future__ import annotations

from markupsafe import Markup

from pipeline.publish.site.drawings.svg import drawing

VARIATIONS = {
    "common_cause": ("common", "Common cause variation: no significant change"),
    "improvement_high": ("improving", "Special cause variation, an improvement: higher than before"),
    "improvement_low": ("improving", "Special cause variation, an improvement: lower than before"),
    "concern_high": ("concern", "Special cause variation, a concern: higher than before"),
    "concern_low": ("concern", "Special cause variation, a concern: lower than before"),
    "neutral_high": ("neutral", "Special cause variation, higher than before; neither way is better"),
    "neutral_low": ("neutral", "Special cause variation, lower than before; neither way is better"),
}
ASSURANCES = {
    "pass": ("improving", "P", "The standard will consistently be passed"),
    "fail": ("concern", "F", "The standard will consistently be failed"),
    "hit_or_miss": ("common", "?", "The standard will be passed or failed by chance"),
}
SIZE = 'viewBox="0 0 28 28"'
RING = '<circle cx="14" cy="14" r="12.5"/>'
WAVE = '<path d="M5 16l4-5 4 6 4-6 6 5"/>'
RISING = '<path d="M5 21l5-4 4 1 8-8"/>'
FALLING = '<path d="M5 8l5 4 4-1 8 8"/>'


def variation_icon(name: str | None) -> Markup:
    """The icon of a kind of variation, as marts.spc_series names it; nothing where there is none."""
    if name not in VARIATIONS:
        return Markup("")
    css, words = VARIATIONS[name]
    if name == "common_cause":
        return drawing(f"icon {css}", words, [RING, WAVE], SIZE)
    high = name.endswith("_high")
    letter = f'<text x="{10 if high else 18}" y="13">{"H" if high else "L"}</text>'
    return drawing(f"icon {css}", words, [RING, RISING if high else FALLING, letter], SIZE)


def assurance_icon(name: str | None) -> Markup:
    """The icon of whether a standard will be met, as marts.spc_series names it; nothing where there is none."""
    if name not in ASSURANCES:
        return Markup("")
    css, letter, words = ASSURANCES[name]
    return drawing(f"icon {css}", words, [RING, f'<text x="14" y="19">{letter}</text>'], SIZE)
