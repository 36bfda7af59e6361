"""Control charts worked out in plain Python: series, limits, marks and icons.

Here: core rows in, the rows of marts.spc_series and marts.spc_point out. Numbers are fractions, and every window is
looked at by itself. Not here: SQL.
"""

from __future__ import annotations

from collections import defaultdict
from datetime import timedelta
from fractions import Fraction
from itertools import pairwise
from math import floor
from typing import Any

from oracle.organisation_lineage import Row, Tables
from oracle.publication_order import came_out

Key = tuple[str, str, str, str, int]
KEY = ("measure_id", "source_id", "org_type", "org_code", "segment")
FLAGS = ("astronomical", "shift", "trend", "two_of_three")


def spc(tables: Tables) -> tuple[dict[Key, Row], dict[tuple[Any, ...], Row]]:
    """The series by their keys, and the points by theirs and their periods."""
    series, points = {}, {}
    windows = {(row["measure_id"], row["org_type"]): row["window"] for row in tables["measure_window"]}
    for key, values in _series(tables).items():
        row = dict(zip(KEY, key, strict=True)) | _described(values)
        measure = next(one for one in tables["measure"] if one["measure_id"] == row["measure_id"])
        counted = [value for value in values if value["set_aside_reason"] is None]
        refusal = _refusal(row, measure, values, counted, windows)
        row |= {"state": "refused", "note": refusal}
        if refusal is None:
            marked = _chart(row, counted, measure["polarity"])
            for value in values:
                points[(*key, value["period"])] = value | marked.get(value["period"], {})
            row["note"] = _note(row, values, counted, tables)
        row |= _assurance(row, measure, counted, tables)
        series[key] = row
    return series, points


def _series(tables: Tables) -> dict[Key, list[Row]]:
    """The values of each series in time."""
    order = came_out(tables["document"])
    source_of = {row["document_id"]: row["source_id"] or row["document_id"] for row in tables["document"]}
    latest: dict[tuple[Any, ...], Row] = {}
    for row in sorted(tables["measure_value"], key=lambda row: order[row["document_id"]]):
        if row["period_note"] is None:
            source_id = source_of[row["document_id"]]
            latest[row["measure_id"], source_id, row["org_type"], row["org_code"], row["period"]] = row
    grouped: dict[tuple[Any, ...], dict[tuple[int, int], list[Row]]] = defaultdict(lambda: defaultdict(list))
    for (*who, _), row in latest.items():
        if row["value"] is not None:
            rebased = max((day.toordinal() for day in _rebased(row, tables)), default=0)
            grouped[tuple(who)][_months(row["period_start"], row["period_end"]), rebased].append(
                row | {"set_aside_reason": _set_aside(row, who[1], tables), "rebased": rebased}
            )
    return {
        (*who, number): sorted(parts[part], key=lambda row: str(row["period_start"]))  # type: ignore[misc]
        for who, parts in grouped.items()
        for number, part in enumerate(sorted(parts), 1)
    }


def _months(first: Any, last: Any) -> int:
    return int((last.year - first.year) * 12 + last.month - first.month + 1)


def _rebased(row: Row, tables: Tables) -> list[Any]:
    return [
        entry["period_start"]
        for entry in tables["spc_rebase"]
        if entry["measure_id"] == row["measure_id"]
        and entry["org_type"] in (None, row["org_type"])
        and entry["org_code"] in (None, row["org_code"])
        and entry["period_start"] <= row["period_start"]
    ]


def _set_aside(row: Row, source_id: str, tables: Tables) -> str | None:
    names = ("measure_id", "org_type", "org_code", "period")
    reasons = {
        entry["reason"]
        for entry in tables["spc_set_aside"]
        if entry["source_id"] == source_id and all(entry[name] == row[name] for name in names)
    }
    reasons |= {
        doubt["evidence"]
        for doubt in tables["value_doubt"]
        if doubt["strength"] == "strong" and (doubt["source_id"] or doubt["document_id"]) == source_id
        if all(doubt[name] == row[name] for name in names)
    }
    return "; ".join(sorted(reasons)) or None


