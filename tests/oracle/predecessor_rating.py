"""How predecessors were rated, worked out in plain Python, one organisation and one set of ratings after the other.

Here: core rows in, the rows of the mart out. Not here: SQL, lines of descent (`oracle.organisation_lineage`) and
which rating counts (`oracle.rating_history`).
"""

from __future__ import annotations

from oracle.organisation_lineage import Row, Tables, organisation_lineage
from oracle.rating_current import in_force

NOTE = "bands of its predecessors, each of its own area: nothing is averaged and nothing is carried forward"
OPEN_ITSELF = "; it was open then itself, and its own rating is not among them"


def predecessor_rating(tables: Tables) -> list[Row]:
    """The rows of marts.predecessor_rating."""
    ratings = in_force(tables)
    sets = {
        (row["framework"], row["area"], row["period"]): (row["period_end"], row["scale"]) for row in ratings.values()
    }
    before: dict[str, list[tuple[str, str]]] = {}
    for link in organisation_lineage(tables):
        if link["relation"] == "predecessor":
            label = link["related_org_name"] + (" (a part of its area)" if link["other_successors"] else "")
            before.setdefault(link["org_code"], []).append((label, link["related_org_code"]))
    register = {row["org_code"]: row for row in tables["organisation"]}
    rows = []
    for org_code, predecessors in before.items():
        for (framework, area, period), (day, scale) in sets.items():
            then = sorted(
                (label, code)
                for label, code in predecessors
                if register[code]["opened_on"] <= day <= (register[code]["closed_on"] or day)
            )
            cells = {label: ratings.get((code, framework, area, period)) for label, code in then}
            if not any(cells.values()):
                continue
            banded = {label: cell for label, cell in cells.items() if cell and cell["band"]}
            ranked = sorted((cell["position"], cell["band"]) for cell in banded.values())
            bands = [band for _, band in ranked]
            rows.append(
                {
                    "org_code": org_code,
                    "org_name": register[org_code]["org_name"],
                    "framework": framework,
                    "area": area,
                    "period": period,
                    "period_end": day,
                    "scale": scale,
                    "predecessors": len(then),
                    "predecessors_rated": len(banded),
                    "bands": "; ".join(f"{label}: {cell['band']}" for label, cell in banded.items()) or None,
                    "band_counts": ", ".join(f"{band} {bands.count(band)}" for band in dict.fromkeys(bands)) or None,
                    "best_band": bands[0] if bands else None,
                    "worst_band": bands[-1] if bands else None,
                    "without_band": "; ".join(
                        f"{label}: {cell['reason'] if cell else 'no row in any document'}"
                        for label, cell in cells.items()
                        if label not in banded
                    )
                    or None,
                    "correction": _told(cells, "correction"),
                    "conflict": _told(cells, "conflict"),
                    "note": NOTE + (OPEN_ITSELF if register[org_code]["opened_on"] <= day else ""),
                }
            )
    return rows


def _told(cells: dict[str, Row | None], name: str) -> str | None:
    return "; ".join(f"{label}: {cell[name]}" for label, cell in cells.items() if cell and cell[name]) or None
