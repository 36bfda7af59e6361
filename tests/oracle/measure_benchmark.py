"""Each value against its standard and its peers, worked out with loops over core rows.

Here: the same answers as marts.measure_benchmark gives, found another way: ranks and percentiles by comparing pairs,
their bounds by putting values in the place of those withheld, Wilson's bounds by searching for the proportions that
the test does not reject, the smallest denominator by trying each. Not here: SQL, and the notes' place in a table.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from datetime import date
from functools import lru_cache
from itertools import count
from math import acos, cos, hypot, inf, pi, sqrt
from statistics import NormalDist, fmean, median, quantiles
from typing import Any

from oracle.publication_order import came_out

from pipeline.base.periods import normal_period

Row = dict[str, Any]
Key = tuple[str, str, bool, str]
Z_95, Z_998 = NormalDist().inv_cdf(0.975), NormalDist().inv_cdf(0.999)
UPWARDS = ("at least", "more than")
MEETS: dict[str, Callable[[float, float], bool]] = {
    "at least": lambda value, standard: value >= standard,
    "more than": lambda value, standard: value > standard,
    "at most": lambda value, standard: value <= standard,
    "fewer than": lambda value, standard: value < standard,
    "=": lambda value, standard: value == standard,
}


def measure_benchmark(tables: Mapping[str, Iterable[Row]]) -> dict[Key, Row]:
    """The table by its key."""
    organisations = {row["org_code"]: row for row in tables["organisation"]}
    measures = {row["measure_id"]: row for row in tables["measure"]}
    standards = list(tables["measure_standard"])
    answers = {}
    for (measure_id, period, inferred), cells in in_force(tables).items():
        measure = measures[measure_id]
        day = organisations_on(cells, organisations)
        for org_code, cell in cells.items():
            answers[measure_id, period, inferred, org_code] = {
                "value": cell["value"],
                "organisations_on": day,
                **against_standard(cell, measure, [one for one in standards if one["measure_id"] == measure_id]),
                **against_peers(cell, cells, measure, organisations, day),
                **in_funnel(cell, cells, measure, organisations, day),
                "smallest_denominator": smallest_denominator(cell["value"], cell["decimals"])
                if measure["unit"] == "%"
                else None,
            }
    return answers


def in_force(tables: Mapping[str, Iterable[Row]]) -> dict[tuple[str, str, bool], dict[str, Row]]:
    """The cells of each measure and period by CCG; of several documents the last one published counts."""
    place = came_out(list(tables["document"]))
    sets: dict[tuple[str, str, bool], dict[str, Row]] = defaultdict(dict)
    for row in sorted(tables["measure_value"], key=lambda row: place[row["document_id"]]):
        if row["org_type"] == "ccg":
            sets[row["measure_id"], row["period"], row["period_note"] is not None][row["org_code"]] = row
    return sets


def is_open(organisation: Row, day: date) -> bool:
    return bool(organisation["opened_on"] <= day <= (organisation["closed_on"] or date.max))


def open_on(organisations: Mapping[str, Row], day: date) -> set[str]:
    return {code for code, organisation in organisations.items() if is_open(organisation, day)}


def organisations_on(cells: Mapping[str, Row], organisations: Mapping[str, Row]) -> date:
    """The period's last day, or the later day whose organisations all have a row where those of that day do not.

    The later day is the last opening among organisations with a figure, or else among all that have a row, if none with
    a figure is another one.
    """
    period_end: date = next(iter(cells.values()))["period_end"]
    if open_on(organisations, period_end) <= cells.keys():
        return period_end
    blank = ("not_applicable", "not_published", "not_available")
    present = [code for code, cell in cells.items() if cell["status"] not in blank]
    for codes, must_be_open in ((present, []), (list(cells), present)):
        later: date = max((organisations[code]["opened_on"] for code in codes), default=period_end)
        peers = open_on(organisations, later)
        if later > period_end and set(must_be_open) <= peers <= cells.keys():
            return later
    return period_end


def no_value(cell: Row) -> str | None:
    return f"no value: {cell['reason'] or cell['status']}" if cell["value"] is None else None


def against_standard(cell: Row, measure: Row, standards: Sequence[Row]) -> Row:
    """The standard in force, and how the value stands to it."""
    dated = [
        (normal_period(one["from_period"]).start, one["standard"], one["comparator"], one)
        for one in standards
        if one["from_period"] is not None
    ]
    begun = [one for one in dated if one[0] <= cell["period_start"]]
    if not begun:
        undated = sorted(f'"{one["comparator"]} {one["standard"]:g}"' for one in standards if not one["from_period"])
        note = "no standard is known for this measure" if not standards else "no standard in force"
        if undated:
            note = f"the first period of the standard {', '.join(undated)} is not known"
        return {"standard": None, "distance_to_standard": None, "against_standard": None, "standard_note": note}
    _, standard, comparator, found = max(begun, key=lambda one: one[:3])
    if found["applies_to"] == "England" and cell["org_type"] != "national":
        note = "its standard is set for England as a whole"
        return {"standard": None, "distance_to_standard": None, "against_standard": None, "standard_note": note}
    answer: Row = {"standard": standard, "comparator": comparator, "standard_note": no_value(cell)}
    if cell["value"] is None:
        return answer | {"distance_to_standard": None, "standard_met": None, "against_standard": None}
    answer["distance_to_standard"] = cell["value"] - standard
    if comparator not in MEETS:
        note = f'"{comparator}" a standard is neither met nor missed'
        return answer | {"standard_met": None, "against_standard": None, "standard_note": note}
    answer["standard_met"] = MEETS[comparator](cell["value"], standard)
    lower, upper, no_interval = interval(cell, measure)
    if no_interval is not None or comparator == "=":
        answer["against_standard"] = "met" if answer["standard_met"] else "not met"
    elif lower <= standard <= upper:
        answer["against_standard"] = "similar"
    else:
        answer["against_standard"] = "better" if (standard < lower) == (comparator in UPWARDS) else "worse"
    return answer


def percentile(good: float, all_of_them: Sequence[float]) -> float:
    """100 times the mean, over all pairs with `good`, of 1 for a worse one and a half for an equal one."""
    return 100 * sum(1 if other < good else 0.5 if other == good else 0 for other in all_of_them) / len(all_of_them)


def without_value(listed: Iterable[Row], born_later: Collection[str]) -> tuple[int, int]:
    """How many values may be there and are withheld, and how many organisations did not exist in the period."""
    withheld = did_not_exist = 0
    for cell in listed:
        says_nothing = cell["status"].startswith("not_")
        if cell["value"] is None and says_nothing and cell["org_code"] in born_later:
            did_not_exist += 1
        elif cell["value"] is None and cell["status"] != "not_applicable":
            withheld += 1
    return withheld, did_not_exist


def against_peers(
    cell: Row, cells: Mapping[str, Row], measure: Row, organisations: Mapping[str, Row], day: date
) -> Row:
    """Rank and median in England, its region and its ICB; percentile and quartile in England."""
    own = organisations[cell["org_code"]]
    sign = {"higher": 1, "lower": -1, "none": 0}[measure["polarity"]]
    no_order = no_value(cell) or (None if sign else "no value of this measure is better than another")
    if no_order is None and not measure["of_any_size"]:
        grows = "such figures grow with the size of the organisation"
        no_order = "its unit is not stated" if measure["unit"] == "not stated" else grows
    no_peer = None if is_open(own, day) else f"not open on {day}"
    answer: Row = {}
    for prefix, field in (("", None), ("region_", "region_code"), ("icb_", "icb_code")):
        expected = {
            code
            for code in open_on(organisations, day)
            if field is None or (own[field] is not None and organisations[code][field] == own[field])
        }
        listed = [cells[code] for code in expected if code in cells]
        numbers = [other["value"] for other in listed if other["value"] is not None]
        born_later = {code for code in expected if organisations[code]["opened_on"] > cell["period_end"]}
        withheld, did_not_exist = without_value(listed, born_later)
        speaking = len(numbers) + withheld + did_not_exist
        few = "fewer than half of the organisations have a value" if 2 * len(numbers) < speaking else None
        missing = None
        if len(listed) < len(expected):
            missing = f"{len(listed)} of the {len(expected)} organisations open then have a row"
        unknown = field is not None and own[field] is None
        answer[f"{prefix or 'england_'}median"] = None if missing or not numbers else median(numbers)
        if field is None:
            note = no_order or missing or no_peer or few
            answer["ranked_share"] = None if missing or not speaking else len(numbers) / speaking
            answer["did_not_exist"] = None if note else did_not_exist
        else:
            place = {"region_code": "region", "icb_code": "ICB"}[field]
            note = no_order or no_peer or missing or (f"its {place} is not known" if unknown else few)
        ranked: Row = dict.fromkeys(("rank", "ranked", "withheld"))
        if note is None:
            better = sum(sign * other > sign * cell["value"] for other in numbers)
            ranked = {"rank": better + 1, "ranked": len(numbers), "withheld": withheld}
        answer |= {prefix + name: number for name, number in ranked.items()}
        answer[f"{prefix or 'rank_'}note"] = note
        if field is None:
            answer |= percentiles(sign, cell["value"], numbers, withheld) if note is None else NO_PERCENTILES
            if note is None and len(numbers) < 4:
                answer["rank_note"] = "no quartiles of fewer than 4 values"
    return answer


NO_PERCENTILES: Row = dict.fromkeys(("tied", "percentile", "percentile_lower", "percentile_upper", "quartile"))


def percentiles(sign: int, value: float, numbers: Sequence[float], withheld: int) -> Row:
    goods = [sign * other for other in numbers]
    good = sign * value
    behind = sum(other <= good for other in goods)  # itself and those no better
    return {
        "tied": numbers.count(value),
        "percentile": percentile(good, goods),
        "percentile_lower": percentile(good, [*goods, *[inf] * withheld]),
        "percentile_upper": percentile(good, [*goods, *[-inf] * withheld]),
        "quartile": 1 + sum(4 * behind <= cut * len(goods) for cut in (1, 2, 3)) if len(goods) >= 4 else None,
    }


def not_rejected(share: float, denominator: float, upwards: bool) -> float:
    """The furthest proportion in one direction from which the observed share differs by no more than chance."""
    near, far = share, 1.0 if upwards else 0.0
    for _ in range(200):
        tried = (near + far) / 2
        if abs(share - tried) <= Z_95 * sqrt(tried * (1 - tried) / denominator):
            near = tried
        else:
            far = tried
    return near


def interval(cell: Row, measure: Row) -> tuple[float, float, str | None]:
    """Wilson's bounds in per cent, or why there are none."""
    value, part, whole = cell["value"], cell["numerator"], cell["denominator"]
    note = no_value(cell)
    if note is None and measure["unit"] != "%":
        note = "no percentage"
    elif note is None and whole is None:
        note = "no denominator is published"
    elif note is None and part is None:
        note = "no numerator is published"
    elif note is None and not (whole > 0 and 0 <= part <= whole):
        note = "the counts published are no part of a whole"
    if note is not None:
        return 0.0, 0.0, note
    slack = (cell["counts_rounded_to"] or 0) / 2
    likely = [
        (min(max(part + fewer, 0), whole + less), whole + less)
        for fewer in {-slack, 0.0, slack}
        for less in {-slack, 0.0, slack}
        if whole + less > 0
    ]
    lower = 100 * min(not_rejected(one / all_of_them, all_of_them, False) for one, all_of_them in likely)
    upper = 100 * max(not_rejected(one / all_of_them, all_of_them, True) for one, all_of_them in likely)
    half = 0.5 / 10 ** (cell["decimals"] or 0)
    if not lower - half <= value <= upper + half:
        note = "the value published is not that of the counts published"
    return lower, upper, note


