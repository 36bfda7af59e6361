"""Sums of counts by area, worked out area by area from the cells of each organisation that should be there.

Here: core rows in, the table by its key out. Not here: SQL.
"""

from __future__ import annotations

from datetime import date
from fractions import Fraction

from oracle.source_values import Row, Set, Tables, counts, source_values, was_open, why_no_list

Key = tuple[str, str, str, str, str]
Cells = dict[tuple[str, str], Row]


def area_value(tables: Tables) -> dict[Key, Row]:
    """The table by measure, period, source, kind and code of the area."""
    units = {row["measure_id"]: row["unit"] for row in tables["measure"]}
    rules = {(row["source_id"], row["measure_id"]): row for row in tables["count_rule"]}
    by_set = source_values(tables)
    counted = {
        (document["source_id"] or document["document_id"], cell["measure_id"])
        for document in tables["document"]
        for cell in tables["measure_value"]
        if cell["document_id"] == document["document_id"] and None not in (cell["numerator"], cell["denominator"])
    }
    answers = {}
    for (source, measure, period), cells in by_set.items():
        if units[measure] == "%" and (source, measure) in counted:
            day = next(iter(cells.values()))["period_end"]
            kinds = {kind for kind, _ in cells}
            body = "sub_icb" if "sub_icb" in kinds and "ccg" not in kinds else "ccg"
            if body == "sub_icb":
                day = min([day, *_last_days(tables)])
            for (kind, code), members in _areas(tables, day).items():
                if kind == "similar_ten" and body == "sub_icb":
                    continue
                answer = _sum(members, cells, rules.get((source, measure)), body)
                if kind == "England":
                    answer["percent_as_published"] = _as_published(answer, cells)
                answers[measure, period, source, kind, code] = answer
    return answers


def _areas(tables: Tables, day: date) -> dict[tuple[str, str], set[str]]:
    is_open = {row["org_code"]: row for row in tables["organisation"] if was_open(row, day)}
    areas: dict[tuple[str, str], set[str]] = {("England", "England"): set(is_open)}
    for code, row in is_open.items():
        for kind, name in (("region", row["region_code"]), ("icb", row["icb_code"])):
            if name is not None:
                areas.setdefault((kind, name), set()).add(code)
    for code in {row["org_code"] for row in tables["similar_organisation"]}:
        ten = {row["similar_org_code"] for row in tables["similar_organisation"] if row["org_code"] == code}
        if why_no_list(tables, code, day) is None and ten | {code} <= is_open.keys():
            areas["similar_ten", code] = ten
    return areas


def _last_days(tables: Tables) -> list[date]:
    closed = [row["closed_on"] for row in tables["organisation"] if row["closed_on"] is not None]
    return [max(closed)] if closed else []


def _sum(members: set[str], cells: Cells, rule: Row | None, body: str) -> Row:
    found = [cells.get((body, code)) for code in members]
    with_counts = [pair for pair in map(counts, found) if pair is not None]
    n, m = len(with_counts), len(members)
    is_given = n > 0 and Fraction(n, m) >= Fraction(str(rule["least_coverage"]) if rule else 1)
    part, whole = sum(pair[0] for pair in with_counts), sum(pair[1] for pair in with_counts)
    notes = []
    if m == 0:
        notes.append("no organisation was open then")
    if n < m:
        what = "organisations open then" if body == "ccg" else "sub-ICB locations"
        notes.append(f"{n} of the {m} {what} have counts")
        if is_given and rule:
            notes.append(rule["reason"])
    if is_given and whole == 0:
        notes.append("nothing was counted")
    rounded = rule["rounded_to"] if rule else None
    if rounded:
        notes.append(f"counts rounded to {rounded}")
    lower, upper = _bounds(found, rounded)
    return {
        "numerator": part if is_given else None,
        "denominator": whole if is_given else None,
        "percent": 100 * part / whole if is_given and whole else None,
        "percent_as_published": None,
        "percent_lower": lower,
        "percent_upper": upper,
        "organisations_open": m,
        "organisations_counted": n,
        "coverage": n / m if m else None,
        "note": "; ".join(notes) or None,
        "method": "sum of counts",
    }


def _bounds(found: list[Row | None], rounded: int | None) -> tuple[float | None, float | None]:
    """The least and the most that a percentage can be; None where a count has no bounds, or all are exact."""
    bounds, slack, withheld = [], (rounded or 0) / 2, False
    for cell in found:
        if (pair := counts(cell)) is not None:
            bounds.append((pair[0], pair[0], pair[1]))
        elif cell is not None and cell["numerator"] is None and cell["denominator"] is not None:
            withheld, whole = True, cell["denominator"]
            lower, upper = cell["lower"] or 0.0, 100.0 if cell["upper"] is None else cell["upper"]
            bounds.append((whole * lower / 100, whole * upper / 100, whole))
        else:
            return None, None
    most_whole = sum(whole + slack for _, _, whole in bounds)
    if not most_whole or not (withheld or rounded):
        return None, None
    least_whole = sum(max(whole - slack, 0) for _, _, whole in bounds)
    least = sum(max(least - slack, 0) for least, _, _ in bounds)
    most = sum(most + slack for _, most, _ in bounds)
    return min(100.0, 100 * least / most_whole), min(100.0, 100 * most / least_whole) if least_whole else 100.0


def _as_published(england: Row, cells: Cells) -> float | None:
    national = counts(cells.get(("national", "England")))
    if national is not None and national[1]:
        return 100 * national[0] / national[1]
    if england["numerator"] is None:
        return None
    pairs = [counts(cell) for (kind, _), cell in cells.items() if kind in ("commissioning_hub", "unknown")]
    part = england["numerator"] + sum(pair[0] for pair in pairs if pair)
    whole = england["denominator"] + sum(pair[1] for pair in pairs if pair)
    return 100 * part / whole if whole else None


__all__ = ["Key", "Set", "area_value"]
