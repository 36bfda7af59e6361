"""What the drawings show, read back from their markup."""

from __future__ import annotations

import gzip
import random
import re
from datetime import date

import pytest
from lxml import etree
from markupsafe import Markup

from pipeline.publish.site.drawings import chips, flows, keys, lines, ranks, strip, svg, tiles

HOSTILE = '"><script>alert(1)</script>&'


def parsed(drawing: Markup) -> etree._Element:
    assert " style=" not in drawing
    return etree.fromstring(str(drawing))


def of_class(drawing: Markup, css: str) -> list[etree._Element]:
    return [node for node in parsed(drawing).iter() if css in (node.get("class") or "").split()]


@pytest.mark.parametrize(
    ("value", "polarity", "side"),
    [
        (51, "higher", "better"),
        (49, "higher", "worse"),
        (51, "lower", "worse"),
        (49, "lower", "better"),
        (50, "higher", "same"),
        (50, "lower", "same"),
        (51, "none", "same"),
        (None, "higher", "same"),
    ],
)
def test_a_value_is_better_or_worse_than_the_median_or_neither(value: float | None, polarity: str, side: str) -> None:
    assert strip.side(value, 50, polarity) == side


def test_better_is_to_the_right_whichever_way_is_better() -> None:
    values = [10.0, 20.0, 30.0]
    for polarity, value in (("higher", 30), ("lower", 10), ("none", 30)):
        (own,) = of_class(strip.Strip(values, polarity, median=20).drawn(value, ""), "own")
        assert float(own.get("cx")) == 100.5, polarity
    (median,) = of_class(strip.Strip(values, "lower", median=20, standard=40).drawn(None, ""), "median")
    # From 40 on the left, the standard being the worst, to 10 on the right: 20 lies at two thirds.
    assert median.get("d") == "M67.5 0v8"


def test_ties_are_stacked_and_nothing_is_printed_on_another() -> None:
    (dots,) = of_class(strip.Strip([0.0, 50.0, 50.0, 50.0, 100.0], "higher").drawn(None, ""), "dots")
    # One dot, half way three, one dot: upwards from the foot.
    assert (dots.get("d"), dots.get("transform")) == ("M1.5 0v1m50-1v3m49-3v1", "matrix(1 0 0-1 0 8)")
    many = strip.Strip([0.0] * 14 + [100.0], "higher").drawn(None, "")
    (dots,) = of_class(many, "dots")
    # Fourteen have the room of seven.
    assert (dots.get("d"), dots.get("transform")) == ("M1.5 0v14m99-14v1", "matrix(1 0 0-0.5 0 8)")


def test_the_own_dot_stands_on_those_with_the_same_value() -> None:
    drawn = strip.Strip([0.0, 50.0, 50.0, 50.0, 100.0], "higher", median=50).drawn(50, "three of five")
    (own,) = of_class(drawn, "own")
    assert (own.get("class"), own.get("cx"), own.get("cy")) == ("own same", "51", "5.5")
    assert parsed(drawn).get("aria-label") == "three of five"


def test_the_middle_half_is_by_linear_interpolation() -> None:
    assert strip.middle_half([1, 2, 3, 4, 5]) == (2, 4)
    assert strip.middle_half([1, 2, 3, 4]) == (1.75, 3.25)
    assert strip.middle_half([1, 2, 3]) is None


def test_forty_strips_of_two_hundred_weigh_little() -> None:
    chance = random.Random(7)
    page = ""
    for _ in range(40):
        values = [chance.gauss(50, 12) for _ in range(200)]
        drawn = strip.Strip(values, "higher", median=50, middle=strip.middle_half(values), standard=40)
        own = drawn.drawn(values[0], "55%: rank 12 of 200; better than the median of 50%")
        page += own + lines.sparkline(values[:24], values[24:48], "from 48% to 55%")
    assert len(gzip.compress(page.encode())) < 16_000


