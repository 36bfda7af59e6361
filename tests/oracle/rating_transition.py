"""Moves from band to band worked out in plain Python, by following each organisation from set to set.

Here: core rows in, the rows of the mart out. Not here: SQL, and which rating counts (`oracle.rating_history`).
"""

from __future__ import annotations

from datetime import date
from itertools import permutations

from oracle.organisation_lineage import Row, Tables
from oracle.rating_current import in_force

DIFFERENT = "bands of different scales on different measures; a move between them is no improvement or decline"
EXTREME = (
    "an end of its scale: extremes tend towards the middle at the next rating whatever happened "
    "(regression to the mean)"
)
CLOSED = "closed before the later period ended; ratings of successors are theirs alone"
INCOMPLETE = "the rows need not be all organisations with the earlier band"

Set = tuple[str, str, str]


def rating_transition(tables: Tables) -> list[Row]:
    """The rows of marts.rating_transition."""
    published = {row["document_id"]: row["published_on"] for row in tables["document"]}
    first_known: dict[Set, date] = {}
    for row in tables["rating"]:
        key = (row["area"], row["framework"], row["period"])
        first_known[key] = min(first_known.get(key, date.max), published[row["document_id"]])
    by_set: dict[Set, dict[str, Row]] = {}
    for rating in in_force(tables).values():
        by_set.setdefault((rating["area"], rating["framework"], rating["period"]), {})[rating["org_code"]] = rating
    when = {key: (next(iter(rows.values()))["period_end"], first_known[key]) for key, rows in by_set.items()}
    rows = []
    for first, second in permutations(by_set, 2):
        if first[0] == second[0] and when[first] < when[second]:
            rows += _between(first, second, by_set, tables)
    return rows


def _between(first: Set, second: Set, by_set: dict[Set, dict[str, Row]], tables: Tables) -> list[Row]:
    earlier, later = by_set[first], by_set[second]
    any_earlier, any_later = next(iter(earlier.values())), next(iter(later.values()))
    scales = any_earlier["scale"], any_later["scale"]
    ends = _ends(scales[0], tables)
    rows = []
    for band in sorted({row["band"] for row in earlier.values() if row["band"]}):
        start = {code: row for code, row in earlier.items() if row["band"] == band}
        outcomes: dict[tuple[str, str | None], list[str]] = {}
        for code in start:
            outcomes.setdefault(_outcome(code, later, any_later["period_end"], tables), []).append(code)
        rated = sum(len(codes) for (status, _), codes in outcomes.items() if status == "rated")
        lost = sum(len(codes) for (status, _), codes in outcomes.items() if status in ("not_listed", "not_published"))
        for (status, to_band), codes in outcomes.items():
            reason = None
            if status == "closed":
                reason = CLOSED
            elif status != "rated":
                reason = "no band in the later set"
            elif not _whole(band, earlier, tables):
                reason = INCOMPLETE
            elif lost:
                reason = f"{lost} of the {len(start)} are not known in the later set, though they were open"
            different = [DIFFERENT] if scales[0] != scales[1] else []
            rows.append(
                {
                    "area": first[0],
                    "from_framework": first[1],
                    "from_period": first[2],
                    "from_period_end": any_earlier["period_end"],
                    "from_scale": scales[0],
                    "to_framework": second[1],
                    "to_period": second[2],
                    "to_period_end": any_later["period_end"],
                    "to_scale": scales[1],
                    "from_band": band,
                    "to_status": status,
                    "to_band": to_band,
                    "organisations": len(codes),
                    "from_organisations": len(start),
                    "to_rated": rated,
                    "share": None if reason else len(codes) / rated,
                    "share_reason": reason,
                    "comparable": scales[0] == scales[1],
                    "correction": _told("correction", codes, earlier, later),
                    "conflict": _told("conflict", codes, earlier, later),
                    "note": "; ".join(different + ([EXTREME] if band in ends else [])) or None,
                }
            )
    return rows


def _outcome(code: str, later: dict[str, Row], day: date, tables: Tables) -> tuple[str, str | None]:
    if code in later and later[code]["band"]:
        return "rated", later[code]["band"]
    closed_on = next(row["closed_on"] for row in tables["organisation"] if row["org_code"] == code)
    if closed_on and closed_on < day:
        return "closed", None
    return (later[code]["status"], None) if code in later else ("not_listed", None)


def _whole(band: str, ratings: dict[str, Row], tables: Tables) -> bool:
    """Whether the rows with this band are all that there were: declared so, or every organisation is accounted for."""
    day = next(iter(ratings.values()))["period_end"]
    were_open = {
        row["org_code"] for row in tables["organisation"] if row["opened_on"] <= day <= (row["closed_on"] or day)
    }
    told = {code for code, row in ratings.items() if row["status"] in ("rated", "insufficient_data")}
    return were_open <= told or all(row["band_complete"] for row in ratings.values() if row["band"] == band)


def _ends(scale: str, tables: Tables) -> set[str]:
    bands = sorted((row["position"], row["band"]) for row in tables["rating_scale"] if row["scale"] == scale)
    return {bands[0][1], bands[-1][1]}


def _told(name: str, codes: list[str], earlier: dict[str, Row], later: dict[str, Row]) -> str | None:
    told = []
    for org_name, code in sorted((earlier[code]["org_name"], code) for code in codes):
        said = [rows[code][name] for rows in (earlier, later) if code in rows and rows[code][name]]
        told += [f"{org_name}: {'; '.join(said)}"] if said else []
    return "; ".join(told) or None
