"""The home page: the question, what this release shows, the map, the latest change, and the facts of the release."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from pipeline.publish.site import addresses, words
from pipeline.publish.site.areas.register import Area
from pipeline.publish.site.areas.rows import Rows
from pipeline.publish.site.change_pages import Changes, timeline
from pipeline.publish.site.content import Content
from pipeline.publish.site.findings import findings
from pipeline.publish.site.map_page import first_map
from pipeline.publish.site.measure_figures import MeasureFigures
from pipeline.publish.site.pages import Page, Pages
from pipeline.publish.site.rating_pages import rating_sets


def home_page(
    content: Content, figures: MeasureFigures, makes: Rows, areas: Mapping[str, Area], changes: Changes
) -> Pages:
    """The one page that everybody sees first."""
    sets = [found for area in content.ratings for found in rating_sets(content, area)]
    arrived = [event for event in timeline(content, changes) if event.kind == "arrived"]
    map_shown: dict[str, Any] = first_map(content, figures)
    yield Page(
        addresses.HOME,
        "home.html",
        {
            "title": "How good was mental health care in your area?",
            "release": content.release,
            "findings": findings(makes, areas, figures),
            "map": map_shown["chart"],
            "latest": arrived[0] if arrived else None,
            "documents": content.documents,
            "rating_count": sum(row["status"] == "rated" for rows in content.ratings.values() for row in rows),
            "value_count": sum(measure["published"] for measure in content.measures.values()),
            "area_count": len(areas),
            "verdicts": {
                verdict: sum(claim["verdict"] == verdict for claim in content.claims) for verdict in words.VERDICTS
            },
            "sets": sorted(sets, key=lambda found: (found["period"], found["area"]), reverse=True),
            "claims": content.claims,
            "contradicted": [claim for claim in content.claims if claim["verdict"] == "contradicts"],
            "failed": [check for check in content.checks if not check["passed"]],
        },
    )
