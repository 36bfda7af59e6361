"""What a release shows, worked out from it: three sentences, each with its drawing and the page that has all of it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from markupsafe import Markup

from pipeline.publish.site import addresses, measure_charts, words
from pipeline.publish.site.areas.register import ENGLAND, Area
from pipeline.publish.site.areas.rows import MeasureRow, Rows
from pipeline.publish.site.drawings.keys import Key, key
from pipeline.publish.site.drawings.ranks import Ranked, Region, ranked_dots, region_strip
from pipeline.publish.site.drawings.strip import side
from pipeline.publish.site.measure_figures import MeasureFigures, PeriodFigures, series
from pipeline.publish.site.measure_findings import of_england

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
    key: Markup


def findings(makes: Rows, areas: Mapping[str, Area], figures: MeasureFigures) -> list[Finding]:
    """At most three: the standard that the fewest met, how regions differ, and the longest course of England."""
    england = [row for row in makes.of(areas[ENGLAND]) if row.measure["unit"] == "%" and not row.is_sum]
    found = [finding for finding in (_fewest_met(makes), _regions(makes, areas, england)) if finding]
    course = _course(figures, makes.measures, {finding.address for finding in found})
    return [*found, course] if course else found


def _standards(makes: Rows) -> Iterator[tuple[int, int, Row, Row]]:
    """Of each measure with a standard, in the latest period of CCGs: how many met it, of how many, and the values."""
    latest: dict[str, tuple[Any, str, bool]] = {}
    for of_measure in makes.found.of_page.values():
        for measure_id, found in of_measure.items():
            shown = found[0]
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
        f"in {words.days_of(peers)}: {measure['measure_name']}."
    )
    dots = [(words.shown(value, measure["unit"]), value) for value in peers["numbers"]]
    drawing = region_strip(
        [Region("", dots, None, "")],
        text,
        polarity=measure["polarity"],
        median=peers["median"],
        standard=peers["standard"],
        unit=measure["unit"],
    )
    drawn = {side(value, peers["median"], measure["polarity"]) for value in peers["numbers"]}
    said = {"better": "a CCG better than the median", "worse": "worse", "same": "at the median"}
    entries = [Key("dot", css, what) for css, what in said.items() if css in drawn]
    entries.append(Key("line", "standard", f"standard: {standard}"))
    return Finding(text, drawing, addresses.measure(measure["measure_id"]), "This measure", key(entries))


def _regions(makes: Rows, areas: Mapping[str, Area], england: list[MeasureRow]) -> Finding | None:
    """The measure behind the ratings by which regions lie furthest apart, in England's latest period."""
    best: tuple[float, MeasureRow, list[tuple[str, Row]]] | None = None
    for row in england:
        if not row.measure["is_behind_ratings"]:
            continue
        values = [
            (area.name, found[0])
            for area in areas.values()
            if area.kind == "region"
            and (found := makes.found.of_page.get(area.code, {}).get(row.measure["measure_id"]))
            if found[0]["period"] == row.shown["period"] and found[0]["value"] is not None and not found[0]["is_sum"]
        ]
        numbers = [found["value"] for _, found in values]
        if len(numbers) > 1 and (best is None or max(numbers) - min(numbers) > best[0]):
            best = max(numbers) - min(numbers), row, values
    if best is None:
        return None
    _, row, values = best
    values.sort(key=lambda value: (-value[1]["value"], value[0]))
    alike = Counter(numbers := [found["value"] for _, found in values])
    low, high = (values[end][0] if alike[numbers[end]] == 1 else f"{alike[numbers[end]]} regions" for end in (-1, 0))
    shown = [
        Ranked(name, found["value"], words.shown(found["value"], "%", found["decimals"])) for name, found in values
    ]
    standard = makes.found.standards.get((row.measure["measure_id"], row.shown["period"]), {}).get("standard")
    text = (
        f"{row.measure['measure_name']} by region in {words.days_of(row.shown)}: from {shown[-1].words} in {low} "
        f"to {shown[0].words} in {high}; England {row.value}."
    )
    entries = [Key("line", "standard", f"standard: {row.standard}")] if standard is not None else []
    drawing = ranked_dots(shown, text, unit="%", standard=standard)
    return Finding(text, drawing, addresses.measure(row.measure["measure_id"]), "This measure", key(entries))


def _course(figures: MeasureFigures, measures: Mapping[str, Row], told: Collection[str]) -> Finding | None:
    """Of the measures behind the ratings with a standard, the one with most values of England that is not yet told."""
    best: tuple[int, str, list[PeriodFigures | None]] | None = None
    for measure_id, shown in figures.shown.items():
        measure = measures[measure_id]
        is_new = addresses.measure(measure_id) not in told
        if is_new and measure["is_behind_ratings"] and measure["has_standard"] and measure["unit"] == "%":
            periods = series(figures.periods[measure_id], shown)
            known = len(of_england(periods))
            if known >= FEWEST_POINTS and (best is None or known > best[0]):
                best = known, measure_id, periods
    if best is None:
        return None
    _, measure_id, periods = best
    measure = measures[measure_id]
    chart = measure_charts.fan(measure, periods, figures.undated.get(measure_id))
    if chart is None:
        return None
    rows = [found.row for found in of_england(periods)]
    highest = max(rows, key=lambda row: float(row["england"]))
    values = [
        f"{'at its highest ' if row is highest and row not in (rows[0], rows[-1]) else ''}"
        f"{words.shown(row['england'], '%', row['england_decimals'])} in {words.days_of(row)}"
        for row in rows
        if row in (rows[0], highest, rows[-1])
    ]
    text = f"{measure['measure_name']} in England: {', '.join(values)}."
    return Finding(text, chart.drawing, addresses.measure(measure_id), "This measure", chart.key_drawn)
