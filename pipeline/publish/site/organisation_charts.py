"""The charts of an organisation: its bands over time, and where it stands among its peers."""

from __future__ import annotations

from collections.abc import Sequence

from pipeline.publish.site.charts import AXIS_HEIGHT, PLOT_HEIGHT, TWO_LINES, Chart, Spec, height_of
from pipeline.publish.site.content import Row


def bands_over_time(rows: Sequence[Row], finding: str, *tables: str) -> Chart:
    """The bands that an organisation and those before and after it had in an area, from the first period to the last.

    `at` of a row is how far down its scale its band stands, from 0, the best, to 1, the worst; `who` are org codes.
    """
    data = [{**row, "label": [row["band"], ", ".join(row["who"])]} for row in rows]
    place: Spec = {
        "x": {
            "field": "period",
            "type": "ordinal",
            "scale": {"domain": list(dict.fromkeys(row["period"] for row in rows)), "padding": 0.5},
            "title": None,
            "axis": {"labelAngle": 0},
        },
        "y": {
            "field": "at",
            "type": "quantitative",
            "scale": {"domain": [1.3, -0.1]},
            "title": "best band at the top",
            "axis": {"labels": False, "ticks": False, "grid": False},
        },
    }
    spec: Spec = {
        "data": {"values": data},
        "width": "container",
        "height": PLOT_HEIGHT - AXIS_HEIGHT,
        "layer": [
            {"mark": {"type": "point", "filled": True, "size": 70}, "encoding": place},
            {
                "mark": {"type": "text", "baseline": "top", "dy": 8, "lineHeight": 15},
                "encoding": {**place, "text": {"field": "label"}},
            },
        ],
    }
    text = "; ".join(f"{row['period']}: {row['band']} ({', '.join(row['who'])})" for row in rows)
    return Chart(finding, text, spec, PLOT_HEIGHT, tables)


def standing(rows: Sequence[Row], finding: str, *tables: str) -> Chart:
    """Where an organisation stands among its peers in each rating and measure, from 0, the worst, to 100, the best."""
    data = [{"what": row["what"], "at": row["at"], "low": row["low"], "high": row["high"]} for row in rows]
    along: Spec = {
        "type": "quantitative",
        "scale": {"domain": [0, 100]},
        "title": "0 worst, 100 best",
    }
    down: Spec = {"field": "what", "type": "nominal", "title": None}
    down["scale"] = {"domain": [row["what"] for row in data]}
    down["axis"] = {"labelExpr": TWO_LINES}
    height = height_of([row["what"] for row in data])
    spec: Spec = {
        "data": {"values": data},
        "width": "container",
        "height": height,
        "layer": [
            {"mark": "rule", "encoding": {"y": down, "x": {"field": "low", **along}, "x2": {"field": "high"}}},
            {
                "mark": {"type": "point", "filled": True, "size": 70},
                "encoding": {"y": down, "x": {"field": "at", **along}},
            },
        ],
    }
    text = "; ".join(f"{row['what']}: {row['at']:.0f}" for row in rows)
    return Chart(finding, text, spec, height + AXIS_HEIGHT, tables)
