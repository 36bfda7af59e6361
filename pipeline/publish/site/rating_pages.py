"""The pages of the areas that are rated: a league table and a distribution for each set of ratings, and the moves."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Sequence
from itertools import groupby
from typing import Any

from pipeline.publish.site import addresses, rating_charts, words
from pipeline.publish.site.charts import chart_files
from pipeline.publish.site.content import Content
from pipeline.publish.site.measure_figures import MeasureFigures
from pipeline.publish.site.pages import Page, Pages
from pipeline.publish.site.released_rows import Row
from pipeline.schema.values import OVERALL_AREA

# Older sets are in the CSV; a page of more would be long to load.
SETS_SHOWN = 3


def rating_pages(content: Content, figures: MeasureFigures) -> Pages:
    """A page for each area that has ratings."""
    for area, ratings in content.ratings.items():
        all_sets = rating_sets(content, area)
        sets = [{**found, **_league(content, figures, ratings, found)} for found in all_sets[:SETS_SHOWN]]
        moves = _moves(content, area)
        charts = [found[name] for found in sets for name in ("chart", "regions", "map") if found[name]]
        yield Page(
            addresses.rating(area),
            "rating.html",
            {
                "area": area,
                "title": f"{words.label(area)} ratings",
                "lead": _lead(area, all_sets),
                "sets": sets,
                "sets_left_out": len(all_sets) - SETS_SHOWN,
                "moves": moves,
                "claims": [claim for claim in content.claims if claim["area"] == area],
                "rules": [rule for rule in content.rules if rule["area"] == area],
                "measures": [measure for measure in content.measures.values() if measure["area"] == area],
                "charts": charts,
            },
            chart_files([*charts, *(move["chart"] for move in moves)]),
        )


def rating_sets(content: Content, area: str) -> list[dict[str, Any]]:
    """The sets of ratings of an area, the latest first: its bands, its coverage and its chart."""
    found = []
    bands = content.distribution.get(area, [])
    for (period, framework), group in groupby(bands, key=lambda row: (row["period"], row["framework"])):
        rows = list(group)
        name = addresses.anchor(framework, period)
        found.append(
            {
                "area": area,
                "period": period,
                "framework": framework,
                "id": name,
                "bands": rows,
                "claimed": _claimed(content, rows),
                "finding": band_finding(area, rows),
                "coverage_note": rows[0]["coverage_note"],
                "organisations_rated": rows[0]["organisations_rated"],
                "organisations_open": rows[0]["organisations_open"],
                "chart": rating_charts.distribution(
                    f"ratings-{area}", f"{name}-bands", rows, band_finding(area, rows), _about(area, rows[0])
                ),
            }
        )
    return found[::-1]


def _about(area: str, row: Row) -> str:
    return f"{words.label(area)} ratings of CCGs, {words.period(row['period'])}"


def _lead(area: str, sets: Sequence[dict[str, Any]]) -> str:
    """What is rated, how often, and what the latest set shows."""
    latest = sets[0]
    periods = words.listed([words.period(found["period"]) for found in sets[::-1]])
    finding = latest["finding"].split(": ", 1)[1]
    rated = "rated CCGs overall" if area == OVERALL_AREA else f"put CCGs into bands for {words.label(area).lower()}"
    return f"NHS England {rated}; here are its ratings of {periods}. In {words.period(latest['period'])}: {finding}."


def band_finding(area: str, rows: Sequence[Row]) -> str:
    """What a set of ratings shows, in a sentence."""
    first = rows[0]
    about = f"{words.label(area)} {first['period']}"
    counts = words.listed([f"{row['organisations']} {row['band']}" for row in rows if row["organisations"]])
    if not first["coverage_note"]:
        return f"{about}: {counts}, of {words.count(first['organisations_rated'], 'rated organisation')}"
    listed = [f"{row['organisations_listed']} {row['band']}" for row in rows if row["organisations_listed"]]
    if not counts:
        which = f": {words.listed(listed)}" if listed else ""
        return f"{about}: {first['organisations_rated']} of {first['organisations_open']} organisations listed{which}"
    is_begun = any(row["organisations"] is None and row["organisations_listed"] for row in rows)
    others = "the other bands are not listed" + (" whole" if is_begun else "")
    return f"{about}: {counts}, of {first['organisations_open']} organisations; {others}"


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


def _league(content: Content, figures: MeasureFigures, ratings: Sequence[Row], found: dict[str, Any]) -> dict[str, Any]:
    """The rows of a set of ratings, how many of them are rated or are not, and where they lie."""
    rows = [row for row in ratings if (row["period"], row["framework"]) == (found["period"], found["framework"])]
    counts = Counter("with a band" if row["band"] else words.status(row["status"]) for row in rows)
    places = figures.tiles_on("ccg", rows[0]["period_end"])
    names = {code: figures.short_name(code) for code in places}
    page, about = f"ratings-{found['area']}", _about(found["area"], found)
    ours = content.organisations
    boards = {
        code: re.sub("^NHS | ICB$", "", figures.names.get(("icb", row["icb_code"]), "")) for code, row in ours.items()
    }
    chart = rating_charts.band_map(page, f"{found['id']}-map", rows, places, names, boards, about)
    regions = {code: row["region_code"] for code, row in ours.items()}
    by_region = rating_charts.by_region(page, f"{found['id']}-regions", found["bands"], rows, regions, about)
    sources = [content.documents[name] for name in sorted({row["document_id"] for row in rows})]
    summary = ", ".join(f"{count} {what}" for what, count in counts.most_common())
    return {"rows": rows, "summary": summary, "map": chart, "regions": by_region, "sources": sources}


def _moves(content: Content, area: str) -> list[dict[str, Any]]:
    """From one set of ratings to another: the moves between bands, and what became of those without a later band."""
    bands: dict[str, list[tuple[str, int]]] = defaultdict(list)
    for row in content.scales:
        bands[row["scale"]].append((row["band"], row["position"]))
    moves = []
    ways = groupby(
        content.transitions.get(area, []),
        key=lambda row: (row["from_framework"], row["from_period"], row["to_framework"], row["to_period"]),
    )
    for number, (_, group) in enumerate(ways, start=1):
        rows = list(group)
        chart = rating_charts.transitions(f"ratings-{area}", f"moves-{number}", rows, bands)
        moves.append(
            {"rows": rows, "first": rows[0], "chart": chart, "notes": dict.fromkeys(row["note"] for row in rows)}
        )
    return moves
