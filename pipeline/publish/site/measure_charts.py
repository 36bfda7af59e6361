"""The charts of a measure: its values, England's value over time, and the funnel."""

from __future__ import annotations

from collections.abc import Sequence

from pipeline.publish.site import words
from pipeline.publish.site.charts import AXIS_HEIGHT, PLOT_HEIGHT, Chart, Spec
from pipeline.publish.site.content import Row

MILLION = 1_000_000


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
    text = f"{len(numbers)} values from {words.number(min(numbers), unit)} to {words.number(max(numbers), unit)}{lines}"
    return Chart(
        finding, text, {"width": "container", "height": 200, "layer": layers}, PLOT_HEIGHT + 14 * len(marks), tables
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
    text = "; ".join(f"{row['period']}: {words.number(row['value'], unit)}" for row in rows)
    return Chart(finding, text, spec, PLOT_HEIGHT, tables)


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
    text = f"{len(data)} organisations, {len(outside)} outside the limits: {', '.join(outside[:20]) or 'none'}"
    spec = {"data": {"values": data}, "width": "container", "height": 240, "layer": [*limits, points]}
    return Chart(finding, text, spec, PLOT_HEIGHT + 40, tables)