def test_a_gap_in_a_sparkline_stays_a_gap_and_a_lone_value_is_a_dot() -> None:
    (own, last) = of_class(lines.sparkline([0, 10, None, 10, None, 0, 10], [], ""), "own")
    assert own.get("d") == "M3 25l19-22M60 3h0M98 25l19-22"
    assert (last.get("cx"), last.get("cy")) == ("117", "3")


def test_a_gap_in_the_fan_stays_a_gap() -> None:
    deciles = [(1.0, 2.0, 3.0, 4.0, 5.0)] * 2 + [None] + [(1.0, 2.0, 3.0, 4.0, 5.0)] * 2
    shown = lines.Fan(
        ["a", "b", "c", "d", "e"], deciles, england=[3, 3, None, 3, 3], standard=[None] * 5, area=[1, None, 1, None, 1]
    )
    drawn = lines.fan(shown, "")
    for css, stretches in (("fan-outer", 2), ("fan-inner", 2), ("median", 2), ("england", 2), ("area", 3)):
        assert sum(path.get("d").count("M") for path in of_class(drawn, css)) == stretches, css
    # A value alone is a dot.
    assert [node.get("class") for node in of_class(drawn, "area")] == ["area lone"]
    (outer,) = of_class(drawn, "fan-outer")
    # The first of five stands in the middle of the first fifth; decile 1 is at the foot and decile 9 at the top.
    assert outer.get("d").startswith("M100 230L300 230L300 10L100 10zM700 230")


def test_ranked_dots_stand_in_the_order_given_with_their_intervals() -> None:
    rows = [
        ranks.Ranked("Lincolnshire", 9, "9%, rank 91 to 106", css="worse"),
        ranks.Ranked("Blackpool", 30, "30%", lower=20, upper=40, css="worse"),
    ]
    drawn = ranks.ranked_dots(rows, "", unit="%", standard=60)
    assert [node.text for node in of_class(drawn, "name")] == ["Lincolnshire", "Blackpool"]
    assert [node.text for node in of_class(drawn, "value")] == ["9%, rank 91 to 106", "30%"]
    circles = [node for node in parsed(drawn).iter() if node.tag.endswith("circle")]
    # The axis goes from 0 to the standard of 60.
    assert [node.get("cx") for node in circles] == ["15%", "50%"]
    (interval,) = of_class(drawn, "interval")
    assert (interval.get("x1"), interval.get("x2")) == ("33.3%", "66.7%")


def test_regions_stand_in_the_order_given_with_their_published_figures() -> None:
    regions = [
        ranks.Region("North", [("a", 50), ("b", 50), ("c", 100)], 67, "67%"),
        ranks.Region("South", [("d", 0)], None, "not published"),
    ]
    drawn = ranks.region_strip(regions, "", polarity="higher", median=50, unit="%")
    assert [node.text for node in of_class(drawn, "name")] == ["North", "South"]
    assert [node.text for node in of_class(drawn, "published")] == ["67%"]
    (bar,) = of_class(drawn, "region")
    assert bar.get("x1") == "67%"
    dots = [(node.get("class"), node.get("cx"), node.get("cy")) for node in parsed(drawn).iter() if node.get("cx")]
    # Rows lie 48 apart, the first line at 36; of two alike the second stands 7 below.
    assert dots == [("same", "50%", "36"), ("same", "50%", "43"), ("better", "100%", "36"), ("worse", "0%", "84")]


def test_a_long_name_stands_in_lines_in_a_row_that_is_high_enough() -> None:
    long = "Bath and North East Somerset, Swindon and Wiltshire"
    drawn = ranks.ranked_dots([ranks.Ranked(long, 1, "1"), ranks.Ranked("Hull", 2, "2")], "")
    names = [(node.text, node.get("y")) for node in of_class(drawn, "name")]
    # Three lines of 13 and 6 about them make a row of 45, whose middle is 22; the next row is 32 high.
    assert names == [
        ("Bath and North East", "13"),
        ("Somerset, Swindon and", "26"),
        ("Wiltshire", "39"),
        ("Hull", "65"),
    ]


