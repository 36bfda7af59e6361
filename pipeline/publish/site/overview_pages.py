"""The overview, the editions, and the pages on what the figures are and how to download them."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from pipeline.publish.site import addresses, words
from pipeline.publish.site.content import Content, Row
from pipeline.publish.site.pages import Page, Pages
from pipeline.publish.site.rating_pages import rating_sets

LATEST_SHOWN = 6
CHANGED = ("revised", "withdrawn")


def overview_pages(content: Content) -> Pages:
    """The pages that are about the whole of a release."""
    yield Page(addresses.HOME, "overview.html", _overview(content))
    yield Page(
        addresses.DATA, "data.html", {"title": "Take the data", "release": content.release, "tables": content.tables}
    )
    yield Page(
        addresses.ABOUT,
        "methods.html",
        {
            "title": "Methods",
            "scales": content.scales,
            "rules": content.rules,
            "rule_tests": content.rule_tests,
            "checks": content.checks,
        },
    )
    yield Page(
        addresses.DICTIONARY,
        "dictionary.html",
        {"title": "Data dictionary", "tables": content.tables, "columns": content.columns},
    )


def _overview(content: Content) -> dict[str, Any]:
    sets = [found for area in content.ratings for found in rating_sets(content, area)]
    valued = [measure for measure in content.measures.values() if measure["published"]]
    return {
        "title": "How England's clinical commissioning groups were rated",
        "release": content.release,
        "documents": list(content.documents.values())[:LATEST_SHOWN],
        "document_count": len(content.documents),
        "rating_count": sum(row["status"] == "rated" for rows in content.ratings.values() for row in rows),
        "value_count": sum(measure["published_of_ccgs"] for measure in valued),
        "organisation_count": len(content.organisations),
        "rated_count": sum(bool(row["ratings"] or row["values_published"]) for row in content.organisations.values()),
        "verdicts": {
            verdict: sum(claim["verdict"] == verdict for claim in content.claims) for verdict in words.VERDICTS
        },
        "areas": list(content.ratings),
        "measures": valued,
        "sets": sorted(sets, key=lambda found: (found["period"], found["area"]), reverse=True),
        "claims": content.claims,
        "contradicted": [claim for claim in content.claims if claim["verdict"] == "contradicts"],
        "calendar": latest_due(content.calendar),
        "revised": _revised(content),
        "failed": [check for check in content.checks if not check["passed"]],
    }


def latest_due(calendar: Sequence[Row]) -> list[dict[str, Any]]:
    """Of each product the latest arrival, for how many dates it was late or nothing was read, and the next date."""
    found = []
    for product in dict.fromkeys(row["product"] for row in calendar):
        rows = [row for row in calendar if row["product"] == product]
        come = [row for row in rows if row["state"] not in ("not_yet_due", "ended")]
        found.append(
            {
                "product": product,
                "arrived": next((row for row in come if row["arrived_on"]), None),
                "late": sum(row["state"] == "late" for row in come),
                "missing": sum(row["state"] == "missing" for row in come),
                "dates": len(come),
                "next": next((row for row in rows[::-1] if row["state"] == "not_yet_due"), None),
                "ended": next((row["note"] for row in rows if row["state"] == "ended"), None),
            }
        )
    return found


def _revised(content: Content) -> list[dict[str, Any]]:
    """How many ratings and values an edition shows otherwise than the one before, the latest edition first."""
    found = []
    for product, editions in (("rating", content.rating_editions), ("dashboard", content.dashboard_editions)):
        for due_on, rows in editions.items():
            count = sum(row["organisations"] for row in rows if row["change"] in CHANGED)
            if count:
                found.append({"product": product, "due_on": due_on, "count": count})
    return sorted(found, key=lambda row: row["due_on"], reverse=True)[:LATEST_SHOWN]
