"""What a measure's pages say and draw of hand-made periods: sentences, titles, gaps, and what is refused."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from measure_samples import MEASURE, period

from pipeline.publish.site import measure_charts, measure_findings
from pipeline.publish.site.divides import north_south
from pipeline.publish.site.drawings import tiles
from pipeline.publish.site.measure_figures import (
    MeasureFigures,
    PeriodFigures,
    latest,
    new_sources,
    of_one_source,
    series,
)


def quarter(name: str, end: date, **more: Any) -> PeriodFigures:
    return period(name, date(end.year, end.month - 2, 1), end, **more)


def ccg(code: str, name: str, value: float | None, **more: Any) -> dict[str, Any]:
    row = dict.fromkeys(("rank", "interval_lower", "interval_upper", "smallest_denominator", "doubt", "region_code"))
    row |= {"ranked": None, "withheld": 0, "decimals": 0, "status": "published" if value is not None else "suppressed"}
    return row | {"org_code": code, "org_type": "ccg", "name": name, "value": value} | more


FIRST = quarter("2018/19 Q1", date(2018, 6, 30), england=48.5, england_decimals=1, of_ccgs=3)
SECOND = quarter("2018/19 Q2", date(2018, 9, 30), england=49.0, england_decimals=1, of_ccgs=3)
FOURTH = quarter("2018/19 Q4", date(2019, 3, 31), england=51.0, england_decimals=0, of_ccgs=3)


def test_the_lead_says_england_the_standard_how_many_met_it_and_how_far_ranks_may_be_out() -> None:
    shown = quarter(
        "2021/22 Q4",
        date(2022, 3, 31),
        **{"england": 68.19235226, "england_decimals": 8, "standard": 60.0, "comparator": "at least"},
        **{"met": 74, "judged": 91, "of_ccgs": 91, "suppressed": 15, "with_rank": 91, "ranked": 91, "withheld": 15},
    )
    assert measure_findings.lead(MEASURE, shown) == (
        "In 2021/22 Q4, England’s figure was 68.2%; the standard is at least 60%. 74 of 91 CCGs with a figure met it. "
        "15 CCGs’ figures are suppressed (small numbers), so a rank may be up to 15 places out."
    )


def test_the_lead_says_why_nobody_is_ranked() -> None:
    shown = quarter("2016/17 Q2", date(2016, 9, 30), of_ccgs=200, coverage_note="204 of the 209 have a row")
    assert measure_findings.lead(MEASURE, shown) == (
        "200 CCGs have a figure for 2016/17 Q2. Nobody is ranked: 204 of the 209 have a row."
    )


def test_the_worst_come_first_and_those_alike_by_name() -> None:
    rows = [ccg("1", "B", 42), ccg("2", "A", 42), ccg("3", "C", 9), ccg("4", "D", None)]
    names = [row["name"] for row in measure_findings.worst_first(MEASURE, rows)]
    assert names == ["C", "A", "B"]
    lower = MEASURE | {"polarity": "lower"}
    assert [row["name"] for row in measure_findings.worst_first(lower, rows)] == ["A", "B", "C"]


def test_a_rank_has_bounds_where_some_have_no_figure_and_a_percentage_the_fewest_it_can_be_of() -> None:
    row = ccg("71E", "Lincolnshire", 9.0, rank=91, ranked=91, withheld=15, smallest_denominator=11)
    assert measure_findings.ranked_words(MEASURE, row) == "9%, rank 91 to 106 of 106, of at least 11 people"
    counted = ccg("15E", "B", 10.3, decimals=1, rank=195, ranked=195, interval_lower=3.6, interval_upper=26.4)
    assert measure_findings.ranked_words(MEASURE, counted) == "10.3% (3.6% to 26.4%), rank 195 of 195"


def test_the_order_of_the_ten_says_who_is_not_in_it_and_how_much_a_difference_says() -> None:
    rows = [ccg(str(number), f"N{number:02}", 50) for number in range(91)]
    shown = quarter("2021/22 Q4", date(2022, 3, 31), suppressed=15, withheld=15, with_interval=0)
    assert measure_findings.how_sure(MEASURE, shown, rows) == (
        "Lowest of the 91 CCGs with a figure; 15 more are suppressed and could be lower. "
        "Numbers of people are not published, so gaps of a few points mean little."
    )
    counted = quarter("2018/19", date(2019, 3, 31), withheld=1, with_interval=91)
    assert measure_findings.how_sure(MEASURE | {"polarity": "lower"}, counted, rows) == (
        "Highest of the 91 CCGs with a figure; 1 more is without one and could be higher. "
        "Two CCGs whose 95% intervals overlap may not differ."
    )


EIP = {
    **{"North East and Yorkshire": 67.0, "North West": 61.0, "Midlands": 60.0, "East of England": 83.0},
    **{"London": 74.0, "South East": 71.0, "South West": 67.0},
}


def test_a_divide_between_north_and_south_is_stated_by_the_rule_and_else_nothing() -> None:
    # In the south London and the South East lie above England's 68.2, the South West below it.
    assert north_south(EIP, 68.2) == "No clean north–south divide"
    assert north_south(EIP | {"South West": 69.3}, 68.2) == "Lower in the north than in the south"
    # Less than a point from England's is neither side.
    assert north_south(EIP | {"South West": 68.9}, 68.2) is None
    higher = {
        "North East and Yorkshire": 80.0,
        "North West": 75.0,
        "London": 60.0,
        "South East": 61.0,
        "South West": 62.0,
    }
    assert north_south(EIP | higher, 68.2) == "Higher in the north than in the south"
    for missing in ({"London": None}, {"North West": None}):
        assert north_south(EIP | missing, 68.2) is None
    assert north_south(EIP, None) is None
    regions = [(name, value, 0) for name, value in EIP.items()]
    assert measure_findings.by_region(MEASURE, regions, 68.2) == (
        "No clean north–south divide: lowest in Midlands 60%, highest in East of England 83%"
    )
    assert measure_findings.by_region(MEASURE | {"unit": "per 100,000"}, regions, 68.2) == (
        "By region, north to south: from Midlands 60 per 100,000 to East of England 83 per 100,000"
    )


def test_where_one_in_fifty_has_no_row_the_others_are_drawn_and_the_chart_says_so() -> None:
    given = {"all_deciles": [1.0, 2.0, 3.0, 4.0, 5.0], "ranked": 205, "coverage_note": "some have no row"}
    few = {"organisations_open": 209, "organisations_listed": 205}
    shown = quarter("2016/17 Q1", date(2016, 6, 30), **given, **few)
    assert (shown.is_whole, shown.missing, shown.median) == (True, 4, 3.0)
    rows = [ccg("1", "A", 1), ccg("2", "B", 2)]
    chart = measure_charts.first_ten(MEASURE, shown, rows)
    assert chart and "; 4 of the 209 then open have no row." in chart.told
    # 5 of 209 are more.
    more = quarter("2016/17 Q1", date(2016, 6, 30), **given, **few | {"organisations_listed": 204})
    assert (more.is_whole, more.deciles) == (False, None)


def test_the_fan_has_no_band_of_one_period_alone() -> None:
    band = {"deciles": [1.0, 2.0, 3.0, 4.0, 5.0], "with_rank": 10, "ranked": 10, "median": 3.0}
    first, second, third = (
        quarter(f"2018/19 Q{number}", day, england=3.0, england_decimals=0, **more)
        for number, day, more in (
            (1, date(2018, 6, 30), band),
            (2, date(2018, 9, 30), {}),
            (3, date(2018, 12, 31), band),
        )
    )
    chart = measure_charts.fan(MEASURE, [first, second, third])
    assert chart and "fan-outer" not in chart.drawing
    assert [row[1:6] for row in chart.rows] == [(None,) * 5] * 3
    both = measure_charts.fan(MEASURE, [first, third])
    assert both and both.drawing.count("fan-outer") == 1


def test_the_colours_of_a_map_are_told_by_the_figures_that_have_them() -> None:
    sets = {("ccg", date(2018, 4, 1)): {str(number): (number, 0) for number in range(1, 10)}}
    figures = MeasureFigures({}, {}, {}, sets)
    shown = quarter("2019/20 Q3", date(2019, 12, 31), organisations_on=date(2019, 12, 31))
    rows = [ccg(str(number), str(number), 10 * number) for number in range(1, 9)]
    chart = measure_charts.tile_map(figures, MEASURE, shown, rows)
    assert chart and [(key.css, key.words) for key in chart.key] == [
        ("band-1", "best: 70% to 80%"),
        ("band-2", "50% to 60%"),
        ("band-3", "30% to 40%"),
        ("band-4", "worst: 10% to 20%"),
        ("withheld", "suppressed or no figure"),
    ]


def test_the_key_of_a_map_tells_classes_apart_as_its_title_does() -> None:
    sets = {("ccg", date(2018, 4, 1)): {str(number): (number, 0) for number in range(1, 9)}}
    values = (10.0, 20.0, 30.0, 40.0, 50.0, 86.48, 86.52, 90.0)
    rows = [ccg(str(number), str(number), value, decimals=2) for number, value in enumerate(values, 1)]
    shown = quarter("2019/20 Q3", date(2019, 12, 31), organisations_on=date(2019, 12, 31))
    chart = measure_charts.tile_map(MeasureFigures({}, {}, {}, sets), MEASURE, shown, rows)
    assert chart
    assert chart.finding.endswith("at 86.52% or more")
    assert [key.words for key in chart.key][:2] == ["best: 86.52% to 90%", "50% to 86.48%"]


def test_the_tiles_of_a_map_have_the_same_decimals() -> None:
    assert tiles.tile_places([8.0, 9.8, 12.3]) == 1
    assert [tiles.tile_sign(value, 1) for value in (8.0, 9.8, 12.3)] == ["8.0", "9.8", "12.3"]
    assert tiles.tile_places([45.5, 100.0]) == tiles.tile_places([4.0, 5.0]) == 0


def test_of_a_measure_of_nought_or_all_the_list_counts_who_do_and_draws_no_strip() -> None:
    shown = quarter("2018/19 Q1", date(2018, 6, 30))
    shown.of["ccg"] = [ccg("1", "A", 100.0), ccg("2", "B", 0.0), ccg("3", "C", 100.0), ccg("4", "D", None)]
    assert measure_charts.strip(MEASURE, shown) == '<span class="note">2 of 3 CCGs do</span>'


def test_those_beyond_the_tenth_that_are_alike_are_counted_in_the_title() -> None:
    rows = [ccg(str(number), f"N{number:02}", 50) for number in range(12)]
    lower = [ccg("A", "A", 40), ccg("B", "B", 41)]
    assert measure_findings.first_ten(MEASURE, [*lower, *rows[:10]]) == (
        "The 10 lowest: A 40%, to N07 50% (2 more CCGs with the same)"
    )
    assert measure_findings.first_ten(MEASURE, rows[:5]) == "All 5 CCGs, the lowest first: N00 50%, to N04 50%"
    # Of more than ten that are alike none are the ten; those that come before them are shown, if there are two.
    shown = quarter("2018/19 Q1", date(2018, 6, 30))
    assert measure_charts.first_ten(MEASURE, shown, rows) is None
    assert measure_charts.first_ten(MEASURE, shown, [lower[0], *rows]) is None
    chart = measure_charts.first_ten(MEASURE, shown, [*lower, *rows])
    assert chart and chart.finding == "The 2 lowest: A 40%, to B 41%"


def test_a_period_that_is_missing_between_two_is_a_gap() -> None:
    assert series([FIRST, SECOND, FOURTH], FOURTH) == [FIRST, SECOND, None, FOURTH]


def test_rolling_years_that_overlap_follow_one_another_unless_a_quarter_is_missing() -> None:
    first = period("2020/21 Q4", date(2020, 4, 1), date(2021, 3, 31))
    second = period("2021/22 Q1", date(2020, 7, 1), date(2021, 6, 30))
    fourth = period("2021/22 Q3", date(2021, 1, 1), date(2021, 12, 31))
    assert series([first, second, fourth], fourth) == [first, second, None, fourth]


def test_a_year_does_not_stand_among_quarters() -> None:
    year = period("2018/19", date(2018, 4, 1), date(2019, 3, 31), of_ccgs=3)
    assert series([FIRST, SECOND, year, FOURTH], FOURTH) == [FIRST, SECOND, None, FOURTH]
    # Three quarters and a year end at most on this day: the quarters show a way over time.
    assert latest([FIRST, SECOND, year, FOURTH]) is FOURTH


def test_the_fan_is_titled_by_englands_way_and_its_rows_are_what_it_draws() -> None:
    chart = measure_charts.fan(MEASURE, [FIRST, SECOND, None, FOURTH])
    assert chart
    assert chart.finding == "England over time: 48.5% in 2018/19 Q1, 51% in 2018/19 Q4"
    assert [(row[0], row[6]) for row in chart.rows] == [
        ("2018/19 Q1", 48.5),
        ("2018/19 Q2", 49.0),
        ("2018/19 Q4", 51.0),
    ]
    assert chart.csv.splitlines()[1] == "A measure,%,2018/19 Q1,,,,,,48.5,"


QUARTERS = (
    ("2018/19 Q1", date(2018, 6, 30)),
    ("2018/19 Q2", date(2018, 9, 30)),
    ("2018/19 Q3", date(2018, 12, 31)),
    ("2018/19 Q4", date(2019, 3, 31)),
)


def of_sources(*sources: tuple[str | None, str | None, float | None]) -> list[PeriodFigures]:
    """Quarters of which England's figure and the CCGs' are of these sources."""
    found = []
    for number, (england, ccgs, value) in enumerate(sources):
        name, end = QUARTERS[number]
        more = {"england": value, "england_decimals": 0, "england_source": england, "ccg_source": ccgs}
        found.append(quarter(name, end, **more))
    return found


def test_nothing_is_joined_or_told_across_a_change_of_the_source() -> None:
    first, second, third, fourth = of_sources(("a", "a", 60), ("a", "a", 70), ("b", "a", 50), ("b", "b", 55))
    assert new_sources([first, second, third, fourth]) == [third.row["period"], fourth.row["period"]]
    assert of_one_source([first, second, None, third, fourth]) == [[first, second], [third], [fourth]]
    chart = measure_charts.fan(MEASURE, [first, second, None, third, None, fourth])
    assert chart
    # Neither source after the first has two figures of England, of which a course could be told.
    assert chart.finding == "England over time: 60% in 2018/19 Q1, 70% in 2018/19 Q2"
    assert chart.note == "Another source from 2018/19 Q3 and 2018/19 Q4 on: nothing is joined across."
    assert measure_findings.over_time(MEASURE, [first, None, third]) == "Over time"


def test_a_period_without_a_figure_of_england_does_not_hide_that_its_source_changed() -> None:
    rows = of_sources(("a", None, 60), (None, "a", None), ("b", "a", 50))
    assert new_sources(rows) == [rows[2].row["period"]]
    assert measure_findings.of_england(rows) == []


def test_a_rolling_year_is_told_by_its_end_and_not_as_a_quarter() -> None:
    more = {"england": 40.0, "england_decimals": 0}
    first = period("2020/21 Q4", date(2020, 4, 1), date(2021, 3, 31), **more)
    second = period("2021/22 Q1", date(2020, 7, 1), date(2021, 6, 30), **more)
    assert measure_findings.lead(MEASURE, first).startswith("In the 12 months to March 2021, England’s figure was 40%")
    chart = measure_charts.fan(MEASURE, [first, second])
    assert chart
    assert chart.finding == "England over time: 40% in the 12 months to March 2021, 40% in the 12 months to June 2021"
    assert chart.about.endswith("2020/21 Q4 (12 months to March 2021) to 2021/22 Q1 (12 months to June 2021)")


def test_deciles_are_refused_without_a_median_and_of_few() -> None:
    numbers = (1.0, 2.0, 3.0, 4.0, 5.0)
    given = {"deciles": list(numbers), "with_rank": 10, "ranked": 10, "median": 3.0}
    assert quarter("2018/19 Q1", date(2018, 6, 30), **given).deciles == numbers
    for refused in ({"median": None}, {"ranked": 9}, {"with_rank": 0, "other_values": 4}):
        assert quarter("2018/19 Q1", date(2018, 6, 30), **given | refused).deciles is None


@pytest.mark.parametrize(
    ("measure", "note"),
    [
        (MEASURE | {"of_any_size": False}, None),
        (MEASURE | {"unit": "yes or no"}, None),
        (MEASURE, "204 of the 209 have a row"),
    ],
)
def test_nobody_is_compared_by_counts_or_where_some_have_no_row(measure: dict[str, Any], note: str | None) -> None:
    # 5 of 209 are more than one in fifty.
    open_then = {"organisations_open": 209, "organisations_listed": 204 if note else 209}
    shown = quarter("2018/19 Q1", date(2018, 6, 30), coverage_note=note, **open_then)
    rows = [ccg("1", "A", 1), ccg("2", "B", 2)]
    figures = MeasureFigures({}, {}, {}, {("ccg", date(2018, 4, 1)): {"1": (0, 0), "2": (1, 0)}})
    assert measure_charts.first_ten(measure, shown, rows) is None
    assert measure_charts.region_strip(measure, shown, rows) is None
    assert measure_charts.tile_map(figures, measure, shown, rows) is None


def test_a_regions_figure_of_a_quarter_does_not_stand_beside_rolling_years() -> None:
    year = date(2021, 4, 1)
    shown = period("2021/22 Q4", year, date(2022, 3, 31))
    rows = [ccg("1", "A", 40, region_code="Y63"), ccg("2", "B", 60, region_code="Y56")]
    for start, published in ((year, ["54%"]), (date(2022, 1, 1), [])):
        shown.of["region"] = [ccg("Y63", "North", 54, period_start=start)]
        chart = measure_charts.region_strip(MEASURE, shown, rows)
        assert chart
        assert [said for said in ("54%",) if f">{said}</text>" in chart.drawing] == published
        assert [row[1] for row in chart.rows] == ["region", "ccg", "ccg"][3 - len(chart.rows) :]


def test_the_map_takes_the_tiles_of_the_register_of_the_day() -> None:
    sets = {("ccg", date(2018, 4, 1)): {"1": (0, 0), "2": (1, 0)}, ("ccg", date(2020, 4, 1)): {"1": (5, 5)}}
    figures = MeasureFigures({}, {}, {}, sets)
    assert figures.tiles_on("ccg", date(2020, 3, 31)) == sets["ccg", date(2018, 4, 1)]
    assert figures.tiles_on("ccg", date(2021, 3, 31)) == {"1": (5, 5)}
    assert figures.tiles_on("ccg", date(2017, 3, 31)) == figures.tiles_on("icb", date(2020, 4, 1)) == {}
    shown = quarter("2019/20 Q3", date(2019, 12, 31), organisations_on=date(2019, 12, 31))
    named = MeasureFigures({}, {}, {("ccg", "1"): "NHS A CCG", ("ccg", "2"): "NHS B CCG"}, sets)
    # One value is no map; of those that are no CCG of the day none is a tile.
    assert measure_charts.tile_map(named, MEASURE, shown, [ccg("1", "A", 40), ccg("9", "C", 50)]) is None
    chart = measure_charts.tile_map(named, MEASURE, shown, [ccg("1", "A", 40), ccg("2", "B", 60)])
    assert chart
    assert chart.finding == "On the map: 1 CCG at 40% or less, 1 at 60% or more"
    assert chart.rows == [("1", "A", 40, "", 0, 0), ("2", "B", 60, "", 1, 0)]


def test_a_ccg_of_the_day_without_a_figure_is_a_tile_that_says_so() -> None:
    sets = {("ccg", date(2018, 4, 1)): {code: (number, 0) for number, code in enumerate("1234")}}
    figures = MeasureFigures({}, {}, {}, sets)
    shown = quarter("2019/20 Q3", date(2019, 12, 31), organisations_on=date(2019, 12, 31))
    chart = measure_charts.tile_map(
        figures, MEASURE, shown, [ccg("1", "1", 40), ccg("2", "2", 60), ccg("3", "3", None)]
    )
    assert chart
    assert [row[2:4] for row in chart.rows] == [
        (40, ""),
        (60, ""),
        (None, "suppressed (small numbers)"),
        (None, "no figure"),
    ]
    assert 'aria-label="3: suppressed (small numbers)"' in chart.drawing
    assert 'aria-label="4: no figure"' in chart.drawing


def test_no_cell_of_a_charts_rows_is_a_formula() -> None:
    chart = measure_charts.first_ten(
        MEASURE, quarter("2018/19 Q1", date(2018, 6, 30)), [ccg("1", "=1+1", -1.5), ccg("2", "B", 2)]
    )
    assert chart
    assert chart.csv.splitlines()[1].startswith("A measure,%,2018/19 Q1,1,'=1+1,-1.5,")


def test_a_doubtful_value_has_a_question_mark_on_its_tile() -> None:
    assert tiles.tile_words({"value": 23.0, "doubt": "6.3 usual deviations below the median"}) == "23?"
    assert tiles.tile_words({"value": 23.0, "doubt": None}) == "23"
