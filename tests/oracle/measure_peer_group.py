"""The peers of each measure and period, worked out with loops over core rows.

Here: the same answers as marts.measure_peer_group gives, from each organisation's point of view: who should be there,
and who is. Not here: SQL, and the choice of the day (`oracle.measure_benchmark`).
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from statistics import median
from typing import Any

from oracle.measure_benchmark import in_force, open_on, organisations_on

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
            answer = {"organisations_on": day} | group(expected, cells)
            answers[measure_id, period, inferred, peers, name] = answer
    return answers


def group(expected: set[str], cells: Mapping[str, Row]) -> Row:
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
    all_counted = 0 < len(counts) == len(expected)
    return {
        "organisations_open": len(expected),
        "organisations_listed": len(listed),
        "ranked": len(values),
        "withheld": len([cell for cell in listed if cell["value"] is None and cell["status"] != "not_applicable"]),
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