def test_a_standard_is_drawn_where_its_date_is_not_known_and_named_at_the_end_of_its_stretch() -> None:
    periods = ["2016/17 Q4", "2017/18 Q1", "2017/18 Q2", "2017/18 Q3"]
    shown = lines.Fan(
        periods, [None] * 4, [40, 45, 55, 60], [None, None, None, 50], undated=[50, 50, 50, None], unit="%"
    )
    drawn = lines.fan(shown, "")
    # From 40 to 60 over 220 pixels 50 lies in the middle.
    assert [node.get("d") for node in of_class(drawn, "undated")] == ["M125 120L375 120L625 120"]
    assert [node.get("d") for node in of_class(drawn, "standard")] == ["M875 120h0"]
    # Named in the margin, in two lines about its own.
    named = [(node.text, node.get("x"), node.get("y")) for node in of_class(drawn, "note")]
    assert named == [("standard", "100%", "118"), ("50%", "100%", "132")]
    assert [node.get("class") for node in of_class(drawn, "standard")] == ["standard lone"]
    ticks = [node.text for node in of_class(drawn, "middle")]
    assert ticks == ["2017/18", "Q1"]


@pytest.mark.parametrize(
    ("value", "unit", "written"),
    [(1e10, "£", "£10bn"), (2.5e8, "£", "£250m"), (390_000, "people", "390k"), (9_500, "", "9,500"), (60, "%", "60%")],
)
def test_a_tick_has_room_beside_the_plot(value: float, unit: str, written: str) -> None:
    assert svg.tick_words(value, unit) == written


def test_an_earlier_standard_is_named_above_the_end_of_its_stretch() -> None:
    shown = lines.Fan(["a", "b", "c", "d"], [None] * 4, [40, 60, 60, 60], [50, 50, 50, 60], unit="%")
    notes = [(node.text, node.get("x"), node.get("y")) for node in of_class(lines.fan(shown, ""), "note")]
    assert notes == [("standard 50%", "75%", "115"), ("standard", "100%", "8"), ("60%", "100%", "22")]


def test_a_mark_of_the_key_is_drawn_as_in_its_chart() -> None:
    entry = etree.fromstring(f"<ul>{keys.key([keys.Key('line', 'standard', 'at least <60%')])}</ul>")
    (shape,) = [node for node in entry.iter() if node.tag == "path"]
    assert (shape.get("class"), shape.getparent().get("class")) == ("standard", "sample fan")  # type: ignore[union-attr]
    assert "".join(entry.itertext()).strip() == "at least <60%"


def test_bars_of_bands_are_a_hundred_per_cent_each() -> None:
    drawn = chips.band_bars(
        [("North", "1 of 4", [("Good", 2, 1), ("Inadequate", 4, 3)]), ("South", "2 of 2", [("Good", 2, 2)])], ""
    )
    bars = [(n.get("class"), n.get("width"), n.get("y")) for n in parsed(drawn).iter() if n.tag.endswith("rect")]
    assert bars == [("band-2", "25%", "6"), ("band-4", "75%", "6"), ("band-2", "100%", "42")]
    assert [node.text for node in of_class(drawn, "value")] == ["1 of 4", "2 of 2"]


def test_tiles_stand_at_their_places() -> None:
    drawn = tiles.tile_map(
        [tiles.Tile("A", 3, 1, "band-1", "A: 9%", "9", "a.html"), tiles.Tile("B", 2, 2, "withheld", "B: suppressed")],
        "",
    )
    places = [(n.get("d").split("l")[0], n.get("class")) for n in parsed(drawn).iter() if n.tag.endswith("path")]
    # The hexagon of the odd row lies half a tile further east, the other a row below and a tile and a half west.
    assert places == [("M40 0.5", "band-1"), ("M10 17.8", "withheld")]
    assert [node.get("aria-label") for node in parsed(drawn) if node.get("data-code")] == ["A: 9%", "B: suppressed"]


