"""Values stated anew and otherwise, worked out in plain Python: go through the documents as they came out.

Here: core rows in, the rows of the mart out, and how many of them a document brings. Not here: SQL.
"""

from __future__ import annotations

from fractions import Fraction
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
    source = {row["document_id"]: row.get("source_id") for row in tables["document"]}
    said: dict[Fact, Row] = {}
    decimals: dict[Any, int | None] = {}
    rows = []
    for document in sorted(tables["document"], key=lambda row: order[row["document_id"]]):
        for cell in cells.get(document["document_id"], []):
            fact = (cell["measure_id"], cell["period"], cell["period_note"] is not None)
            whose = (cell["org_type"], cell["org_code"])
            now = {"document_id": cell["document_id"], "published_on": document["published_on"]}
            now |= {"locator": place(cell) or "not told", "value": cell["value"], "status": cell["status"]}
            before = said.get((*fact, *whose))
            own = source[cell["document_id"]]
            if (
                before is not None
                and (before["value"], before["status"]) != (now["value"], now["status"])
                and not (
                    (own is None or own != source[before["document_id"]])
                    and before["status"] == now["status"]
                    and says_the_same(cell, decimals[(*fact, *whose)], before["value"])
                )
            ):
                names = ("measure_id", "period", "period_inferred", "org_type", "org_code")
                earlier = {f"previous_{name}": before[name] for name in now}
                rows.append(dict(zip(names, (*fact, *whose), strict=True)) | now | earlier)
            said[(*fact, *whose)] = now
            decimals[(*fact, *whose)] = cell.get("decimals")
    return rows


def says_the_same(cell: Row, before_decimals: int | None, before: float | None) -> bool:
    """Whether two values differ by no more than half a unit of the last place of the coarser one."""
    own = cell.get("decimals")
    if cell["value"] is None or before is None or own is None or before_decimals is None:
        return False
    digits = Fraction(1, 2) / 10 ** min(own, before_decimals)
    return abs(Fraction(str(cell["value"])) - Fraction(str(before))) <= digits


def restated_by(tables: Tables, documents: list[str]) -> int:
    """How many values some documents state otherwise than those before them."""
    return len([row for row in restatement(tables) if row["document_id"] in documents])
