"""Current values, worked out in plain Python.

Here: which document's value counts, with what was corrected and what others say. Not here: SQL.
"""

from __future__ import annotations

from oracle.organisation_lineage import Row, Tables
from oracle.publication_order import came_out

Fact = tuple[str, str, bool, str, str]


def measure_current(tables: Tables) -> dict[Fact, Row]:
    """The value that counts for each measure, period, way of knowing the period, and organisation."""
    published = {row["document_id"]: row["published_on"] for row in tables["document"]}
    result: dict[Fact, Row] = {}
    others: dict[Fact, list[Row]] = {}
    stated: dict[Fact, list[Row]] = {}
    source = {row["document_id"]: row.get("source_id") or "" for row in tables["document"]}
    order = came_out(tables["document"])
    for row in sorted(tables["measure_value"], key=lambda row: order[row["document_id"]]):
        fact = (row["measure_id"], row["period"], row["period_note"] is not None, row["org_type"], row["org_code"])
        stated.setdefault(fact, []).append(row)
    for fact, rows in stated.items():
        # Of each source the last, and of these the last that says something.
        of_source = {source[row["document_id"]]: row for row in rows}
        saying = [row for row in of_source.values() if _says_something(row)]
        current = max(saying or of_source.values(), key=lambda row: order[row["document_id"]])
        result[fact] = current
        others[fact] = [
            row
            for row in rows
            if row is not current
            and (_says_something(row) or source[row["document_id"]] == source[current["document_id"]])
        ]
    return {
        fact: row
        | {
            "published_on": published[row["document_id"]],
            "correction": _correction(row, tables),
            "conflict": _conflict(row, others[fact]),
        }
        for fact, row in result.items()
    }


def _says_something(row: Row) -> bool:
    return row["status"] in ("published", "suppressed", "insufficient_data")


def place(row: Row) -> str | None:
    """Where a value stands: in which line of a text, or in which cell of a workbook."""
    return row["locator"] if row["line_no"] is None else f"line {row['line_no']}"


def _conflict(row: Row, others: list[Row]) -> str | None:
    told = [
        f"{other['document_id']} {place(other)}: {other['status'] if other['value'] is None else float(other['value'])}"
        for other in sorted(others, key=lambda other: str(other["document_id"]))
        if (other["value"], other["status"]) != (row["value"], row["status"])
    ]
    return "; ".join(told) or None


def _correction(row: Row, tables: Tables) -> str | None:
    told = []
    # What stands in a workbook has no line, and is never corrected.
    in_text = [] if row["line_no"] is None else tables["correction"]
    for made in sorted(in_text, key=lambda made: int(made["char_start"])):
        same_line = (made["document_id"], made["line_no"]) == (row["document_id"], row["line_no"])
        same_cell = made["about"] == "measure_value" and made["char_start"] == row["char_start"]
        if same_line and (made["about"] == "organisation" or same_cell):
            told.append(
                f"printed {made['printed']}, corrected to {made['right_value']}: {made['reason']} ({made['authority']})"
            )
    return "; ".join(told) or None
