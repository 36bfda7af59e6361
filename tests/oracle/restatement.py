"""Values stated anew and otherwise, worked out in plain Python: go through the documents as they came out.

Here: core rows in, the rows of the mart out, and how many of them a document brings. Not here: SQL.
"""

from __future__ import annotations

from typing import Any

from oracle.measure_current import Fact, place
from oracle.publication_order import came_out

Row = dict[str, Any]
Tables = dict[str, list[Row]]


def restatement(tables: Tables) -> list[Row]:
    """The rows of marts.restatement."""
    cells: dict[str, list[Row]] = {}
    for row in tables["measure_value"]:
        cells.setdefault(row["document_id"], []).append(row)
    order = came_out(tables["document"])
    said: dict[Fact, Row] = {}
    rows = []
    for document in sorted(tables["document"], key=lambda row: order[row["document_id"]]):
        for cell in cells.get(document["document_id"], []):
            fact = (cell["measure_id"], cell["period"], cell["period_note"] is not None)
            whose = (cell["org_type"], cell["org_code"])
            now = {"document_id": cell["document_id"], "published_on": document["published_on"]}
            now |= {"locator": place(cell) or "not told", "value": cell["value"], "status": cell["status"]}
            before = said.get((*fact, *whose))
            if before is not None and (before["value"], before["status"]) != (now["value"], now["status"]):
                names = ("measure_id", "period", "period_inferred", "org_type", "org_code")
                earlier = {f"previous_{name}": before[name] for name in now}
                rows.append(dict(zip(names, (*fact, *whose), strict=True)) | now | earlier)
            said[(*fact, *whose)] = now
    return rows


def restated_by(tables: Tables, documents: list[str]) -> int:
    """How many values some documents state otherwise than those before them."""
    return len([row for row in restatement(tables) if row["document_id"] in documents])
