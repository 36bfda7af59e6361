"""Every mark can be told from the paper, every word read, and every band from the others, by colour-blind eyes too."""

from __future__ import annotations

from itertools import combinations

import pytest
from colour import DEUTERANOPIA, IDENTITY, PROTANOPIA, contrast, difference, seen

from pipeline.publish.site.drawings import palette

SCHEMES = (0, 1)


@pytest.mark.parametrize(
    ("one", "other", "expected"),
    # Pairs 1, 7, 17, 25 and 34 of table 1 in Sharma, Wu and Dalal (2005).
    [
        ((50, 2.6772, -79.7751), (50, 0, -82.7485), 2.0425),
        ((50, 0, 0), (50, -1, 2), 2.3669),
        ((50, 2.5, 0), (73, 25, -18), 27.1492),
        ((60.2574, -34.0099, 36.2677), (60.4626, -34.1751, 39.4387), 1.2644),
        ((2.0776, 0.0795, -1.1350), (0.9033, -0.0636, -0.5514), 0.9082),
    ],
)
def test_the_difference_is_that_of_the_published_pairs(
    one: tuple[float, float, float], other: tuple[float, float, float], expected: float
) -> None:
    assert difference(one, other) == pytest.approx(expected, abs=5e-5)


def test_the_contrast_is_that_of_published_pairs() -> None:
    assert contrast("#000000", "#ffffff") == 21
    assert contrast("#767676", "#ffffff") == pytest.approx(4.54, abs=0.005)


@pytest.mark.parametrize("scheme", SCHEMES)
def test_words_are_read_on_the_paper_and_on_soft_ground(scheme: int) -> None:
    for name, colour in palette.WORDS.items():
        for ground in (palette.PAPER, palette.SURFACES["soft"], palette.OUTLINED["withheld"][0]):
            assert contrast(colour[scheme], ground[scheme]) >= 4.5, name


@pytest.mark.parametrize("scheme", SCHEMES)
def test_marks_differ_from_what_they_stand_on(scheme: int) -> None:
    half = palette.OUTLINED["half"][0][scheme]
    for name, colour in {**palette.MARKS, **palette.WORDS}.items():
        assert contrast(colour[scheme], palette.PAPER[scheme]) >= 3, name
    for name in ("peers", "median", "standard", "outline"):
        assert contrast(palette.MARKS[name][scheme], half) >= 3, name
    for _, outline in palette.OUTLINED.values():
        assert outline in palette.MARKS
    for name in ("fan-outer", "fan-inner"):
        fill = palette.OUTLINED[name][0][scheme]
        for line in ("accent", "worse", "ink"):
            assert contrast(palette.WORDS[line][scheme], fill) >= 3, (name, line)


@pytest.mark.parametrize("scheme", SCHEMES)
def test_words_on_bands_and_levels_are_read(scheme: int) -> None:
    for fill in (*palette.BANDS, *palette.LEVELS):
        assert contrast(fill.fill[scheme], fill.words[scheme]) >= 4.5, fill


@pytest.mark.parametrize("scheme", SCHEMES)
def test_the_ends_of_a_scale_stand_out_more_than_its_middle(scheme: int) -> None:
    best, second, third, worst = (contrast(fill.fill[scheme], palette.PAPER[scheme]) for fill in palette.BANDS)
    assert best > second and worst > third


def test_in_the_dark_the_words_on_all_four_bands_are_dark() -> None:
    assert {fill.words.dark for fill in palette.BANDS} == {"#0b0f14"}


@pytest.mark.parametrize("scheme", SCHEMES)
@pytest.mark.parametrize("eyes", [IDENTITY, DEUTERANOPIA, PROTANOPIA], ids=["all cones", "deuteranopia", "protanopia"])
def test_bands_are_told_apart(scheme: int, eyes: tuple[tuple[float, float, float], ...]) -> None:
    for one, other in combinations(palette.BANDS, 2):
        assert difference(seen(one.fill[scheme], eyes), seen(other.fill[scheme], eyes)) >= 10
    better, worse = palette.WORDS["better"][scheme], palette.WORDS["worse"][scheme]
    assert difference(seen(better, eyes), seen(worse, eyes)) >= 10


def test_the_style_sheet_has_every_colour_of_both_schemes() -> None:
    css = palette.style_sheet()
    light, dark = css.split("@media")
    assert "--band-1:#08519c;" in light and "--band-4:#a63603;" in light and "--better:#0072b2;" in light
    assert "--band-1:#8fd0ff;" in dark and "--band-4:#ff9a57;" in dark and "--worse:#f0965a;" in dark
    assert ".band-2{fill:var(--band-2)" in css
