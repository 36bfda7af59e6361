"""Control charts: limits, marks, icons and refusals, as the field's packages print them and as worked out by hand.

The series A to G are real ones of the mental health dashboard, with their limits and marks in tests/truth. The limits
of the packages are those that the tests of NHSRplotthedots (050b07d) and nhspy-plotthedots (bfdefe4), both under the
MIT licence, hold theirs against.
"""

from __future__ import annotations

import csv
from collections.abc import Sequence
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from mart_samples import Row, organisations, reference_tables, rows_of, run_several
from oracle.spc import spc

TRUTH = Path(__file__).parents[2] / "truth"
MEASURES: list[Row] = [
    {"measure_id": name, "unit": unit, "polarity": polarity}
    for name, unit, polarity in (
        ("more", "%", "higher"),
        ("less", "%", "lower"),
        ("any", "people", "none"),
        ("met", "yes or no", "higher"),
        ("wanted", "%", "higher"),
        ("unwanted", "%", "lower"),
        ("exact", "%", "higher"),
        ("iapt_recovery_rate", "%", "higher"),
        ("iapt_first_treatment_within_6_weeks", "%", "higher"),
        ("iapt_second_treatment_after_90_days", "%", "lower"),
        ("eip_two_week_wait", "%", "higher"),
        ("cyp_access", "people", "higher"),
        ("ips_access", "people", "higher"),
        ("cyp_eating_disorder_urgent_within_1_week", "%", "higher"),
    )
]
STANDARDS = [
    {"measure_id": name, "standard": standard, "comparator": comparator, "from_period": "2000/01"}
    for name, standard, comparator in (
        ("iapt_recovery_rate", 50.0, "at least"),
        ("iapt_first_treatment_within_6_weeks", 75.0, "at least"),
        ("eip_two_week_wait", 60.0, "at least"),
        ("wanted", 8.16, "at least"),
        ("unwanted", 20.0, "at most"),
        ("exact", 5.0, "="),
    )
]
NORMAL = [
    -0.56047565, -0.23017749, 1.55870831, 0.07050839, 0.12928774, 1.71506499, 0.46091621, -1.26506123, -0.68685285,
    -0.44566197, 1.22408180, 0.35981383, 0.40077145, 0.11068272, -0.55584113, 1.78691314, 0.49785048, -1.96661716,
    0.70135590, -0.47279141,
]  # fmt: skip
ONE_TO_TEN = list(range(1, 11))
# One on each side of 50 by turns, and far enough apart that nothing is beyond a limit.
TURNS = [49.0, 51.0] * 8


def truth(name: str) -> list[dict[str, str]]:
    lines = (TRUTH / f"{name}.csv").read_text(encoding="utf-8").splitlines()
    assert lines[0].startswith("# ")
    return list(csv.DictReader(lines[1:]))


def quarters(count: int) -> list[str]:
    return [f"{2001 + n // 4}/{(2002 + n // 4) % 100:02} Q{n % 4 + 1}" for n in range(count)]


def series(values: Sequence[float | None], measure_id: str = "more", **given: Any) -> list[Row]:
    """A value for each quarter, none where None stands."""
    return [
        {"measure_id": measure_id, "org_code": "A00", "period": period, "value": float(value), "decimals": 3} | given
        for period, value in zip(quarters(len(values)), values, strict=True)
        if value is not None
    ]


def of_truth(name: str) -> list[Row]:
    (head,) = [row for row in truth("spc_limits") if row["series"] == name]
    return [
        {
            **{key: head[key] for key in ("measure_id", "org_type", "org_code")},
            **{"period": row["period"], "value": float(row["value"]), "decimals": int(row["decimals"])},
        }
        for row in truth("spc_points")
        if row["series"] == name
    ]


