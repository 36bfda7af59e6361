"""Values of merged organisations before and after they opened, and the segments of series, worked out one by one.

Here: core rows in, the tables by their keys out. Not here: SQL.
"""

from __future__ import annotations

from datetime import date
from math import sqrt
from typing import Any

from oracle.organisation_lineage import organisation_lineage
from oracle.source_values import Row, Tables, counts, moved_organisations, source_values, was_open

Key = tuple[str, str, str, str]
SegmentKey = tuple[str, str, str, str, int, int]
Z = 1.959963984540054


def measure_lineage(tables: Tables) -> dict[Key, Row]:
    """The table by measure, period, source and organisation."""
    units = {row["measure_id"]: row["unit"] for row in tables["measure"]}
    rules = {(row["source_id"], row["measure_id"]): row["rounded_to"] for row in tables["count_rule"]}
    register = {row["org_code"]: row for row in tables["organisation"]}
    line: dict[str, dict[str, Row]] = {}
    for row in organisation_lineage(tables):
        if row["relation"] == "predecessor":
            line.setdefault(row["org_code"], {})[row["related_org_code"]] = row
    answers = {}
    for (source, measure, period), all_cells in source_values(tables).items():
        cells = {code: cell for (kind, code), cell in all_cells.items() if kind == "ccg"}
        if units[measure] != "%" or not cells:
            continue
        start, day = next((cell["period_start"], cell["period_end"]) for cell in cells.values())
        for code, predecessors in line.items():
            if was_open(register[code], day):
                answer = _own(cells[code]) if code in cells else None
            elif day < register[code]["opened_on"]:
                parts = {one: row for one, row in predecessors.items() if was_open(register[one], day)}
                is_said = code in cells or parts.keys() & cells.keys()
                answer = _before(tables, cells, code, parts, start) if is_said else None
            else:
                answer = None
            if answer is not None:
                answers[measure, period, source, code] = _finished(answer, rules.get((source, measure)))
    return answers


def _own(cell: Row) -> Row:
    pair = counts(cell) or (None, None)
    note = None if cell["value"] is not None else f"no value: {cell['reason'] or cell['status']}"
    return {
        "numerator": pair[0],
        "denominator": pair[1],
        "percent": 100 * pair[0] / pair[1] if pair[1] and cell["value"] is not None else cell["value"],
        "parts": [],
        "parts_open": 0,
        "parts_counted": 0,
        "basis": "own",
        "lowest_part": None,
        "highest_part": None,
        "note": note,
    }


def _before(tables: Tables, cells: dict[str, Row], code: str, parts: dict[str, Row], start: date) -> Row:
    pairs = {one: counts(cells.get(one)) for one in parts}
    counted = [pair for pair in pairs.values() if pair]
    shares = {}
    for one, pair in pairs.items():
        shares[one] = 100 * pair[0] / pair[1] if pair and pair[1] else cells.get(one, {}).get("value")
    known = [share for share in shares.values() if share is not None]
    moved = any(_moved_after(tables, one, start) for one in parts)
    elsewhere = sum(not row["all_in_line"] for row in parts.values())
    is_sound = bool(parts) and not moved and not elsewhere
    all_known = is_sound and all(pairs[one] or shares[one] is not None for one in parts)
    answer: Row = {
        "numerator": None,
        "denominator": None,
        "percent": None,
        "parts": [_told(one, pairs[one], shares[one]) for one in sorted(parts)],
        "parts_open": len(parts),
        "parts_counted": len(counted),
        "lowest_part": min(known, default=None) if all_known else None,
        "highest_part": max(known, default=None) if all_known else None,
        "note": None,
    }
    if is_sound and len(counted) == len(parts):
        part, whole = (sum(column) for column in zip(*counted, strict=True))
        share = 100 * part / whole if whole else None
        note = None if whole else "nothing was counted"
        return answer | {
            "basis": "sum of predecessors", "numerator": part, "denominator": whole, "percent": share, "note": note,
        }  # fmt: skip
    if code in cells:
        own = _own(cells[code])
        return (
            answer
            | {name: own[name] for name in ("numerator", "denominator", "percent", "note")}
            | {"basis": "publisher's mapping"}
        )
    if all_known:
        return answer | {
            "basis": "between its parts", "note": "without counts it is only known to lie between its parts",
        }  # fmt: skip
    note = f"{len(counted)} of {len(parts)} predecessors have counts"
    if elsewhere:
        note = f"part of the area of {elsewhere} of its predecessors went elsewhere"
    if moved:
        note = "the boundary moved"
    return answer | {"basis": "refused", "note": note}


def _moved_after(tables: Tables, code: str, day: date) -> bool:
    days = [row["valid_from"] for row in tables["organisation_boundary"] if row["org_code"] == code]
    return code in moved_organisations(tables) and any(start is None or start > day for start in days)


def _told(code: str, pair: tuple[float, float] | None, share: float | None) -> str:
    if pair:
        return f"{code} {pair[0]:g}/{pair[1]:g}"
    return f"{code} no figure" if share is None else f"{code} {str(share).removesuffix('.0')}%"


