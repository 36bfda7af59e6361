"""Each organisation's history of ratings, worked out in plain Python.

Here: whose ratings belong to a history. Not here: SQL, which rating counts (`oracle.rating_current`), and who
is in whose line (`oracle.organisation_lineage`).
"""

from __future__ import annotations

from datetime import date

from oracle.organisation_lineage import Row, Tables, organisation_lineage
from oracle.rating_current import in_force


def day_in_words(day: date) -> str:
    """Such as 1 April 2018."""
    return f"{day.day} {day:%B} {day.year}"


def rating_history(tables: Tables) -> list[Row]:
    """The rows of marts.rating_history."""
    said = [row for row in in_force(tables).values() if row["reason_code"] != "not_open"]
    relatives: dict[str, list[Row]] = {}
    for row in organisation_lineage(tables):
        relatives.setdefault(row["related_org_code"], []).append(row)
    histories = []
    for rating in said:
        own = {"org_code": rating["org_code"], "org_name": rating["org_name"], "relation": "itself", "steps": 0}
        for link in [own, *relatives.get(rating["org_code"], [])]:
            histories.append(
                {
                    "org_code": link["org_code"],
                    "org_name": link["org_name"],
                    "rated_org_code": rating["org_code"],
                    "rated_org_name": rating["org_name"],
                    "relation": link["relation"],
                    "steps": link["steps"],
                    "joined_on": link.get("joined_on"),
                    "path": link.get("path"),
                    "note": _note(link),
                }
            )
            taken = ("area", "framework", "period", "period_start", "period_end", "scale", "band", "status", "reason")
            source = ("published_on", "document_id", "line_no", "correction", "conflict")
            histories[-1] |= {name: rating[name] for name in taken + source}
    return histories


def _note(link: Row) -> str | None:
    if link["relation"] == "itself":
        return None
    words = f"rating of a {link['relation']}, joined {day_in_words(link['joined_on'])}"
    if link["other_predecessors"]:
        words += ", which covers other areas too"
    if link["other_successors"]:
        words += ", a part of whose area went elsewhere"
    return f"{words}: not carried {'forward' if link['relation'] == 'predecessor' else 'back'}"
