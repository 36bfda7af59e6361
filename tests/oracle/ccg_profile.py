"""One line for each organisation, worked out in plain Python.

Here: what it was, what it became, its latest band in each area, what is missing. Not here: SQL, and which rating counts
(`oracle.rating_current`).
"""

from __future__ import annotations

from datetime import date

from oracle.organisation_lineage import Row, Tables
from oracle.rating_current import in_force

AREAS = (
    "overall",
    "mental_health",
    "dementia",
    "learning_disabilities",
    "leadership",
    "maternity",
    "diabetes",
    "cancer",
)


def ccg_profile(tables: Tables) -> dict[str, Row]:
    """What marts.ccg_profile says of each organisation, by its code."""
    names = {row["org_code"]: f"{row['org_name']} ({row['org_code']})" for row in tables["organisation"]}
    ratings: dict[str, list[Row]] = {code: [] for code in names}
    for row in in_force(tables).values():
        ratings[row["org_code"]].append(row)
    first_published = _first_published(tables)
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
        } | {area: _latest(rated, area, first_published) for area in AREAS}
    return profiles


def _steps(tables: Tables, column: str, code: str) -> list[Row]:
    return [step for step in tables["organisation_succession"] if step[column] == code]


def _first_published(tables: Tables) -> dict[tuple[str, str, str], date]:
    """The day on which the first rating of a framework, area and period came out."""
    published = {row["document_id"]: row["published_on"] for row in tables["document"]}
    first: dict[tuple[str, str, str], date] = {}
    for row in tables["rating"]:
        day = published[row["document_id"]]
        rating_set = row["framework"], row["area"], row["period"]
        first[rating_set] = min(day, first.get(rating_set, day))
    return first


def _latest(rated: list[Row], area: str, first_published: dict[tuple[str, str, str], date]) -> str | None:
    """The band of the latest period; where frameworks rated the same one, of that whose ratings came out later."""
    best: Row | None = None
    for row in rated:
        if row["area"] == area and (best is None or _is_later(row, best, first_published)):
            best = row
    return f"{best['band']} ({best['framework']} {best['period']})" if best else None


def _is_later(one: Row, other: Row, first_published: dict[tuple[str, str, str], date]) -> bool:
    if one["period_end"] != other["period_end"]:
        return bool(one["period_end"] > other["period_end"])
    first = [first_published[row["framework"], row["area"], row["period"]] for row in (one, other)]
    if first[0] != first[1]:
        return first[0] > first[1]
    if one["period_start"] != other["period_start"]:
        return bool(one["period_start"] > other["period_start"])
    return bool(one["framework"] < other["framework"])
