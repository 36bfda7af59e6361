"""Ratings in force, and each organisation's history of them, worked out in plain Python.

Here: which document's rating counts, with what was put right and what others say; whose ratings belong to a history.
Not here: SQL, and who is in whose line (`oracle.organisation_lineage`).
"""

from __future__ import annotations

from datetime import date

from oracle.organisation_lineage import Row, Tables, organisation_lineage

Fact = tuple[str, str, str, str]


def in_force(tables: Tables) -> dict[Fact, Row]:
    """The rating that counts for each organisation, framework, area and period."""
    published = {row["document_id"]: row["published_on"] for row in tables["document"]}
    names = {row["org_code"]: row["org_name"] for row in tables["organisation"]}
    positions = {(row["scale"], row["band"]): row["position"] for row in tables["rating_scale"]}
    stated: dict[Fact, list[Row]] = {}
    for row in sorted(tables["rating"], key=lambda row: str(row["document_id"])):
        stated.setdefault((row["org_code"], row["framework"], row["area"], row["period"]), []).append(row)
    result = {}
    for fact, rows in stated.items():
        newest = max(published[row["document_id"]] for row in rows)
        counts = next(row for row in rows if published[row["document_id"]] == newest)
        others = [row for row in rows if _says(row) != _says(counts)]
        result[fact] = counts | {
            "org_name": names[counts["org_code"]],
            "position": positions.get((counts["scale"], counts["band"])),
            "published_on": newest,
            "correction": "; ".join(_put_right(counts, tables)) or None,
            "conflict": "; ".join(f"{row['document_id']} line {row['line_no']}: {_says(row)}" for row in others)
            or None,
        }
    return result


def _says(row: Row) -> str:
    return str(row["band"] or row["status"])


def _put_right(rating: Row, tables: Tables) -> list[str]:
    return [
        f"printed {row['printed']}, put right to {row['right_value']}: {row['reason']} ({row['authority']})"
        for row in sorted(tables["correction"], key=lambda row: int(row["char_start"]))
        if (row["document_id"], row["line_no"]) == (rating["document_id"], rating["line_no"])
        and (row["about"] == "organisation" or (row["about"] == "rating" and row["char_start"] == rating["char_start"]))
    ]


def day_in_words(day: date) -> str:
    """Such as 1 April 2018."""
    return f"{day.day} {day:%B} {day.year}"


def rating_history(tables: Tables) -> list[Row]:
    """The rows of marts.rating_history."""
    said = [row for row in in_force(tables).values() if not (row["reason"] or "").startswith("did not exist")]
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
