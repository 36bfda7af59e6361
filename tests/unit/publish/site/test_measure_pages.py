"""England over time: which figures make a line, and what is said of it."""

from __future__ import annotations

from datetime import date
from types import SimpleNamespace
from typing import Any

from pipeline.publish.site.measure_pages import OF_SOME_SETS, _set, england_over_time

MEASURE = {"unit": "%", "polarity": "higher"}


def quarter(period: str, start: date, end: date, value: float, standard: float | None = None) -> dict[str, Any]:
    return {"period": period, "period_start": start, "period_end": end, "value": value, "standard": standard}


FIRST = quarter("2018/19 Q1", date(2018, 4, 1), date(2018, 6, 30), 48.5)
SECOND = quarter("2018/19 Q2", date(2018, 7, 1), date(2018, 9, 30), 49.25)
FOURTH = quarter("2018/19 Q4", date(2019, 1, 1), date(2019, 3, 31), 51.0, 50.0)


def test_a_line_ends_where_a_period_has_no_value() -> None:
    chart = england_over_time(MEASURE, [FIRST, SECOND, FOURTH])
    assert chart
    assert [(row["on"], row["value"], row["stretch"]) for row in chart.spec["data"]["values"]] == [
        ("2018-06-30", 48.5, 0),
        ("2018-09-30", 49.25, 0),
        ("2019-03-31", 51.0, 1),
    ]


def test_its_title_says_where_it_began_and_where_it_came_to() -> None:
    chart = england_over_time(MEASURE, [FIRST, SECOND, FOURTH])
    assert chart
    assert chart.finding == "England: 48.5% in 2018/19 Q1, 51% in 2018/19 Q4; dashed: the standard of the time"
    assert chart.text == "2018/19 Q1: 48.5%; 2018/19 Q2: 49.25%; 2018/19 Q4: 51%"


def test_no_dashed_line_is_spoken_of_where_there_is_no_standard() -> None:
    chart = england_over_time(MEASURE, [FIRST, SECOND, FOURTH | {"standard": None}])
    assert chart
    assert "dashed" not in chart.finding


def test_two_figures_are_no_trend_and_yes_or_no_is_none() -> None:
    assert england_over_time(MEASURE, [FIRST, SECOND]) is None
    assert england_over_time({"unit": "yes or no", "polarity": "higher"}, [FIRST, SECOND, FOURTH]) is None


def stretches(*rows: tuple[str, date, date]) -> list[int]:
    chart = england_over_time(MEASURE, [quarter(period, start, end, 50.0) for period, start, end in rows])
    assert chart
    return [row["stretch"] for row in chart.spec["data"]["values"]]


def test_rolling_years_that_overlap_make_a_line_unless_a_quarter_is_missing() -> None:
    first = ("2020/21 Q4", date(2020, 4, 1), date(2021, 3, 31))
    second = ("2021/22 Q1", date(2020, 7, 1), date(2021, 6, 30))
    fourth = ("2021/22 Q3", date(2021, 1, 1), date(2021, 12, 31))
    assert stretches(first, second, fourth) == [0, 0, 1]


def test_financial_years_to_the_last_quarter_make_a_line() -> None:
    ends = [(f"{year}/{year % 100 + 1} Q4", date(year, 4, 1), date(year + 1, 3, 31)) for year in (2019, 2020, 2022)]
    assert stretches(*ends) == [0, 0, 1]


def test_england_of_a_quarter_does_not_stand_beside_ccgs_of_a_year() -> None:
    year, quarter_start = date(2021, 4, 1), date(2022, 1, 1)
    common = {
        "period": "2021/22 Q4",
        "period_inferred": False,
        "value": None,
        "standard": None,
        "funnel_position": None,
    }
    common |= dict.fromkeys(["rank_note", "interval_note", "standard_note", *OF_SOME_SETS])
    ccg = common | {"org_type": "ccg", "period_start": year}
    content = SimpleNamespace(peers={})
    measure = MEASURE | {"measure_id": "a_measure"}
    for starts, is_beside in ((quarter_start, False), (year, True)):
        england = common | {"org_type": "national", "period_start": starts}
        found = _set(content, measure, [ccg, england])  # type: ignore[arg-type]
        assert (found["england"] is england, found["others"]) == (is_beside, [england])
