"""The charts of a set of ratings: how many organisations have each band, and how many moved from a band to another."""

from __future__ import annotations

from collections.abc import Sequence

from pipeline.publish.site.charts import AXIS_HEIGHT, TWO_LINES, Chart, Spec, height_of
from pipeline.publish.site.content import Row

WAY_HEIGHT = 44


def distribution(bands: Sequence[Row], most: int, finding: str, *tables: str) -> Chart:
    """How many organisations have each band of a set of ratings, where that is known; `most` is where the axis ends."""
    known = [row for row in bands if row["organisations"] is not None]
    height = height_of([row["band"] for row in known])
    bar: Spec = {
        "y": {
            "field": "band",
            "type": "nominal",
            "scale": {"domain": [row["band"] for row in known]},
            "title": None,
            "axis": {"labelExpr": TWO_LINES},
        },
        "x": {
            "field": "n",
            "type": "quantitative",
            "title": "organisations",
            "scale": {"domain": [0, most * 1.15]},
            "axis": {"tickMinStep": 1},
        },
    }
    spec: Spec = {
        "data": {"values": [{"band": row["band"], "n": row["organisations"]} for row in known]},
        "width": "container",
        "height": height,
        "layer": [
            {"mark": {"type": "bar"}, "encoding": bar},
            {
                "mark": {"type": "text", "align": "left", "dx": 4},
                "encoding": {**bar, "text": {"field": "n", "type": "quantitative", "format": ","}},
            },
        ],
    }
    text = "; ".join(f"{row['band']}: {row['organisations']}" for row in known)
    return Chart(finding, text, spec, height + AXIS_HEIGHT, tables)


def transitions(rows: Sequence[Row], finding: str, *tables: str) -> Chart:
    """How many organisations moved from a band to another: a bar for each way, those from the best band first."""
    ways = [{"way": f"{row['from_band']} → {row['to_band']}", "n": row["organisations"]} for row in rows]
    bar: Spec = {
        "y": {
            "field": "way",
            "type": "nominal",
            "scale": {"domain": [way["way"] for way in ways]},
            "title": None,
            "axis": {"labelExpr": "[split(datum.label, ' → ')[0], '→ ' + split(datum.label, ' → ')[1]]"},
        },
        "x": {"field": "n", "type": "quantitative", "title": "organisations", "axis": {"tickMinStep": 1}},
    }
    spec: Spec = {
        "data": {"values": ways},
        "width": "container",
        "height": WAY_HEIGHT * len(ways),
        "layer": [
            {"mark": {"type": "bar"}, "encoding": bar},
            {"mark": {"type": "text", "align": "left", "dx": 4}, "encoding": {**bar, "text": {"field": "n"}}},
        ],
    }
    text = "; ".join(f"{way['way']}: {way['n']}" for way in ways)
    return Chart(finding, text, spec, WAY_HEIGHT * len(ways) + AXIS_HEIGHT, tables)
