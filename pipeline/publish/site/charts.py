"""The charts, as Vega-Lite specifications; the page's script draws them with colours that fit the reader's scheme.

Here: what is drawn, and the sentence that says what it shows. Not here: Vega-Lite (`pipeline.publish.site.library`),
colours and typeface (static/site.js). No chart tells anything by colour alone, and each stands beside the table of its
figures.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from pipeline.publish.site import words
from pipeline.publish.site.content import Row

ROW_HEIGHT = 26
# Of a row whose label is in two lines, the second being its last word.
TALL_ROW_HEIGHT = 36
LONG_LABEL = 16
TWO_LINES = (
    f"length(datum.label) > {LONG_LABEL} ? split(replace(datum.label, regexp(' ([^ ]+)$'), '|$1'), '|') : datum.label"
)
WAY_HEIGHT = 44
AXIS_HEIGHT = 60
PLOT_HEIGHT = 280
MILLION = 1_000_000

Spec = dict[str, Any]


@dataclass(frozen=True)
class Chart:
    """A chart: `finding` is its title, `text` what it shows for those who do not see it, `height` in pixels.

    `tables` are those of the warehouse that hold its figures."""

    finding: str
    text: str
    spec: Spec
    height: int
    tables: tuple[str, ...]


def distribution(bands: Sequence[Row], most: int, finding: str, *tables: str) -> Chart:
    """How many organisations have each band of a set of ratings, where that is known; `most` is where the axis ends."""
    known = [row for row in bands if row["organisations"] is not None]
    height = _height([row["band"] for row in known])
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
    told = "; ".join(f"{row['band']}: {row['organisations']}" for row in known)
    return Chart(finding, told, spec, height + AXIS_HEIGHT, tables)


def transitions(rows: Sequence[Row], finding: str, *tables: str) -> Chart:
    """How many organisations went from a band to another: a bar for each way, those from the best band first."""
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
    told = "; ".join(f"{way['way']}: {way['n']}" for way in ways)
    return Chart(finding, told, spec, WAY_HEIGHT * len(ways) + AXIS_HEIGHT, tables)


def bands_over_time(rows: Sequence[Row], finding: str, *tables: str) -> Chart:
    """The bands that an organisation and those before and after it had in an area, from the first period to the last.

    `at` of a row is how far down its scale its band stands, from 0, the best, to 1, the worst; `who` are org codes.
    """
    data = [{**row, "said": [row["band"], ", ".join(row["who"])]} for row in rows]
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
                "encoding": {**place, "text": {"field": "said"}},
            },
        ],
    }
    told = "; ".join(f"{row['period']}: {row['band']} ({', '.join(row['who'])})" for row in rows)
    return Chart(finding, told, spec, PLOT_HEIGHT, tables)


def values(rows: Sequence[Row], marks: Sequence[tuple[str, float]], measure: Row, finding: str, *tables: str) -> Chart:
    """How many organisations have about which value, with lines for England, the median and the standard."""
    unit = measure["unit"]
    numbers = [row["value"] for row in rows if row["value"] is not None]
    # Beside a line there is little room, and the axis names the unit.
    short = unit if unit in ("%", "£") else ""
    direction = words.POLARITIES[measure["polarity"]].lower()
    layers: list[Spec] = [
        {
            "data": {"values": [{"value": number} for number in numbers]},
            "mark": {"type": "bar"},
            "encoding": {
                "x": {
                    "field": "value",
                    "type": "quantitative",
                    "bin": {"maxbins": 20},
                    "title": [unit, direction],
                    "axis": {"format": "~s"} if max(numbers) >= MILLION else {},
                },
                "y": {"aggregate": "count", "title": "organisations", "axis": {"tickMinStep": 1}},
            },
        }
    ]
    middle = (min(numbers) + max(numbers)) / 2
    for number, (name, value) in enumerate(marks):
        # The words stand on the side where there is room for them.
        side = {"align": "left", "dx": 4} if value < middle else {"align": "right", "dx": -4}
        data = {"values": [{"value": value, "name": f"{name} {words.number(value, short)}"}]}
        place = {"x": {"field": "value", "type": "quantitative"}}
        layers += [
            {
                "data": data,
                "mark": {
                    "type": "rule",
                    "strokeDash": [6, 3],
                    "strokeWidth": 2,
                    "style": "line",
                    "y": -14 * number - 8,
                },
                "encoding": place,
            },
            {
                "data": data,
                "mark": {"type": "text", **side, "y": -8 - 14 * number},
                "encoding": {**place, "text": {"field": "name"}},
            },
        ]
    lines = "".join(f"; {name} {words.number(value, unit)}" for name, value in marks)
    told = f"{len(numbers)} values from {words.number(min(numbers), unit)} to {words.number(max(numbers), unit)}{lines}"
    return Chart(
        finding, told, {"width": "container", "height": 200, "layer": layers}, PLOT_HEIGHT + 14 * len(marks), tables
    )


def trend(rows: Sequence[Row], measure: Row, finding: str, *tables: str) -> Chart:
    """England's value of a measure at the end of each period, with the standard of its time.

    No line joins rows of different `stretch`.
    """
    unit = measure["unit"]
    data = [
        {
            "on": row["period_end"].isoformat(),
            "period": row["period"],
            "value": row["value"],
            "standard": row["standard"],
            "stretch": row["stretch"],
        }
        for row in rows
    ]
    along = {"field": "on", "type": "temporal", "title": None}
    up: Spec = {
        "type": "quantitative",
        "title": f"{unit}; {words.POLARITIES[measure['polarity']].lower()}",
        "scale": {"zero": False},
    }
    layers: list[Spec] = [
        {
            "mark": {"type": "line", "point": True, "tooltip": True},
            "encoding": {
                "x": along,
                "y": {"field": "value", **up},
                "detail": {"field": "stretch"},
                "tooltip": [{"field": "period"}, {"field": "value"}],
            },
        }
    ]
    if any(row["standard"] is not None for row in rows):
        layers.append(
            {
                "transform": [{"filter": "isValid(datum.standard)"}],
                "mark": {"type": "line", "strokeDash": [6, 3], "interpolate": "step-after", "style": "line"},
                "encoding": {"x": along, "y": {"field": "standard", **up}, "detail": {"field": "stretch"}},
            }
        )
    spec = {"data": {"values": data}, "width": "container", "height": PLOT_HEIGHT - AXIS_HEIGHT, "layer": layers}
    told = "; ".join(f"{row['period']}: {words.number(row['value'], unit)}" for row in rows)
    return Chart(finding, told, spec, PLOT_HEIGHT, tables)


def funnel(rows: Sequence[Row], finding: str, *tables: str) -> Chart:
    """Each organisation's percentage by the size of its denominator, within the limits of chance about England's."""
    dashes = {
        "funnel_lower_95": [6, 3],
        "funnel_upper_95": [6, 3],
        "funnel_lower_998": [2, 2],
        "funnel_upper_998": [2, 2],
    }
    data = [
        {
            "of": row["denominator"],
            "percent": 100 * row["numerator"] / row["denominator"],
            "name": row["org_name"],
            "position": row["funnel_position"],
            **{name: row[name] for name in dashes},
        }
        for row in sorted(rows, key=lambda row: row["denominator"])
    ]
    along = {"field": "of", "type": "quantitative", "title": "denominator", "scale": {"zero": False}}
    limits: list[Spec] = [
        {
            "mark": {"type": "line", "strokeDash": dash, "style": "line"},
            "encoding": {"x": along, "y": {"field": name, "type": "quantitative", "title": "per cent"}},
        }
        for name, dash in dashes.items()
    ]
    points: Spec = {
        "mark": {"type": "point", "filled": True, "tooltip": True},
        "encoding": {
            "x": along,
            "y": {"field": "percent", "type": "quantitative", "title": "per cent", "scale": {"zero": False}},
            "shape": {"condition": {"test": "datum.position == 'within'", "value": "circle"}, "value": "diamond"},
            "size": {"condition": {"test": "datum.position == 'within'", "value": 24}, "value": 70},
            "tooltip": [{"field": "name"}, {"field": "percent", "format": ".1f"}, {"field": "position"}],
        },
    }
    outside = [f"{row['name']} {row['position']}" for row in data if row["position"] != "within"]
    told = f"{len(data)} organisations, {len(outside)} outside the limits: {', '.join(outside[:20]) or 'none'}"
    spec = {"data": {"values": data}, "width": "container", "height": 240, "layer": [*limits, points]}
    return Chart(finding, told, spec, PLOT_HEIGHT + 40, tables)


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
    height = _height([row["what"] for row in data])
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
    told = "; ".join(f"{row['what']}: {row['at']:.0f}" for row in rows)
    return Chart(finding, told, spec, height + AXIS_HEIGHT, tables)


def _height(labels: Sequence[str]) -> int:
    """The height of a row for each label, in pixels."""
    return len(labels) * (TALL_ROW_HEIGHT if any(len(label) > LONG_LABEL for label in labels) else ROW_HEIGHT)