REAL = "ABCDEFG"
# Every series of the tests by its name, which is its source too, so that one run makes all charts.
SERIES: dict[str, list[Row]] = {
    "normal": series(NORMAL),
    "outlier": series([*NORMAL[:14], 10, *NORMAL[15:]]),
    "first_ten": series(NORMAL[:10]),
    "last_ten": series(NORMAL[10:]),
    "one_to_ten": series(ONE_TO_TEN),
    "pi": series([3, 1, 4, 1, 5, 9, 2]),
    **{name: of_truth(name) for name in REAL},
    "six": series([1, 2, 3, 4, 5, 6]),
    "eleven": series([*ONE_TO_TEN, 9]),
    "twelve": series([*ONE_TO_TEN, 9, 8]),
    "flat": series([5] * 8),
    "flat_but_one": series([5] * 7 + [6]),
    "apart": series([1, None] * 7),
    "answers": series([0, 1] * 6, "met"),
    "rolling": series(TURNS, "cyp_access", org_type="national"),
    "to_date": series(TURNS, "ips_access"),
    "year_of_a_ccg": series(TURNS, "cyp_eating_disorder_urgent_within_1_week"),
    "quarter_of_england": series(TURNS, "cyp_eating_disorder_urgent_within_1_week", org_type="national"),
    "lapping": [row | {"period": f"{2001 + n}-01 to {2003 + n}-12"} for n, row in enumerate(series(TURNS))],
    "rising": series([1, 2, 3, 4, 5, 6, 7]),
    "not_rising": series([1, 2, 3, 3, 4, 5, 6]),
    "rising_over_a_gap": series([1, 2, 3, 4, None, 5, 6, 7, 8]),
    "peak": series([1, 2, 3, 4, 5, 6, 7, 6, 5, 4, 3, 2, 1]),
    "six_on_one_side": series([6, 6, 6, 6, 6, 6, 4, 4, 4, 6, 4, 2]),
    "eight_up": series([6, 7] * 4 + [2, 3, 2, 3, 2, 6]),
    "eight_over_a_gap": series([6, 7, 6, 7, None, 6, 7, 6, 7, 2, 3, 2, 3, 2, 6]),
    "near_at_3_and_5": series([-2, -2, -2, -2, 1, 1, 4, 1, 4, 1, 1]),
    "near_and_too_far_apart": series([-2, -2, -2, -2, 5, 1, 1, 5]),
    "near_at_the_end": series([-5, -3, -5, -3, 6, 1, 1, 6, 6]),
    "through_the_mean": series([7, 6, 5, 4, 3, 2, 1, 4, 4]),
    "neutral": series([*[10] * 7, 12, 10, 30], "any"),
    "fewer_is_better": series([*[10] * 4, 11, 9, 10, 30], "less"),
    "coarse": series([50, 51, 50, 51, 50, 51, 51, 50, 50, 51, 50, 60], decimals=0),
    "not_so_coarse": series([50, 51, 50, 51, 50, 51, 51, 50, 50, 51, 50, 60], decimals=1),
    "on_the_limit": series(ONE_TO_TEN, "wanted"),
    "met_by_fewer": series(ONE_TO_TEN, "unwanted"),
    "no_such_standard": series(ONE_TO_TEN, "exact"),
    "few_people": [row | {"denominator": 19.0 + n} for n, row in enumerate(series(ONE_TO_TEN))],
    "new_code": series(ONE_TO_TEN, org_code="A01"),
    "newly_counted": series([1, 2, 3, 4, 5, 6, 8, 11, 12, 14, 13, 12, 15, 17], org_code="A02"),
    "two_lengths": [
        *series(ONE_TO_TEN),
        *[row | {"period": f"{2001 + n}/{2 + n:02}"} for n, row in enumerate(series([9, 8, 9, 7, 8, 9, 8]))],
    ],
    "guessed": [row | ({"period_note": "inferred"} if n == 3 else {}) for n, row in enumerate(series(ONE_TO_TEN))],
}
Charts = dict[str, tuple[list[Row], list[Row]]]


