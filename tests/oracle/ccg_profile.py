"""One line for each organisation, worked out in plain Python.

Here: what it was, what it became, its latest band in each area, what is missing. Not here: SQL, and which rating counts
(`oracle.rating_current`).
"""

from __future__ import annotations

from oracle.organisation_lineage import Row, Tables
from oracle.rating_current import in_force

AREAS = ("mental_health", "dementia", "learning_disabilities", "leadership")


def ccg_profile(tables: Tables) -> dict[str, Row]:
    """What marts.ccg_profile says of each organisation, by its code."""
    names = {row["org_code"]: f"{row['org_name']} ({row['org_code']})" for row in tables["organisation"]}
    ratings: dict[str, list[Row]] = {code: [] for code in names}
    for row in in_force(tables).values():
        ratings[row["org_code"]].append(row)
    profiles = {}
    for code in names:
        before = [names[s["predecessor_org_code"]] for s in _steps(tables, "successor_org_code", code)]
        after = [names[s["successor_org_code"]] for s in _steps(tables, "predecessor_org_code", code)]
        rated = [row for row in ratings[code] if row["status"] == "rated"]
        profiles[code] = {
            "predecessors": ", ".join(sorted(before)) or None,
            "successors": ", ".join(sorted(after)) or None,
            "ratings": len(rated),
            "values_published": sum(
                (row["org_type"], row["org_code"], row["status"]) == ("ccg", code, "published")
                for row in tables["measure_value"]
            ),
            "missing": {f"{row['area']} {row['period']}: {row['reason']}" for row in ratings[code] if row not in rated},
        } | {area: _latest(rated, area) for area in AREAS}
    return profiles


def _steps(tables: Tables, column: str, code: str) -> list[Row]:
    return [step for step in tables["organisation_succession"] if step[column] == code]


def _latest(rated: list[Row], area: str) -> set[str]:
    """The bands of the latest period; several where frameworks rated the same one."""
    of_area = [row for row in rated if row["area"] == area]
    last = max((row["period_end"] for row in of_area), default=None)
    return {f"{row['band']} ({row['framework']} {row['period']})" for row in of_area if row["period_end"] == last}
