"""Lines of descent worked out in plain Python: ways are grown backwards from the later end, the shortest first.

Here: core rows in, the rows of the mart out. Not here: SQL, and any memory of where a way has been, for the shortest
way between two organisations meets none twice.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

Row = dict[str, Any]
Tables = Mapping[str, Sequence[Row]]
Way = tuple[Row, ...]


def _ways(tables: Tables) -> list[Way]:
    """Every way through merger steps in time's order, up to as many steps as there are organisations."""
    steps = tables["organisation_succession"]
    layer: list[Way] = [(step,) for step in steps]
    found: list[Way] = []
    for _ in tables["organisation"]:
        found += layer
        layer = [
            (step, *way)
            for way in layer
            for step in steps
            if step["successor_org_code"] == way[0]["predecessor_org_code"]
            and step["effective_on"] <= way[0]["effective_on"]
        ]
    return found


def organisation_lineage(tables: Tables) -> list[Row]:
    """The rows of marts.organisation_lineage."""
    register = {row["org_code"]: row for row in tables["organisation"]}
    candidates: dict[tuple[str, str], list[tuple[Any, ...]]] = {}
    for way in _ways(tables):
        codes = [way[0]["predecessor_org_code"], *(step["successor_org_code"] for step in way)]
        path = " → ".join(register[code]["org_name"] for code in codes)
        for org_code, related, relation in ((codes[0], codes[-1], "successor"), (codes[-1], codes[0], "predecessor")):
            if org_code != related:
                entry = (len(way), relation, way[-1]["effective_on"], path)
                candidates.setdefault((org_code, related), []).append(entry)
    chosen = {pair: min(entries) for pair, entries in candidates.items()}

    lines: dict[str, dict[str, set[str]]] = {code: {"predecessor": set(), "successor": set()} for code in register}
    for (org_code, related), entry in chosen.items():
        lines[org_code][entry[1]].add(related)

    rows = []
    for (org_code, related), (steps, relation, joined_on, path) in chosen.items():
        own_line = lines[org_code]["predecessor"] | lines[org_code]["successor"] | {org_code}
        back = "predecessor" if relation == "successor" else "successor"
        outside = sorted((register[code]["org_name"], code) for code in lines[related][back] - own_line)
        names = ", ".join(f"{name} ({code})" for name, code in outside) or None
        rows.append(
            {
                "org_code": org_code,
                "org_name": register[org_code]["org_name"],
                "related_org_code": related,
                "related_org_name": register[related]["org_name"],
                "relation": relation,
                "steps": steps,
                "opened_on": register[related]["opened_on"],
                "closed_on": register[related]["closed_on"],
                "joined_on": joined_on,
                "path": path,
                "all_in_line": not outside,
                "other_predecessors": names if relation == "successor" else None,
                "other_successors": names if relation == "predecessor" else None,
            }
        )
    return rows
