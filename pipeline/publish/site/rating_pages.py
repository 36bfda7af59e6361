"""The pages of the areas that are rated: a league table and a distribution for each set of ratings, and the moves."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from itertools import groupby
from typing import Any

from pipeline.publish.site import addresses, rating_charts, words
from pipeline.publish.site.content import Content, Row
from pipeline.publish.site.pages import Page, Pages

# Older sets are in the CSV; a page of more would be long to load.
SETS_SHOWN = 3


def rating_pages(content: Content) -> Pages:
    """A page for each area that has ratings."""
    for area, ratings in content.ratings.items():
        sets = rating_sets(content, area)
        yield Page(
            addresses.rating(area),
            "area.html",
            {
                "area": area,
                "title": f"{words.label(area)} ratings",
                "sets": [{**found, **_league(ratings, found)} for found in sets[:SETS_SHOWN]],
                "sets_left_out": len(sets) - SETS_SHOWN,
                "moves": _moves(content, area),
                "claims": [claim for claim in content.claims if claim["area"] == area],
                "rules": [rule for rule in content.rules if rule["area"] == area],
                "measures": [measure for measure in content.measures.values() if measure["area"] == area],
            },
        )


def rating_sets(content: Content, area: str) -> list[dict[str, Any]]:
    """The sets of ratings of an area, the latest first: its bands, its coverage and its chart."""
    found = []
    bands = content.distribution.get(area, [])
    # One scale for all areas, so that their charts can be compared.
    most = max((row["organisations"] or 0 for rows in content.distribution.values() for row in rows), default=0)
    for (period, framework), group in groupby(bands, key=lambda row: (row["period"], row["framework"])):
        rows = list(group)
        found.append(
            {
                "area": area,
                "period": period,
                "framework": framework,
                "id": addresses.anchor(framework, period),
                "bands": rows,
                "claimed": _claimed(content, rows),
                "coverage_note": rows[0]["coverage_note"],
                "organisations_rated": rows[0]["organisations_rated"],
                "organisations_open": rows[0]["organisations_open"],
                "chart": rating_charts.distribution(rows, most, band_finding(area, rows), "marts.rating_distribution"),
            }
        )
    return found[::-1]


def band_finding(area: str, rows: Sequence[Row]) -> str:
    """What a set of ratings shows, in a sentence."""
    first = rows[0]
    about = f"{words.label(area)} {first['period']}"
    counts = words.listed([f"{row['organisations']} {row['band']}" for row in rows if row["organisations"]])
    if first["coverage_note"]:
        return f"{about}: {counts}, of {first['organisations_open']} organisations; the other bands are not listed"
    return f"{about}: {counts}, of {words.count(first['organisations_rated'], 'rated organisation')}"


def _claimed(content: Content, bands: Sequence[Row]) -> dict[str, Row]:
    """For bands whose organisations are not listed: the first claim of how many they are that is not contradicted."""
    found: dict[str, Row] = {}
    for row in bands:
        for claim in content.claims:
            same = all(claim[name] == row[name] for name in ("framework", "area", "period"))
            if row["organisations"] is None and same and claim["bands"] == [row["band"]]:
                plain = claim["statistic"] == "band_count" and claim["comparator"] == "="
                if plain and claim["verdict"] in ("matches", "corroborated"):
                    found.setdefault(row["band"], claim)
    return found


def _league(ratings: Sequence[Row], found: dict[str, Any]) -> dict[str, Any]:
    """The rows of a set of ratings, and how many of them are rated or are not."""
    rows = [row for row in ratings if (row["period"], row["framework"]) == (found["period"], found["framework"])]
    counts = Counter("rated" if row["band"] else words.status(row["status"]) for row in rows)
    return {"rows": rows, "summary": ", ".join(f"{count} {what}" for what, count in counts.most_common())}


def _moves(content: Content, area: str) -> list[dict[str, Any]]:
    """From one set of ratings to another: the moves between bands, and what became of those without a later band."""
    order = {(row["scale"], row["band"]): row["position"] for row in content.scales}
    moves = []
    ways = groupby(
        content.transitions.get(area, []),
        key=lambda row: (row["from_framework"], row["from_period"], row["to_framework"], row["to_period"]),
    )
    for _, group in ways:
        rows = list(group)
        rated = [row for row in rows if row["to_status"] == "rated"]
        rated.sort(key=lambda row: (order[row["from_scale"], row["from_band"]], order[row["to_scale"], row["to_band"]]))
        chart = rating_charts.transitions(rated, _move_finding(rated), "marts.rating_transition") if rated else None
        moves.append({"rows": rows, "first": rows[0], "chart": chart})
    return moves


def _move_finding(rows: Sequence[Row]) -> str:
    """What the moves show, in a sentence; between two scales nothing can be read of them."""
    first = rows[0]
    if not first["comparable"]:
        listed = words.count(sum(row["organisations"] for row in rows), "organisation")
        return f"What became of {listed} listed in {first['from_period']}; two scales, so no change can be read"
    largest = max(rows, key=lambda row: int(row["organisations"]))
    way = f"from {largest['from_band']} to {largest['to_band']}"
    counted = words.count(largest["organisations"], "organisation")
    return f"The most usual way from {first['from_period']} to {first['to_period']}: {way}, {counted}"