def tables() -> dict[str, list[Row]]:
    aside = [row for row in truth("spc_points") if row["set_aside"]]
    (head,) = [row for row in truth("spc_limits") if row["series"] == "C"]
    documents = [{"document_id": name.lower(), "source_id": None, "published_on": date(2022, 1, 1)} for name in SERIES]
    ccgs = [{"org_code": code} for code in ("03F", "71E", "03N", "03K", "11J")]
    return {
        "document": documents,
        "measure": MEASURES,
        "measure_standard": STANDARDS,
        "organisation": [
            *[row | ({"earlier_gss_codes": "E38000001"} if n == 1 else {}) for n, row in enumerate(organisations(3))],
            *ccgs,
        ],
        "measure_value": [
            {"document_id": name.lower(), "status": "published"} | row for name, rows in SERIES.items() for row in rows
        ],
        "spc_set_aside": [
            {"source_id": "c", "period": row["period"], "reason": "a misprint"}
            | {key: head[key] for key in ("measure_id", "org_type", "org_code")}
            for row in aside
        ],
        "spc_rebase": [
            {"measure_id": "more", "org_type": "ccg", "org_code": "A02", "from_period": "2002/03 Q4"}
            | {"reason": "counted anew", "source": "a guide"}
        ],
    }


@pytest.fixture(scope="module")
def charts(tmp_path_factory: pytest.TempPathFactory) -> Charts:
    """The series and the points of each."""
    found = run_several(tmp_path_factory.mktemp("charts"), ["spc_series", "spc_point"], tables())
    by_name = {name.lower(): name for name in SERIES}
    result: Charts = {name: ([], []) for name in SERIES}
    for place, mart in enumerate(("spc_series", "spc_point")):
        for row in found[mart]:
            result[by_name[row["source_id"]]][place].append(row)
    for _, points in result.values():
        points.sort(key=lambda row: row["period_start"])
    return result


def one(charts: Charts, name: str) -> Row:
    (row,) = charts[name][0]
    return row


def marks(charts: Charts, name: str, rule: str | None = None) -> list[str]:
    """The rules of each point by their letters, or whether one of them marks it."""
    letters = {"astronomical": "A", "shift": "S", "trend": "T", "two_of_three": "2"}
    told = ["".join(letters[one] for one in point["rules"]) for point in charts[name][1]]
    return [letters[rule] if letters[rule] in text else "" for text in told] if rule else told


# Limits


@pytest.mark.parametrize(
    ("name", "mean", "lower", "upper", "digits"),
    [
        ("normal", 0.1416238, -3.01138, 3.294627, 1e-5),
        ("outlier", 0.6694159, -2.383666, 3.722497, 1e-6),
        ("first_ten", 0.0746, -2.60, 2.75, 5e-3),
        ("last_ten", 0.209, -3.28, 3.70, 5e-3),
    ],
)
def test_limits_are_those_of_the_packages(
    charts: Charts, name: str, mean: float, lower: float, upper: float, digits: float
) -> None:
    row = one(charts, name)
    assert row["mean"] == pytest.approx(mean, abs=min(digits, 5e-4))
    assert (row["lower"], row["upper"]) == pytest.approx((lower, upper), abs=digits)


@pytest.mark.parametrize(
    ("name", "mean", "lower", "upper", "near"),
    [
        ("outlier", 0.6694159, -4.596625, 5.935457, None),
        ("one_to_ten", 5.5, 2.84, 8.16, (3.7266666666666666, 7.273333333333333)),
        ("pi", 3.5714285714285716, -6.625238095238096, 13.768095238095238, (-3.2263492063492065, 10.36920634920635)),
    ],
)
def test_without_screening_too(
    charts: Charts, name: str, mean: float, lower: float, upper: float, near: tuple[float, float] | None
) -> None:
    row = one(charts, name)
    width = 2.66 * row["amr_unscreened"]
    assert row["mean"] == pytest.approx(mean, abs=1e-7)
    assert (row["mean"] - width, row["mean"] + width) == pytest.approx((lower, upper), abs=1e-6)
    if near is not None:
        assert row["screened"] == 0
        assert (row["near_lower"], row["near_upper"]) == pytest.approx(near, abs=1e-9)


