"""The pages of the measures: what is measured, its standard, how the organisations compare and how that changed."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import groupby
from typing import Any

from pipeline.publish.site import addresses, measure_charts, measure_findings, words
from pipeline.publish.site.charts import chart_files
from pipeline.publish.site.content import Content
from pipeline.publish.site.divides import RULE
from pipeline.publish.site.measure_figures import REGIONS, MeasureFigures, PeriodFigures, latest_first, series
from pipeline.publish.site.pages import Page, Pages
from pipeline.publish.site.released_rows import Row

# In the order of the table's headings; those that no row fills are left out.
OF_SOME_PERIODS = ("interval_lower", "smallest_denominator", "rank")


def measure_pages(content: Content, figures: MeasureFigures) -> Pages:
    """The list of measures by topic, and a page for each."""
    yield Page(addresses.MEASURES, "measures.html", {"title": "Measures", "topics": _topics(content, figures)})
    for measure_id, measure in content.measures.items():
        shown = figures.shown.get(measure_id)
        about = _period(content, figures, measure, shown) if shown else {"shown": None, "charts": {}, "sums": None}
        yield Page(
            addresses.measure(measure_id),
            "measure.html",
            {
                "title": measure["measure_name"],
                "description": measure["description"],
                "crumbs": [(addresses.MEASURES, "Measures")],
                "measure": measure,
                "standards": content.standards.get(measure_id, []),
                "listings": content.listings.get(measure_id, []),
                "parts_of_it": [content.measures[part] for part in measure["parts"] if part in content.measures],
                "findings": measure_findings,
                "regions": list(REGIONS.items()),
                "divide_rule": RULE,
                **about,
            },
            chart_files(about["charts"].values()),
        )


def _topics(content: Content, figures: MeasureFigures) -> list[tuple[str, list[dict[str, Any]]]]:
    """The measures with figures by topic, each with its lead; then, in a topic of their own, those without."""
    ordered = sorted(content.measures.values(), key=lambda row: (row["topic_no"], row["measure_name"]))
    with_figures = [row for row in ordered if row["measure_id"] in figures.shown]
    found = [
        (topic, [_listed(row, figures.shown[row["measure_id"]]) for row in rows])
        for topic, rows in groupby(with_figures, key=lambda row: str(row["topic"]))
    ]
    without = [_listed(row, None) for row in ordered if row["measure_id"] not in figures.shown]
    return [*found, ("Listed by documents, without figures yet", without)] if without else found


def _listed(measure: Row, shown: PeriodFigures | None) -> dict[str, Any]:
    return {"measure": measure, "shown": shown and shown.row, "strip": shown and measure_charts.strip(measure, shown)}


def _period(content: Content, figures: MeasureFigures, measure: Row, shown: PeriodFigures) -> dict[str, Any]:
    """What a page says and draws of the period that it shows first."""
    for rows in shown.of.values():
        for row in rows:
            row["name"] = _name(figures, row)
    rows = sorted(shown.of["ccg"], key=lambda row: row["name"])
    ordered = measure_findings.worst_first(measure, rows)
    periods = figures.periods[measure["measure_id"]]
    return {
        "shown": shown.row,
        "lead": measure_findings.lead(measure, shown),
        "periods": latest_first(periods, shown),
        "charts": measure_charts.charts(figures, measure, shown, periods, ordered, rows),
        "table": [*ordered, *(row for row in rows if row["value"] is None)],
        "others": _others(shown),
        "has": (has := [name for name in OF_SOME_PERIODS if any(row[name] is not None for row in rows)]),
        "headings": [words.HEADINGS[name] for name in has],
        "most": max((abs(row["value"]) for row in ordered), default=0),
        "sources": _sources(content, shown),
        "fan_sources": _cited(
            content, {name for one in series(periods, shown) if one for name in one.row["document_ids"] or ()}
        ),
        "sums": (sums := figures.sums.get(measure["measure_id"])),
        "counted_in": [content.documents[document_id] for document_id in sums.document_ids] if sums else [],
    }


def _name(figures: MeasureFigures, row: Row) -> str:
    if row["org_type"] == "ccg":
        return figures.short_name(row["org_code"])
    return figures.names.get((row["org_type"], row["org_code"])) or str(row["org_code"])


def _others(shown: PeriodFigures) -> list[Row]:
    kinds = ("national", "region", "icb", "stp")
    return [row for kind in kinds for row in sorted(shown.of.get(kind, []), key=lambda row: str(row["name"]))]


def _sources(content: Content, shown: PeriodFigures) -> Sequence[Row]:
    """The documents that state what is shown."""
    return _cited(content, {row["document_id"] for rows in shown.of.values() for row in rows})


def _cited(content: Content, found: set[str]) -> Sequence[Row]:
    return [content.documents[document_id] for document_id in sorted(found)]