def test_values_alike_are_in_one_class_and_the_best_class_is_that_of_the_best_band() -> None:
    assert tiles.classes([1, 2, 3, 4, 5, 6, 7, 8]) == [3, 5, 7]
    assert tiles.classes([100, 100, 100, 100, 100, 100, 40]) == [100]
    assert tiles.classes([5, 5, 5]) == []
    assert [tiles.class_of(v, [3, 5, 7], "higher") for v in (2, 3, 5, 7)] == ["band-4", "band-3", "band-2", "band-1"]
    assert [tiles.class_of(v, [3, 5, 7], "lower") for v in (2, 7)] == ["band-1", "band-4"]
    assert [tiles.class_of(v, [100], "higher") for v in (40, 100)] == ["band-4", "band-1"]
    assert tiles.class_of(2, [3, 5, 7], "none") == "level-1"


def test_a_chip_is_colour_word_and_sign() -> None:
    assert chips.band_chip("Good", 2) == '<span class="chip band-2"><span aria-hidden="true">●</span> Good</span>'
    assert chips.band_chip(None, None, "too few data") == '<span class="chip no-band">too few data</span>'


def test_a_bar_is_a_hundred_per_cent() -> None:
    drawn = chips.band_bar([("Outstanding", 1, 10), ("Good", 2, 0), ("Inadequate", 4, 30)], "")
    bars = [(n.get("class"), n.get("x"), n.get("width")) for n in parsed(drawn).iter() if n.tag.endswith("rect")]
    assert bars == [("band-1", "0%", "25%"), ("band-4", "25%", "75%")]


def test_a_matrix_has_a_row_for_each_band_before_and_a_column_for_each_after() -> None:
    table = parsed(
        flows.transition_matrix([("A", 1), ("B", 4)], [("C", 1), ("D", 4)], {("A", "D"): 3, ("B", "D"): 9}, "moves")
    )
    cells = [[cell.text for cell in row.iter("td")] for row in table.iter("tr")]
    assert cells[1:] == [["–", "3"], ["–", "9"]]


def test_mergers_join_at_their_day() -> None:
    bodies = [
        flows.Body("1", "West", date(2013, 4, 1), date(2018, 3, 31), True),
        flows.Body("2", "All", date(2018, 4, 1), None),
    ]
    drawn = flows.merger_timeline(bodies, [("1", "2", date(2018, 4, 1))], date(2023, 4, 1), "")
    (join,) = of_class(drawn, "join")
    # 1,826 of 3,652 days.
    assert (join.get("x1"), join.get("y1"), join.get("y2")) == ("50%", "28", "68")
    assert [node.text for node in of_class(drawn, "name")] == ["West, 2013 to 2018", "All, from 2018"]


def test_hostile_words_stay_words() -> None:
    drawn = [
        strip.Strip([1, 2], "higher").drawn(1, HOSTILE),
        lines.fan(lines.Fan([HOSTILE], [(1, 2, 3, 4, 5)], [3], [2]), HOSTILE),
        ranks.ranked_dots([ranks.Ranked(HOSTILE, 1, HOSTILE)], HOSTILE),
        ranks.region_strip([ranks.Region(HOSTILE, [(HOSTILE, 1)], 1, HOSTILE)], HOSTILE, polarity="higher"),
        tiles.tile_map([tiles.Tile(HOSTILE, 0, 0, "band-1", HOSTILE, HOSTILE, HOSTILE)], HOSTILE),
        chips.band_chip(HOSTILE, 1),
        chips.band_bar([(HOSTILE, 1, 1)], HOSTILE),
        chips.band_bars([(HOSTILE, HOSTILE, [(HOSTILE, 1, 1)])], HOSTILE),
        Markup("<ul>") + keys.key([keys.Key("dot", HOSTILE, HOSTILE)]) + Markup("</ul>"),
        flows.transition_matrix([(HOSTILE, 1)], [(HOSTILE, 1)], {}, HOSTILE),
        flows.merger_timeline([flows.Body("1", HOSTILE, date(2013, 4, 1), None)], [], date(2020, 1, 1), HOSTILE),
    ]
    for drawing in drawn:
        tree = parsed(drawing)
        assert not [node for node in tree.iter() if "script" in str(node.tag)]
        assert not re.search(r"<script", drawing)