def _described(values: list[Row]) -> Row:
    months = _months(values[0]["period_start"], values[0]["period_end"])
    counted = [value for value in values if value["set_aside_reason"] is None]
    span = _months(values[0]["period_start"], values[-1]["period_end"])
    return {
        "period_months": months,
        "first_period": values[0]["period"],
        "last_period": values[-1]["period"],
        "points": len(counted),
        "gaps": span // months - len(values),
        "set_aside": len(values) - len(counted),
    }


def _neighbours(counted: list[Row]) -> list[tuple[Row, Row]]:
    return [
        (before, after)
        for before, after in pairwise(counted)
        if before["period_end"] + timedelta(1) == after["period_start"]
    ]


def _exact(value: float) -> Fraction:
    return Fraction(round(value * 10**9), 10**9)


def _ranges(counted: list[Row]) -> list[Fraction]:
    return [abs(_exact(after["value"]) - _exact(before["value"])) for before, after in _neighbours(counted)]


def _screened(ranges: list[Fraction]) -> list[Fraction]:
    average = sum(ranges, Fraction(0)) / len(ranges)
    return [one for one in ranges if one < Fraction("3.267") * average]


def _refusal(
    row: Row, measure: Row, values: list[Row], counted: list[Row], windows: dict[tuple[str, str], str]
) -> str | None:
    window = windows.get((row["measure_id"], row["org_type"]), "period")
    if window != "period":
        return "the count starts again each year" if window == "year_to_date" else "neighbouring values overlap"
    if measure["unit"] == "yes or no":
        return "an answer of yes or no has no process limits"
    if row["gaps"] < 0:
        return "neighbouring values overlap"
    if len(counted) < 7:
        return "fewer than 7 points"
    if any(after["period_start"] <= before["period_end"] for before, after in pairwise(counted)):
        return "neighbouring values overlap"
    if not _neighbours(counted):
        return "no two periods in succession have a value"
    if not any(_screened(_ranges(counted))):
        return "no variation"
    return None