@pytest.mark.parametrize("expected", truth("spc_limits"), ids=list(REAL))
def test_limits_and_icons_of_real_series(charts: Charts, expected: dict[str, str]) -> None:
    row = one(charts, expected["series"])
    for name in ("measure_id", "org_type", "org_code", "variation_icon"):
        assert row[name] == expected[name]
    assert row["assurance"] == (expected["assurance"] or None)
    assert row["standard"] == (float(expected["standard"]) if expected["standard"] else None)
    for name in ("points", "moving_ranges", "screened"):
        assert row[name] == int(expected[name]), name
    for name in ("mean", "amr_unscreened", "amr", "lower", "upper", "near_lower", "near_upper"):
        assert row[name] == pytest.approx(float(expected[name]), abs=6e-7), name
    assert row["state"] == ("full" if expected["series"] in "ADE" else "provisional")
    assert row["coarse"] is False
    assert (row["gaps"], row["set_aside"]) == (1, int(expected["series"] == "C"))


@pytest.mark.parametrize("name", list(REAL))
def test_marks_of_real_series(charts: Charts, name: str) -> None:
    expected = [row for row in truth("spc_points") if row["series"] == name]
    assert [point["period"] for point in charts[name][1]] == [row["period"] for row in expected]
    assert marks(charts, name) == [row["marks"] for row in expected]


@pytest.mark.parametrize(
    ("name", "unscreened"),
    [
        ("A", (44.747854, 59.834518, 47.262298, 57.320074)),
        ("B", (25.922222, 82.077778, 35.281481, 72.718519)),
    ],
)
def test_one_wild_value_widens_limits_that_are_not_screened(
    charts: Charts, name: str, unscreened: tuple[float, ...]
) -> None:
    row = one(charts, name)
    width = 2.66 * row["amr_unscreened"]
    found = [row["mean"] + part * width for part in (-1, 1, -2 / 3, 2 / 3)]
    assert found == pytest.approx(unscreened, abs=6e-7)


def test_a_value_set_aside_is_shown_and_counts_for_nothing(charts: Charts) -> None:
    (point,) = [point for point in charts["C"][1] if point["set_aside_reason"]]
    assert (point["period"], point["value"], point["set_aside_reason"]) == ("2019/20 Q2", 93, "a misprint")
    assert {point[name] for name in ("side", "astronomical", "shift", "trend", "point_type", "moving_range")} == {None}
    after = charts["C"][1][2]
    assert (after["period"], after["gap_before"], after["moving_range"]) == ("2019/20 Q3", 1, None)


def test_limits_are_drawn_within_what_a_percentage_can_be(charts: Charts) -> None:
    assert (one(charts, "F")["lower_shown"], one(charts, "F")["lower"]) == (0, pytest.approx(-1.186603, abs=1e-6))
    assert (one(charts, "G")["upper_shown"], one(charts, "G")["upper"]) == (100, pytest.approx(107.18))
    row = one(charts, "neutral")
    assert (row["lower_shown"], row["upper_shown"]) == (row["lower"], row["upper"])
    # A measure in per cent that has gone below 0 can be drawn there.
    assert one(charts, "normal")["lower_shown"] == one(charts, "normal")["lower"]


# States and refusals


def test_states_by_the_number_of_points(charts: Charts) -> None:
    states = {name: one(charts, name)["state"] for name in ("six", "pi", "eleven", "twelve")}
    assert states == {"six": "refused", "pi": "provisional", "eleven": "provisional", "twelve": "full"}


