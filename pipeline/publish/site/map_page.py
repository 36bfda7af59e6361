"""The page of the map: areas as tiles, coloured by a measure that a reader chooses."""

from __future__ import annotations

from dataclasses import replace
from itertools import groupby

from pipeline.publish.site import addresses, measure_charts
from pipeline.publish.site.charts import chart_files
from pipeline.publish.site.content import Content
from pipeline.publish.site.measure_figures import MeasureFigures
from pipeline.publish.site.pages import Page, Pages
from pipeline.publish.site.released_rows import Row

# Shown first where it has figures.
FIRST = "iapt_recovery_rate"


def map_page(content: Content, figures: MeasureFigures) -> Pages:
    """The map of the first measure, and the measures to choose from: those by which areas can be compared."""
    found = _compared(content, figures)
    by_topic = [(topic, list(rows)) for topic, rows in groupby(found.values(), key=lambda row: str(row["topic"]))]
    about = first_map(content, figures)
    context = {"title": "Map", "topics": by_topic, "rated": list(content.ratings), **about}
    yield Page(addresses.MAP, "map.html", context, chart_files([about["chart"]] if about["chart"] else []))


def first_map(content: Content, figures: MeasureFigures) -> Row:
    """What the page shows until a reader chooses; its `chart` is None where there is nothing to show."""
    found = _compared(content, figures)
    shown = (_first(content, figures, found[name]) for name in [FIRST, *found] if name in found)
    return next((about for about in shown if about), {"chart": None})


def _compared(content: Content, figures: MeasureFigures) -> dict[str, Row]:
    """The measures by which areas can be compared, by topic."""
    return {
        measure["measure_id"]: measure
        for measure in sorted(content.measures.values(), key=lambda row: (row["topic_no"], row["measure_name"]))
        if (shown := figures.shown.get(measure["measure_id"]))
        and shown.row["of_ccgs"] > 1
        and measure_charts.is_compared(measure, shown)
    }


def _first(content: Content, figures: MeasureFigures, measure: Row) -> Row | None:
    """The map of a measure in the period that is shown first."""
    shown = figures.shown[measure["measure_id"]]
    rows = shown.of["ccg"]
    chart = measure_charts.tile_map(figures, measure, shown, rows, root="")
    if not chart:
        return None
    sources = [content.documents[name] for name in sorted({row["document_id"] for row in rows})]
    return {
        "chart": replace(chart, page="map"),
        "measure": measure,
        "shown": shown.row,
        "sources": sources,
        "area_page": addresses.area("CODE").replace("code", "CODE"),
    }