def _chart(row: Row, counted: list[Row], polarity: str) -> dict[str, Row]:
    """Completes a series, and gives its points by their periods."""
    values = [_exact(value["value"]) for value in counted]
    ranges = _ranges(counted)
    kept = _screened(ranges)
    mean, average = sum(values, Fraction(0)) / len(values), sum(kept, Fraction(0)) / len(kept)
    width = Fraction("2.66") * average
    decimals = sorted(value["decimals"] for value in counted)[(len(counted) - 1) // 2]
    row |= {
        "moving_ranges": len(ranges),
        "screened": len(ranges) - len(kept),
        "mean": float(mean),
        "amr_unscreened": float(sum(ranges, Fraction(0)) / len(ranges)),
        "amr": float(average),
        "lower": float(mean - width),
        "upper": float(mean + width),
        "near_lower": float(mean - width * 2 / 3),
        "near_upper": float(mean + width * 2 / 3),
        "state": "full" if len(counted) >= 12 else "provisional",
        "coarse": floor(Fraction("3.268") * average * 10**decimals) + 1 <= 3,
    }
    marked = _marks(counted, mean, width)
    for point in marked:
        if row["coarse"]:
            point |= {"astronomical": None, "two_of_three": None}
        point["rules"] = [name for name in FLAGS if point[name]]
        point["point_type"] = _type(point, polarity)
    last = marked[-1]
    side = "high" if (last["side"] or {"up": 1, "down": -1, None: 0}[last["trend_direction"]]) == 1 else "low"
    kind = last["point_type"]
    icon = f"{kind}_{side}" if kind in ("improvement", "concern") else kind
    row |= {"last_point_type": kind, "variation_icon": icon}
    return {value["period"]: point for value, point in zip(counted, marked, strict=True)}


def _marks(counted: list[Row], mean: Fraction, width: Fraction) -> list[Row]:
    numbers = [_exact(value["value"]) for value in counted]
    sides = [(number > mean) - (number < mean) for number in numbers]
    beyond = [abs(number - mean) > width for number in numbers]
    near = [width * 2 / 3 < abs(number - mean) <= width for number in numbers]
    points: list[Row] = [
        {"side": side, "astronomical": far, "shift": False, "trend": False, "two_of_three": False}
        | {"trend_direction": None}
        for side, far in zip(sides, beyond, strict=True)
    ]
    joined = _neighbours(counted)
    for size in (7, 3):
        for first in range(len(counted) - size + 1):
            window = range(first, first + size)
            if any(pair not in joined for pair in pairwise(counted[first : first + size])):
                continue
            one_side = {sides[place] for place in window} in ({1}, {-1})
            steps = {(after > before) - (after < before) for before, after in pairwise(numbers[first : first + size])}
            for place in window:
                if size == 7:
                    points[place]["shift"] |= one_side
                    if steps in ({1}, {-1}):
                        points[place]["trend"] = True
                        points[place]["trend_direction"] = points[place]["trend_direction"] or (
                            "up" if steps == {1} else "down"
                        )
                elif one_side and near[place] and sum(near[other] for other in window) >= 2:
                    points[place]["two_of_three"] = True
    return points


def _type(point: Row, polarity: str) -> str:
    if not point["rules"]:
        return "common_cause"
    side = point["side"] or {"up": 1, "down": -1}[point["trend_direction"]]
    if polarity == "none":
        return "neutral_high" if side == 1 else "neutral_low"
    return "improvement" if side == (1 if polarity == "higher" else -1) else "concern"


def _assurance(row: Row, measure: Row, counted: list[Row], tables: Tables) -> Row:
    """The standard of the last point's period, whether it will be met, or why that is not said."""
    found: Row = {"standard": None, "comparator": None, "assurance": None}
    known = [one for one in tables["measure_standard"] if one["measure_id"] == row["measure_id"]]
    begun = [
        one
        for one in known
        if counted and one["period_start"] is not None and one["period_start"] <= counted[-1]["period_start"]
    ]
    if begun:
        latest = max(begun, key=lambda one: (one["period_start"], one["standard"], one["comparator"]))
        found |= {"standard": latest["standard"], "comparator": latest["comparator"]}
    if row["state"] == "refused" or measure["polarity"] == "none" or not begun:
        return found
    if (
        found["comparator"]
        not in {"higher": ("at least", "more than"), "lower": ("at most", "fewer than")}[measure["polarity"]]
    ):
        return found
    above, below = latest["standard"] > row["upper"] + 1e-9, latest["standard"] < row["lower"] - 1e-9
    better = below if measure["polarity"] == "higher" else above
    return found | {"assurance": "pass" if better else "fail" if above or below else "hit_or_miss"}


def _note(row: Row, values: list[Row], counted: list[Row], tables: Tables) -> str | None:
    notes = sorted(
        f"re-based from {entry['from_period']}: {entry['reason']} ({entry['source']})"
        for entry in tables["spc_rebase"]
        if entry["period_start"].toordinal() == values[0]["rebased"] and _rebased(values[0], {"spc_rebase": [entry]})
    )
    if row["period_months"] < 12 and _months(values[0]["period_start"], values[-1]["period_end"]) < 36:
        notes.append("seasonality not removed")
    small = sum(value["denominator"] is not None and value["denominator"] < 20 for value in counted)
    if small:
        notes.append(f"{small} of {len(counted)} points of fewer than 20: limits wide by chance")
    if row["coarse"]:
        notes.append("printed too coarsely for the rules of single points")
    if row["org_type"] == "ccg":
        (known,) = [one for one in tables["organisation"] if one["org_code"] == row["org_code"]]
        if known["earlier_gss_codes"]:
            notes.append("its ONS code has changed on a day not known: the area may be another before and after")
    return "; ".join(notes) or None