def _finished(answer: Row, rounded: int | None) -> Row:
    part, whole = answer["numerator"], answer["denominator"]
    lower = upper = None
    if whole and not rounded:
        middle, reach = part + Z * Z / 2, Z * sqrt(part * (1 - part / whole) + Z * Z / 4)
        lower, upper = (100 * (middle + side * reach) / (whole + Z * Z) for side in (-1, 1))
        lower, upper = max(lower, 0.0), min(upper, 100.0)
    notes = [answer["note"], f"counts rounded to {rounded}" if rounded and whole is not None else None]
    return answer | {
        "interval_lower": lower,
        "interval_upper": upper,
        "note": "; ".join(note for note in notes if note) or None,
    }


def series_segment(tables: Tables) -> dict[SegmentKey, Row]:
    """The segments by measure, source, kind, organisation, months and number: values are taken up one after another."""
    lineage = measure_lineage(tables)
    register = {row["org_code"]: row for row in tables["organisation"]}
    series: dict[tuple[Any, ...], dict[date, list[Any]]] = {}
    for (source, measure, period), cells in source_values(tables).items():
        spans = [(kind, code, cell) for (kind, code), cell in cells.items()]
        merged = {key[3] for key in lineage if key[:3] == (measure, period, source)}
        some = next((cell for kind, _, cell in spans if kind == "ccg"), None)
        spans += [("ccg", code, some) for code in merged if ("ccg", code) not in cells]
        for kind, code, cell in spans:
            months = 1 + 12 * (cell["period_end"].year - cell["period_start"].year)
            months += cell["period_end"].month - cell["period_start"].month
            told = lineage.get((measure, period, source, code)) if kind == "ccg" else None
            event = _event(cell, told, register.get(code) if kind == "ccg" else None)
            if event:
                key = (measure, source, kind, code, months)
                series.setdefault(key, {})[cell["period_end"]] = [period, cell["period_start"], event]
    found = {key: _segments(tables, key, points) for key, points in series.items()}
    return {
        (*key, number): segment | _source_break(found, key, number, segment)
        for key, segments in found.items()
        for number, segment in enumerate(segments, 1)
    }


def _event(cell: Row, told: Row | None, organisation: Row | None) -> str | None:
    """Where a value comes from, or why there is none though something is told of the line; None of a gap."""
    if told and told["basis"] == "sum of predecessors":
        return "sum of predecessors" if told["percent"] is not None else None
    if told and told["basis"] in ("refused", "between its parts"):
        return "!boundary moved" if told["note"] == "the boundary moved" else "!merger without counts"
    if cell["value"] is None:
        return None
    if organisation is not None and cell["period_end"] < organisation["opened_on"]:
        return "publisher's mapping"
    return "own"


def _segments(tables: Tables, key: tuple[Any, ...], points: dict[date, list[Any]]) -> list[Row]:
    code = key[3]
    rows = [row for row in tables["organisation_boundary"] if row["org_code"] == code] if key[2] == "ccg" else []
    rows = rows if len(rows) > 1 else []
    known = [row["valid_from"] for row in rows if row["valid_from"] is not None]
    segments: list[Row] = []
    before: tuple[str, int] | None = None
    for day, (period, start, event) in sorted(points.items()):
        area = sum(first <= day for first in known)
        if not event.startswith("!"):
            why = _break(before, event, area)
            if not segments or why:
                segments.append({"first_period": period, "starts_on": start, "points": 0, "from": set(), "why": why})
            latest = segments[-1]
            latest |= {"last_period": period, "ends_on": day, "points": latest["points"] + 1}
            latest["from"].add(event)
        before = (event, area)
    for segment in segments:
        order = [name for name in ("sum of predecessors", "publisher's mapping", "own") if name in segment["from"]]
        segment |= {"basis": ", ".join(order), "break_reason": segment.pop("why"), "note": None}
        del segment["from"]
        if len(known) < len(rows) and (not known or segment["ends_on"] >= max(known)):
            codes = sorted(rows, key=lambda row: (row["valid_from"] is None, row["valid_from"], row["gss_code"]))
            names = ", ".join(row["gss_code"] for row in codes)
            segment["note"] = f"its ONS code changed on a day that is not known, and with it its area: {names}"
    return segments


def _break(before: tuple[str, int] | None, event: str, area: int) -> str | None:
    if before is None:
        return None
    if before[0].startswith("!"):
        return before[0][1:]
    if before[1] != area:
        return "boundary moved"
    pair = (before[0], event)
    if pair == ("sum of predecessors", "publisher's mapping"):
        return "publisher's mapping begins"
    return "publisher's mapping ends" if pair == ("publisher's mapping", "sum of predecessors") else None


def _source_break(found: dict[tuple[Any, ...], list[Row]], key: tuple[Any, ...], number: int, segment: Row) -> Row:
    if number > 1 or segment["break_reason"]:
        return {}
    alike = [other for other in found if (other[0], *other[2:]) == (key[0], *key[2:])]
    earlier = any(one["starts_on"] < segment["starts_on"] for other in alike for one in found[other])
    return {"break_reason": "source changed" if earlier else None}