def angle(share: float) -> float:
    """Whose sine is the root of the share."""
    return acos(1 - 2 * share) / 2


def dispersion(counts: Sequence[tuple[float, float]]) -> tuple[float, float]:
    """How far the proportions lie apart in errors by chance, and the standard deviation that chance leaves over."""
    centre = angle(sum(part for part, _ in counts) / sum(whole for _, whole in counts))
    distances = [(angle(part / whole) - centre) / sqrt(1 / (4 * whole)) for part, whole in counts]
    cuts = quantiles(distances, n=10, method="inclusive")
    squares = [sorted((cuts[0], distance, cuts[-1]))[1] ** 2 for distance in distances]
    weights = [4 * whole for _, whole in counts]
    left = sum(weights) - sum(weight * weight for weight in weights) / sum(weights)
    return fmean(squares), sqrt(max(0.0, (sum(squares) - len(squares) + 1) / left))


def in_adjusted_funnel(cell: Row, counts: Sequence[tuple[float, float]], is_complete: bool, note: str | None) -> Row:
    """The place in the funnel whose limits allow for how far organisations lie apart."""
    answer: Row = dict.fromkeys(("dispersion", "overdispersed", "between_sd", "adjusted_position"))
    answer |= {f"adjusted_{side}_{name}": None for side in ("lower", "upper") for name in ("95", "998")}
    between = 0.0
    if is_complete and len(counts) >= 10:
        found, between = dispersion(counts)
        is_more = (found - 1) / 2 > sqrt(2 / len(counts))
        answer |= {"dispersion": found, "overdispersed": is_more, "between_sd": between}
    elif note is None:
        note = "fewer than 10 organisations"
    parts, wholes = sum(part for part, _ in counts), sum(whole for _, whole in counts)
    if note is None and min(parts, wholes - parts) * cell["denominator"] < 5 * wholes:
        note = "too few to be placed"
    answer["adjusted_note"] = note
    if note is not None:
        return answer
    centre, error = angle(parts / wholes), hypot(between, sqrt(1 / cell["denominator"]) / 2)
    score = (angle(cell["numerator"] / cell["denominator"]) - centre) / error
    answer["adjusted_position"] = "within"
    for name, z in (("95", Z_95), ("998", Z_998)):
        ends = [min(max(centre + sign * z * error, 0.0), pi / 2) for sign in (-1, 1)]
        for side, end in zip(("lower", "upper"), ends, strict=True):
            answer[f"adjusted_{side}_{name}"] = 50 * (1 - cos(2 * end))
        if abs(score) > z:
            answer["adjusted_position"] = f"{'above' if score > 0 else 'below'} {'95' if name == '95' else '99.8'}%"
    return answer