@pytest.mark.parametrize(
    ("name", "reason"),
    [
        ("six", "fewer than 7 points"),
        ("flat", "no variation"),
        ("flat_but_one", "no variation"),
        ("apart", "no two periods in succession have a value"),
        ("answers", "an answer of yes or no has no process limits"),
        ("rolling", "neighbouring values overlap"),
        ("to_date", "the count starts again each year"),
        ("year_of_a_ccg", "neighbouring values overlap"),
        ("lapping", "neighbouring values overlap"),
    ],
)
def test_what_is_refused_has_a_reason_and_no_limits(charts: Charts, name: str, reason: str) -> None:
    row = one(charts, name)
    assert (row["state"], row["note"], row["assurance_note"]) == ("refused", reason, "no process limits")
    numbers = ("mean", "amr", "amr_unscreened", "lower", "upper", "near_lower", "near_upper", "lower_shown")
    assert {row[column] for column in (*numbers, "coarse", "variation_icon", "assurance")} == {None}
    assert charts[name][1] == []


def test_england_has_quarters_where_ccgs_have_rolling_years(charts: Charts) -> None:
    assert one(charts, "quarter_of_england")["state"] == "full"


def test_periods_of_two_lengths_are_two_series(charts: Charts) -> None:
    found = [(row["segment"], row["period_months"], row["points"]) for row in charts["two_lengths"][0]]
    assert found == [(1, 3, 10), (2, 12, 7)]


def test_a_period_that_was_inferred_is_a_gap(charts: Charts) -> None:
    row = one(charts, "guessed")
    assert (row["points"], row["gaps"], row["moving_ranges"]) == (9, 1, 7)


def test_a_series_begins_anew_only_where_that_is_declared(charts: Charts) -> None:
    before, after = charts["newly_counted"][0]
    assert [(row["segment"], row["first_period"], row["points"]) for row in (before, after)] == [
        (1, "2001/02 Q1", 7),
        (2, "2002/03 Q4", 7),
    ]
    assert (before["mean"], after["mean"]) == pytest.approx((29 / 7, 94 / 7))
    assert (after["amr"], after["moving_ranges"]) == (pytest.approx(10 / 6), 6)
    assert after["note"] == "re-based from 2002/03 Q4: counted anew (a guide); seasonality not removed"
    assert next(point for point in charts["newly_counted"][1] if point["segment"] == 2)["moving_range"] is None


# Rules


def test_seven_that_rise_are_a_trend_and_one_equal_value_breaks_it(charts: Charts) -> None:
    assert marks(charts, "rising", "trend") == ["T"] * 7
    assert {point["trend_direction"] for point in charts["rising"][1]} == {"up"}
    assert marks(charts, "not_rising", "trend") == [""] * 7
    assert marks(charts, "rising_over_a_gap", "trend") == [""] * 8


def test_a_peak_belongs_to_the_trend_that_leads_to_it(charts: Charts) -> None:
    assert marks(charts, "peak", "trend") == ["T"] * 13
    assert [point["trend_direction"] for point in charts["peak"][1]] == ["up"] * 7 + ["down"] * 6


def test_seven_on_one_side_are_a_shift_with_all_that_follow_them_there(charts: Charts) -> None:
    assert one(charts, "six_on_one_side")["mean"] == pytest.approx(60 / 12)
    assert marks(charts, "six_on_one_side", "shift") == [""] * 12
    assert marks(charts, "eight_up", "shift") == ["S"] * 8 + [""] * 6
    assert marks(charts, "eight_over_a_gap", "shift") == [""] * 14


def test_two_of_three_near_a_limit_are_marked_and_not_the_one_between(charts: Charts) -> None:
    # The limits are 3.99 from 0.4545, 5.7 from 0.5 and 8.3125 from 0.4444: fours, fives and sixes are near them.
    assert marks(charts, "near_at_3_and_5", "two_of_three")[4:] == ["", "", "2", "", "2", "", ""]
    assert marks(charts, "near_and_too_far_apart", "two_of_three") == [""] * 8
    assert marks(charts, "near_at_the_end", "two_of_three")[4:] == ["", "", "", "2", "2"]


