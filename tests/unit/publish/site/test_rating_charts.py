"""What the charts of ratings show of hand-made sets, and what they refuse."""

from __future__ import annotations

from typing import Any

from lxml import etree

from pipeline.publish.site import rating_charts

BANDS = ("Outstanding", "Good", "Requires improvement", "Inadequate")


def counted(*counts: int | None) -> list[dict[str, Any]]:
    rated = sum(count or 0 for count in counts)
    return [
        {"band": band, "position": place, "organisations": count, "organisations_rated": rated, "share": None}
        for place, (band, count) in enumerate(zip(BANDS, counts, strict=True), start=1)
    ]


def test_a_set_of_which_some_bands_are_not_listed_is_no_bar_of_a_hundred_per_cent() -> None:
    assert rating_charts.distribution("a", "b", counted(13, None, None, 21), "") is None
    chart = rating_charts.distribution("a", "b", counted(10, 20, 0, 10), "")
    assert chart
    bars = [node.get("width") for node in etree.fromstring(str(chart.drawing)).iter() if str(node.tag).endswith("rect")]
    assert bars == ["25%", "50%", "25%"]
    assert [row[:2] for row in chart.rows] == [
        (band, count) for band, count in zip(BANDS, (10, 20, 0, 10), strict=True)
    ]


def test_an_organisation_without_a_band_is_a_tile_that_says_why() -> None:
    ratings = [
        {"org_code": "1", "band": "Good", "position": 2, "status": "rated"},
        {"org_code": "2", "band": None, "position": None, "status": "insufficient_data"},
    ]
    places = {code: (number, 0) for number, code in enumerate("123")}
    chart = rating_charts.band_map("a", "b", ratings, places, {"1": "One", "2": "Two", "3": "Three"})
    assert chart
    assert chart.finding == "1 Good: One; 1 without a band and 1 not listed"
    tiles = [node for node in etree.fromstring(str(chart.drawing)) if node.get("data-code")]
    assert [tile.get("aria-label") for tile in tiles] == [
        "One: Good",
        "Two: too few data for a rating",
        "Three: not listed",
    ]
    assert [tile[0].get("class") for tile in tiles] == ["band-2", "withheld", "withheld"]


def test_the_map_says_where_the_worst_lie_by_names_if_few_and_else_by_boards_with_three() -> None:
    ratings = [{"org_code": code, "band": "Inadequate", "position": 4, "status": "rated"} for code in "123456"]
    places = {code: (number, 0) for number, code in enumerate("123456")}
    boards = dict.fromkeys("123", "Kent and Medway") | {"4": "Devon", "5": "Devon", "6": "Dorset"}
    found = rating_charts.band_map("a", "b", ratings, places, {}, boards)
    assert found and found.finding == "6 Inadequate: 3 in Kent and Medway and 3 elsewhere"
    few = rating_charts.band_map(
        "a", "b", ratings[:2], {"1": (0, 0), "2": (1, 0)}, {"1": "Oldham", "2": "Bury"}, boards
    )
    assert few and few.finding == "2 Inadequate: Oldham and Bury"


def test_regions_stand_from_north_to_south_and_are_refused_where_bands_are_not_listed() -> None:
    codes = ("Y63", "Y62", "Y60", "Y61", "Y56", "Y59", "Y58")
    ratings = [{"org_code": f"{code}-{n}", "band": BANDS[n % 4]} for code in codes for n in range(4)]
    ratings += [{"org_code": "Y60-9", "band": "Inadequate"}, {"org_code": "Y58-9", "band": "Good"}]
    region_of = {row["org_code"]: row["org_code"][:3] for row in ratings}
    chart = rating_charts.by_region("a", "b", counted(7, 8, 7, 8), ratings, region_of)
    # Each region has one of each band; the Midlands one Inadequate more, the South West one Good more.
    assert chart and chart.finding == "Outstanding or Good: from 2 of 5 CCGs in Midlands to 3 of 5 in South West"
    assert chart.rows[0] == ("North East and Yorkshire", "Outstanding", 1)
    assert chart.rows[-3:] == [
        ("South West", "Good", 2),
        ("South West", "Requires improvement", 1),
        ("South West", "Inadequate", 1),
    ]
    assert rating_charts.by_region("a", "b", counted(13, None, None, 21), ratings, region_of) is None


def test_moves_between_two_scales_are_counted_and_read_as_no_change() -> None:
    common = {
        **{"from_period": "2016/17", "to_period": "2017/18", "from_scale": "x", "to_scale": "y"},
        **{"comparable": False, "share": None, "from_band": "Top"},
    }
    rows = [
        common | {"to_status": "rated", "to_band": "Good", "organisations": 7},
        common | {"to_status": "rated", "to_band": "Outstanding", "organisations": 1},
        common | {"to_status": "insufficient_data", "to_band": None, "organisations": 5},
    ]
    scales = {"x": [("Top", 1), ("Least", 4)], "y": [("Outstanding", 1), ("Good", 2)]}
    chart = rating_charts.transitions("a", "b", rows, scales)
    assert chart.finding == "What became of 13 organisations listed in 2016/17; two scales, so no change can be read"
    table = etree.fromstring(str(chart.drawing))
    heads = ["".join(head.itertext()).strip() for head in table.iter("th")]
    assert heads == ["★ Outstanding", "● Good", "too few data for a rating", "★ Top"]
    assert [cell.text for cell in table.iter("td")][1:] == ["1", "7", "5"]