def in_funnel(cell: Row, cells: Mapping[str, Row], measure: Row, organisations: Mapping[str, Row], day: date) -> Row:
    """The interval, and the place in the funnel around England's proportion."""
    lower, upper, no_interval = interval(cell, measure)
    peers = open_on(organisations, day)
    counts = [
        (other["numerator"], other["denominator"])
        for code, other in cells.items()
        if code in peers and other["value"] is not None and other["numerator"] is not None and other["denominator"]
    ]
    counts = [(part, whole) for part, whole in counts if 0 <= part <= whole]
    note = no_interval or (None if cell["org_code"] in peers else f"not open on {day}")
    if note is None and len(counts) < len(peers):
        note = f"{len(counts)} of the {len(peers)} organisations open then have a numerator and a denominator"
    rounded_to = cell["counts_rounded_to"]
    basis = f"counts rounded to {rounded_to}" if rounded_to else "counts"
    answer: Row = {
        "interval_lower": None if no_interval else lower,
        "interval_upper": None if no_interval else upper,
        "interval_basis": None if no_interval else basis,
        "interval_note": no_interval,
        "funnel_note": note,
        "england_percent": None,
        "funnel_position": None,
    } | in_adjusted_funnel(cell, counts, 0 < len(counts) == len(peers), note)
    if note is not None:
        return answer
    england = sum(part for part, _ in counts) / sum(whole for _, whole in counts)
    error = sqrt(england * (1 - england) / cell["denominator"])
    distance = cell["numerator"] / cell["denominator"] - england
    answer |= {"england_percent": 100 * england, "funnel_position": "within"}
    for name, z in (("95", Z_95), ("998", Z_998)):
        answer[f"funnel_lower_{name}"] = max(0.0, 100 * (england - z * error))
        answer[f"funnel_upper_{name}"] = min(100.0, 100 * (england + z * error))
        if abs(distance) > z * error + 1e-12:
            answer["funnel_position"] = f"{'above' if distance > 0 else 'below'} {'95' if name == '95' else '99.8'}%"
    return answer


@lru_cache
def smallest_denominator(value: float | None, decimals: int | None) -> int | None:
    """The first n of which some k, as a percentage, lies within half a unit of the last decimal of `value`."""
    if value is None or decimals is None or decimals > 2 or not 0 <= value <= 100:
        return None
    digits = round(value * 10**decimals)
    for n in count(1):
        near = n * digits // (100 * 10**decimals)
        if any(abs(2 * 100 * 10**decimals * k - 2 * digits * n) <= n for k in (near, near + 1)):
            return n
    raise AssertionError
