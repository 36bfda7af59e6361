"""What the pages of measures say where many are alike, where none has a figure, and of answers; worked out by hand."""

from __future__ import annotations

import json
from datetime import date
from typing import Any

import pytest
from measure_samples import MEASURE, period

from pipeline.publish.site import measure_data, measure_findings
from pipeline.publish.site.drawings import tiles
from pipeline.publish.site.measure_figures import PeriodFigures


def ccgs(*values: float | None) -> list[dict[str, Any]]:
    return [
        {"name": f"N{number:02}", "value": value, "decimals": None, "doubt": None}
        for number, value in enumerate(values)
    ]


def year(*values: float | None, **more: Any) -> PeriodFigures:
    """A year of the CCGs that have these values, all of them ranked."""
    known = [value for value in values if value is not None]
    counts = {"of_ccgs": len(known), "with_rank": len(known), "ranked": len(known), "median": 0.0}
    figures = period("2021/22", date(2021, 4, 1), date(2022, 3, 31), **{**counts, **more})
    figures.of["ccg"] = ccgs(*values)
    return figures


@pytest.mark.parametrize(
    ("values", "deciles", "said"),
    [
        # Of the ten values 5, 5, 5, 5, 5, 5, 5, 6, 7 and 9 seven are 5, and so are both ends of the lower half.
        ((5, 5, 5, 5, 5, 5, 5, 6, 7, 9), (5, 5, 5, 5.75, 7.2), "the middle half from 5% to 5.8%"),
        ((0, 0, 40, *[100] * 7), (0, 100, 100, 100, 100), "7 of them 100%"),
        ((*[0] * 5, 50, *[100] * 6), (0, 0, 75, 100, 100), "6 of them 100%, 5 0% and 1 between"),
        ((*[0] * 5, *[100] * 5), (0, 0, 50, 100, 100), "5 of them 100% and 5 0%"),
    ],
)
def test_the_lead_says_half_of_no_more_than_half(
    values: tuple[float, ...], deciles: tuple[float, ...], said: str
) -> None:
    lead = measure_findings.lead(MEASURE, year(*values, deciles=list(deciles)))
    assert lead == f"{len(values)} CCGs have a figure for 2021/22, {said}."


@pytest.mark.parametrize(
    ("england", "values", "said"),
    [
        (1, (1, 1, 0), "In 2021/22 it was yes for England and for 2 of 3 CCGs with an answer."),
        (0, (1, 0, 0), "In 2021/22 it was no for England and yes for 1 of 3 CCGs with an answer."),
        (None, (1,), "In 2021/22 it was yes for 1 of 1 CCG with an answer."),
        (1, (), "In 2021/22 it was yes for England."),
    ],
)
def test_answers_are_counted(england: float | None, values: tuple[float, ...], said: str) -> None:
    figures = year(*values, england=england, deciles=[1, 1, 1, 1, 1])
    assert measure_findings.lead(MEASURE | {"unit": "yes or no"}, figures) == said


@pytest.mark.parametrize(
    ("counts", "said"),
    [
        ({"of_ccgs": 0, "withheld": 115}, "No figure of a CCG is published."),
        ({"of_ccgs": 3, "withheld": 1}, "3 CCGs have a figure. 1 CCG has none, so a rank may be up to 1 place out."),
        (
            {"of_ccgs": 3, "withheld": 3, "suppressed": 2},
            "3 CCGs have a figure. 2 CCGs’ figures are suppressed (small numbers) and 1 has none for other reasons, "
            "so a rank may be up to 3 places out.",
        ),
    ],
)
def test_the_lead_says_of_whom_there_is_no_figure(counts: dict[str, int], said: str) -> None:
    figures = year(england=35.3, england_decimals=1, **counts | {"with_rank": counts["of_ccgs"]})
    assert measure_findings.lead(MEASURE, figures) == f"In 2021/22, England’s figure was 35.3%. {said}"


def test_who_has_the_best_value_with_many_others_is_none_of_the_lowest() -> None:
    rows = ccgs(0, 0, 0, 50, 90, *[100] * 12)
    assert [row["value"] for row in measure_findings.ten(rows)] == [0, 0, 0, 50, 90]
    assert measure_findings.first_ten(MEASURE, rows) == "The 5 lowest: N00 and 2 more 0%, to N04 90%"
    # Ten alike that end at the tenth place are the ten; so are some of those alike, where they are no more than ten.
    assert len(measure_findings.ten(ccgs(*[1] * 10, 2))) == len(measure_findings.ten(ccgs(*range(8), *[9] * 5))) == 10
    assert measure_findings.ten(ccgs(*[1] * 11)) == []


def test_regions_that_share_the_highest_figure_are_counted() -> None:
    regions = [("London", 52.0, 0), ("Midlands", 50.0, 0), ("South East", 52.0, 0), ("South West", 46.0, 0)]
    assert measure_findings.by_region(MEASURE, regions) == (
        "By region, north to south: from South West 46% to 2 regions 52%"
    )


def test_regions_that_differ_by_less_than_is_shown_have_the_decimals_that_tell_them_apart() -> None:
    regions = [("London", 96.74, None), ("Midlands", 96.68, None), ("South West", 96.71, None)]
    assert measure_findings.by_region(MEASURE, regions) == (
        "By region, north to south: from Midlands 96.68% to London 96.74%"
    )


def test_the_lead_of_a_period_that_was_concluded_says_so() -> None:
    figures = year(england=None, period_inferred=True, of_ccgs=34)
    assert measure_findings.lead(MEASURE, figures) == (
        "34 CCGs have a figure for 2021/22 (the document does not print the period, which follows from it)."
    )


def test_the_ends_of_a_map_are_told_apart_from_the_next_figures() -> None:
    # Of eight in classes of two, 98.44 and 98.48 are 98.4% and 98.5%; 98.48 and 98.52 are both 98.5%.
    rows = ccgs(90.0, 94.0, 95.0, 96.0, 97.0, 98.48, 98.52, 99.0)
    bounds = tiles.classes([row["value"] for row in rows])
    assert bounds == [95.0, 97.0, 98.52]
    assert (
        measure_findings.on_the_map(MEASURE, bounds, rows) == "On the map: 2 CCGs at 94% or less, 2 at 98.52% or more"
    )


def test_a_percentage_can_be_of_one() -> None:
    row = {"value": 100.0, "decimals": 0, "doubt": None, "rank": None, "interval_lower": None}
    assert measure_findings.ranked_words(MEASURE, row | {"smallest_denominator": 1}) == "100%, of at least 1"
    assert measure_findings.ranked_words(MEASURE, row | {"smallest_denominator": 2}) == "100%, of at least 2 people"


def test_a_figure_of_nought_stands_in_the_data_of_a_period() -> None:
    figures = year(england=0.0, england_decimals=0, standard=0.0, comparator="at most")
    data = json.loads(measure_data._period(MEASURE, figures, {}, []))
    assert {name: data[name] for name in ("england", "england_decimals", "standard", "median")} == {
        "england": 0.0,
        "england_decimals": 0,
        "standard": 0.0,
        "median": 0.0,
    }
    assert not {"suppressed", "withheld", "inferred", "deciles"} & data.keys()
