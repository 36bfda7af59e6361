"""The ratings known at each due date, worked out in plain Python: take what was published by then, and choose.

Here: core rows in, the rows of the mart out. Not here: SQL, and the due dates (`oracle.release_calendar`).
"""

from __future__ import annotations

from datetime import date

from oracle.publication_order import came_out
from oracle.rating_current import Authority
from oracle.release_calendar import Row, Tables, due_dates

SPEAKING = ("rated", "insufficient_data")
SHOWN = ("framework", "period", "period_end", "scale", "band", "status", "reason", "document_id", "line_no")


def annual_ratings(tables: Tables, as_at: date) -> list[Row]:
    """The rows of marts.annual_ratings."""
    documents = {row["document_id"]: row for row in tables["document"]}
    register = {row["org_code"]: row for row in tables["organisation"]}
    positions = {(row["scale"], row["band"]): row["position"] for row in tables["rating_scale"]}
    authority = Authority(tables)
    rows = []
    before: dict[tuple[str, str], Row] = {}
    for due in due_dates(tables, "rating", as_at):
        now = _shown(tables, due, authority)
        for (code, area), cell in now.items():
            organisation = register[code]
            previous = before.get((code, area))
            change, note = _change(cell, previous)
            rows.append(
                {
                    "edition": due,
                    "org_code": code,
                    "org_name": organisation["org_name"],
                    "organisation_open": organisation["opened_on"] <= due <= (organisation["closed_on"] or date.max),
                    "area": area,
                    "position": positions.get((cell["scale"], cell["band"])),
                    "published_on": documents[cell["document_id"]]["published_on"],
                    "correction": correction(tables, cell, "rating"),
                    "change": change,
                    "change_note": note,
                }
                | {name: cell[name] for name in SHOWN}
                | {
                    f"previous_{name}": previous[name] if previous else None
                    for name in ("framework", "period", "band", "status", "document_id")
                }
            )
        before = now
    return rows


def _shown(tables: Tables, due: date, authority: Authority) -> dict[tuple[str, str], Row]:
    """What is shown of each organisation and area on a day."""
    published = {row["document_id"]: row["published_on"] for row in tables["document"]}
    known: dict[tuple[str, str], dict[tuple[str, str], list[Row]]] = {}
    order = came_out(tables["document"])
    for row in tables["rating"]:
        if published[row["document_id"]] <= due:
            facts = known.setdefault((row["org_code"], row["area"]), {})
            facts.setdefault((row["framework"], row["period"]), []).append(row)
    shown = {}
    for key, facts in known.items():
        best: Row | None = None
        for rows in facts.values():
            row = max(authority.heard(rows), key=lambda row: order[row["document_id"]])
            if best is None or _is_later(row, best, order):
                best = row
        assert best is not None
        shown[key] = best
    return shown


def _is_later(one: Row, other: Row, order: dict[str, int]) -> bool:
    if (one["status"] in SPEAKING) != (other["status"] in SPEAKING):
        return one["status"] in SPEAKING
    if one["period_end"] != other["period_end"]:
        return bool(one["period_end"] > other["period_end"])
    if one["document_id"] != other["document_id"]:
        return order[one["document_id"]] > order[other["document_id"]]
    if one["period_start"] != other["period_start"]:
        return bool(one["period_start"] > other["period_start"])
    return bool(one["framework"] < other["framework"])


def _change(cell: Row, previous: Row | None) -> tuple[str, str | None]:
    if previous is None:
        return "new", "nothing known at the edition before"
    says, said = (row["band"] or row["status"] for row in (cell, previous))
    if (cell["framework"], cell["period"]) == (previous["framework"], previous["period"]):
        if says == said:
            return "unchanged", None
        return "revised", f"was {said} ({previous['document_id']}), is {says} ({cell['document_id']})"
    warning = "; frameworks differ: not to be compared" if cell["framework"] != previous["framework"] else ""
    if previous["status"] in SPEAKING:
        gone_back = cell["period_end"] < previous["period_end"]
        if gone_back or cell["status"] not in SPEAKING:
            told = f"was {said} for {previous['period']}, no longer stated; is {says} for {cell['period']}"
            return "withdrawn", told + warning
    return "new period", f"was {said} for {previous['period']}, is {says} for {cell['period']}{warning}"


def correction(tables: Tables, cell: Row, about: str) -> str | None:
    """What of a cell was corrected."""
    told = []
    for row in sorted(tables["correction"], key=lambda row: row["char_start"]):
        same_line = (row["document_id"], row["line_no"]) == (cell["document_id"], cell["line_no"])
        of_cell = row["about"] == about and row["char_start"] == cell["char_start"]
        if same_line and (row["about"] == "organisation" or of_cell):
            told.append(
                f"printed {row['printed']}, corrected to {row['right_value']}: {row['reason']} ({row['authority']})"
            )
    return "; ".join(told) or None
