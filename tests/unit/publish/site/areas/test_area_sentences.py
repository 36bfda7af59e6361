"""The course that the head of an area page tells, against what its row says; worked out by hand."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from types import SimpleNamespace
from typing import Any, cast

from pipeline.publish.site.areas.register import Area
from pipeline.publish.site.areas.rows import MeasureRow
from pipeline.publish.site.areas.sentences import course, standing


def told(
    values: list[float],
    change: str,
    doubt: str | None = None,
    doubted: Sequence[int] = (),
    opened_on: date | None = None,
) -> str:
    periods = [f"20{year}/{year + 1}" for year in range(10, 10 + len(values))]
    shown: dict[str, Any] = {
        "periods": periods, "numbers": values, "decimals_of": [None] * len(values), "points": len(values),
        "period": periods[-1], "value": values[-1], "doubted_of": [place in doubted for place in range(len(values))],
        "ends": [12 * (2011 + place) + 3 for place in range(len(values))],
    }  # fmt: skip
    row = SimpleNamespace(
        measure={"measure_name": "Recovery", "unit": "%"}, shown=shown, value=f"{values[-1]:g}%",
        spark="drawn", standard="at least 50%", change=change, doubt=doubt,
    )  # fmt: skip
    return course([cast(MeasureRow, row)], opened_on)


def test_a_rise_over_all_its_time_says_what_its_latest_values_do() -> None:
    # Steps of 2 and a limit of 7.5; 40 to 48 is 8.
    assert told([40, 42, 44, 46, 48], "no recent change") == (
        "Recovery rose from 40% in 2010/11 to 48% in 2014/15, against a standard of at least 50%; no recent change."
    )


def test_a_course_within_chance_has_no_change_unless_its_latest_values_have() -> None:
    # Steps of 10, 9, 10 and 5 have a mean of 8.5 and so a limit of 32; 50 to 46 is 4.
    values = [50.0, 60.0, 51.0, 41.0, 46.0]
    assert told(values, "no recent change") == (
        "Recovery was 50% in 2010/11 and 46% in 2014/15, against a standard of at least 50%: "
        "within its usual ups and downs."
    )
    assert told(values, "recently worse") == (
        "Recovery was 46% in 2014/15, against a standard of at least 50%; recently worse."
    )


def test_a_doubtful_figure_is_no_fall() -> None:
    said = told([52, 51, 51, 10, 23], "recently worse", "usual deviations below the median")
    assert said == "Recovery is given as 23% in 2014/15, against a standard of at least 50%; that figure is doubtful."


def test_a_course_that_ends_as_it_began_says_so() -> None:
    assert told([50, 60, 40, 50], "") == (
        "Recovery was 50% in 2013/14, as in 2010/11, against a standard of at least 50%."
    )


def test_a_doubtful_figure_is_where_no_course_begins() -> None:
    # 85 to 57 would be a fall; without the doubtful 85 there are steps of 3, 3, 2 and 2 between 53 and 57.
    said = told([85, 53, 56, 53, 55, 57], "no recent change", doubted=[0])
    assert said == (
        "Recovery was 53% in 2011/12 and 57% in 2015/16, against a standard of at least 50%: "
        "within its usual ups and downs."
    )


def test_a_ccg_has_no_course_before_it_was_opened() -> None:
    # The years to March 2011 and 2012 are over when it opens in April 2012.
    values = [10.0, 20.0, 40.0, 42.0, 44.0, 46.0, 48.0]
    assert told(values, "", opened_on=date(2012, 4, 1)) == (
        "Recovery rose from 40% in 2012/13 to 48% in 2016/17, against a standard of at least 50%."
    )
    assert told(values, "recently better", opened_on=date(2014, 4, 1)) == (
        "Recovery was 48% in 2016/17, against a standard of at least 50%; recently better."
    )


def test_none_all_and_one_are_said_in_words() -> None:
    area = Area("1", "NHS A CCG", "ccg")

    def stood(*sides: str) -> str:
        rows = [SimpleNamespace(reason=None, side=side) for side in sides]
        return standing(area, cast(list[MeasureRow], rows))

    assert stood("worse", "same") == (
        "Better than the median of CCGs on none of 2 comparable measures and level with it on 1, "
        "each in its latest period."
    )
    assert stood("better", "better") == (
        "Better than the median of CCGs on both comparable measures, each in its latest period."
    )
    assert stood("worse") == "Worse than the median of CCGs on its one comparable measure, in its latest period."


def test_nhs_england_as_a_commissioner_is_not_called_england() -> None:
    assert Area("X24", "NHS England", "hub").short_name == "NHS England"
    assert Area("03F", "NHS Hull CCG", "ccg").short_name == "Hull"
    assert Area("QE1", "NHS Lancashire and South Cumbria ICB", "board").short_name == "Lancashire and South Cumbria"
