"""The peers of each measure and period, worked out with loops over core rows.

Here: the same answers as marts.measure_peer_group gives, from each organisation's point of view: who should be there,
and who is. Not here: SQL, and the choice of the day (`oracle.measure_benchmark`).
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from statistics import median
from typing import Any

from oracle.measure_benchmark import in_force, open_on, organisations_on, without_value
from oracle.publication_order import came_out

Row = dict[str, Any]
Key = tuple[str, str, bool, str, str]


def measure_peer_group(tables: Mapping[str, Iterable[Row]]) -> dict[Key, Row]:
    """The table by its key."""
    organisations = {row["org_code"]: row for row in tables["organisation"]}
    answers = {}
    for (measure_id, period, inferred), cells in in_force(tables).items():
        day = organisations_on(cells, organisations)
        # England is there even if none of its organisations was open.
        groups: dict[tuple[str, str], set[str]] = defaultdict(set, {("England", "England"): set()})
        for code in open_on(organisations, day):
            own = organisations[code]
            for peers, name in (("England", "England"), ("region", own["region_code"]), ("icb", own["icb_code"])):
                if name is not None:
                    groups[peers, name].add(code)
        for (peers, name), expected in groups.items():
            answer = {"organisations_on": day} | group(expected, open_by(cells, organisations), cells)
            answer |= dict.fromkeys(("other_values", "england_value", "coverage"))
            if peers == "England":
                answer |= beside_england(tables, (measure_id, period, inferred), expected, cells)
            answers[measure_id, period, inferred, peers, name] = answer
    return answers


def beside_england(
    tables: Mapping[str, Iterable[Row]], fact: tuple[str, str, bool], expected: set[str], cells: Mapping[str, Row]
) -> Row:
    """The values of organisations that are no peers, and how much of England's figure the peers' add up to."""
    values = {code: cell["value"] for code, cell in cells.items() if cell["value"] is not None}
    place = came_out(list(tables["document"]))
    national = [
        row
        for row in tables["measure_value"]
        if (row["org_type"], row["org_code"]) == ("national", "England")
        and (row["measure_id"], row["period"], row["period_note"] is not None) == fact
    ]
    whole = max(national, key=lambda row: place[row["document_id"]])["value"] if national else None
    (measure,) = [row for row in tables["measure"] if row["measure_id"] == fact[0]]
    adds_up = not measure["of_any_size"] and measure["unit"] != "not stated" and expected <= cells.keys()
    parts = [value for code, value in values.items() if code in expected]
    return {
        "other_values": len(values) - len(parts),
        "england_value": whole,
        "coverage": 100 * sum(parts) / whole if adds_up and whole and parts else None,
    }


def open_by(cells: Mapping[str, Row], organisations: Mapping[str, Row]) -> set[str]:
    """The organisations that had opened by the end of the period."""
    period_end = next(iter(cells.values()))["period_end"]
    return {code for code, organisation in organisations.items() if organisation["opened_on"] <= period_end}


def group(expected: set[str], existing: set[str], cells: Mapping[str, Row]) -> Row:
    listed = [cells[code] for code in expected & cells.keys()]
    values = sorted(cell["value"] for cell in listed if cell["value"] is not None)
    missing = len(expected) - len(listed)
    counts = [
        (cell["numerator"], cell["denominator"])
        for cell in listed
        if None not in (cell["value"], cell["numerator"], cell["denominator"])
        and 0 <= cell["numerator"] <= cell["denominator"] != 0
    ]
    shown = values if not missing else []
    withheld, did_not_exist = without_value(listed, expected - existing)
    speaking = len(values) + withheld + did_not_exist
    all_counted = 0 < len(counts) == len(expected)
    return {
        "organisations_open": len(expected),
        "organisations_listed": len(listed),
        "ranked": len(values),
        "withheld": withheld,
        "did_not_exist": did_not_exist,
        "ranked_share": len(values) / speaking if speaking and not missing else None,
        "is_complete": not missing,
        "coverage_note": f"{len(listed)} of the {len(expected)} organisations open then have a row"
        if missing
        else None,
        "median": median(shown) if shown else None,
        "lowest": shown[0] if shown else None,
        "highest": shown[-1] if shown else None,
        "counted": len(counts),
        "numerator": sum(part for part, _ in counts) if all_counted else None,
        "denominator": sum(whole for _, whole in counts) if all_counted else None,
    }