def test_a_point_at_the_mean_has_the_direction_of_its_trend(charts: Charts) -> None:
    # The mean of 7 to 1 and two fours is 4, so the fourth point lies at it; it falls, and higher is better.
    points = charts["through_the_mean"][1]
    assert (points[3]["side"], points[3]["rules"], points[3]["point_type"]) == (0, ["trend"], "concern")
    assert [point["point_type"] for point in points] == ["improvement"] * 3 + ["concern"] * 4 + ["common_cause"] * 2


def test_types_go_by_which_values_are_better(charts: Charts) -> None:
    assert charts["fewer_is_better"][1][-1]["point_type"] == "concern"
    assert one(charts, "fewer_is_better")["variation_icon"] == "concern_high"
    assert charts["neutral"][1][-1]["point_type"] == one(charts, "neutral")["variation_icon"] == "neutral_high"


def test_values_printed_too_coarsely_have_no_marks_of_single_points(charts: Charts) -> None:
    # Nine ranges of 1 or 0 and one of 10, which is screened: the average is 0.8, and 3.268 times that is below 3.
    row, finer = one(charts, "coarse"), one(charts, "not_so_coarse")
    assert (row["amr"], row["screened"], row["coarse"], finer["coarse"]) == (pytest.approx(0.8), 1, True, False)
    last, finer_last = charts["coarse"][1][-1], charts["not_so_coarse"][1][-1]
    assert (last["astronomical"], last["two_of_three"], last["shift"], last["rules"]) == (None, None, False, [])
    assert (finer_last["astronomical"], finer_last["rules"]) == (True, ["astronomical"])
    assert "printed too coarsely for the rules of single points" in row["note"]


# Assurance and notes


def test_a_standard_on_a_limit_is_hit_or_missed(charts: Charts) -> None:
    assert one(charts, "on_the_limit")["upper"] == pytest.approx(8.16)
    assert one(charts, "on_the_limit")["assurance"] == "hit_or_miss"


def test_where_lower_is_better_a_standard_above_the_limits_is_met(charts: Charts) -> None:
    assert one(charts, "met_by_fewer")["assurance"] == "pass"


@pytest.mark.parametrize(
    ("name", "reason"),
    [
        ("neutral", "no value of this measure is better than another"),
        ("F", "no standard is known for this measure"),
        ("no_such_standard", '"=" a standard does not go with which values are better'),
    ],
)
def test_no_assurance_has_a_reason(charts: Charts, name: str, reason: str) -> None:
    assert (one(charts, name)["assurance"], one(charts, name)["assurance_note"]) == (None, reason)


def test_what_is_to_be_known_of_limits_is_said(charts: Charts) -> None:
    assert one(charts, "A")["note"] is None
    assert one(charts, "one_to_ten")["note"] == "seasonality not removed"
    small = "1 of 10 points of fewer than 20: limits wide by chance"
    assert one(charts, "few_people")["note"] == f"seasonality not removed; {small}"
    moved = "its ONS code has changed on a day not known: the area may be another before and after"
    assert one(charts, "new_code")["note"] == f"seasonality not removed; {moved}"


def test_the_oracle_says_the_same_of_all(charts: Charts) -> None:
    full = {name: rows_of(name, rows).to_dicts() for name, rows in tables().items()}
    full |= {"value_doubt": [], "measure_window": reference_tables()["measure_window"].to_dicts()}
    found_series, found_points = spc(full)
    for place, found in enumerate((found_series, found_points)):
        shown = {key: row for rows in charts.values() for row in rows[place] for key in [_key(row, place)]}
        assert shown.keys() == found.keys()
        for key, expected in found.items():
            for column in expected.keys() & shown[key].keys():
                right = expected[column]
                assert shown[key][column] == (pytest.approx(right, abs=1e-9) if isinstance(right, float) else right)


def _key(row: Row, place: int) -> tuple[Any, ...]:
    names = ("measure_id", "source_id", "org_type", "org_code", "segment", *["period"] * place)
    return tuple(row[name] for name in names)
