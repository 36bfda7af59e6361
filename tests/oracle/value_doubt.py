"""Doubtful values found in plain Python: each value is held against the others, one after another.

Here: the seven doubts over rows of one document. Not here: SQL, and the words of the evidence.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence
from fractions import Fraction
from statistics import median
from typing import Any

Row = Mapping[str, Any]
# Measure, period, kind of organisation, organisation, doubt, strength, score.
Found = tuple[str, str, str, str, str, str, float]


def doubts(rows: Sequence[Row], percentages: set[str], area_of: Mapping[str, str]) -> set[Found]:
    """Every doubt over the rows that have a value, each rounded to 6 decimals."""
    stated = [row for row in rows if row["value"] is not None and row["org_type"] != "provider"]
    shares = [row for row in stated if row["measure_id"] in percentages]
    ccgs = [row for row in shares if row["org_type"] == "ccg"]
    alone = list(_alone(stated))
    in_time = [row for row in ccgs if row not in [value for value, _ in alone] and _kind(row)]
    found = [
        *(("same_in_many_measures", "strong", *one) for one in _in_many(shares)),
        *(("same_in_two_organisations", "strong", *one) for one in _in_two(ccgs)),
        *(("alone_before_the_series", "strong", *one) for one in alone),
        *_of_area(rows, stated, percentages, area_of),
        *(("spike", "weak", *one) for one in _spikes(in_time)),
        *(("level", "weak", *one) for one in _levels(in_time)),
    ]
    return {
        (row["measure_id"], row["period"], row["org_type"], row["org_code"], doubt, strength, round(score, 6))
        for doubt, strength, row, score in found
    }


def half_a_digit(value: float) -> float:
    digits = str(value).partition(".")[2]
    return 0.5 / 10 ** (0 if digits == "0" else len(digits))


def _grouped(rows: Sequence[Row], key: Callable[[Row], Any]) -> dict[Any, list[Row]]:
    groups = defaultdict(list)
    for row in rows:
        groups[key(row)].append(row)
    return groups


def _in_many(shares: Sequence[Row]) -> Iterator[tuple[Row, float]]:
    inside = [row for row in shares if 0 < row["value"] < 100]
    key = lambda row: (row["org_type"], row["org_code"], row["period"], round(row["value"], 6))  # noqa: E731
    for same in _grouped(inside, key).values():
        if len(same) >= 4:
            yield from ((row, len(same)) for row in same)


def _in_two(ccgs: Sequence[Row]) -> Iterator[tuple[Row, float]]:
    unrounded = [row for row in ccgs if row["decimals"] >= 6 and row["value"] not in (0, 100)]
    key = lambda row: (row["measure_id"], row["period"], round(row["value"], 6))  # noqa: E731
    for same in _grouped(unrounded, key).values():
        value = same[0]["value"]
        tolerance = max(5e-9, *(0.5 / 10 ** row["decimals"] for row in same))
        near = Fraction(value / 100).limit_denominator(2000)
        if len(same) > 1 and abs(100 * near.numerator / near.denominator - value) >= tolerance:
            yield from ((row, len(same)) for row in same)


def _alone(stated: Sequence[Row]) -> Iterator[tuple[Row, float]]:
    for rows in _grouped(stated, lambda row: row["measure_id"]).values():
        england = [row["period_end"] for row in rows if row["org_type"] == "national"]
        ccgs = [row for row in rows if row["org_type"] == "ccg"]
        for row in ccgs:
            beside = sum(other["period"] == row["period"] for other in ccgs)
            if england and beside < 5 and row["period_end"] < min(england):
                yield row, beside


def _of_area(
    rows: Sequence[Row], stated: Sequence[Row], percentages: set[str], area_of: Mapping[str, str]
) -> Iterator[tuple[str, str, Row, float]]:
    listed = defaultdict(set)
    for row in rows:
        if row["org_type"] == "ccg":
            listed[row["locator"].partition("!")[0], area_of[row["org_code"]]].add(row["org_code"])
    for area in (row for row in stated if row["org_type"] in ("stp", "icb")):
        sheet, is_share = area["locator"].partition("!")[0], area["measure_id"] in percentages
        codes = listed.get((sheet, area["org_code"]), set())
        same = ("measure_id", "period", "period_start")
        parts = [
            row
            for row in stated
            if row["org_type"] == "ccg" and row["org_code"] in codes and all(row[key] == area[key] for key in same)
        ]
        halves = [half_a_digit(row["value"]) + half_a_digit(area["value"]) if is_share else 0 for row in parts]
        if len(codes) == 1 and parts:
            off = parts[0]["value"] - area["value"]
            if abs(off) > halves[0] + 1e-9:
                yield "other_than_its_area", "strong" if is_share and abs(off) > 5 else "weak", parts[0], off
        elif len(parts) == len(codes) > 1 and is_share:
            offs = [area["value"] - row["value"] for row in parts]
            nearest = min(range(len(parts)), key=lambda at: abs(offs[at]))
            is_outside = all(off > 0 for off in offs) or all(off < 0 for off in offs)
            if is_outside and abs(offs[nearest]) > halves[nearest] + 1e-9:
                yield "outside_its_parts", "weak", area, offs[nearest]


def _kind(row: Row) -> str | None:
    for form, kind in ((r"\d{4}/\d{2} Q\d", "quarter"), (r"\d{4}/\d{2}", "year"), (r"\d{4}-\d{2}", "month")):
        if re.fullmatch(form, row["period"]):
            return kind
    return None


def _residuals(rows: Sequence[Row]) -> Iterator[tuple[Row, float]]:
    for series in _grouped(rows, lambda row: row["org_code"]).values():
        ordered = sorted(series, key=lambda row: row["period_end"])
        for at, row in enumerate(ordered):
            around = [*ordered[max(at - 2, 0) : at], *ordered[at + 1 : at + 3]]
            if len(around) >= 3:
                yield row, row["value"] - median(other["value"] for other in around)


def _limit(residuals: Sequence[tuple[Row, float]]) -> float:
    if not residuals:
        return 20.0
    middle = median(off for _, off in residuals)
    return max(8 * 1.4826 * median(abs(off - middle) for _, off in residuals), 20.0)


def _spikes(rows: Sequence[Row]) -> Iterator[tuple[Row, float]]:
    for (_, kind), own in _grouped(rows, lambda row: (row["measure_id"], _kind(row))).items():
        residuals = list(_residuals(own)) if kind != "year" else []
        yield from ((row, off) for row, off in residuals if abs(off) > _limit(residuals))


def _levels(rows: Sequence[Row]) -> Iterator[tuple[Row, float]]:
    for (_, kind), own in _grouped(rows, lambda row: (row["measure_id"], _kind(row))).items():
        limit = _limit(list(_residuals(own)) if kind != "year" else [])
        for ccgs in _grouped(own, lambda row: row["period"]).values():
            middle = median(row["value"] for row in ccgs)
            deviation = 1.4826 * median(abs(row["value"] - middle) for row in ccgs)
            for row in ccgs if len(ccgs) >= 30 else []:
                z = (row["value"] - middle) / max(deviation, 2.5)
                others = [
                    other["value"]
                    for other in own
                    if other["org_code"] == row["org_code"] and other["period"] != row["period"]
                ]
                is_far = abs(z) > 6
                if kind == "year":
                    is_off = deviation > 0
                else:
                    is_off = len(others) >= 4 and abs(row["value"] - median(others)) > limit
                if is_far and is_off:
                    yield row, z
