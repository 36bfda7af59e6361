"""What a release shows, worked out from it: three sentences, each with its drawing and the page that has all of it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from markupsafe import Markup

from pipeline.publish.site import addresses, words
from pipeline.publish.site.areas.register import ENGLAND, Area
from pipeline.publish.site.areas.rows import MeasureRow, Rows
from pipeline.publish.site.drawings.ranks import Ranked, ranked_dots
from pipeline.publish.site.drawings.strip import Strip, middle_half

Row = dict[str, Any]

# A course of fewer values may be chance.
FEWEST_POINTS = 12


@dataclass(frozen=True)
class Finding:
    """A sentence with a figure, what it is drawn as, and where all of it stands."""

    text: str
    drawing: Markup
    address: str
    more: str


def findings(makes: Rows, areas: Mapping[str, Area]) -> list[Finding]:
    """At most three: the standard that the fewest met, how regions differ by it, and the largest rise of a CCG."""
    england = [row for row in makes.of(areas[ENGLAND]) if row.measure["unit"] == "%"]
    found = [_fewest_met(makes), _regions(makes, areas, england), _largest_rise(makes, areas)]
    return [finding for finding in found if finding]


def _standards(makes: Rows) -> Iterator[tuple[int, int, Row, Row]]:
    """Of each measure with a standard, in the latest period of CCGs: how many met it, of how many, and the values."""
    latest: dict[str, tuple[Any, str, bool]] = {}
    for of_measure in makes.found.of_page.values():
        for measure_id, series in of_measure.items():
            shown = series[0]
            if shown["org_type"] == "ccg" and shown["value"] is not None:
                key = (shown["period_end"], shown["period"], shown["inferred"])
                latest[measure_id] = max(latest.get(measure_id, key), key)
    met: dict[str, list[bool]] = {}
    for (code, measure_id), row in makes.found.benchmarks.items():
        own = makes.found.of_page[code][measure_id][0]
        is_latest = measure_id in latest and (own["period"], own["inferred"]) == latest[measure_id][1:]
        if is_latest and row["standard_met"] is not None:
            met.setdefault(measure_id, []).append(row["standard_met"])
    for measure_id, answers in met.items():
        if not makes.measures[measure_id]["of_any_size"]:
            continue
        peers = makes.found.peers[(measure_id, *latest[measure_id][1:])]
        if len(answers) == len(peers["numbers"]):
            yield sum(answers), len(answers), makes.measures[measure_id], peers


def _fewest_met(makes: Rows) -> Finding | None:
    found = min(_standards(makes), key=lambda row: (row[0] / row[1], row[2]["measure_id"]), default=None)
    if found is None:
        return None
    met, judged, measure, peers = found
    standard = words.shown(peers["standard"], measure["unit"])
    text = (
        f"{met} of {words.count(judged, 'CCG')} with a figure met the standard of {standard} "
        f"in {peers['period']}: {measure['measure_name']}."
    )
    strip = Strip(
        peers["numbers"],
        measure["polarity"],
        median=peers["median"],
        middle=middle_half(peers["numbers"]),
        standard=peers["standard"],
    )
    return Finding(text, strip.drawn(None, text), addresses.measure(measure["measure_id"]), measure["measure_name"])


def _regions(makes: Rows, areas: Mapping[str, Area], england: list[MeasureRow]) -> Finding | None:
    """The measure behind the ratings by which regions lie furthest apart, in England's latest period."""
    best: tuple[float, MeasureRow, list[tuple[str, Row]]] | None = None
    for row in england:
        if not row.measure["is_behind_ratings"]:
            continue
        values = [
            (area.name, series[0])
            for area in areas.values()
            if area.kind == "region"
            and (series := makes.found.of_page.get(area.code, {}).get(row.measure["measure_id"]))
            if series[0]["period"] == row.shown["period"] and series[0]["value"] is not None
        ]
        numbers = [series["value"] for _, series in values]
        if len(numbers) > 1 and (best is None or max(numbers) - min(numbers) > best[0]):
            best = max(numbers) - min(numbers), row, values
    if best is None:
        return None
    _, row, values = best
    values.sort(key=lambda value: (-value[1]["value"], value[0]))
    shown = [
        Ranked(name, series["value"], words.shown(series["value"], "%", series["decimals"])) for name, series in values
    ]
    text = (
        f"From {shown[-1].words} in {shown[-1].name} to {shown[0].words} in {shown[0].name}: "
        f"{row.measure['measure_name']} by region in {row.shown['period']}, England {row.value}."
    )
    return Finding(text, ranked_dots(shown, text, unit="%"), addresses.measure(row.measure["measure_id"]), "All areas")


def _largest_rise(makes: Rows, areas: Mapping[str, Area]) -> Finding | None:
    """Of the measures behind the ratings, the CCG whose value of the latest period lies furthest above its first.

    Only where its control chart shows an improvement, which chance alone would seldom bring.
    """
    best: tuple[float, str, str] | None = None
    latest: dict[str, Any] = {}
    for of_measure in makes.found.of_page.values():
        for measure_id, series in of_measure.items():
            if series[0]["org_type"] == "ccg":
                day = series[0]["period_end"]
                latest[measure_id] = max(latest.get(measure_id, day), day)
    for code, of_measure in makes.found.of_page.items():
        for measure_id, series in of_measure.items():
            shown = series[0]
            is_latest = shown["org_type"] == "ccg" and shown["period_end"] == latest[measure_id]
            if not is_latest or not makes.measures[measure_id]["is_behind_ratings"]:
                continue
            chart = makes.found.charts.get(("ccg", shown["org_code"], measure_id), {})
            if shown["points"] >= FEWEST_POINTS and str(chart.get("variation_icon")).startswith("improvement"):
                first = next(value for value in shown["numbers"] if value is not None)
                rise = shown["value"] - first
                if best is None or (rise, code) > best[:2]:
                    best = rise, code, measure_id
    if best is None or best[0] <= 0:
        return None
    _, code, measure_id = best
    row = next(row for row in makes.of(areas[code]) if row.measure["measure_id"] == measure_id)
    shown = row.shown
    (period, first, decimals), *_ = (
        found
        for found in zip(shown["periods"], shown["numbers"], shown["decimals_of"], strict=True)
        if found[1] is not None
    )
    text = (
        f"{row.measure['measure_name']} rose the most in {areas[code].name}: from {words.shown(first, '%', decimals)} "
        f"in {period} to {row.value} in {shown['period']}."
    )
    return Finding(text, row.spark, addresses.area(code), areas[code].name)
